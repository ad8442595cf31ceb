"""One person's page, and one's own profile."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.core.pages import after_post, public_page
from m4d.places import queries as places

from .. import actions, forms, policies, queries
from ..choices import PART_FIELDS, Audience, Field, Part
from ..models import Profile


def person_detail(request, slug):
    """What this viewer may see of one person; kept for visitors until the profile changes."""
    return public_page(f"person-{slug}", places.NAMES)(_person_detail)(request, slug)


def _person_detail(request, slug):
    profile = get_object_or_404(Profile.objects.visible_to(request.user).with_place(), slug=slug)
    viewer = request.user
    is_own = viewer.is_authenticated and profile.person_id == viewer.pk
    if not profile.is_complete and not is_own:
        raise Http404
    if profile.is_hidden and not is_own:
        accounts.log_access(by=viewer, purpose=AccessPurpose.HIDDEN, about=[profile.person_id], thing=profile.slug)
    seen = policies.seen_by(viewer, profile)
    if seen.is_empty and not is_own:
        raise Http404
    context = {"seen": seen, "is_own": is_own, "is_hidden": profile.is_hidden, "profile_id": profile.pk}
    if viewer.is_authenticated and not is_own:
        context["is_blocked"] = queries.has_blocked(viewer, profile.person)
    return render(request, "people/person_detail.html", context)


@login_required
def profile_edit(request):
    """One's own profile: at first the few lines that are enough to begin, later all parts with what stands in them."""
    profile = _own(request)
    if request.method == "POST" or not profile.is_complete:
        return _fill_in(request, profile, forms.BeginningForm, done=profile)
    whole = _whole(profile, queries.affiliations_of(request.user))
    rows = queries.profile_rows(profile, whole)
    parts = [(part, [rows[field] for field in fields]) for part, fields in PART_FIELDS.items()]
    context = {"profile": profile, "whole": whole, "parts": parts}
    return render(request, "people/profile_edit.html", context)


@login_required
def profile_part(request, part):
    """One part of one's own profile."""
    if part not in forms.PROFILE_PARTS:
        raise Http404
    return _fill_in(request, _own(request), forms.PROFILE_PARTS[part], done="people:profile_edit")


@login_required
def profile_counted(request):
    """How one is counted: read by oneself alone, and by counts of many people."""
    form = forms.CountedForm(request.POST or None, initial={"sex": queries.own_count(request.user)})
    if form.is_valid():
        actions.say_how_counted(by=request.user, sex=form.cleaned_data["sex"])
        messages.success(request, _("It is kept for counts only."))
        return after_post(request, to="people:profile_edit")
    return render(request, "people/profile_counted.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def profile_preview(request):
    """What a visitor, a member and somebody of one's groups see of one's profile."""
    return render(request, "people/profile_preview.html", {"previews": _previews(_own(request))})


def _own(request) -> Profile:
    return queries.own_profile(request.user) or actions.open_profile(request.user)


def _fill_in(request, profile, form_class, *, done):
    """Show a short form and save it; with `preview` it shows what others would see of what is typed."""
    form = form_class(request.POST or None, thing=profile)
    previews = None
    if form.is_bound and form.is_valid():
        if "preview" in request.POST:
            previews = _previews(_as_typed(profile, form), corridors=form.chosen_corridors())
        elif _save(request, profile, form):
            return after_post(request, to=done)
    context = {"form": form, "profile": profile, "previews": previews}
    if form.part == Part.WHO:
        context["affiliations"] = queries.affiliations_of(request.user)
    return render(request, "people/profile_part.html", context, status=422 if form.errors else 200)


def _save(request, profile, form) -> bool:
    try:
        actions.change_profile(
            profile,
            by=request.user,
            version=form.cleaned_data["version"],
            values=form.values(),
            visibility=form.visibility(),
            corridors=form.chosen_corridors(),
        )
    except actions.Changed as changed:
        form.show_conflict(changed.stored)
        return False
    messages.success(request, _("Your profile is saved."))
    return True


def _as_typed(profile, form) -> Profile:
    """The profile with what stands in the form; nothing of it is saved."""
    typed = copy(profile)
    typed.visibility = profile.visibility | form.visibility()
    for name, value in form.values().items():
        setattr(typed, name, value)
    return typed


def _previews(profile, *, corridors=None) -> dict:
    """Which lines of the profile each audience sees, from the widest to the narrowest."""
    whole = _whole(profile, queries.affiliations_of(profile.person), corridors)
    rows = queries.profile_rows(profile, whole)
    audiences = []
    for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.GROUPS):
        seen = policies.fields_open_to(profile, audience)
        audiences.append((audience, [row for field, row in rows.items() if field in seen and row.value]))
    return {"whole": whole, "audiences": audiences}


def _whole(profile, affiliations, corridors=None) -> queries.Seen:
    """The profile as its owner sees it."""
    profile.person.confirmed_affiliations = [row for row in affiliations if row.is_confirmed]
    corridors = queries.own_corridors(profile) if corridors is None else corridors
    return queries.seen(profile, frozenset(Field.values), corridors=corridors)


@login_required
def blocked_list(request):
    """Whom one has blocked."""
    blocks = list(queries.blocks_of(request.user)[:200])
    names = policies.names_for([block.blocked for block in blocks], request.user)
    rows = [(block, names.get(block.blocked_id) or _("A member")) for block in blocks]
    return render(request, "people/blocked_list.html", {"rows": rows})


@login_required
@require_POST
def person_block(request, slug):
    """Block somebody, or take it back."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user), slug=slug)
    if request.POST.get("stop"):
        actions.unblock_person(profile.person, by=request.user)
        messages.success(request, _("This member can reach you again."))
    else:
        actions.block_person(profile.person, by=request.user)
        messages.success(request, _("This member cannot reach you any more, and is not told."))
    back = "people:blocked_list" if request.POST.get("next") == "blocked" else profile
    return redirect(back)
