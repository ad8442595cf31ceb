"""Whoever leaves while a request of theirs is under way does not come back with what it writes."""

import pytest
from allauth.account.adapter import get_adapter
from django.apps import apps
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.accounts.choices import CLOSED
from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.community import actions as community
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.discussions import actions as discussions
from m4d.people import actions as people
from m4d.people import queries
from m4d.people.factories import make_organization, make_profile
from m4d.people.models import Profile
from m4d.people.views import profile as profile_views

pytestmark = pytest.mark.django_db


def settings_of(amina, thing):
    accounts.change_settings(
        amina, name="Amina Diallo", language="fr", time_zone="", theme="", light_pages=False, by=amina
    )


def whole_row(amina, thing):
    # As allauth writes a new password: name, address and all.
    get_adapter().set_password(amina, "three quiet rivers")


WRITTEN = {
    "settings": settings_of,
    "password": whole_row,
    "copy of the data": lambda amina, thing: accounts.request_export(amina, by=amina, at=timezone.now()),
    "follow": lambda amina, thing: activity.follow(amina, thing),
    "profile": lambda amina, thing: people.open_profile(amina),
    "saved search": lambda amina, thing: people.save_search(by=amina, name="Mine", kind="person"),
    "organization": lambda amina, thing: people.open_organization(
        by=amina, values={"name": "Amina's", "country": "SN"}
    ),
    "membership": lambda amina, thing: people.ask_to_join(thing, by=amina, role="Amina Diallo, secretary"),
    "group": lambda amina, thing: community.open_group(
        by=amina, name="Group of Amina", purpose="To meet.", language="en"
    ),
    "proposal": lambda amina, thing: discussions.propose_discussion(
        by=amina, title="Amina asks", purpose="To talk.", language="en"
    ),
    "draft": lambda amina, thing: community.save_draft("topic", by=amina, text="I, Amina Diallo"),
}


def rows_of(person) -> dict[str, int]:
    """How many rows of each table point to somebody, by column."""
    columns = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is Person
    ]
    return {
        f"{model._meta.label}.{name}": model._base_manager.filter(**{name: person.pk}).count()
        for model, name in columns
    }


@pytest.mark.parametrize("what", WRITTEN)
def test_what_a_request_under_way_writes_is_refused_once_the_account_is_closed(what):
    thing = make_organization()
    loaded = make_person("Amina Diallo", email="amina@example.org")
    left = Person.objects.get(pk=loaded.pk)
    accounts.erase_person(left, by=left, at=timezone.now())
    before, shell = rows_of(left), Person.objects.filter(pk=left.pk).values().get()
    with pytest.raises(Refusal, match=str(CLOSED)):
        WRITTEN[what](loaded, thing)
    assert rows_of(left) == before
    assert Person.objects.filter(pk=left.pk).values().get() == shell


def test_a_profile_that_a_request_has_loaded_is_not_written_over_the_erasure():
    profile = make_profile("Amina Diallo")
    loaded = Person.objects.get(pk=profile.person_id)
    accounts.erase_person(loaded, by=loaded, at=timezone.now())
    with pytest.raises(Refusal, match=str(CLOSED)):
        people.change_profile(profile, by=loaded, version=profile.version, values={"headline": "Mayor"}, visibility={})
    assert not Profile.objects.exists()


def test_whoever_was_shut_out_meanwhile_does_not_open_the_account_by_a_new_password():
    loaded = make_person("Amina Diallo")
    accounts.close_account(loaded)
    with pytest.raises(Refusal):
        get_adapter().set_password(loaded, "three quiet rivers")
    assert not Person.objects.get(pk=loaded.pk).is_active


def test_a_page_under_way_says_that_the_account_is_closed(client, monkeypatch):
    amina = make_person("Amina Diallo")

    def left_meanwhile(person):
        monkeypatch.undo()
        left = Person.objects.get(pk=amina.pk)
        accounts.erase_person(left, by=left, at=timezone.now())
        return queries.own_profile(person)

    monkeypatch.setattr(profile_views.queries, "own_profile", left_meanwhile)
    response = signed_in(client, amina).get("/en/people/me/")
    assert (response.status_code, str(CLOSED) in response.content.decode()) == (403, True)
    assert not Profile.objects.exists()
    assert client.get("/en/people/me/").status_code == 302
