"""Made-up members and organizations in bulk, to measure at scale. The same numbers give the same rows everywhere."""

import gc
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_context
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connections, transaction
from django.db.models import CharField, Exists, OuterRef, Prefetch, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils import timezone

from m4d.accounts.models import Person
from m4d.catalogue import actions as catalogue
from m4d.catalogue.models import Card
from m4d.core.made_up import sentence
from m4d.places.models import Corridor, Territory
from m4d.vocabulary import queries as vocabulary

from . import cards, queries
from .choices import DEFAULT_AUDIENCE, Field
from .models import Affiliation, Organization, Profile
from .models.profile import SLUG_LENGTH, SLUG_LETTERS, corridors_with_ends

BATCH = 1000
PROCESSES = 2
DOMAIN = "seed.example"
MEMBERS_AN_ORGANIZATION = 50

# Names to draw from, one string each: as lists they would take a hundred lines.
FIRST = """
Amina Aïssatou Awa Binta Carmen Chinedu Dawit Diego Elena Fatou Georges Hana Ibrahim Ines Jonas Joseph Kofi Lea
Leila Lucia Mamadou Maria Mariam Miguel Nadia Nino Noor Olga Omar Pedro Priya Rosa Samir Sita Tesfaye Victor Yara
Youssef Zineb ليلى أحمد فاطمة يوسف
"""
LAST = """
Abebe Ahmed Andrade Bekele Benali Cabral Camara Castillo Cissokho Cruz Dela Diallo Diop Eze Fernando Gomez Haddad
Hernandez Ivanova Jallow Kamau Keita Khan Kouassi Lopez Mendes Mensah Mwangi Nair Okafor Perera Popescu Quispe
Rahman Reyes Rossi Sanchez Santos Silva Sow Sylla Torres Traore Vargas Weber حداد سعيد
"""
ROLES = (
    "Migration desk officer", "Planning officer", "Coordinator", "Deputy mayor", "Programme manager", "Researcher",
    "Trainer", "Head of the resource desk", "Project officer", "Adviser on return", "Treasurer of an association",
    "Ward secretary", "Legal adviser", "Community health worker", "Journalist", "Bank officer for remittances",
)  # fmt: skip
BODIES = (
    "Association of friends of", "Municipality of", "Regional office of", "Chamber of trade of", "Training centre of",
    "Women's cooperative of", "Council of communities of", "University institute of",
)  # fmt: skip


