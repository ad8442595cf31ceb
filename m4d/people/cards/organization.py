"""How an organization looks in lists, search, feeds, the API and exports."""

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.catalogue import actions as catalogue
from m4d.catalogue.choices import Audience as Side
from m4d.core.pages.memory import Memory
from m4d.core.text import direction, fold
from m4d.languages import actions as languages
from m4d.languages import queries as texts
from m4d.languages.choices import Form
from m4d.vocabulary import queries as vocabulary

from .. import actions, queries
from ..models import Organization
from .person import THEMES_IN_A_ROW, notes_of_place, row_html

NAMES_KEPT = 5_000
_names = Memory("catalogue:organization", most=NAMES_KEPT)


def describe_organization(organization) -> list[catalogue.Description]:
    """One card for everybody, none while a moderator has hidden it."""
    if organization.is_hidden:
        return []
    place = organization.territory
    about = texts.every_language([organization], ["about"])[organization.pk]["about"]
    return [
        catalogue.Description(
            audience=Side.EVERYBODY,
            path=f"organizations/{organization.slug}/",
            language=organization.name_language or organization.language,
            titles={organization.name_language or organization.language: organization.name},
            summaries=about,
            title_is_name=True,
            bodies={organization.language: organization.acronym} if organization.acronym else {},
            also=place.names_by_language() if place is not None else {},
            notes=notes_of_place(place, organization.country),
            facets={
                "theme": organization.themes,
                "country": [organization.country] if organization.country else [],
                "territory": place.facet_codes() if place is not None else [],
                "stakeholder": organization.kinds,
                "language": organization.languages,
                "level": [organization.level] if organization.level else [],
            },
            sort=fold(organization.name),
            date=organization.created_at.date(),
            point=place.point if place is not None else None,
            data=organization_row(organization),
        )
    ]


def organization_row(organization) -> dict:
    """The line of the dataset for the API, CSV and XLSX."""
    place = organization.territory
    return {
        "identifier": organization.identifier,
        "name": organization.name,
        "acronym": organization.acronym,
        "kinds": organization.kinds,
        "country": organization.country,
        "place": place.name if place is not None else "",
        "level": organization.level,
        "themes": organization.themes,
        "languages": organization.languages,
        "website": organization.website,
        "verified": organization.is_verified,
        "source": organization.source_url,
    }


def organization_row_html(shown: dict) -> str:
    """The row of the directory, written as a string like that of a person."""
    organization, language = shown["thing"], shown["title_language"]
    name = (
        f'<a href="{escape(shown["href"])}" lang="{escape(language)}" dir="{direction(language)}">'
        f"{escape(shown['title'])}</a>"
    )
    comma = queries.comma(shown["language"])
    verified = f'<span class="tag done">{escape(_("Verified"))}</span>' if organization.is_verified else ""
    themes = vocabulary.names("theme", organization.themes[:THEMES_IN_A_ROW])
    cells = [
        escape(comma.join(vocabulary.names("stakeholder_type", organization.kinds))),
        escape(comma.join(shown["notes"])),
        escape(comma.join(themes)),
        verified,
    ]
    labels = (_("Kind"), _("Place"), _("Works on"), _("Verification"))
    return row_html(name, [escape(label) for label in labels], cells)


ORGANIZATION = catalogue.register(
    catalogue.Kind(
        code="organization",
        model=Organization,
        describe=describe_organization,
        things=queries.organizations_for_cards,
        list_path="organizations/",
        label=gettext_lazy("Organization"),
        plural=gettext_lazy("Organizations"),
        columns=[
            "identifier", "name", "acronym", "kinds", "country", "place", "level", "themes", "languages", "website",
            "verified", "source",
        ],
        schema_org="Organization",
        row_template=organization_row_html,
        icon="organization",
        is_completed=True,
        of_country=0.6,
        scope="people",
        facets=("theme", "country", "stakeholder", "language", "level"),
    )
)  # fmt: skip


def organization_names(slugs, language) -> dict[str, str]:
    """Names of organizations for the facet of the same name; kept in memory until one changes."""
    known = _names.now()
    missing = [slug for slug in slugs if slug not in known]
    if missing:
        found = dict(Organization.objects.shown().filter(slug__in=missing).values_list("slug", "name"))
        known.update({slug: found.get(slug, slug) for slug in missing})
    return {slug: known[slug] for slug in slugs}


catalogue.register_facet(
    catalogue.Facet(
        code="organization",
        label=gettext_lazy("Organization"),
        names=organization_names,
        rests_on=("catalogue:organization",),
    )
)

languages.register(
    Organization,
    fields={"about": Form.PLAIN},
    is_public=lambda organization: not organization.is_hidden,
    authors=lambda organization: [person.pk for person in queries.admins_of(organization)],
    changed=actions.renew_organization_cards,
    labels={"about": gettext_lazy("About the organization")},
)
