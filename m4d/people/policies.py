"""Who may see which field, and who may do what, with the sentences that say why not.

`visible_fields` is the one place that decides what of a profile a viewer sees. Page, card, API, export, feed,
search, preview and mail all ask it, or show only what `seen_by` built from its answer.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.core import time as times
from m4d.core.verdicts import Verdict, verdict
from m4d.places.models import Corridor
from m4d.vocabulary import queries as vocabulary

from . import queries
from .choices import CONTACT, RANK, Audience, Field
from .models import Organization

VERIFYING_ROLES = ("verifier", "programme", "admin")
SEARCHES_A_MEMBER = 20
ORGANIZATIONS_A_DAY = 5


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


STATED = {
    "stakeholder_type": "stakeholder_type", "kinds": "stakeholder_type", "level": "level", "themes": "theme",
    "languages": "language", "language": "language", "name_language": "language", "country": "country",
    "corridor_end": "corridor_end",
}  # fmt: skip
"""Which vocabulary the codes of a field come from, on profiles and organizations."""


def may_state(values, *, corridors=None) -> Verdict:
    """Only codes that the vocabulary has, and corridors that are listed.

    Anything else would stand on pages and in filters as a bare code.
    """
    named = {field: [value] if isinstance(value, str) else value for field, value in values.items() if value}
    unknown = [
        (scheme, code)
        for field, scheme in STATED.items()
        for code in named.get(field, ())
        if not vocabulary.has(scheme, code)
    ]
    return verdict(*(UNKNOWN[scheme] % {"code": code} for scheme, code in unknown), *_unlisted(corridors or []))


UNKNOWN = {
    "stakeholder_type": gettext_lazy("There is no kind of person or organization called %(code)s."),
    "level": gettext_lazy("There is no level called %(code)s."),
    "theme": gettext_lazy("There is no theme called %(code)s."),
    "language": gettext_lazy("There is no language called %(code)s."),
    "country": gettext_lazy("There is no country called %(code)s."),
    "corridor_end": gettext_lazy("There is no place on the corridor called %(code)s."),
}


def _unlisted(corridors) -> list[str]:
    """A sentence for each corridor that is not, or no longer, listed."""
    numbers = {getattr(corridor, "pk", None) for corridor in corridors}
    listed = set(Corridor.objects.listed().filter(pk__in=numbers - {None}).values_list("pk", flat=True))
    missing = [one for one in corridors if getattr(one, "pk", None) not in listed]
    return [_("There is no corridor called %(code)s.") % {"code": corridor} for corridor in missing]


def may_block(person, other) -> Verdict:
    """Whether somebody may block somebody else."""
    return verdict(
        not person.is_authenticated and _("Sign in to block somebody."),
        person.pk == other.pk and _("You cannot block yourself."),
    )


def may_save_search(person) -> Verdict:
    """Saved searches are few enough to stay useful."""
    if not person.is_authenticated:
        return verdict(_("Sign in to save a search."))
    full = queries.saved_searches_of(person).count() >= SEARCHES_A_MEMBER
    return verdict(full and _("You have 20 saved searches. Delete one first."))


def is_verifier(person) -> bool:
    """Whether somebody confirms organizations and mandates for the programme."""
    return person.is_authenticated and any(person.has_role(role) for role in VERIFYING_ROLES)


def may_see_verification(person) -> Verdict:
    """Whether somebody may open the list of what waits for a verifier."""
    return verdict(not is_verifier(person) and _("Only verifiers of the programme see what waits for verification."))


def may_open_organization(person, *, at) -> Verdict:
    """Members add organizations, a few a day at most."""
    if not person.is_authenticated:
        return verdict(_("Sign in to add an organization."))
    since = at - timedelta(hours=24)
    many = Organization.objects.filter(created_by=person, created_at__gte=since).count() >= ORGANIZATIONS_A_DAY
    return verdict(
        many and not is_verifier(person) and _("You have added five organizations today. Add the next one tomorrow."),
    )


def may_edit_organization(person, organization, *, own=None) -> Verdict:
    """An organization is changed by its own admins, and by the programme.

    `own` is the person's membership where the caller has it already.
    """
    if not person.is_authenticated:
        return verdict(_("Sign in to change an organization."))
    allowed = (
        person.has_role("programme")
        or person.has_role("admin")
        or (own.is_admin and own.is_confirmed if own is not None else queries.is_admin_of(person, organization))
    )
    return verdict(not allowed and _("Only the organization's own admins can change this page."))


def may_ask_verification(person, organization) -> Verdict:
    """Its admins ask once; a second request waits for the first answer."""
    if not person.is_authenticated or not queries.is_admin_of(person, organization):
        return verdict(_("Only the organization's own admins can ask for verification."))
    waiting = organization.verification_requests.waiting().exists()
    return verdict(
        organization.is_verified and _("This organization is already verified."),
        waiting and _("Your request is waiting. A verifier will answer it."),
    )


def may_verify_organization(person, organization) -> Verdict:
    """Verifiers confirm organizations other than their own: none that they opened or ever belonged to."""
    if not is_verifier(person):
        return verdict(_("Only verifiers of the programme confirm organizations."))
    return verdict(_is_own(person, organization) and OWN_ORGANIZATION)


OWN_ORGANIZATION = gettext_lazy("You belong or belonged to this organization. Another verifier must answer.")


def _is_own(person, organization, belonged=None) -> bool:
    """Whether somebody opened or ever belonged to an organization; `belonged`: the numbers of all they belonged to."""
    if organization.created_by_id == person.pk:
        return True
    return organization.pk in (queries.ever_belonged_to(person) if belonged is None else belonged)


def may_join(person, organization) -> Verdict:
    """Whether somebody may ask to be listed in an organization."""
    if not person.is_authenticated:
        return verdict(_("Sign in to be listed in an organization."))
    here = organization.affiliations.current().filter(person=person).exists()
    return verdict(here and _("You are already listed here, or your request is waiting."))


def may_confirm_member(person, affiliation) -> Verdict:
    """The organization's admins say who belongs to it; the programme may, too, but nobody confirms themself."""
    if not person.is_authenticated:
        return verdict(_("Sign in to confirm a member."))
    allowed = is_verifier(person) or queries.is_admin_of(person, affiliation.organization)
    return verdict(
        not allowed and _("Only the organization's own admins can confirm its members."),
        affiliation.person_id == person.pk and _("Somebody else must confirm you."),
        affiliation.is_confirmed and _("This member is already confirmed."),
        affiliation.ended_at is not None and _("This membership has ended."),
    )


