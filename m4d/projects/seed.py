"""Made-up projects in bulk, to measure at scale. The same numbers give the same rows everywhere."""

from datetime import date
from decimal import Decimal
from random import Random

from django.db import transaction

from m4d.catalogue import actions as catalogue
from m4d.core.made_up import sentence
from m4d.people.models import Organization
from m4d.places.models import Corridor, Territory
from m4d.vocabulary import queries as vocabulary

from . import queries
from .actions.keeping import span_of
from .choices import Basis, DateKind, End, Origin
from .models import Participation, Project, ProjectDate, ProjectPlace

BATCH = 500
VERBS = [
    "Saving",
    "Learning",
    "Building",
    "Planning",
    "Trading",
    "Farming",
    "Returning",
    "Teaching",
    "Counting",
    "Caring",
]
THINGS = [
    "schools",
    "wells",
    "markets",
    "harvests",
    "workshops",
    "cooperatives",
    "libraries",
    "clinics",
    "roads",
    "bakeries",
    "orchards",
    "radios",
    "boats",
    "looms",
    "gardens",
    "kitchens",
    "forests",
    "fairs",
    "choirs",
    "museums",
]


def seed(members: int, random: Random, tell=None, projects: int = 0, search: bool = True) -> None:
    """Bring the number of projects to `projects`; what is there already is left alone."""
    base = random.getrandbits(48)
    kept = Project.objects.count()
    missing = projects - kept
    if missing <= 0:
        return
    done = (tell(missing) if tell else None) or (lambda number: None)
    world = _World()
    for start in range(kept, projects, BATCH):
        numbers = range(start, min(start + BATCH, projects))
        _write(world, [(number, Random(base + number)) for number in numbers], search=search)
        done(numbers[-1] + 1 - kept)


class _World:
    """What made-up projects are made of: places, corridors, organizations and codes that exist."""

    def __init__(self):
        territories = Territory.objects.listed().exclude(kind="country").exclude(latitude=None).order_by("pk")
        self.territories = list(territories.only("country", "name", "latitude", "longitude")[:3000])
        self.corridors = list(Corridor.objects.listed().order_by("pk").values_list("pk", flat=True)[:300])
        self.organizations = list(Organization.objects.order_by("pk").values_list("pk", "name")[:2000])
        self.themes = list(vocabulary.terms("theme"))
        self.goals = list(vocabulary.terms("sdg_goal"))
        self.objectives = list(vocabulary.terms("gcm_objective"))
        self.countries = ["FR", "IT", "ES", "DE", "BE", "NL", "PT", "GB", "US", "QA", "AE", "CI"]


@transaction.atomic
def _write(world, batch, *, search):
    """One batch of projects with their rows and cards."""
    projects = Project.objects.bulk_create([_project(world, number, die) for number, die in batch])
    dates, partners, places, links = [], [], [], []
    for project, (_number, die) in zip(projects, batch, strict=True):
        dates += _dates(project)
        for end in (End.HERE, End.THERE):
            if world.organizations:
                pk, name = die.choice(world.organizations)
                partners.append(Participation(project=project, organization_id=pk, name=name, end=end, role="4"))
        if world.territories:
            territory = die.choice(world.territories)
            places.append(
                ProjectPlace(project=project, territory=territory, name=territory.name, country=territory.country)
            )
        if world.corridors:
            pk = die.choice(world.corridors)
            links.append(Project.corridors.through(project_id=project.pk, corridor_id=pk))
    ProjectDate.objects.bulk_create(dates, batch_size=1000)
    Participation.objects.bulk_create(partners, batch_size=1000)
    ProjectPlace.objects.bulk_create(places, batch_size=1000)
    Project.corridors.through.objects.bulk_create(links, batch_size=1000)
    catalogue.put_many("project", queries.ready_for_cards(projects), search=search)


def _project(world, number, die):
    start = date(die.randint(2005, 2026), die.randint(1, 12), 1)
    language = die.choice(["en", "fr", "es", "ar"])
    thing = die.choice(THINGS)
    project = Project(
        slug=f"made-up-{number}",
        identifier=f"SCALE-{number}",
        origin=Origin.SCALE,
        title=f"{die.choice(VERBS)} {thing} {number}",
        language=language,
        summary=sentence(die, 40),
        status=die.choice("1234"),
        countries=[die.choice(world.territories).country] if world.territories else ["SN"],
        partner_countries=[die.choice(world.countries)],
        themes=sorted(die.sample(world.themes, 2)),
        theme_basis=Basis.STATED,
        sdg=[die.choice(world.goals)],
        gcm=[die.choice(world.objectives)],
        tag_basis=Basis.STATED,
        budget_amount=Decimal(die.randint(20, 400) * 1000),
        budget_currency="EUR",
        start_on=start,
        end_on=date(start.year + die.randint(1, 4), 12, 31),
    )
    for name, value in span_of(_dates(project)).items():
        setattr(project, name, value)
    return project


def _dates(project):
    """Start and end of a made-up project."""
    return [
        ProjectDate(project=project, kind=DateKind.START_ACTUAL, on=project.start_on),
        ProjectDate(project=project, kind=DateKind.END_PLANNED, on=project.end_on),
    ]
