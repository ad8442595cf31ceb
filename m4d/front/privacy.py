"""What this room knows about a person: the pages, pictures and documents they edited."""

from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from m4d.accounts import actions as accounts

from .models import Paper, Picture

_TRACES = [
    (Revision, "user"),
    (Page, "owner"),
    (PageLogEntry, "user"),
    (ModelLogEntry, "user"),
    (Picture, "uploaded_by_user"),
    (Paper, "uploaded_by_user"),
]


def held(person) -> list[dict]:
    return [
        {
            "what": _("Pages, pictures and documents you edited for the site"),
            "why": _("To know who changed a page, and to undo a mistake."),
            "until": _("As long as the page exists; your name is taken off when you leave."),
            "rows": accounts.Tally(*[model.objects.filter(**{field: person}) for model, field in _TRACES]),
        }
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
    }


def erase(person) -> str:
    """Pages belong to the site and stay; who edited them is forgotten."""
    for model, field in _TRACES:
        model.objects.filter(**{field: person}).update(**{field: None})
    return _("Your name was taken off the pages you edited. The pages stay.")


accounts.register_privacy(room="front", held=held, export=export, erase=erase)
