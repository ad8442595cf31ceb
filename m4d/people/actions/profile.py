"""What can happen to a profile."""

from django.db import transaction
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.later import later

from .. import policies
from ..choices import Verb
from ..models import Affiliation, Profile
from .refresh import renew_cards, tags_of

TEXT_FIELDS = (
    "name", "headline", "bio", "language", "country", "territory", "languages", "themes", "stakeholder_type", "level",
    "corridor_end", "website", "email", "phone", "messaging",
)  # fmt: skip
"""What a change of the profile may carry; corridors and visibility come beside."""

CARDS_A_JOB = 50


class Changed(Exception):
    """Somebody saved the same thing meanwhile (another tab, another admin). Carries what is stored now."""

    def __init__(self, stored):
        self.stored = stored
        super().__init__("changed meanwhile")


@transaction.atomic
def open_profile(person) -> Profile:
    """The person's profile; an empty one that nobody sees yet on the first visit."""
    accounts.hold(person)
    profile, _made = Profile.objects.get_or_create(
        person=person, defaults={"name": person.name[:100], "language": person.language or "en"}
    )
    return profile


@transaction.atomic
def change_profile(profile, *, by, version, values, visibility, corridors=None, at=None) -> Profile:
    """Save what the person wrote and who may see it. Raises Changed when `version` is no longer the stored one.

    `values` holds some of TEXT_FIELDS, `visibility` some {field: audience}, `corridors` the corridors; what none of
    them names stays as it is.
    """
    at = at or timezone.now()
    accounts.hold(by)
    profile = Profile.objects.select_for_update().get(pk=profile.pk)
    policies.may_edit_profile(by, profile).or_refuse()
    policies.may_state(values, corridors=corridors).or_refuse()
    if profile.version != version:
        raise Changed(profile)
    for name in TEXT_FIELDS:
        if name in values:
            setattr(profile, name, values[name])
    profile.visibility |= {str(field): str(audience) for field, audience in visibility.items()}
    profile.version += 1
    profile.changed_at = at
    profile.completed_at = profile.completed_at or at
    profile.save()
    if corridors is not None:
        profile.corridors.set(corridors)
    activity.record(Verb.PROFILE_CHANGED, by=by, about=profile, at=at)
    renew_cards(profile)
    return profile


@transaction.atomic
def renew_cards_of(*, organization_id: int, after: int = 0) -> int:
    """Write the cards of everybody in an organization anew, after its name or standing changed (background).

    A part of them, and the rest in the next job: nobody who saves a profile waits for all. Who is just saving one is
    waited for, and it is read after that. Run twice it writes the same again.
    """
    members = Affiliation.objects.confirmed().filter(organization_id=organization_id)
    held = Profile.objects.select_for_update().filter(
        person__in=members.values("person_id"), completed_at__isnull=False, pk__gt=after
    )
    numbers = list(held.order_by("pk").values_list("pk", flat=True)[:CARDS_A_JOB])
    for profile in Profile.objects.with_parts().filter(pk__in=numbers):
        catalogue.put(profile)
        pages.touch(*tags_of(profile))
    if len(numbers) == CARDS_A_JOB:
        later(renew_cards_of, organization_id=organization_id, after=numbers[-1])
    return len(numbers)
