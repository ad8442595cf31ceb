"""Do the pages of territories mean what they should, to whom, and are they flat; downloads and what stays."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from django.utils.timezone import localdate
from openpyxl import load_workbook

from m4d.accounts.factories import make_person
from m4d.core.pages import versions
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.core.time import on
from m4d.places import actions, privacy, queries
from m4d.places.cards import describe_territory
from m4d.places.factories import (
    make_corridor,
    make_country,
    make_name,
    make_statement,
    make_stock,
    make_territory,
)
from m4d.places.models import Territory, TerritoryFact
from m4d.places.queries import territories_meant

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_territory_list_names_countries_in_the_readers_language(client):
    make_country("SN"), make_country("TN")
    assert "Sénégal" in text(client.get("/fr/territories/"))
    assert "السنغال" in text(client.get("/ar/territories/"))


@pytest.mark.parametrize("typed", ["Le Kef", "el kef", "KEF", "الكاف", "ke"])
def test_territory_list_finds_a_place_by_any_of_its_names(client, typed):
    kef = make_territory("El Kef", country="TN", kind="place")
    make_name(kef, "الكاف", language="ar")
    assert kef.slug in text(client.get("/en/territories/", {"q": typed}))


def test_territory_list_says_what_to_do_when_nothing_is_found(client):
    make_country("SN")
    page = text(client.get("/en/territories/", {"q": "Atlantis"}))
    assert "No territory with this name." in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 10_000}, {"q": "\x00"}, {"q": '"*NEAR('}, {"q": "'; DROP TABLE places_territory; --"},
        {"q": "%"}, {"country": "ZZ"}, {"kind": "planet"}, {"after": "!!!"}, {"after": "WyJhIl0", "q": "a"},
        {"country": "<script>", "kind": "\u202e"},
    ],
)  # fmt: skip
def test_territory_list_survives_any_question(client, query):
    make_country("SN")
    for language in ("en", "ar"):
        response = client.get(f"/{language}/territories/", query)
        assert response.status_code in (200, 400)
        assert "<script>alert" not in text(response)


def test_territory_list_says_in_which_order_it_stands_and_pages_through_it(client, monkeypatch):
    monkeypatch.setattr("m4d.places.views.territory.FOUND_SHOWN", 2)
    for name, people in (("Saba", 10), ("Sabi", None), ("Sabo", 3_000)):
        make_territory(name, kind="place", population=people)

    def names(response):
        page = BeautifulSoup(text(response), "html.parser")
        current = page.select_one("#found").parent.strong.get_text()
        return current, [link.get_text() for link in page.select("#main h3 a")], page

    assert names(client.get("/en/territories/", {"q": "sab"}))[:2] == ("By name", ["Saba", "Sabi"])
    order, first, page = names(client.get("/en/territories/", {"q": "sab", "order": "people"}))
    assert (order, first) == ("Most people first", ["Sabo", "Saba"])
    assert page.select_one('form input[name="order"]')["value"] == "people"
    onward = page.select_one('a[rel="next"]')["href"]
    assert names(client.get(f"/en/territories/{onward}"))[:2] == ("Most people first", ["Sabi"])
    assert names(client.get("/en/territories/", {"q": "sab", "order": "\x00"}))[0] == "By name"


@pytest.mark.parametrize(("language", "read"), [("en", "Read on"), ("fr", "Lu le"), ("ar", "قُرئت في")])
def test_pages_of_places_end_with_how_to_cite_them(client, corridor, settings, language, read):
    settings.SITE_URL = "http://testserver.example"
    for path in (f"territories/{corridor.origin.slug}/", f"corridors/{corridor.slug}/"):
        page = BeautifulSoup(text(client.get(f"/{language}/{path}")), "html.parser")
        (citation,) = page.select("main .citation")
        with translation.override(language):
            today, title = on(localdate()), str(corridor if "corridors" in path else corridor.origin)
        assert citation.cite.get_text() == title
        assert citation.select_one("[dir=ltr]").get_text() == f"http://testserver.example/{language}/{path}"
        assert citation.get_text().endswith(f"{read} {today}.")
        assert "M4D Net" in citation.get_text()


def test_territory_list_is_flat(client):
    make_country("SN")

    def make(n):
        for _ in range(n):
            make_territory("Saint Louis", kind="place")

    assert_flat(lambda: client.get("/en/territories/", {"q": "saint"}), make, ceiling=6)


def test_territory_detail_shows_corridors_both_ways_figures_and_where_it_lies(client, corridor):
    senegal, guinea = make_country("SN"), make_country("GN")
    inbound = make_corridor(guinea, corridor.origin)
    page = text(client.get(f"/en/territories/{corridor.origin.slug}/"))
    assert f"/en/corridors/{corridor.slug}/" in page
    assert f"/en/corridors/{inbound.slug}/" in page
    assert "People come from there" in page
    assert '<a href="/en/territories/senegal/">' in page
    assert "Place data: GeoNames, CC BY 4.0" in page
    assert senegal.get_absolute_url() in page


def test_territory_detail_with_nothing_says_so(client):
    page = text(client.get(make_territory("Nowhere").get_absolute_url()))
    for sentence in ("No corridor of this place is described here yet.", "No project is described here yet."):
        assert sentence in page


def test_territory_detail_marks_names_in_another_language(client):
    place = make_territory("Kolda", kind="place")
    page = text(client.get(f"/ar/territories/{place.slug}/"))
    assert '<bdi lang="fr" dir="ltr">Kolda</bdi>' in page
    assert '<html lang="ar" dir="rtl"' in page


def test_territory_detail_costs_few_statements_and_none_when_kept(client, corridor):
    address = f"/en/territories/{corridor.origin.slug}/"
    client.get(address)
    with statements() as seen:
        client.get(address)
    assert len(seen) <= 7, "\n".join(query["sql"] for query in seen.captured_queries)


def test_territory_detail_is_flat_in_corridors_and_divisions(client):
    kedougou = make_territory("Kédougou")

    def make(n):
        for number in range(n):
            make_territory(f"Salémata {number}", kind="admin2", parent=kedougou)
            make_corridor(kedougou, make_territory(f"Isère {number}", country="FR"))

    assert_flat(lambda: client.get(f"/en/territories/{kedougou.slug}/"), make, ceiling=8)


def test_territory_detail_offers_changes_to_those_who_may(client, corridor, amina):
    address = f"/en/territories/{corridor.origin.slug}/"
    edit = f"{address}edit/"
    assert edit not in text(client.get(address))
    assert edit in text(signed_in(client, amina).get(address))
    assert edit not in text(client.get(f"/en/territories/{corridor.destination.slug}/"))
    with statements() as seen:
        client.get(address)
    assert len(seen) <= 14, "\n".join(query["sql"] for query in seen.captured_queries)


def test_territory_edit_keeps_the_text_in_its_language(client, corridor, amina):
    address = f"/en/territories/{corridor.origin.slug}/"
    response = signed_in(client, amina).post(f"{address}edit/", {"text": "Une région <b>d’or</b>.", "language": "fr"})
    assert (response.status_code, response.url) == (303, address)
    page = text(client.get(address))
    assert "Une région &lt;b&gt;d’or&lt;/b&gt;." in page
    assert "Original in French" in page
    assert text(client.get(f"{address}edit/")).count("Une région") == 1


def test_territory_edit_refuses_a_stranger(client, corridor):
    lina = make_person("Lina Torres")
    for page in ("edit", "facts", "names", "listing"):
        response = signed_in(client, lina).post(f"/en/territories/{corridor.origin.slug}/{page}/", {"text": "Mine"})
        assert response.status_code == 403, page
    assert not TerritoryFact.objects.exists()


def test_facts_of_one_source_name_it_once_and_facts_of_several_each(client, corridor):
    town = corridor.origin
    fact = {"text": "Pulaar", "language": "fr", "source_title": "Bureau", "source_url": "", "stated_on": "2026-09-27"}
    town.profile = [fact | {"kind": kind} for kind in ("authority", "languages", "contact")]
    town.save(update_fields=["profile"])

    def said(page):
        text = " ".join(BeautifulSoup(page.content, "html.parser").select_one(".facts").get_text(" ").split())
        return text.count("Bureau"), text.count("27 September 2026"), text.count("Original in French")

    assert said(client.get(town.get_absolute_url())) == (1, 1, 1)
    town.profile[1] = town.profile[1] | {"source_title": "Census"}
    town.save(update_fields=["profile"])
    versions.counters().raise_(versions.slots_of(["places"]))
    assert said(client.get(town.get_absolute_url())) == (2, 3, 3)


def test_territory_facts_are_added_and_withdrawn(client, corridor, amina):
    address = f"/en/territories/{corridor.origin.slug}/"
    given = {
        "kind": "languages",
        "text": "Pulaar",
        "language": "fr",
        "source_title": "Census",
        "stated_on": "2026-04-01",
    }
    without = signed_in(client, amina).post(f"{address}facts/", given | {"source_title": ""})
    assert without.status_code == 422
    assert "<title>Error:" in text(without)
    assert client.post(f"{address}facts/", given).status_code == 303
    assert "Pulaar" in text(client.get(address))
    for language, label in [("en", "Original in French"), ("es", "Original en francés"), ("ar", "الأصل: الفرنسية")]:
        assert label in text(client.get(address.replace("/en/", f"/{language}/")))
    assert "Original :" not in text(client.get(address.replace("/en/", "/fr/")))
    fact = TerritoryFact.objects.get()
    client.post(f"{address}facts/{fact.pk}/withdrawal/", {"reason": "Out of date"})
    assert "Pulaar" not in text(client.get(address))


def test_territory_names_are_kept_by_the_programme(client, corridor):
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    address = f"/en/territories/{corridor.origin.slug}/"
    given = {"language": "en", "name": "Kedugu", "reason": "Decree", "renamed": "on"}
    assert signed_in(client, programme).post(f"{address}names/", given).status_code == 303
    page = text(client.get(address))
    assert "Kedugu" in page
    assert "former name" in page
    assert "Kédougou" in text(client.get(f"{address}names/"))
    assert client.post(f"{address}listing/", {"reason": "Asked for"}).status_code == 303
    client.logout()
    assert client.get(address).status_code == 404


def test_neutral_list_shows_choices_and_what_is_hidden_to_the_programme(client, corridor):
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    actions.choose_name(corridor.origin, by=programme, language="fr", name="Kédougou la Belle", reason="Vote of 2026")
    actions.hide_territory(corridor.destination, by=programme, reason="Asked for")
    page = text(signed_in(client, programme).get("/en/territories/names/"))
    for words in ("Kédougou la Belle", "Vote of 2026", "Isère"):
        assert words in page
    for address in ("territories/names/", f"territories/{corridor.origin.slug}/names/"):
        assert "الفرنسية" in text(client.get(f"/ar/{address}"))
    assert "/en/territories/names/" in text(client.get("/en/territories/"))
    assert signed_in(client, make_person("Lina Torres")).get("/en/territories/names/").status_code == 403


def test_neutral_list_is_flat(client):
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    signed_in(client, programme)

    def make(n):
        for number in range(n):
            place = make_territory(f"Place {number}", kind="place")
            actions.choose_name(place, by=programme, language="fr", name=f"Lieu {number}", reason="Test")
            actions.hide_territory(place, by=programme, reason="Test")

    assert_flat(lambda: client.get("/en/territories/names/"), make, ceiling=10)


# Downloads


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_downloads_carry_source_and_year_and_no_formula(client, form):
    senegal, france = make_country("SN"), make_country("FR")
    make_stock(senegal, france, {"2019": 129790})
    corridor = make_corridor(senegal, france)
    make_statement(corridor, text="=HYPERLINK(0)")
    for address in (f"/en/territories/senegal/figures.{form}", f"/en/corridors/{corridor.slug}/figures.{form}"):
        rows = table(client.get(address), form)
        assert rows[0] == queries.FIGURE_COLUMNS
        assert [str(cell) for cell in rows[1][:7]] == ["stock", "SN", "Senegal", "FR", "France", "2019", "129790"]
        assert "United Nations" in rows[1][9]
    rows = table(client.get(f"/en/corridors/{corridor.slug}/statements.{form}"), form)
    assert rows[1][1] == "'=HYPERLINK(0)"


def table(response, form):
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(response.content), read_only=True).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(response.content.decode("utf-8-sig").splitlines()))


def test_other_forms_of_download_do_not_exist(client, corridor):
    assert client.get(f"/en/corridors/{corridor.slug}/figures.exe").status_code == 404
    assert client.get("/en/territories/nowhere/figures.csv").status_code == 404


def test_evidence_is_paged_by_key_and_each_statement_comes_once(client, corridor):
    for number in range(7):
        make_statement(corridor, text=f"Statement {number}.")
    path, found = "/api/v1/evidence/?limit=3", []
    while path:
        page = client.get(path).json()
        found.append([row["text"] for row in page["items"]])
        path = page["next"] and page["next"].removeprefix("http://127.0.0.1:8000")
    assert [len(texts) for texts in found] == [3, 3, 1]
    assert sum(found, []) == [f"Statement {number}." for number in range(7)]
    with statements() as seen:
        queries.evidence_page(None, {}, after=0, size=3)
    assert "OFFSET" not in seen.captured_queries[-1]["sql"]


def test_evidence_is_a_dataset_without_what_was_withdrawn_or_hidden(client, corridor):
    make_statement(corridor, text="It stands.")
    gone = make_statement(corridor, text="It was withdrawn.")
    programme = make_person(roles=["programme"])
    actions.withdraw_statement(gone, by=programme, reason="Wrong")
    hidden = make_corridor(corridor.origin, make_country("GN"))
    make_statement(hidden, text="It is hidden.")
    actions.hide_territory(make_country("GN"), by=programme, reason="Asked for")
    assert [row["text"] for row in queries.evidence_dataset(None, {})] == ["It stands."]
    assert [row["text"] for row in queries.evidence_dataset(None, {"country": ["FR"]})] == ["It stands."]
    assert list(queries.evidence_dataset(None, {"country": ["TN"]})) == []
    answer = client.get("/api/v1/evidence.csv")
    assert answer.status_code == 200
    told = b"".join(answer).decode() if answer.streaming else text(answer)
    assert "It stands." in told
    assert "It is hidden." not in told


# What stays of somebody who leaves


def test_statements_stay_without_their_author(client, corridor, amina):
    statement = make_statement(corridor, stated_by=amina)
    assert [row["rows"] for row in privacy.held(amina)] == [1, 0]
    assert privacy.export(amina)["evidence"][0]["text"] == statement.text
    assert "without your name" in privacy.erase(amina)
    statement.refresh_from_db()
    assert (statement.stated_by, statement.text) == (None, "An association of families meets in Grenoble.")
    assert Territory.objects.filter(amended_by=amina).count() == 0


def test_places_on_a_card_have_the_comma_of_the_readers_language():
    region = make_territory("Kédougou", names={"fr": "Kédougou", "ar": "كيدوغو"})
    (card,) = describe_territory(make_territory("Saraya", parent=region))
    assert card.notes["ar"][1] == "كيدوغو، السنغال"
    assert card.notes["fr"][1] == "Kédougou, Sénégal"


def test_a_place_is_found_with_an_arabic_comma():
    region = make_territory("Kédougou")
    assert territories_meant("Kédougou، السنغال") == territories_meant("Kédougou, السنغال") == [region]
