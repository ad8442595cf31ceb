"""Addresses that know what they are for."""

import pytest

from m4d.activity.gateways import addresses


@pytest.fixture(autouse=True)
def _way(settings):
    settings.INBOUND_EMAIL = "lmtp://127.0.0.1:2424/Reply.Example.org"


@pytest.mark.parametrize("numbers", [(1, 0), (127, 128), (1_000_000, 2**31), (2**53, 2**53)])
def test_an_address_says_what_was_sealed_in_any_capitals(numbers):
    person, target = numbers
    made = addresses.address("q", person, target)
    assert len(made.partition("@")[0]) <= 64
    for written in (made, made.upper(), f"<{made}>"):
        assert addresses.sealed_in(written) == addresses.Sealed("q", person, target)
        assert addresses.is_ours(written)


def test_a_changed_address_says_nothing_and_is_still_answered():
    made = addresses.address("q", 12, 34)
    changed = made[:4] + ("a" if made[4] != "a" else "b") + made[5:]
    assert addresses.sealed_in(changed) is None
    assert addresses.is_ours(changed)
    assert addresses.sealed_in("r+@reply.example.org") is None
    assert not addresses.is_ours("postmaster@elsewhere.example")


def test_an_address_outlives_a_change_of_keys(settings):
    made = addresses.address("q", 12, 34)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert addresses.sealed_in(made) == addresses.Sealed("q", 12, 34)
    settings.SECRET_KEY_FALLBACKS = []
    assert addresses.sealed_in(made) is None


def test_a_setting_that_makes_no_sense_says_so(settings):
    for wrong in ("smtp://reply.example.org", "pop3://host:110/example.org", "webhook:///example.org"):
        settings.INBOUND_EMAIL = wrong
        with pytest.raises(ValueError, match="INBOUND_EMAIL"):
            addresses.way()
