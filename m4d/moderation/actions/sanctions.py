"""Sanctions: a moderator takes a measure, the person is told why and how to appeal, and it can be lifted."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core.time import moment, told_in

from .. import policies
from ..choices import Measure, Verb
from ..models import APPEAL_DAYS, Case, Sanction

SALT = "moderation.appeal"
"""What the key of an appeal without signing in is made for."""


@transaction.atomic
def sanction(
    person,
    *,
    by,
    measure: str,
    rule: str,
    text: str,
    language: str = "en",
    days: int | None = None,
    posts_a_day: int | None = None,
    case: Case | None = None,
    at: datetime | None = None,
) -> Sanction:
    """Remind a member of a rule, slow them down, suspend them or close the account; they are told why."""
    at = at or timezone.now()
    accounts.wait_for(person)
    policies.may_sanction(by, person, measure).or_refuse()
    ends = measure in (Measure.SLOW, Measure.SUSPENDED)
    made = Sanction.objects.create(
        person=person,
        measure=measure,
        rule=rule,
        text=text,
        language=language,
        posts_a_day=posts_a_day if measure == Measure.SLOW else None,
        case=case,
        by=by,
        starts_at=at,
        ends_at=at + timedelta(days=days or 1) if ends else None,
    )
    if measure == Measure.CLOSED:
        accounts.close_account(person)
    data = {"measure": measure, "rule": rule, "text": text, "language": language}
    activity.record(Verb.PERSON_SANCTIONED, by=by, about=made, tell=[person], concerns=person, data=data, at=at)
    _mail(made, "sanctioned")
    return made


@transaction.atomic
def lift_sanction(made: Sanction, *, by, at: datetime | None = None) -> Sanction:
    """End a sanction before its time; the person is told."""
    at = at or timezone.now()
    made = Sanction.objects.select_for_update(of=("self",)).select_related("person").get(pk=made.pk)
    policies.may_lift(by, made, at=at).or_refuse()
    end_sanction(made, by=by, at=at)
    _mail(made, "sanction_lifted")
    return made


def end_sanction(made: Sanction, *, by, at: datetime) -> None:
    """Mark a sanction as lifted and open the account again. Asks no policy: its callers did."""
    made.lifted_at, made.lifted_by = at, by
    made.save(update_fields=["lifted_at", "lifted_by"])
    others = Sanction.objects.filter(person=made.person, measure=Measure.CLOSED).in_force(at)
    if made.measure == Measure.CLOSED and not others.exists():
        accounts.reopen_account(made.person)
    activity.record(
        Verb.SANCTION_LIFTED, by=by, about=made, tell=[made.person], concerns=made.person,
        data={"measure": made.measure}, at=at,
    )  # fmt: skip


def appeal_path(made: Sanction) -> str:
    """Where the person appeals: on the site, or, where the account is closed, by a key that only the mail holds."""
    if made.measure == Measure.CLOSED:
        return reverse("moderation:closed_appeal", args=[signing.dumps(made.pk, salt=SALT)])
    return reverse("moderation:appeal_creation", args=["sanction", made.pk])


def sanction_by_key(key: str) -> Sanction | None:
    """The sanction that a key from a mail opens, for as long as an appeal is possible."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=timedelta(days=APPEAL_DAYS))
    except signing.BadSignature:
        return None
    return Sanction.objects.select_related("person").filter(pk=pk, measure=Measure.CLOSED).first()


def _mail(made: Sanction, name: str) -> None:
    person = made.person
    with translation.override(person.language), told_in(lambda: person.time_zone):
        context = {
            "measure": made.get_measure_display(),
            "rule": made.get_rule_display(),
            "text": made.text,
            "posts_a_day": made.posts_a_day,
            "until": moment(made.ends_at) if made.ends_at else "",
            "is_reminder": made.measure == Measure.REMINDER,
            "is_closed": made.measure == Measure.CLOSED,
            "appeal_path": appeal_path(made),
            "appeal_days": APPEAL_DAYS,
        }
    activity.post_mail(person, f"moderation/mail/{name}", context)
