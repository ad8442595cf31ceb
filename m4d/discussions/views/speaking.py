"""Speaking, taking back, and seeing where one's words went."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.activity import queries as activity
from m4d.core.pages import after_post
from m4d.core.text import markdown
from m4d.core.verdicts import Refusal
from m4d.trails import queries as trails

from .. import actions, forms, policies, queries
from ..choices import Verb
from ..models import Delayed, Question
from .shared import discussion_or_404, form_page, refused, steps


@login_required
def contribution(request, slug, number):
    """Write to a question: look at it first, keep it for later, or send it. What comes too late is kept."""
    discussion = discussion_or_404(request, slug)
    question = get_object_or_404(Question.objects.visible_to(request.user), discussion=discussion, number=number)
    question.discussion = discussion
    queries.said([question], "title", "text")
    draft = queries.draft_of(request.user, question)
    initial = {"text": draft.text, "language": draft.language} if draft else {}
    manner = queries.manner_of(request.user, discussion)
    initial |= {"appears": manner.appears, "place_shown": manner.place_shown} if manner else {}
    ways = queries.ways_of_speaking(request.user, discussion)
    if "mark" in request.POST:
        # Without a script the bar asks for the text again, with an example at its end.
        typed = request.POST.dict()
        initial = typed | {"text": forms.with_example(typed.get("text", ""), typed["mark"])}
        form = forms.ContributionForm(initial=initial, ways=ways)
    else:
        form = forms.ContributionForm(request.POST or None, request.FILES or None, initial=initial, ways=ways)
    preview = ""
    if form.is_valid():
        words = {"by": request.user, "text": form.cleaned_data["text"], "language": form.cleaned_data["language"]}
        if "keep" in request.POST:
            actions.keep_draft(question, at=now(), **words)
            messages.success(request, _("Your draft is kept. Nobody else sees it."))
            return after_post(request, to=request.path)
        if "look" in request.POST:
            preview = markdown(words["text"])
        else:
            try:
                words |= {name: form.cleaned_data[name] for name in ("appears", "place_shown", "files")}
                made = actions.speak(question, organization=form.organization, at=now(), **words)
                if words["appears"]:
                    messages.success(request, _("Your words wait. Until they appear nobody else reads them."))
                return after_post(request, to=made)
            except Refusal as refusal:
                refused(form, refusal)
    at = now()
    context = {
        "discussion": discussion,
        "question": question,
        "form": form,
        "draft": draft,
        "preview": preview,
        "ways": ways,
        "trail": steps(discussion, (_("Contribute"), "")),
        "takes_words": discussion.is_open(at) and question.is_reached(at),
        "reach": activity.reach(discussion, Verb.CONTRIBUTION_MADE, by=request.user),
        "closing": queries.closing_words(discussion),
    }
    return render(request, "discussions/contribution.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def draft_saving(request, slug, number):
    """Keep what is being typed: sent by the page while somebody writes, answered with the time."""
    discussion = discussion_or_404(request, slug)
    question = get_object_or_404(Question.objects.visible_to(request.user), discussion=discussion, number=number)
    language = request.POST.get("language") or request.user.language
    draft = actions.keep_draft(question, by=request.user, text=request.POST.get("text", ""), language=language[:8])
    return render(request, "community/saved.html", {"draft": draft, "at": localtime().strftime("%H:%M")})


def contribution_detail(request, pk):
    """One contribution by itself, with what came of it."""
    contribution = queries.contribution_page(request.user, pk)
    if contribution is None:
        raise Http404
    discussion = contribution.discussion
    rows = [_row(contribution)]
    queries.read_contributions(rows, request.user, is_moderator=policies.moderates(request.user, discussion))
    queries.said([contribution.question], "title")
    is_mine = request.user.is_authenticated and contribution.author_id == request.user.pk
    context = {
        "contribution": contribution,
        "row": rows[0],
        "rows": rows,
        "discussion": discussion,
        "is_mine": is_mine,
        "onward": trails.onward(contribution, request.user),
        "may_withdraw": policies.may_withdraw(request.user, contribution) if is_mine else False,
        "may_admit": policies.moderates(request.user, discussion) and contribution.is_waiting and not is_mine,
        "may_ask": contribution.pseudonym_id and policies.unveils(request.user) and not is_mine,
        "trail": steps(discussion, (contribution.question.number, contribution.question.get_absolute_url())),
    }
    return render(request, "discussions/contribution_detail.html", context)


def _row(contribution) -> dict:
    organization = contribution.on_behalf_of
    return {
        "id": contribution.pk,
        "author_id": contribution.author_id,
        "pseudonym__name": contribution.pseudonym.name if contribution.pseudonym else "",
        "is_on_behalf": contribution.is_on_behalf,
        "on_behalf_of__name": organization.name if organization else "",
        "on_behalf_of__slug": organization.slug if organization else "",
        **{
            name: getattr(contribution, name)
            for name in (
                "html", "language", "written_at", "is_month_only", "place_shown", "place", "via_mail", "late_at",
                "admitted_at", "admitted_reason", "withdrawn_at", "useful_count", "file_count", "question_id",
            )
        },
    }  # fmt: skip


@login_required
@require_POST
def useful(request, pk):
    """Mark a contribution as useful, or no longer."""
    contribution = queries.contribution_page(request.user, pk)
    if contribution is None:
        raise Http404
    actions.mark_useful(contribution, by=request.user, at=now())
    return after_post(request, to=f"{contribution.question.get_absolute_url()}#contribution-{pk}")


@login_required
def withdrawal(request, pk):
    """Take one's own words back."""
    contribution = queries.contribution_page(request.user, pk)
    if contribution is None:
        raise Http404
    verdict = policies.may_withdraw(request.user, contribution)
    if request.method == "POST":
        contribution = actions.withdraw_contribution(contribution, by=request.user, at=now())
        return after_post(request, to=contribution)
    verdict.or_refuse()
    context = {
        "contribution": contribution,
        "discussion": contribution.discussion,
        "citing": queries.cited_by([contribution], request.user)[contribution.pk],
        "trail": steps(contribution.discussion, (_("Withdraw"), "")),
    }
    return render(request, "discussions/withdrawal.html", context)


