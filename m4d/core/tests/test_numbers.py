"""Dates, numbers and amounts in four languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from m4d.core import money, time


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "3 May 2026"), ("fr", "3 mai 2026"), ("es", "3 de mayo de 2026"), ("ar", "3 مايو 2026")],
)
def test_a_day(language, shown):
    with translation.override(language):
        assert time.on(date(2026, 5, 3)) == shown


@pytest.mark.parametrize(
    ("language", "shown", "moment"),
    [
        ("en", "1 March 2026", "Sunday 1 March 2026, 09:00 UTC"),
        ("fr", "1er mars 2026", "dimanche 1er mars 2026, 09:00 UTC"),
        ("es", "1 de marzo de 2026", "domingo 1 de marzo de 2026, 09:00 UTC"),
    ],
)
def test_french_counts_the_first_of_a_month(language, shown, moment):
    with translation.override(language):
        assert time.on(date(2026, 3, 1)) == shown
        assert time.moment(datetime(2026, 3, 1, 9, tzinfo=UTC), zone="UTC") == moment
        assert "er" not in time.on(date(2026, 4, 21))


def test_a_date_is_as_precise_as_it_is_known():
    with translation.override("en"):
        assert time.on(date(2014, 4, 1), precision="month") == "April 2014"
        assert time.on(date(2014, 1, 1), precision="year") == "2014"
        assert time.on(None) == ""


def test_a_moment_names_weekday_and_zone():
    at = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)
    with translation.override("en"):
        assert time.moment(at, zone="Europe/Brussels") == "Friday 18 December 2026, 17:00 (Brussels)"


def test_a_moment_has_the_comma_of_its_language():
    at = datetime(2026, 11, 22, 16, 33, tzinfo=UTC)
    with translation.override("ar"):
        assert time.moment(at, zone="UTC") == "الأحد 22 نوفمبر 2026، 16:33 UTC"
    with translation.override("fr"):
        assert time.moment(at, zone="UTC") == "dimanche 22 novembre 2026, 16:33 UTC"


def test_a_moment_is_told_in_the_zone_of_the_reader_and_else_in_that_of_the_site():
    at = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)
    with translation.override("fr"):
        with time.told_in(lambda: "Asia/Kathmandu"):
            assert time.moment(at) == "vendredi 18 décembre 2026, 21:45 (Kathmandu)"
            with time.told_in(None):
                assert time.moment(at) == "vendredi 18 décembre 2026, 16:00 UTC"
            assert time.readers_zone() == "Asia/Kathmandu"
        for unknown in ("", "Mars/Base", "../etc/passwd"):
            with time.told_in(lambda zone=unknown: zone):
                assert time.moment(at) == "vendredi 18 décembre 2026, 16:00 UTC"
        assert time.readers_zone() == ""


def test_a_moment_in_a_page_is_one_for_programs_too_and_asks_the_browser_only_where_no_zone_is_known():
    at = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)
    with translation.override("en"):
        with time.told_in(lambda: "America/Guayaquil"):
            assert time.moment_element(at) == (
                '<time datetime="2026-12-18T11:00-05:00">Friday 18 December 2026, 11:00 (Guayaquil)</time>'
            )
        assert time.moment_element(at) == (
            '<time datetime="2026-12-18T16:00+00:00" data-local="Your time: #">'
            "Friday 18 December 2026, 16:00 UTC</time>"
        )
        assert time.moment_element(None) == time.on_element(None) == ""
        month = time.on_element(date(2014, 4, 1), precision="month")
        assert month == '<time datetime="2014-04">April 2014</time>'


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Africa/Dakar", "Africa/Dakar"),
        ("dakar, senegal", "Africa/Dakar"),
        ("Dakar, Sénégal", "Africa/Dakar"),
        ("داكار، السنغال", "Africa/Dakar"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Dakar", "Africa/Dakar"),
        ("داكار", "Africa/Dakar"),
        ("le caire", "Africa/Cairo"),
        ("Sénégal", "Africa/Dakar"),
        ("Spain", ""),
        ("Nowhere at all", ""),
        ("UTC", ""),
    ],
)
def test_a_zone_is_understood_by_code_by_name_and_by_town_in_four_languages(typed, zone):
    assert time.zone_meant(typed) == zone


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_each_zone_has_a_name_of_its_own_in_each_language(language):
    names = time.zone_names(language)
    assert len(names) == len(set(names.values())) > 400
    assert all(names.values())


def test_amounts_have_the_currency_before_them():
    with translation.override("en"):
        assert money.money(Decimal("198000"), "EUR") == "EUR\u00a0198,000"
        assert money.money(Decimal("229907.22"), "EUR") == "EUR\u00a0229,907.22"
        assert money.money(None, "EUR") == ""


@pytest.mark.parametrize(
    ("language", "half", "whole"),
    [
        ("en", "125,000.50", "125,000"),
        ("fr", "125\u202f000,50", "125\u202f000"),
        ("es", "125.000,50", "125.000"),
        ("ar", "125.000,50", "125.000"),
    ],
)
def test_amounts_have_two_decimals_or_none(language, half, whole):
    with translation.override(language):
        for amount, shown in (("125000.50", half), ("125000.5", half), ("125000.00", whole), ("125000", whole)):
            assert money.money(Decimal(amount), "EUR") == f"EUR\u00a0{shown}"


def test_numbers_follow_the_language():
    with translation.override("fr"):
        assert money.number(1284) == "1\u202f284"
    with translation.override("ar"):
        assert money.number(1284) == "1.284"
