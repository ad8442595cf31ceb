"""Profiles and organizations can be reported and hidden; this tells the moderation room how."""

from django.utils.translation import gettext_lazy as _

from m4d.core.later import later
from m4d.moderation import actions as moderation

from .. import queries
from ..models import Organization, Profile
from .profile import renew_cards_of
from .refresh import renew_cards, renew_organization_cards


def register_reportable_kinds() -> None:
    """Called once at start-up."""
    moderation.register_kind(
        "profile",
        label=_("Profile"),
        model=Profile,
        title=lambda profile: profile.name or profile.headline or profile.slug,
        author=lambda profile: profile.person,
        changed=renew_cards,
        related=("person",),
        text=lambda profile: "\n\n".join(filter(None, (profile.headline, profile.bio))),
        authored_by=lambda person: Profile.objects.filter(person=person),
    )
    moderation.register_kind(
        "organization",
        label=_("Organization"),
        model=Organization,
        title=lambda organization: organization.name,
        author=lambda organization: organization.created_by,
        changed=_organization_changed,
        related=("created_by",),
        text=lambda organization: organization.about,
        # Somebody looked at a verified one: it is not swept away with whoever typed it in.
        authored_by=lambda person: Organization.objects.filter(created_by=person, verified_at=None),
        concerned=lambda organizations, person: queries.led_by(person, organizations),
    )


def _organization_changed(organization) -> None:
    """Its own card at once; the cards of its members, which name it, in the background."""
    renew_organization_cards(organization)
    later(renew_cards_of, organization_id=organization.pk)
