"""Keeping topics tidy: a page for each act, with what it means before it is done."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from ..models import Group, Topic
from .composing import or_404, show_refusal, status_of
from .topic import in_its_language, number_in, trail


def _topic(request, pk) -> Topic:
    return or_404(queries.topic_page(request.user, pk))


def form_page(request, topic, form, *, heading, label, lead="", page="community/form.html", **more):
    """A page with one form about a topic."""
    steps = trail(topic.group, (in_its_language(topic.title, topic.language), topic.get_absolute_url()), (heading, ""))
    context = {"form": form, "topic": topic, "trail": steps, "heading": heading, "label": label, "lead": lead, **more}
    return render(request, page, context, status=status_of(form))


@login_required
def topic_title(request, pk):
    """Rename a topic."""
    topic = _topic(request, pk)
    policies.may_rename(request.user, topic).or_refuse()
    form = forms.TitleForm(request.POST or None, initial={"title": topic.title, "language": topic.language})
    if form.is_valid():
        try:
            topic = actions.rename_topic(topic, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=topic)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return form_page(request, topic, form, heading=_("Rename the topic"), label=_("Save"),
                      lead=_("The old title stays in the topic, and its old address leads here."))  # fmt: skip


@login_required
def topic_summary(request, pk):
    """Write what a topic says so far, in short."""
    topic = _topic(request, pk)
    policies.may_tend(request.user, topic).or_refuse()
    start = {"text": topic.summary, "language": topic.summary_language or request.LANGUAGE_CODE}
    form = forms.SummaryForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            topic = actions.write_summary(topic, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=topic)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return form_page(request, topic, form, heading=_("So far, in short"), label=_("Save"),
                      lead=_("Readers see the date beside it, and that a facilitator wrote it."))  # fmt: skip


@login_required
def topic_move(request, pk):
    """Move a topic into another group."""
    topic = _topic(request, pk)
    policies.may_tend(request.user, topic).or_refuse()
    groups = [
        group
        for group in Group.objects.readable_by(request.user).exclude(pk=topic.group_id)[:100]
        if policies.is_steward(request.user, group)
    ]
    form = forms.MoveForm(request.POST or None, groups=groups)
    if form.is_valid():
        group = next(group for group in groups if group.slug == form.cleaned_data["group"])
        try:
            topic = actions.move_topic(
                topic, group, by=request.user, knowing=form.cleaned_data["knowing"], at=now()
            )  # fmt: skip
            return after_post(request, to=topic)
        except Refusal as refusal:
            show_refusal(form, refusal)
    lead = _(
        "Who reads the other group reads all of it. Its address stays, and a line in the topic says where it was."
    )
    return form_page(request, topic, form, heading=_("Move the topic"), label=_("Move it"), lead=lead,
                      nothing="" if groups else _("You look after no other group."))  # fmt: skip


@login_required
def topic_merger(request, pk):
    """Let a topic become part of another one."""
    topic = _topic(request, pk)
    policies.may_tend(request.user, topic).or_refuse()
    topics = queries.topics_to_choose(request.user, topic, request.GET.get("q", "")[:100])
    form = forms.MergeForm(request.POST or None, topics=topics)
    if form.is_valid():
        target = next(one for one in topics if one.pk == form.cleaned_data["target"])
        try:
            return after_post(request, to=actions.merge_topics(topic, target, by=request.user, at=now()))
        except Refusal as refusal:
            show_refusal(form, refusal)
    lead = _("All its posts go to the end of the other topic, and its address leads there.")
    return form_page(request, topic, form, heading=_("Make it part of another topic"), label=_("Make it a part"),
                      lead=lead, nothing="" if topics else _("The group has no other topic."))  # fmt: skip


@login_required
def topic_split(request, pk):
    """Move ticked replies, any of them, into a new topic or one that is there."""
    topic = _topic(request, pk)
    policies.may_tend(request.user, topic).or_refuse()
    topics = queries.topics_to_choose(request.user, topic)
    form = forms.SplitForm(request.POST or None, topics=topics)
    ticked = [int(one) for one in request.POST.getlist("post") if one.isdecimal() and len(one) < 18][:10_000]
    if request.method == "POST" and form.is_valid():
        target = next((one for one in topics if one.pk == form.cleaned_data["target"]), None)
        try:
            made = actions.move_posts(
                topic, ticked, by=request.user, target=target, title=form.cleaned_data["title"], at=now()
            )
            return after_post(request, to=made)
        except Refusal as refusal:
            show_refusal(form, refusal)
    page = queries.thread(topic, request.user, start=number_in(request, "from") or 1)
    # What a moderator has hidden can be moved as well; here it is not read.
    rows = [
        (row, page.speaker(row.author_id, row.id), "" if row.hidden_at else queries.shown_words(row.html))
        for row in page.rows
        if row.number > 1
    ]
    lead = _("Tick the replies. A line stays where they were and leads to where they are; their addresses lead on.")
    return form_page(request, topic, form, page="community/topic_split.html", heading=_("Move replies"),
                      label=_("Move the ticked replies"), lead=lead, rows=rows, ticked=set(ticked),
                      thread=page)  # fmt: skip


@login_required
def topic_closing(request, pk):
    """Close a topic with a reason, or open it again."""
    topic = _topic(request, pk)
    if request.method == "POST" and request.POST.get("stop"):
        return after_post(request, to=actions.reopen_topic(topic, by=request.user, at=now()))
    policies.may_close(request.user, topic).or_refuse()
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        topic = actions.close_topic(topic, by=request.user, reason=form.cleaned_data["reason"], at=now())
        return after_post(request, to=topic)
    lead = _("Everybody can still read it. Nobody can write in it until it is opened again.")
    return form_page(request, topic, form, heading=_("Close the topic"), label=_("Close it"), lead=lead)


@login_required
@require_POST
def topic_settlement(request, pk):
    """Mark a topic as settled, or no longer."""
    topic = _topic(request, pk)
    return after_post(
        request, to=actions.resolve_topic(topic, by=request.user, stop=bool(request.POST.get("stop")), at=now())
    )
