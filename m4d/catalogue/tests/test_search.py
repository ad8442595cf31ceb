"""What a search finds and in which order: the same on both databases, because the suite runs on each."""

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from m4d.catalogue import actions, queries
from m4d.catalogue.choices import Audience
from m4d.catalogue.models import registry
from m4d.catalogue.queries import marking
from m4d.catalogue.templatetags.catalogue import entries
from m4d.core.testing import statements

from .conftest import Neighbour, Spot, Tale

pytestmark = pytest.mark.django_db


def titles(found):
    return [entry.title for entry in found.entries]


@pytest.fixture
def shelf(tell):
    """Six tales about saving and moving, in four languages."""
    tell(1, en="Savings groups in Kédougou", summaries={"en": "Women save together"}, on=date(2010, 5, 1))
    tell(2, fr="Épargne des migrants", en="Migrants' savings", summaries={"fr": "Une coopérative à Dakar"})
    tell(3, es="Remesas y ahorro", summaries={"es": "Cooperativa de ahorro en Loja"}, on=date(2015, 1, 1))
    tell(4, ar="الهجرة والتنمية المحلية", summaries={"ar": "بلدية الحسيمة"}, on=date(2016, 1, 1))
    tell(5, fr="Le Kef et ses émigrés", en="El Kef and its emigrants", on=date(2012, 1, 1))
    tell(6, en="A handbook", bodies={"en": "How savings groups of migrants begin."}, on=date(2020, 1, 1))


def test_order_title_before_text_and_recent_before_old(shelf):
    found = queries.find(words="savings")
    assert titles(found) == ["Savings groups in Kédougou", "Migrants' savings", "A handbook"]
    assert titles(queries.find(words="savings groups")) == ["Savings groups in Kédougou", "A handbook"]
    assert titles(queries.find(words="savings", order="newest")) == [
        "A handbook",
        "Savings groups in Kédougou",
        "Migrants' savings",
    ]


@pytest.mark.parametrize("typed", ["Sénégal", "senegal", "السنغال"])
def test_a_country_comes_first_then_what_carries_it_and_last_its_corridors(tell, monkeypatch, typed):
    names = {"fr": "Sénégal", "en": "Senegal", "ar": "السنغال"}
    kind = registry.kinds["tale"]
    monkeypatch.setitem(registry.kinds, "tale", replace(kind, last_of_country=("level:local",)))
    tell(1, **names, facets={"country": ["SN"]})
    for number, (there, sort) in enumerate([("Mali", "15"), ("France", "11"), ("Gabon", "13")], 2):
        titled = {code: f"{name} → {there}" for code, name in names.items()}
        tell(number, **titled, facets={"country": ["SN"], "level": ["local"]}, sort=sort)
    tell(5, fr="Action verte", facets={"country": ["SN"]})
    expected = [names["fr"], "Action verte", "Sénégal → France", "Sénégal → Gabon", "Sénégal → Mali"]
    assert titles(queries.find(words=typed, language="fr")) == expected
    first = queries.find(words=typed, language="fr", size=3)
    rest = queries.find(words=typed, language="fr", size=3, after=first.next_cursor)
    assert titles(first) + titles(rest) == expected
    # With another word it is a question like any other.
    assert titles(queries.find(words=f"{typed} France", language="fr"))[0] == "Sénégal → France"


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("Le Kef", "en", ["El Kef and its emigrants"]),
        ("el kef", "fr", ["Le Kef et ses émigrés"]),
        ("kedougou", "en", ["Savings groups in Kédougou"]),
        ("l'epargne", "fr", ["Épargne des migrants"]),
        ("AHORROS", "es", ["Remesas y ahorro"]),
        ("تنميه", "ar", ["الهجرة والتنمية المحلية"]),
        ("الحسيمه", "en", ["الهجرة والتنمية المحلية"]),
        ("cooperative dakar", "en", ["Migrants' savings"]),
    ],
)
def test_words_of_four_languages(shelf, typed, language, expected):
    assert titles(queries.find(words=typed, language=language)) == expected


