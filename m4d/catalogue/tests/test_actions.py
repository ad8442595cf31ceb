"""What is true after things were put on cards and taken off."""

from datetime import date

import pytest
from django.db import connection

from m4d.catalogue import actions, queries
from m4d.catalogue.choices import Audience
from m4d.catalogue.gateways import index
from m4d.catalogue.models import (
    Card,
    CardFace,
    CardTag,
    FacetCount,
    SearchLine,
    SearchText,
    Word,
    WordKey,
    registry,
)
from m4d.core.testing import statements

from .conftest import Neighbour, Tale

pytestmark = pytest.mark.django_db


def counts(person=None):
    """What FacetCount says, and what counting the tags themselves says."""
    kept = {
        facet: {code: dict(kinds) for code, kinds in queries.counts_by_code(facet, person).items()} for facet in FACETS
    }
    actions.recount()
    fresh = {
        facet: {code: dict(kinds) for code, kinds in queries.counts_by_code(facet, person).items()} for facet in FACETS
    }
    return kept, fresh


FACETS = ("", "theme", "country", "sdg", "year")


def test_put_writes_one_card_with_its_tags(tell):
    tell(7, fr="Épargne", en="Savings", facets={"theme": ["rights"], "sdg": ["10.7"]}, on=date(2010, 5, 1))
    card = Card.objects.get()
    assert (card.kind, card.object_id, card.audience, card.path) == ("tale", "7", Audience.EVERYBODY, "tales/7/")
    assert (card.sort, card.newest) == ("epargne", -date(2010, 5, 1).toordinal())
    assert set(CardTag.objects.values_list("facet", "code")) == {
        ("theme", "rights"), ("sdg", "10.7"), ("sdg", "10"), ("year", "2010"),
    }  # fmt: skip
    assert list(CardFace.objects.order_by("language").values_list("language", "title", "title_language")) == [
        ("", "Savings", "en"),
        ("ar", "Épargne", "fr"),
        ("es", "Épargne", "fr"),
        ("fr", "Épargne", "fr"),
    ]


def test_put_again_changes_the_same_card(tell):
    tell(7, fr="Épargne", facets={"theme": ["rights"]})
    first = Card.objects.get()
    tell(7, fr="Transferts", facets={"theme": ["health"]})
    again = Card.objects.get()
    assert (again.pk, again.sort) == (first.pk, "transferts")
    assert again.updated_at > first.updated_at
    assert queries.find(words="epargne").total == 0
    assert queries.find(words="transferts").total == 1
    assert queries.counts_by_kind("theme", "rights", None) == {}
    assert queries.counts_by_kind("theme", "health", None) == {"tale": 1}


def test_counts_stay_right(tell, amina):
    for number in (1, 2, 3):
        tell(
            number,
            fr=f"Conte {number}",
            facets={"theme": ["rights", "health"], "country": ["SN"]},
            on=date(2010, 1, 1),
        )
    tell(2, fr="Conte 2", facets={"theme": ["health"], "sdg": ["8.7", "8.8"]})
    third = tell(3, fr="Conte 3", facets={})
    actions.put(Neighbour(1, "Fatou", "Agente"))
    actions.put(Neighbour(1, "Fatou Diallo", "Agente"))
    actions.remove(third)
    for person in (None, amina):
        kept, fresh = counts(person)
        assert kept == fresh
        assert kept["theme"]["health"] == {"tale": 2}
        assert kept["sdg"] == {"8": {"tale": 1}, "8.7": {"tale": 1}, "8.8": {"tale": 1}}
        assert kept["country"] == {"SN": {"tale": 1, "neighbour": 1}}
        assert kept[""] == {"": {"tale": 2, "neighbour": 1}}
    assert queries.counts_by_kind("theme", "rights", None) == {"tale": 1}
    assert queries.counts_by_kind("theme", "rights", amina) == {"tale": 1, "neighbour": 1}


@pytest.mark.django_db(transaction=True)
def test_counts_are_read_once_and_again_only_after_one_changed(tell):
    def found():
        with statements() as seen:
            answer = queries.find(kind="tale", language="en")
        themes = {
            choice.code: choice.n for block in answer.facets for choice in block.choices if block.code == "theme"
        }
        return answer.total, themes, sum("facetcount" in row["sql"] for row in seen)

    tell(1, fr="Conte", facets={"theme": ["rights"]})
    assert found() == (1, {"rights": 1}, 1)
    assert found() == (1, {"rights": 1}, 0)
    tell(1, fr="Un autre titre", facets={"theme": ["rights"]})
    assert found() == (1, {"rights": 1}, 0)
    tell(1, fr="Conte", facets={"theme": ["health"]})
    assert found() == (1, {"health": 1}, 1)
    tell(2, fr="Conte", facets={"theme": ["health", "rights"]})
    assert found() == (2, {"health": 2, "rights": 1}, 1)


