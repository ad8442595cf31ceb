"""Seats: the page of one, opening, handing over, verifying, leaving, and the list that verifiers work through."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.accounts.models import Person
from m4d.core.pages import after_post, public_page
from m4d.places import queries as places

from .. import actions, forms, policies, queries
from ..choices import EndReason
from ..models import Organization, Seat, SeatHolding
from ..models.profile import TERRITORY_COLUMNS


def seat_detail(request, slug, pk):
    """A seat of an organization: who holds it, until when, who held it before."""

    def page(request):
        return _seat_page(request, _seat(request, pk, organization__slug=slug))

    return public_page(f"seat-{pk}", f"organization-{slug}", places.NAMES)(page)(request)


def territory_seat_detail(request, slug, pk):
    """A seat of a territory alone."""

    def page(request):
        return _seat_page(request, _seat(request, pk, organization=None, territory__slug=slug))

    return public_page(f"seat-{pk}", places.NAMES)(page)(request)


def _seat(request, pk, **where) -> Seat:
    columns = [field.attname for field in Seat._meta.concrete_fields]
    territory = [f"territory__{name}" for name in TERRITORY_COLUMNS]
    seats = Seat.objects.visible_to(request.user).placed().select_related("organization", "territory")
    seats = seats.only(*columns, "organization__slug", "organization__name", *territory)
    return get_object_or_404(seats, pk=pk, **where)


def _seat_page(request, seat, *, form=None, note_form=None, renewal_form=None):
    viewer, now = request.user, timezone.now()
    today = now.date()
    may_manage = policies.may_manage_seat(viewer, seat)
    holdings = [
        holding for holding in queries.holdings_of(seat)[:50] if policies.sees_holding(viewer, holding, may_manage)
    ]
    people = [holding.person for holding in holdings]
    may_read_notes = policies.may_read_seat_notes(viewer, seat)
    open_one = next((holding for holding in holdings if holding.is_open), None)
    context = {
        "seat": seat,
        "holdings": holdings,
        "open_one": open_one,
        "holder": _holder(viewer, open_one),
        "today": today,
        "may_manage": may_manage,
        "may_answer": open_one is not None and policies.may_answer_holding(viewer, open_one),
        "may_verify": open_one is not None and policies.may_verify_holding(viewer, open_one),
        "work": queries.work_of(seat),
        "notes": list(queries.notes_of(seat)[:50]) if may_read_notes else [],
    }
    people += [note.by for note in context["notes"]]
    context["names"] = policies.names_for(people, viewer)
    if may_manage:
        context["form"] = form or _mandate_form(
            viewer, seat, open_one, bool(may_read_notes), initial={"mandate_from": today} | _here(request)
        )
        if not context["form"].fields["successor"].choices:
            context["waiting_count"] = _waiting_count(viewer, seat)
        _log_look(viewer, seat, open_one, context["form"])
    ended = queries.ended_mandate(seat, today) if viewer.is_authenticated else None
    if policies.may_renew_mandate(viewer, seat, ended, at=now):
        own = ended.person_id == viewer.pk
        context["renewal_form"] = renewal_form or forms.RenewalForm(holding=ended, initial={"mandate_from": today})
        context |= {"renews_own": own, "was_refused": ended.end_reason == EndReason.REFUSED}
        context |= {"renewed": policies.names_for([ended.person], viewer).get(ended.person_id, "")}
    if may_read_notes:
        context["note_form"] = note_form or forms.SeatNoteForm(initial=_here(request), prefix="note")
    wrong = any(one is not None and one.errors for one in (form, note_form, renewal_form))
    return render(request, "people/seat_detail.html", context, status=422 if wrong else 200)


def _log_look(viewer, seat, holding, form) -> None:
    """Verifiers see the evidence for a mandate and who could hold the seat next, in organizations not their own."""
    holder = holding.person_id if holding is not None else None
    is_own = holder == viewer.pk or (seat.organization_id and queries.is_admin_of(viewer, seat.organization))
    if not is_own:
        shown = [holder, *(int(pk) for pk, _name in form.fields["successor"].choices)]
        accounts.log_access(by=viewer, purpose=AccessPurpose.STANDING, about=shown, thing=f"seat {seat.pk}")


def _here(request) -> dict:
    """People mostly write in the language in which they read the page."""
    return {"language": request.LANGUAGE_CODE}


def _holder(viewer, holding):
    """The profile that the page may lead to, or None."""
    profile = getattr(holding.person, "profile", None) if holding is not None and holding.person_id else None
    return profile if policies.leads_to_holder(viewer, profile) else None


def _waiting_count(viewer, seat) -> int:
    """How many ask to be listed in the seat's organization, for those who may confirm them; 0 for everybody else."""
    organization = seat.organization
    if organization is None:
        return 0
    may_confirm = policies.is_verifier(viewer) or policies.may_edit_organization(viewer, organization)
    return queries.waiting_members_of(organization).count() if may_confirm else 0


