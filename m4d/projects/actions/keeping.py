"""Writes what was read of one activity into rows: the same reading always leaves the same rows."""

import re
import textwrap
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from m4d.core.slugs import save_new
from m4d.core.text import fold
from m4d.languages import queries as languages
from m4d.languages.choices import Provenance
from m4d.languages.models import Version, digest_of, form_of
from m4d.vocabulary import queries as vocabulary

from .. import queries
from ..choices import ENDS, STARTS, Basis, End, Origin, Outcome, Problem
from ..models import (
    DETAILS,
    Baseline,
    Budget,
    Indicator,
    Participation,
    Period,
    PeriodValue,
    Project,
    ProjectDate,
    ProjectPlace,
    Recipient,
    Result,
    Sector,
    Source,
    Tag,
    Transaction,
)
from .memory import Memory, country_of

#: Addresses below projects/ that are pages of their own.
RESERVED_SLUGS = {"imports"}

CREATED, UPDATED, SAME, SKIPPED = "created", "updated", "same", "skipped"

#: Sector codes (OECD DAC) that say something about the themes of the network.
_THEMES_OF_SECTORS = {
    "24050": "remittances",
    "15190": "local-governance",
    "15112": "local-governance",
    "43030": "local-governance",
    "13096": "data",
    "16010": "social-protection",
    "15170": "gender",
    "15180": "gender",
}
_COMMITTED = ("2", "11")
#: What makes a kept version another one.
_OF_A_VERSION = ("text", "source_digest", "provenance")


def keep(readings, memory: Memory, *, at=None) -> list[tuple[str, Project | None]]:
    """Create, update or leave alone the project of each activity; says which, with the project when rows changed.

    All of them are read and written together, so that a batch costs little more than one activity.
    """
    at = at or timezone.now()
    identifiers = [reading.identifier for reading in readings]
    standing = {row.iati_identifier: row for row in Project.objects.filter(iati_identifier__in=identifiers)}
    chosen = chosen_partners(standing.values())
    answers, changed = [], []
    for reading in readings:
        project = standing.get(reading.identifier)
        objection = project and _objection(project, reading)
        if objection:
            reading.report_activity(objection, Outcome.SKIPPED_ACTIVITY)
            answers.append((SKIPPED, None))
        elif project is not None and project.content_hash == reading.fields["content_hash"]:
            answers.append((SAME, None))
        else:
            decided = chosen.get(project.pk, {}) if project else {}
            answers.append((CREATED if project is None else UPDATED, _save(project, reading, memory, decided, at)))
            changed.append((answers[-1][1], reading, project is None))
    _write_rows(changed)
    put_on_corridors([project for project, _reading, _is_new in changed])
    _write_versions([(project, reading.versions) for project, reading, _is_new in changed], at)
    return answers


def chosen_partners(projects) -> dict[int, dict]:
    """Which organization a person said that a partner is: {project: {(identifier, name): organization or None}}."""
    rows = Participation.objects.filter(project__in=[project.pk for project in projects], is_chosen=True)
    chosen: dict = {}
    for row in rows.select_related("organization"):
        chosen.setdefault(row.project_id, {})[row.ref, row.name] = row.organization
    return chosen


def put_on_corridors(projects) -> None:
    """Put published projects with a theme of ours on the open corridors between their two ends, and on no other."""
    found = queries.corridors_for([project for project in projects if project.themes])
    for project in projects:
        corridors = found.get(project.pk, [])
        # One that was just made stands on none yet.
        if corridors or project.version > 1:
            project.corridors.set(corridors)


def _save(project, reading, memory, decided, at) -> Project:
    """The project itself."""
    is_new = project is None
    if is_new:
        project = Project(identifier=reading.identifier, iati_identifier=reading.identifier, origin=Origin.IATI)
        project.created_at = at
    _fill(project, reading, memory, decided, at)
    if is_new:
        insert_project(project, project.title)
    else:
        project.save()
    return project


def _objection(project, reading):
    """Why the activity may not replace what is kept, or None."""
    publisher = reading.fields.get("publisher_ref", "")
    if project.publisher_ref and publisher and fold(project.publisher_ref) != fold(publisher):
        return Problem.OTHER_PUBLISHER
    published_at = reading.fields.get("published_at")
    if project.published_at and published_at and published_at < project.published_at:
        return Problem.OLDER
    return None