def seed(members: int, random: Random, tell=None, projects: int = 0, search: bool = True) -> None:
    """Bring the number of made-up members to `members`; what is there already is left alone.

    `random` is seeded by the caller; `tell(total)` gives a function that is told how many are done; with search=False
    the caller has the search index filled afterwards.
    """
    base = random.getrandbits(48)
    missing = members - Person.objects.filter(email__endswith=f"@{DOMAIN}").count()
    _finish()
    if missing <= 0:
        return
    done = (tell(missing) if tell else None) or (lambda number: None)
    world = _World(base, search=search)
    world.organizations = _organizations(world, wanted=max(5, members // MEMBERS_AN_ORGANIZATION))
    written = 0
    for number in _written(world, _missing(members)):
        written += number
        done(written)


def _finish() -> None:
    """The cards of members whose writer was stopped between the two."""
    card = Card.objects.filter(kind=cards.PERSON.code, object_id=Cast(OuterRef("pk"), CharField()))
    bare = Profile.objects.filter(~Exists(card), person__email__endswith=f"@{DOMAIN}")
    catalogue.renew(cards.PERSON, list(bare.values_list("pk", flat=True)))


def _missing(members: int) -> Iterator[list[int]]:
    """The numbers that nobody has yet, a batch at a time: a run that was stopped may have left gaps."""
    for first in range(1, members + 1, BATCH):
        numbers = range(first, min(first + BATCH, members + 1))
        there = Person.objects.filter(email__range=(_address(numbers[0]), _address(numbers[-1])))
        kept = set(there.values_list("email", flat=True))
        if batch := [number for number in numbers if _address(number) not in kept]:
            yield batch


def _address(number: int) -> str:
    return f"member{number:07}@{DOMAIN}"


def _written(world, batches: Iterator[list[int]]) -> Iterator[int]:
    """Write the batches and say how many members each had; processes share them, on SQLite in turns at the file."""
    # The first one alone: after it nearly every word is known, and they need not wait for one another.
    for batch in islice(batches, 1):
        yield _members(world, batch)
    if rest := list(batches):
        connections.close_all()
        with get_context("fork").Pool(PROCESSES, _inherit, [world]) as pool:
            yield from pool.imap_unordered(_share, rest)


def _inherit(world) -> None:
    """What a new process works with; it came with the fork and was not copied."""
    global _inherited  # noqa: PLW0603 the one way to hand something to a process of a pool
    _inherited = world


def _share(batch: list[int]) -> int:
    return _members(_inherited, batch)


class _World:
    """What made-up people are made of: places, corridors and codes that exist, and a die for each number."""

    def __init__(self, base: int, *, search: bool):
        self.base = base
        self.search = search
        self.organizations: list[Organization] = []
        self.now = timezone.now()
        self.password = make_password(None)
        divisions = Territory.objects.listed().exclude(kind="country").exclude(population=None)
        self.territories = list(divisions.order_by("pk")[:2000]) or list(
            Territory.objects.listed().order_by("pk")[:200]
        )
        self.corridors = list(Corridor.objects.listed().order_by("pk").values_list("pk", flat=True)[:300])
        self.themes = list(vocabulary.terms("theme"))
        self.types = list(vocabulary.terms("stakeholder_type"))
        self.levels = list(vocabulary.terms("level"))
        self.first, self.last = FIRST.split(), LAST.split()
        self.languages = ["en", "fr", "es", "ar", "pt", "wo", "am", "tl", "ff", "ne"]

    def die(self, what: int, number: int) -> Random:
        """The same throws for the same number, whatever was made before."""
        return Random(self.base + what * 1_000_000_007 + number)


def _organizations(world, *, wanted: int) -> list:
    """So many made-up organizations, each with its card."""
    start = f"seed-{world.base:x}-"
    kept = Organization.objects.filter(slug__startswith=start).count()
    new = []
    for number in range(kept + 1, wanted + 1):
        die = world.die(1, number)
        place = die.choice(world.territories) if world.territories else None
        new.append(
            Organization(
                slug=f"{start}{number}",
                name=f"{die.choice(BODIES)} {place.name if place else 'the valley'} {number}",
                name_language="en",
                kinds=[die.choice(world.types)] if world.types else [],
                country=place.country if place else "",
                territory=place,
                themes=die.sample(world.themes, 2) if world.themes else [],
                about=sentence(die, 20),
                verified_at=world.now if die.random() < 0.4 else None,
                created_at=world.now,
            )
        )
    for at in range(0, len(new), BATCH):
        batch = new[at : at + BATCH]
        Organization.objects.bulk_create(batch)
        for organization, sheet in zip(batch, queries.sheets_of(batch), strict=True):
            organization.sheet = sheet
        Organization.objects.bulk_update(batch, ["sheet"])
        catalogue.put_many(cards.ORGANIZATION, batch, search=world.search)
    return list(Organization.objects.filter(slug__startswith=start).order_by("pk"))


def _members(world, numbers: list[int]) -> int:
    profiles = _profiles(world, numbers)
    # What a card reads is in hand already, but for the corridors.
    prefetch_related_objects(profiles, Prefetch("corridors", queryset=corridors_with_ends()))
    written = catalogue.put_many(cards.PERSON, profiles, search=world.search)
    gc.collect()
    return written


@transaction.atomic
def _profiles(world, numbers: list[int]) -> list[Profile]:
    dice = [world.die(2, number) for number in numbers]
    people = Person.objects.bulk_create(
        Person(
            email=_address(number),
            name=f"{die.choice(world.first)} {die.choice(world.last)}",
            language=die.choice(["en", "fr", "es", "ar"]),
            password=world.password,
            created_at=world.now,
        )
        for number, die in zip(numbers, dice, strict=True)
    )
    profiles = Profile.objects.bulk_create(
        _profile(world, person, number, die) for person, number, die in zip(people, numbers, dice, strict=True)
    )
    links, memberships = [], []
    for profile, person, die in zip(profiles, people, dice, strict=True):
        person.confirmed_affiliations = []
        chosen = [die.choice(world.corridors)] if world.corridors and die.random() < 0.3 else []
        links += [Profile.corridors.through(profile=profile, corridor_id=pk) for pk in chosen]
        if world.organizations and die.random() < 0.6:
            organization = die.choice(world.organizations)
            row = Affiliation(person=person, organization=organization, confirmed_at=world.now, created_at=world.now)
            person.confirmed_affiliations.append(row)
            memberships.append(row)
    Profile.corridors.through.objects.bulk_create(links)
    Affiliation.objects.bulk_create(memberships)
    return profiles


def _profile(world, person, number: int, die: Random) -> Profile:
    place = die.choice(world.territories) if world.territories else None
    visibility = {str(field): str(audience) for field, audience in DEFAULT_AUDIENCE.items()}
    if die.random() < 0.2:
        visibility |= {"name": "public", "organizations": "public"}
    if die.random() < 0.1:
        visibility |= dict.fromkeys(Field.values, "members")
    return Profile(
        person=person,
        slug="".join(die.choices(SLUG_LETTERS, k=SLUG_LENGTH)),
        name=person.name,
        headline=die.choice(ROLES),
        bio=sentence(die, 30),
        country=place.country if place else "",
        territory=place,
        languages=die.sample(world.languages, 2),
        themes=die.sample(world.themes, 2) if world.themes else [],
        stakeholder_type=die.choice(world.types) if world.types else "",
        level=die.choice(world.levels) if world.levels else "",
        email=f"direct{number:07}@{DOMAIN}",
        phone=f"+221 77 {number // 10_000:03} {number % 10_000:04}",
        visibility=visibility,
        completed_at=world.now,
        created_at=world.now,
        changed_at=world.now,
    )
