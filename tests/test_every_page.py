"""Does anything break anywhere? The demo world is told once, then walked by everybody.

The walk finds every address by itself: it opens each one that needs no argument and follows the links of what it
sees, so that a new page either is reached or fails the test. A few pages of each kind are opened for each persona,
in French and in Arabic.
"""

from collections import defaultdict
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

from m4d.core.pages.store import store
from m4d.core.testing import statements
from tests.walk import addresses, reading
from tests.walk.world import PERSONAS, planted_secrets

LANGUAGES = ("fr", "ar")
EACH_KIND = 2
PUBLIC_BYTES = 30 * 1024
MEMBER_BYTES = 48 * 1024
PUBLIC_STATEMENTS = 8
MEMBER_STATEMENTS = 16
# That the staff looked at somebody's data is written with the first look of an hour; it is no part of the page.
KEEPING_A_LOOK = ("accounts_access", "access_mail", "SAVEPOINT")
HANDED_TO_SIGN_IN = (301, 302, 303)

pytestmark = pytest.mark.django_db


class Walk:
    """One persona's way through the site in one language."""

    def __init__(self, persona: str, language: str, person):
        self.persona, self.language, self.person = persona, language, person
        self.client = Client(headers={"accept-language": language})
        if person is not None:
            self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        self.opened: dict[str, set[str]] = defaultdict(set)
        self.posted: set[str] = set()
        self.weights: dict[str, dict[str, int]] = defaultdict(dict)
        self.faults: list[str] = []
        self.secrets = planted_secrets(person)

    def entrances(self):
        """Every address that needs no argument, in this language."""
        for name in addresses.every_address():
            try:
                with translation.override(self.language):
                    address = reverse(name)
                yield address if address.startswith(f"/{self.language}/") else f"{address}?lang={self.language}"
            except NoReverseMatch:
                continue

    def go(self) -> "Walk":
        waiting = [(path, False) for path in self.entrances()]
        while waiting:
            address, linked = waiting.pop(0)
            name = self.name_of(address)
            if name is None or address in self.opened[name] or len(self.opened[name]) >= EACH_KIND:
                if name is None and linked:
                    self.faults.append(f"{address}: leads nowhere")
                continue
            if name in addresses.NOT_WALKED:
                continue
            self.opened[name].add(address)
            waiting += [(found, True) for found in self.open(address, linked)]
        return self

    def name_of(self, address: str) -> str | None:
        path = urlsplit(address).path
        if path.startswith(tuple("/" + area for area in addresses.FOREIGN)):
            return "foreign:" + path.split("/")[1] if path.count("/") <= 2 else "foreign"
        first = path.split("/")[1]
        asked = parse_qs(urlsplit(address).query).get("lang", [self.language])[0]
        if (len(first) == 2 and first != self.language) or asked != self.language:
            return "another language"
        with translation.override(self.language):
            try:
                return resolve(path).view_name or resolve(path).route
            except Resolver404:
                return None

    def counted(self, address: str):
        """The answer, and how many statements the page itself took."""
        with statements() as seen:
            response = self.client.get(address)
        return response, sum(not any(sign in one["sql"] for sign in KEEPING_A_LOOK) for one in seen.captured_queries)

    def open(self, address: str, linked: bool) -> list[str]:
        if address.startswith("/look/") or self.name_of(address) in ("another language", "foreign"):
            return []
        response, number = self.counted(address)
        where = f"{self.persona} {address}"
        if response.status_code >= 500 or (linked and response.status_code >= 400 and response.status_code != 405):
            self.faults.append(f"{where}: {response.status_code}")
            return []
        if response.status_code in HANDED_TO_SIGN_IN or response.status_code >= 400:
            return []
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for secret in self.secrets:
            if secret.encode() in body:
                self.faults.append(f"{where}: shows {secret!r}")
        if not response.get("Content-Type", "").startswith("text/html") or address.startswith("/manage/"):
            return []
        self.weights[self.name_of(address)][address] = len(body)
        page = reading.document(response)
        # An address without a language speaks the member's own, unless it is asked for another.
        asked = address.startswith(f"/{self.language}/") or f"lang={self.language}" in address
        language = self.language if asked else page.get("lang")
        self.faults += [f"{where}: {fault}" for fault in reading.faults(page, language)]
        ceiling, count = (
            (PUBLIC_BYTES, PUBLIC_STATEMENTS) if self.person is None else (MEMBER_BYTES, MEMBER_STATEMENTS)
        )
        if reading.weight(response) > ceiling:
            self.faults.append(f"{where}: weighs {reading.weight(response)} bytes")
        if number > count:
            # Once more, as what a process reads once and keeps (vocabularies, menus) is read by whoever comes first.
            store.clear()
            _again, number = self.counted(address)
        if number > count:
            self.faults.append(f"{where}: {number} statements")
        if self.person is None and response.cookies and getattr(response, "public_tags", None) is not None:
            self.faults.append(f"{where}: a public page sets a cookie")
        self.posted |= {self.name_of(found) or "" for found in reading.forms(page)}
        return reading.links(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_for_everybody(world, persona, language):
    walk = Walk(persona, language, world.people.get(persona)).go()
    assert not walk.faults, "\n" + "\n".join(walk.faults)
    assert sum(len(found) for found in walk.opened.values()) > 20


def test_every_address_is_reached(world):
    """A page that nobody can reach is either missing a link or missing a reason in tests/walk/addresses.py."""
    reached: set[str] = set()
    for persona in ("visitor", "admin", "officer", "facilitator", "moderator", "programme", "stranger"):
        walk = Walk(persona, "fr", world.people.get(persona)).go()
        reached |= set(walk.opened) | walk.posted
    known = addresses.every_address()
    missing = {
        name: route for name, route in known.items() if name not in reached and name not in addresses.NOT_WALKED
    }
    assert not missing, "\n" + "\n".join(f"{name}: {route}" for name, route in sorted(missing.items()))


def test_reasons_for_not_walking_are_still_needed():
    assert set(addresses.NOT_WALKED) <= set(addresses.every_address())