def _fill(project, reading, memory, decided, at):
    """Columns of the project: the published ones, those that follow from its rows, and none that people corrected."""
    values = {
        **reading.fields,
        **_countries(reading, memory, decided),
        **_themes(reading),
        **_span(reading),
        **_budget(reading),
    }
    values["other"] = reading.other
    for name, value in values.items():
        if name not in project.corrected:
            setattr(project, name, value)
    project.updated_at = at
    project.version += 0 if project.pk is None else 1


def insert_project(project: Project, title: str) -> None:
    """Save a new project at an address of whole words of its title, without what stands in brackets at the end."""
    words = textwrap.shorten(re.sub(r"\s*\([^()]*\)$", "", title), 60, placeholder="") or title
    save_new(project, words, fallback="project", reserved=RESERVED_SLUGS)


def _countries(reading, memory, decided):
    """Where the project works, and which countries stand at the other end; partners and places learn their end.

    `decided` holds the partners of which a person said which organization they are: nobody asks again.
    """
    here = [row.code for row in reading.details if isinstance(row, Recipient) and row.kind == "country"]
    for row in reading.details:
        if isinstance(row, Transaction):
            here += [part.get("attributes", {}).get("code", "") for part in row.recipients if "country" in part["tag"]]
    here = [code for code in dict.fromkeys(here) if vocabulary.has("country", code)]
    for row in reading.participations:
        row.country = country_of(row.ref)
        row.is_chosen = (row.ref, row.name) in decided
        if row.is_chosen:
            row.organization = decided[row.ref, row.name]
        else:
            row.organization = memory.organization(row, reading, here)
    for row in reading.places:
        row.country = here[0] if len(here) == 1 else ""
        row.territory = memory.territory(row.name, row.country)
    return {"countries": here, "partner_countries": place_partners(reading.participations, here)}


def place_partners(participations, here) -> list[str]:
    """Give each partner its country and its end; the countries of those at the other end."""
    there = []
    for row in participations:
        row.country = country_of(row.ref) or (row.organization.country if row.organization else "")
        row.end = (End.HERE if row.country in here else End.THERE) if row.country else ""
        if row.end == End.THERE:
            there.append(row.country)
    return list(dict.fromkeys(there))


def _themes(reading):
    """Themes that follow from the sectors, and the goals, targets and objectives the publisher tagged."""
    sectors = [row for row in reading.details if isinstance(row, Sector)]
    tags = [row for row in reading.details if isinstance(row, Tag)]
    themes = [
        _THEMES_OF_SECTORS[row.code] for row in sectors if row.vocabulary == "1" and row.code in _THEMES_OF_SECTORS
    ]
    sdg = [row.code for row in tags if row.vocabulary in ("2", "3")]
    sdg += [row.code for row in sectors if row.vocabulary in ("7", "8")]
    sdg = [code for code in sdg if vocabulary.has("sdg_goal", code) or vocabulary.has("sdg_target", code)]
    gcm = [row.code for row in tags if row.vocabulary == "99" and "gcm" in row.vocabulary_uri.lower()]
    gcm = [code for code in gcm if vocabulary.has("gcm_objective", code)]
    return {
        "themes": list(dict.fromkeys(themes)),
        "theme_basis": Basis.FROM_SECTORS if themes else "",
        "sdg": list(dict.fromkeys(sdg)),
        "gcm": list(dict.fromkeys(gcm)),
        "tag_basis": Basis.PUBLISHED if sdg or gcm else "",
    }


def span_of(dates) -> dict:
    """The best known start and end with their precision, as columns of the project."""
    values = {}
    for name, kinds in (("start", STARTS), ("end", ENDS)):
        best = min((row for row in dates if row.kind in kinds), key=lambda row: kinds.index(row.kind), default=None)
        values[f"{name}_on"] = best.on if best else None
        values[f"{name}_precision"] = best.precision if best else ""
    return values


def _span(reading):
    return span_of(reading.dates)