def test_adding_up_changes_no_count(tell):
    for number in range(5):
        tell(number, fr=f"Conte {number}", facets={"theme": ["rights"]})
    assert FacetCount.objects.count() == 10
    before = queries.counts_by_code("theme", None)
    actions.add_up_counts()
    assert FacetCount.objects.count() == 2
    assert queries.counts_by_code("theme", None) == before


def test_remove_leaves_nothing(tell):
    tale = tell(1, fr="Épargne", facets={"theme": ["rights"]}, bodies={"fr": "beaucoup de mots"})
    actions.remove(tale)
    for model in (Card, CardFace, CardTag, SearchLine, SearchText):
        assert model.objects.count() == 0
    assert queries.find(words="epargne").total == 0
    assert queries.counts_by_code("theme", None) == {}
    with connection.cursor() as cursor:
        everything = "catalogue_index MATCH %s" if connection.vendor == "sqlite" else "terms @@ %s::tsquery"
        for term in ('"s:v"', '"k:tale"', '"epargne"') if connection.vendor == "sqlite" else ("'s:v'", "'epargne'"):
            cursor.execute(f"SELECT count(*) FROM catalogue_index WHERE {everything}", [term])
            assert cursor.fetchone() == (0,)


def test_a_thing_may_lose_a_card(tell):
    actions.put(Neighbour(1, "Fatou", "Agente"))
    assert Card.objects.count() == 2
    kind = registry.kinds["neighbour"]
    actions.register(actions.Kind(**{**vars(kind), "describe": lambda thing: kind.describe(thing)[:1]}))
    actions.put(Neighbour(1, "Fatou", "Agente"))
    assert list(Card.objects.values_list("audience", flat=True)) == [Audience.VISITORS]


def test_put_of_an_unknown_thing_is_a_mistake_in_code(db):
    with pytest.raises(LookupError):
        actions.put(object())


def test_put_many_equals_put(tell):
    tales = [
        Tale(number, {"fr": f"Épargne {number}"}, facets={"theme": ["rights"]}, on=date(2010, 1, number))
        for number in range(1, 20)
    ]
    for tale in tales:
        actions.put(tale)
    one_by_one = (list(SearchText.objects.order_by("pk").values_list("terms")), queries.counts_by_code("theme", None))
    for tale in tales:
        actions.remove(tale)
    assert actions.put_many("tale", iter(tales)) == 19
    assert one_by_one == (
        list(SearchText.objects.order_by("pk").values_list("terms")),
        queries.counts_by_code("theme", None),
    )
    actions.put_many("tale", iter(tales))
    assert Card.objects.count() == queries.find(words="epargne").total == 19


def test_index_is_rebuilt_from_stored_terms(db):
    actions.put_many("tale", [Tale(1, {"fr": "Épargne"}), Tale(2, {"fr": "Transferts"})], search=False)
    assert queries.find(words="epargne").total == 0
    actions.rebuild_index()
    assert queries.find(words="epargne").total == 1
    actions.rebuild_index()
    assert index.engine().candidates([("epargn",)], limit=10)[0][1] == "epargn epargne"


def test_ten_megabytes_are_cut(tell):
    tell(1, fr="mot " * 200_000, summaries={"fr": "x" * 3_000_000}, bodies={"fr": "épargne " * 1_300_000})
    text = SearchText.objects.get()
    assert sum(len(part) for part in text.texts["fr"]) < 30_000
    assert all(len(face.title) <= 300 for face in CardFace.objects.all())
    assert queries.find(words="épargne").total == 1


def known_words():
    return set(Word.objects.values_list("word", flat=True))


def test_words_leave_with_the_last_card_that_holds_them(tell):
    first, _second = tell(1, fr="Ousmane épargne", summaries={"ar": "ادخار"}), tell(2, fr="Épargne solidaire")
    assert known_words() == {"ousmane", "epargne", "ادخار", "solidaire"}
    actions.remove(first)
    assert known_words() == {"epargne", "solidaire"}
    assert WordKey.objects.filter(word__word="ousmane").count() == 0


def test_words_leave_with_a_side_and_with_a_change(tell):
    actions.put(Neighbour(1, "Fatoumata", "Agente"))
    assert known_words() == {"fatoumata", "agente"}
    actions.put(Neighbour(1, "Mariama", "Agente"))
    assert known_words() == {"mariama", "agente"}
    kind = registry.kinds["neighbour"]
    actions.register(actions.Kind(**{**vars(kind), "describe": lambda thing: []}))
    actions.put(Neighbour(1, "Mariama", "Agente"))
    assert known_words() == set()