@login_required
@require_POST
def delayed_return(request, pk):
    """Make a draft of words that wait."""
    delayed = get_object_or_404(Delayed.objects.select_related("question__discussion"), pk=pk, person=request.user)
    question = actions.take_back_delayed(delayed, by=request.user).question
    place = reverse("discussions:contribution", args=[question.discussion.slug, question.number])
    return after_post(request, to=place)


@login_required
def pseudonym(request, slug):
    """Choose another name for this discussion."""
    discussion = discussion_or_404(request, slug)
    own = queries.pseudonym_of(request.user, discussion)
    form = forms.PseudonymForm(request.POST or None)
    if form.is_valid():
        try:
            actions.choose_pseudonym(discussion, by=request.user, name=form.cleaned_data["name"], at=now())
            messages.success(request, _("From now on you take part in this e-discussion under your pseudonym."))
            return after_post(request, to=discussion)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, heading=_("Take part under a pseudonym"), label=_("Take this name"), own=own,
        lead=_("For those who would be at risk under their name. It holds for this e-discussion only."),
        note="discussions/_pseudonym_note.html",
    )  # fmt: skip


@login_required
def own_words(request, slug):
    """Where did my words go: each of one's contributions with the paragraphs that cite it."""
    discussion = discussion_or_404(request, slug)
    mine = queries.own_contributions(request.user, discussion)
    cited = queries.cited_by(mine, request.user)
    for one in mine:
        one.discussion, one.paragraphs = discussion, cited[one.pk]
        one.question.discussion = discussion
    drafts = queries.drafts_of(request.user, discussion)
    context = {
        "discussion": discussion,
        "mine": mine,
        "drafts": drafts,
        "delayed": queries.delayed_of(request.user, discussion),
        "state": discussion.state(now()),
        "trail": steps(discussion, (_("Where my words went"), "")),
    }
    return render(request, "discussions/own_words.html", context)