def _budget(reading):
    """The sum of the published budgets, the revised one of a period before the original; else of the commitments.

    Amounts in several currencies are not added: the budget is then not known, and the table shows each.
    """
    periods: dict = {}
    for row in reading.details:
        if isinstance(row, Budget):
            periods.setdefault((row.start_on, row.end_on, row.currency), {}).setdefault(row.kind or "1", []).append(
                row
            )
    chosen = [row for kinds in periods.values() for row in kinds.get("2") or kinds[min(kinds)]]
    source = "budgets"
    if not chosen:
        source = "commitments"
        chosen = [row for row in reading.details if isinstance(row, Transaction) and row.kind in _COMMITTED]
    currencies = {row.currency for row in chosen}
    if len(currencies) != 1:
        return {"budget_amount": None, "budget_currency": "", "budget_note": {}}
    total = sum((row.amount for row in chosen), Decimal(0))
    return {"budget_amount": total, "budget_currency": currencies.pop(), "budget_note": {"from": source}}


def _write_rows(changed):
    """Delete the published rows of these projects and write them anew, in the order of the file."""
    old = [project.pk for project, _reading, is_new in changed if not is_new]
    if old:
        for model in (ProjectDate, Participation, ProjectPlace, Source, *DETAILS):
            model.objects.filter(project__in=old).delete()
    groups: dict = {}
    for project, reading, _is_new in changed:
        rows = (*reading.dates, *reading.participations, *reading.places, *reading.sources, *reading.details)
        for row in rows:
            row.project = project
            groups.setdefault(type(row), []).append(row)
    for model, group in groups.items():
        model.objects.bulk_create(group, batch_size=500)
    _write_results(changed)


def _write_results(changed):
    """Four levels, one insert per level whatever their number."""
    results, indicators, baselines, periods, values = [], [], [], [], []
    for project, reading, _is_new in changed:
        for result, parts in reading.results:
            result.project = project
            results.append(result)
            for indicator, its_baselines, its_periods in parts:
                indicator.result = result
                indicators.append(indicator)
                baselines += its_baselines
                for baseline in its_baselines:
                    baseline.indicator = indicator
                for period, its_values in its_periods:
                    period.indicator = indicator
                    periods.append(period)
                    values += its_values
                    for value in its_values:
                        value.period = period
    levels = (
        (Result, results),
        (Indicator, indicators),
        (Baseline, baselines),
        (Period, periods),
        (PeriodValue, values),
    )
    for model, group in levels:
        model.objects.bulk_create(group, batch_size=500)


def _write_versions(pairs, at, made=Provenance.HUMAN):
    """Titles and summaries that come in further languages, `made` by whom; what people wrote here stays.

    A translation that the publisher dropped stays too: its label says that it is out of date.
    """
    kind = ContentType.objects.get_for_model(Project)
    rows = Version.objects.filter(content_type=kind, object_id__in=[project.pk for project, _versions in pairs])
    rows.filter(field="summary", provenance=Provenance.ORIGINAL, by=None).delete()
    kept = {(row.object_id, row.field, row.language): row for row in rows}
    fresh = []
    for project, versions in pairs:
        for (field, language), (text, provenance) in _wanted(project, versions, made).items():
            standing = kept.get((project.pk, field, language))
            if field in project.corrected or (standing and (standing.by_id or standing.corrected_at)):
                continue
            version = _version(project, kind, field, language, text, provenance, at)
            if standing is None:
                fresh.append(version)
            elif any(getattr(standing, name) != getattr(version, name) for name in _OF_A_VERSION):
                version.pk = standing.pk
                version.save()
    Version.objects.bulk_create(fresh, batch_size=500)


def _wanted(project, versions, made) -> dict:
    """The texts beside the two that stand in the project's own columns: {(field, language): (text, provenance)}."""
    wanted = {
        (field, language[:12]): (text, made)
        for field in ("title", "summary")
        for language, text in versions.get(field, {}).items()
        if text.strip() and language != project.language
    }
    if versions.get("summary_language") and project.summary:
        wanted["summary", versions["summary_language"][:12]] = (project.summary, Provenance.ORIGINAL)
    return wanted


def _version(project, kind, field, language, text, provenance, at):
    original = getattr(project, field)
    return Version(
        content_type=kind,
        object_id=project.pk,
        field=field,
        language=language[:12],
        provenance=provenance,
        text=text,
        html=languages.html_of(text, form_of(Project, field)),
        digest=digest_of(text),
        source_digest="" if provenance == Provenance.ORIGINAL else digest_of(original),
        made_at=at,
    )


def write_translations(pairs, *, at=None) -> None:
    """Keep texts that were translated for this site: pairs (project, {field: {language: text}})."""
    _write_versions(list(pairs), at or timezone.now(), made=Provenance.SITE)
