"""Roles for the whole network, and new accounts that wait; for the staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import actions, forms, policies, queries
from ..choices import AccessPurpose


@login_required
def role_list(request, form=None):
    """Who holds which role, for administrators, who change it here; new accounts for those who let them in."""
    manages, lets_in = policies.may_manage_roles(request.user), policies.may_let_in(request.user)
    if not manages and not lets_in:
        raise Http404
    context = {
        "form": (form or forms.RoleGrant()) if manages else None,
        "holders": list(queries.holders_of_roles()) if manages else [],
        "waiting": list(queries.waiting_for_approval()),
    }
    looked_up = [form.person] if form else []
    seen = [*context["holders"], *context["waiting"], *looked_up]
    actions.log_access(by=request.user, purpose=AccessPurpose.ROLES, about=seen)
    return render(request, "accounts/role_list.html", context)


@login_required
@require_POST
def role_change(request):
    """Give a role to a member, or take it back."""
    # Asked before the address is looked up: the answer must not tell others who has an account.
    if not policies.may_manage_roles(request.user):
        raise Http404
    form = forms.RoleGrant(request.POST)
    if not form.is_valid():
        return role_list(request, form)
    change = actions.withdraw_role if "withdraw" in request.POST else actions.grant_role
    change(
        form.person, form.cleaned_data["role"], by=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
    )
    messages.success(request, _("Saved. The member is told."))
    return redirect("accounts:role_list")


@login_required
@require_POST
def approval(request, pk):
    """Let a new account in."""
    person = get_object_or_404(queries.waiting_for_approval(), pk=pk)
    actions.approve_person(person, by=request.user, at=timezone.now())
    messages.success(request, _("Saved. The member is told."))
    return redirect("accounts:role_list")
