"""Acceptance statement 6: four languages, honestly; on pages, in mails, in the digest, in the printed summary."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity.choices import Cadence
from m4d.activity.models import Entry, Mail
from m4d.activity.queries import declared
from m4d.core.testing import signed_in
from m4d.discussions import actions, queries
from m4d.discussions.choices import Verb
from m4d.discussions.factories import (
    AFTER,
    CLOSES_AT,
    DURING,
    WINDOW_ENDS_AT,
    WINDOW_ENDS_ON,
    make_open,
    make_put,
    say,
)
from m4d.discussions.gateways import summary_as_pdf
from m4d.jobs import actions as jobs
from m4d.languages import actions as languages
from m4d.languages.models import MachineRequest, Version
from m4d.languages.tests.conftest import service  # noqa: F401 a translation service on this machine

from .conftest import words
from .printed import visual_lines

pytestmark = pytest.mark.django_db
FRENCH = "La date a tout changé pour les femmes de Kédougou."
#: A title in which Arabic and French meet.
BOTH = "من يجلس إلى الطاولة (budget participatif 2026)؟"


@pytest.fixture
def engine(service, settings):  # noqa: F811 from the tests of the engine
    """An engine answers; what it says is its Spanish sentence."""
    handler, settings.TRANSLATION_URL = service
    return handler


@pytest.fixture
def spanish(client):
    """A page as a Spanish reader sees it: its words, and its HTML."""

    def read(thing):
        with translation.override("es"):
            page = client.get(thing.get_absolute_url())
        assert page.status_code == 200
        return words(page), page.content.decode()

    return read


def test_a_spanish_reader_sees_machine_text_labelled_and_a_moderators_correction_as_human(client, at, engine, spanish):
    at(DURING)
    discussion = make_open()
    contribution = say(discussion, FRENCH, language="fr")
    said, _html = spanish(contribution.question)
    assert f"{FRENCH} Original en francés." in said
    jobs.work_off()
    said, html = spanish(contribution.question)
    assert "Un registro claro. Traducción automática. Ver el original" in said
    assert FRENCH not in said
    assert '<div class="body" lang="es" dir="ltr">' in html
    original = f"/es/languages/texts/discussions.contribution/{contribution.pk}/text/"
    assert f'href="{original}"' in html
    assert FRENCH in words(client.get(original))

    # Not everybody corrects it, a moderator of this discussion does.
    signed_in(client, make_person("Lina Moreno"))
    assert client.get(version_address(contribution)).status_code == 403
    signed_in(client, discussion.team[0])
    page = client.get(version_address(contribution))
    seen = page.context["form"]["seen"].value()
    client.post(version_address(contribution), {"text": "La fecha lo cambió todo.", "seen": seen})
    client.logout()
    said, _html = spanish(contribution.question)
    assert "La fecha lo cambió todo. Traducción humana. Ver el original" in said
    assert "Un registro claro. Traducción automática. Ver el original" not in said


def version_address(contribution):
    return f"/es/languages/texts/discussions.contribution/{contribution.pk}/text/es/"


@pytest.mark.parametrize("mode", ["failing", "broken", "elsewhere"])
def test_a_translator_that_is_down_leaves_the_original_with_a_notice_and_blocks_nothing(
    mode, client, at, engine, spanish
):
    engine.mode = mode
    at(DURING)
    discussion = make_open()
    contribution = say(discussion, FRENCH, language="fr")
    jobs.work_off()
    said, html = spanish(contribution.question)
    assert f"{FRENCH} Original en francés." in said
    assert '<div class="body" lang="fr" dir="ltr">' in html
    failed = MachineRequest.objects.filter(content_type__model="contribution", failed_at__isnull=False)
    assert "es" in failed.values_list("language", flat=True)
    assert say(discussion, "Otra voz.", language="es", by=make_person("Ana Vera")).is_published


def test_a_contribution_that_waits_for_a_moderator_goes_to_no_engine_until_it_stands(at, engine):
    discussion = make_open()
    question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe")
    late = actions.contribute_late(question, by=rosa, text=FRENCH, language="fr", at=CLOSES_AT)
    jobs.work_off()
    about = MachineRequest.objects.filter(content_type__model="contribution", object_id=late.pk)
    assert not about.exists()
    assert FRENCH not in str(engine.asked)
    actions.admit_contribution(late, by=discussion.team[0], reason="Power.", at=AFTER)
    assert set(about.values_list("language", flat=True)) == {"en", "es", "ar"}


def test_a_draft_goes_to_no_engine_before_it_is_put(engine):
    discussion = make_open()
    said = say(discussion)
    actions.close_due(at=CLOSES_AT)
    paragraph = actions.save_paragraph(
        discussion, by=discussion.team[0], text=FRENCH, language="fr", sources=[said], at=AFTER
    )
    jobs.work_off()
    assert FRENCH not in str(engine.asked)
    actions.put_draft(discussion, by=discussion.team[0], ends_on=WINDOW_ENDS_ON, at=AFTER)
    jobs.work_off()
    kept = Version.objects.about(paragraph).filter(language="es").get()
    assert (kept.provenance, kept.text) == ("machine", "Un registro claro.")


def test_what_was_announced_is_wanted_in_every_language(engine):
    discussion = make_open(paper=FRENCH, language="fr")
    jobs.work_off()
    for thing, fields in (
        (discussion, ("title", "purpose", "paper")),
        (discussion.questions.first(), ("title", "text")),
    ):
        kept = Version.objects.about(thing).filter(language="es").values_list("field", flat=True)
        assert set(kept) >= set(fields)


def test_what_came_of_it_keeps_its_own_language(client, at):
    put = make_put()
    actions.end_windows(at=WINDOW_ENDS_AT)
    actions.follow_up(put, by=put.team[0], text=FRENCH, language="fr", at=WINDOW_ENDS_AT)
    at(WINDOW_ENDS_AT)
    page = client.get(put.get_absolute_url())
    assert f'lang="fr" dir="ltr"><p>{FRENCH}</p>' in page.content.decode()
    assert "Original in French" in words(page)


def follower(discussion, language, cadence):
    person = make_person(f"Reader of {language}", language=language)
    activity.follow(person, discussion, cadence=cadence)
    return person


@pytest.mark.parametrize(("cadence", "language"), [(Cadence.NOW, "es"), (Cadence.DAILY, "es"), (Cadence.DAILY, "ar")])
def test_mail_and_digest_say_where_the_words_come_from(cadence, language, engine):
    discussion = make_open()
    jobs.work_off()
    reader = follower(discussion, language, cadence)
    contribution = say(discussion, FRENCH, language="fr")
    actions.publish_recap(discussion, by=discussion.team[0], text=FRENCH, language="fr", at=DURING)
    languages.add_human_version(
        contribution, "text", language, "Palabras de una persona.", by=make_person("Ngozi Eze", roles=["moderator"])
    )
    Mail.objects.all().delete()
    jobs.work_off()
    tomorrow = (timezone.now() + timedelta(days=8)).isoformat()
    activity.write_digests(people=[reader.pk], daily_until=tomorrow, weekly_until=tomorrow)
    told = list(Mail.objects.filter(person=reader))
    assert len(told) == (1 if cadence == Cadence.DAILY else 2)
    for part in ("".join(sent.text for sent in told), "".join(sent.html for sent in told)):
        with translation.override(language):
            assert str(translation.gettext("Machine translation")) in part
            assert str(translation.gettext("Translated by people")) in part


def test_paragraphs_of_a_mail_stand_in_their_own_language_and_direction_with_their_label():
    put = make_put()
    text = "المواعيد تقرر (budget participatif) من يحضر."
    actions.save_paragraph(put, by=put.team[0], text=text, language="ar", is_synthesis=True, at=AFTER)
    message = declared(Verb.DRAFT_PUT).message(Entry.objects.get(verb=Verb.DRAFT_PUT), "fr")
    assert f'<div lang="ar" dir="rtl">2. <p>{text}</p>' in message.html
    assert "(Original en arabe)" in message.text


def test_arabic_and_french_in_one_title_each_read_in_the_right_order_on_the_page(client, at):
    at(DURING)
    discussion = make_open(title=BOTH, language="ar")
    for language in ("fr", "ar", "en"):
        with translation.override(language):
            html = client.get(discussion.get_absolute_url()).content.decode()
        assert f'<h1><span lang="ar" dir="rtl">{BOTH}</span></h1>' in html
        assert f'<bdi lang="ar">{BOTH}</bdi>' in html


@pytest.mark.parametrize(("language", "stands"), [("fr", f"\u2068{BOTH}\u2069"), ("ar", f"\u2068{BOTH}\u2069")])
def test_arabic_and_french_in_one_subject_stay_apart(language, stands):
    discussion = make_open(title=BOTH, language="ar")
    jobs.work_off()
    follower(discussion, language, Cadence.NOW)
    mail.outbox.clear()
    actions.publish_recap(discussion, by=discussion.team[0], text="Dates.", language="en", at=DURING)
    jobs.work_off()
    (sent,) = [one for one in mail.outbox if one.to[0].startswith("reader")]
    with translation.override(language):
        assert sent.subject == translation.gettext("What was said: %(title)s") % {"title": stands}
    read_back = sent.message()["Subject"].encode()
    assert read_back


def test_a_subject_in_one_direction_holds_no_sign():
    discussion = make_open()
    jobs.work_off()
    follower(discussion, "en", Cadence.NOW)
    mail.outbox.clear()
    actions.publish_recap(discussion, by=discussion.team[0], text="Dates.", language="en", at=DURING)
    jobs.work_off()
    assert {one.subject for one in mail.outbox} == {f"What was said: {discussion.title}"}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_arabic_and_french_in_one_printed_summary_are_each_read_in_the_right_order(language):
    put = make_put()
    rosa = put.speakers[0]
    # Words of letters whose shapes no other letter has, so that the font tells each of them.
    put.title, put.language = "سلم budget participatif لمس", "ar"
    put.save()
    actions.save_paragraph(
        put, by=put.team[0], text="سلم **budget participatif** لمس", language="ar", is_synthesis=True, at=AFTER
    )
    actions.save_paragraph(
        put, by=put.team[0], text="Le budget سلم لمس participatif", language="fr", is_synthesis=True, at=AFTER
    )
    actions.end_windows(at=WINDOW_ENDS_AT)
    put.refresh_from_db()
    with translation.override(language):
        lines = visual_lines(summary_as_pdf(queries.printed_summary(put, rosa)))
    # From left to right: an Arabic line begins on the right, and its letters run from there.
    assert [line for line in lines if "budget" in line] == [
        "سمل budget participatif ملس",
        "سمل budget participatif ملس",
        "Le budget سمل ملس participatif",
    ]