def may_end_affiliation(person, affiliation) -> Verdict:
    """A membership is ended by the member or by the organization's admins."""
    if not person.is_authenticated:
        return verdict(_("Sign in to end a membership."))
    allowed = affiliation.person_id == person.pk or bool(may_edit_organization(person, affiliation.organization))
    return verdict(
        not allowed and _("Only the member or the organization's admins can end a membership."),
        affiliation.ended_at is not None and _("This membership has ended."),
    )


def may_open_seat(person, organization=None) -> Verdict:
    """Seats of an organization are opened by its admins; seats of a territory alone by verifiers."""
    if organization is None:
        return verdict(not is_verifier(person) and _("Only verifiers open a seat for a territory."))
    if is_verifier(person):
        return verdict()
    return may_edit_organization(person, organization)


def may_take_seat(person, seat) -> Verdict:
    """Whether somebody may be put on a seat that nobody holds."""
    belongs = seat.organization_id is None or seat.organization.affiliations.confirmed().filter(person=person).exists()
    return verdict(
        seat.closed_at is not None and _("This seat is closed."),
        queries.open_holding(seat) is not None
        and _("Somebody holds this seat. It must be handed over or left first."),
        not belongs and _("The holder must be a confirmed member of the organization."),
    )


def may_manage_seat(person, seat) -> Verdict:
    """Whoever holds the seat, the organization's admins and verifiers look after it."""
    if not person.is_authenticated:
        return verdict(_("Sign in to look after a seat."))
    if is_verifier(person):
        return verdict()
    holding = queries.open_holding(seat)
    if holding is not None and holding.person_id == person.pk:
        return verdict()
    admin = seat.organization_id is not None and queries.is_admin_of(person, seat.organization)
    return verdict(not admin and _("Only the holder, the organization's admins and verifiers look after a seat."))


def may_hand_over(person, seat, successor, *, seen) -> Verdict:
    """Handing over: from the holder, or by an admin or verifier, to a confirmed member of the organization.

    `seen` is the number of the open holding that the person looked at, None for a free seat.
    """
    allowed = may_manage_seat(person, seat)
    if not allowed:
        return allowed
    holding = queries.open_holding(seat)
    if seen != (holding.pk if holding is not None else None):
        return verdict(MOVED_ON)
    belongs = (
        seat.organization_id is None or seat.organization.affiliations.confirmed().filter(person=successor).exists()
    )
    return verdict(
        seat.closed_at is not None and _("This seat is closed."),
        holding is not None and holding.person_id == successor.pk and _("This person already holds the seat."),
        not belongs and _("The next holder must be a confirmed member of the organization."),
    )


