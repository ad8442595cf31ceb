"""The pages: what they say, to whom, and how flat they are."""

import ast
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from m4d.catalogue import actions
from m4d.core.testing import assert_flat, signed_in

from .conftest import Neighbour, Spot, Tale
from .test_search import HOSTILE

pytestmark = pytest.mark.django_db


def page(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def test_search_finds_in_another_language_and_says_where(client, tell):
    tell(
        1,
        fr="Épargne et transferts à Kédougou",
        en="Savings in Kédougou",
        bodies={"fr": "Le conseil municipal a doublé l’épargne des groupements de femmes."},
        facets={"theme": ["remittances"], "country": ["SN"]},
    )
    tree = page(client, "/en/search/", q="groupement kedougou")
    (entry,) = tree.select(".entries > li")
    link = entry.select("h3 a")[0]
    assert (link.get("href"), link.get("lang"), link.get("dir"), words(link)) == (
        "/en/tales/1/", "en", "ltr", "Savings in Kédougou",
    )  # fmt: skip
    assert [words(mark) for mark in entry.select("mark")] == ["Kédougou", "groupements"]
    where = entry.select("p.small [lang]")[0]
    assert (where.get("lang"), words(where)) == (
        "fr",
        "Le conseil municipal a doublé l’épargne des groupements de femmes.",
    )
    assert words(tree.select("#results h2")[0]) == "1 result"
    assert len(tree.select("h1")) == 1


def test_search_finds_by_the_name_of_a_theme_and_a_country(client, tell, vocabulary_of_tests):
    tell(1, fr="Un conte", facets={"theme": ["rights"], "country": ["SN"]})
    tell(2, fr="Un autre", facets={"theme": ["health"], "country": ["SN"]})
    tree = page(client, "/en/search/", q="rights senegal")
    assert [words(link) for link in tree.select(".entries h3")] == ["Un conte"]
    assert words(tree.select(".entries p.small")[0]) == "Theme: Rights of migrants"


def test_search_in_arabic_reads_from_the_right(client, tell):
    tell(1, ar="الهجرة والتنمية المحلية", fr="Migration et développement local")
    tree = page(client, "/ar/search/", q="هجره")
    assert (tree.html["lang"], tree.html["dir"]) == ("ar", "rtl")
    link = tree.select(".entries h3 a")[0]
    assert (link.get("lang"), link.get("dir"), words(link)) == ("ar", "rtl", "الهجرة والتنمية المحلية")
    assert [words(mark) for mark in tree.select("mark")] == ["الهجرة"]


def test_search_facets_scope_and_removal(client, tell):
    tell(1, fr="Épargne", facets={"theme": ["rights"], "country": ["SN"]})
    tell(2, fr="Épargne aussi", facets={"theme": ["health"], "country": ["SN"]})
    actions.put(Spot(1, "Épargne-sur-Mer", "epargne"))
    tree = page(client, "/fr/search/", q="epargne", theme="rights")
    assert words(tree.select("#results h2")[0]).startswith("1 ")
    assert [words(fold) for fold in tree.select("details.fold > summary")] == ["Filtres (1)"]
    assert len(tree.select("details.fold input[name=theme]")) == 2
    checked = tree.select(".facets input[checked]")
    assert [(box.get("name"), box.get("value")) for box in checked] == [("theme", "rights")]
    counts = {box.get("value"): words(box.parent).split()[-1] for box in tree.select("input[name=theme]")}
    assert counts == {"rights": "1", "health": "1"}
    assert tree.select(".chosen a")[0].get("href") == "/fr/search/?q=epargne"
    assert [link.get("href") for link in tree.select(".views a")][1:] == [
        "/fr/search/?q=epargne&in=people&theme=rights",
        "/fr/search/?q=epargne&in=places&theme=rights",
        "/fr/search/?q=epargne&in=knowledge&theme=rights",
    ]
    places = page(client, "/fr/search/", **{"q": "epargne", "in": "places"})
    assert [words(link) for link in places.select(".entries h3")] == ["Épargne-sur-Mer"]
    kinds = page(client, "/fr/search/", q="epargne", kind="spot")
    assert words(kinds.select("#results h2")[0]).startswith("1 ")
    assert {box.get("value") for box in kinds.select("input[name=kind]")} == {"tale", "spot"}


def test_search_without_results_offers_nothing_to_narrow(client, tell):
    tell(1, fr="Épargne", facets={"theme": ["rights"]})
    assert len(page(client, "/fr/search/", q="epargne").select("form.facets")) == 1
    nothing = page(client, "/fr/search/", q="xyzzyx")
    assert (nothing.select(".entries > li"), nothing.select("form.facets")) == ([], [])
    taken_away = page(client, "/fr/search/", q="xyzzyx", theme="rights").select("form.facets input[checked]")
    assert [box.get("value") for box in taken_away] == ["rights"]


def test_search_leads_to_feed_and_downloads_of_the_same_question(client, tell):
    tell(1, fr="Épargne", facets={"theme": ["rights"]})
    tree = page(client, "/fr/search/", q="épargne", theme="rights", kind="tale")
    links = [link.get("href") for link in tree.select("#results a") if "lang=fr" in link.get("href")]
    assert [link.split("?")[0] for link in links] == ["/feeds/search.xml", "/api/v1/search.csv", "/api/v1/search.xlsx"]
    for link in links:
        assert "kind=tale" in link and "theme=rights" in link
        answer = client.get(link)
        assert answer.status_code == 200
        # Read to its end, so that the next list may be written.
        assert answer.getvalue()


def test_search_pages_on(client, db):
    actions.put_many("tale", [Tale(n, {"fr": f"Épargne {n:02}"}) for n in range(60)])
    tree = page(client, "/fr/search/", q="epargne")
    seen = [words(link) for link in tree.select(".entries h3")]
    while following := tree.select(".pager a[rel=next]"):
        tree = page(client, following[0].get("href"))
        seen += [words(link) for link in tree.select(".entries h3")]
    assert (len(seen), len(set(seen))) == (60, 60)


def test_empty_search_helps(client, tell):
    tell(1, fr="Kédougou")
    tree = page(client, "/en/search/", q="kedugu")
    assert words(tree.select("#results h2")[0]) == "0 results"
    (link,) = [p.a for p in tree.select("#results p") if words(p).startswith("Did you mean")]
    assert (link.get("href"), words(link)) == ("/en/search/?q=K%C3%A9dougou", "Kédougou")
    assert len(tree.select(".empty li")) == 3
    assert "/en/themes/" in [link.get("href") for link in tree.select(".empty a")]


@pytest.mark.parametrize("typed", [text for text in HOSTILE if text != "\ud800"])
def test_hostile_searches_get_a_page(client, tell, typed):
    tell(1, fr="Un mot")
    for language in ("en", "ar"):
        tree = page(client, f"/{language}/search/", q=typed, theme=typed, kind=typed, after=typed, order=typed)
        assert len(tree.select("h1")) == 1
    for path in ("/feeds/search.xml", "/en/search/suggest/"):
        assert client.get(path, {"q": typed, "theme": typed}).status_code == 200
    # A code that is too long to be one is refused by the API, not left out; and so is a question.
    is_refused = len(typed) > 120
    for path in ("/api/v1/search/", "/api/v1/search.csv"):
        assert client.get(path, {"q": typed, "theme": typed}).status_code == (400 if is_refused else 200)
    answer = client.get("/api/v1/search/", {"q": typed})
    assert answer.status_code == 200 or (is_refused and "q" in answer.json()["detail"])


def test_a_long_question_is_answered_for_its_first_words(client, tell):
    tell(1, fr="Un mot")
    tree = page(client, "/en/search/", q="mot " * 2500)
    assert "We searched for its first twelve words." in words(tree.select("#results")[0])
    assert len(tree.select("#catalogue-q")[0].get("value")) <= 200


def test_search_is_flat(client, amina):
    made = []

    def make(n):
        for _ in range(n):
            number = len(made) + 1
            made.append(number)
            actions.put(Tale(number, {"fr": f"Épargne {number}"}, facets={"theme": ["rights", f"t{number}"]}))

    assert_flat(lambda: client.get("/en/search/", {"q": "epargne"}), make, ceiling=4)
    assert_flat(lambda: client.get("/en/search/", {"theme": "rights"}), make, ceiling=4)
    signed_in(client, amina)
    assert_flat(lambda: client.get("/en/search/", {"q": "epargne", "theme": "rights"}), make, ceiling=8)


def test_browsing_counts_by_kind(client, tell, amina, vocabulary_of_tests):
    tell(1, fr="Droits", facets={"theme": ["rights"], "sdg": ["10.7"], "gcm": ["19"]})
    tell(2, fr="Autres droits", facets={"theme": ["rights"]})
    actions.put(Neighbour(1, "Fatou", "Agente"))
    for path, expected in [("themes/", "Tales 2"), ("sdg/", "Tales 1"), ("gcm/", "Tales 1")]:
        assert expected in [words(row) for row in page(client, f"/en/{path}").select(".meta span")]
    tree = page(client, "/en/themes/rights/")
    assert words(tree.select("h1")[0]) == "Rights of migrants"
    assert [words(link) for link in tree.select(".entries h3")] == ["Droits", "Autres droits"]
    assert words(page(client, "/en/sdg/10.7/").select("h1")[0]) == "10.7 Orderly migration"
    assert [words(link) for link in page(client, "/en/sdg/10/").select(".entries h3")] == ["Droits"]
    assert "/en/sdg/10.7/" in [link.get("href") for link in page(client, "/en/sdg/10/").select(".index a")]
    assert client.get("/en/themes/unheard-of/").status_code == 404
    signed_in(client, amina)
    assert "Neighbours 1" in [words(row) for row in page(client, "/en/themes/").select(".meta span")]


def test_browsing_is_flat(client, vocabulary_of_tests):
    made = []

    def make(n):
        for _ in range(n):
            made.append(1)
            actions.put(Tale(len(made), {"fr": "Droits"}, facets={"theme": ["rights"]}))

    assert_flat(lambda: client.get("/en/themes/"), make, ceiling=4)
    assert_flat(lambda: client.get("/en/themes/rights/"), make, ceiling=4)


ATOM = "{http://www.w3.org/2005/Atom}"


def test_feeds_are_valid_atom(client, tell):
    tell(
        1, fr="Épargne & <transferts>", summaries={"fr": "a\x0bb \ufffe ]]> \U0001f600"}, facets={"theme": ["rights"]}
    )
    tell(2, ar="الهجرة")
    for path in ("/feeds/tale.xml?lang=fr", "/feeds/search.xml?lang=fr", "/feeds/search.xml?q=epargne&theme=rights"):
        response = client.get(path)
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = etree.fromstring(response.content)
        assert feed.tag == f"{ATOM}feed"
        for part in ("id", "title", "updated", "author/name"):
            assert feed.find("/".join(ATOM + step for step in part.split("/"))) is not None
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        for entry in entries:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", entry.findtext(f"{ATOM}updated"))
            assert entry.find(f"{ATOM}link").get("href").startswith("http://127.0.0.1:8000/")
            assert entry.findtext(f"{ATOM}id").startswith("http://127.0.0.1:8000/tales/")
    first = etree.fromstring(client.get("/feeds/tale.xml?lang=fr").content).find(f"{ATOM}entry/{ATOM}title")
    assert (first.text, first.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("الهجرة", "ar")
    assert client.get("/feeds/nothing.xml").status_code == 404


def test_sitemap_names_every_page_in_every_language(client, db, vocabulary_of_tests, monkeypatch):
    monkeypatch.setattr("m4d.catalogue.queries.public.PART", 4)
    actions.put_many("tale", [Tale(n, {"fr": f"Conte {n}"}) for n in range(10)])
    actions.put(Neighbour(1, "Fatou", "Agente"))
    index = etree.fromstring(client.get("/sitemap.xml").content)
    addresses = [row[0].text for row in index]
    assert addresses[0] == "http://127.0.0.1:8000/sitemap-0.xml"
    told = []
    for address in addresses:
        part = etree.fromstring(client.get(address.removeprefix("http://127.0.0.1:8000")).getvalue())
        for row in part:
            told.append(row[0].text)
            others = {link.get("hreflang"): link.get("href") for link in row if link.get("hreflang")}
            assert set(others) == {"en", "fr", "es", "ar"}
            assert row[0].text in others.values()
    for language in ("en", "fr", "es", "ar"):
        for path in [f"tales/{n}/" for n in range(10)] + ["neighbours/1/", "tales/", "themes/", "themes/rights/"]:
            assert told.count(f"http://127.0.0.1:8000/{language}/{path}") == 1
    assert client.get("/sitemap-999.xml").status_code == 404


def test_robots_may_read_pages_but_not_searches(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /ar/search/" in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


def test_structured_data_is_a_closed_block(tell):
    from django.template import Context, Template

    thing = tell(1, fr="</script><script>alert(1)</script> & co", summaries={"fr": "a\u2028b"})
    html_block = Template("{% load catalogue %}{% json_ld thing %}").render(Context({"thing": thing}))
    assert html_block.count("<") == 2
    found = json.loads(html_block.split(">", 1)[1].rsplit("<", 1)[0])
    assert (found["@type"], found["name"], found["inLanguage"]) == (
        "CreativeWork", "</script><script>alert(1)</script> & co", "fr",
    )  # fmt: skip
    actions.remove(thing)
    assert Template("{% load catalogue %}{% json_ld thing %}").render(Context({"thing": thing})) == ""


def test_structured_data_of_a_place_carries_its_point(tell):
    from m4d.catalogue import queries

    actions.put(Spot(1, "Kédougou", "kedougou"))
    found = queries.structured_data(Spot(1, "", ""), "en")
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 12.55, "longitude": -12.18}


def test_no_sentence_hides_in_an_f_string():
    """What collects sentences for translators does not look inside of f-strings: one there would stay English."""
    room = Path(__file__).resolve().parent.parent
    hidden = []
    for path in room.rglob("*.py"):
        for string in ast.walk(ast.parse(path.read_text())):
            if isinstance(string, ast.JoinedStr):
                calls = (part for part in ast.walk(string) if isinstance(part, ast.Call))
                hidden += [
                    f"{path.name}:{call.lineno}"
                    for call in calls
                    if getattr(call.func, "id", "") in ("_", "gettext", "ngettext")
                ]
    assert hidden == []
