"""Everything that the page of a project shows, put in the words of one reader."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2s
from urllib.parse import urlsplit

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from m4d.core import money as amounts
from m4d.core import time as times
from m4d.core.pages.versions import counters, slots_of
from m4d.core.text import direction, fold, teaser
from m4d.languages import queries as languages
from m4d.places import queries as places
from m4d.places.models import Corridor
from m4d.places.models.territory import OWN_PAGE, above
from m4d.vocabulary import queries as vocabulary

from ..choices import Basis, DateKind, End, Origin, ValueKind, programme_name
from ..models import Indicator, Participation, Period, Project, ProjectPlace, ProjectSheet, Result
from .amounts import money_of
from .project import partners_at, point_of
from .words import time_of

#: Raised when the page is drawn in a new way, so that sheets written before are not used any more.
EDITION = "8"
#: Rows shown of each part that can be long; all are kept.
SHOWN = 12
#: Characters of a summary that open the page; the rest of a longer one is one step away.
LEAD = 420


@dataclass(frozen=True)
class Line:
    """One labelled value; empty means not known."""

    label: str
    value: str = ""
    note: str = ""
    links: list = field(default_factory=list)


def sheet_for(slug: str, language: str, person) -> ProjectSheet | None:
    """The written page of a project, when nothing that it rests on has changed since; in one statement."""
    sheet = (
        ProjectSheet.objects.visible_to(person)
        .filter(project__slug=slug, language=language)
        .select_related("project")
        .defer("project__other", "project__settings_published", "project__summary")
        .first()
    )
    if sheet is None:
        return None
    return sheet if sheet.stamp == stamp_of(sheet.project, counters().read(slots_of(sheet.tags))) else None


def stamped(number: int) -> tuple[Project, list[str], str] | None:
    """A project with every row that its page reads, what the page rests on, and how that stood before it was read.

    In this order: what changes while the page is made, or since its rows were read, leaves the page an old stamp, and
    it is made again when it is asked for.
    """
    projects = Project.objects.filter(pk=number)
    while named := projects.prefetch_related(*_named()).first():
        tags = tags_of(named)
        stood = counters().read(slots_of(tags))
        for project in with_page_parts(projects):
            # Otherwise it names something else by now, whose counter was not read.
            if tags_of(project) == tags:
                return project, tags, stamp_of(project, stood)
    return None


def tags_of(project) -> list[str]:
    """Everything that the page of a project names and that says by a tag of its own when it changes.

    `project` comes with `_named`.
    """
    organizations = {row.organization.slug for row in project.participations.all() if row.organization}
    corridors = {corridor.pk for corridor in project.corridors.all()}
    paths = [row.territory.path() for row in project.places.all() if row.territory]
    territories = {lies_in.pk for path in paths for lies_in in path if not lies_in.is_country}
    return [
        "vocabulary",
        places.TAG,
        *(f"organization-{slug}" for slug in sorted(organizations)),
        *(f"corridor:{pk}" for pk in sorted(corridors)),
        *(f"territory:{pk}" for pk in sorted(territories)),
    ]


def _named() -> tuple[Prefetch, ...]:
    """The rows of a project that name what says by itself when it changes."""
    path, own = "territory__parent__parent__parent", [f"territory__{name}" for name in OWN_PAGE]
    return (
        Prefetch("participations", queryset=Participation.objects.select_related("organization")),
        Prefetch("corridors", queryset=Corridor.objects.listed().select_related("origin", "destination")),
        Prefetch("places", queryset=ProjectPlace.objects.select_related(path).defer(*own, *above("territory__"))),
    )


def stamp_of(project, stood: tuple[int, ...]) -> str:
    """How everything stands that a written page rests on: the same stamp means that nothing changed.

    `stood` are the counters of its tags.
    """
    today = timezone.localdate()
    runs_on = project.end_on is None or project.end_on >= today
    stands = (
        EDITION,
        project.version,
        project.updated_at.timestamp(),
        stood,
        runs_on and today,
    )
    return blake2s(repr(stands).encode(), digest_size=16).hexdigest()


def with_page_parts(projects: QuerySet[Project]) -> list[Project]:
    """These projects with every row that their pages read, in a fixed number of statements."""
    results = Result.objects.prefetch_related(
        Prefetch("indicators", queryset=Indicator.objects.all()),
        Prefetch("indicators__periods", queryset=Period.objects.prefetch_related("values")),
    )
    return list(
        projects.prefetch_related(
            "dates",
            "sources",
            *_named(),
            "budgets",
            "transactions",
            "documents",
            Prefetch("results", queryset=results),
        )
    )


def page_of(project, language: str) -> dict:
    """The context of the sheet. `project` comes from `with_page_parts`."""
    languages.versions_for([project], ["title", "summary"], language)
    here, there = partners_at(project, End.HERE), partners_at(project, End.THERE)
    sides = {row.pk for row in [*here, *there]}
    return {
        "project": project,
        "title": languages.best(project, "title"),
        "summary": languages.best(project, "summary"),
        "lead": _lead(languages.best(project, "summary")),
        "span": _span(project, here, there, language),
        "facts": _facts(project, language),
        "here": _partners(here),
        "there": _partners(there),
        "elsewhere": _partners([row for row in project.participations.all() if row.pk not in sides]),
        "countries": _countries(project.countries, language),
        "partner_countries": _countries(project.partner_countries, language),
        "places": _places(project, language),
        "more_places": max(0, len(project.places.all()) - SHOWN),
        "themes": [(code, vocabulary.name("theme", code)) for code in project.themes],
        "theme_basis": Basis(project.theme_basis).label if project.theme_basis else "",
        "sdg": [(code, vocabulary.name("sdg_target" if "." in code else "sdg_goal", code)) for code in project.sdg],
        "gcm": [(code, vocabulary.name("gcm_objective", code)) for code in project.gcm],
        "tag_basis": Basis(project.tag_basis).label if project.tag_basis else "",
        "stages": _stages(project),
        "money": money_of(project, shown=SHOWN),
        "results": _results(project, language),
        "documents": _documents(project, language),
        "sources": [
            {"address": row.address, "title": row.title or _host(row.address), "read_on": row.read_on}
            for row in project.sources.all()
        ],
        "corridors": list(project.corridors.all()),
    }


def _host(address: str) -> str:
    """Who keeps a page, as its address says; the address itself where it says nothing, or is none."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def _lead(summary) -> str:
    """The first sentences of a long summary; empty when the whole of it is short enough to open the page."""
    if summary is None or len(summary.text) <= LEAD:
        return ""
    text = " ".join(summary.text.split())
    ends = [match.end() for match in re.finditer(r"[.!?؟。](?=\s)", text[: LEAD + 1])]
    return text[: ends[-1]] if ends and ends[-1] > LEAD // 3 else teaser(text, LEAD)


