"""What is renewed and counted in the background leaves alone what somebody did meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from m4d.accounts.factories import make_person
from m4d.catalogue import queries as catalogue
from m4d.jobs import actions as jobs
from m4d.people import actions
from m4d.people.actions import private
from m4d.people.actions import profile as profiles
from m4d.people.factories import join, make_organization, make_profile
from m4d.people.models import SavedSearch
from m4d.places import actions as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_news_are_counted_while_others_may_write_and_a_look_meanwhile_counts(monkeypatch):
    lina = make_person("Lina")
    looked, deleted, other = [
        actions.save_search(by=lina, name=name, kind="person", at=NOW) for name in ("looked", "deleted", "other")
    ]
    make_profile("Amina Diallo")
    count, inside = private.queries.news_of, []

    def news_of(search):
        inside.append(connection.in_atomic_block)
        news = count(search)
        if search == looked:
            actions.look_at_search(SavedSearch.objects.get(pk=looked.pk), at=NOW + timedelta(hours=8))
        elif search == deleted:
            actions.delete_search(SavedSearch.objects.get(pk=deleted.pk))
        return news

    monkeypatch.setattr(private.queries, "news_of", news_of)
    assert actions.count_news.speaks_outside
    for _again in range(2):
        actions.count_news(at=NOW + timedelta(hours=7))
    assert set(inside) == {False}
    assert dict(SavedSearch.objects.values_list("name", "news")) == {"looked": 0, "other": 1}


def shown(kind):
    found = catalogue.find(kind=kind, language="en")
    return " ".join(str(entry.html) for entry in found.entries)


def test_a_renamed_place_comes_to_the_cards_of_people_and_organizations(kedougou):
    officer = make_person("Amina", roles=["programme"])
    everybody = {"territory": "public", "name": "public", "country": "public"}
    make_profile("Jonas Weber", territory=kedougou, country="SN", visibility=everybody)
    make_organization("Town hall", territory=kedougou, country="SN")
    make_organization("Elsewhere", country="FR")
    assert all("Kédougou" in shown(kind) for kind in ("person", "organization"))
    places.choose_name(kedougou, by=officer, language="en", name="Kedugu", reason="Decree")
    jobs.work_off()
    for kind in ("person", "organization"):
        assert "Kedugu" in shown(kind)
        assert "Kédougou" not in shown(kind)


def test_members_of_a_renamed_organization_come_in_parts(monkeypatch):
    monkeypatch.setattr(profiles, "CARDS_A_JOB", 2)
    amina = make_person("Amina")
    town = make_organization("Town hall", admin=amina)
    for number in range(5):
        join(make_profile(f"Member {number}", visibility={"name": "public", "organizations": "public"}).person, town)
    actions.change_organization(town, by=amina, version=town.version, values={"name": "City hall"})
    assert profiles.renew_cards_of(organization_id=town.pk) == 2
    jobs.work_off()
    assert len(catalogue.find(kind="person", words="City hall", language="en").entries) == 5


def test_a_renamed_country_comes_to_the_cards_of_people_and_organizations(senegal, django_capture_on_commit_callbacks):
    officer = make_person("Amina", roles=["programme"])
    make_profile("Jonas Weber", country="SN", visibility={"name": "public", "country": "public"})
    make_organization("Town hall", country="SN")
    with django_capture_on_commit_callbacks(execute=True):
        places.choose_name(senegal, by=officer, language="en", name="Republic of the river", reason="Decree")
    jobs.work_off()
    for kind in ("person", "organization"):
        assert "Republic of the river" in shown(kind)
