"""What can happen to organizations, their members and their verification."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core import pages
from m4d.core.later import later
from m4d.core.slugs import save_new

from .. import policies, queries
from ..choices import EndReason, Verb
from ..models import Affiliation, Organization, Profile, VerificationRequest
from .profile import Changed, renew_cards_of
from .refresh import refresh_sheets, renew_cards, renew_organization_cards

TEXT_FIELDS = (
    "name", "name_language", "acronym", "kinds", "level", "country", "territory", "themes", "languages", "about",
    "language", "website", "identifier", "iati_type", "source_title", "source_url", "picture_alt", "picture_credit",
)  # fmt: skip
"""What opening or changing an organization may carry; the picture comes beside."""

VERIFIED_FIELDS = ("name", "country", "territory", "website")
"""What a verifier confirmed: when it changes, the confirmation no longer says anything about the page."""

RESERVED_SLUGS = {"new"}


@transaction.atomic
def open_organization(*, by, values, picture=None, at=None) -> Organization:
    """A member adds an organization and becomes its first admin. `picture` comes from `core.files.clean_picture`."""
    at = at or timezone.now()
    accounts.hold(by)
    policies.may_open_organization(by, at=at).or_refuse()
    policies.may_state(values).or_refuse()
    organization = _new_organization(values, by=by, at=at)
    if picture is not None:
        organization.picture.save("picture.webp", picture, save=True)
    Affiliation.objects.create(
        person=by, organization=organization, is_admin=True, confirmed_at=at, confirmed_by=by, created_at=at
    )
    activity.record(Verb.ORGANIZATION_OPENED, by=by, about=organization, at=at)
    renew_organization_cards(organization)
    _renew_profile(by)
    return organization


@transaction.atomic
def take_in_organization(*, values, by=None, at=None) -> Organization:
    """Take an organization over from published data (a project file, a register). Nobody is its admin yet.

    An organization with the same identifier is returned as it is, so taking in the same file twice changes nothing.
    """
    known = queries.organization_identified(values.get("identifier", ""))
    if known is not None:
        return known
    at = at or timezone.now()
    # Languages and countries of published data stay as published; kinds are ours.
    policies.may_state({"kinds": values.get("kinds", ())}).or_refuse()
    organization = _new_organization(values, by=by, at=at)
    activity.record(Verb.ORGANIZATION_OPENED, by=by, about=organization, at=at)
    renew_organization_cards(organization)
    return organization


def _new_organization(values, *, by, at) -> Organization:
    unknown = set(values) - set(TEXT_FIELDS)
    if unknown:
        raise TypeError(f"an organization has no {', '.join(sorted(unknown))}")
    organization = Organization(**values, created_by=by, created_at=at, changed_at=at)
    save_new(organization, values["name"], fallback="organization", reserved=RESERVED_SLUGS)
    return organization


@transaction.atomic
def change_organization(
    organization, *, by, version, values, picture=None, drop_picture=False, at=None
) -> Organization:
    """Save what an admin wrote. Raises Changed when somebody else saved meanwhile.

    `picture` is a file from `core.files.clean_picture`; it replaces the old one, which is deleted after the commit.
    """
    at = at or timezone.now()
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    policies.may_edit_organization(by, organization).or_refuse()
    if organization.version != version:
        raise Changed(organization)
    policies.may_state(values).or_refuse()
    renamed = values.get("name", organization.name) != organization.name
    lapses = organization.is_verified and any(
        values.get(name, getattr(organization, name)) != getattr(organization, name) for name in VERIFIED_FIELDS
    )
    lapses = lapses and not policies.may_verify_organization(by, organization)
    for name in TEXT_FIELDS:
        if name in values:
            setattr(organization, name, values[name])
    old = organization.picture.name
    if picture is not None:
        organization.picture.save("picture.webp", picture, save=False)
    elif drop_picture:
        organization.picture, organization.picture_alt, organization.picture_credit = "", "", ""
    if lapses:
        organization.verified_at = organization.verified_by = None
    organization.version += 1
    organization.changed_at = at
    organization.save()
    if old and old != organization.picture.name:
        storage = organization.picture.storage
        transaction.on_commit(lambda: storage.delete(old))
    activity.record(Verb.ORGANIZATION_CHANGED, by=by, about=organization, at=at, for_followers=True)
    if lapses:
        _ask_again(organization, by=by, at=at)
    renew_organization_cards(organization)
    if renamed:
        later(renew_cards_of, organization_id=organization.pk)
    return organization


def _ask_again(organization, *, by, at) -> None:
    """What was verified changed: the admins are told, and a verifier finds the organization among what waits."""
    organization.verification_requests.get_or_create(
        decided_at=None,
        defaults={
            "by": by,
            "evidence": _("The name, the place or the website changed after the organization was verified."),
            "language": (get_language() or "en")[:8],
            "created_at": at,
        },
    )
    activity.record(Verb.VERIFICATION_LAPSED, by=by, about=organization, tell=queries.admins_of(organization), at=at)


def _renew_profile(person) -> None:
    """The person's cards name organizations, so they follow every change of a membership."""
    profile = queries.profile_of(person)
    if profile is not None:
        renew_cards(profile)


def _held(affiliation) -> Affiliation:
    """A membership as it stands, locked with its organization.

    The profile, whose cards will follow, comes first: whoever saves it locks in the same order, and neither waits for
    the other for ever.
    """
    list(Profile.objects.select_for_update().filter(person=affiliation.person_id).values_list("pk"))
    found = Affiliation.objects.select_for_update(of=("self", "organization"))
    return found.select_related("organization", "person").get(pk=affiliation.pk)


