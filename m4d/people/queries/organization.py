"""Organizations, their members and their requests for verification."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from m4d.accounts.choices import Role
from m4d.accounts.models import Person
from m4d.core.pages.prepared import Prepared, text_mark
from m4d.places import queries as places
from m4d.vocabulary import queries as vocabulary

from ..choices import Audience, Field, OrganizationPart
from ..models import Affiliation, Organization, Seat, SeatHolding, VerificationRequest
from ..models.organization import sees_hidden
from ..models.profile import PATH_COLUMNS, TERRITORY_COLUMNS
from .seat import seats_of
from .seen import comma, place_name

_MEMBER, _ORGANIZATION, _SLUG = -1, -2, text_mark("slug")


@dataclass(frozen=True)
class Stated:
    """One line of an organization's page as its admins see it; `language` is that of words which people wrote."""

    label: str
    value: str
    language: str = ""
    is_text: bool = False
    """True for what is read rather than called: it has a language that readers must know."""


def organization_parts(organization) -> list[tuple[OrganizationPart, list[Stated]]]:
    """What stands in each part of an organization's page, under the words with which its form asks for it."""
    names, together = vocabulary.names, comma().join
    written = organization.language
    level = [organization.level] if organization.level else []
    parts = {
        OrganizationPart.NAME: [
            Stated(_("Name"), organization.name, organization.name_language or written),
            Stated(_("Short name"), organization.acronym, organization.name_language or written),
            Stated(_("Kind of organization"), together(names("stakeholder_type", organization.kinds))),
            Stated(_("Level"), together(names("level", level))),
        ],
        OrganizationPart.PLACE: [
            Stated(_("Place"), place_name(organization.territory, organization.country)),
            Stated(_("Languages"), together(names("language", organization.languages))),
        ],
        OrganizationPart.ABOUT: [
            Stated(_("About the organization"), organization.about, written, is_text=True),
            Stated(_("Works on"), together(names("theme", organization.themes))),
            Stated(_("Website"), organization.website),
        ],
        OrganizationPart.PICTURE: [
            Stated(_("What the picture shows"), organization.picture_alt, written, is_text=True),
            Stated(_("Who took the picture"), organization.picture_credit),
        ],
    }
    return list(parts.items())


def organizations_for_cards() -> QuerySet:
    """Organizations that belong in the directory, with all that their cards read."""
    columns = [field.attname for field in Organization._meta.concrete_fields]
    territory = [f"territory__{name}" for name in (*TERRITORY_COLUMNS, *PATH_COLUMNS)]
    rows = Organization.objects.shown().select_related("territory__parent__parent__parent")
    return rows.only(*columns, *territory).order_by("pk")


def sheets_of(organizations) -> list[dict]:
    """What pages of organizations show of seats and texts, as plain values, in a fixed number of statements.

    Of a holder there is the number and, only where it is open to everybody, the name.
    """
    organizations = list(organizations)
    texts = places.frozen(organizations, ["about"]) if organizations else {}
    seats: dict[int, list] = {organization.pk: [] for organization in organizations}
    for seat in seats_of(organizations):
        seats[seat.organization_id].append(_plain(seat))
    return [{"texts": texts[row.pk], "seats": seats[row.pk]} for row in organizations]


def _plain(seat) -> dict:
    values = {"pk": seat.pk, "duty": seat.duty, "language": seat.language}
    if seat.now is None:
        return values
    holding = {name: getattr(seat.now, name) for name in ("mandate_from", "mandate_until", "person_id")}
    holding = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in holding.items()}
    profile = getattr(seat.now.person, "profile", None) if seat.now.person is not None else None
    is_public = profile is not None and not profile.is_hidden and profile.audience_of(Field.NAME) == Audience.PUBLIC
    holding |= {"is_verified": seat.now.is_verified, "name": profile.name if is_public else ""}
    return values | {"holding": holding}


def thawed_seats(organization) -> list[Seat]:
    """The seats of an organization's page, without a statement; `.now` is the open holding or None."""
    found = []
    for kept in organization.sheet.get("seats", []):
        seat = Seat(pk=kept["pk"], duty=kept["duty"], language=kept["language"], organization=organization)
        seat.now = None
        if "holding" in kept:
            held = kept["holding"]
            until = held["mandate_until"]
            seat.now = SeatHolding(
                seat=seat,
                person_id=held["person_id"],
                mandate_from=date.fromisoformat(held["mandate_from"]),
                mandate_until=date.fromisoformat(until) if until else None,
                verified_at=organization.changed_at if held["is_verified"] else None,
            )
            seat.now.public_name = held["name"]
        found.append(seat)
    return found


@dataclass(frozen=True)
class _Standing:
    """Somebody for whom a statement is worked out before they come: their number is a mark."""

    is_authenticated: bool = True
    is_staff: bool = False
    pk: int = _MEMBER

    def has_role(self, role) -> bool:
        return self.is_staff


def _pages(viewer) -> Prepared:
    columns = [field.attname for field in Organization._meta.concrete_fields]
    territory = [f"territory__{name}" for name in TERRITORY_COLUMNS]
    return Prepared(
        lambda: (
            Organization.objects.visible_to(viewer)
            .select_related("territory")
            .only(*columns, *territory)
            .filter(slug=_SLUG)
            .order_by()
        )
    )


