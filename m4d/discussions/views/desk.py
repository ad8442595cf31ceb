"""The moderators' desk: what came late, who is silent, recaps, questions, and the summary."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from m4d.activity import queries as activity
from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from ..choices import Verb
from ..models import Question
from .shared import discussion_or_404, form_page, refused, steps


@login_required
def desk(request, slug):
    """Everything that waits for a moderator of this discussion."""
    discussion = discussion_or_404(request, slug)
    policies.may_moderate(request.user, discussion).or_refuse()
    paragraphs = queries.paragraphs_of(discussion, in_words=False)
    questions = queries.questions_of(discussion, in_words=False)
    queries.said_together(([discussion], ["title", "purpose", "follow_up"]), (questions, ["title", "text"]))
    heard = queries.heard_in(discussion)
    late = queries.late_contributions(discussion)
    for one in late:
        one.discussion = discussion
        one.is_mine = one.author_id == request.user.pk
    context = {
        "discussion": discussion,
        "state": discussion.state(now()),
        "trail": steps(discussion, (_("Desk"), "")),
        "late": late,
        "balance": queries.balance_of(discussion, heard),
        "invite": queries.to_invite(heard),
        "recap": queries.newest_recap(discussion, in_words=False),
        "questions": questions,
        "paragraphs": paragraphs,
        "shaken": queries.shaken_paragraphs(paragraphs),
        "objections": queries.standing_objections(discussion),
        "may_invite": policies.may_invite(request.user, discussion, some=True, at=now()),
        "may_change_question": policies.may_change_question(request.user, discussion),
        "may_change_summary": policies.may_change_summary(request.user, discussion),
    }
    return render(request, "discussions/desk.html", context)


@login_required
def admission(request, pk):
    """Let a late contribution in, with a reason."""
    contribution = queries.contribution_page(request.user, pk)
    if contribution is None or not policies.moderates(request.user, contribution.discussion):
        raise Http404
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.admit_contribution(contribution, by=request.user, reason=form.cleaned_data["reason"], at=now())
            return after_post(request, to=contribution)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, contribution.discussion, form, heading=_("Admit a late contribution"), label=_("Admit it"),
        words=contribution,
    )  # fmt: skip


@login_required
def recap(request, slug):
    """Publish what was said so far."""
    discussion = discussion_or_404(request, slug)
    policies.may_moderate(request.user, discussion).or_refuse()
    form = forms.RecapForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.publish_recap(
                discussion, by=request.user, question=_question_of_now(discussion), at=now(), **form.cleaned_data
            )
            return after_post(request, to=made)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, heading=_("Publish a recap"), label=_("Publish it"),
        lead=_("It is pinned to the page, so that latecomers can enter, and told to whoever follows."),
        reach=activity.reach(discussion, Verb.RECAP_PUBLISHED, by=request.user),
    )  # fmt: skip


@login_required
def invitation(request, slug):
    """Ask members by mail to take part."""
    discussion = discussion_or_404(request, slug)
    policies.may_invite(request.user, discussion, some=True, at=now()).or_refuse()
    form = forms.InvitationForm(request.POST or None, themes=bool(discussion.themes))
    if form.is_valid():
        try:
            actions.invite(discussion, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Each of them who is a member and does not follow it yet gets an invitation."))
            return after_post(request, to=discussion)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, heading=_("Invite members"), label=_("Send the invitations"),
        lead=_("They can say yes and take part by e-mail alone. Nobody is asked twice."),
    )  # fmt: skip


def _question_of_now(discussion) -> Question | None:
    return discussion.questions.filter(opened_at__isnull=False).order_by("-number").first()