def test_any_of_the_words_where_no_card_has_all(shelf):
    found = queries.find(words="kedougou ahorro")
    assert found.has_some_words_only
    assert titles(found) == ["Remesas y ahorro", "Savings groups in Kédougou"]


def test_why_it_matched(shelf):
    found = queries.find(words="savings migrants", language="en")
    first, second = found.entries
    assert (first.title, first.found_in_title) == ("Migrants' savings", ["migrants", "savings"])
    assert second.why[0].where == "text"
    assert second.why[0].html == "How <mark>savings</mark> groups of <mark>migrants</mark> begin."
    other = queries.find(words="épargne", language="en").entries[0]
    assert (other.title, other.why[0].where, other.why[0].language) == ("Migrants' savings", "title", "fr")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "In the text in English:"),
        ("fr", "Dans le texte (anglais)\u00a0:"),
        ("es", "En el texto (inglés):"),
        ("ar", "في النص (الإنجليزية):"),
    ],
)
def test_the_language_of_the_place_where_it_matched_is_written_as_inside_a_sentence(shelf, language, said):
    with translation.override(language):
        shown = BeautifulSoup(entries(queries.find(words="handbook begin", language=language)), "html.parser")
    assert [label.get_text() for label in shown.select("p.small > .soft")] == [said]


def test_marks_are_escaped(tell):
    tell(1, en="<b>Savings</b> & co", bodies={"en": "<script>alert(1)</script> savings <i>and</i> credit"})
    entry = queries.find(words="savings credit").entries[0]
    assert "<b>" not in entry.html and "&lt;b&gt;<mark>Savings</mark>&lt;/b&gt; &amp; co" in entry.html
    assert "&lt;i&gt;and&lt;/i&gt; <mark>credit</mark>" in entry.why[0].html


def test_what_is_known_of_a_question_is_bounded(monkeypatch):
    monkeypatch.setattr(marking, "MOST_KNOWN", 3)
    text = "One two three four five savings six seven"
    assert "five <mark>savings</mark> six" in marking.marked(text, "en", ("savings",))[0]
    assert len(marking._meanings("en", ("savings",))) <= 3


def test_what_is_known_of_all_questions_together_stays_under_thirty_megabytes():
    for number in range(100):
        marking.marked("One two three", "en", (f"word{number}",))
    # A word of eight letters and its place in a dictionary take less than a hundred bytes.
    assert marking._meanings.cache_info().currsize * marking.MOST_KNOWN * 100 < 30_000_000


def test_did_you_mean(shelf):
    assert queries.find(words="kedugu").suggestion == "Kédougou"
    assert queries.find(words="savings grops").suggestion == "savings groups"
    assert queries.find(words="epagne").suggestion == "Épargne"
    assert queries.find(words="zzzzzz").suggestion == ""
    assert queries.find(words="savings").suggestion == ""


def test_suggestions_complete_the_last_word(shelf):
    assert [entry.title for entry in queries.suggest("ked", None, "en")] == ["Savings groups in Kédougou"]
    assert [entry.title for entry in queries.suggest("migrants sav", None, "en")] == ["Migrants' savings"]
    assert [entry.title for entry in queries.suggest("épar", None, "fr")] == ["Épargne des migrants"]
    assert queries.suggest("k", None, "en") == []
    assert queries.suggest("", None, "en") == []


def test_facets_count_what_choosing_would_give(tell):
    tell(1, fr="Épargne un", facets={"theme": ["rights"], "country": ["SN"]})
    tell(2, fr="Épargne deux", facets={"theme": ["rights", "health"], "country": ["MA"]})
    tell(3, fr="Épargne trois", facets={"theme": ["health"], "country": ["SN"]})
    tell(4, fr="Autre", facets={"theme": ["health"], "country": ["SN"]})
    found = queries.find(words="epargne", filters={"theme": ["rights"]}, language="fr")
    counts = {block.code: {choice.code: choice.n for choice in block.choices} for block in found.facets}
    assert found.total == 2
    assert counts["theme"] == {"rights": 2, "health": 2}
    assert counts["country"] == {"SN": 1, "MA": 1}
    assert titles(queries.find(filters={"theme": ["rights", "health"], "country": ["MA"]})) == ["Épargne deux"]
    assert titles(queries.find(filters={"theme": ["unheard-of"]})) == []
    assert queries.find(filters={"nonsense": ["x"]}).total == 4


