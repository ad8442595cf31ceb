"""Organizations: the page, its members, its verification."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.activity import queries as activity
from m4d.catalogue import queries as catalogue
from m4d.core.pages import after_post, public_page
from m4d.places import queries as places

from .. import actions, forms, policies, queries
from ..models import Affiliation

CARDS_SHOWN = 60


def organization_detail(request, slug):
    """One organization; kept for visitors until something on the page changes."""
    return public_page(f"organization-{slug}", "catalogue:project", places.NAMES)(_organization_detail)(request, slug)


def _organization_detail(request, slug):
    organization = _visible(request, slug)
    viewer = request.user
    language = request.LANGUAGE_CODE
    places.thawed(organization, organization.sheet.get("texts", {}), ["about"], language)
    entries = catalogue.carrying(
        "organization", organization.slug, kinds=("person", "project"), person=viewer, size=CARDS_SHOWN
    )
    seats = queries.thawed_seats(organization)
    names = _names(organization, seats, viewer)
    context = {
        "organization": organization,
        "people": [entry for entry in entries if entry.kind == "person"],
        "projects": [entry for entry in entries if entry.kind == "project"],
        "seats": seats,
        "names": names,
        "verifier": names.get(organization.verified_by_id, ""),
        "place": queries.place_name(organization.territory, organization.country),
        "today": timezone.now().date(),
    }
    if viewer.is_authenticated:
        own = queries.affiliation_of(viewer, organization)
        may_edit = policies.may_edit_organization(viewer, organization, own=own)
        context |= {
            "own": own,
            "may_edit": may_edit,
            "may_open_seat": may_edit or policies.is_verifier(viewer),
            "may_verify": policies.may_verify_organization(viewer, organization),
            "is_following": activity.is_following(viewer, organization),
            "note_counts": _note_counts(viewer, seats, own),
        }
    return render(request, "people/organization_detail.html", context)


def _note_counts(viewer, seats, own) -> dict[int, int]:
    """How many notes there are on the seats whose notes this person reads: as their holder, or as an admin."""
    is_admin = own is not None and own.is_admin and own.is_confirmed
    readable = [seat for seat in seats if is_admin or (seat.now is not None and seat.now.person_id == viewer.pk)]
    return queries.note_counts(readable) if readable else {}


def _names(organization, seats, viewer) -> dict[int, str]:
    """Who holds the seats and who verified: for visitors only the names that stand in the sheet."""
    if not viewer.is_authenticated:
        return {seat.now.person_id: seat.now.public_name for seat in seats if seat.now is not None}
    numbers = {seat.now.person_id for seat in seats if seat.now is not None} | {organization.verified_by_id}
    return policies.names_for(queries.people_numbered(numbers - {None}), viewer)


def _visible(request, slug):
    organization = queries.organization_page(request.user, slug)
    if organization is None:
        raise Http404
    return organization


@login_required
def organization_creation(request):
    """Add an organization: what it is called, what it is and where; the rest follows part by part."""
    form = forms.OpeningForm(request.POST or None)
    allowed = policies.may_open_organization(request.user, at=timezone.now())
    if form.is_bound and form.is_valid():
        return after_post(request, to=actions.open_organization(by=request.user, values=form.values()))
    context = {"form": form, "refused": allowed.reasons}
    return render(request, "people/organization_part.html", context, status=422 if form.errors else 200)


@login_required
def organization_edit(request, slug):
    """The parts of an organization's page with what stands in them, as its admins may change them."""
    organization = _visible(request, slug)
    policies.may_edit_organization(request.user, organization).or_refuse()
    context = {"organization": organization, "parts": queries.organization_parts(organization)}
    return render(request, "people/organization_edit.html", context)


@login_required
def organization_part(request, slug, part):
    """Change one part of an organization's page as one of its admins."""
    if part not in forms.ORGANIZATION_PARTS:
        raise Http404
    organization = _visible(request, slug)
    policies.may_edit_organization(request.user, organization).or_refuse()
    form = forms.ORGANIZATION_PARTS[part](request.POST or None, request.FILES or None, thing=organization)
    if form.is_bound and form.is_valid() and _save(request, organization, form):
        return after_post(request, to=organization)
    context = {"form": form, "organization": organization}
    return render(request, "people/organization_part.html", context, status=422 if form.errors else 200)


def _save(request, organization, form) -> bool:
    try:
        saved = actions.change_organization(
            organization,
            by=request.user,
            version=form.cleaned_data["version"],
            values=form.values(),
            **form.picture_values(),
        )
    except actions.Changed as changed:
        form.show_conflict(changed.stored)
        return False
    if organization.is_verified and not saved.is_verified:
        messages.warning(request, _("The page is saved. It is verified again once a verifier has looked at it."))
    else:
        messages.success(request, _("The page is saved."))
    return True


