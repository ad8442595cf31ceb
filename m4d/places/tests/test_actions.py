"""What is true afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry
from m4d.catalogue import queries as catalogue
from m4d.core.verdicts import Refusal
from m4d.languages import actions as languages
from m4d.places import actions, policies, queries
from m4d.places.choices import Direction, End, EvidenceKind, Level
from m4d.places.factories import make_corridor, make_country, make_statement, make_stock, make_territory
from m4d.places.models import Corridor, EvidenceStatement, Territory, TerritoryName

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 3, 9, tzinfo=UTC)
SOURCE = {"source_title": "Minutes of the council", "source_url": "https://example.org/minutes"}


@pytest.fixture
def amina():
    return make_person("Amina Diallo", roles=["programme"])


def state(corridor, by, **more):
    """A statement with everything it needs."""
    values = {"kind": EvidenceKind.AGREEMENT, "text": "The two councils signed in 2025.", "language": "en",
              "stated_on": date(2026, 1, 9), "at": AT} | SOURCE  # fmt: skip
    return actions.state_evidence(corridor, by=by, **(values | more))


def test_a_corridor_is_opened_once_and_the_way_back_is_another(amina):
    kedougou, france = make_territory("Kédougou"), make_country("FR")
    there = actions.open_corridor(kedougou, france, by=amina, themes=["jobs"], at=AT)
    again = actions.open_corridor(kedougou, france, by=amina, at=AT)
    back = actions.open_corridor(france, kedougou, by=amina, at=AT)
    assert there == again
    assert (there.slug, back.slug) == ("senegal-kedougou--france", "france--senegal-kedougou")
    assert (there.direction, back.direction) == (Direction.SOUTH_NORTH, Direction.NORTH_SOUTH)
    assert queries.corridor_between(kedougou, france) == there
    assert Entry.objects.filter(verb="places.corridor_opened", about_id=there.pk, by=amina, at=AT).count() == 1


@pytest.mark.parametrize(
    ("origin", "destination", "direction"),
    [
        (("Kédougou", "SN"), ("Dakar", "SN"), Direction.INTERNAL),
        (("Boké", "GN"), ("Kédougou", "SN"), Direction.SOUTH_SOUTH),
        (("Kédougou", "SN"), ("Isère", "FR"), Direction.SOUTH_NORTH),
        (("Isère", "FR"), ("Kédougou", "SN"), Direction.NORTH_SOUTH),
        (("Isère", "FR"), ("Rhône", "FR"), Direction.INTERNAL),
    ],
)
def test_every_kind_of_corridor_works_with_every_feature(client, amina, origin, destination, direction):
    """South-South and internal corridors are the same row, list, page, statement, end and download."""
    origin, destination = (make_territory(name, country=country) for name, country in (origin, destination))
    corridor = actions.open_corridor(origin, destination, by=amina, at=AT)
    assert corridor.direction == direction
    state(corridor, amina, level=Level.EVALUATED)
    actions.amend_end(corridor, End.DESTINATION, by=amina, language="en", has="A training centre.", at=AT)
    corridor.refresh_from_db()
    assert (corridor.level, corridor.statement_count) == (Level.EVALUATED, 1)
    page = client.get(f"/en/corridors/{corridor.slug}/").content.decode()
    assert "The two councils signed in 2025." in page
    assert "A training centre." in page
    assert str(direction.label) in page
    assert corridor.slug in client.get("/en/corridors/", {"direction": direction.value}).content.decode()
    found = catalogue.find(kind="corridor", filters={"direction": [direction.value]}, language="en")
    assert [entry.path for entry in found.entries] == [f"corridors/{corridor.slug}/"]
    assert b"The two councils" in client.get(f"/en/corridors/{corridor.slug}/statements.csv").content
    for place in (origin, destination):
        fan = Territory.objects.get(pk=place.pk).fan
        assert [line["slug"] for line in fan] == [corridor.slug]


def test_from_a_territory_to_itself_is_refused_by_the_action_and_by_the_database(amina):
    kedougou = make_territory("Kédougou")
    with pytest.raises(Refusal, match="two different territories"):
        actions.open_corridor(kedougou, kedougou, by=amina, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_corridor(kedougou, kedougou)
    assert not Corridor.objects.exists()


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"source_title": "  "}, "Name the source. A statement without a source is not evidence."),
        ({"source_url": ""}, "Give the address of the source."),
        ({"text": " "}, "Write what is known, in one or two sentences."),
        ({"kind": "stock"}, "Choose what the statement rests on."),
        ({"kind": "gossip"}, "Choose what the statement rests on."),
        ({"level": 7}, "Choose how sure the statement is."),
        ({"stated_on": date(2031, 1, 1)}, "Give a date that is not in the future."),
    ],
)
def test_evidence_without_source_or_sense_is_refused_whole(amina, missing, sentence):
    corridor = make_corridor()
    with pytest.raises(Refusal) as refusal:
        state(corridor, amina, **missing)
    assert refusal.value.reasons == (sentence,)
    assert not EvidenceStatement.objects.exists()


def test_the_database_keeps_no_evidence_without_source():
    corridor = make_corridor()
    for missing in ({"source_title": ""}, {"source_url": ""}, {"text": ""}, {"level": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_statement(corridor, **({"text": "Something."} | missing))
    assert make_statement(corridor, kind=EvidenceKind.LOCAL, source_url="").is_standing


def test_a_corridor_is_as_sure_as_its_strongest_standing_statement(amina):
    corridor = make_corridor()
    state(corridor, amina, level=Level.REPORTED)
    strong = state(corridor, amina, level=Level.CONFIRMED, text="Seen in three places.")
    corridor.refresh_from_db()
    assert (corridor.level, corridor.statement_count) == (4, 2)
    actions.withdraw_statement(strong, by=amina, reason="Counted twice.", at=AT)
    corridor.refresh_from_db()
    strong.refresh_from_db()
    assert (corridor.level, corridor.statement_count) == (1, 1)
    assert (strong.withdrawn_by, strong.withdrawn_reason, strong.is_standing) == (amina, "Counted twice.", False)
    assert [kept["withdrawn_reason"] for kept in corridor.page["withdrawn"]] == ["Counted twice."]


def test_withdrawing_twice_tells_the_second_one_why(amina):
    statement = make_statement(make_corridor())
    actions.withdraw_statement(statement, by=amina, reason="Wrong place.", at=AT)
    with pytest.raises(Refusal, match="already withdrawn"):
        actions.withdraw_statement(statement, by=amina, reason="Wrong place.", at=AT)
    with pytest.raises(Refusal, match="Say why"):
        actions.withdraw_statement(make_statement(statement.corridor), by=amina, reason="  ", at=AT)


def test_an_end_changes_only_itself(amina):
    corridor = make_corridor()
    jonas = make_person("Jonas Lindqvist")
    actions.amend_end(corridor, End.DESTINATION, by=amina, language="fr", has="Une fédération.", at=AT)
    with policies.speaking(lambda person: [corridor.origin_id] if person == jonas else []):
        actions.amend_end(corridor, End.ORIGIN, by=jonas, language="en", looks_for="Buyers.", at=AT)
        with pytest.raises(Refusal, match="verified seat for France"):
            actions.amend_end(corridor, End.DESTINATION, by=jonas, language="en", has="Nothing.", at=AT)
    corridor.refresh_from_db()
    parts = queries.thawed_parts(corridor, "en")
    assert parts["destination"].__dict__["_shown_texts"]["has", "en"].text == "Une fédération."
    assert parts["origin"].__dict__["_shown_texts"]["looks_for", "en"].text == "Buyers."


def test_a_translation_of_a_statement_reaches_the_page_with_its_label(amina, client):
    corridor = make_corridor()
    statement = state(corridor, amina)
    editor = make_person("Grace Otieno", roles=["editor"])
    languages.add_human_version(statement, "text", "fr", "Les deux conseils ont signé en 2025.", by=editor)
    assert "Les deux conseils ont signé en 2025." in client.get(f"/fr/corridors/{corridor.slug}/").content.decode()
    assert "The two councils signed in 2025." in client.get(f"/es/corridors/{corridor.slug}/").content.decode()


def test_a_country_whose_new_name_was_taken_back_keeps_its_old_one_everywhere(amina):
    senegal = make_country("SN")
    before = queries.country_name("SN", "fr")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.choose_name(senegal, by=amina, language="fr", name="Nom Nouveau", reason="Decree of 2026", at=AT)
        raise ZeroDivisionError
    assert queries.country_name("SN", "fr") == before


def test_a_renamed_place_keeps_numbers_address_and_old_names(amina):
    swaziland = make_territory("Old Town", country="SN", kind="place", geonames_id=42, iso_code="SN-OT")
    before = (swaziland.slug, swaziland.code, swaziland.geonames_id, swaziland.iso_code)
    renamed = actions.choose_name(
        swaziland, by=amina, language="fr", name="Ville Neuve", reason="Decree of 2026", renamed=True, at=AT
    )
    assert (renamed.slug, renamed.code, renamed.geonames_id, renamed.iso_code) == before
    assert (renamed.name_in("fr"), renamed.name_in("es"), renamed.name) == ("Ville Neuve", "Old Town", "Old Town")
    assert renamed.other_names == [["Old Town", "fr", "former"]]
    for words in ("Ville Neuve", "old town"):
        assert queries.territory_named(words) == renamed
    again = actions.choose_name(renamed, by=amina, language="fr", name="Ville Belle", reason="Corrected", at=AT)
    assert queries.territory_named("Ville Neuve") == again
    assert sorted(TerritoryName.objects.values_list("name", "kind")) == [
        ("Old Town", "former"), ("Ville Belle", "current"), ("Ville Neuve", "local"),
    ]  # fmt: skip
    assert Entry.objects.filter(verb="places.name_chosen", about_id=renamed.pk).count() == 2


def test_a_new_name_reaches_corridors_and_other_pages(amina, client):
    kedougou = make_territory("Kédougou")
    corridor = make_corridor(kedougou, make_country("FR"))
    actions.choose_name(make_country("FR"), by=amina, language="en", name="The French Republic", reason="Test", at=AT)
    assert "The French Republic" in client.get(f"/en/territories/{kedougou.slug}/").content.decode()
    assert "The French Republic" in client.get(f"/en/corridors/{corridor.slug}/").content.decode()
    assert "The French Republic" not in client.get(f"/fr/corridors/{corridor.slug}/").content.decode()


def test_names_that_deceive_are_refused(amina):
    country = make_country("SN")
    for name, sentence in (("Sеnegal", "one alphabet"), ("   ", "Write the name"), ("\u202e", "Write the name")):
        with pytest.raises(Refusal, match=sentence):
            actions.choose_name(country, by=amina, language="en", name=name, reason="Test", at=AT)
    with pytest.raises(Refusal, match="languages of this site"):
        actions.choose_name(country, by=amina, language="xx", name="Senegal", reason="Test", at=AT)


def test_a_hidden_territory_leaves_lists_cards_and_fans_and_comes_back(amina, client):
    kedougou = make_territory("Kédougou")
    corridor = make_corridor(kedougou, make_country("FR"))
    france = actions.hide_territory(make_country("FR"), by=amina, reason="Asked for.", at=AT)
    assert client.get("/en/territories/france/").status_code == 404
    assert client.get(f"/en/corridors/{corridor.slug}/").status_code == 404
    assert Territory.objects.get(pk=kedougou.pk).fan == []
    assert catalogue.find(kind="corridor", language="en").entries == []
    assert "territories/france/" not in client.get("/en/territories/").content.decode()
    actions.show_territory(france, by=amina, reason="Agreed.", at=AT)
    assert client.get("/en/territories/france/").status_code == 200
    assert [line["slug"] for line in Territory.objects.get(pk=kedougou.pk).fan] == [corridor.slug]


def test_facts_have_a_source_and_are_withdrawn_with_a_reason(amina):
    kedougou = make_territory("Kédougou")
    day = date(2026, 4, 1)
    fact = actions.state_fact(
        kedougou, by=amina, kind="languages", text="Pulaar", language="fr", source_title="Census", stated_on=day, at=AT
    )
    kedougou.refresh_from_db()
    assert [(kept["text"], kept["source_title"]) for kept in kedougou.profile] == [("Pulaar", "Census")]
    with pytest.raises(Refusal, match="Name the source"):
        actions.state_fact(
            kedougou, by=amina, kind="other", text="x", language="fr", source_title="", stated_on=day, at=AT
        )
    actions.withdraw_fact(fact, by=amina, reason="Out of date", at=AT)
    kedougou.refresh_from_db()
    assert kedougou.profile == []


def test_figures_of_a_pair_reach_the_corridor_both_ways():
    senegal, france = make_country("SN"), make_country("FR")
    make_stock(senegal, france, {"1990": 73801, "2019": 129790})
    make_stock(france, senegal, {"2019": 14367})
    corridor = make_corridor(make_territory("Kédougou"), france)
    assert corridor.sheet["stock"] == {"1990": 73801, "2019": 129790}
    assert corridor.sheet["back"]["stock"] == {"2019": 14367}


def test_nothing_is_dated_in_the_future_even_by_a_day(amina):
    corridor = make_corridor()
    tomorrow = (timezone.now() + timedelta(days=2)).date()
    with pytest.raises(Refusal, match="not in the future"):
        state(corridor, amina, stated_on=tomorrow, at=timezone.now())


def test_whoever_speaks_for_an_end_does_not_confirm_the_corridor():
    corridor, lina = make_corridor(), make_person("Lina Torres")
    with policies.speaking(lambda who: [corridor.origin_id] if who == lina else []):
        for level in (Level.EVALUATED, Level.CONFIRMED):
            with pytest.raises(Refusal) as refusal:
                state(corridor, lina, end=End.ORIGIN, level=level)
            assert refusal.value.reasons == policies.may_state_level(lina, level).reasons
        assert not EvidenceStatement.objects.exists()
        state(corridor, lina, end=End.ORIGIN, level=Level.OBSERVED)
    corridor.refresh_from_db()
    assert (corridor.level, corridor.statement_count) == (Level.OBSERVED, 1)
