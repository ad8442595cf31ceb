"""The page of a topic, its newer posts while somebody reads it, and a new topic."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose, Role
from m4d.core.pages import after_post, public_page
from m4d.core.pages.versions import counters, slots_of
from m4d.core.verdicts import Refusal
from m4d.languages import queries as languages
from m4d.vocabulary import queries as vocabulary

from .. import actions, forms, policies, queries
from ..models import Topic
from .composing import (
    PREVIEW,
    SAVE,
    asked,
    keep_draft,
    or_404,
    preview_of,
    reach,
    show_refusal,
    started,
    status_of,
    who_reads,
)

#: Who reads what a moderator has hidden.
SEE_HIDDEN = (Role.MODERATOR, Role.ADMIN)
#: The highest number in an address; more is a mistake.
HIGHEST = 10_000_000


def number_in(request, name: str) -> int:
    """A number of a post in an address; 0 where there is none."""
    given = request.GET.get(name, "")
    return min(int(given), HIGHEST) if given.isdecimal() and len(given) < 10 else 0


def topic_detail(request, pk, slug):
    """One topic, fifty posts a page; kept for visitors until somebody writes, or an author's profile changes."""
    return public_page(f"topic-{pk}")(_topic_detail)(request, pk, slug)


def _topic_detail(request, pk, slug):
    topic = or_404(queries.topic_page(request.user, pk))
    if topic.merged_into_id is not None:
        other = queries.topic_page(request.user, topic.merged_into_id)
        return redirect(or_404(other), permanent=True)
    path = topic.get_absolute_url()
    if request.path != path:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{path}?{query}" if query else path, permanent=True)
    page = queries.thread(topic, request.user, start=number_in(request, "from") or 1, before=number_in(request, "to"))
    if topic.language != get_language():
        languages.versions_for([topic], ["title"])
    context = {
        "topic": topic,
        "group": topic.group,
        "thread": page,
        "trail": trail(topic.group),
        "shown_title": title_shown(topic),
        "written_in": vocabulary.names("language", topic.languages[:6]),
        "is_first": page.first <= 1,
        "is_last": not page.next,
        "ends_told": any(who.end for who in page.who.values()),
    }
    if topic.has_poll and context["is_first"]:
        context |= poll_of(topic)
    if request.user.is_authenticated:
        _keep_who_looked(request.user, topic, page)
        context |= for_member(request, topic, page)
        if "poll" in context:
            context["may_vote"] = policies.may_vote(request.user, context["poll"], context["standing"])
    else:
        _keep_until(request, topic, page)
    return render(request, "community/topic_detail.html", context)


def _keep_who_looked(person, topic, page) -> None:
    """A moderator who reads what was hidden reads what others do not: its authors are told that it was looked at."""
    whole = topic.is_hidden or (topic.group is not None and topic.group.is_hidden)
    authors = {row.author_id for row in page.rows if whole or row.hidden_at}
    if authors and any(person.has_role(role) for role in SEE_HIDDEN):
        accounts.log_access(by=person, purpose=AccessPurpose.REPORTED, about=authors, thing=f"topic {topic.pk}")


def _keep_until(request, topic, page) -> None:
    """The kept page rests on the topic, on who may read its group, and on the profile of everybody who speaks."""
    tags = [f"access-of-group-{topic.group.slug}", *queries.tags_of(page.who)]
    slots, versions = request.public_slots, request.public_versions
    known = dict(zip(slots, versions, strict=True))
    request.public_slots = tuple(sorted({*slots, *slots_of(tags)}))
    read = dict(zip(request.public_slots, counters().read(request.public_slots), strict=True))
    request.public_versions = tuple(known.get(slot, read[slot]) for slot in request.public_slots)


def in_its_language(words: str, language: str) -> SafeString:
    """Words of people in a line of ours."""
    return format_html('<bdi lang="{}">{}</bdi>', language, words)


def trail(group, *more) -> list[tuple]:
    """Discuss, the group, and what comes after it."""
    steps = [(_("Discuss"), reverse("community:group_list"))]
    return [*steps, (in_its_language(group.name, group.language), group.get_absolute_url()), *more] if group else steps


def poll_of(topic) -> dict:
    """The poll of a topic with its choices, and how they stand."""
    choices = queries.poll_choices(topic)
    votes = sum(choice.votes for choice in choices)
    if not choices:
        return {}
    poll = choices[0].poll
    poll.topic = topic
    return {"poll": poll, "poll_choices": choices, "poll_votes": votes}


def for_member(request, topic, page) -> dict:
    """What a signed-in reader can do here."""
    person, standing = request.user, queries.standing_in(request.user, topic.group)
    tends = policies.is_steward(person, topic.group, standing)
    may_post = policies.may_post(person, topic, standing)
    context = {
        "standing": standing,
        "tends": tends,
        "may_rename": tends or topic.started_by_id == person.pk,
        "may_post": may_post,
        "follows": page.follows,
        "is_shown_to_all": not topic.is_hidden,
    }
    if page.last > page.read:
        actions.mark_read(topic, by=person, number=page.last)
    if may_post:
        context |= {
            "form": forms.PostForm(initial=started(request, topic, page.has_draft), auto_id="community-%s"),
            "who_reads": who_reads(topic.access),
            "reach": reach(topic, person),
            "place": f"topic-{topic.pk}",
        }
    return context


def topic_place(request, pk):
    """The address without words leads to the one with them."""
    return redirect(or_404(queries.topic_page(request.user, pk)), permanent=True)


def topic_newer(request, pk):
    """The posts that came after a number, as the page shows them; nothing new is an empty answer."""
    topic = queries.topic_page(request.user, pk) or queries.conversation_page(request.user, pk)
    topic = or_404(topic)
    after = number_in(request, "after")
    if topic.last_number <= after:
        return HttpResponse(status=204)
    page = queries.thread(topic, request.user, start=after + 1)
    if request.user.is_authenticated:
        _keep_who_looked(request.user, topic, page)
    if request.user.is_authenticated and page.last > page.read:
        actions.mark_read(topic, by=request.user, number=page.last)
    return render(request, "community/topic_newer.html", {"topic": topic, "thread": page})


@login_required
def topic_creation(request, slug):
    """Start a topic in a group."""
    group = or_404(queries.group_to_read(request.user, slug))
    policies.may_start_topic(request.user, group).or_refuse()
    place = f"group-{group.slug}"
    draft = queries.draft_of(request.user, place)
    start = {"text": draft.text, "title": draft.title} if draft else {}
    form = forms.TopicForm(request.POST or None, request.FILES or None, initial=start, auto_id="community-%s")
    context = {"group": group, "trail": trail(group, (_("Start a topic"), "")), "place": place,
               "who_reads": who_reads(group.access), "reach": ""}  # fmt: skip
    if request.method == "POST":
        if asked(request) == SAVE:
            keep_draft(request, place, form)
            return after_post(request, to=f"{reverse('community:kept_list')}#drafts")
        if form.is_valid() and asked(request) == PREVIEW:
            context["preview"] = preview_of(form.cleaned_data["text"])
        elif form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("title", "text", "language", "kind", "files")}
            try:
                topic = actions.start_topic(group, by=request.user, at=now(), **given)
                return after_post(request, to=topic)
            except Refusal as refusal:
                show_refusal(form, refusal)
    return render(request, "community/topic_creation.html", context | {"form": form}, status=status_of(form))


def title_shown(topic: Topic):
    """The title in the reader's language where there is a version, else None: then the original stands."""
    return languages.best(topic, "title", get_language()) if topic.language != get_language() else None
