"""Do the pages of corridors mean what they should, to whom, and are they flat."""

import csv
from datetime import date

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.catalogue import actions as catalogue
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.places import actions, queries
from m4d.places.choices import End, Level
from m4d.places.factories import (
    make_corridor,
    make_country,
    make_name,
    make_statement,
    make_stock,
    make_territory,
)
from m4d.places.models import Corridor, EvidenceStatement, Territory

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_corridor_list_filters_by_kind_and_country(client, corridor):
    internal = make_corridor(corridor.origin, make_territory("Dakar"))
    catalogue.put(internal)
    everything = text(client.get("/en/corridors/"))
    assert corridor.slug in everything
    assert internal.slug in everything
    only = text(client.get("/en/corridors/", {"direction": "internal"}))
    assert internal.slug in only
    assert corridor.slug not in only
    assert corridor.slug in text(client.get("/en/corridors/", {"country": "FR"}))
    assert internal.slug not in text(client.get("/en/corridors/", {"country": "FR"}))


def test_corridor_list_says_in_which_order_it_stands(client, corridor):
    older = make_corridor(make_territory("Louga"), make_country("FR"))
    make_statement(older, "Seen by many.", level=Level.OBSERVED, stated_on=date(2020, 1, 1))
    make_statement(corridor, "Told by one.", stated_on=date(2026, 1, 1))
    # When it was read says nothing of how new the source is.
    make_statement(older, "Read today.", stated_on=date(2026, 6, 1), is_day_read=True)
    for row in Corridor.objects.all():
        catalogue.put(row)

    def seen(**query):
        page = BeautifulSoup(text(client.get("/en/corridors/", query)), "html.parser")
        return page.select_one("#main strong").get_text(), [a["href"] for a in page.select(".corridors a")]

    strongest, newest = [f"/en/corridors/{row.slug}/" for row in (older, corridor)], ["Newest source first"]
    assert seen() == ("Between places first, then the strongest evidence", strongest)
    assert seen(order="newest") == (*newest, strongest[::-1])
    assert seen(q="Kédougou Louga France", order="name")[0] == "Best match"


def test_corridor_list_is_flat(client):
    def make(n):
        for number in range(n):
            corridor = make_corridor(make_territory(f"Kédougou {number}"), make_country("FR"))
            catalogue.put(corridor)

    assert_flat(lambda: client.get("/en/corridors/"), make, ceiling=6)


@pytest.mark.parametrize(
    "query", [{"direction": "up"}, {"country": "\x00"}, {"q": "x" * 10_000}, {"after": "e30"}, {"theme": '"*'}]
)
def test_corridor_list_survives_any_question(client, corridor, query):
    assert client.get("/en/corridors/", query).status_code in (200, 400)


def test_corridor_detail_shows_both_ends_equally(client, corridor):
    programme = make_person(roles=["programme"])
    for end in End:
        actions.amend_end(
            corridor, end, by=programme, language="en", about=f"About {end}.", has=f"Has {end}.",
            looks_for=f"Looks for {end}.",
        )  # fmt: skip
    page = text(client.get(f"/en/corridors/{corridor.slug}/"))
    for end in End:
        for sentence in (f"About {end}.", f"Has {end}.", f"Looks for {end}."):
            assert page.count(sentence) == 1
    assert page.count("Organizations here") == page.count("Members here") == 2


def test_corridor_detail_states_source_date_and_level(client, corridor):
    make_statement(corridor, level=Level.EVALUATED)
    page = text(client.get(f"/en/corridors/{corridor.slug}/"))
    for words in ("An association of families meets in Grenoble.", "Register of associations", "1 March 2026",
                  'href="https://example.org/register"', 'data-level="3"'):  # fmt: skip
        assert words in page


def test_corridor_detail_does_not_give_the_day_of_reading_as_the_date_of_a_source(client, corridor):
    make_statement(corridor, "A page without a date.", stated_on=date(2026, 11, 22), is_day_read=True)
    make_statement(corridor, "A dated page.", stated_on=date(2019, 5, 3))
    page = text(client.get(f"/en/corridors/{corridor.slug}/"))
    dates = [row.get_text() for row in BeautifulSoup(page, "html.parser").select("li .meta > span")]
    assert "read on 22 November 2026" in dates
    assert "3 May 2019" in dates
    # Over time: it is not known of which year the first one speaks.
    assert [stage.get_text() for stage in BeautifulSoup(page, "html.parser").select(".route li > b")] == ["2019"]
    rows = list(csv.DictReader(text(client.get(f"/en/corridors/{corridor.slug}/statements.csv")).splitlines()))
    assert {(row["date"], row["read_on"]) for row in rows} == {("", "2026-11-22"), ("2019-05-03", "")}
    given = list(queries.evidence_dataset(None, {"corridor": [corridor.slug]}))
    assert {(row["date"], row["read_on"]) for row in given} == {("", "2026-11-22"), ("2019-05-03", "")}


