"""Settings: one page that leads to everything about an account."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import actions, forms, policies, queries


@login_required
def settings_detail(request):
    """What is set, and where each thing is changed."""
    context = {
        **queries.account_overview(request.user),
        "runs_network": policies.is_admin(request.user),
        "guards_data": policies.guards_data(request.user),
    }
    return render(request, "accounts/settings_detail.html", context)


@login_required
def settings_edit(request):
    """Name, language and how pages look."""
    person = request.user
    initial = {
        "name": person.name,
        "language": person.language,
        "time_zone": person.time_zone,
        "theme": person.theme,
        "light_pages": person.light_pages,
    }
    form = forms.Settings(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/settings_edit.html", {"form": form})
    actions.change_settings(person, **form.cleaned_data, by=person)
    with translation.override(person.language):
        messages.success(request, _("Your settings are saved."))
    return redirect(f"/{person.language}/settings/")


@login_required
@require_POST
def session_ending(request, pk):
    """Sign out one other device of the reader."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_session(session, current=request.session.session_key)
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@login_required
def welcome_detail(request):
    """The first page of a new member: what to do now."""
    return render(request, "accounts/welcome_detail.html")
