"""What can happen to reports: somebody reports, a moderator decides, a hidden thing is shown again."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from m4d.accounts import actions as accounts
from m4d.accounts import models as accounts_models
from m4d.activity import actions as activity

from .. import policies, queries
from ..choices import Outcome, Verb
from ..models import DELAY, Case, Decision, Flag


def register_kind(code, *, label, model, title, author, changed, **further) -> None:
    """Let things of a room be reported and hidden; see `queries.Kind` for what each argument means."""
    queries.add_kind(
        queries.Kind(code=code, label=label, model=model, title=title, author=author, changed=changed, **further)
    )


@transaction.atomic
def flag(thing, *, by, reason, text="", language="en", at=None) -> Flag:
    """Report a thing. Reports about the same thing gather in one case until a moderator decides."""
    at = at or timezone.now()
    accounts.hold(by)
    policies.may_flag(by, thing, at=at).or_refuse()
    case, _made = Case.objects.get_or_create(
        about_kind=queries.kind_for(thing).code,
        about_id=thing.pk,
        decided_at=None,
        defaults={"opened_at": at, "due_at": at + DELAY},
    )
    try:
        with transaction.atomic():
            report = Flag.objects.create(case=case, by=by, reason=reason, text=text, language=language, created_at=at)
    except IntegrityError:
        # The same form was sent twice at once: the second hears what the check says now.
        policies.may_flag(by, thing, at=at).or_refuse()
        raise
    # The journal is read by more people than the queue, so it does not say who reported; the report itself does.
    activity.record(Verb.THING_FLAGGED, by=None, about=case, data={"kind": case.about_kind}, at=at)
    return report


@transaction.atomic
def decide(case, *, by, outcome, rule, text, language="en", at=None) -> Decision:
    """Close a case: leave the thing as it is, hide it, or show a hidden thing again. The author is told why."""
    at = at or timezone.now()
    case = Case.objects.select_for_update().get(pk=case.pk)
    kind, thing = queries.kind_of(case.about_kind), queries.thing_of(case)
    policies.may_decide(by, case, outcome, thing=thing).or_refuse()
    decision = Decision.objects.create(
        case=case, outcome=outcome, rule=rule, text=text, language=language, by=by, created_at=at
    )
    if case.is_waiting:
        case.decided_at = at
        case.save(update_fields=["decided_at"])
    if outcome == Outcome.DISMISS:
        activity.record(Verb.FLAG_DISMISSED, by=by, about=case, at=at)
        return decision
    thing.hidden_at = at if outcome == Outcome.HIDE else None
    thing.save(update_fields=["hidden_at"])
    kind.changed(thing)
    _tell_author(kind, thing, decision, by=by, at=at)
    return decision


def _tell_author(kind, thing, decision, *, by, at) -> None:
    """The author reads the rule and the moderator's words, never who reported."""
    author = kind.author(thing)
    verb = Verb.THING_HIDDEN if decision.outcome == Outcome.HIDE else Verb.THING_RESTORED
    data = {"rule": decision.rule, "text": decision.text, "language": decision.language, "kind": kind.code}
    activity.record(verb, by=by, about=thing, tell=[author], concerns=author, data=data, at=at)
    if author is not None:
        _mail_author(kind, thing, decision, author)


def _mail_author(kind, thing, decision, person) -> None:
    name = "thing_hidden" if decision.outcome == Outcome.HIDE else "thing_restored"
    with translation.override(person.language):
        context = {
            "kind": str(kind.label),
            "title": kind.title(thing),
            "rule": decision.get_rule_display(),
            "text": decision.text,
            "path": thing.get_absolute_url(),
            # Its room stands above this one, so it is named by its address.
            "contact_path": f"/{person.language}/contact/",
        }
    activity.post_mail(person, f"moderation/mail/{name}", context)


@transaction.atomic
def remind_of_late_cases(*, at=None) -> int:
    """Write to every moderator when reports have waited longer than the stated delay. Returns how many are late."""
    late = queries.late_cases(at).count()
    if not late:
        return 0
    for person in accounts_models.Person.objects.with_role("moderator"):
        with translation.override(person.language):
            context = {"count": late, "path": reverse("moderation:queue")}
        activity.post_mail(person, "moderation/mail/late", context)
    return late
