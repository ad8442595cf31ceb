"""The data files become terms; what staff changed stays changed."""

import pytest
from django.utils import timezone, translation

from m4d.core.text import fold, in_order
from m4d.vocabulary import actions, gateways, queries
from m4d.vocabulary.models import Term

FOUR = {"en", "fr", "es", "ar"}
OWN = ("theme", "stakeholder_type", "level", "corridor_end", "transnational_space", "document_type", "gcm_objective",
       "gcm_principle", "sdg_goal", "sdg_target", "country")  # fmt: skip


def test_the_lists_are_whole():
    counts = {path.stem: sum(1 for _ in gateways.rows(path)) for path in gateways.files()}
    assert (counts["theme"], counts["stakeholder_type"], counts["document_type"]) == (20, 24, 17)
    assert (counts["sdg_goal"], counts["sdg_target"]) == (17, 169)
    assert (counts["gcm_objective"], counts["gcm_principle"]) == (23, 10)
    assert counts["country"] == 249


def test_every_term_of_our_own_lists_has_a_name_in_four_languages():
    missing = [
        (path.stem, values["code"])
        for path in gateways.files()
        if path.stem in OWN
        for values in gateways.rows(path)
        if set(values["names"]) != FOUR
    ]
    assert missing == []


def test_every_language_has_a_name_in_four_languages():
    [path] = [path for path in gateways.files() if path.stem == "language"]
    assert [row["code"] for row in gateways.rows(path) if set(row["names"]) != FOUR] == []


def test_the_iati_lists_that_pages_show_have_names_in_four_languages():
    shown = (
        "ActivityStatus",
        "OrganisationRole",
        "OrganisationType",
        "Sector",
        "TransactionType",
        "BudgetType",
        "ResultType",
    )
    for path in gateways.files():
        if path.stem in shown:
            missing = [row["code"] for row in gateways.rows(path) if set(row["names"]) != FOUR]
            assert missing == [], path.stem


def test_codes_are_unique_in_each_list():
    for path in gateways.files():
        codes = [values["code"] for values in gateways.rows(path)]
        assert len(codes) == len(set(codes)), path.stem


def test_loading_twice_changes_nothing(db):
    assert actions.load_starter() == {"added": 0, "changed": 0}


def test_what_staff_edited_stays(db):
    term = Term.objects.get(scheme="theme", code="return")
    actions.amend_term(term, names={**term.names, "en": "Coming back"}, unofficial=[], at=timezone.now())
    Term.objects.filter(scheme="theme", code="health").update(names={"en": "Old"})
    assert actions.load_starter() == {"added": 0, "changed": 1}
    assert Term.objects.get(scheme="theme", code="return").names["en"] == "Coming back"
    assert Term.objects.get(scheme="theme", code="health").names["en"] == "Health"
    queries.forget()


def test_a_retired_term_is_offered_no_more_but_keeps_its_name(db):
    term = Term.objects.get(scheme="level", code="local")
    actions.retire_term(term, at=timezone.now())
    queries.forget()
    assert "local" not in dict(queries.choices("level"))
    assert queries.name("level", "local", "en") == "Local"
    queries.forget()


def test_names_in_the_readers_language_without_a_query(db, django_assert_num_queries):
    queries.terms("gcm_objective")
    with django_assert_num_queries(0), translation.override("ar"):
        assert queries.name("gcm_objective", "20") == "التحويلات المالية والشمول المالي"
        assert queries.name("gcm_objective", "99") == "99"
        assert not queries.term("gcm_objective", "20").is_official("ar")


@pytest.mark.parametrize(
    ("language", "within", "line"),
    [
        ("en", "French", ["English", "French", "xx"]),
        ("fr", "français", ["Anglais", "français", "xx"]),
        ("es", "francés", ["Inglés", "francés", "xx"]),
        ("ar", "الفرنسية", ["الإنجليزية", "الفرنسية", "xx"]),
    ],
)
def test_languages_are_small_inside_a_french_or_spanish_sentence(db, language, within, line):
    with translation.override(language):
        assert queries.language_within("fr") == within
        assert queries.names("language", ["en", "fr", "xx"]) == line
    assert queries.name("language", "fr", "fr") == "Français"


def test_countries_are_offered_in_the_order_of_the_language(db):
    with translation.override("fr"):
        names = [name for _code, name in queries.choices("country")]
    assert names == sorted(names, key=in_order)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["Biélorusse", "Birman", "Coréen", "Corse", "Éwé", "Zoulou"]),
        ("ar", ["الإسبانية", "الأوكرانية"]),
    ],
)
def test_names_to_choose_from_stand_in_the_order_of_their_letters(db, language, expected):
    assert [name for _code, name in queries.choices("language", language) if name in expected] == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("أمازيغية", "ber"), ("الأمازيغية", "ber"), ("Amazigh", "ber"), ("berbère", "ber"), ("Tamazight", "ber"),
        ("darija", "ary"), ("الدارجة", "ary"), ("ouolof", "wo"), ("Wólof", "wo"), ("pulaar", "ff"), ("فرنسية", "fr"),
        ("kiswahili", "sw"), ("castellano", "es"), ("Soninké", "snk"), ("taqbaylit", "kab"), ("zgh", "zgh"),
    ],
)  # fmt: skip
def test_a_language_is_understood_by_what_people_call_it(db, typed, code):
    assert queries.understood("language")[fold(typed)] == code


def test_every_other_name_is_of_a_language_of_the_list_and_of_no_other_by_its_own_name(db):
    terms = queries.terms("language")
    own = {fold(said): code for code, term in terms.items() for said in term.names.values()}
    for code, said in gateways.other_names("language"):
        assert code in terms
        assert own.get(fold(said), code) == code, said
