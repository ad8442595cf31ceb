"""The summary: read, written, put, endorsed, objected to."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post, good_until
from m4d.core.text import teaser
from m4d.core.verdicts import Refusal
from m4d.people import queries as people
from m4d.trails import queries as trails

from .. import actions, forms, policies, queries
from ..choices import CITED, LED_TO
from ..forms.fields import said
from ..models import Objection, Paragraph
from .shared import discussion_or_404, form_page, kept_page, refused, steps


@kept_page
def summary(request, slug):
    """The summary with its sources; while the window is open also the way to endorse and to object."""
    person, at = request.user, now()
    discussion, paragraphs = queries.summary_page(person, slug)
    if discussion is None:
        raise Http404
    read = queries.summary_of(discussion, person, paragraphs)
    context = {
        "discussion": discussion,
        "state": discussion.state(at),
        "trail": steps(discussion, (pgettext("of an e-discussion", "Summary"), "")),
        "window": queries.window_words(discussion),
        "in_window": discussion.is_in_endorsement(at),
        **read,
    }
    if person.is_authenticated:
        mine = queries.endorsement_of(person, discussion)
        context |= {
            "endorsed": mine,
            "may_endorse": policies.may_endorse(person, discussion, at=at) if context["in_window"] else None,
            "moderates": policies.moderates(person, discussion),
            "my_objections": {one.paragraph_id for one in context["objections"] if one.person_id == person.pk},
            "may_follow_up": policies.may_follow_up(person, discussion),
        }
    return good_until(render(request, "discussions/summary.html", context), queries.next_turn(discussion, [], at))


_OF_RECOMMENDATION = ("text", "language", "addressed_to", "organization", "territory", "version")


def _to_list(discussion) -> str:
    return reverse("discussions:paragraph_list", args=[discussion.slug])


@login_required
def paragraph_list(request, slug):
    """The summary as moderators write it, with what is still to be done before it can be put."""
    discussion = discussion_or_404(request, slug)
    policies.may_change_summary(request.user, discussion).or_refuse()
    paragraphs = queries.paragraphs_of(discussion, in_words=False)
    shaken = {paragraph.pk for paragraph in queries.shaken_paragraphs(paragraphs)}
    for paragraph in paragraphs:
        paragraph.is_shaken = paragraph.pk in shaken
    form, at = forms.DraftForm(), now()
    context = {
        "discussion": discussion,
        "paragraphs": paragraphs,
        "recommendations": queries.recommendations_of(discussion, paragraphs),
        "form": form,
        "may_put": policies.may_put_draft(request.user, discussion, ends_at=at + timedelta(days=1), at=at),
        "trail": steps(discussion, (_("Write the summary"), "")),
        "quorum": queries.quorum_for(discussion),
    }
    return render(request, "discussions/paragraph_list.html", context)


@login_required
def paragraph_edit(request, slug, pk=None):
    """Write a paragraph and tick what it rests on; two moderators do not overwrite each other."""
    discussion = discussion_or_404(request, slug)
    policies.may_change_summary(request.user, discussion).or_refuse()
    paragraph = get_object_or_404(discussion.paragraphs.standing(), pk=pk) if pk else None
    if paragraph is not None and "remove" in request.POST:
        actions.remove_paragraph(paragraph, by=request.user, at=now())
        return after_post(request, to=_to_list(discussion))
    cited = trails.steps_to([paragraph], CITED)[paragraph.pk] if paragraph else []
    initial = {"sources": [str(one) for one in cited]}
    if paragraph is not None:
        initial |= {name: getattr(paragraph, name) for name in ("text", "language", "is_synthesis", "version")}
    form = forms.ParagraphForm(request.POST or None, initial=initial, offered=_contributions(discussion, request.user))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.save_paragraph(
                discussion, by=request.user, text=given["text"], language=given["language"], sources=given["sources"],
                is_synthesis=given["is_synthesis"], paragraph=paragraph, version=given["version"], at=now(),
            )  # fmt: skip
            return after_post(request, to=_to_list(discussion))
        except actions.Changed as changed:
            form.compare({"text": changed.thing.text}, version=changed.thing.version)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, label=_("Save"), removable=paragraph,
        heading=_("Change the paragraph") if paragraph else _("Add a paragraph"), back_to=_to_list(discussion),
    )  # fmt: skip


def _contributions(discussion, reader) -> list[tuple]:
    """Every contribution that can be cited: the words, and under them who said it to which question."""
    rows = queries.citable_rows(discussion)
    speakers = queries.speakers_for(rows, reader, is_moderator=True)
    return [
        (
            str(row["id"]),
            said(teaser(row["text"], 220), row["language"], f"{row['question__number']} · {speakers[row['id']].name}"),
        )
        for row in rows
    ]


@login_required
@require_POST
def paragraph_place(request, slug, pk):
    """Change places with the neighbour."""
    discussion = discussion_or_404(request, slug)
    paragraph = get_object_or_404(Paragraph.objects.visible_to(request.user).standing(), discussion=discussion, pk=pk)
    actions.move_paragraph(paragraph, by=request.user, up="up" in request.POST, at=now())
    return after_post(request, to=_to_list(discussion))


@login_required
def recommendation_edit(request, slug, pk=None):
    """Write a recommendation, to whom it goes, and from which paragraphs it follows."""
    discussion = discussion_or_404(request, slug)
    policies.may_change_summary(request.user, discussion).or_refuse()
    made = get_object_or_404(discussion.recommendations.standing(), pk=pk) if pk else None
    if made is not None and "remove" in request.POST:
        actions.remove_recommendation(made, by=request.user, at=now())
        return after_post(request, to=_to_list(discussion))
    initial = {"sources": [str(one) for one in trails.steps_to([made], LED_TO)[made.pk]]} if made else {}
    if made is not None:
        initial |= {name: getattr(made, name) for name in _OF_RECOMMENDATION}
    offered = [
        (str(one.pk), said(f"{one.number}. {teaser(one.text, 220)}", one.language))
        for one in queries.paragraphs_of(discussion, in_words=False)
    ]
    form = forms.RecommendationForm(request.POST or None, initial=initial, offered=offered)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.save_recommendation(
                discussion, by=request.user, text=given["text"], language=given["language"], recommendation=made,
                addressed_to=given["addressed_to"], organization=given["organization"], territory=given["territory"],
                sources=given["sources"], version=given["version"], at=now(),
            )  # fmt: skip
            return after_post(request, to=_to_list(discussion))
        except actions.Changed as changed:
            names = ("text", "addressed_to")
            form.compare({name: getattr(changed.thing, name) for name in names}, version=changed.thing.version)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, label=_("Save"), removable=made, back_to=_to_list(discussion),
        heading=_("Change the recommendation") if made else _("Add a recommendation"),
    )  # fmt: skip


@login_required
@require_POST
def draft(request, slug):
    """Put the draft to the participants."""
    discussion = discussion_or_404(request, slug)
    form = forms.DraftForm(request.POST)
    ends_on = form.cleaned_data["ends_on"] if form.is_valid() else None
    put = actions.put_draft(discussion, by=request.user, ends_on=ends_on, at=now())
    return after_post(request, to=reverse("discussions:summary", args=[put.slug]))


@login_required
def endorsement(request, slug):
    """Endorse the summary, or take that back."""
    discussion = discussion_or_404(request, slug)
    there = reverse("discussions:summary", args=[slug])
    if "take_back" in request.POST:
        actions.take_back_endorsement(discussion, by=request.user, at=now())
        return after_post(request, to=there)
    policies.may_endorse(request.user, discussion, at=now()).or_refuse()
    is_veiled = queries.pseudonym_of(request.user, discussion) is not None
    mine = [] if is_veiled else [row.organization for row in people.affiliations_of(request.user) if row.is_admin]
    form = forms.EndorsementForm(request.POST if request.method == "POST" else None, organizations=mine)
    if form.is_bound and form.is_valid():
        try:
            actions.endorse(discussion, by=request.user, organization=form.chosen, at=now())
            return after_post(request, to=there)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, heading=_("Endorse the summary"), label=_("Endorse"), back_to=there,
        lead=_("Your name, or your pseudonym here, stands under it as your profile shows you to each reader."),
    )  # fmt: skip


@login_required
def objection(request, slug, pk):
    """Object to one paragraph."""
    discussion = discussion_or_404(request, slug)
    paragraph = get_object_or_404(Paragraph.objects.visible_to(request.user), discussion=discussion, pk=pk)
    paragraph.discussion = discussion
    policies.may_object(request.user, paragraph, text="…", at=now()).or_refuse()
    form = forms.ObjectionForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.object_to(paragraph, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=made)
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, discussion, form, heading=_("Object to a paragraph"), label=_("Object"), words=paragraph,
        back_to=reverse("discussions:summary", args=[slug]),
        lead=_("The moderators are told. What is not settled is printed with the final text."),
    )  # fmt: skip


@login_required
def settlement(request, slug, pk):
    """Take one's objection back, or say how the paragraph was changed."""
    discussion = discussion_or_404(request, slug)
    found = get_object_or_404(Objection.objects.visible_to(request.user), discussion=discussion, pk=pk)
    found.discussion = discussion
    if found.person_id != request.user.pk and not policies.moderates(request.user, discussion):
        raise Http404
    policies.may_settle(request.user, found).or_refuse()
    is_mine = found.person_id == request.user.pk
    form = forms.SettlementForm(request.POST if request.method == "POST" else None)
    if is_mine:
        del form.fields["note"]
    if form.is_bound and form.is_valid():
        actions.settle_objection(found, by=request.user, note=form.cleaned_data.get("note", ""), at=now())
        return after_post(request, to=reverse("discussions:summary", args=[slug]))
    return form_page(
        request, discussion, form, words=found, back_to=reverse("discussions:summary", args=[slug]),
        heading=_("Take the objection back") if is_mine else _("Settle an objection"),
        label=_("Take it back") if is_mine else _("Save"),
    )  # fmt: skip
