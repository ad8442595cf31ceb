"""What the API does not understand it refuses: nobody takes a whole list for the part that they asked for."""

import base64
import json

import pytest

from m4d.catalogue import actions

from .conftest import Spot, Tale
from .test_api import fits, get, refusal
from .test_search import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tales(db):
    found = [Tale(n, {"fr": f"Épargne {n:02}"}, facets={"theme": ["rights"]}) for n in range(9)]
    actions.put_many("tale", found)
    rows = lambda person, filters: [{"year": year} for year in range(2000, 2009)]  # noqa: E731
    actions.register_dataset("figures", "Figures", ["year"], rows, filters=["year"])


def whole(response) -> int:
    """The status of an answer that was read to its end, so that the next list can be written."""
    assert response.getvalue()
    return response.status_code


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tale/",
        "tale/1",
        "tale.csv",
        "tale.xlsx",
        "search/",
        "search.csv",
        "figures/",
        "figures.csv",
        "figures.xlsx",
    ],
)
def test_a_parameter_that_means_nothing_is_refused_by_its_name(client, path):
    status, (sentence,) = refusal(client, path, foo="1")
    assert status == 400
    assert sentence.startswith("There is no parameter “foo” here; there are: ")
    assert whole(client.get(f"/api/v1/{path}", {"lang": "fr"})) == 200
    (sentence,) = client.get(f"/api/v1/{path}", {"foo": "1", "lang": "fr"}).json()["reasons"]
    assert sentence.startswith("Il n’y a pas")


def test_what_a_list_does_not_narrow_by_is_refused_there_only(client):
    assert get(client, "figures/", year="2003")[0] == 200
    assert refusal(client, "tale/", year_of="2003")[0] == 400
    for name in ("q", "theme", "updated_since", "kind"):
        assert refusal(client, "figures/", **{name: "2020-01-01T00:00:00Z"})[0] == 400
    assert refusal(client, "tale/", kind="tale")[0] == 400
    assert get(client, "search/", kind="tale", q="epargne", theme="rights", limit=2)[0] == 200


def test_a_kind_that_there_is_not_is_refused_and_not_answered_with_everything(client):
    for path in ("search/", "search.csv"):
        assert refusal(client, path, kind="foo") == (400, ["Please check the parameter kind."])


@pytest.mark.parametrize("path", ["tale/", "tale.csv", "search/"])
@pytest.mark.parametrize("codes", [["x" * 121], ["rights", *map(str, range(20))]], ids=["too long", "too many"])
def test_codes_that_would_be_left_out_are_refused(client, path, codes):
    assert refusal(client, path, theme=codes) == (400, ["Please check the parameter theme."])
    assert whole(client.get(f"/api/v1/{path}", {"theme": ["x" * 120, *map(str, range(19))]})) == 200


def marked(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor", ["nonsense", "W10", "x" * 5000, marked("a"), marked(1, "b"), marked("\x00", 1), marked(-1)]
)
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("tale/", {}),
        ("tale/", {"theme": "rights"}),
        ("tale/", {"q": "epargne"}),
        ("tale/", {"updated_since": "2020-01-01T00:00:00Z"}),
        ("search/", {}),
        ("figures/", {}),
    ],
)
def test_a_cursor_that_did_not_come_from_the_list_is_refused(client, path, query, cursor):
    assert refusal(client, path, cursor=cursor, **query) == (400, ["Please check the parameter cursor."])
    first = get(client, path, cursor="", limit=4, **query)[1]
    rest = client.get(first["next"].removeprefix("http://127.0.0.1:8000")).json()
    assert len(rest["items"]) == 4
    assert not [item for item in rest["items"] if item in first["items"]]


@pytest.mark.parametrize(
    "when",
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2020-01-01",
        "2020-01-01T00:00:00",
        "1969-12-31T00:00Z",
    ],
)
def test_a_cursor_of_a_moment_that_no_change_has_is_refused(client, when):
    asked = {"updated_since": "2020-01-01T00:00:00Z", "cursor": marked(when, 1)}
    assert refusal(client, "tale/", **asked) == (400, ["Please check the parameter cursor."])


@pytest.mark.parametrize("name", [text for text in HOSTILE if text not in ("\ud800", "")])
def test_a_hostile_name_is_named_back_as_text(client, name):
    status, (sentence,) = refusal(client, "tale/", **{name: "1"})
    assert (status, len(sentence) < 400) == (400, True)


def test_whoever_writes_is_refused_in_the_same_form(client):
    for path in ("/api/v1/", "/api/v1/tale/", "/api/v1/tale/1", "/api/v1/tale.csv"):
        answer = client.post(path)
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert (answer["Allow"], answer.json()["reasons"]) == ("GET", ["This address can only be read."])


def test_the_links_of_pages_to_files_stay_good(client):
    actions.put(Spot(1, "Kédougou", "kedougou"))
    for address in ("search.csv?q=epargne&order=newest&in=places&lang=en", "tale.csv?theme=rights&order=name&lang=ar"):
        assert whole(client.get(f"/api/v1/{address}")) == 200
    # The file of a part of the site holds that part, as the page with its link does.
    part = client.get("/api/v1/search.csv?in=places").getvalue().decode("utf-8-sig")
    assert {line.split(",")[0] for line in part.splitlines()[1:]} == {"spot"}


def test_the_document_says_what_is_refused_and_how(client):
    document = client.get("/api/v1/openapi.json").json()
    assert "400 for a parameter that the address does not have" in document["info"]["description"]
    for path, about in document["paths"].items():
        answers = about["get"]["responses"]
        assert "400" in answers, path
        for status, answer in answers.items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (path, status)
    tale, figures = (document["paths"][f"/api/v1/{code}/"]["get"] for code in ("tale", "figures"))
    assert [given["name"] for given in figures["parameters"]] == ["cursor", "limit", "year"]
    schema = tale["responses"]["400"]["content"]["application/problem+json"]["schema"]
    assert fits(client.get("/api/v1/tale/?foo=1").json(), schema, document)
    for path, about in document["paths"].items():
        known = {given["name"]: "" for given in about["get"]["parameters"] if given["in"] == "query"}
        if "{slug}" not in path:
            known = {name: "" for name in known if name not in ("limit", "updated_since")}
            assert whole(client.get(path, known)) == 200, path
