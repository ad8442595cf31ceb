"""Times in words, as each language joins them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from m4d.core.time import span, span_element

YEARS = {"start_precision": "year", "end_precision": "year"}
MONTHS = {"start_precision": "month", "end_precision": "month"}


@pytest.mark.parametrize(
    ("language", "years", "months", "days", "mixed"),
    [
        ("en", "2025 to 2027", "April 2025 to December 2027", "15 January 2025 to 31 December 2027",
         "2025 to 31 December 2027"),
        ("fr", "de 2025 à 2027", "d’avril 2025 à décembre 2027", "du 15 janvier 2025 au 31 décembre 2027",
         "de 2025 au 31 décembre 2027"),
        ("es", "de 2025 a 2027", "de abril de 2025 a diciembre de 2027",
         "del 15 de enero de 2025 al 31 de diciembre de 2027", "de 2025 al 31 de diciembre de 2027"),
        ("ar", "من 2025 إلى 2027", "من أبريل 2025 إلى ديسمبر 2027", "من 15 يناير 2025 إلى 31 ديسمبر 2027",
         "من 2025 إلى 31 ديسمبر 2027"),
    ],
)  # fmt: skip
def test_a_span_is_told_as_exactly_as_it_is_known(language, years, months, days, mixed):
    start, april, end = date(2025, 1, 15), date(2025, 4, 1), date(2027, 12, 31)
    with translation.override(language):
        assert span(start, end, **YEARS) == years
        assert span(april, end, **MONTHS) == months
        assert span(start, end) == days
        assert span(start, end, start_precision="year") == mixed


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("known", ["year", "month", "day"])
@pytest.mark.parametrize(
    ("start", "end"), [(date(2025, 4, 1), date(2027, 8, 31)), (date(2025, 4, 1), None), (None, date(2027, 8, 31))]
)
def test_a_span_of_elements_says_the_same_in_the_same_words(language, known, start, end):
    precision = {"start_precision": known, "end_precision": known}
    with translation.override(language):
        html = span_element(start, end, **precision)
        assert BeautifulSoup(html, "lxml").text == span(start, end, **precision)
    stated = [time["datetime"] for time in BeautifulSoup(html, "lxml").select("time")]
    length = {"year": 4, "month": 7, "day": 10}[known]
    assert stated == [day.isoformat()[:length] for day in (start, end) if day]


@pytest.mark.parametrize(
    ("language", "since", "until"),
    [
        ("en", ["from 2025, end not known", "from April 2025, end not known", "from 15 April 2025, end not known"],
         ["until 2025, start not known", "until April 2025, start not known", "until 15 April 2025, start not known"]),
        ("fr", ["à partir de 2025, fin inconnue", "à partir d’avril 2025, fin inconnue",
                "à partir du 15 avril 2025, fin inconnue"],
         ["jusqu’en 2025, début inconnu", "jusqu’en avril 2025, début inconnu",
          "jusqu’au 15 avril 2025, début inconnu"]),
        ("es", ["desde 2025, final desconocido", "desde abril de 2025, final desconocido",
                "desde el 15 de abril de 2025, final desconocido"],
         ["hasta 2025, comienzo desconocido", "hasta abril de 2025, comienzo desconocido",
          "hasta el 15 de abril de 2025, comienzo desconocido"]),
    ],
)  # fmt: skip
def test_a_span_with_one_open_end_says_so(language, since, until):
    day = date(2025, 4, 15)
    with translation.override(language):
        for number, known in enumerate(("year", "month", "day")):
            assert span(day, None, start_precision=known) == since[number]
            assert span(None, day, end_precision=known) == until[number]
        assert span(None, None) == ""
