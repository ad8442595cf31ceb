"""Topics and groups as rows of lists, each written as one string: a template per row would cost more than the page."""

from html import escape

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from m4d.core import time as times
from m4d.core.money import number as in_digits
from m4d.core.ui.icons import icon
from m4d.languages import queries as texts

from ..choices import Access, TopicKind

register = template.Library()


@register.simple_tag
def topic_rows(rows, ticks: bool = False) -> SafeString:
    """Topics as rows of a list, with what a reader wants to know before opening one."""
    words = {name: str(said) for name, said in _ROW_WORDS.items()}
    zone, people, posts = timezone.get_current_timezone(), {}, {}
    tick = _("Tick for the archive:")
    written = []
    for row in rows:
        count, heads = row["post_count"], row.get("people_count")
        if count not in posts:
            posts[count] = ngettext("%(n)s post", "%(n)s posts", count) % {"n": in_digits(count)}
        meta = [f"<span>{posts[count]}</span>"]
        if "group__name" in row:
            name = f'<bdi lang="{escape(row["group__language"])}">{escape(row["group__name"])}</bdi>'
            meta.insert(0, f"<span>{name}</span>")
        if heads is not None:
            if heads not in people:
                people[heads] = ngettext("%(n)s person", "%(n)s people", heads) % {"n": in_digits(heads)}
            meta.append(f"<span>{people[heads]}</span>")
        meta.append(f"<span>{times.on_element(row['last_post_at'].astimezone(zone).date())}</span>")
        meta += _tags_of(row, words)
        title = f'<bdi lang="{escape(row["language"])}">{escape(row["title"])}</bdi>'
        box = (
            f'<label class="choice small"><input type="checkbox" name="topic" value="{row["id"]}">'
            f'<span class="hidden-text">{tick} {title}</span></label>'
            if ticks
            else ""
        )
        written.append(
            f'<li>{box}<p class="h3"><a href="{row["path"]}">{title}</a></p><p class="meta">{" ".join(meta)}</p></li>'
        )
    return mark_safe("".join(written))  # noqa: S308 - escaped above


@register.simple_tag
def group_rows(groups) -> SafeString:
    """Groups as rows of a list: what each is for, how many belong to it, who reads it."""
    closed, members_only = _("Members of the group"), _("Members of this site")
    lock, written = icon("lock"), []
    for group in groups:
        purpose = texts.best(group, "purpose")
        members = ngettext("%(n)s member", "%(n)s members", group.member_count) % {"n": in_digits(group.member_count)}
        topics = ngettext("%(n)s topic", "%(n)s topics", group.topic_count) % {"n": in_digits(group.topic_count)}
        read = closed if group.is_closed else members_only if group.access == Access.MEMBERS else ""
        written.append(
            f'<li><h3><a href="{group.get_absolute_url()}"><bdi lang="{escape(group.language)}">{escape(group.name)}'
            f'</bdi></a></h3><p lang="{escape(purpose.language)}" dir="{purpose.direction}">{escape(purpose.text)}</p>'
            f'<p class="meta"><span>{members}</span> <span>{topics}</span>'
            f"{f' <span>{lock}{read}</span>' if read else ''}</p></li>"
        )
    return mark_safe("".join(written))  # noqa: S308 - escaped above


_ROW_WORDS = {
    "answered": gettext_lazy("Answered"),
    "question": gettext_lazy("Question"),
    "settled": gettext_lazy("Settled"),
    "closed": gettext_lazy("Closed"),
}


def _tags_of(row, words) -> list[str]:
    """What a topic is by now: answered, a question still, settled, closed."""
    found = []
    if row["accepted_post_id"]:
        found.append(f'<span class="tag done">{words["answered"]}</span>')
    elif row["kind"] == TopicKind.QUESTION:
        found.append(f'<span class="tag">{words["question"]}</span>')
    if row.get("resolved_at"):
        found.append(f'<span class="tag done">{words["settled"]}</span>')
    if row.get("closed_at"):
        found.append(f'<span class="tag">{words["closed"]}</span>')
    return found
