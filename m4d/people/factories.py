"""Builders for tests: profiles and organizations with cards, as the actions would leave them."""

from django.utils import timezone

from m4d.accounts.factories import make_person

from . import actions
from .choices import Field
from .models import Affiliation, Organization, Seat, SeatHolding


def make_profile(name="Amina Diallo", *, person=None, visibility=None, corridors=None, roles=(), **values):
    """A complete profile with its cards. `visibility` widens or narrows single fields; the rest keeps its default."""
    person = person or make_person(name, roles=roles)
    profile = actions.open_profile(person)
    chosen = {field: profile.audience_of(field) for field in Field.values} | (visibility or {})
    values = {"name": name, "headline": "Migration desk officer", "language": "en"} | values
    return actions.change_profile(
        profile, by=person, version=profile.version, values=values, visibility=chosen, corridors=corridors
    )


def make_organization(name="Municipality of Kédougou", *, admin=None, verified=False, **values):
    """An organization with its card; `admin` becomes its confirmed admin."""
    organization = actions.take_in_organization(
        values={"name": name, "name_language": "fr", "language": "fr"} | values
    )
    if admin is not None:
        Affiliation.objects.create(
            person=admin, organization=organization, is_admin=True, confirmed_at=timezone.now(), confirmed_by=admin
        )
    if verified:
        Organization.objects.filter(pk=organization.pk).update(verified_at=timezone.now())
        organization.refresh_from_db()
    return organization


def join(person, organization, *, role="", confirmed=True):
    """A membership, confirmed unless told otherwise; cards follow."""
    affiliation = Affiliation.objects.create(
        person=person,
        organization=organization,
        role=role,
        confirmed_at=timezone.now() if confirmed else None,
    )
    if hasattr(person, "profile"):
        actions.renew_cards(person.profile)
    return affiliation


def make_seat(
    organization=None, *, territory=None, duty="Migration desk", holder=None, since=None, until=None, verified=False
):
    """A seat, held by `holder` when given."""
    seat = Seat.objects.create(organization=organization, territory=territory, duty=duty)
    if holder is not None:
        SeatHolding.objects.create(
            seat=seat,
            person=holder,
            mandate_from=since or timezone.now().date(),
            mandate_until=until,
            verified_at=timezone.now() if verified else None,
        )
    if organization is not None:
        actions.refresh_sheets([organization])
    return seat
