"""What this room holds about a person, how it is handed over, and what stays when somebody leaves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.accounts import actions as accounts

from . import actions, queries
from .actions.leaving import ACTS
from .models import (
    Attachment,
    Ballot,
    Bookmark,
    Draft,
    Membership,
    Mention,
    Participant,
    Post,
    ReadMark,
    Topic,
    Useful,
)


def held(person) -> list[dict]:
    """What is kept, why, and until when, in sentences for the person."""
    own = _("Until you delete it or leave.")
    return [
        _part(_("What you wrote in groups"), _("So that others can read and answer it."),
              _("You can take each of it back. When you leave, the rest stays without your name."),
              Post.objects.filter(author=person, group__isnull=False), Topic.objects.filter(started_by=person)),
        _part(_("Private messages that you wrote"), _("So that those you wrote to can read them."),
              _("You can take each of them back. When you leave, their words go."),
              Post.objects.filter(author=person, group=None), Participant.objects.filter(person=person)),
        _part(_("Groups that you belong to or asked to join"), _("So that you read what is said there."),
              _("Until you leave."), Membership.objects.filter(person=person)),
        _part(_("Drafts and bookmarks"), _("So that you find them again."), own,
              Draft.objects.filter(person=person), Bookmark.objects.filter(person=person)),
        _part(_("What you found useful, where you were mentioned, and how far you have read"),
              _("So that each is counted once, you are told once, and what is new is marked for you."),
              _("Until you leave."), Useful.objects.filter(person=person), Mention.objects.filter(person=person),
              ReadMark.objects.filter(person=person), Ballot.objects.filter(person=person)),
        _part(_("What you did for groups and topics of others"), _("So that it can be explained."),
              _("It stays. Your name leaves with you."),
              *(model.objects.filter(**{column: person}) for model, column in ACTS)),
    ]  # fmt: skip


def _part(what, why, until, *rows) -> dict:
    return {"what": what, "why": why, "until": until, "rows": accounts.Tally(*rows)}


def export(person) -> dict:
    """Everything, as plain values; of others only what stands beside the person's own words."""
    seen = set(Topic.objects.visible_to(person).values_list("pk", flat=True).filter(posts__author=person))
    posts = Post.objects.filter(author=person).select_related("topic", "imported").order_by("pk")
    return {
        "posts": [
            {
                "topic": post.topic.title if post.topic_id in seen else "",
                "is_private": post.group_id is None,
                "text": queries.named(post.text, {}, "…"),
                "language": post.language,
                "written_at": post.written_at,
                "edited_at": post.edited_at,
                "withdrawn_at": post.withdrawn_at,
                "cut_off_mail": post.cut,
                "imported_from": post.imported.source if hasattr(post, "imported") else "",
            }
            for post in posts.iterator(chunk_size=500)
        ],
        "topics_started": list(Topic.objects.filter(started_by=person).values("title", "started_at")),
        "conversations": list(
            Participant.objects.filter(person=person).values("topic__title", "joined_at", "left_at")
        ),
        "groups": list(
            Membership.objects.filter(person=person).values(
                "group__name", "role", "asked_at", "asked_text", "confirmed_at", "left_at"
            )
        ),
        "drafts": list(Draft.objects.filter(person=person).values("place", "title", "text", "saved_at")),
        "bookmarks": list(Bookmark.objects.filter(person=person).values("post", "at")),
        "found_useful": list(Useful.objects.filter(person=person).values("post", "at")),
        "files": list(Attachment.objects.filter(by=person).values("name", "media_type", "size", "created_at")),
        "mentioned": list(Mention.objects.filter(person=person).values("post", "at")),
        "read": list(ReadMark.objects.filter(person=person).values("topic", "number", "at")),
        "took_part_in_polls": list(Ballot.objects.filter(person=person).values_list("poll__question", flat=True)),
        "acts": {
            f"{model._meta.model_name}_{column}": model.objects.filter(**{column: person}).count()
            for model, column in ACTS
        },
    }


def erase(person) -> str:
    """What was given to groups stays without a name; private words, drafts and marks go."""
    left = actions.forget_person(person)
    said = _("Your private messages, drafts, bookmarks and memberships of groups were deleted.")
    if not left["posts"]:
        return said
    stays = ngettext(
        "%(count)d post in groups stays without your name.",
        "%(count)d posts in groups stay without your name.",
        left["posts"],
    ) % {"count": left["posts"]}
    return f"{said} {stays}"


PRIVACY = accounts.register_privacy(room="community", held=held, export=export, erase=erase)
