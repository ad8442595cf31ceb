"""Preparing a discussion: dates, paper, languages, questions, moderators, and its guarded opening."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from ..forms.fields import zone_choices
from ..models import Question
from .shared import discussion_or_404, form_page, refused, steps

FIELDS = (
    "title", "purpose", "language", "starts_on", "ends_on", "time_zone", "languages", "paper", "paper_url",
    "quorum_percent", "themes", "version",
)  # fmt: skip


@login_required
def set_up(request, slug):
    """Everything the discussion needs, and what is still missing."""
    discussion = discussion_or_404(request, slug)
    policies.may_set_up(request.user, discussion).or_refuse()
    initial = {name: getattr(discussion, name) for name in FIELDS}
    form = forms.SetUpForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.set_up_discussion(
                discussion, by=request.user, version=form.cleaned_data["version"], values=form.values()
            )
            return after_post(request, to=request.path)
        except actions.Changed as changed:
            theirs = {name: getattr(changed.thing, name) for name in form.values()}
            form.compare(theirs, version=changed.thing.version)
        except Refusal as refusal:
            refused(form, refusal)
    people = queries.moderators_of(discussion)
    if request.user not in people:
        # Until it opens, no other member reads who is to moderate it.
        accounts.log_access(
            by=request.user, purpose=AccessPurpose.STAFF_SIDE, about=people, thing=f"e-discussion {discussion.slug}"
        )
    context = {
        "discussion": discussion,
        "form": form,
        "trail": steps(discussion, (_("Set up"), "")),
        "missing": queries.missing_of(discussion),
        "may_schedule": policies.may_schedule(request.user, discussion),
        "may_open": policies.may_open(request.user, discussion, at=now()),
        "questions": list(discussion.questions.all()),
        "moderators": list(zip(people, queries.names_of(people, request.user), strict=True)),
        "zones": zone_choices(),
    }
    return render(request, "discussions/set_up.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def scheduling(request, slug):
    """Announce it."""
    discussion = discussion_or_404(request, slug)
    return after_post(request, to=actions.schedule_discussion(discussion, by=request.user, at=now()))


@login_required
@require_POST
def opening(request, slug):
    """Open it by hand, where the clock has not yet come by."""
    discussion = discussion_or_404(request, slug)
    return after_post(request, to=actions.open_discussion(discussion, by=request.user, at=now()))


@login_required
def moderator_list(request, slug):
    """Add a member to the moderators, or take one out."""
    discussion = discussion_or_404(request, slug)
    policies.may_set_up(request.user, discussion).or_refuse()
    there = reverse("discussions:set_up", args=[slug])
    leaving = request.POST.get("remove", "")
    if leaving:
        person = next((one for one in queries.moderators_of(discussion) if str(one.pk) == leaving), None)
        if person is not None:
            actions.remove_moderator(discussion, person=person, by=request.user, at=now())
        return after_post(request, to=there)
    form = forms.ModeratorForm(request.POST or None)
    if form.is_valid():
        actions.add_moderator(discussion, person=form.person, by=request.user, at=now())
        return after_post(request, to=there)
    return form_page(
        request, discussion, form, heading=_("Add a moderator"), label=_("Add"),
        lead=_("Moderators see to the questions, the recaps and the summary of this e-discussion."),
    )  # fmt: skip


def _question_or_404(request, slug, number) -> Question:
    discussion = discussion_or_404(request, slug)
    question = get_object_or_404(Question.objects.visible_to(request.user), discussion=discussion, number=number)
    question.discussion = discussion
    return question


def _after_question(discussion) -> str:
    name = "set_up" if discussion.opened_at is None else "desk"
    return reverse(f"discussions:{name}", args=[discussion.slug])


@login_required
def question_new(request, slug):
    """One more question."""
    discussion = discussion_or_404(request, slug)
    policies.may_change_question(request.user, discussion).or_refuse()
    form = forms.QuestionForm(request.POST or None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "text", "language", "opens_on")}
        try:
            actions.add_question(discussion, by=request.user, at=now(), **values)
            return after_post(request, to=_after_question(discussion))
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(request, discussion, form, heading=_("Add a question"), label=_("Add"))


@login_required
def question_edit(request, slug, number):
    """Change a question; once open its old wording stays to be read."""
    question = _question_or_404(request, slug, number)
    policies.may_change_question(request.user, question.discussion).or_refuse()
    names = ("title", "text", "language", "opens_on", "version")
    form = forms.QuestionForm(request.POST or None, initial={name: getattr(question, name) for name in names})
    is_open = question.discussion.opened_at is not None
    if is_open:
        del form.fields["opens_on"]
    if form.is_valid():
        values = {name: form.cleaned_data.get(name) for name in names}
        try:
            actions.change_question(question, by=request.user, at=now(), **values)
            return after_post(request, to=_after_question(question.discussion))
        except actions.Changed as changed:
            form.compare(
                {name: getattr(changed.thing, name) for name in ("title", "text")}, version=changed.thing.version
            )
        except Refusal as refusal:
            refused(form, refusal)
    lead = _("The old wording stays on the page with the day of the change.") if is_open else ""
    return form_page(request, question.discussion, form, heading=_("Change the question"), label=_("Save"), lead=lead)


@login_required
@require_POST
def question_removal(request, slug, number):
    """Take a question out."""
    question = _question_or_404(request, slug, number)
    if not policies.looks_after(request.user) and not policies.moderates(request.user, question.discussion):
        raise Http404
    actions.remove_question(question, by=request.user, at=now())
    return after_post(request, to=_after_question(question.discussion))
