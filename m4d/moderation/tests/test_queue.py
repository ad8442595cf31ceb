"""One queue for every kind of content: nothing that can be flagged is left without somebody who sees it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.catalogue.models import registry as catalogue
from m4d.core.testing import assert_flat, signed_in
from m4d.moderation import actions, policies, queries
from m4d.moderation.choices import Held, Outcome, Reason
from m4d.moderation.models import DELAY, Case, Moderated, Standing
from m4d.people.factories import make_organization

pytestmark = pytest.mark.django_db

AUTHORS = {"author", "by", "person", "started_by", "created_by", "proposed_by", "written_by"}
"""How the rooms call whoever wrote a thing."""

# Card kind -> who looks at it before everybody sees it, so that nobody needs to report it.
LOOKED_AT_BEFORE = {
    "page": "written by editors, with Wagtail's own workflow",
    "news": "written by editors, with Wagtail's own workflow",
}


def moderated_models() -> set:
    return {
        model
        for model in apps.get_models()
        if issubclass(model, Moderated) and model._meta.managed and model.__module__.startswith("m4d.")
    }


def test_every_kind_of_content_that_can_be_hidden_stands_in_the_one_queue():
    registered = {kind.model for kind in queries.kinds()}
    assert moderated_models(), "no kind is moderated: the test looks in the wrong place"
    assert moderated_models() - registered == set()


def test_every_public_kind_that_a_person_writes_can_be_flagged():
    registered = {kind.model for kind in queries.kinds()}
    missing = []
    for code, kind in catalogue.kinds.items():
        names = {field.name for field in kind.model._meta.get_fields() if field.related_model is Person}
        if names & AUTHORS and kind.model not in registered and code not in LOOKED_AT_BEFORE:
            missing.append(code)
    assert missing == []


def test_every_kind_in_the_queue_has_what_the_queue_and_the_author_need():
    for kind in queries.kinds():
        assert issubclass(kind.model, Moderated), kind.code
        assert str(kind.label), kind.code
        assert hasattr(kind.model.objects, "visible_to"), kind.code
        assert hasattr(kind.model, "get_absolute_url"), kind.code
        person = make_person("Amina")
        if kind.authored_by is not None:
            assert list(kind.authored_by(person).filter(hidden_at=None)) == [], kind.code


def test_whatever_is_reported_is_in_the_queue_turns_red_after_the_delay_and_is_decided(client):
    lina, omar = make_person("Lina"), make_person("Omar", roles=["moderator"])
    town = make_organization("Planted town", admin=make_person("Amina"))
    old = timezone.now() - DELAY - timedelta(hours=1)
    actions.flag(town, by=lina, reason=Reason.FALSE, at=old)
    signed_in(client, omar)
    page = client.get("/en/moderation/").content.decode()
    assert "Planted town" in page
    assert '<span class="tag bad">' in page
    assert actions.remind_of_late_cases() == 1


def test_what_was_held_is_shown_or_kept_hidden_and_never_just_dismissed(things, monkeypatch):
    jonas, omar = make_person("Jonas"), make_person("Omar", roles=["moderator"])
    now = timezone.now()
    assert actions.screen(jonas, by=jonas, text="Our page for all of you here: https://town.example", at=now)
    case = Case.objects.get()
    monkeypatch.setattr(Person, "hidden_at", now)
    dismissed = policies.may_decide(omar, case, Outcome.DISMISS, thing=jonas)
    assert [str(one) for one in dismissed.reasons] == ["This is held. Show it, or keep it hidden."]
    actions.decide(case, by=omar, outcome=Outcome.RESTORE, rule=Reason.OTHER, text="Welcome.", at=now)
    assert things.hidden[jonas.pk] is None
    assert Standing.objects.get().linked_at == now
    again = "A second page of our town: https://second.example"
    assert not actions.screen(jonas, by=jonas, text=again, at=now + timedelta(minutes=1))


def test_held_things_say_so_in_the_queue(client):
    town = make_organization("Held town", admin=make_person("Amina"))
    Case.objects.create(
        about_kind="organization", about_id=town.pk, due_at=timezone.now() + DELAY, held_for=Held.REPEATED
    )
    signed_in(client, make_person("Omar", roles=["moderator"]))
    page = client.get("/en/moderation/").content.decode()
    assert "The same text from several accounts" in page
    page = client.get(f"/en/moderation/{Case.objects.get().pk}/").content.decode()
    assert "The site held this back." in page


def test_appeals_cost_the_same_however_many_there_are(client):
    signed_in(client, make_person("Omar", roles=["moderator"]))
    ngozi = make_person("Ngozi", roles=["moderator"])

    def make(number):
        for _ in range(number):
            person = make_person("Amina")
            made = actions.sanction(person, by=ngozi, measure="reminder", rule=Reason.SPAM, text="Please.")
            actions.appeal(made, by=person, text="No.")

    assert_flat(lambda: client.get("/en/moderation/?show=appeals"), make, ceiling=14, is_kept=True)
