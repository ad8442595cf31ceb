"""Answers as real mail programs write them, in the languages of members: what they wrote, and nothing they quoted."""

from pathlib import Path

import pytest

from m4d.activity.gateways import parsing, replies

FOLDER = Path(__file__).parent / "mails"

WRITTEN = {
    "gmail.en": "Two banks in Lyon do: they take a consular card.\n\nI can send the list.",
    "gmail.ar": "نعم، بنكان في ليون يقبلان البطاقة القنصلية.",
    "gmail.es": "Sí, dos bancos de Madrid aceptan la tarjeta consular.",
    "gmail.pt": "Em Lisboa há um banco que aceita o cartão consular.",
    "outlook.fr": "Bonjour,\n\nÀ Lyon, deux banques acceptent la carte consulaire – je vous envoie la liste.\n\n"
    "Cordialement,\nAïssatou",
    "outlook.de": "In Köln nimmt eine Sparkasse die Konsularkarte an.\n\nViele Grüße\nJörg",
    "outlook.ar": "نعم، يقبل مصرفان في الدار البيضاء البطاقة.\n\nمع التحية\nيوسف",
    "outlook-android.en": "Yes, in Nairobi too.",
    "apple-mail.fr": "Une banque de Marseille accepte la carte consulaire.\n\nIl faut prendre rendez-vous.",
    "iphone.es": "Aquí va la foto del folleto:\n\nEl folleto dice que basta la tarjeta consular.",
    "thunderbird.de": "In Berlin gibt es eine Genossenschaftsbank, die das anbietet. Ich frage nach.",
    "thunderbird.it": "> Which banks open accounts?\n\nA Torino la banca etica.\n\n"
    "> Which papers do they ask for?\n\nBasta il passaporto.",
    "yahoo.en": "We opened ours with a consular card in Leeds.",
    "k9.tr": "Berlin'de bir banka konsolosluk kartını kabul ediyor.",
    "zimbra.fr": "Voici l'adresse de la banque à Dakar.",
    "roundcube.pl": "W Warszawie przyjmuje ją jeden bank spółdzielczy.",
    "mailru.ru": "В Москве есть такой банк.",
    "samsung.ar": "في تونس مصرف واحد فقط.",
    "proton.nl": "In Rotterdam kan het ook.",
}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_an_answer_is_what_its_sender_wrote(name):
    parsed = parsing.read((FOLDER / f"{name}.eml").read_bytes())
    text, cut = replies.cut(parsed.text, parsed.language)
    assert text == WRITTEN[name]
    assert parsed.sender == "jonas@example.org"
    assert "?" not in parsed.name and parsed.subject
    assert parsed.quoted or cut


def test_every_mail_here_is_read():
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(WRITTEN)


def test_a_picture_between_two_texts_is_a_file_with_its_name():
    parsed = parsing.read((FOLDER / "iphone.es.eml").read_bytes())
    assert [(file.name, file.media_type, len(file.content)) for file in parsed.files] == [
        ("folleto año.png", "image/png", 70)
    ]