_FOR_VISITORS, _FOR_MEMBERS, _FOR_STAFF = map(_pages, (None, _Standing(), _Standing(is_staff=True)))


def organization_page(viewer, slug: str) -> Organization | None:
    """One organization with its territory, if this reader may see it."""
    prepared = _FOR_VISITORS
    if viewer.is_authenticated:
        prepared = _FOR_STAFF if sees_hidden(viewer) else _FOR_MEMBERS
    return next(iter(prepared({_SLUG: slug, _MEMBER: viewer.pk})), None)


_AFFILIATIONS = Prepared(
    lambda: Affiliation.objects.current().filter(person_id=_MEMBER).select_related("organization")
)


def affiliations_of(person) -> list[Affiliation]:
    """Current memberships of a person, confirmed or asked for."""
    return _AFFILIATIONS({_MEMBER: person.pk})


def affiliation_of(person, organization) -> Affiliation | None:
    """A person's current membership of one organization, confirmed or asked for."""
    return Affiliation.objects.current().filter(person=person, organization=organization).first()


def ever_belonged_to(person) -> set[int]:
    """Numbers of the organizations to which a person belongs, belonged, or asked to belong."""
    return set(Affiliation.objects.filter(person=person).values_list("organization_id", flat=True))


def members_of(organization) -> QuerySet:
    """Confirmed people of an organization with their profiles; whoever looks must still ask the policy."""
    return (
        Affiliation.objects.confirmed()
        .filter(organization=organization, person__erased_at__isnull=True)
        .select_related("person__profile")
        .order_by("created_at", "pk")
    )


def waiting_members_of(organization) -> QuerySet:
    """People who ask to be listed in an organization."""
    return (
        Affiliation.objects.current()
        .filter(organization=organization, confirmed_at__isnull=True)
        .select_related("person__profile")
    )


def members_without_admin() -> QuerySet:
    """People who ask to be listed in an organization that has nobody to confirm them, oldest first."""
    led = Affiliation.objects.confirmed().filter(is_admin=True).values("organization_id")
    return (
        Affiliation.objects.current()
        .filter(confirmed_at__isnull=True)
        .exclude(organization_id__in=led)
        .select_related("organization", "person__profile")
        .order_by("created_at", "pk")
    )


def led_by(person, organizations) -> set[int]:
    """Which of these organizations the person may edit as one of their own admins, in one statement."""
    led = Affiliation.objects.confirmed().filter(person=person, is_admin=True, organization__in=organizations)
    return set(led.values_list("organization_id", flat=True))


_LED = Prepared(
    lambda: (
        Affiliation.objects.confirmed()
        .filter(person_id=_MEMBER, organization_id=_ORGANIZATION, is_admin=True)
        .order_by()
        .values_list("pk")
    )
)


def is_admin_of(person, organization) -> bool:
    """Whether the person may edit the organization as one of its own admins."""
    return bool(_LED({_MEMBER: person.pk, _ORGANIZATION: organization.pk}))


def leaves_nobody_in_charge(affiliation) -> bool:
    """Whether other members would be left without an admin when this one goes."""
    others = (
        Affiliation.objects.confirmed().filter(organization=affiliation.organization_id).exclude(pk=affiliation.pk)
    )
    return others.exists() and not others.filter(is_admin=True).exists()


def admins_of(organization) -> list:
    """The people to tell when something about the organization changes."""
    rows = Affiliation.objects.confirmed().filter(organization=organization, is_admin=True).select_related("person")
    return [row.person for row in rows]


def verifiers() -> list[Person]:
    """Those whose work it is to confirm for the programme, where an organization has nobody of its own."""
    return list(Person.objects.active().filter(groups__name__in=[Role.VERIFIER, Role.PROGRAMME]).distinct())


def organization_named(name: str, country: str = "") -> Organization | None:
    """An organization by its exact name, whatever the letter case, in one country when given."""
    found = Organization.objects.filter(name__iexact=name.strip())
    if country:
        found = found.filter(Q(country=country) | Q(country=""))
    return found.order_by("pk").first()


def organizations_meant(text: str) -> list[Organization]:
    """The organizations of the directory that a name, or the address of a page, can mean."""
    slug = text.rstrip("/").rpartition("/")[2]
    shown = Organization.objects.shown()
    return list(shown.filter(slug=slug)) or list(shown.filter(name__iexact=text).order_by("pk")[:5])


def written_organizations(organizations) -> dict[int, str]:
    """How each is written in a field, by its number: its name, or the address of its page where others have it too."""
    named = Organization.objects.filter(name__in=[row.name for row in organizations]).order_by()
    shared = set(named.values("name").annotate(n=Count("pk")).filter(n__gt=1).values_list("name", flat=True))
    return {row.pk: row.get_absolute_url() if row.name in shared else row.name for row in organizations}


def organization_identified(identifier: str) -> Organization | None:
    """An organization by its published identifier (for example an IATI organisation identifier)."""
    return Organization.objects.filter(identifier=identifier).first() if identifier else None


def requests_waiting() -> QuerySet:
    """Requests for verification that nobody has answered, oldest first."""
    return VerificationRequest.objects.waiting().select_related("organization", "by__profile")
