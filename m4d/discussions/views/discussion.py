"""The page of a discussion and of one question, what is answered to a proposal, and what came of it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post, good_until
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from ..choices import State
from ..models import Discussion
from .shared import discussion_or_404, form_page, kept_page, refused, steps


@kept_page
def discussion_detail(request, slug):
    """The discussion where it stands: a proposal with its seconds, or the question of now with what was said."""
    discussion = discussion_or_404(request, slug)
    if discussion.scheduled_at is None:
        return _proposal(request, discussion)
    questions = queries.questions_of(discussion, in_words=False)
    at = now()
    reached = [question for question in questions if discussion.opened_at and question.is_reached(at)]
    question = reached[-1] if reached else questions[0]
    return _page(request, discussion, questions, question, at)


@kept_page
def question_detail(request, slug, number):
    """One question with what was said to it."""
    discussion = discussion_or_404(request, slug)
    questions = queries.questions_of(discussion, in_words=False)
    question = next((one for one in questions if one.number == number), None)
    if question is None or discussion.scheduled_at is None:
        raise Http404
    return _page(request, discussion, questions, question, now())


def _page(request, discussion, questions, question, at):
    person = request.user
    recap = queries.newest_recap(discussion, in_words=False)
    queries.said_together(
        ([discussion], ["title", "purpose", "follow_up"]), (questions, ["title", "text"]),
        ([recap] if recap else [], ["text"]),
    )  # fmt: skip
    newest = request.GET.get("order") == "newest"
    page = queries.contributions_listed(question, request, newest=newest)
    team = queries.moderator_numbers(discussion)
    moderates = person.is_authenticated and person.pk in team
    marked, follows = set(), False
    if person.is_authenticated:
        marked, follows = queries.marks_of(person, discussion, [row["id"] for row in page.items])
    moderators = queries.read_contributions(page.items, person, is_moderator=moderates, beside=team, marked=marked)
    state = discussion.state(at)
    context = {
        "discussion": discussion,
        "question": question,
        "questions": questions,
        "page": page,
        "newest": newest,
        "trail": steps(discussion),
        "state": state,
        "stages": queries.stages_of(discussion, questions, at),
        "is_open": discussion.is_open(at) and question.is_reached(at),
        "recap": recap,
        "moderators": moderators,
        "closing": queries.closing_words(discussion),
        "window": queries.window_words(discussion),
        "wordings": list(question.wordings.all()) if discussion.opened_at and question.version > 1 else [],
        "moderates": moderates,
    }
    if person.is_authenticated:
        context |= _for_member(person, discussion, at, follows=follows)
    # What may be done here changes by the clock: a page that is kept goes at that moment.
    page = render(request, "discussions/discussion_detail.html", context)
    return good_until(page, queries.next_turn(discussion, questions, at))


def _for_member(person, discussion, at, *, follows: bool) -> dict:
    return {
        "follows": follows,
        "kind_name": Discussion._meta.label_lower,
        "follow_id": discussion.pk,
        "looks_after": policies.looks_after(person),
        "may_set_up": discussion.opened_at is None and policies.looks_after(person),
        "may_endorse": discussion.is_in_endorsement(at),
        "may_invite": policies.may_invite(person, discussion, some=True, at=at),
    }


def _proposal(request, discussion):
    """A proposal, answered or not, and for the facilitators the way on."""
    queries.said([discussion], "title", "purpose")
    person = request.user
    context = {
        "discussion": discussion,
        "trail": steps(discussion),
        "state": discussion.state(now()),
        "may_second": policies.may_second(person, discussion),
        "looks_after": policies.looks_after(person),
        "is_answered": discussion.answered_at is not None,
        "prepared": discussion.state(now()) == State.PREPARED,
        "names": queries.names_of([discussion.proposed_by, discussion.answered_by], person),
    }
    return render(request, "discussions/proposal_detail.html", context)


@login_required
@require_POST
def seconding(request, slug):
    """Second a proposal."""
    discussion = discussion_or_404(request, slug)
    actions.second_proposal(discussion, by=request.user, at=now())
    return after_post(request, to=discussion)


@login_required
def answer(request, slug):
    """Answer a proposal, yes or no, with a reason."""
    discussion = discussion_or_404(request, slug)
    policies.may_answer(request.user, discussion, reason="…").or_refuse()
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid():
        discussion = actions.answer_proposal(discussion, by=request.user, at=now(), **form.cleaned_data)
        return after_post(request, to=discussion)
    return form_page(
        request, discussion, form, heading=_("Answer the proposal"), label=_("Send the answer"),
        lead=steps(discussion)[-1][0],
    )  # fmt: skip


@login_required
def follow_up(request, slug):
    """Tell what came of the recommendations."""
    discussion = discussion_or_404(request, slug)
    policies.may_follow_up(request.user, discussion).or_refuse()
    form = forms.FollowUpForm(request.POST or None, initial={"text": discussion.follow_up})
    if form.is_valid():
        try:
            return after_post(
                request, to=actions.follow_up(discussion, by=request.user, at=now(), **form.cleaned_data)
            )
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(request, discussion, form, heading=_("What came of it"), label=_("Publish it"))


@kept_page
def paper(request, slug):
    """The background paper."""
    discussion = discussion_or_404(request, slug)
    if not (discussion.paper or discussion.paper_url):
        raise Http404
    queries.said([discussion], "paper")
    context = {"discussion": discussion, "trail": steps(discussion, (_("Background paper"), ""))}
    return render(request, "discussions/paper.html", context)


@kept_page
def recap_list(request, slug):
    """Every recap, the newest first."""
    discussion = discussion_or_404(request, slug)
    recaps = list(discussion.recaps.all()[:60])
    queries.said(recaps, "text")
    context = {"discussion": discussion, "recaps": recaps, "trail": steps(discussion, (_("Recaps"), ""))}
    return render(request, "discussions/recap_list.html", context)
