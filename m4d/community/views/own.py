"""What a reader marks and keeps: useful, bookmarks, drafts."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post

from .. import actions, queries
from ..models import Draft, Group, Topic
from .composing import or_404
from .post import place_of


@login_required
@require_POST
def post_useful(request, pk):
    """Say that a post was useful; pressed again, take that back."""
    post = or_404(queries.post_with_place(request.user, pk))
    actions.mark_useful(post, by=request.user, stop=bool(request.POST.get("stop")))
    return after_post(request, to=place_of(post))


@login_required
@require_POST
def post_bookmark(request, pk):
    """Keep a post; pressed again, let it go."""
    post = or_404(queries.post_with_place(request.user, pk))
    actions.keep_post(post, by=request.user, stop=bool(request.POST.get("stop")))
    return after_post(request, to=place_of(post))


@login_required
def kept_list(request):
    """Bookmarks and drafts: what one wants to find again."""
    page = queries.bookmarks_of(request.user, request)
    who = queries.speakers({row["post_id"]: row["post__author_id"] for row in page}, request.user)
    rows = [row | {"who": who.get(row["post_id"]), "words": queries.shown_words(row["post__html"])} for row in page]
    drafts = [(draft, _place(draft.place, request.user)) for draft in queries.drafts_of(request.user)]
    return render(request, "community/kept_list.html", {"page": page, "rows": rows, "drafts": drafts})


def _place(place: str, person) -> tuple[str, str]:
    """Where a draft goes on: an address and its words; empty where there is no such place any more."""
    kind, _dash, rest = place.partition("-")
    if kind == "topic" and rest.isdecimal():
        topic = Topic.objects.visible_to(person).filter(pk=int(rest)).first()
        return (topic.get_absolute_url() + "#reply", topic.title or _("Conversation")) if topic else ("", "")
    if kind == "group":
        group = Group.objects.readable_by(person).filter(slug=rest).first()
        return (group.get_absolute_url() + "topics/new/", group.name) if group else ("", "")
    return f"/{person.language}/messages/new/", _("A private message")


@login_required
@require_POST
def draft_saving(request):
    """Keep what is being typed: sent by the page while somebody writes, answered with the time."""
    given = request.POST
    draft = actions.save_draft(
        given.get("place", "")[:100], by=request.user, text=given.get("text", ""), title=given.get("title", "")
    )
    at = timezone.localtime().strftime("%H:%M")
    return render(request, "community/saved.html", {"draft": draft, "at": at})


@login_required
@require_POST
def draft_removal(request, pk):
    """Throw a draft away."""
    draft = get_object_or_404(Draft, pk=pk, person=request.user)
    actions.drop_draft(draft, by=request.user)
    return after_post(request, to="community:kept_list")
