"""Who may, and with which sentence."""

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.places import actions, policies
from m4d.places.choices import End, Level
from m4d.places.factories import make_corridor, make_country, make_statement, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Kédougou to Isère: Amina speaks for Kédougou, Jonas for France, Lina for nothing."""
    kedougou = make_territory("Kédougou")
    isere = make_territory("Isère", country="FR", latitude=45.3, longitude=5.5)
    people = {
        "visitor": AnonymousUser(),
        "Lina": make_person("Lina Torres"),
        "Amina": make_person("Amina Diallo"),
        "Jonas": make_person("Jonas Lindqvist"),
        "programme": make_person("Tesfaye Bekele", roles=["programme"]),
        "facilitator": make_person("Claire Kouassi", roles=["facilitator"]),
    }
    speaks = {people["Amina"].pk: [kedougou.pk], people["Jonas"].pk: [isere.parent_id]}
    with policies.speaking(lambda person: speaks.get(person.pk, [])):
        yield people, make_corridor(kedougou, isere)


SIGN_IN = ("Sign in first.",)
NO_SEAT_AT_ORIGIN = ("Only people who hold a verified seat for Kédougou can change this part.",)
NO_SEAT_AT_DESTINATION = ("Only people who hold a verified seat for Isère can change this part.",)


@pytest.mark.parametrize(
    ("who", "at_origin", "at_destination"),
    [
        ("visitor", SIGN_IN, SIGN_IN),
        ("Lina", NO_SEAT_AT_ORIGIN, NO_SEAT_AT_DESTINATION),
        ("Amina", (), NO_SEAT_AT_DESTINATION),
        # Jonas speaks for France, so also for Isère, which lies in it.
        ("Jonas", NO_SEAT_AT_ORIGIN, ()),
        ("programme", (), ()),
        ("facilitator", NO_SEAT_AT_ORIGIN, NO_SEAT_AT_DESTINATION),
    ],
)
def test_each_end_belongs_to_those_who_speak_for_it(world, who, at_origin, at_destination):
    people, corridor = world
    assert policies.may_edit_end(people[who], corridor, End.ORIGIN).reasons == at_origin
    assert policies.may_edit_end(people[who], corridor, End.DESTINATION).reasons == at_destination


@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        ("visitor", SIGN_IN),
        ("Lina", ("Only people who hold a verified seat for one of the two ends can open a corridor.",)),
        ("Amina", ()),
        ("Jonas", ()),
        ("programme", ()),
        ("facilitator", ()),
    ],
)
def test_one_end_is_enough_to_open_a_corridor(world, who, reasons):
    people, corridor = world
    assert policies.may_open_corridor(people[who], corridor.origin, corridor.destination).reasons == reasons


def test_a_corridor_from_a_territory_to_itself_is_refused_to_everybody(world):
    people, corridor = world
    refused = ("A corridor needs two different territories. Choose another one for one end.",)
    assert policies.may_open_corridor(people["programme"], corridor.origin, corridor.origin).reasons == refused


def test_evidence_is_stated_from_ones_own_end(world):
    people, corridor = world
    assert policies.may_state_evidence(people["Amina"], corridor, End.ORIGIN)
    assert policies.may_state_evidence(people["Amina"], corridor, End.DESTINATION).reasons == (
        "Only people who hold a verified seat for Isère can state evidence for it.",
    )
    assert policies.may_state_evidence(people["Amina"], corridor).reasons == (
        "Say for which of the two ends you speak.",
    )
    assert policies.may_state_evidence(people["facilitator"], corridor)


def test_a_statement_is_withdrawn_by_its_author_its_end_or_the_programme(world):
    people, corridor = world
    statement = make_statement(corridor, stated_by=people["Lina"], end=End.ORIGIN)
    refused = ("Only the person who made this statement, or its end, can withdraw it.",)
    assert policies.may_withdraw_statement(people["Lina"], statement)
    assert policies.may_withdraw_statement(people["Amina"], statement)
    assert policies.may_withdraw_statement(people["programme"], statement)
    assert policies.may_withdraw_statement(people["Jonas"], statement).reasons == refused
    actions.withdraw_statement(statement, by=people["Amina"], reason="The association closed.")
    statement.refresh_from_db()
    assert policies.may_withdraw_statement(people["programme"], statement).reasons == (
        "This statement was already withdrawn.",
    )


def test_only_the_programme_keeps_the_list_of_names(world):
    people, _corridor = world
    refused = ("Only programme officers keep the list of names.",)
    assert policies.may_curate(people["programme"])
    for who in ("Amina", "facilitator", "Lina"):
        assert policies.may_curate(people[who]).reasons == refused


def test_hidden_territories_are_seen_by_the_programme_only(world):
    people, corridor = world
    actions.hide_territory(corridor.destination, by=people["programme"], reason="Asked for by the authority.")
    model = type(corridor.destination)
    assert not model.objects.visible_to(people["Amina"]).filter(pk=corridor.destination_id).exists()
    assert not model.objects.visible_to(people["visitor"]).filter(pk=corridor.destination_id).exists()
    assert model.objects.visible_to(people["programme"]).filter(pk=corridor.destination_id).exists()
    assert not type(corridor).objects.visible_to(people["Amina"]).exists()
    assert make_country("SN") in model.objects.visible_to(people["Lina"])


@pytest.mark.parametrize("level", [Level.EVALUATED, Level.CONFIRMED])
def test_only_those_who_keep_the_data_say_that_something_was_judged(world, level):
    people, _corridor = world
    refused = (
        "Choose “Reported” or “Observed”. Only those who keep the network’s data can say that something was "
        "evaluated or confirmed.",
    )
    for who in ("Amina", "Lina", "Jonas"):
        assert policies.may_state_level(people[who], level).reasons == refused
        assert policies.may_state_level(people[who], Level.OBSERVED)
    for who in ("programme", "facilitator"):
        assert policies.may_state_level(people[who], level)