def _countries(codes: Iterable[str], language: str) -> list[dict]:
    """Names of countries with the slugs of their pages."""
    known = places.countries()
    found = []
    for code in codes:
        country = known.get(code)
        name = country.name_in(language) if country else vocabulary.name("country", code)
        found.append({"code": code, "name": name, "slug": country.slug if country and country.is_listed else ""})
    return found


def _span(project, here, there, language) -> dict:
    """Both ends by name: a partner with its country where there is one, else the countries, else nothing."""
    names = [
        _end_name(rows, codes, language)
        for rows, codes in ((here, project.countries), (there, project.partner_countries))
    ]
    return {
        "origin": names[0],
        "destination": names[1] or _("the other end is not known"),
        "level": 1 if names[1] else 0,
    }


def _end_name(rows, codes, language):
    country = _(", ").join(row["name"] for row in _countries(codes[:2], language))
    named = next((row for row in rows if row.name), None)
    if named is None:
        return country
    short = (named.organization.acronym if named.organization else "") or named.name
    name = format_html('<bdi lang="{}">{}</bdi>', named.language or "und", short)
    return format_html(_("{name}, {country}"), name=name, country=country) if country else name


def _facts(project, language) -> list[Line]:
    """The column "at a glance". What nobody stated has no value, and the page says that it is not known."""
    facts = [
        Line(_("When"), time_of(project)),
        Line(_("Where"), links=_countries(project.countries, language)),
        Line(_("Other end"), links=_countries(project.partner_countries, language)),
        Line(
            _("Budget"),
            amounts.money(project.budget_amount, project.budget_currency),
            note={
                "budgets": _("the sum of the published budgets"),
                "commitments": _("the sum of the published commitments"),
            }.get(project.budget_note.get("from"), ""),
        ),
        Line(_("Status"), vocabulary.name("ActivityStatus", project.status) if project.status else ""),
    ]
    if programme_name(project):
        facts.insert(3, Line(_("Programme"), str(programme_name(project)), note=project.code))
    if project.origin == Origin.IATI:
        facts.append(Line(_("Publisher"), project.publisher_name or project.publisher_ref))
    return facts