def test_corridor_detail_shows_what_an_older_release_kept(client, corridor):
    make_statement(corridor, "Kept long ago.")
    for kept in corridor.page["statements"]:
        kept.pop("is_day_read", None)
    corridor.save()
    assert "Kept long ago." in text(client.get(f"/en/corridors/{corridor.slug}/"))


def test_corridor_detail_draws_figures_with_year_and_source(client):
    senegal, france = make_country("SN"), make_country("FR")
    make_stock(senegal, france, {"1990": 73801, "2019": 129790})
    corridor = make_corridor(senegal, france)
    page = text(client.get(f"/en/corridors/{corridor.slug}/"))
    for words in ("73,801", "129,790", "International Migrant Stock, 2019 revision", 'class="reach"'):
        assert words in page
    assert "129 790" in text(client.get(f"/fr/corridors/{corridor.slug}/")).replace("\u202f", " ").replace("\xa0", " ")


def test_corridor_detail_keeps_withdrawn_statements_with_their_reason(client, corridor):
    statement = make_statement(corridor)
    actions.withdraw_statement(statement, by=make_person(roles=["programme"]), reason="Counted twice")
    page = text(client.get(f"/en/corridors/{corridor.slug}/"))
    assert "Counted twice" in page
    assert "Nothing is stated about this corridor yet." in page


def test_corridor_detail_is_flat(client, corridor):
    def make(n):
        for number in range(n):
            make_statement(corridor, text=f"Statement {number}", language="fr")

    assert_flat(lambda: client.get(f"/en/corridors/{corridor.slug}/"), make, ceiling=8)


def test_corridor_detail_offers_each_end_to_its_own(client, corridor, amina):
    page = text(signed_in(client, amina).get(f"/en/corridors/{corridor.slug}/"))
    assert f"/en/corridors/{corridor.slug}/ends/origin/" in page
    assert f"/en/corridors/{corridor.slug}/ends/destination/" not in page
    assert client.get(f"/en/corridors/{corridor.slug}/ends/destination/").status_code == 403
    refused = client.post(f"/en/corridors/{corridor.slug}/ends/destination/", {"has": "x", "language": "fr"})
    assert refused.status_code == 403
    with statements() as seen:
        client.get(f"/en/corridors/{corridor.slug}/")
    assert len(seen) <= 16, "\n".join(query["sql"] for query in seen.captured_queries)


def test_corridor_end_is_written_by_form(client, corridor, amina):
    address = f"/en/corridors/{corridor.slug}/"
    given = {"has": "A centre", "looks_for": "Buyers", "about": "", "language": "en"}
    assert signed_in(client, amina).post(f"{address}ends/origin/", given).status_code == 303
    form = text(client.get(f"{address}ends/origin/"))
    assert "A centre" in form
    assert "Buyers" in text(client.get(address))


def test_corridor_opening_by_names(client, corridor, amina):
    make_territory("Dakar", country="SN")
    signed_in(client, amina)
    response = client.post("/en/corridors/opening/", {"origin": "kedougou", "destination": "Dakar, Sénégal"})
    assert response.status_code == 303
    opened = Corridor.objects.exclude(pk=corridor.pk).get()
    assert (opened.direction, response.url) == ("internal", f"/en/corridors/{opened.slug}/")


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Kédougou, Senegal"), ("fr", "Kédougou, Sénégal"), ("ar", "كيدوغو، السنغال")]
)
def test_corridor_opening_begins_with_the_name_in_the_readers_language(client, corridor, amina, language, shown):
    Territory.objects.filter(pk=corridor.origin_id).update(names={"ar": "كيدوغو"})
    make_name(corridor.origin, "كيدوغو", language="ar")
    for name, written in (("السنغال", "ar"), ("Sénégal", "fr")):
        make_name(corridor.origin.parent, name, language=written)
    asked = {"origin": corridor.origin.slug, "destination": "Atlantis"}
    page = text(signed_in(client, amina).get(f"/{language}/corridors/opening/", asked))
    assert f'value="{shown}"' in page and f'value="{corridor.origin.slug}"' not in page
    assert 'value="Atlantis"' in page


def test_opening_a_corridor_that_is_open_says_so(client, corridor, amina):
    given = {"origin": corridor.origin.slug, "destination": corridor.destination.slug}
    response = signed_in(client, amina).post("/en/corridors/opening/", given, follow=True)
    assert response.redirect_chain[-1][0] == corridor.get_absolute_url()
    assert "This corridor was open already: this is its page." in text(response)
    assert Corridor.objects.count() == 1