def test_kinds_and_scope(shelf):
    actions.put(Spot(1, "Kédougou", "kedougou"))
    found = queries.find(words="kedougou")
    assert titles(found) == ["Kédougou", "Savings groups in Kédougou"]
    assert found.by_kind == {"spot": 1, "tale": 1}
    narrowed = queries.find(words="kedougou", kind="tale", scope=["tale", "spot"])
    assert (narrowed.total, narrowed.by_kind) == (1, {"spot": 1, "tale": 1})
    assert queries.find(kind="nothing-of-the-kind").total == 0


def test_pages_follow_one_another(db):
    actions.put_many("tale", [Tale(n, {"fr": f"Épargne {n:03}"}, facets={"theme": ["rights"]}) for n in range(1, 61)])
    for question in ({"words": "epargne"}, {"kind": "tale"}, {"filters": {"theme": ["rights"]}}, {}):
        seen, after = [], None
        while True:
            found = queries.find(after=after, size=25, **question)
            seen += titles(found)
            after = found.next_cursor
            if not after:
                break
        assert len(seen) == len(set(seen)) == found.total == 60
    assert len(titles(queries.find(after="nonsense", kind="tale"))) == 25


HOSTILE = [
    '"', "*", "NEAR(", "NEAR(a b, 2)", "a AND", "OR", "NOT x", "-", "--", "'; DROP TABLE catalogue_card; --",
    "col:word", "a*", "(((", "x" * 10_000, " ".join(["mot"] * 3000), "\x00", "a\x00b", "\u202eabc\u202c",
    "\u2066\u2069", "?!…،؟", "\\", "'", "''", "%", "_", "&|!<>", ":*", "\ud800", "🙂", "ك" * 500, "{}", "a:b", "^a",
    "+a", "t:mot", "s:m", "k:tale",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_queries_are_answered(tell, typed):
    tell(1, fr="Un mot")
    found = queries.find(words=typed, language="fr")
    assert found.total in (0, 1)
    queries.suggest(typed, None, "ar")


def test_prefixes_of_the_index_cannot_be_typed(tell):
    tell(1, fr="Un mot", facets={"theme": ["rights"]}, audience=Audience.MEMBERS)
    for typed in ("s:m", "k:tale", "t:mot", "f:theme:rights", "f theme rights"):
        assert queries.find(words=typed).total == 0


def test_statements_do_not_grow(db, amina):
    actions.put_many("tale", [Tale(n, {"fr": f"Épargne {n}"}, facets={"theme": ["rights"]}) for n in range(1, 40)])
    actions.put(Neighbour(1, "Fatou", "Agente"))
    queries.find(words="epargne")
    for question, most in [
        ({"words": "epargne"}, 2),
        ({"words": "epargne", "filters": {"theme": ["rights"]}}, 2),
        ({"kind": "tale"}, 3),
        ({"kind": "tale", "filters": {"theme": ["rights"]}}, 3),
        ({}, 3),
    ]:
        with statements() as seen:
            queries.find(audience_for=amina, language="en", **question)
        assert len(seen) <= most, [row["sql"][:200] for row in seen]


@pytest.mark.parametrize(
    "typed",
    [
        "university",
        "universities",
        "Université",
        "recherche",
        "universidad",
        "جامعة",
        "الجامعة",
        "university research",
    ],
)
def test_one_telling_word_names_a_kind_of_actor(tell, typed):
    tell(1, fr="Un conte", facets={"stakeholder": ["academia"]})
    tell(2, fr="Un autre", facets={"stakeholder": ["company"]})
    found = queries.find(words=typed, language="fr")
    assert titles(found) == ["Un conte"]
    assert (found.entries[0].why[0].where, found.has_some_words_only) == ("stakeholder", False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nations unies", "un-agency"),
        ("Naciones Unidas", "un-agency"),
        ("الأمم المتحدة", "un-agency"),
        ("banque", "finance"),
        ("ministère", "ministry"),
        ("وزارة", "ministry"),
        ("sindicatos", "trade-union"),
        ("trade union", "trade-union"),
        ("union européenne", "eu-delegation"),
    ],
)
def test_kinds_of_actors_are_found_by_what_people_call_them(tell, typed, expected):
    for number, code in enumerate(
        ["un-agency", "finance", "ministry", "trade-union", "eu-delegation", "volunteer"], 1
    ):
        tell(number, fr=f"Conte {code}", facets={"stakeholder": [code]})
    assert titles(queries.find(words=typed)) == [f"Conte {expected}"]


