"""What members do on corridors: open one, state and withdraw evidence, write their own end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.core.pages import after_post
from m4d.core.ui.forms import show_refusal
from m4d.core.verdicts import Refusal

from .. import actions, policies, queries
from ..choices import End, Level
from ..forms import CorridorOpening, EndForm, ReasonForm, StatementForm
from ..models import CorridorEnd, EvidenceStatement
from .corridor import corridor_or_404, shown_statement, trail


@login_required
def corridor_opening(request):
    """Open a corridor between two territories."""
    policies.may_open_some_corridor(request.user).or_refuse()
    given = {} if request.POST else {name: request.GET.get(name, "")[:160] for name in ("origin", "destination")}
    form = CorridorOpening(
        request.POST or None,
        initial={name: queries.written_name(text, get_language()) for name, text in given.items()},
    )
    if form.is_valid():
        at = now()
        try:
            corridor = actions.open_corridor(
                form.cleaned_data["origin"], form.cleaned_data["destination"], by=request.user, at=at
            )
            if corridor.opened_at != at:
                messages.info(request, _("This corridor was open already: this is its page."))
            return after_post(request, to=corridor)
        except Refusal as refusal:
            show_refusal(form, refusal)
    steps = [(_("Places"), reverse("places:territory_list")), (_("Corridors"), reverse("places:corridor_list"))]
    return render(
        request, "places/form.html",
        {"form": form, "trail": [*steps, (_("Open a corridor"), "")], "heading": _("Open a corridor"),
         "lead": _("A corridor is two territories and a direction. The way back is a corridor of its own."),
         "label": _("Open the corridor")},
        status=_status(form),
    )  # fmt: skip


def _status(form) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


def _steps(corridor, last: str) -> list[tuple]:
    steps = trail(corridor, get_language())
    return [*steps[:-1], (steps[-1][0], corridor.get_absolute_url()), (last, "")]


@login_required
def statement_adding(request, slug):
    """State one thing that is known, with its source."""
    corridor = corridor_or_404(request, slug)
    speaks = [
        (end, territory) for end, territory in corridor.ends if policies.may_edit_end(request.user, corridor, end)
    ]
    keeps = bool(policies.may_state_evidence(request.user, corridor))
    if not keeps and not speaks:
        policies.may_state_evidence(request.user, corridor, End.ORIGIN).or_refuse()
    ends = [(end.value, territory.name_in(get_language())) for end, territory in speaks]
    if keeps:
        ends.append(("", _("Neither: for the network")))
    judging = policies.may_state_level(request.user, Level.CONFIRMED)
    form = StatementForm(request.POST or None, ends=ends, why_weaker=" ".join(judging.reasons))
    if form.is_valid():
        try:
            statement = actions.state_evidence(corridor, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=statement.get_absolute_url())
        except Refusal as refusal:
            show_refusal(form, refusal)
    return render(
        request, "places/form.html",
        {"form": form, "trail": _steps(corridor, _("State evidence")), "heading": _("What is known of this corridor?"),
         "lead": _("One thing at a time. Readers see your source, its date and how sure you are."),
         "label": _("State it"), "corridor": corridor},
        status=_status(form),
    )  # fmt: skip


@login_required
def statement_withdrawal(request, slug, pk):
    """Take a statement back, with a reason."""
    corridor = corridor_or_404(request, slug)
    statement = get_object_or_404(EvidenceStatement.objects.visible_to(request.user), pk=pk, corridor=corridor)
    statement.corridor = corridor
    policies.may_withdraw_statement(request.user, statement).or_refuse()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.withdraw_statement(statement, by=request.user, reason=form.cleaned_data["reason"], at=now())
        return after_post(request, to=corridor)
    return render(
        request, "places/form.html",
        {"form": form, "trail": _steps(corridor, _("Withdraw a statement")), "heading": _("Withdraw this statement"),
         "item": shown_statement(statement, corridor, get_language()), "label": _("Withdraw it")},
        status=_status(form),
    )  # fmt: skip


@login_required
def corridor_end(request, slug, end):
    """Write what one end says of itself."""
    corridor = corridor_or_404(request, slug)
    policies.may_edit_end(request.user, corridor, end).or_refuse()
    part = CorridorEnd.objects.filter(corridor=corridor, end=end).first()
    texts = {field: field for field in queries.PART_FIELDS}
    form = EndForm(request.POST or None, thing=part, texts=texts)
    if form.is_valid():
        try:
            actions.amend_end(corridor, end, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=corridor)
        except actions.Changed as changed:
            form.show_conflict(changed.stored)
    name = corridor.territory_at(end).name_in(get_language())
    return render(
        request, "places/form.html",
        {"form": form, "trail": _steps(corridor, name), "heading": name,
         "lead": _("You write for this end only. The other end writes its own part."), "label": _("Save")},
        status=_status(form),
    )  # fmt: skip