MOVED_ON = gettext_lazy("Meanwhile somebody changed who holds this seat. Look at the seat again before you go on.")
"""What was looked at is no longer what runs: nobody verifies, ends or hands over a mandate that they did not see."""


def may_leave_seat(person, holding) -> Verdict:
    """The holder leaves; admins and verifiers may also end a holding."""
    return verdict(
        not may_manage_seat(person, holding.seat) and _("Only the holder or an admin can end this."),
        not holding.is_open and MOVED_ON,
    )


def may_verify_holding(person, holding, *, belonged=None) -> Verdict:
    """A verifier confirms that somebody holds a seat: not their own, and no mandate that they had a hand in.

    `belonged` are the numbers of the organizations that the person ever belonged to, where the caller has them.
    """
    if not is_verifier(person):
        return verdict(_("Only verifiers of the programme confirm who holds a seat."))
    seat, is_holder = holding.seat, holding.person_id == person.pk
    own = seat.organization is not None and _is_own(person, seat.organization, belonged)
    has_a_hand = person.pk in (seat.created_by_id, holding.appointed_by_id)
    return verdict(
        is_holder and _("Somebody else must confirm your mandate."),
        own and not is_holder and OWN_ORGANIZATION,
        has_a_hand
        and not (is_holder or own)
        and _("You opened this seat or chose who holds it. Another verifier must answer."),
        holding.is_verified and _("This is already verified."),
        not holding.is_open and MOVED_ON,
    )


def may_read_seat_notes(person, seat) -> Verdict:
    """Notes of a seat are for its holder and the organization's admins: work, not private letters."""
    if not person.is_authenticated:
        return verdict(_("Sign in to read the notes of a seat."))
    holding = queries.open_holding(seat)
    holds = holding is not None and holding.person_id == person.pk
    admin = seat.organization_id is not None and queries.is_admin_of(person, seat.organization)
    return verdict(not holds and not admin and _("Only the holder and the organization's admins read these notes."))


def may_speak_for(person, organization_or_territory, at) -> Verdict:
    """Whether somebody may accept, sign or answer in the name of an authority or another organization.

    It takes a verified seat there whose mandate covers the day of `at`. One good seat is enough.
    """
    place = organization_or_territory
    if not person.is_authenticated:
        return verdict(_("Sign in to speak for %(name)s.") % {"name": place})
    for_territory = not isinstance(place, Organization)
    # Whoever speaks for a territory also speaks for what lies in it.
    where = {"territory__in": place.path()} if for_territory else {"organization": place}
    holdings = queries.holdings_to_speak_from(person, **where)
    if not holdings:
        return verdict(_("You hold no seat for %(name)s, so you cannot speak for it.") % {"name": place})
    objections = [_objection_to(holding, at.date(), for_territory=for_territory) for holding in holdings]
    return verdict(*objections) if all(objections) else verdict()


def territories_spoken_for(person) -> set[int]:
    """Ids of the territories for which somebody speaks today by a seat of their own (the room places asks)."""
    today = timezone.now().date()
    holdings = queries.holdings_to_speak_from(person, territory__isnull=False)
    return {one.seat.territory_id for one in holdings if not _objection_to(one, today, for_territory=True)}


def _objection_to(holding, today, *, for_territory: bool) -> str:
    """Why this holding does not let its holder speak, or an empty string when it does.

    Anybody can open an organization and choose any territory for it, so for a territory it must be verified, too.
    """
    names, organization = {"duty": holding.seat.duty}, holding.seat.organization
    if organization is not None and organization.is_hidden:
        return _("A moderator has hidden %(name)s, so its seats speak for nobody.") % {"name": organization}
    if for_territory and organization is not None and not organization.is_verified:
        return _("A verifier has not yet confirmed %(name)s, so its seats do not speak for a territory.") % {
            "name": organization
        }
    if holding.is_expired(today):
        names["day"] = times.on(holding.mandate_until)
        return _("Your mandate as %(duty)s ended on %(day)s. Ask for a new mandate, or hand the seat over.") % names
    if holding.mandate_from > today:
        names["day"] = times.on(holding.mandate_from)
        return _("Your mandate as %(duty)s begins on %(day)s.") % names
    if not holding.is_verified:
        return _("A verifier has not yet confirmed that you hold the seat %(duty)s.") % names
    return ""
