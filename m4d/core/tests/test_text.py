"""Two spellings of one word are equal; what people write is made safe; names are not forged."""

import pytest
from django.utils.safestring import mark_safe

from m4d.core import text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kédougou", "kedougou"),
        ("SÉDHIOU", "sédhiou"),
        ("niños", "NINOS"),
        ("الهجرة", "الهجره"),
        ("أطفال", "اطفال"),
        ("الجَالِيَة", "الجالية"),
        ("Straße", "strasse"),
        ("œuvre", "oeuvre"),
        ("Łódź", "lodz"),
    ],
)
def test_fold(one, other):
    assert text.fold(one) == text.fold(other)


def test_fold_keeps_different_words_apart():
    assert text.fold("Kédougou") != text.fold("Kolda")


@pytest.mark.parametrize("language", ["ar", "ar-EG", "he", "fa", "ur"])
def test_direction_of_right_to_left_languages(language):
    assert text.direction(language) == "rtl"


@pytest.mark.parametrize("language", ["fr", "en", "ne", "", None])
def test_direction_of_the_others(language):
    assert text.direction(language) == "ltr"


def test_markdown_shows_hostile_html_as_text():
    html = text.markdown("<script>alert(1)</script> *yes* [x](javascript:alert(1)) <img src=x onerror=alert(1)>")
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "<em>yes</em>" in html


def test_markdown_never_adds_a_second_h1():
    assert text.markdown("# Title") == "<h2>Title</h2>\n"


def test_clean_line_takes_hidden_characters_out():
    assert text.clean_line("  Ami\u202ena \x00 Diallo\n") == "Amina Diallo"


def test_clean_text_keeps_its_lines():
    assert text.clean_text("one\r\ntwo\x07\n") == "one\ntwo"


def test_mixed_scripts_in_one_word_are_noticed():
    assert text.mixed_scripts("Аmina Diallo")  # the first letter is Cyrillic
    assert not text.mixed_scripts("Amina أمينة")
    assert not text.mixed_scripts("Nguyễn Văn A")


def test_plain():
    assert text.plain("<p>One &amp; <b>two</b></p>") == "One & two"


@pytest.mark.parametrize("value", ["=1+1", " =1+1", "＝1+1", "@SUM(A1)", "-2", "\t=1"])
def test_no_spreadsheet_takes_a_text_for_a_formula(value):
    assert text.no_formula(value) == f"'{value}"


def test_harmless_cells_stay_as_they_are():
    assert [text.no_formula(value) for value in ("Kédougou", 12, None, "a=b")] == ["Kédougou", 12, None, "a=b"]


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("amina.diallo@demo.example", "amina.<wbr>diallo@<wbr>demo.<wbr>example"),
        ("Written to a@b.org. Thank you.", "Written to a@<wbr>b.<wbr>org. Thank you."),
        ("1.5 <b> 3.2", "1.5 &lt;b&gt; 3.2"),
        (mark_safe('<a href="mailto:a@b.org">a</a>'), '<a href="mailto:a@b.org">a</a>'),
    ],
)
def test_an_address_folds_after_its_signs_and_nothing_else_changes(value, folded):
    assert text.breakable(value) == folded


@pytest.mark.parametrize(
    ("value", "longest", "beginning"),
    [
        ("Short enough.", 13, "Short enough."),
        ("Il a formé 32 personnes. Autres chiffres\u00a0: 200 visites en un an", 45, "Il a formé 32 personnes."),
        ("La page donne ces chiffres\u00a0: 200 visites en un an, deux fois plus", 31, "La page donne ces chiffres…"),
        ("Le projet a formé trente personnes, deux cents visites", 38, "Le projet a formé trente personnes…"),
    ],
)
def test_a_teaser_ends_with_a_thought(value, longest, beginning):
    assert text.teaser(value, longest) == beginning
