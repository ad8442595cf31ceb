"""Reporting, the queue, and one case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.activity import queries as activity
from m4d.core.pages import after_post, keyset_page

from .. import actions, forms, policies, queries
from ..choices import Outcome
from ..models import APPEAL_DELAY, DELAY


@login_required
def flag_creation(request, code, pk):
    """Report something that one can see."""
    thing = queries.thing_visible_to(request.user, code, pk)
    if thing is None:
        raise Http404
    form = forms.FlagForm(request.POST or None)
    allowed = policies.may_flag(request.user, thing, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        actions.flag(thing, by=request.user, language=request.LANGUAGE_CODE, **form.cleaned_data)
        messages.success(
            request, _("Thank you. A moderator will look at it. Nobody else learns that you reported it.")
        )
        return after_post(request, to=thing)
    context = {
        "form": form,
        "thing": thing,
        "kind": queries.kind_of(code),
        "allowed": allowed,
        "hours": int(DELAY.total_seconds() // 3600),
    }
    return render(request, "moderation/flag_creation.html", context, status=422 if form.errors else 200)


@login_required
def queue(request):
    """What waits for a decision, the first due on top; appeals, and what was decided, on request."""
    policies.may_see_queue(request.user).or_refuse()
    show = request.GET.get("show", "")
    if show == "appeals":
        return _appeals(request)
    decided = show == "decided"
    found = queries.decided(request.user) if decided else queries.queue(request.user)
    order = ("-decided_at", "-pk") if decided else ("due_at", "pk")
    page = keyset_page(found, request, order=order)
    cases = queries.with_things(page.items, request.user)
    authors = [case.author for case in cases]
    accounts.log_access(by=request.user, purpose=AccessPurpose.REPORTED, about=authors, thing="queue")
    context = {
        "page": page,
        "cases": cases,
        "decided": decided,
        "now": timezone.now(),
        "hours": int(DELAY.total_seconds() // 3600),
        "appeal_count": queries.appeals_waiting(request.user).count(),
    }
    return render(request, "moderation/queue.html", context)


def _appeals(request):
    """Appeals that wait, the first due on top."""
    page = keyset_page(queries.appeals_waiting(request.user), request, order=("due_at", "pk"))
    people = [appeal.by for appeal in page.items if not appeal.is_veiled]
    accounts.log_access(by=request.user, purpose=AccessPurpose.REPORTED, about=people, thing="appeals")
    names = activity.names_for(people, request.user)
    for appeal in page.items:
        appeal.who = _("Verified member") if appeal.is_veiled else names.get(appeal.by_id, "")
        appeal.may_answer = policies.may_answer(request.user, appeal)
    context = {
        "page": page,
        "appeals": page.items,
        "now": timezone.now(),
        "days": APPEAL_DELAY.days,
        "appeal_count": queries.appeals_waiting(request.user).count(),
    }
    return render(request, "moderation/appeal_list.html", context)


@login_required
def case_detail(request, pk):
    """One case: who reported what, and the decision. Whom it is about reads what was decided, and nothing more."""
    policies.may_see_queue(request.user).or_refuse()
    case = queries.case_for(request.user, pk)
    if case is None:
        raise Http404
    thing = queries.thing_of(case)
    outcomes = [one for one in Outcome.values if policies.may_decide(request.user, case, one, thing=thing)]
    form = forms.DecisionForm(request.POST or None, outcomes=outcomes)
    if request.method == "POST":
        if not outcomes:
            policies.may_decide(request.user, case, Outcome.HIDE, thing=thing).or_refuse()
        if form.is_valid():
            actions.decide(case, by=request.user, language=request.LANGUAGE_CODE, **form.cleaned_data)
            messages.success(request, _("The decision is saved."))
            return redirect("moderation:queue")
    may_read = policies.may_read_reports(request.user, thing=thing)
    reporters = [flag.by for flag in case.flags.all()] if may_read else []
    deciders = [decision.by for decision in case.decisions.all()] if may_read else []
    case = queries.with_things([case], request.user)[0]
    accounts.log_access(by=request.user, purpose=AccessPurpose.REPORT, about=reporters, thing=case.pk)
    accounts.log_access(by=request.user, purpose=AccessPurpose.REPORTED, about=[case.author], thing=case.pk)
    accounts.log_access(by=request.user, purpose=AccessPurpose.JOURNAL, about=deciders, thing=f"case {case.pk}")
    context = {
        "case": case,
        "thing": thing,
        "form": form,
        "outcomes": outcomes,
        "may_read": may_read,
        "words": case.kind.text(thing) if thing is not None else "",
        "refused": policies.may_decide(request.user, case, Outcome.HIDE, thing=thing),
        "names": activity.names_for([*reporters, *deciders], request.user),
        "now": timezone.now(),
    }
    return render(request, "moderation/case_detail.html", context, status=422 if form.errors else 200)
