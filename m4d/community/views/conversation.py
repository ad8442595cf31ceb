"""Private conversations: the list, one of them, a new one, and who takes part."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from .composing import (
    PREVIEW,
    SAVE,
    asked,
    keep_draft,
    or_404,
    preview_of,
    show_refusal,
    started,
    status_of,
    who_reads,
)
from .topic import in_its_language, number_in


def _steps(*more) -> list[tuple]:
    return [(_("Your messages"), reverse("community:conversation_list")), *more]


@login_required
def conversation_list(request) -> HttpResponse:
    """One's conversations, the newest first, with what waits to be read."""
    page = queries.conversations_of(request.user, request)
    numbers = [row["topic_id"] for row in page]
    inside, read = queries.people_of(numbers), queries.read_marks(request.user, numbers)
    who = queries.bylines([one for people in inside.values() for one in people], request.user)
    rows = [
        row
        | {
            "others": [who[one] for one in inside[row["topic_id"]] if one != request.user.pk and one in who],
            "unread": max(0, row["topic__last_number"] - read.get(row["topic_id"], 0)),
        }
        for row in page
    ]
    return render(request, "community/conversation_list.html", {"page": page, "rows": rows})


@login_required
def conversation_creation(request) -> HttpResponse:
    """Write to one or several people in private."""
    draft = queries.draft_of(request.user, "messages")
    to = [one[:20] for one in request.GET.getlist("to")[:12] if one.isalnum()]
    desk = or_404(queries.desk(request.GET["seat"])) if "seat" in request.GET else None
    start = {"to": "\n".join(to), "text": draft.text if draft else "", "title": draft.title if draft else ""}
    kind = forms.SeatMessageForm if desk else forms.MessageForm
    form = kind(request.POST or None, request.FILES or None, initial=start, auto_id="community-%s")
    form.in_private()
    context = {"trail": _steps((_("Write a message"), "")), "place": "messages", "who_reads": who_reads("")}
    if request.method == "POST":
        if asked(request) == SAVE:
            keep_draft(request, "messages", form)
            return after_post(request, to=f"{reverse('community:kept_list')}#drafts")
        if form.is_valid() and asked(request) == PREVIEW:
            context["preview"] = preview_of(form.cleaned_data["text"])
        elif form.is_valid():
            given = form.cleaned_data
            others = [desk.person] if desk else queries.people_by_slug(given["to"])
            if not desk and len(others) < len(given["to"]):
                form.add_error("to", _("Nobody with this profile is here. Copy the address of the profile."))
            else:
                try:
                    topic = actions.start_conversation(
                        by=request.user, others=others, text=given["text"],
                        # What is written to a seat stands apart from what the two say to each other otherwise.
                        title=given["title"] or (desk.seat.duty if desk else ""),
                        language=given["language"], files=given["files"], at=now(),
                    )  # fmt: skip
                    return after_post(request, to=topic)
                except Refusal as refusal:
                    show_refusal(form, refusal)
    if desk:
        context["seat"] = desk.seat
    else:
        meant = form.meant()
        known = queries.people_by_slug(meant)
        context["known"] = queries.bylines([one.pk for one in known], request.user).values()
        if known and len(known) == len(meant):
            form.name_people()
    return render(request, "community/conversation_creation.html", context | {"form": form}, status=status_of(form))


@login_required
def conversation_detail(request, pk) -> HttpResponse:
    """One conversation, opened at what was not read yet."""
    person = request.user
    topic = or_404(queries.conversation_page(person, pk))
    start = number_in(request, "from")
    if not start and not number_in(request, "to"):
        start = queries.page_start(max(1, min(queries.first_unread(person, topic), topic.last_number)))
    page = queries.thread(topic, person, start=start or 1, before=number_in(request, "to"))
    inside = queries.participants_of(topic)
    who = queries.bylines(inside, person)
    may_post = policies.may_post(person, topic)
    names = [who[one] for one in inside if one in who and one != person.pk]
    context = {
        "topic": topic, "thread": page, "others": names, "may_post": may_post, "is_last": not page.next,
        "heading": topic.title or _(", ").join(one.name for one in names[:3]) or _("Conversation"),
        "trail": _steps((in_its_language(topic.title, topic.language) if topic.title else _("Conversation"), "")),
        "member": forms.MemberForm(auto_id="community-%s"),
    }  # fmt: skip
    if page.last > page.read:
        actions.mark_read(topic, by=person, number=page.last)
    if may_post:
        form = forms.PostForm(initial=started(request, topic, page.has_draft), auto_id="community-%s")
        context |= {"form": form.in_private(),
                    "who_reads": who_reads(""), "place": f"topic-{topic.pk}"}  # fmt: skip
    return render(request, "community/conversation_detail.html", context)


@login_required
@require_POST
def conversation_people(request, pk) -> HttpResponse:
    """Bring somebody into a conversation."""
    topic = or_404(queries.conversation_page(request.user, pk))
    form = forms.MemberForm(request.POST)
    found = queries.people_by_slug([form.cleaned_data["person"]]) if form.is_valid() else []
    actions.invite_to_conversation(topic, by=request.user, person=found[0] if found else None, at=now())
    return after_post(request, to=topic)


@login_required
@require_POST
def conversation_leaving(request, pk) -> HttpResponse:
    """Leave a conversation."""
    topic = or_404(queries.conversation_page(request.user, pk))
    actions.leave_conversation(topic, by=request.user, at=now())
    return after_post(request, to="community:conversation_list")
