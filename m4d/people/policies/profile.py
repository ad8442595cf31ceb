"""Who sees which field of a profile, who is named to whom, and who changes a profile.

`visible_fields` is the one place that decides what of a profile a viewer sees. Page, card, API, export, feed,
search, preview and mail all ask it, or show only what `seen_by` built from its answer.
"""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..choices import CONTACT, RANK, Audience, Field

FIELDS = tuple(Field.values)


class Visitor:
    """Somebody who is not signed in, for previews and cards."""

    is_authenticated = False
    pk = None

    def has_role(self, role) -> bool:
        """A visitor holds no role."""
        return False


VISITOR = Visitor()


def fields_open_to(profile, audience: str, *, blocked: bool = False) -> frozenset[str]:
    """The fields open to an audience: everybody (PUBLIC), any member (MEMBERS), or my groups (GROUPS)."""
    if audience == Audience.NOBODY:
        return frozenset()
    wide = RANK[audience]
    seen = frozenset(field for field in FIELDS if RANK[profile.audience_of(field)] >= wide)
    return seen - CONTACT if blocked else seen


def visible_fields(viewer, profile) -> frozenset[str]:
    """Which fields of the profile this viewer sees. The owner sees all; a blocked viewer no contact data."""
    return visible_fields_of(viewer, [profile])[profile.pk]


def visible_fields_of(viewer, profiles) -> dict[int, frozenset[str]]:
    """The same for many profiles, in at most a fixed number of statements: {profile.pk: fields}."""
    profiles = list(profiles)
    if not viewer.is_authenticated:
        return {profile.pk: fields_open_to(profile, Audience.PUBLIC) for profile in profiles}
    # Most people keep nothing for their groups and show members no contact data: then there is nothing to ask.
    others = [profile for profile in profiles if profile.person_id != viewer.pk]
    grouped = [profile.person_id for profile in others if _keeps_for_groups(profile)]
    reachable = [profile.person_id for profile in others if _keeps_for_groups(profile) or _shows_contact(profile)]
    near = queries.share_a_group(viewer, grouped) if grouped else set()
    blocked_by = queries.who_blocked(viewer, reachable) if reachable else set()
    found = {}
    for profile in profiles:
        if profile.person_id == viewer.pk:
            found[profile.pk] = frozenset(FIELDS)
            continue
        blocked = profile.person_id in blocked_by
        audience = Audience.GROUPS if profile.person_id in near and not blocked else Audience.MEMBERS
        found[profile.pk] = fields_open_to(profile, audience, blocked=blocked)
    return found


def _keeps_for_groups(profile) -> bool:
    return any(profile.audience_of(field) == Audience.GROUPS for field in FIELDS)


def _shows_contact(profile) -> bool:
    return any(profile.audience_of(field) != Audience.NOBODY for field in CONTACT)


def seen_by(viewer, profile) -> queries.Seen:
    """The profile as this viewer sees it."""
    return queries.seen(profile, visible_fields(viewer, profile))


def leads_to_holder(viewer, profile) -> bool:
    """Whether the page of a seat may lead to its holder's profile.

    The link joins the profile with an organization and a duty, so the name and the organizations must be open.
    """
    if profile is None or not profile.is_complete or profile.is_hidden:
        return False
    return {Field.NAME, Field.ORGANIZATIONS} <= visible_fields(viewer, profile)


def names_for(persons, reader) -> dict[int, str]:
    """What each person is called when this reader looks; people whose name is not open to the reader are left out.

    Somebody without a profile has chosen nothing, so the default holds: members read the name, visitors do not.
    """
    persons = {person.pk: person for person in persons if person is not None}
    profiles = queries.profiles_of(persons.values())
    reader = reader or VISITOR
    # Only a name kept for groups depends on who the reader is beyond being a member.
    grouped = [profile for profile in profiles.values() if profile.audience_of(Field.NAME) == Audience.GROUPS]
    fields = visible_fields_of(reader, grouped)
    names = {}
    for pk, person in persons.items():
        profile = profiles.get(pk)
        if person.is_erased:
            names[pk] = person.get_full_name()
        elif profile is None:
            names[pk] = person.name if reader.is_authenticated else ""
        elif pk == reader.pk or _sees_name(reader, profile, fields.get(profile.pk)):
            names[pk] = profile.name or person.name
    return {pk: name for pk, name in names.items() if name}


def _sees_name(reader, profile, fields: frozenset[str] | None) -> bool:
    """Whether the name is open to the reader; `fields` where it took more than their standing to know."""
    moderates = reader.is_authenticated and (reader.has_role("moderator") or reader.has_role("admin"))
    if profile.is_hidden and not moderates:
        return False
    return Field.NAME in (fields_open_to(profile, _standing(reader)) if fields is None else fields)


def _standing(reader) -> str:
    return Audience.MEMBERS if reader.is_authenticated else Audience.PUBLIC


def may_edit_profile(person, profile) -> Verdict:
    """A profile is changed by the person it is about and by nobody else."""
    return verdict(
        (not person.is_authenticated or profile.person_id != person.pk) and _("Only the person can change a profile."),
    )
