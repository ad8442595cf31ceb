"""Words in four languages, folded and stemmed as people expect."""

import pytest

from m4d.catalogue.gateways import analysis
from m4d.catalogue.gateways.near import distance, keys_of, tolerance


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Kédougou", "kedougou"),
        ("L’Élaboration", "l'elaboration"),
        ("ŒUVRE à Nîmes", "oeuvre a nimes"),
        ("Niños y años", "ninos y anos"),
        ("CAÑÓN", "canon"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("الهِجْرَةُ", "الهجره"),
        ("إلى أَحمد", "الي احمد"),
        ("مـــرحبا", "مرحبا"),
        ("٢٠٠٩", "2009"),
        ("co\u00adopération\u200f", "cooperation"),
        ("ＦＵＬＬ", "full"),
        ("a\x00b\n\tc", "a b c"),
        ("नेपाल", "नेपाल"),
    ],
)
def test_folding(written, folded):
    assert analysis.folded(written) == folded


FOUND = [
    ("Le Kef", {"en": "El Kef"}),
    ("el kef", {"fr": "Le Kef"}),
    ("kedougou", {"fr": "Kédougou"}),
    ("élaboration", {"fr": "l’élaboration d'un plan"}),
    ("elaborations", {"fr": "l’élaboration d'un plan"}),
    ("municipality", {"en": "municipalities of the north"}),
    ("municipalities", {"en": "a municipality"}),
    ("remesas", {"es": "la remesa"}),
    ("niños", {"es": "ninos"}),
    ("migraciones", {"es": "migración"}),
    ("هجرة", {"ar": "الهجرة"}),
    ("الهجرة", {"ar": "هجره"}),
    ("التنمية", {"ar": "الهجرة والتنمية"}),
    ("تنمية", {"ar": "للتنمية"}),
    ("al hoceima", {"fr": "Al-Hoceïma"}),
    ("alhoceima", {"fr": "Al-Hoceïma"}),
    ("cote divoire", {"fr": "Côte d’Ivoire"}),
    ("saint louis", {"fr": "Saint-Louis"}),
    ("UN Women", {"en": "UN Women"}),
    ("migrantes", {"pt": "migrante"}),
]


@pytest.mark.parametrize(("typed", "texts"), FOUND)
def test_query_meets_text(typed, texts):
    words, was_cut = analysis.query_words(typed)
    terms = analysis.terms_of(texts)
    assert words
    assert not was_cut
    assert all(terms & set(analysis.alternatives(word)) for word in words)


def test_what_must_not_meet():
    terms = analysis.terms_of({"en": "remittances to Senegal"})
    assert not terms & set(analysis.alternatives("remote"))
    assert not terms & set(analysis.alternatives("remit"[:3]))


def test_query_words_leave_small_words_out_unless_alone():
    assert analysis.query_words("the mayor of Kédougou") == (["mayor", "kedougou"], False)
    assert analysis.query_words("la de") == (["la", "de"], False)
    assert analysis.query_words("") == ([], False)
    assert analysis.query_words("\"*'() - \u202e\u2066 ؟!") == ([], False)


def test_long_queries_are_cut():
    words, was_cut = analysis.query_words(" ".join(f"word{n}" for n in range(5000)))
    assert (len(words), was_cut) == (12, True)
    words, was_cut = analysis.query_words("x" * 10_000)
    assert ([len(word) for word in words], was_cut) == ([40], True)


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("kedougou", "kedugou", 1),
        ("kedougou", "kedugu", 2),
        ("senegal", "sengeal", 1),
        ("rabat", "rabat", 0),
        ("rabat", "tunis", 3),
        ("دكار", "داكار", 1),
    ],
)
def test_distance(one, two, apart):
    assert distance(one, two, 2) == apart
    assert distance(two, one, 2) == apart
    if apart <= tolerance(one):
        assert keys_of(one) & keys_of(two)
