"""What was decided about oneself, and how far one is trusted."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone

from .. import policies, queries
from ..choices import ALLOWANCES


def _with_appeals(things, person, now) -> list:
    """Each with `.may_appeal`, the verdict whether its author may appeal."""
    things = list(things)
    for thing in things:
        thing.may_appeal = policies.may_appeal(person, thing, at=now)
        thing.until = queries.appeal_until(thing)
        thing.holds = thing.is_in_force(now) if hasattr(thing, "is_in_force") else False
    return things


@login_required
def own_standing(request):
    """Decisions about me, each with its rule, the words and the way to appeal; and how much I may write."""
    now, person = timezone.now(), request.user
    trust = queries.trust_of(person, now)
    context = {
        "trust": trust,
        "allowance": ALLOWANCES[trust],
        "sanctions": _with_appeals(queries.sanctions_of(person)[:50], person, now),
        "decisions": _with_appeals(queries.decisions_about(person)[:50], person, now),
        "sweeps": _with_appeals(queries.sweeps_of(person)[:10], person, now),
    }
    return render(request, "moderation/own_standing.html", context)
