"""Lifting the veil of a pseudonym: one asks with a reason, another agrees, the member is told."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.accounts.models import Person
from m4d.activity import actions as activity

from .. import policies
from ..choices import Verb
from ..models import Unveiling


@transaction.atomic
def ask_to_unveil(pseudonym, *, by, reason: str, language: str, at=None) -> Unveiling:
    """Ask to see who is behind a pseudonym. Nothing is shown until a second person agrees."""
    at = at or timezone.now()
    policies.may_ask_to_unveil(by, pseudonym, reason=reason).or_refuse()
    try:
        with transaction.atomic():
            unveiling = Unveiling.objects.create(
                pseudonym=pseudonym, reason=reason.strip(), language=language, asked_by=by, asked_at=at
            )
    except IntegrityError:
        policies.may_ask_to_unveil(by, pseudonym, reason=reason).or_refuse()
        raise
    activity.record(Verb.VEIL_ASKED, by=by, about=pseudonym.discussion, at=at)
    return unveiling


@transaction.atomic
def agree_to_unveil(unveiling, *, by, at=None) -> Unveiling:
    """The second person agrees: both may look now, and the member learns it with the reason and both names."""
    at = at or timezone.now()
    unveiling = Unveiling.objects.select_for_update().get(pk=unveiling.pk)
    policies.may_agree_to_unveil(by, unveiling).or_refuse()
    unveiling.agreed_by, unveiling.agreed_at = by, at
    unveiling.save(update_fields=["agreed_by", "agreed_at"])
    member = unveiling.pseudonym.person
    # About the unveiling, which nobody but the two and the member can open; never about the person.
    activity.record(
        Verb.VEIL_LIFTED, by=by, about=unveiling.pseudonym.discussion, tell=[member],
        data={"unveiling": unveiling.pk}, at=at,
    )  # fmt: skip
    if member is not None:
        words = {
            "pseudonym": unveiling.pseudonym.name,
            "discussion": unveiling.pseudonym.discussion.title,
            "reason": unveiling.reason,
            "first": unveiling.asked_by,
            "second": by,
        }
        activity.post_mail(member, "discussions/mail/veil_lifted", words)
    return unveiling


def see_unveiled(unveiling, *, by, at=None) -> Person | None:
    """Who is behind the pseudonym, for the two who lifted the veil. Each look is kept where the member reads it."""
    policies.may_see_unveiled(by, unveiling).or_refuse()
    person = unveiling.pseudonym.person
    accounts.log_access(
        by=by, purpose=AccessPurpose.UNVEILING, about=[person], thing=f"pseudonym {unveiling.pseudonym_id}", at=at
    )
    return person
