"""What is written about a territory: its lead text and facts, and for the programme its names and listing."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.core.pages import after_post, keyset_page
from m4d.core.ui.forms import show_refusal
from m4d.core.verdicts import Refusal

from .. import actions, policies, queries
from ..forms import FactForm, LeadForm, NameForm, ReasonForm
from ..models import Territory, TerritoryFact
from .territory import trail

#: Hidden territories that the page lists; a programme hides a handful.
HIDDEN_SHOWN = 200


def _territory(request, slug) -> Territory:
    territory = queries.territory_page(request.user, slug)
    if territory is None:
        raise Http404
    return territory


def _steps(territory, last: str) -> list[tuple]:
    steps = trail(territory, get_language())
    return [*steps[:-1], (steps[-1][0], territory.get_absolute_url()), (last, "")]


def _form(request, territory, form, *, last, heading, label, **more):
    context = {
        "form": form,
        "territory": territory,
        "trail": _steps(territory, last),
        "heading": heading,
        "label": label,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "places/form.html", context | more, status=status)


@login_required
def territory_edit(request, slug):
    """The lead text, and the way to the facts."""
    territory = _territory(request, slug)
    policies.may_amend_profile(request.user, territory).or_refuse()
    form = LeadForm(request.POST or None, thing=territory, texts={"text": "lead"})
    if form.is_valid():
        try:
            actions.amend_lead(territory, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=territory)
        except actions.Changed as changed:
            form.show_conflict(changed.stored)
    name = territory.name_in(get_language())
    return _form(
        request, territory, form, last=_("Change this page"), heading=name, label=_("Save"),
        facts=TerritoryFact.objects.filter(territory=territory, withdrawn_at=None),
    )  # fmt: skip


@login_required
def territory_facts(request, slug):
    """Add a fact with its source and date."""
    territory = _territory(request, slug)
    policies.may_amend_profile(request.user, territory).or_refuse()
    form = FactForm(request.POST or None)
    if form.is_valid():
        try:
            actions.state_fact(territory, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=territory)
        except Refusal as refusal:
            show_refusal(form, refusal)
    heading = _("A fact about %(territory)s") % {"territory": territory.name_in(get_language())}
    return _form(request, territory, form, last=_("Add a fact"), heading=heading, label=_("Add it"))


@login_required
def fact_withdrawal(request, slug, pk):
    """Take a fact off the page, with a reason."""
    territory = _territory(request, slug)
    fact = get_object_or_404(TerritoryFact, pk=pk, territory=territory)
    fact.territory = territory
    policies.may_withdraw_fact(request.user, fact).or_refuse()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.withdraw_fact(fact, by=request.user, reason=form.cleaned_data["reason"], at=now())
        return after_post(request, to=territory)
    return _form(
        request, territory, form, last=_("Withdraw a fact"), heading=_("Withdraw this fact"), label=_("Withdraw it"),
        fact=fact,
    )  # fmt: skip


@login_required
def territory_names(request, slug):
    """The neutral list: the names shown for one territory. Numbers and old names stay."""
    territory = _territory(request, slug)
    policies.may_curate(request.user).or_refuse()
    form = NameForm(request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        try:
            actions.choose_name(territory, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=territory)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return _form(
        request, territory, form, last=_("Names"), heading=_("Names of this territory"), label=_("Show this name"),
        names=territory.all_names.order_by("language", "kind", "name"),
        lead=_("The name chosen here is shown to readers of that language. Numbers and old names stay."),
    )  # fmt: skip


@login_required
def territory_listing(request, slug):
    """Hide a territory, or show it again."""
    territory = _territory(request, slug)
    policies.may_curate(request.user).or_refuse()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        change = actions.hide_territory if territory.is_listed else actions.show_territory
        change(territory, by=request.user, reason=form.cleaned_data["reason"], at=now())
        return after_post(request, to=territory)
    hide = territory.is_listed
    return _form(
        request, territory, form, last=_("Listing"),
        heading=_("Hide this territory") if hide else _("Show this territory again"),
        label=_("Hide it") if hide else _("Show it"),
        lead=_("It leaves every list, map and count. Nothing is deleted.") if hide else "",
    )  # fmt: skip


@login_required
def neutral_list(request):
    """Every name that the programme chose, and every territory that it hides."""
    policies.may_curate(request.user).or_refuse()
    page = keyset_page(queries.neutral_list(request.user), request, order=("-chosen_at", "-id"), size=50)
    steps = [(_("Places"), reverse("places:territory_list")), (_("Names we chose"), "")]
    context = {"page": page, "hidden": queries.hidden_territories()[:HIDDEN_SHOWN], "trail": steps}
    return render(request, "places/neutral_list.html", context)
