"""What the pages of one discussion have in common."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from m4d.core.pages import public_page
from m4d.languages import queries as languages

from .. import queries
from ..models import Discussion


def kept_page(view):
    """A page about one discussion that may be kept for visitors until that discussion or a profile changes."""

    @wraps(view)
    def kept(request, slug, *args, **options):
        tags = ("discussions", f"discussion-{slug}", "catalogue:person", "languages")
        return public_page(*tags)(view)(request, slug, *args, **options)

    return kept


def discussion_or_404(request, slug) -> Discussion:
    """The discussion of an address, if this person may see it."""
    discussion = queries.discussion_page(request.user, slug)
    if discussion is None:
        raise Http404
    return discussion


def steps(discussion, *last: tuple) -> list[tuple]:
    """The way to a page of a discussion."""
    title = languages.best(discussion, "title")
    return [
        (_("E-discussions"), reverse("discussions:discussion_list")),
        (
            format_html('<bdi lang="{}">{}</bdi>', title.language, title.text),
            discussion.get_absolute_url() if last else "",
        ),
        *last,
    ]


def form_page(request, discussion, form, *, heading: str, label: str, lead: str = "", trail=None, **more):
    """A page that asks for one thing."""
    context = {
        "discussion": discussion,
        "form": form,
        "heading": heading,
        "lead": lead,
        "label": label,
        "trail": trail or steps(discussion, (heading, "")),
        "back": discussion.get_absolute_url() if discussion is not None else reverse("discussions:discussion_list"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "discussions/form.html", context | more, status=status)


def refused(form, refusal) -> None:
    """Say in the form why the action refused."""
    for reason in refusal.reasons:
        form.add_error(None, reason)