@transaction.atomic
def ask_verification(organization, *, by, evidence, evidence_url="", language="en", at=None) -> VerificationRequest:
    """An admin asks the programme to confirm that the organization is what it says."""
    accounts.hold(by)
    policies.may_ask_verification(by, organization).or_refuse()
    try:
        with transaction.atomic():
            request = VerificationRequest.objects.create(
                organization=organization,
                by=by,
                evidence=evidence,
                evidence_url=evidence_url,
                language=language,
                created_at=at or timezone.now(),
            )
    except IntegrityError:
        # The same form was sent twice at once: the second hears what the check says now.
        policies.may_ask_verification(by, organization).or_refuse()
        raise
    activity.record(Verb.VERIFICATION_ASKED, by=by, about=organization, at=at)
    return request


@transaction.atomic
def answer_verification(organization, *, by, version, granted: bool, reason="", at=None) -> Organization:
    """A verifier confirms an organization or says why not. Its admins are told, by notice and by mail.

    `version` is what the verifier looked at. Raises Changed when somebody saved another name or place meanwhile.
    """
    at = at or timezone.now()
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    policies.may_verify_organization(by, organization).or_refuse()
    if organization.version != version:
        raise Changed(organization)
    organization.verification_requests.waiting().update(
        decided_at=at, decided_by=by, is_granted=granted, reason=reason
    )
    organization.verified_at, organization.verified_by = (at, by) if granted else (None, None)
    organization.save(update_fields=["verified_at", "verified_by"])
    admins = queries.admins_of(organization)
    verb = Verb.ORGANIZATION_VERIFIED if granted else Verb.VERIFICATION_REFUSED
    activity.record(verb, by=by, about=organization, tell=admins, data={"reason": reason}, at=at)
    context = {"organization": organization.name, "path": f"organizations/{organization.slug}/", "reason": reason}
    for person in admins:
        activity.post_mail(person, f"people/mail/{'verified' if granted else 'not_verified'}", context)
    renew_organization_cards(organization)
    return organization


@transaction.atomic
def forget_requests_of(person, *, at=None) -> None:
    """The person leaves: what they wrote as evidence goes, what waits is closed, dates and answers stay."""
    sent = VerificationRequest.objects.filter(by=person)
    # Nobody can answer about evidence that is gone; the organization's admins may ask again.
    sent.waiting().update(decided_at=at or timezone.now())
    sent.update(by=None, evidence="", evidence_url="")
    VerificationRequest.objects.filter(decided_by=person).update(decided_by=None)


@transaction.atomic
def ask_to_join(organization, *, by, role="", at=None) -> Affiliation:
    """Somebody says that they work here. It shows to nobody and opens nothing until it is confirmed."""
    accounts.hold(by)
    policies.may_join(by, organization).or_refuse()
    try:
        with transaction.atomic():
            affiliation = Affiliation.objects.create(
                person=by, organization=organization, role=role, created_at=at or timezone.now()
            )
    except IntegrityError:
        # The same form was sent twice at once: the second hears what the check says now.
        policies.may_join(by, organization).or_refuse()
        raise
    told = queries.admins_of(organization) or queries.verifiers()
    activity.record(Verb.AFFILIATION_ASKED, by=by, about=organization, concerns=by, tell=told, at=at)
    return affiliation


@transaction.atomic
def confirm_member(affiliation, *, by, is_admin=False, at=None) -> Affiliation:
    """An admin or a verifier confirms that somebody belongs to the organization."""
    at = at or timezone.now()
    affiliation = _held(affiliation)
    policies.may_confirm_member(by, affiliation).or_refuse()
    affiliation.confirmed_at, affiliation.confirmed_by, affiliation.is_admin = at, by, is_admin
    affiliation.save(update_fields=["confirmed_at", "confirmed_by", "is_admin"])
    person = affiliation.person
    activity.record(
        Verb.AFFILIATION_CONFIRMED, by=by, about=affiliation.organization, concerns=person, tell=[person], at=at
    )
    _renew_profile(person)
    pages.touch(f"organization-{affiliation.organization.slug}")
    return affiliation


@transaction.atomic
def name_admin(affiliation, *, by, at=None) -> Affiliation:
    """A member looks after the organization's page from now on, beside whoever does or in their place."""
    affiliation = _held(affiliation)
    policies.may_name_admin(by, affiliation).or_refuse()
    affiliation.is_admin = True
    affiliation.save(update_fields=["is_admin"])
    person = affiliation.person
    activity.record(
        Verb.AFFILIATION_ADMIN, by=by, about=affiliation.organization, concerns=person, tell=[person], at=at
    )
    return affiliation


@transaction.atomic
def end_affiliation(affiliation, *, by, at=None) -> Affiliation:
    """The member leaves, or an admin ends the membership or turns a request down. Seats there end with it."""
    at = at or timezone.now()
    affiliation = _held(affiliation)
    policies.may_end_affiliation(by, affiliation).or_refuse()
    affiliation.ended_at, affiliation.is_admin = at, False
    affiliation.save(update_fields=["ended_at", "is_admin"])
    person = affiliation.person
    for holding in queries.open_holdings_at(person, affiliation.organization).select_for_update():
        holding.ended_at, holding.ended_by, holding.end_reason = at, by, EndReason.LEFT
        holding.save(update_fields=["ended_at", "ended_by", "end_reason"])
    refresh_sheets([affiliation.organization])
    activity.record(
        Verb.AFFILIATION_ENDED, by=by, about=affiliation.organization, concerns=person, tell=[person], at=at
    )
    _renew_profile(person)
    pages.touch(f"organization-{affiliation.organization.slug}")
    return affiliation
