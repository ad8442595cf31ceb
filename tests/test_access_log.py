"""No page of the staff shows data of somebody else without a row that this person can read.

The test finds the staff's addresses by itself: every address of the site is tried, with the numbers and names that the
demo world has for its arguments, and links are followed. An address counts as the staff's where a member with no role
is not let in, nor the reader themself without theirs, but for those of `NO_SIGHT_OF_THE_STAFF`, each with its reason.
Whoever is named there, or whose secret stands there, must be among those concerned by a row. Pages that everybody
opens and that show the staff more (a seat, a request for verification, a topic with something hidden) are tested in
their rooms.
"""

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils import timezone, translation

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog, Person
from m4d.core.testing import signed_in
from m4d.moderation import actions as moderation
from m4d.moderation.models import Case
from m4d.people import actions as people
from m4d.people.models import Affiliation, Profile

pytestmark = pytest.mark.django_db

READERS = ("moderator", "programme", "editor", "admin", "verifier", "data_protection")
# Opened so many times with different arguments; every one of them is the same program. Wagtail's are many and slow.
EACH_ADDRESS, EACH_OF_WAGTAIL, MOST_TRIES = 3, 1, 12
# Signing in and out, files, and what answers machines, whoever asks.
LEFT_OUT = (
    "accounts/", "static/", "media/", "_util/", "django-rq/", "api/", "feeds/", "look/", "documents/",
    "manage/failwhale/", "manage/jsi18n/", "manage/sprite/", "manage/logout/", "manage/login/",
)  # fmt: skip
# Where a stranger is not let in, and the reader still sees nobody by a role: each with its reason.
NO_SIGHT_OF_THE_STAFF = {
    "community:topic_split": "a form beside the posts of a topic, with the names that every reader of the topic reads",
}
# Whose numbers the addresses of a part of Wagtail take.
WAGTAIL = {"wagtailadmin_pages": "wagtailcore", "wagtailimages": "front.picture", "wagtaildocs": "front.paper"}


@pytest.fixture(scope="module")
def planted(world, django_db_blocker):
    """The demo world with something to see for each duty of the staff, and the words that give each person away."""
    with django_db_blocker.unblock():
        amina = make_person("Amina Plantedname", email="amina.planted@example.org")
        jonas = make_person("Jonas Plantedname", email="jonas.planted@example.org", awaits_approval=True)
        lina = make_person("Lina Plantedname", email="lina.planted@example.org")
        shell = make_person("Verified Byrole", email="verifier@demo.example", roles=[Role.VERIFIER])
        guard = make_person("Guard Ofdata", email="data_protection@demo.example", roles=[Role.DATA_PROTECTION])
        town = people.open_organization(
            by=amina, values={"name": "Planted town", "country": "SN", "language": "fr"}, at=timezone.now()
        )
        people.ask_verification(town, by=amina, evidence="Plantedevidence of Amina")
        seat = people.open_seat(by=amina, organization=town, duty="Planted desk")
        people.take_seat(
            seat, by=amina, holder=amina, mandate_from=timezone.localdate(), evidence="Plantedmandate of Amina"
        )
        Affiliation.objects.create(person=lina, organization=town, role="Plantedclaim of Lina")
        hidden = people.open_profile(lina)
        Profile.objects.filter(pk=hidden.pk).update(
            name="Lina Plantedname", headline="Plantedheadline", completed_at=timezone.now()
        )
        hidden.refresh_from_db()
        moderation.flag(hidden, by=jonas, reason="false", text="Plantedreport of Jonas")
        moderation.decide(
            Case.objects.get(about_kind="profile", about_id=hidden.pk), by=world.people["moderator"], outcome="hide",
            rule="false", text="So.",
        )  # fmt: skip
        people.open_profile(amina)
        moderation.flag(Profile.objects.get(person=amina), by=lina, reason="spam", text="Plantedreport of Lina")
    # What was planted is opened before the same kind of page of others.
    world.first = [
        f"/en/organizations/{town.slug}/{end}" for end in ("verification/", f"seats/{seat.pk}/", "members/")
    ]
    world.people |= {"verifier": shell, "data_protection": guard}
    world.gives_away = gives_away({amina: ["of Amina"], jonas: ["of Jonas"], lina: ["of Lina", "Plantedheadline"]})
    return world


def gives_away(more: dict) -> dict[int, list[str]]:
    """For each person the words that stand for them on a page: name, address, and what was planted."""
    found = {}
    for person in Person.objects.filter(erased_at=None):
        profile = Profile.objects.filter(person=person).first()
        own = [person.name, person.email, *(more.get(person, []))]
        found[person.pk] = own + ([profile.name] if profile else [])
    return {pk: sorted({word for word in words if len(word) > 4}) for pk, words in found.items()}


def every_pattern() -> dict[str, tuple[str, list[str]]]:
    """Each address of the whole site, Wagtail's included: {name: (route, arguments)}; nameless ones have no page."""
    found = {}

    def collect(patterns, prefix, namespace):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                collect(pattern.url_patterns, route, ":".join(filter(None, (namespace, pattern.namespace))))
            elif isinstance(pattern, URLPattern) and pattern.name and not route.startswith(LEFT_OUT):
                found[":".join(filter(None, (namespace, pattern.name)))] = (route, list(pattern.pattern.converters))

    collect(get_resolver().url_patterns, "", "")
    return found


