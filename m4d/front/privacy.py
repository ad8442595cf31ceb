"""What this room knows about a person: what they edited for the site, and what they set and said on the staff side."""

from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Comment, CommentReply, Page, PageSubscription, Revision, TaskState, UploadedFile
from wagtail.users.models import UserProfile

from m4d.accounts import actions as accounts

from . import actions
from .actions.leaving import OWN, TRACES
from .models import Paper, Picture

_SETTINGS = ("preferred_language", "current_time_zone", "theme", "contrast", "density", "keyboard_shortcuts")


def held(person) -> list[dict]:
    return [
        {
            "what": _("Pages, pictures and documents you edited for the site"),
            "why": _("To know who changed a page, and to undo a mistake."),
            "until": _("As long as the page exists; your name is taken off when you leave."),
            "rows": accounts.Tally(*[model.objects.filter(**{field: person}) for model, field in TRACES]),
        },
        {
            "what": _("What you set on the staff side, what you began there, and your comments on pages"),
            "why": _("So that the staff side looks as you want it and you can go on where you stopped."),
            "until": _("Until you leave"),
            "rows": accounts.Tally(*[model.objects.filter(**{field: person}) for model, field in OWN]),
        },
    ]


def export(person) -> dict:
    return {
        "pages": [
            {"title": page.title, "address": page.url} for page in Page.objects.filter(owner=person).order_by("pk")
        ],
        "edits": [
            {"about": revision.object_str, "at": revision.created_at.isoformat()}
            for revision in Revision.objects.filter(user=person).order_by("pk")
        ],
        "pictures": list(Picture.objects.filter(uploaded_by_user=person).values_list("title", flat=True)),
        "documents": list(Paper.objects.filter(uploaded_by_user=person).values_list("title", flat=True)),
        "staff_settings": [
            {**{name: getattr(profile, name) for name in _SETTINGS}, "picture": profile.avatar.name}
            for profile in UserProfile.objects.filter(user=person)
        ],
        "page_comments": list(
            Comment.objects.filter(user=person).order_by("pk").values("page__title", "text", "created_at")
        ),
        "page_comment_replies": list(
            CommentReply.objects.filter(user=person)
            .order_by("pk")
            .values("comment__page__title", "text", "created_at")
        ),
        "pages_followed": list(PageSubscription.objects.filter(user=person).values_list("page__title", flat=True)),
        "page_reviews": list(
            TaskState.objects.filter(finished_by=person).order_by("pk").values("status", "comment", "finished_at")
        ),
        "unfinished": [
            *FormState.objects.filter(user=person).order_by("pk").values("data", "last_updated_at"),
            *UploadedFile.objects.filter(uploaded_by_user=person).order_by("pk").values("file"),
        ],
        "open_editors": list(EditingSession.objects.filter(user=person).values("last_seen_at", "is_editing")),
    }


def erase(person) -> str:
    """Pages belong to the site and stay; who edited them is forgotten."""
    actions.forget_staff_member(person)
    return _(
        "Your name was taken off the pages you edited. The pages stay. What you set on the staff side and your "
        "comments on pages were removed."
    )


accounts.register_privacy(room="front", held=held, export=export, erase=erase)