def _partners(rows) -> list[dict]:
    """Partners with their role in words, each once per end."""
    found: dict = {}
    for row in rows:
        key = row.organization_id or row.name or row.ref
        role = vocabulary.name("OrganisationRole", row.role) if row.role else ""
        known = found.setdefault(key, {"row": row, "roles": []})
        if role and role not in known["roles"]:
            known["roles"].append(role)
    return list(found.values())


def _places(project, language) -> list[dict]:
    """The places, each with what it lies in: by the reader's name where there is one, else as the sources name them.

    Where a source is more precise than our territories ("Kouba (Algiers)"), its name stays and the territory follows.
    """
    found = []
    for row in list(project.places.all())[:SHOWN]:
        name, path = row.name, row.territory.path_names(language) if row.territory else []
        if path and any(fold(name) in fold(known) for known in row.territory.names_by_language().values()):
            name, path = row.territory.names.get(language) or name or path[-1], path[:-1]
        found.append({"row": row, "name": name, "path": _(", ").join(reversed(path)), "point": point_of(row)})
    return found


def _stages(project) -> list[dict]:
    """The dates in their order, past ones done; a single one that stands at a glance says nothing more."""
    today, dates = timezone.localdate(), project.dates.all()
    if {row.on for row in dates} in ({project.start_on}, {project.end_on}):
        return []
    return [
        {
            "state": "done" if row.on <= today else "next",
            "title": times.on(row.on, precision=row.precision),
            "note": DateKind(row.kind).label,
        }
        for row in dates
    ]


def _results(project, language) -> dict:
    """Indicators with their newest target and actual: those with two numbers are drawn, the others told."""
    drawn, told, total = [], [], 0
    for result in project.results.all():
        for indicator in result.indicators.all():
            total += 1
            if total > SHOWN:
                continue
            row = {"title": said(indicator.title or result.title, language), **_last_values(indicator)}
            numbers = [value is not None and value.number is not None for value in (row["target"], row["actual"])]
            (drawn if all(numbers) else told).append(row)
    return {"drawn": drawn, "told": told, "more": max(0, total - SHOWN)}


def _last_values(indicator) -> dict:
    """The newest target and actual of an indicator; numbers where they are numbers."""
    target = actual = None
    for period in sorted(indicator.periods.all(), key=lambda row: (row.end_on is not None, row.end_on, row.pk)):
        for value in period.values.all():
            if value.dimensions or not value.value:
                continue
            if value.kind == ValueKind.TARGET:
                target = value
            else:
                actual = value
    percent = "%" if indicator.measure == "2" else ""
    return {"target": target, "actual": actual, "percent": percent}


def _documents(project, language) -> list[dict]:
    """Links that the publisher gives; an address that is none is shown as text."""
    found = []
    for row in list(project.documents.all())[:SHOWN]:
        is_link = row.address.lower().startswith(("http://", "https://"))
        kinds = vocabulary.names("DocumentCategory", row.categories[:3])
        found.append({"row": row, "title": said(row.title, language), "is_link": is_link, "kinds": ", ".join(kinds)})
    return found


def said(texts: list[dict], language: str) -> str:
    """The narrative for a reader, in an element that says its language; empty when there is none."""
    if not texts:
        return ""
    best = next((text for text in texts if text.get("language") == language), texts[0])
    given = best.get("language") or "und"
    return format_html('<span lang="{}" dir="{}">{}</span>', given, direction(given), best["text"])
