"""Titles in their order and as somebody begins to type them: the thing itself first, in the reader's language."""

from dataclasses import replace

import pytest
from django.db import connection

from m4d.catalogue import actions, queries
from m4d.catalogue.choices import Audience
from m4d.catalogue.models import TitleKey, registry
from m4d.core.testing import statements

from .conftest import Tale
from .test_plans import SCANS, SORTS, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def titled(world, monkeypatch):
    """Tales are listed by the title in the reader's language, and completed."""
    monkeypatch.setitem(registry.kinds, "tale", replace(registry.kinds["tale"], by_title=True, is_completed=True))


def titles(found):
    return [entry.title for entry in found]


def walked(language, **question):
    """The titles of a list, page after page."""
    seen, after = [], None
    while True:
        found = queries.find(kind="tale", language=language, order="name", after=after, size=2, **question)
        seen += titles(found.entries)
        after = found.next_cursor
        if not after:
            return seen


def test_lists_by_title_follow_the_language_of_the_reader():
    actions.put(Tale(1, {"en": "Aid", "fr": "« Secours »", "ar": "مساعدة"}, facets={"theme": ["rights"]}))
    actions.put(Tale(2, {"en": "Savings", "fr": "Épargne", "ar": "ادخار"}, facets={"theme": ["rights"]}))
    actions.put(Tale(3, {"en": "Money home", "fr": "Fonds", "ar": "تحويل"}, facets={"theme": ["rights"]}))
    actions.put(Tale(4, {"fr": "Zébu"}, language="fr"))
    assert walked("en") == ["Aid", "Money home", "Savings", "Zébu"]
    assert walked("fr") == ["Épargne", "Fonds", "« Secours »", "Zébu"]
    assert walked("ar") == ["Zébu", "ادخار", "تحويل", "مساعدة"]
    assert walked("es") == walked("fr")
    assert walked("fr", filters={"theme": ["rights"]}) == ["Épargne", "Fonds", "« Secours »"]


def test_a_list_by_title_walks_an_index_with_no_more_statements(monkeypatch):
    actions.put_many(
        "tale",
        [
            Tale(n, {"en": f"Tale {n}", "fr": f"Conte {2000 - n}"}, facets={"theme": [f"t{n % 3}"]})
            for n in range(1, 901)
        ],
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
    for bound, filters in ((1000, {}), (1000, {"theme": ["t1"]}), (100, {"theme": ["t1", "t2"]})):
        monkeypatch.setattr("m4d.catalogue.gateways.index.BOUND", bound)
        first = queries.find(kind="tale", order="name", language="fr", filters=filters)
        with statements() as by_date:
            queries.find(kind="tale", order="newest", language="fr", filters=filters)
        with statements() as seen:
            found = queries.find(kind="tale", order="name", language="fr", filters=filters, after=first.next_cursor)
        assert titles(found.entries) == sorted(titles(found.entries))
        assert len(seen) == len(by_date)
        for row in seen:
            if "AS k," in row["sql"]:
                steps = plan(row)
                assert not any(word in steps for word in (*SORTS, *SCANS, "SEQ SCAN ON CATALOGUE_TITLEKEY")), steps


def test_what_begins_as_typed_comes_before_what_mentions_it():
    for number in range(100, 420):
        actions.put(Tale(number, {"fr": f"Kédougou et la ville {number}"}))
    actions.put(Tale(1, {"fr": "Kédougou", "ar": "كيدوغو"}))
    for number in range(500, 760):
        actions.put(Tale(number, {"fr": f"De Kédougou {number}"}))
    for typed in ("ke", "ked", "kedo", "KÉDOUGOU", "كيد"):
        assert titles(queries.suggest(typed, None, "fr"))[0] == "Kédougou", typed


def test_a_title_of_two_words_is_completed_while_the_second_is_one_letter():
    actions.put(Tale(1, {"fr": "Le Kef", "ar": "الكاف"}))
    actions.put(Tale(2, {"fr": "Le Caire"}))
    for typed in ("le k", "le ke", "kef", "le kef", "الكا", "كاف"):
        assert titles(queries.suggest(typed, None, "fr")) == ["Le Kef"], typed
    assert queries.suggest("k", None, "fr") == []


def test_weight_and_length_say_what_comes_first(monkeypatch):
    whole = registry.kinds["tale"]
    weighted = replace(
        whole, describe=lambda tale: [replace(each, weight=tale.data["w"]) for each in whole.describe(tale)]
    )
    monkeypatch.setitem(registry.kinds, "tale", weighted)
    actions.put(Tale(1, {"fr": "Mar"}, data={"w": 1}))
    actions.put(Tale(2, {"fr": "Marseille en Provence"}, data={"w": 1}))
    actions.put(Tale(3, {"fr": "Martinique"}, data={"w": 0}))
    actions.put(Tale(4, {"fr": "Maroc", "es": "Marruecos"}, data={"w": 0}))
    actions.put(Tale(5, {"fr": "Marly"}, data={"w": 1}))
    assert titles(queries.suggest("ma", None, "fr")) == [
        "Maroc",
        "Martinique",
        "Mar",
        "Marly",
        "Marseille en Provence",
    ]
    assert titles(queries.suggest("mar", None, "fr"))[0] == "Mar"


def test_titles_of_one_side_are_completed_for_that_side_alone(amina):
    actions.put(Tale(1, {"fr": "Kédougou"}, audience=Audience.MEMBERS))
    assert queries.suggest("ked", None, "fr") == []
    assert titles(queries.suggest("ked", amina, "fr")) == ["Kédougou"]


def test_completing_is_flat_and_walks_an_index():
    def run():
        with statements() as seen:
            queries.suggest("conte", None, "fr")
        return seen

    actions.put_many("tale", [Tale(n, {"fr": f"Conte {n}"}) for n in range(1, 20)])
    run()
    few = run()
    actions.put_many("tale", [Tale(n, {"fr": f"Conte {n}"}) for n in range(20, 1500)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
    many = run()
    assert len(many) <= len(few) <= 4
    steps = plan(next(row for row in many if "catalogue_titlekey" in row["sql"]))
    assert not any(word in steps for word in (*SORTS, "SCAN CATALOGUE_TITLEKEY", "SEQ SCAN")), steps


def test_titles_go_with_their_cards():
    tale = Tale(1, {"fr": "Kédougou"})
    actions.put(tale)
    assert set(TitleKey.objects.values_list("language", "key")) == {
        (language, "kedougou") for language in ("", "en", "fr", "es", "ar")
    }
    actions.put(Tale(1, {"fr": "Naga"}))
    assert set(TitleKey.objects.values_list("key", flat=True)) == {"naga"}
    actions.remove(tale)
    assert not TitleKey.objects.exists()


def test_an_unfinished_word_is_completed_to_what_is_common():
    for number in range(30):
        actions.put(Tale(number, {"fr": f"Muna{chr(97 + number % 26)}{chr(97 + number // 26)} autre"}))
    for number in range(100, 103):
        actions.put(Tale(number, {"fr": f"Municipalité de Loja {number}"}))
    actions.put(Tale(200, {"fr": "Association des municipalités"}))
    actions.put(Tale(201, {"fr": "La ville, municipalité"}))
    seen = titles(queries.suggest("mun", None, "fr", size=60))
    assert "La ville, municipalité" in seen
    assert seen.index("La ville, municipalité") > seen.index("Municipalité de Loja 100")
