"""How projects look in lists, search, feeds, the API and exports, and which of their texts people may translate."""

import re
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from m4d.catalogue import actions as catalogue
from m4d.catalogue.choices import Audience, Order, Scope
from m4d.core import pages
from m4d.core.text import fold, teaser
from m4d.languages import actions as languages
from m4d.languages.choices import Form

from . import actions, queries
from .choices import PHASES, programme_name
from .models import Project

#: Longest summary in a list, in characters; the page has the whole one.
SUMMARY = 240
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def describe(project) -> list[catalogue.Description]:
    """One card for everybody, none while the project is not listed."""
    if not project.is_listed:
        return []
    project = queries.ready_for_card(project)
    texts = project.texts_in_every_language
    places = list(project.places.all())
    point = next((point for place in places if (point := queries.point_of(place))), None)
    partners = [row for row in project.participations.all() if row.name]
    countries = [*project.countries, *project.partner_countries]
    return [
        catalogue.Description(
            audience=Audience.EVERYBODY,
            path=project.catalogue_path,
            language=project.language,
            titles=texts["title"],
            summaries={code: teaser(text, SUMMARY) for code, text in texts["summary"].items()},
            bodies={code: text for code, text in texts["summary"].items() if len(text) > SUMMARY},
            also=_names(project, partners, places),
            notes=_notes(project),
            facets={
                "theme": project.themes,
                "country": list(dict.fromkeys(countries)),
                "territory": [territory.slug for territory in _territories(places)],
                "organization": list(
                    dict.fromkeys(row.organization.slug for row in partners if row.organization is not None)
                ),
                "corridor": [corridor.slug for corridor in project.corridors.all()],
                "sdg": project.sdg,
                "gcm": project.gcm,
                "language": list(texts["title"]),
                "phase": [f"{project.programme}-{project.phase}".lower()] if project.phase else [],
                "year": _years(project),
            },
            sort=re.sub(r"^\W+", "", fold(project.title)),
            date=project.start_on,
            point=point,
            data=dataset_row(project, partners, places),
        )
    ]


def _names(project, partners, places) -> dict[str, str]:
    """More words to find the project by, which are no text: partners and places as the sources name them, and in every
    language the names of their territories and of the ends of their corridors."""
    named = {project.language: [row.name for row in partners] + [place.name for place in places]}
    ends = (end for corridor in project.corridors.all() for end in (corridor.origin, corridor.destination))
    for territory in [*_territories(places), *(end for end in ends if end.is_listed)]:
        for language, name in territory.names_by_language().items():
            named.setdefault(language, []).append(name)
    return {language: "\n".join(dict.fromkeys(names)) for language, names in named.items()}


def _territories(places) -> list:
    """The territories of the places and the ones directly above them."""
    found = {}
    for place in places:
        if place.territory:
            found[place.territory.slug] = place.territory
            above = place.territory.parent
            if above and above.parent_id:
                found[above.slug] = above
    return list(found.values())


def _years(project) -> list[str]:
    """Every year the project ran, as far as both ends of its time are known; at most fifteen."""
    if project.start_on is None:
        return [str(project.end_on.year)] if project.end_on else []
    last = project.end_on.year if project.end_on else project.start_on.year
    return [str(year) for year in range(project.start_on.year, last + 1)][:15]


def _notes(project) -> dict[str, list[str]]:
    """The short line under a title: where, when, in which programme; in each interface language."""
    notes = {}
    for language in LANGUAGES:
        with translation.override(language):
            line = [
                queries.span_of_countries(project),
                queries.years_element(project),
                str(programme_name(project, short=True)),
            ]
        notes[language] = [note for note in line if note]
    return notes


def dataset_row(project, partners, places) -> dict:
    """The line of the dataset: unknown is empty, codes are codes."""
    return {
        "identifier": project.identifier,
        "title": project.title,
        "title_is_ours": project.title_is_ours,
        "language": project.language,
        "programme": project.programme,
        "phase": project.phase,
        "status": project.status,
        "countries": project.countries,
        "partner_countries": project.partner_countries,
        "partners": [row.name for row in partners],
        "places": [place.name for place in places],
        "themes": project.themes,
        "theme_basis": project.theme_basis,
        "sdg": project.sdg,
        "gcm": project.gcm,
        "tag_basis": project.tag_basis,
        "start": _partial(project.start_on, project.start_precision),
        "end": _partial(project.end_on, project.end_precision),
        "budget": _plain_amount(project.budget_amount),
        "currency": project.budget_currency,
        "publisher": project.publisher_name,
        "iati_identifier": project.iati_identifier,
        "sources": [source.address for source in project.sources.all()],
    }


def _plain_amount(amount) -> str:
    """An amount as digits, without decimals where it has none."""
    if amount is None:
        return ""
    return str(
        amount.to_integral_value() if amount == amount.to_integral_value() else amount.quantize(Decimal("0.01"))
    )


def _partial(day, precision) -> str:
    """A date as precise as it is known: 2014-04-15, 2014-04 or 2014."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] if day else ""


def _phase_names(codes: list[str], language: str) -> dict[str, str]:
    with translation.override(language):
        return {code: str(PHASES.get(code, code)) for code in codes}


catalogue.register_facet(
    catalogue.Facet(code="phase", label=pgettext_lazy("part of a programme", "Phase"), names=_phase_names)
)
catalogue.register(
    catalogue.Kind(
        code="project",
        model=Project,
        describe=describe,
        things=Project.objects.listed,
        ready=queries.ready_for_cards,
        list_path="projects/",
        label=_("Project"),
        plural=_("Projects"),
        columns={
            "identifier": _("Identifier"),
            "title": _("Title"),
            "title_is_ours": _("Title is ours"),
            "language": _("Language"),
            "programme": _("Programme"),
            "phase": pgettext_lazy("part of a programme", "Phase"),
            "status": _("Status"),
            "countries": _("Countries"),
            "partner_countries": _("Countries at the other end"),
            "partners": _("Partners"),
            "places": _("Places"),
            "themes": _("Themes"),
            "theme_basis": _("Basis of the themes"),
            "sdg": _("Sustainable Development Goals"),
            "gcm": _("Objectives of the Global Compact for Migration"),
            "tag_basis": _("Basis of goals and objectives"),
            "start": _("Start"),
            "end": _("End"),
            "budget": _("Budget"),
            "currency": _("Currency"),
            "publisher": _("Publisher"),
            "iati_identifier": _("IATI identifier"),
            "sources": _("Sources"),
        },
        schema_org="Project",
        icon="flag",
        scope=Scope.PROJECTS,
        order=Order.NAME,
        by_title=True,
        is_completed=True,
        of_country=0.8,
        orders={Order.NAME: _("By title"), Order.NEWEST: _("Latest start first")},
        facets=("theme", "country", "phase", "corridor", "sdg", "gcm", "year", "language"),
    )
)


def _changed(project) -> None:
    """A translation changed: the card and the page follow."""
    project = Project.objects.get(pk=project.pk)
    project.sheets.all().delete()
    actions.ask_for_sheets([project])
    pages.touch(f"project-{project.slug}")
    catalogue.put(project)


languages.register(
    Project,
    fields={"title": Form.LINE, "summary": Form.PLAIN},
    is_public=lambda project: project.is_listed,
    authors=lambda project: [project.corrected_by_id] if project.corrected_by_id else [],
    changed=_changed,
    tags=("projects",),
    labels={"title": _("Title"), "summary": _("Summary")},
)
