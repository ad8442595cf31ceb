"""How a person looks in lists, search, feeds, the API and exports.

A profile has one card for visitors with its public fields and one for members with its members' fields. What is open
to "my groups" only, and every way to contact somebody, is on no card at all: so nothing that is read from cards can
leak it, neither a count nor a completion nor an export.
"""

from dataclasses import dataclass
from functools import cache
from html import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.catalogue import actions as catalogue
from m4d.catalogue.choices import Audience as Side
from m4d.catalogue.queries import written_in
from m4d.core.text import direction, fold
from m4d.vocabulary import queries as vocabulary

from .. import policies, queries
from ..choices import CONTACT, Audience
from ..models import Profile

LANGUAGES = [code for code, _name in settings.LANGUAGES]
THEMES_IN_A_ROW = 3


@dataclass(frozen=True)
class PersonDescription(catalogue.Description):
    """A description with what this side may see of the person, for the row of the list."""

    seen: queries.Seen | None = None


def describe_person(profile) -> list[catalogue.Description]:
    """The visitors' card and the members' card, or one for both where they are the same, or none."""
    if profile.is_hidden or not profile.is_complete or profile.person.is_erased:
        return []
    public = queries.seen(profile, policies.fields_open_to(profile, Audience.PUBLIC) - CONTACT)
    members = queries.seen(profile, policies.fields_open_to(profile, Audience.MEMBERS) - CONTACT)
    if public.fields == members.fields:
        sides = [(Side.EVERYBODY, public)]
    else:
        sides = [(Side.VISITORS, public), (Side.MEMBERS, members)]
    return [_person_card(profile, side, seen) for side, seen in sides if not seen.is_empty]


def _person_card(profile, side, seen) -> PersonDescription:
    place = seen.territory
    return PersonDescription(
        audience=side,
        path=f"people/{seen.slug}/",
        language=seen.language,
        titles=_titles(seen),
        summaries={seen.language: seen.headline} if seen.name and seen.headline else {},
        title_is_name=bool(seen.name),
        bodies={seen.language: " ".join([seen.bio, *(row.name for row in seen.organizations)]).strip()},
        also=place.names_by_language() if place is not None else {},
        notes=notes_of_place(place, seen.country),
        facets={
            "theme": seen.themes,
            "country": [seen.country] if seen.country else [],
            "territory": place.facet_codes() if place is not None else [],
            "stakeholder": [seen.stakeholder_type] if seen.stakeholder_type else [],
            "language": seen.languages,
            "level": [seen.level] if seen.level else [],
            "corridor": [corridor.slug for corridor in seen.corridors],
            "organization": [row.slug for row in seen.organizations],
        },
        sort=fold(seen.title),
        date=profile.completed_at.date(),
        point=place.point if place is not None else None,
        data=person_row(seen),
        seen=seen,
    )


def person_row(seen) -> dict:
    """The line of the dataset for the API, CSV and XLSX."""
    return {
        "name": seen.name,
        "role": seen.headline,
        "organizations": [row.name for row in seen.organizations],
        "country": seen.country,
        "place": seen.territory.name if seen.territory is not None else "",
        "themes": seen.themes,
        "languages": seen.languages,
        "stakeholder_type": seen.stakeholder_type,
        "level": seen.level,
        "corridor_end": seen.corridor_end,
        "corridors": [corridor.slug for corridor in seen.corridors],
    }


def _titles(seen) -> dict[str, str]:
    if seen.name or seen.headline:
        return {seen.language: seen.title}
    titles = {}
    for language in LANGUAGES:
        with translation.override(language):
            titles[language] = seen.title
    return titles


def notes_of_place(territory, country) -> dict[str, list[str]]:
    """The place in each interface language, as the short facts under a title."""
    if territory is None and not country:
        return {}
    return {language: [queries.place_name(territory, country, language)] for language in LANGUAGES}


def person_row_html(shown: dict) -> str:
    """The row of the directory. Members are many, so it is written as a string; every value is escaped here."""
    seen, language = shown["description"].seen, shown["title_language"]
    name = (
        f'<a href="{escape(shown["href"])}" lang="{escape(language)}" dir="{direction(language)}">'
        f"{escape(shown['title'])}</a>"
    )
    below = ""
    if seen.name and seen.headline:
        below = f'<span lang="{escape(seen.language)}" dir="{seen.direction}">{escape(seen.headline)}</span> '
    if seen.headline:
        below += written_in([seen.language], shown["language"])
    if below:
        name += f'<span class="meta">{below.strip()}</span>'
    comma = queries.comma(shown["language"])
    names = comma.join([f"<bdi>{escape(row.name)}</bdi>" for row in seen.organizations])
    cells = [
        f"<span>{names}</span>" if names else "",
        escape(comma.join(shown["notes"])),
        escape(comma.join(vocabulary.names("theme", seen.themes[:THEMES_IN_A_ROW], shown["language"]))),
        escape(comma.join(vocabulary.names("language", seen.languages, shown["language"]))),
    ]
    return row_html(name, _labels(shown["language"]), cells)


@cache
def _labels(language: str) -> list[str]:
    """The headings of the cells on narrow screens, where each cell names itself."""
    with translation.override(language):
        return [escape(label) for label in (_("With"), _("Place"), _("Knows about"), _("Speaks"))]


def row_html(first: str, labels: list[str], cells: list[str]) -> str:
    """A row of a roster from HTML that is safe already: its heading, then labelled cells."""
    rest = "".join(
        [f'<td role="cell" data-label="{label}">{value}</td>' for label, value in zip(labels, cells, strict=True)]
    )
    return f'<tr role="row"><th role="rowheader" scope="row">{first}</th>{rest}</tr>'


PERSON = catalogue.register(
    catalogue.Kind(
        code="person",
        model=Profile,
        describe=describe_person,
        things=queries.profiles_for_cards,
        list_path="people/",
        label=gettext_lazy("Person"),
        plural=gettext_lazy("People"),
        columns=[
            "name", "role", "organizations", "country", "place", "themes", "languages", "stakeholder_type", "level",
            "corridor_end", "corridors",
        ],
        schema_org="Person",
        row_template=person_row_html,
        icon="person",
        scope="people",
        facets=("theme", "country", "stakeholder", "language", "corridor", "level"),
    )
)  # fmt: skip
