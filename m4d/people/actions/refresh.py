"""What is prepared for pages when something changes, so that reading them costs little."""

from django.db import transaction

from m4d.catalogue import actions as catalogue
from m4d.core import pages

from .. import queries
from ..models import Organization, Profile, SeatHolding


@transaction.atomic
def renew_cards(profile) -> None:
    """Write the profile's cards anew, so that lists and search show what it allows now, and nothing else.

    Who is just saving it is waited for: read before and written after, its cards would show what was hidden.
    """
    Profile.objects.select_for_update().only("pk").get(pk=profile.pk)
    profile = Profile.objects.with_parts().get(pk=profile.pk)
    catalogue.put(profile)
    pages.touch(*tags_of(profile))
    refresh_sheets(Organization.objects.filter(seats__holdings__person_id=profile.person_id).distinct())


def tags_of(profile) -> list[str]:
    """The kept pages that show something of this profile."""
    organizations = [f"organization-{row.organization.slug}" for row in profile.person.confirmed_affiliations]
    seats = SeatHolding.objects.filter(person=profile.person_id).values_list("seat_id", flat=True).distinct()
    return [f"person-{profile.slug}", *organizations, *(f"seat-{pk}" for pk in seats)]


def renew_organization_cards(organization) -> None:
    """Write the organization's card and sheet anew, or take the card away when it is hidden."""
    catalogue.put(organization)
    refresh_sheets([organization])


def refresh_sheets(organizations) -> None:
    """Prepare what the pages of these organizations show of seats and texts."""
    organizations = list(organizations)
    for organization, sheet in zip(organizations, queries.sheets_of(organizations), strict=True):
        organization.sheet = sheet
        Organization.objects.filter(pk=organization.pk).update(sheet=sheet)
        pages.touch(f"organization-{organization.slug}")


def touch_seat(seat) -> None:
    """Pages that show the seat are made anew."""
    pages.touch(f"seat-{seat.pk}")
    if seat.organization_id:
        refresh_sheets([seat.organization])
