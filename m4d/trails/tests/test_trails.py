"""Trails lead both ways, over several levels, and end where the reader may not see on."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.core.testing import statements
from m4d.people.factories import make_organization
from m4d.people.models import Organization
from m4d.trails import actions, queries
from m4d.trails.models import Step

pytestmark = pytest.mark.django_db
LED = "trails.test"


@pytest.fixture(autouse=True)
def _stops(monkeypatch):
    """Organizations stand for whatever rooms will register."""
    monkeypatch.setattr(queries, "_stops", {})
    actions.register(Organization, title=lambda thing: thing.name, label="Organization")


@pytest.fixture
def amina():
    return make_person("Amina Diallo")


@pytest.fixture
def three(amina):
    """Spring leads to river, river to sea."""
    spring, river, sea = (make_organization(name) for name in ("Spring", "River", "Sea"))
    actions.lay(LED, spring, river, by=amina, at=timezone.now())
    actions.lay(LED, river, sea, by=amina, at=timezone.now())
    return spring, river, sea


def names(reached):
    return [(one.title, names(one.beyond)) for one in reached]


def test_a_trail_is_walked_both_ways(three, amina):
    spring, _river, sea = three
    assert names(queries.onward(spring, amina)) == [("River", [("Sea", [])])]
    assert names(queries.back(sea, amina)) == [("River", [("Spring", [])])]


def test_a_trail_ends_at_what_the_reader_may_not_see(three, amina):
    spring, river, sea = three
    Organization.objects.filter(pk=river.pk).update(hidden_at=timezone.now())
    assert queries.onward(spring, AnonymousUser()) == []
    assert queries.back(sea, amina) == []


def test_laying_twice_changes_nothing_and_lifting_leaves_a_trace(three, amina):
    spring, river, _sea = three
    now = timezone.now()
    assert actions.lay(LED, spring, river, by=amina, at=now) == Step.objects.get(from_id=spring.pk)
    assert actions.lift(LED, spring, river, at=now) == 1
    assert queries.onward(spring, amina) == []
    assert Step.objects.filter(from_id=spring.pk, lifted_at=now).count() == 1
    actions.lay(LED, spring, river, by=amina, at=now)
    assert names(queries.onward(spring, amina)) == [("River", [("Sea", [])])]


def test_a_circle_is_walked_once(three, amina):
    spring, _river, sea = three
    actions.lay(LED, sea, spring, by=amina, at=timezone.now())
    assert names(queries.onward(spring, amina)) == [("River", [("Sea", [])])]


def test_nothing_leads_to_itself(amina):
    spring = make_organization("Spring")
    with pytest.raises(IntegrityError):
        Step.objects.create(kind=LED, frm=spring, to=spring, by=amina, at=timezone.now())


def test_a_wide_trail_costs_as_many_statements_as_a_narrow_one(three, amina):
    spring = three[0]
    queries.onward(spring, amina)
    with statements() as few:
        queries.onward(spring, amina)
    for number in range(12):
        actions.lay(LED, spring, make_organization(f"Brook {number}"), by=amina, at=timezone.now())
    with statements() as many:
        assert len(queries.onward(spring, amina)) == 13
    assert len(many) == len(few) <= 6


def test_numbers_of_a_whole_list_take_one_statement(three):
    spring, river, sea = three
    queries.steps_to([river], LED)
    with statements() as seen:
        assert queries.steps_to([spring, river, sea], LED) == {
            spring.pk: [], river.pk: [spring.pk], sea.pk: [river.pk],
        }  # fmt: skip
        assert queries.steps_from([spring], LED) == {spring.pk: [river.pk]}
    assert len(seen) == 2


def test_whoever_leaves_takes_their_name_off_the_steps(three, amina):
    from m4d.trails import privacy

    assert privacy.held(amina)[0]["rows"] == 2
    assert len(privacy.export(amina)["links"]) == 2
    privacy.erase(amina)
    assert not Step.objects.filter(by=amina).exists()
    assert Step.objects.count() == 2


def test_a_trail_is_drawn_with_escaped_names(amina):
    from m4d.trails.templatetags.trails import trail

    one = queries.Reached(
        None, LED, "<b>River</b>", "Organization", "/x/", [queries.Reached(None, LED, "Sea", "", "/y/")]
    )
    drawn = trail([one])
    assert '<a href="/x/"><bdi>&lt;b&gt;River&lt;/b&gt;</bdi></a>' in drawn
    assert drawn.count("<ol") == 2
