"""One thread in four languages: what a reader sees, where it comes from, and what happens without a translator."""

import re

import pytest
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity.choices import Cadence
from m4d.activity.models import Mail
from m4d.community import actions
from m4d.community.choices import Access
from m4d.community.factories import make_group, make_topic
from m4d.core.testing import signed_in
from m4d.jobs import actions as jobs
from m4d.languages.tests.conftest import service  # noqa: F401 a translation service on this machine

from .conftest import words

pytestmark = pytest.mark.django_db
FRENCH = "Nous le gardons à la mairie de Kédougou depuis dix ans."
BOTH = "من يحفظ السجل (registre des compétences)؟"


@pytest.fixture
def engine(service, settings):  # noqa: F811 from the tests of the engine
    """An engine answers; what it says is its Spanish sentence."""
    handler, settings.TRANSLATION_URL = service
    return handler


def read(client, topic, language="es"):
    with translation.override(language):
        page = client.get(topic.get_absolute_url())
    return words(page), page.content.decode()


def test_a_spanish_reader_sees_machine_text_labelled_and_a_moderators_correction_as_human(client, engine, topic, lina):
    post = actions.write_post(topic, by=lina, text=FRENCH, language="fr")
    said, html = read(client, topic)
    assert f"{FRENCH} Original en francés" in said
    jobs.work_off()
    said, html = read(client, topic)
    assert re.search(r"Un registro claro\. .{0,80}Traducción automática", said)
    assert FRENCH not in said
    original = f"/es/languages/texts/community.post/{post.pk}/text/"
    assert f'href="{original}"' in html
    assert FRENCH in words(client.get(original))

    signed_in(client, make_person("Ngozi Eze", roles=["moderator"]))
    form = client.get(f"{original}es/").context["form"]
    client.post(f"{original}es/", {"text": "Lo guardamos en la alcaldía.", "seen": form["seen"].value()})
    client.logout()
    said, _html = read(client, topic)
    assert re.search(r"Lo guardamos en la alcaldía\. .{0,80}Traducción humana", said)


@pytest.mark.parametrize("mode", ["failing", "broken", "elsewhere"])
def test_a_translator_that_is_down_leaves_the_original_with_a_notice_and_blocks_nothing(
    mode, client, engine, topic, lina, amina
):
    engine.mode = mode
    actions.write_post(topic, by=lina, text=FRENCH, language="fr")
    jobs.work_off()
    said, html = read(client, topic)
    assert f"{FRENCH} Original en francés" in said
    assert '<div class="body" lang="fr" dir="ltr">' in html
    assert actions.write_post(topic, by=amina, text="Aquí también.", language="es").number == 4


def test_what_not_everybody_reads_goes_to_no_engine(engine, fatou, amina):
    group = make_group("Desk officers", access=Access.MEMBERS, facilitator=fatou)
    make_topic(group, amina, "Qui tient le registre ?", text=FRENCH, language="fr")
    jobs.work_off()
    assert FRENCH not in str(engine.asked)


@pytest.mark.parametrize(("cadence", "language"), [(Cadence.NOW, "es"), (Cadence.WEEKLY, "ar")])
def test_mail_and_digest_say_where_the_words_come_from(cadence, language, engine, topic, lina):
    reader = make_person("Ana Vera", language=language)
    activity.follow(reader, topic, cadence=cadence)
    actions.write_post(topic, by=lina, text=FRENCH, language="fr")
    jobs.work_off()
    later = "2100-01-01T00:00:00+00:00"
    activity.write_digests(people=[reader.pk], daily_until=later, weekly_until=later)
    sent = Mail.objects.filter(person=reader).latest("pk")
    with translation.override(language):
        said = translation.gettext("Original in %(language)s").split("%")[0].strip()
        known = (said, translation.gettext("Machine translation"))
    for part in (sent.text, sent.html):
        assert any(label in part for label in known)


def test_a_title_of_two_directions_is_read_in_its_own(client, group, amina):
    topic = make_topic(group, amina, BOTH, language="ar")
    for language in ("fr", "ar"):
        _said, html = read(client, topic, language)
        assert re.search(rf'<h1[^>]*>(?:<[^>]+>)*<(?:span|bdi) lang="ar"[^>]*>{re.escape(BOTH)}<', html)
