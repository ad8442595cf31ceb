"""Topics and groups as rows of lists, each written as one string: a template per row would cost more than the page.

A row rests on its values alone, so it is written once and kept by them: with another value it is another row.
"""

from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.core import time as times
from m4d.core.money import number as in_digits
from m4d.core.text import direction
from m4d.core.ui.icons import icon
from m4d.people import queries as profiles

from ..choices import CLOSED, Access, TopicKind
from ..models.paths import group_path

register = template.Library()

#: Rows of each kind that a process keeps.
MOST = 4_000
#: People of a conversation whom its row names.
NAMED = 3


@register.simple_tag
def topic_rows(rows, ticks: bool = False) -> SafeString:
    """Topics as rows of a list, with what a reader wants to know before opening one."""
    zone, language = timezone.get_current_timezone(), get_language()
    written = (
        _topic_row(
            language, row["id"], row["path"], row["title"], row["language"], row["kind"], row["post_count"],
            row.get("people_count"), row["last_post_at"].astimezone(zone).date(), bool(row["accepted_post_id"]),
            bool(row.get("resolved_at")), bool(row.get("closed_at")), row.get("group__name"),
            row.get("group__language"), ticks,
        )
        for row in rows
    )  # fmt: skip
    return mark_safe("".join(written))  # noqa: S308 - escaped below


@lru_cache(maxsize=MOST)
def _topic_row(
    _language, number, path, title, title_language, kind, posts, people, day, is_answered, is_settled, is_closed,
    group, group_language, ticks,
) -> str:  # fmt: skip
    """One topic, in the language of the page that is named first."""
    meta = [f"<span>{posts_said(posts)}</span>"]
    if group is not None:
        meta.insert(0, f'<span><bdi lang="{escape(group_language)}">{escape(group)}</bdi></span>')
    if people is not None:
        meta.append(f"<span>{people_said(people)}</span>")
    meta.append(f"<span>{times.on_element(day)}</span>")
    if is_answered:
        meta.append(_tag(_("Answered"), is_done=True))
    elif kind == TopicKind.QUESTION:
        meta.append(_tag(_("Question")))
    if is_settled:
        meta.append(_tag(_("Settled"), is_done=True))
    if is_closed:
        meta.append(_tag(_("Closed")))
    words, tick = f'<bdi lang="{escape(title_language)}">{escape(title)}</bdi>', _("Tick for the archive:")
    box = (
        f'<label class="choice small"><input type="checkbox" name="topic" value="{number}">'
        f'<span class="hidden-text">{tick} {words}</span></label>'
        if ticks
        else ""
    )
    return f'<li>{box}<p class="h3"><a href="{path}">{words}</a></p><p class="meta">{" ".join(meta)}</p></li>'


def _tag(word: str, *, is_done: bool = False) -> str:
    return f'<span class="tag{" done" if is_done else ""}">{word}</span>'


@register.simple_tag
def group_rows(groups) -> SafeString:
    """Groups as rows of a list: what each is for, how many belong to it, who reads it."""
    language = get_language()
    written = (
        _group_row(
            language, row["slug"], row["name"], row["language"], row["purpose"], row["purpose_language"],
            row["member_count"], row["topic_count"], row["access"],
        )
        for row in groups
    )  # fmt: skip
    return mark_safe("".join(written))  # noqa: S308 - escaped below


@lru_cache(maxsize=MOST)
def _group_row(language, slug, name, name_language, purpose, purpose_language, members, topics, access) -> str:
    """One group, in the language of the page that is named first."""
    read = _("Members of the group") if access in CLOSED else ""
    read = _("Members of this site") if access == Access.MEMBERS else read
    readers = f" <span>{icon('lock')}{read}</span>" if read else ""
    return (
        f"<li><h3>{_group_link(language, slug, name, name_language)}</h3>"
        f'<p lang="{escape(purpose_language)}" dir="{direction(purpose_language)}">{escape(purpose)}</p>'
        f'<p class="meta"><span>{members_said(members)}</span> <span>{_topics_said(topics)}</span>'
        f"{readers}</p></li>"
    )


@register.simple_tag
def group_links(groups) -> SafeString:
    """Groups as a short list of names."""
    language = get_language()
    written = (f"<li>{_group_link(language, row['slug'], row['name'], row['language'])}</li>" for row in groups)
    return mark_safe("".join(written))  # noqa: S308 - escaped below


@lru_cache(maxsize=MOST)
def _group_link(_language, slug, name, name_language) -> str:
    """The name of a group, leading to its page in the language of the page that is named first."""
    return f'<a href="{group_path(slug)}"><bdi lang="{escape(name_language)}">{escape(name)}</bdi></a>'


@register.simple_tag
def conversation_rows(rows) -> SafeString:
    """Private conversations as rows of a list: with whom, how long ago, and what waits to be read."""
    comma, nameless, path = profiles.comma(), _("Conversation"), reverse("community:conversation_detail", args=[0])
    path, written = path[: path.rindex("0/")], []
    for row in rows:
        names = [f"<bdi>{escape(who.name)}</bdi>" for who in row["others"][:NAMED]]
        meta = [times.since_element(row["last_post_at"])]
        title = comma.join(names) or nameless
        if row["topic__title"]:
            title = f'<bdi lang="{escape(row["topic__language"])}">{escape(row["topic__title"])}</bdi>'
            meta = [*names, *meta]
        waits = f' <span class="tag due">{_new(get_language(), row["unread"])}</span>' if row["unread"] else ""
        said = "".join(f"<span>{one}</span>" for one in meta)
        head = f'<p class="h3"><a href="{path}{row["topic_id"]}/">{title}</a></p>'
        written.append(f'<li>{head}<p class="meta">{said}{waits}</p></li>')
    return mark_safe("".join(written))  # noqa: S308 - escaped above


@lru_cache(maxsize=MOST)
def _new(_language, count: int) -> str:
    return ngettext("%(n)s new", "%(n)s new", count) % {"n": in_digits(count)}


@register.simple_tag
def posts_said(count: int) -> str:
    """How many posts, in words."""
    return _posts(get_language(), count)


@lru_cache(maxsize=MOST)
def _posts(_language, count: int) -> str:
    return ngettext("%(n)s post", "%(n)s posts", count) % {"n": in_digits(count)}


@register.simple_tag
def people_said(count: int) -> str:
    """How many people, in words."""
    return _people(get_language(), count)


@lru_cache(maxsize=MOST)
def _people(_language, count: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": in_digits(count)}


@register.simple_tag
def members_said(count: int) -> str:
    """How many members, in words."""
    return _members(get_language(), count)


@lru_cache(maxsize=MOST)
def _members(_language, count: int) -> str:
    return ngettext("%(n)s member", "%(n)s members", count) % {"n": in_digits(count)}


def _topics_said(count: int) -> str:
    return ngettext("%(n)s topic", "%(n)s topics", count) % {"n": in_digits(count)}
