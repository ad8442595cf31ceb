"""A member as moderators see them: what was decided, which step comes next, and hiding everything at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.accounts.models import Person
from m4d.activity import queries as activity
from m4d.core.pages import after_post

from .. import actions, forms, policies, queries
from ..choices import ALLOWANCES, Measure
from ..models import Sanction, Sweep


def _member(request, pk):
    """The member of an address, kept as looked at, with the name that moderators may read."""
    policies.may_see_queue(request.user).or_refuse()
    member = get_object_or_404(Person.objects.filter(erased_at=None), pk=pk)
    policies.may_see_member(request.user, member).or_refuse()
    accounts.log_access(by=request.user, purpose=AccessPurpose.REPORTED, about=[member], thing=f"member {member.pk}")
    member.shown_name = activity.names_for([member], request.user)[member.pk]
    return member


@login_required
def member_detail(request, pk):
    """What was decided about a member, and the form for a further measure."""
    member, now = _member(request, pk), timezone.now()
    measures = [one for one in Measure.values if policies.may_sanction(request.user, member, one)]
    first = {"measure": queries.next_measure(member)}
    form = forms.SanctionForm(request.POST or None, measures=measures, initial=first)
    if request.method == "POST":
        if not measures:
            policies.may_sanction(request.user, member).or_refuse()
        if form.is_valid():
            actions.sanction(member, by=request.user, language=request.LANGUAGE_CODE, **form.cleaned_data)
            messages.success(request, _("It holds from now on. The member was told why."))
            return after_post(request, to=reverse("moderation:member_detail", args=[member.pk]))
    trust = queries.trust_of(member, now)
    sanctions = list(queries.sanctions_of(member)[:50])
    deciders = [one.by for one in sanctions]
    accounts.log_access(by=request.user, purpose=AccessPurpose.JOURNAL, about=deciders, thing=f"member {member.pk}")
    names = activity.names_for(deciders, request.user)
    for one in sanctions:
        one.person = member
        one.may_lift = policies.may_lift(request.user, one, at=now)
        one.decider = names.get(one.by_id, "")
    context = {
        "member": member,
        "trust": trust,
        "allowance": ALLOWANCES[trust],
        "written": queries.shown_by(member),
        "sanctions": sanctions,
        "decisions": queries.decisions_about(member).filter(is_veiled=False)[:50],
        "sweeps": queries.sweeps_of(member)[:10],
        "form": form,
        "measures": measures,
        "refused": policies.may_sanction(request.user, member),
        "may_sweep": policies.may_sweep(request.user, member),
    }
    return render(request, "moderation/member_detail.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def sanction_lifting(request, pk):
    """End a sanction before its time."""
    made = get_object_or_404(Sanction.objects.visible_to(request.user).select_related("person"), pk=pk)
    actions.lift_sanction(made, by=request.user)
    messages.success(request, _("It no longer holds. The member was told."))
    return after_post(request, to=reverse("moderation:member_detail", args=[made.person_id]))


@login_required
def sweep_creation(request, pk):
    """What would be hidden, counted by kind, and the form that does it."""
    member = _member(request, pk)
    allowed = policies.may_sweep(request.user, member)
    form = forms.SweepForm(request.POST or None)
    if request.method == "POST":
        allowed.or_refuse()
        if form.is_valid():
            sweep = actions.sweep_person(member, by=request.user, language=request.LANGUAGE_CODE, **form.cleaned_data)
            return after_post(request, to=sweep)
    counted = queries.shown_by(member)
    context = {
        "member": member,
        "counted": counted,
        "total": sum(number for _kind, number in counted),
        "form": form,
        "allowed": allowed,
    }
    return render(request, "moderation/sweep_creation.html", context, status=422 if form.errors else 200)


@login_required
def sweep_detail(request, pk):
    """How far the hiding of everything has come, and the way back."""
    policies.may_see_queue(request.user).or_refuse()
    sweep = get_object_or_404(Sweep.objects.visible_to(request.user).select_related("person"), pk=pk)
    member = _member(request, sweep.person_id)
    context = {
        "sweep": sweep,
        "member": member,
        "hidden": sweep.items.filter(shown_at=None).count(),
        "shown": sweep.items.exclude(shown_at=None).count(),
        "may_undo": policies.may_undo_sweep(request.user, sweep),
    }
    return render(request, "moderation/sweep_detail.html", context)


@login_required
@require_POST
def sweep_undoing(request, pk):
    """Show everything again that was hidden at once."""
    sweep = get_object_or_404(Sweep.objects.visible_to(request.user).select_related("person"), pk=pk)
    actions.undo_sweep(sweep, by=request.user)
    return after_post(request, to=sweep)