@login_required
def organization_verification(request, slug):
    """Ask for verification as an admin, or answer as a verifier."""
    organization = _visible(request, slug)
    may_ask = policies.may_ask_verification(request.user, organization)
    may_answer = policies.may_verify_organization(request.user, organization)
    answering = bool(may_answer)
    form_class = forms.VerificationAnswerForm if answering else forms.VerificationRequestForm
    form = form_class(request.POST or None, initial={"version": organization.version})
    if form.is_bound and form.is_valid():
        if not answering:
            actions.ask_verification(
                organization, by=request.user, language=request.LANGUAGE_CODE, **form.cleaned_data
            )
            messages.success(request, _("Your request is sent. A verifier will answer it."))
            return after_post(request, to=organization)
        if _answer(request, organization, form):
            return after_post(request, to=organization)
        organization = _visible(request, slug)
    requests = list(organization.verification_requests.select_related("by")[:20]) if answering or may_ask else []
    if answering:
        senders = [row.by for row in requests]
        accounts.log_access(
            by=request.user, purpose=AccessPurpose.VERIFICATION, about=senders, thing=organization.slug
        )
    context = {
        "organization": organization,
        "form": form,
        "answering": answering,
        "place": queries.place_name(organization.territory, organization.country) if answering else "",
        "allowed": may_answer if answering else may_ask,
        "requests": requests,
    }
    return render(request, "people/organization_verification.html", context, status=422 if form.errors else 200)


def _answer(request, organization, form) -> bool:
    values = form.cleaned_data | {"granted": form.cleaned_data["granted"] == "yes"}
    try:
        actions.answer_verification(organization, by=request.user, **values)
    except actions.Changed as changed:
        form.show_change(changed.stored)
        return False
    messages.success(request, _("Your answer is saved. The organization's admins are told."))
    return True


@login_required
def organization_members(request, slug):
    """Members for members: names as each allows, requests for those who confirm."""
    organization = _visible(request, slug)
    own = queries.affiliation_of(request.user, organization)
    is_member = own is not None and own.is_confirmed
    may_edit = bool(policies.may_edit_organization(request.user, organization, own=own))
    may_confirm = may_edit or policies.is_verifier(request.user)
    if not is_member and not may_confirm:
        return redirect(organization)
    waiting = list(queries.waiting_members_of(organization)[:100]) if may_confirm else []
    members = list(queries.members_of(organization)[:500])
    if not (is_member and own.is_admin):
        # Whoever belongs to the organization knows its members; who waits is for its own admins.
        shown = [row.person_id for row in (waiting if is_member else (*waiting, *members))]
        accounts.log_access(by=request.user, purpose=AccessPurpose.STANDING, about=shown, thing=organization.slug)
    names = policies.names_for([row.person for row in (*waiting, *members)], request.user)
    return render(
        request,
        "people/organization_members.html",
        {
            "organization": organization,
            "waiting": [(row, names.get(row.person_id) or _("A member")) for row in waiting],
            "members": [(row, names.get(row.person_id) or _("A member")) for row in members],
            "may_edit": may_edit,
            "may_confirm": may_confirm,
        },
    )


@login_required
@require_POST
def membership(request, slug):
    """Ask to be listed in an organization."""
    organization = _visible(request, slug)
    form = forms.JoinForm(request.POST)
    role = form.cleaned_data["role"] if form.is_valid() else ""
    actions.ask_to_join(organization, by=request.user, role=role)
    messages.success(request, _("Your request is sent. The organization's admins or a verifier will confirm it."))
    return redirect(organization)


@login_required
@require_POST
def membership_confirmation(request, slug, pk):
    """Confirm that somebody belongs to the organization."""
    affiliation = _affiliation(request, slug, pk)
    actions.confirm_member(affiliation, by=request.user, is_admin=bool(request.POST.get("is_admin")))
    messages.success(request, _("The member is confirmed."))
    return redirect("people:organization_members", slug)


@login_required
@require_POST
def admin_naming(request, slug, pk):
    """Let a member look after the organization's page, too."""
    actions.name_admin(_affiliation(request, slug, pk), by=request.user)
    messages.success(request, _("The member is an admin now."))
    return redirect("people:organization_members", slug)


@login_required
def membership_ending(request, slug, pk):
    """Leave an organization, or end somebody's membership as an admin, after a page that says what goes with it."""
    affiliation = _affiliation(request, slug, pk)
    if request.method == "POST":
        actions.end_affiliation(affiliation, by=request.user)
        messages.success(request, _("The membership has ended."))
        return after_post(request, to=affiliation.organization)
    is_own = affiliation.person_id == request.user.pk
    allowed = policies.may_end_affiliation(request.user, affiliation)
    if not (allowed or is_own):
        allowed.or_refuse()
    if not is_own:
        accounts.log_access(
            by=request.user, purpose=AccessPurpose.STANDING, about=[affiliation.person],
            thing=affiliation.organization.slug,
        )  # fmt: skip
    names = policies.names_for([affiliation.person], request.user)
    return render(
        request,
        "people/membership_ending.html",
        {
            "organization": affiliation.organization,
            "affiliation": affiliation,
            "is_own": is_own,
            "allowed": allowed,
            "name": names.get(affiliation.person_id) or _("A member"),
            "holdings": list(
                queries.open_holdings_at(affiliation.person, affiliation.organization).select_related("seat")
            ),
        },
    )


def _affiliation(request, slug, pk) -> Affiliation:
    organization = _visible(request, slug)
    return get_object_or_404(organization.affiliations.current().select_related("organization", "person"), pk=pk)