@pytest.mark.parametrize(
    ("origin", "destination", "sentence"),
    [
        ("Atlantis", "France", "We know no territory named “Atlantis”."),
        ("Naga", "France", "Several territories are named “Naga”."),
        ("Kédougou", "Kédougou", "A corridor needs two different territories."),
        ("", "France", "Fill this in."),
        ("<script>alert(1)</script>", "France", "We know no territory named"),
    ],
)
def test_corridor_opening_says_what_to_write_instead(client, corridor, amina, origin, destination, sentence):
    for number, region in enumerate(("Bicol", "Zamboanga")):
        parent = make_territory(region, country="PH")
        make_territory("Naga", parent=parent, kind="place", latitude=number)
    response = signed_in(client, amina).post("/en/corridors/opening/", {"origin": origin, "destination": destination})
    assert response.status_code == 422
    assert sentence in text(response).replace("&lt;", "<").replace("&gt;", ">")
    assert "<script>alert(1)" not in text(response)
    assert Corridor.objects.count() == 1


def test_statement_adding_keeps_what_was_typed_and_saves_nothing_by_half(client, corridor, amina):
    address = f"/en/corridors/{corridor.slug}/statements/"
    given = {"kind": "agreement", "text": "Signed in 2025.", "language": "en", "source_title": "", "source_url": "",
             "stated_on": "2026-01-09", "level": "2", "end": "origin"}  # fmt: skip
    response = signed_in(client, amina).post(address, given)
    assert response.status_code == 422
    assert "Signed in 2025." in text(response)
    assert not EvidenceStatement.objects.exists()
    full = given | {"source_title": "Minutes", "source_url": "https://example.org/m"}
    response = client.post(address, full)
    assert response.status_code == 303
    assert response.url == f"/en/corridors/{corridor.slug}/#{EvidenceStatement.objects.get().dom_id}"
    assert "Stated from Kédougou" in text(client.get(f"/en/corridors/{corridor.slug}/"))


@pytest.mark.parametrize(
    "bad",
    [
        {"source_url": "javascript:alert(1)"}, {"text": "x" * 5000}, {"stated_on": "31/31/2026"}, {"level": "9"},
        {"end": "destination"}, {"kind": "stock"}, {"language": "klingon"}, {"source_title": "\u202e"},
    ],
)  # fmt: skip
def test_statement_adding_refuses_what_makes_no_sense(client, corridor, amina, bad):
    given = {"kind": "local", "text": "People meet.", "language": "en", "source_title": "A member", "source_url": "",
             "stated_on": "2026-01-09", "level": "1", "end": "origin"}  # fmt: skip
    response = signed_in(client, amina).post(f"/en/corridors/{corridor.slug}/statements/", given | bad)
    assert response.status_code == 422
    assert not EvidenceStatement.objects.exists()


def test_statement_withdrawal_by_its_author(client, corridor, amina):
    statement = make_statement(corridor, stated_by=amina, end="origin")
    address = f"/en/corridors/{corridor.slug}/statements/{statement.pk}/withdrawal/"
    assert f"{statement.pk}/withdrawal/" in text(signed_in(client, amina).get(f"/en/corridors/{corridor.slug}/"))
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Wrong place"}).status_code == 303
    assert client.post(address, {"reason": "Again"}).status_code == 403
    assert signed_in(client, make_person("Lina Torres")).get(address).status_code == 403


def test_following_a_corridor(client, corridor, amina):
    page = signed_in(client, amina).get(f"/en/corridors/{corridor.slug}/")
    assert 'value="places.corridor"' in text(page)
    given = {"kind": "places.corridor", "id": corridor.pk, "next": f"/en/corridors/{corridor.slug}/"}
    assert client.post("/en/following/", given).status_code == 303
    assert "Stop following" in text(client.get(f"/en/corridors/{corridor.slug}/"))


def test_each_statement_over_time_stands_by_itself_in_its_own_direction(client, corridor):
    make_statement(corridor, "Des familles se réunissent.", language="fr")
    make_statement(corridor, "تجتمع عائلات في غرونوبل.", language="ar")
    tree = BeautifulSoup(text(client.get(f"/ar/corridors/{corridor.slug}/")), "html.parser")
    (stage,) = tree.select(".route > li")
    shown = {(line["lang"], line["dir"], line.get_text()) for line in stage.select("p")}
    assert shown == {("fr", "ltr", "Des familles se réunissent."), ("ar", "rtl", "تجتمع عائلات في غرونوبل.")}


def test_statement_adding_offers_the_stronger_levels_to_those_who_keep_the_data(client, corridor, amina):
    address, why = f"/en/corridors/{corridor.slug}/statements/", "Choose “Reported” or “Observed”."

    def offered(person):
        page = text(signed_in(client, person).get(address))
        levels = BeautifulSoup(page, "html.parser").select("[name=level]")
        return [level["value"] for level in levels], why in page

    assert offered(make_person("Tesfaye Bekele", roles=["facilitator"])) == (["1", "2", "3", "4"], False)
    assert offered(amina) == (["1", "2"], True)
    given = {"kind": "local", "text": "People meet.", "language": "en", "source_title": "A member", "source_url": "",
             "stated_on": "2026-01-09", "level": "4", "end": "origin"}  # fmt: skip
    response = client.post(address, given)
    assert response.status_code == 422
    assert why in BeautifulSoup(text(response), "html.parser").select_one(".error-summary, [role=alert]").get_text()
    assert not EvidenceStatement.objects.exists()
