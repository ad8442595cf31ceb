"""The engine: asked in the background, never trusted blindly, never in anybody's way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.jobs.models import Job
from m4d.languages import actions, policies, queries
from m4d.languages.gateways import LibreTranslate, TranslatorFailed
from m4d.languages.gateways.argos import Argos
from m4d.languages.gateways.protocol import checked
from m4d.languages.models import MachineRequest, Version, digest_of
from m4d.vocabulary.models import Term

from .conftest import ARABIC, FRENCH

ENGLISH = "A clear register opens the door to people who come back from far away to the town."


def ask(address, **patience):
    return LibreTranslate(address, **patience).translate([ENGLISH], source="en", target="ar")


def test_a_good_service_translates_in_order(service):
    _handler, address = service
    answers = LibreTranslate(address).translate([ENGLISH, ENGLISH], source="en", target="fr")
    assert answers == [FRENCH, FRENCH]


def test_a_key_in_the_address_travels_in_the_question_and_long_texts_in_several(service):
    handler, address = service
    LibreTranslate(f"{address}/?api_key=s3cret").translate(["word " * 900, "word " * 900], source="en", target="fr")
    assert [question["api_key"] for question in handler.asked] == ["s3cret", "s3cret"]
    assert set(handler.asked[0]) == {"q", "source", "target", "format", "api_key"}


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("failing", "status 500"),
        ("elsewhere", "status 302"),
        ("broken", "not JSON"),
        ("short", "another number of texts"),
        ("huge", "too large"),
        ("wrong language", "in another language"),
    ],
)
def test_a_bad_answer_is_no_translation(service, mode, reason):
    handler, address = service
    handler.mode = mode
    with pytest.raises(TranslatorFailed, match=reason):
        ask(address)


def test_a_slow_service_is_given_up(service):
    handler, address = service
    handler.mode = "slow"
    with pytest.raises(TranslatorFailed, match="no answer in time"):
        ask(address, patience=0.05)


def test_an_untouched_text_is_no_translation():
    with pytest.raises(TranslatorFailed, match="untranslated"):
        checked([ENGLISH], [ENGLISH], target="fr")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org", "translate.example"])
def test_only_web_addresses_are_asked(address):
    health = LibreTranslate(address).health()
    assert (health.ok, health.message) == (
        False,
        "TRANSLATION_URL is not an http or https address. Correct it.",
    )
    with pytest.raises(TranslatorFailed):
        ask(address)


@pytest.mark.django_db
def test_health_says_what_to_do(service, settings):
    assert queries.translation_health().message == "Machine translation is switched off."
    handler, settings.TRANSLATION_URL = service
    health = queries.translation_health()
    assert (health.ok, health.languages) == (True, ("ar", "fr"))
    handler.mode = "failing"
    health = queries.translation_health()
    assert not health.ok
    assert "Check TRANSLATION_URL." in health.message


def test_argos_says_when_it_is_not_installed():
    health = Argos().health()
    assert (health.ok, health.message.split(".")[0]) == (False, "Argos Translate is not installed")
    with pytest.raises(TranslatorFailed, match="not installed"):
        Argos().translate(["word"], source="en", target="fr")


@pytest.mark.django_db
def test_a_public_text_is_queued_for_every_other_language_and_answered(term, amina, service, settings):
    _handler, settings.TRANSLATION_URL = service
    actions.write(term, "about", "en", f"## Register\n\n- {ENGLISH}", amina)
    assert sorted(MachineRequest.objects.values_list("language", flat=True)) == ["ar", "es", "fr"]
    assert Job.objects.filter(action="m4d.languages.actions.fetch_machine_version").count() == 3
    fallback = queries.best(term, "about", "ar")
    assert fallback.labels == ["Original in English", "Not translated yet"]
    actions.fetch_machine_version(request_id=MachineRequest.objects.get(language="ar").pk)
    shown = queries.best(Term.objects.get(pk=term.pk), "about", "ar")
    assert (shown.provenance, shown.direction, shown.labels) == ("machine", "rtl", ["Machine translation"])
    assert shown.text == f"## {ARABIC}\n\n- {ARABIC}"
    assert "<li>" in shown.html
    assert not MachineRequest.objects.filter(language="ar").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["failing", "broken", "wrong language"])
def test_a_failure_leaves_the_original_and_is_tried_again_by_the_clock(term, amina, service, settings, mode):
    handler, settings.TRANSLATION_URL = service
    handler.mode = mode
    actions.write(term, "about", "en", ENGLISH, amina)
    request = MachineRequest.objects.get(language="ar")
    actions.fetch_machine_version(request_id=request.pk)
    request.refresh_from_db()
    assert request.failed_at is not None
    assert request.reason
    shown = queries.best(Term.objects.get(pk=term.pk), "about", "ar")
    assert (shown.text, shown.labels) == (ENGLISH, ["Original in English", "Not translated yet"])
    jobs = Job.objects.count()
    assert actions.retry_machine_requests() == 1
    assert Job.objects.count() == jobs + 1
    handler.mode = "good"
    actions.fetch_machine_version(request_id=request.pk)
    assert queries.best(Term.objects.get(pk=term.pk), "about", "ar").text == ARABIC


@pytest.mark.django_db
def test_a_text_that_not_everybody_may_read_never_leaves(about, amina, service, settings):
    handler, settings.TRANSLATION_URL = service
    inside = Term.objects.create(scheme="theme", code="inside")
    actions.write(inside, "about", "en", ENGLISH, amina)
    with pytest.raises(Refusal, match="Only texts that everybody may read"):
        actions.request_machine_version(inside, "about", "ar", by=amina)
    assert not MachineRequest.objects.exists()
    assert handler.asked == []


@pytest.mark.django_db
def test_a_text_that_became_private_in_the_queue_does_not_leave(term, amina, service, settings):
    handler, settings.TRANSLATION_URL = service
    actions.write(term, "about", "en", ENGLISH, amina)
    Term.objects.filter(pk=term.pk).update(code="inside")
    actions.fetch_machine_version(request_id=MachineRequest.objects.get(language="ar").pk)
    assert handler.asked == []
    assert not MachineRequest.objects.filter(language="ar").exists()
    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_a_request_without_its_thing_is_dropped(term, amina, service, settings):
    handler, settings.TRANSLATION_URL = service
    actions.write(term, "about", "en", ENGLISH, amina)
    request = MachineRequest.objects.get(language="ar")
    Term.objects.filter(pk=term.pk)._raw_delete("default")
    actions.fetch_machine_version(request_id=request.pk)
    assert handler.asked == []
    assert not MachineRequest.objects.filter(pk=request.pk).exists()


@pytest.fixture
def asked(term, amina, service, settings):
    """A text that waits for no engine: it was written while there was none."""
    actions.write(term, "about", "en", ENGLISH, amina)
    _handler, settings.TRANSLATION_URL = service
    return term


def jobs_of_the_engine():
    return Job.objects.filter(action="m4d.languages.actions.fetch_machine_version").count()


@pytest.mark.django_db
def test_what_waits_or_stands_is_not_asked_for_again(asked, lina, amina):
    request = actions.request_machine_version(asked, "about", "ar", by=lina)
    with pytest.raises(Refusal, match="A machine translation was asked for"):
        actions.request_machine_version(asked, "about", "ar", by=amina)
    assert jobs_of_the_engine() == 1
    actions.fetch_machine_version(request_id=request.pk)
    with pytest.raises(Refusal, match="already a machine translation"):
        actions.request_machine_version(asked, "about", "ar", by=lina)
    Version.objects.originals().update(text="Other words", digest=digest_of("Other words"))
    assert actions.request_machine_version(asked, "about", "ar", by=lina)
    actions.add_human_version(asked, "about", "es", "Un registro claro.", by=amina)
    with pytest.raises(Refusal, match="already a translation by people"):
        actions.request_machine_version(asked, "about", "es", by=lina)


@pytest.mark.django_db
def test_a_text_saved_many_times_waits_once(term, amina, service, settings):
    _handler, settings.TRANSLATION_URL = service
    for number in range(5):
        actions.write(term, "about", "en", f"{ENGLISH} {number}", amina)
    assert jobs_of_the_engine() == 3


@pytest.mark.django_db
def test_one_person_asks_for_so_many_in_a_day_and_is_told(asked, lina, amina, monkeypatch, client):
    monkeypatch.setattr(policies, "MOST_ASKED_IN_A_DAY", 2)
    for language in ("ar", "es"):
        actions.request_machine_version(asked, "about", language, by=lina)
    with pytest.raises(Refusal, match="You asked for many translations today"):
        actions.request_machine_version(asked, "about", "fr", by=lina)
    assert jobs_of_the_engine() == 2
    address = reverse("languages:text_detail", args=["vocabulary.term", asked.pk, "about"])
    # An hour later it is the same day.
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: timezone.now() + timedelta(hours=1))
    page = signed_in(client, lina).get(address).content.decode()
    assert "You asked for many translations today. Please ask for more tomorrow." in page
    assert "Ask for a machine translation" not in page
    assert actions.request_machine_version(asked, "about", "fr", by=amina)