@pytest.mark.parametrize(
    "typed", ["local", "organization", "other", "autre", "nacional", "منظمة", "أخرى", "او", "united", "migrants"]
)
def test_words_that_say_little_name_no_kind_of_actor(tell, typed):
    codes = [
        "local-authority",
        "international-organization",
        "ministry",
        "un-agency",
        "diaspora-association",
        "finance",
    ]
    tell(1, fr="Un conte", facets={"stakeholder": codes})
    assert titles(queries.find(words=typed)) == []


@pytest.mark.parametrize("typed", ["Kédougou", "كيدوغو", "kedugu"])
def test_found_by_names_that_no_text_holds(tell, typed):
    actions.put(Tale(1, {"fr": "Un conte"}, also={"fr": "Kédougou", "ar": "كيدوغو", "es": "Kedugu"}))
    tell(2, fr="Un autre")
    assert titles(queries.find(words=typed)) == ["Un conte"]


def test_a_name_beside_a_card_is_shown_whole_and_as_something_connected(tell):
    also = {"fr": "Sénégal\nJamaica Diaspora Foundation"}
    actions.put(Tale(1, {"fr": "Une base de données"}, also=also, facets={"country": ["SN"]}))
    shown = BeautifulSoup(entries(queries.find(words="diaspora")), "html.parser").select_one("li > p.small")
    assert words_in(str(shown)) == "Connected with: Jamaica Diaspora Foundation"
    assert shown.mark.get_text() == "Diaspora"
    # Of a country it says what it is.
    assert queries.find(words="senegal base", language="fr").entries[0].why[0].where == "country"


def test_names_beside_a_card_are_on_its_side_alone(amina):
    actions.put(Tale(1, {"fr": "Un conte"}, also={"ar": "كيدوغو"}, audience=Audience.MEMBERS))
    assert queries.find(words="كيدوغو").total == 0
    assert queries.find(words="كيدوغو", audience_for=amina).total == 1


@pytest.mark.parametrize(("language", "named"), [("en", "French"), ("fr", ""), ("es", "Francés"), ("ar", "الفرنسية")])
def test_a_text_in_another_language_says_so_once(tell, language, named):
    tell(1, fr="Épargne", summaries={"fr": "Une coopérative"})
    actions.put(Tale(2, {"fr": "Épargne un", "en": "Savings", "es": "Ahorro", "ar": "ادخار"}, notes={"en": ["2010"]}))
    actions.put(Tale(3, {"fr": "Épargne Dakar"}, title_is_name=True))
    for question in ({"kind": "tale"}, {"words": "epargne"}):
        shown = {
            entry.object_id: words_in(entry.html) for entry in queries.find(language=language, **question).entries
        }
        label = {"en": "Language of the text:", "es": "Idioma del texto:", "ar": "لغة النص:"}.get(language)
        expected = f"Épargne Une coopérative {label} {named}" if named else "Épargne Une coopérative"
        assert shown["1"] == expected
        assert not named or (named not in shown["2"] and named not in shown["3"])


def test_title_and_summary_in_two_languages_name_both(tell):
    tell(1, fr="Épargne", summaries={"es": "Una cooperativa"})
    (entry,) = queries.find(kind="tale", language="en").entries
    assert words_in(entry.html) == "Épargne Una cooperativa Language of the text: French Spanish"


def words_in(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
