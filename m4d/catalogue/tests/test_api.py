"""The API answers what its schema says, to whom it may, in every form."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from openpyxl import load_workbook

from m4d.catalogue import actions, queries
from m4d.core.testing import signed_in, statements

from .conftest import Neighbour, Spot, Tale

pytestmark = pytest.mark.django_db


def get(client, path, **query):
    response = client.get(f"/api/v1/{path}", query)
    return response.status_code, json.loads(response.content)


def refusal(client, path, **query):
    """Status and sentences of a refusal; they all look the same."""
    response = client.get(f"/api/v1/{path}", query, headers={"accept": "application/json"})
    assert response["Content-Type"] == "application/problem+json"
    answer = response.json()
    assert (answer["type"], answer["status"]) == ("about:blank", response.status_code)
    assert answer["title"]
    assert answer["detail"] == " ".join(answer["reasons"])
    return response.status_code, answer["reasons"]


def fits(value, schema, document):
    """Whether a value is what a schema of the document says; a small part of JSON Schema is all that is used."""
    if schema is True:
        return True
    if "$ref" in schema:
        return fits(value, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], document)
    if "anyOf" in schema:
        return any(fits(value, option, document) for option in schema["anyOf"])
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool, "object": dict, "array": list}
    if schema.get("type") == "null":
        return value is None
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return False
    if schema.get("type") == "array":
        return all(fits(item, schema.get("items", {}), document) for item in value)
    if schema.get("type") == "object":
        known = schema.get("properties", {})
        return set(schema.get("required", [])) <= set(value) and all(
            fits(item, known.get(name, schema.get("additionalProperties") or {}), document)
            for name, item in value.items()
        )
    return True


def test_the_document_describes_every_dataset_and_its_answers(client, tell):
    tell(1, fr="Droits", facets={"theme": ["rights"]})
    actions.put(Spot(1, "Kédougou", "kedougou"))
    actions.register_dataset(
        "figures", "Figures", ["year", "value"], lambda person, filters: [{"year": 2019, "value": 3}]
    )
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/", "/api/v1/tale/", "/api/v1/tale/{slug}", "/api/v1/tale.csv", "/api/v1/figures/"} <= set(
        document["paths"]
    )
    assert not [path for path in document["paths"] if "{kind}" in path]
    assert list(document["components"]["schemas"]["tale_row"]["properties"]) == ["title", "source"]
    names = [given["name"] for given in document["paths"]["/api/v1/tale/"]["get"]["parameters"]]
    assert {"q", "cursor", "limit", "updated_since", "theme", "country"} <= set(names)
    for path, about in document["paths"].items():
        schema = about["get"]["responses"]["200"]["content"].get("application/json", {}).get("schema")
        if schema:
            response = client.get(path.replace("{slug}", "1"))
            assert (path, response.status_code) == (
                path,
                200 if "neighbour/" not in path or "slug" not in path else 404,
            )
            if response.status_code == 200:
                assert fits(response.json(), schema, document), path
    assert client.get("/api/v1/docs/").status_code == 404


def test_list_of_datasets(client):
    status, answer = get(client, "")
    assert status == 200
    assert [row["code"] for row in answer["datasets"]] == ["tale", "neighbour", "spot"]
    assert answer["datasets"][0]["columns"] == ["title", "source"]
    assert answer["datasets"][0]["licence"] == "CC BY 4.0"


def test_record(client, tell):
    tell(1, fr="Épargne", en="Savings", facets={"theme": ["rights"]}, data={"title": "Épargne", "source": "a book"})
    status, record = get(client, "tale/1", lang="fr")
    assert status == 200
    assert (record["title"], record["url"]) == ("Épargne", "http://127.0.0.1:8000/fr/tales/1/")
    assert (record["tags"], record["source"], record["licence"]) == ({"theme": ["rights"]}, "a book", "CC BY 4.0")
    assert refusal(client, "tale/2") == (404, ["There is nothing here that you can see."])
    actions.put(Spot(9, "Kédougou", "kedougou"))
    assert get(client, "spot/kedougou")[1]["id"] == get(client, "spot/kedougou/")[1]["id"] == "9"


@pytest.mark.parametrize("path", ["tales/", "tales.csv", "tales.xlsx", "tales/1"])
def test_a_wrong_name_is_answered_with_the_collections_that_there_are(client, db, path):
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    answer = response.json()
    assert answer["status"] == 404
    assert answer["detail"] == answer["reasons"][0]
    assert answer["detail"].startswith("There is no collection “tales”. The collections are: tale, neighbour, spot")
    for address in answer["collections"].values():
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    document = client.get("/api/v1/openapi.json").json()
    schema = document["paths"]["/api/v1/tale/"]["get"]["responses"]["404"]["content"]["application/problem+json"][
        "schema"
    ]
    assert fits(answer, schema, document)


def test_pages_and_filters(client, db):
    actions.put_many(
        "tale",
        [Tale(n, {"fr": f"Épargne {n:02}"}, facets={"theme": ["rights" if n % 2 else "health"]}) for n in range(30)],
    )
    seen, path = [], "/api/v1/tale/?theme=rights&limit=4"
    while path:
        answer = client.get(path).json()
        assert (answer["total"], answer["total_is_exact"]) == (15, True)
        seen += [item["title"] for item in answer["items"]]
        path = answer["next"] and answer["next"].removeprefix("http://127.0.0.1:8000")
    assert seen == [f"Épargne {n:02}" for n in range(30) if n % 2]
    assert len(get(client, "tale/", limit=100_000)[1]["items"]) == 30
    assert get(client, "tale/", q="epargne 07")[1]["items"][0]["title"] == "Épargne 07"
    assert refusal(client, "tale/", limit="many") == (422, ["Please check the parameter limit."])
    for long in ("epargne " * 300, " ".join(f"word{n}" for n in range(13))):
        assert refusal(client, "tale/", q=long) == (400, ["Please check the parameter q."])


def test_changes_since(client, tell):
    tell(1, fr="Un")
    tell(2, fr="Deux")
    middle = datetime.now(UTC)
    tell(1, fr="Un encore", facets={"theme": ["rights"]})
    tell(3, fr="Trois")
    since = middle.isoformat()
    answer = get(client, "tale/", updated_since=since)[1]
    assert [item["id"] for item in answer["items"]] == ["1", "3"]
    assert [item["id"] for item in get(client, "tale/", updated_since=since, theme="rights")[1]["items"]] == ["1"]
    first = get(client, "tale/", updated_since=(middle - timedelta(days=1)).isoformat(), limit=2)[1]
    rest = client.get(first["next"].removeprefix("http://127.0.0.1:8000")).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ["2", "1", "3"]
    assert get(client, "tale/", updated_since="yesterday")[0] == 422
    assert get(client, "tale/", updated_since=since, q="un")[0] == 422


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("0001-01-01T00:00:00+14:00", 422),
        ("9999-12-31T23:59:59-14:00", 422),
        ("1969-12-31T00:00:00Z", 422),
        ("1970-01-02T00:00:00Z", 200),
        ("2200-01-01T00:00:00Z", 200),
    ],
)
def test_a_moment_outside_the_years_of_the_network_is_refused(client, db, moment, status):
    code, answer = get(client, "tale/", updated_since=moment)
    assert code == status
    if status == 422:
        assert answer["reasons"] == ["Please check the parameter updated_since."]


def test_members_get_what_members_see(client, amina):
    actions.put(Neighbour(1, "Fatou", "Agente"))
    assert get(client, "neighbour/")[1]["items"][0]["title"] == "Agente"
    signed_in(client, amina)
    assert get(client, "neighbour/")[1]["items"][0]["title"] == "Fatou"
    assert "Fatou" in client.get("/api/v1/neighbour.csv").getvalue().decode()


def test_unchanged_answers_are_not_sent_again(client, amina, tell):
    tell(1, fr="Droits")
    for person in (None, amina):
        if person:
            signed_in(client, person)
        first = client.get("/api/v1/tale/")
        again = client.get("/api/v1/tale/", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        tell(1, fr="Droits" + ("" if person else " humains"), data={"title": str(person)})
        assert client.get("/api/v1/tale/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd", "＝1"]


def test_spreadsheets_hold_no_formula_and_no_direction_marks(client, db):
    for number, text in enumerate(FORMULAS):
        actions.put(Tale(number, {"fr": f"Conte {number}"}, data={"title": text, "source": "a\u202eb\u2066c\x07d"}))
    table = client.get("/api/v1/tale.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert len(rows) == len(FORMULAS)
    assert all(row["source"] == "abcd" for row in rows)
    book = load_workbook(io.BytesIO(client.get("/api/v1/tale.xlsx").getvalue()), read_only=True)
    lines = list(book.active.iter_rows(values_only=True))
    assert lines[0][:5] == ("kind", "id", "url", "title", "source")
    for row in [*(row.values() for row in rows), *lines[1:]]:
        assert not [cell for cell in row if str(cell or "").lstrip(" \n\t\r").startswith(("=", "+", "-", "@", "＝"))]


def test_arabic_sheets_read_from_the_right(client, tell):
    tell(1, ar="الهجرة والتنمية", fr="Migration")
    book = load_workbook(io.BytesIO(client.get("/api/v1/tale.xlsx?lang=ar").getvalue()))
    assert book.active.sheet_view.rightToLeft
    assert "الهجرة والتنمية" in [cell.value for cell in book.active[2]]
    assert "الهجرة والتنمية" in client.get("/api/v1/tale.csv?lang=ar").getvalue().decode()


def test_whole_lists_are_written_one_after_another(client, tell, monkeypatch):
    tell(1, fr="Épargne")
    first = client.get("/api/v1/tale.csv")
    for form in ("csv", "xlsx"):
        refused = client.get(f"/api/v1/tale.{form}", headers={"accept": "text/csv"})
        assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        assert refused.json()["reasons"] == ["Another list is being written right now. Please try again in a minute."]
    page = client.get("/api/v1/tale.csv?lang=fr", headers={"accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page["Refresh"], page["Content-Type"]) == (429, "10", "text/html; charset=utf-8")
    assert "une autre liste" in page.content.decode().lower()
    assert client.get("/api/v1/tale/").status_code == 200
    # Somebody who goes away in the middle leaves the place to the next one, and so does a list that is whole.
    next(iter(first.streaming_content))
    # The connection of this test is not to be closed with the answer.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    first.close()
    second = client.get("/api/v1/tale.csv")
    assert len(second.getvalue().splitlines()) == 2
    assert client.get("/api/v1/tale.xlsx").status_code == 200
    assert client.get("/api/v1/tale.csv").status_code == 200


def test_a_list_that_breaks_off_leaves_its_place(client, db):
    def rows(person, filters):
        yield {"n": 1}
        raise RuntimeError("the database went away")

    actions.register_dataset("figures", "Figures", ["n"], rows)
    for _ in range(2):
        answer = client.get("/api/v1/figures.csv")
        assert answer.status_code == 200
        with pytest.raises(RuntimeError):
            answer.getvalue()


def test_whole_lists_stream_a_chunk_at_a_time(client, db, monkeypatch):
    monkeypatch.setattr("m4d.catalogue.queries.records.CHUNK", 7)
    actions.put_many("tale", [Tale(n, {"fr": f"Épargne {n}"}, facets={"theme": ["rights"]}) for n in range(23)])
    for query, rows in (("", 23), ("?theme=rights", 23), ("?q=epargne", 23), ("?q=epargne+7", 1), ("?q=!!", 0)):
        table = client.get(f"/api/v1/tale.csv{query}").getvalue().decode("utf-8-sig")
        assert (query, len(list(csv.reader(io.StringIO(table))))) == (query, rows + 1)


def test_datasets_that_are_not_cards(client, amina):
    def rows(person, filters):
        for year in range(2000, 2000 + (90 if person.is_authenticated else 60)):
            if not filters.get("year") or str(year) in filters["year"]:
                yield {"year": year, "value": f"={year}", "hidden": "never"}

    actions.register_dataset("figures", "Figures", ["year", "value"], rows, licence="CC BY 3.0 IGO", filters=["year"])
    first = get(client, "figures/", limit=50)[1]
    assert (len(first["items"]), first["items"][0]) == (50, {"year": 2000, "value": "=2000"})
    rest = client.get(first["next"].removeprefix("http://127.0.0.1:8000")).json()
    assert (len(rest["items"]), rest["next"]) == (10, None)
    assert get(client, "figures/", year="2003")[1]["items"] == [{"year": 2003, "value": "=2003"}]
    table = client.get("/api/v1/figures.csv?year=2003").getvalue().decode("utf-8-sig")
    assert table.splitlines() == ["year,value,licence", "2003,'=2003,CC BY 3.0 IGO"]
    signed_in(client, amina)
    assert len(client.get("/api/v1/figures.csv").getvalue().splitlines()) == 91


def test_a_workbook_ends_after_five_thousand_rows_and_says_where_the_others_are(client, db):
    actions.register_dataset("figures", "Figures", ["n"], lambda person, filters: ({"n": n} for n in range(5_010)))
    book = load_workbook(io.BytesIO(client.get("/api/v1/figures.xlsx").getvalue()), read_only=True)
    lines = list(book.active.iter_rows(values_only=True))
    assert len(lines) == 1 + 5_000 + 1
    assert lines[-1][0] == "This file ends here. The CSV file of the same list has all rows."
    assert len(client.get("/api/v1/figures.csv").getvalue().splitlines()) == 1 + 5_010


def test_statements_of_the_api_do_not_grow(client, db):
    def run(path):
        with statements() as seen:
            client.get(path)
        return len(seen)

    actions.put_many("tale", [Tale(n, {"fr": f"Épargne {n}"}, facets={"theme": ["rights"]}) for n in range(3)])
    paths = ["/api/v1/tale/", "/api/v1/tale/?q=epargne", "/api/v1/tale/?updated_since=2020-01-01T00:00:00Z"]
    # The vocabularies are read by the first page that needs them, and kept.
    _first = [run(path) for path in paths]
    before = [run(path) for path in paths]
    actions.put_many("tale", [Tale(n, {"fr": f"Épargne {n}"}, facets={"theme": ["rights"]}) for n in range(3, 40)])
    assert [run(path) for path in paths] == before
    assert max(before) <= 5


def test_every_record_of_a_list_is_told_once(db):
    actions.put_many("tale", [Tale(n, {"fr": "Le même titre"}, sort="same") for n in range(12)])
    found = list(queries.all_records(kind=["tale"], person=None, words="", filters={}, language="fr"))
    assert sorted(int(record.id) for record in found) == list(range(12))


def test_answers_are_kept_by_address_whatever_the_browser_wishes(client, tell, settings):
    settings.PAGES_KEPT = True
    tell(1, fr="Épargne", en="Savings")
    for path, wish in (("/api/v1/tale/", "fr"), ("/feeds/tale.xml", "fr"), ("/api/v1/search.csv", "ar")):
        for wished in (wish, "en", "es"):
            response = client.get(path, headers={"Accept-Language": wished})
            assert "Savings" in response.getvalue().decode()
            assert response.headers["Content-Language"] == "en"
        assert "Épargne" in client.get(f"{path}?lang=fr", headers={"Accept-Language": "en"}).getvalue().decode()
