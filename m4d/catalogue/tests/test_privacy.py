"""Nothing of another audience shows anywhere. Each test plants a secret word where it could leak."""

import io

import pytest
from openpyxl import load_workbook

from m4d.accounts.models import Person
from m4d.catalogue import actions, queries
from m4d.catalogue.choices import Audience
from m4d.catalogue.gateways import index
from m4d.catalogue.gateways.index import sided
from m4d.catalogue.models import SearchText
from m4d.core.testing import signed_in

from .conftest import Neighbour

pytestmark = pytest.mark.django_db

SECRET = "Zanzimboro"
PATHS = [
    "/en/search/?q={word}", "/en/search/?q=fatou", "/ar/search/", "/en/search/?theme=rights", "/en/search/?in=people",
    "/en/search/suggest/?q=zanz", "/en/search/suggest/?q=fat", "/en/search/?q=zanzimbor", "/en/search/?q=zanzinboro",
    "/en/themes/", "/en/themes/rights/", "/feeds/neighbour.xml", "/feeds/tale.xml", "/feeds/search.xml?q={word}",
    "/feeds/search.xml", "/sitemap-1.xml", "/api/v1/neighbour/", "/api/v1/tale/", "/api/v1/search/?q={word}",
    "/api/v1/neighbour/1", "/api/v1/tale/1", "/api/v1/neighbour/?updated_since=2020-01-01T00:00:00Z",
    "/api/v1/neighbour.csv", "/api/v1/tale.csv", "/api/v1/search.csv", "/api/v1/search.csv?q={word}",
]  # fmt: skip


@pytest.fixture
def secrets(tell):
    """A neighbour whose name only members see, and a tale for members only."""
    actions.put(Neighbour(1, f"Fatou {SECRET}", "Agente municipale", secret=f"{SECRET} chuchote"))
    tell(1, fr=f"Conte de {SECRET}", facets={"theme": ["rights"]}, audience=Audience.MEMBERS, data={"title": SECRET})
    tell(2, fr="Conte pour tous", facets={"theme": ["health"]})


@pytest.mark.parametrize("path", PATHS)
def test_visitors_never_meet_the_members_words(client, secrets, vocabulary_of_tests, path):
    response = client.get(path.format(word="Xyzzy"))
    body = response.getvalue().decode()
    assert SECRET.lower() not in body.lower()
    assert "Fatou" not in body.replace("q=fatou", "").replace('"fatou"', "")
    response = client.get(path.format(word=SECRET))
    answer = response.getvalue().decode().lower()
    assert "chuchote" not in answer and "conte de" not in answer and "fatou " not in answer


def test_visitors_xlsx(client, secrets):
    for name in ("tale", "neighbour", "search"):
        book = load_workbook(io.BytesIO(client.get(f"/api/v1/{name}.xlsx").getvalue()), read_only=True)
        cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
        assert SECRET not in " ".join(cells)


def test_counts_completions_and_did_you_mean_know_the_side(secrets, amina):
    assert queries.find(words=SECRET).total == 0
    assert queries.find(words=SECRET, audience_for=amina).total == 2
    assert queries.find(words="zanzinboro").suggestion == ""
    assert queries.find(words="zanzinboro", audience_for=amina).suggestion == SECRET
    assert queries.suggest("zanz", None, "fr") == []
    assert len(queries.suggest("zanz", amina, "fr")) == 2
    assert queries.counts_by_kind("theme", "rights", None) == {}
    assert queries.counts_by_kind("theme", "rights", amina) == {"tale": 1, "neighbour": 1}
    assert queries.find(kind="tale").total == 1
    assert queries.find(kind="tale", audience_for=amina).total == 2
    facets = {block.code: [choice.code for choice in block.choices] for block in queries.find(kind="tale").facets}
    assert facets["theme"] == ["health"]
    assert queries.find(filters={"theme": ["rights"]}).total == 0


def test_members_do_not_read_the_visitors_card_beside_their_own(secrets, amina):
    found = queries.find(kind="neighbour", audience_for=amina)
    assert [entry.title for entry in found.entries] == [f"Fatou {SECRET}"]


def test_a_hidden_field_is_gone_at_once(secrets, amina):
    actions.put(Neighbour(1, "Fatou", "Agente municipale"))
    actions.remove_many("tale", ["1"])
    assert queries.find(words=SECRET, audience_for=amina).total == 0
    assert queries.find(words="zanzinboro", audience_for=amina).suggestion == ""
    assert queries.suggest("zanz", amina, "fr") == []


def test_whoever_waits_for_approval_is_a_visitor(client, secrets):
    waiting = Person.objects.create_user("lina@example.org", "a long password", awaits_approval=True)
    signed_in(client, waiting)
    for path in ("/en/search/?q=fatou", "/api/v1/neighbour/", "/api/v1/tale.csv"):
        assert SECRET not in client.get(path).getvalue().decode()


def test_structured_data_is_the_visitors(secrets):
    found = queries.structured_data(Neighbour(1, "", ""), "en")
    assert found["name"] == "Agente municipale"
    assert SECRET not in str(found)


def test_words_that_one_side_may_read_stand_apart_in_the_index(tell, db):
    for number, audience in enumerate(Audience):
        tell(number, en="Savings", facets={"theme": ["rights"]}, audience=audience)
    terms = dict(SearchText.objects.values_list("card__audience", "terms"))
    for audience, start in ((Audience.VISITORS, "v:"), (Audience.MEMBERS, "m:")):
        words = [term for term in terms[audience].split() if not term.startswith(("k:", "s:"))]
        assert words and all(word.startswith(start) for word in words)
    everybody = terms[Audience.EVERYBODY].split()
    assert {"savings", "t:savings", "f:theme:rights", "s:v", "s:m"} <= set(everybody)
    for groups, expected in ([("savings",)], 1), ([sided(("savings",), "v")], 2), ([sided(("savings",), "m")], 2):
        assert len(index.engine().candidates(groups)) == expected


def test_a_question_with_words_or_codes_needs_no_term_for_its_side(tell, amina):
    for number, audience in enumerate(Audience):
        tell(number, en="Savings", facets={"theme": ["rights"]}, audience=audience)
    asked = [{"words": "savings"}, {"words": "savings", "filters": {"theme": ["rights"]}}, {"kind": "tale"}]
    for question in [*asked, {"filters": {"theme": ["rights"]}}, {"words": "savings nowhere"}]:
        for person in (None, amina):
            assert queries.find(**question, audience_for=person).total == 2, (question, person)