def rows_for(name: str) -> list:
    """The newest rows of the tables that an address is likely to be about: those of its room."""
    room = name.split(":")[0]
    label = WAGTAIL.get(room, room)
    if snippet := re.match(r"wagtailsnippets_([a-z]+)_([a-z]+)$", room):
        label = ".".join(snippet.groups())
    own = [one for one in apps.get_models() if one._meta.app_label == label and ".tests." not in one.__module__]
    models = [apps.get_model(label)] if "." in label else own
    return [row for model in models for row in model._base_manager.order_by("-pk")[:3]]


def candidates(name: str, arguments: list[str]) -> list[str]:
    """Addresses to try for one pattern: with what stands in the rows of its room for each argument."""
    found = []
    for row in rows_for(name) if arguments else [None]:
        owner = getattr(row, "organization", None) or row
        own = {one: row.pk if re.search("(id|pk)$", one) else getattr(owner, one, None) for one in arguments}
        try:
            found.append(reverse(name, kwargs=own))
        except NoReverseMatch:
            continue
    return found[:MOST_TRIES]


class Look:
    """One reader's way through everything that the staff may open."""

    def __init__(self, reader, stranger, words, first):
        self.reader, self.words, self.first = reader, words, first
        # Wagtail falls over where it is asked for a number that is of another kind: that shows nobody.
        self.client, self.stranger = (
            signed_in(Client(raise_request_exception=False), person) for person in (reader, stranger)
        )
        self.opened: dict[str, int] = defaultdict(int)
        self.tried: dict[str, int] = defaultdict(int)
        self.faults: list[str] = []
        self.showing: set[str] = set()

    def go(self) -> "Look":
        with translation.override("en"):
            waiting = [
                address
                for name, (_route, arguments) in every_pattern().items()
                for address in candidates(name, arguments)
            ]
            waiting += self.first
            seen = set()
            while waiting:
                address = waiting.pop()
                if address not in seen:
                    seen.add(address)
                    waiting += self.open(address)
        return self

    def open(self, address: str) -> list[str]:
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            return []
        most = EACH_OF_WAGTAIL if address.startswith("/manage/") else EACH_ADDRESS
        if not name or self.opened[name] >= most or self.tried[name] >= MOST_TRIES:
            return []
        self.tried[name] += 1
        AccessLog.objects.all().delete()
        response = self.client.get(address)
        self.opened[name] += response.status_code == 200
        if response.status_code == 500 and not address.startswith("/manage/"):
            self.faults.append(f"{self.reader} {address}: {response.status_code}")
        if response.status_code != 200 or not self.is_the_staffs(address):
            return []
        body = b"".join(response.streaming_content if response.streaming else [response.content]).decode(
            "utf-8", "replace"
        )
        kept = set(AccessLog.objects.filter(by=self.reader).values_list("concerned", flat=True))
        for person, words in self.words.items():
            shown = [word for word in words if word in body]
            if shown and person != self.reader.pk:
                self.showing.add(name)
                if person not in kept:
                    self.faults.append(f"{self.reader} {address} ({name}) shows {shown} and keeps no row")
        if "html" not in response.get("Content-Type", ""):
            return []
        links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', body)]
        return [link for link in links if not link[1:].startswith(LEFT_OUT) and link[1:3] in ("en", "ma")]

    def is_the_staffs(self, address: str) -> bool:
        """Whether a member without any role is not let in, and the reader is let in for a role."""
        if address.startswith("/manage/"):
            return True
        if resolve(urlsplit(address).path).view_name in NO_SIGHT_OF_THE_STAFF:
            return False
        return self.stranger.get(address).status_code != 200 and not self.is_let_in_without_a_role(address)

    def is_let_in_without_a_role(self, address: str) -> bool:
        """Whether the reader would be let in without any role: as a member of a closed group, say."""
        mine = Person.objects.filter(pk=self.reader.pk)
        held = mine.values("roles", "is_staff", "is_superuser").get()
        mine.update(roles=[], is_staff=False, is_superuser=False)
        try:
            return self.client.get(address).status_code == 200
        finally:
            mine.update(**held)


@pytest.mark.parametrize("reader", READERS)
def test_no_page_of_the_staff_shows_somebody_without_a_row(planted, reader):
    look = Look(planted.people[reader], planted.people["stranger"], planted.gives_away, planted.first).go()
    assert not look.faults, "\n" + "\n".join(sorted(look.faults))
    expected = {
        "moderator": {"moderation:queue", "moderation:case_detail", "people:person_detail", "front_journal"},
        "programme": {"people:verification_list", "people:organization_members", "front_journal"},
        "verifier": {"people:verification_list"},
        "admin": {"accounts:role_list", "front_journal", "front_journal_results"},
        "data_protection": {"front_journal"},
    }
    assert expected.get(reader, set()) <= look.showing
