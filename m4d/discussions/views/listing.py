"""The list of e-discussions with what members propose, and the form for a proposal."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from m4d.catalogue import queries as catalogue
from m4d.core.pages import after_post, public_page
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from .shared import form_page, refused

PROPOSALS_SHOWN = 20


@public_page("discussions", "catalogue:e_discussion", "vocabulary")
def discussion_list(request):
    """Announced discussions with their filters; for members also proposals, and what they look after."""
    context = {"listing": catalogue.listing(request, kind="e_discussion")}
    if request.user.is_authenticated:
        proposals = list(queries.proposals()[:PROPOSALS_SHOWN])
        mine = list(queries.own_discussions(request.user)[:PROPOSALS_SHOWN])
        for rows in (proposals, mine):
            queries.said(rows, "title")
        for discussion in mine:
            discussion.standing = discussion.state(now()).label
        context |= {"proposals": proposals, "mine": mine, "answers": policies.looks_after(request.user)}
        context["unveils"] = policies.unveils(request.user)
    return render(request, "discussions/discussion_list.html", context)


@login_required
def proposal(request):
    """Ask for a discussion."""
    form = forms.ProposalForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.propose_discussion(by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=made)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, None, form, heading=_("Propose an e-discussion"), label=_("Propose it"),
        lead=_("Other members can second it. A facilitator answers with a reason."),
        trail=[(_("E-discussions"), "../"), (_("Proposal"), "")],
    )  # fmt: skip