def _mandate_form(viewer, seat, holding, may_note, data=None, **options):
    candidates = [row.person for row in queries.members_of(seat.organization)[:500]] if seat.organization_id else []
    if not candidates and policies.is_verifier(viewer):
        candidates = [viewer]
    names = policies.names_for(candidates, viewer)
    people = [
        (person.pk, names.get(person.pk) or _("A member"))
        for person in candidates
        if holding is None or holding.person_id != person.pk
    ]
    return forms.MandateForm(data, people=people, may_note=may_note, holding=holding, **options)


@login_required
def seat_creation(request, slug):
    """Open a seat at an organization."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), slug=slug)
    policies.may_open_seat(request.user, organization).or_refuse()
    form = forms.SeatForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        seat = actions.open_seat(
            by=request.user,
            organization=organization,
            territory=organization.territory if values["for_territory"] else None,
            duty=values["duty"],
            language=values["language"],
        )
        return after_post(request, to=seat)
    return render(
        request,
        "people/seat_creation.html",
        {"form": form, "organization": organization},
        status=422 if form.errors else 200,
    )


def _of_request(request, pk) -> Seat:
    seats = Seat.objects.visible_to(request.user).placed().select_related("organization", "territory")
    return get_object_or_404(seats, pk=pk)


@login_required
@require_POST
def seat_handover(request, pk):
    """End the present mandate and start the next, or fill a free seat."""
    seat = _of_request(request, pk)
    policies.may_manage_seat(request.user, seat).or_refuse()
    may_note = bool(policies.may_read_seat_notes(request.user, seat))
    form = _mandate_form(request.user, seat, queries.open_holding(seat), may_note, request.POST)
    if not form.is_valid():
        return _seat_page(request, seat, form=form)
    values = dict(form.cleaned_data)
    successor = get_object_or_404(Person.objects.active(), pk=values.pop("successor"))
    actions.hand_over_seat(seat, by=request.user, successor=successor, seen=values.pop("holding"), **values)
    messages.success(request, _("The seat has a new holder. A verifier will confirm the mandate."))
    return redirect(seat)


@login_required
@require_POST
def mandate_renewal(request, pk):
    """Ask for a new mandate after the last one ran out."""
    seat = _of_request(request, pk)
    now = timezone.now()
    ended = queries.ended_mandate(seat, now.date())
    policies.may_renew_mandate(request.user, seat, ended, at=now).or_refuse()
    form = forms.RenewalForm(request.POST, holding=ended)
    if not form.is_valid():
        return _seat_page(request, seat, renewal_form=form)
    values = dict(form.cleaned_data)
    actions.renew_mandate(seat, by=request.user, seen=values.pop("holding"), **values)
    messages.success(request, _("The new mandate is noted. A verifier will confirm it."))
    return redirect(seat)


def _looked_at(request, seat) -> SeatHolding:
    """The mandate that stood on the page with the button, which need not be the one that runs now."""
    form = forms.HoldingForm(request.POST)
    return get_object_or_404(seat.holdings, pk=form.cleaned_data["holding"] if form.is_valid() else None)


@login_required
@require_POST
def holding_verification(request, pk):
    """Confirm who holds the seat."""
    seat = _of_request(request, pk)
    actions.verify_holding(_looked_at(request, seat), by=request.user)
    messages.success(request, _("The mandate is verified."))
    return redirect("people:verification_list" if request.POST.get("next") == "list" else seat)


@login_required
def holding_refusal(request, pk):
    """Say why a mandate cannot be confirmed."""
    policies.may_see_verification(request.user).or_refuse()
    seat = _of_request(request, pk)
    holding = _looked_at(request, seat) if request.method == "POST" else queries.open_holding(seat)
    if holding is None:
        return redirect(seat)
    policies.may_answer_holding(request.user, holding).or_refuse()
    form = forms.RefusalForm(request.POST or None, initial={"holding": holding.pk})
    if form.is_bound and form.is_valid():
        actions.refuse_holding(holding, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Your answer is saved. The holder is told."))
        return after_post(request, to="people:verification_list")
    accounts.log_access(
        by=request.user, purpose=AccessPurpose.STANDING, about=[holding.person], thing=f"seat {seat.pk}"
    )
    return render(
        request,
        "people/holding_refusal.html",
        {
            "seat": seat,
            "holding": holding,
            "names": policies.names_for([holding.person], request.user),
            "today": timezone.now().date(),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@login_required
def holding_ending(request, pk):
    """Leave the seat, after a page that says what goes with it."""
    seat = _of_request(request, pk)
    if request.method == "POST":
        actions.leave_seat(_looked_at(request, seat), by=request.user)
        messages.success(request, _("The seat is free now."))
        return after_post(request, to=seat)
    holding = queries.open_holding(seat)
    if holding is None:
        return redirect(seat)
    policies.may_leave_seat(request.user, holding).or_refuse()
    is_own = holding.person_id == request.user.pk
    if not is_own:
        accounts.log_access(
            by=request.user, purpose=AccessPurpose.STANDING, about=[holding.person], thing=f"seat {seat.pk}"
        )
    return render(
        request,
        "people/holding_ending.html",
        {
            "seat": seat,
            "holding": holding,
            "is_own": is_own,
            "names": policies.names_for([holding.person], request.user),
            "today": timezone.now().date(),
        },
    )


@login_required
@require_POST
def seat_note(request, pk):
    """Leave a note on the seat."""
    seat = _of_request(request, pk)
    policies.may_read_seat_notes(request.user, seat).or_refuse()
    form = forms.SeatNoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return _seat_page(request, seat, note_form=form)
    actions.write_seat_note(seat, by=request.user, **form.cleaned_data)
    messages.success(request, _("The note is kept with the seat."))
    return redirect(seat)


@login_required
def verification_list(request):
    """What waits for a verifier: organizations, mandates, members of organizations that have no admin."""
    policies.may_see_verification(request.user).or_refuse()
    holdings = list(queries.holdings_waiting_for_verification()[:100])
    belonged, sitting = queries.ever_belonged_to(request.user), queries.sitting(holdings)
    for holding in holdings:
        holding.may_verify = policies.may_verify_holding(
            request.user, holding, belonged=belonged, sits=holding.pk in sitting
        )
    requests = list(queries.requests_waiting()[:100])
    members = list(queries.members_without_admin()[:100])
    people = [row.person for row in (*holdings, *members)] + [row.by for row in requests]
    accounts.log_access(by=request.user, purpose=AccessPurpose.STANDING, about=people, thing="waiting")
    return render(
        request,
        "people/verification_list.html",
        {
            "holdings": holdings,
            "requests": requests,
            "members": members,
            "names": policies.names_for(people, request.user),
        },
    )
