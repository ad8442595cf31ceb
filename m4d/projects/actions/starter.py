"""Loads the starter list of projects, with their partners, places and sources. Loading twice changes nothing."""

from decimal import Decimal
from hashlib import sha256
from json import dumps

from django.db import transaction
from django.utils import timezone

from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.people import actions as people_actions
from m4d.people import queries as people

from .. import queries
from ..choices import Basis, DateKind, End, Origin
from ..gateways.starter import partial_date, starter_projects
from ..models import Participation, Project, ProjectDate, ProjectPlace, Source
from .keeping import chosen_partners, insert_project, span_of, write_translations
from .memory import Memory
from .sheets import ask_for_sheets

#: Goals, targets and objectives that follow from the four windows of the programme. Ours, and shown as such.
_TAGS = {
    "communities": (["17.16"], ["19"]),
    "remittances": (["10.c"], ["20"]),
    "capacities": ([], ["18", "19"]),
    "rights": (["10.7"], ["7"]),
}
_SOURCE = "Joint Migration and Development Initiative, project {identifier}"


@transaction.atomic
def load_starter(*, at=None) -> int:
    """Create or renew the projects of the starter list; returns how many rows changed."""
    at = at or timezone.now()
    programme, rows = starter_projects()
    memory = Memory()
    standing = {project.identifier: project for project in Project.objects.filter(origin=Origin.STARTER)}
    changed = []
    for row in rows:
        digest = sha256(dumps(row, sort_keys=True).encode()).hexdigest()
        project = standing.get(row["identifier"]) or Project(identifier=row["identifier"], origin=Origin.STARTER)
        if project.content_hash != digest:
            project.content_hash = digest
            _load(project, programme, row, memory, at)
            changed.append(project)
    if changed:
        ask_for_sheets(changed)
        catalogue.put_many("project", queries.ready_for_cards(changed))
        pages.touch("projects", *(f"project-{project.slug}" for project in changed))
    return len(changed)


def _load(project, programme, row, memory, at):
    """One project with all its rows."""
    dates = _dates(row)
    budget = row["budget"] or {}
    values = {
        "programme": programme,
        "phase": row["phase"],
        "code": row["code"] or "",
        "title": row["title"],
        "title_is_ours": row["title_is_ours"],
        "language": row["language"],
        "summary": row["summary"][row["language"]],
        "countries": [row["country"]],
        "partner_countries": row["partner_countries"],
        "themes": row["themes"],
        "theme_basis": row["theme_basis"] or "",
        **_tags(row["themes"]),
        **span_of(dates),
        "budget_amount": Decimal(budget["amount"]) if budget else None,
        "budget_currency": budget.get("currency", ""),
    }
    for name, value in values.items():
        if name not in project.corrected:
            setattr(project, name, value)
    project.updated_at = at
    if project.pk is None:
        insert_project(project, row["titles"].get("en") or row["title"])
    else:
        project.save()
    decided = chosen_partners([project]).get(project.pk, {})
    for model in (ProjectDate, Participation, ProjectPlace, Source):
        model.objects.filter(project=project).delete()
    for date in dates:
        date.project = project
    ProjectDate.objects.bulk_create(dates)
    Participation.objects.bulk_create(
        [_partner(project, partner, row["sources"][0]["address"], decided) for partner in row["partners"]]
    )
    ProjectPlace.objects.bulk_create([_place(project, place, memory) for place in row["places"]])
    Source.objects.bulk_create([Source(project=project, **source) for source in row["sources"]])
    # A corridor that somebody opened since took the project in: it stays there.
    project.corridors.add(*queries.corridors_stated_for(row["identifier"]))
    texts = {language: text for language, text in row["summary"].items() if language != row["language"]}
    write_translations([(project, {"title": row["titles"], "summary": texts})], at=at)


def _dates(row):
    """Start and end as the source gives them: it does not say whether they were planned."""
    dates = []
    for name, kind in (("start", DateKind.START), ("end", DateKind.END)):
        if row[name]:
            on, precision = partial_date(row[name])
            dates.append(ProjectDate(kind=kind, on=on, precision=precision))
    return dates


def _tags(themes):
    """Goals and objectives that follow from the themes."""
    sdg = list(dict.fromkeys(code for theme in themes for code in _TAGS[theme][0]))
    gcm = list(dict.fromkeys(code for theme in themes for code in _TAGS[theme][1]))
    return {"sdg": sdg, "gcm": gcm, "tag_basis": Basis.FROM_THEMES if sdg or gcm else ""}


def _partner(project, partner, source, decided):
    """A partner with the organization that a person chose, else the one of its name, taken in with its source."""
    is_chosen = ("", partner["name"]) in decided
    if is_chosen:
        organization = decided["", partner["name"]]
    else:
        organization = people.organization_named(partner["name"], partner["country"])
    if organization is None and not is_chosen:
        organization = people_actions.take_in_organization(
            values={
                "name": partner["name"],
                "name_language": partner.get("language", ""),
                "acronym": partner.get("acronym", ""),
                "kinds": partner["kinds"],
                "country": partner["country"],
                "source_title": _SOURCE.format(identifier=project.identifier),
                "source_url": source[:500],
            }
        )
    return Participation(
        project=project,
        organization=organization,
        is_chosen=is_chosen,
        end=partner["end"],
        country=partner["country"],
        name=partner["name"],
        language=partner.get("language", ""),
    )


def _place(project, place, memory):
    """A place with the territory it names, where we know which one is meant."""
    territory = memory.territory(place.get("match") or place["name"], place["country"])
    return ProjectPlace(
        project=project,
        territory=territory,
        end=End(place["end"]),
        country=place["country"],
        name=place["name"],
    )
