"""A small world: tales (what was tried), people with two faces, and places."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from m4d.accounts.models import Person
from m4d.catalogue import actions
from m4d.catalogue.choices import Audience
from m4d.catalogue.models import registry
from m4d.vocabulary import queries as vocabulary
from m4d.vocabulary.models import Term


@dataclass
class Tale:
    """Something that was tried somewhere."""

    pk: int
    titles: dict
    summaries: dict = field(default_factory=dict)
    bodies: dict = field(default_factory=dict)
    language: str = "fr"
    facets: dict = field(default_factory=dict)
    on: date | None = None
    audience: Audience = Audience.EVERYBODY
    data: dict = field(default_factory=dict)
    notes: dict | None = None
    sort: str = ""
    also: dict = field(default_factory=dict)
    title_is_name: bool = False


@dataclass
class Neighbour:
    """A person who shows a role to visitors and a name to members."""

    pk: int
    name: str
    role: str
    secret: str = ""


@dataclass
class Spot:
    """A place."""

    pk: int
    name: str
    slug: str


def describe_tale(tale):
    return [
        actions.Description(
            audience=tale.audience,
            path=f"tales/{tale.pk}/",
            language=tale.language,
            titles=tale.titles,
            summaries=tale.summaries,
            bodies=tale.bodies,
            notes=tale.notes,
            facets=tale.facets,
            sort=tale.sort,
            also=tale.also,
            title_is_name=tale.title_is_name,
            date=tale.on,
            data=tale.data or {"title": next(iter(tale.titles.values())), "source": "https://example.org/"},
        )
    ]


def describe_neighbour(neighbour):
    shared = {"path": f"neighbours/{neighbour.pk}/", "language": "fr", "sort": neighbour.role}
    return [
        actions.Description(
            audience=Audience.VISITORS, titles={"fr": neighbour.role}, facets={"country": ["SN"]}, **shared
        ),
        actions.Description(
            audience=Audience.MEMBERS,
            titles={"fr": neighbour.name},
            summaries={"fr": neighbour.role},
            bodies={"fr": neighbour.secret},
            facets={"country": ["SN"], "theme": ["rights"]},
            data={"name": neighbour.name},
            **shared,
        ),
    ]


def describe_spot(spot):
    return [
        actions.Description(
            path=f"spots/{spot.slug}/",
            titles={"en": spot.name},
            facets={"country": ["SN"]},
            point=(12.55, -12.18),
            data={"name": spot.name},
        )
    ]


@pytest.fixture(autouse=True)
def world(monkeypatch):
    """Only the kinds of these tests are declared."""
    monkeypatch.setattr(registry, "kinds", {})
    monkeypatch.setattr(registry, "datasets", {})
    actions.register(
        actions.Kind(
            code="tale", model=Tale, describe=describe_tale, things=Term.objects.none, list_path="tales/",
            label="Tale", plural="Tales", columns=["title", "source"], schema_org="CreativeWork", scope="knowledge",
        )
    )  # fmt: skip
    actions.register(
        actions.Kind(
            code="neighbour", model=Neighbour, describe=describe_neighbour, things=Term.objects.none,
            list_path="neighbours/", label="Neighbour", plural="Neighbours", columns=["name"],
            schema_org="Person", icon="person", scope="people",
        )
    )  # fmt: skip
    actions.register(
        actions.Kind(
            code="spot", model=Spot, describe=describe_spot, things=Term.objects.none, list_path="spots/",
            label="Spot", plural="Spots", columns=["name"], schema_org="Place", icon="place", scope="places",
        )
    )  # fmt: skip


@pytest.fixture
def amina(db):
    """A member."""
    return Person.objects.create_user("amina@example.org", "a long password", name="Amina")


@pytest.fixture
def tell(db):
    """Put a tale on a card: tell(1, fr="...", theme=["rights"])."""

    def _tell(
        pk,
        *,
        facets=None,
        summaries=None,
        bodies=None,
        on=None,
        language=None,
        audience=Audience.EVERYBODY,
        data=None,
        **titles,
    ):  # noqa: E501
        tale = Tale(
            pk=pk, titles=titles, summaries=summaries or {}, bodies=bodies or {}, facets=facets or {}, on=on,
            language=language or next(iter(titles)), audience=audience, data=data or {},
        )  # fmt: skip
        actions.put(tale)
        return tale

    return _tell


@pytest.fixture
def vocabulary_of_tests(db):
    """The codes that these tests browse by."""
    for scheme, code, name in [
        ("theme", "rights", "Rights of migrants"),
        ("theme", "health", "Health"),
        ("sdg_goal", "10", "Reduced inequalities"),
        ("sdg_target", "10.7", "Orderly migration"),
        ("gcm_objective", "19", "Diaspora contributions"),
        ("country", "SN", "Senegal"),
    ]:
        parent = code.split(".")[0] if "." in code else ""
        Term.objects.update_or_create(
            scheme=scheme, code=code, defaults={"names": {"en": name}, "parent": parent, "position": 0}
        )
    vocabulary.forget()
