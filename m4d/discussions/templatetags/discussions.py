"""Contributions drawn as a thread: fifty of them without a template for each, from HTML that was made when written."""

from functools import lru_cache
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.core.text import direction
from m4d.core.time import on_element
from m4d.core.ui.icons import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def contributions(context, rows) -> SafeString:
    """`{% contributions page.items %}`: who speaks, from which end, when, the words, and what can be done."""
    reader = context["request"].user
    known = _words_in(get_language()) | {
        "asks": reader.is_authenticated,
        "author": reader.pk if reader.is_authenticated else None,
        "report": quote(context["request"].path),
    }
    items = "".join(_item(row, known) for row in rows)
    return mark_safe(f'<ol class="thread">{items}</ol>')  # noqa: S308 every part is escaped, or was cleaned when written


@lru_cache
def _words_in(_language) -> dict:
    """The words that repeat on every contribution, and the addresses around its number, once for each language."""
    return {
        "useful": escape(_("Useful")),
        "by_mail": escape(_("By e-mail")),
        "report_it": escape(_("Report")),
        "useful_icon": icon("check"),
        "translate_icon": icon("translate"),
        "path": _around("discussions:contribution_detail", 0),
        "mark": _around("discussions:useful", 0),
        "text": _around("languages:text_detail", "discussions.contribution", 0, "text"),
        "flag": _around("moderation:flag_creation", "contribution", 0),
    }


def _around(name: str, *args) -> list[str]:
    """What stands in an address before and after the number of a contribution."""
    return reverse(name, args=args).split("/0/")


def _to(around: list[str], pk: int) -> str:
    return f"/{pk}/".join(around)


@lru_cache(maxsize=2_000)
def _useful_to(_language, count: int) -> str:
    return escape(ngettext("Useful to %(count)d", "Useful to %(count)d", count) % {"count": count})


@lru_cache(maxsize=20_000)
def _said_of(speaker) -> str:
    """Who speaks and from where, as it stands above each contribution of somebody."""
    name = f"<bdi>{escape(speaker.name)}</bdi>"
    by = f'<a class="by" href="{speaker.path}">{name}</a>' if speaker.path else f'<span class="by">{name}</span>'
    return f'{by} <span class="where"><bdi>{escape(speaker.where)}</bdi></span>' if speaker.where else by


def _item(row, known) -> str:
    pk, speaker = row["id"], row["speaker"]
    head = f'<header>{_said_of(speaker)} <a href="{_to(known["path"], pk)}">{_written(row)}</a></header>'
    if row["withdrawn_at"]:
        body = f'<p class="soft">{escape(_("Withdrawn by whoever wrote it."))}</p>'
        foot = ""
    else:
        body, foot = row["html"], _files(row) + _foot(row, known)
    spoken = f' lang="{row["language"]}" dir="{direction(row["language"])}"' if not row["withdrawn_at"] else ""
    late = _late(row) if row["late_at"] else ""
    return (
        f'<li id="contribution-{pk}" data-end="{speaker.end}"><article class="post">{head}'
        f'<div class="body"{spoken}>{body}</div>{late}{foot}</article></li>'
    )


def _files(row) -> str:
    return render_to_string("community/_attachments.html", {"files": row["files"]}).strip() if row["files"] else ""


def _written(row) -> str:
    return on_element(row["written_at"].date(), precision="month" if row["is_month_only"] else "day")


def _late(row) -> str:
    if not row["admitted_at"]:
        return f'<p class="small soft">{escape(_("Came after the close and waits for a moderator."))}</p>'
    said = escape(_("Came after the close. Admitted by a moderator: %(reason)s"))
    reason = f"<bdi>{escape(row['admitted_reason'])}</bdi>"
    return f'<p class="small soft">{said % {"reason": reason}}</p>'


def _foot(row, known) -> str:
    pk, count, parts = row["id"], row["useful_count"], []
    words = _useful_to(get_language(), count) if count else known["useful"]
    is_by_another = known["asks"] and row["author_id"] != known["author"]
    if is_by_another:
        pressed = "true" if row["is_useful_to_me"] else "false"
        parts.append(
            f'<button class="link-button" form="discussions-useful" formaction="{_to(known["mark"], pk)}" '
            f'aria-pressed="{pressed}">{known["useful_icon"]}{words}</button>'
        )
    elif count:
        parts.append(f"<span>{words}</span>")
    if row["told"]:
        said = row["told"] + "."
        if row["original_language"] != row["language"]:
            said += " " + _("See the original")
        parts.append(f'<a href="{_to(known["text"], pk)}">{known["translate_icon"]}{escape(said)}</a>')
    if row["via_mail"]:
        parts.append(f'<span class="soft">{known["by_mail"]}</span>')
    if is_by_another:
        parts.append(f'<a href="{_to(known["flag"], pk)}?next={known["report"]}">{known["report_it"]}</a>')
    return f"<footer>{' '.join(parts)}</footer>" if parts else ""


@register.filter
def isolated(words) -> SafeString | str:
    """Words by people in a sentence of ours: their direction is their own. Nothing stays nothing."""
    return mark_safe(f"<bdi>{escape(words)}</bdi>") if words else ""  # noqa: S308 escaped here


@register.filter
def linked(words, thing) -> SafeString | str:
    """The same with the way to the thing that a sentence is about."""
    path = escape(thing.get_absolute_url()) if words else ""
    return mark_safe(f'<a href="{path}"><bdi>{escape(words)}</bdi></a>') if words else ""  # noqa: S308 escaped here


@register.filter
def spoken_by(speaker) -> SafeString:
    """A name with its link, for a list of names."""
    name = f"<bdi>{conditional_escape(speaker.name)}</bdi>"
    return mark_safe(f'<a href="{speaker.path}">{name}</a>' if speaker.path else name)  # noqa: S308 escaped above
