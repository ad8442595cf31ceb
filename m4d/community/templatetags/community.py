"""The thread of a topic, written as one string: a template per post would cost more than the whole page."""

from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.core import time as times
from m4d.core.money import number as in_digits
from m4d.core.text import direction
from m4d.core.ui.icons import icon
from m4d.languages.queries import original_label
from m4d.people import queries as people

from .. import queries
from ..choices import Access, TraceKind
from .attachments import files_of

register = template.Library()


@register.simple_tag(takes_context=True)
def thread(context, page: queries.Thread, topic, *, newer: bool = False) -> SafeString:
    """The posts of a page, with what was done between them; `newer` gives the rows alone."""
    rows = _Writer(context, page, topic).rows()
    return mark_safe(rows if newer else f'<ol class="thread" id="community-thread">{rows}</ol>')  # noqa: S308


@register.simple_tag
def byline(who) -> SafeString:
    """Who speaks and from where, in a line of text."""
    if who is None:
        return format_html("<bdi>{}</bdi>", _("Former member"))
    name = _name(who)
    return format_html('{} <span class="small soft"><bdi>{}</bdi></span>', name, who.where) if who.where else name


def _name(who, css: str = "by") -> SafeString:
    lang = format_html(' lang="{}"', who.language) if who.language else ""
    inner = format_html("<bdi{}>{}</bdi>", lang, who.name)
    if who.path:
        return format_html('<a class="{}" href="{}">{}</a>', css, who.path, inner)
    return format_html('<span class="{}">{}</span>', css, inner)


@lru_cache(maxsize=20_000)
def _said_of(who) -> str:
    """A byline as it stands above a post; the same for every post of somebody."""
    where = f' <span class="where"><bdi>{escape(who.where)}</bdi></span>' if who.where else ""
    return f"{_name(who)}{where}"


class _Words:
    """The words that repeat on every post, and the addresses of what can be done with it, once for each language."""

    def __init__(self):
        self.reply, self.quote, self.keep, self.unkeep = _("Reply"), _("Quote"), _("Keep"), _("Kept")
        self.more, self.report, self.edit, self.withdraw = _("More"), _("Report"), _("Change"), _("Take back")
        self.accept, self.unaccept, self.accepted = (
            _("Accept as the answer"),
            _("Not the answer"),
            _("Accepted answer"),
        )
        self.edited, self.history, self.by_mail = _("changed"), _("Earlier wordings"), _("by mail")
        self.useful, self.hidden = _("Useful"), _("A moderator has hidden this.")
        self.withdrawn, self.new, self.link = _("Its author took this back."), _("New:"), _("Link to this post")
        self.files = _("Files")
        self.stale = _("May be out of date: the original has changed since")
        self.member, self.another = _("a member"), _("another topic")
        self.in_reply, self.gone = _("In reply to %(who)s"), _("Former member")
        post = reverse("community:post_place", args=[0])
        self.post = post[: post.rindex("0/")]
        self.text = reverse("languages:text_detail", args=["community.post", 0, "text"]).split("/0/")
        flags = {kind: reverse("moderation:flag_creation", args=[kind, 0]) for kind in ("post", "message")}
        self.flags = {kind: flag.split("/0/") for kind, flag in flags.items()}


@lru_cache
def _words_in(_language: str) -> _Words:
    return _Words()


_ICONS = {name: str(icon(name)) for name in ("check", "reply", "translate", "bookmark")}


class _Writer:
    """Writes one page of a thread for one reader."""

    def __init__(self, context, page, topic):
        self.page, self.topic, self.language = page, topic, get_language() or "en"
        request = context.get("request")
        self.person = request.user
        self.is_member, self.own = self.person.is_authenticated, self.person.pk
        self.moderates = self.is_member and (self.person.has_role("moderator") or self.person.has_role("admin"))
        self.may_post = bool(context.get("may_post"))
        # The composer stands below a topic of one page; of a longer one it has a page of its own.
        is_whole = not (page.next or page.previous)
        self.write = "" if is_whole else reverse("community:post_creation", args=[topic.pk])
        # Between people who know each other: no role beside each name, the hour of each message, no count of anything.
        self.is_private = topic.is_conversation
        self.may_accept = bool(context.get("may_rename")) and topic.is_question
        self.words, self.icons = _words_in(self.language), _ICONS
        self.post, self.text = self.words.post, self.words.text
        self.flag = self.words.flags["message" if topic.is_conversation else "post"]
        self.names = self._mentioned()
        self.zone, self.days = timezone.get_current_timezone(), {}
        self.counts, self.labels, self.directions = {}, {}, {}

    def _mentioned(self) -> dict:
        found = {slug for row in self.page.rows if "@{" in row.html for slug in queries.mentioned_in(row.html)}
        return queries.names_of_profiles(found, self.person)

    def rows(self) -> str:
        """Every row, with the replies that follow directly below what they answer."""
        traces, written, above, below = list(self.page.traces), [], None, []
        for row in self.page.rows:
            while traces and traces[0].after_number < row.number:
                written.append(self._end(above, below))
                written.append(self._trace(traces.pop(0)))
                above, below = None, []
            if above is not None and row.reply_id == above:
                below.append(f"{self._item(row)}</li>")
                continue
            written.append(self._end(above, below))
            above, below = row.id, []
            written.append(self._item(row))
        written.append(self._end(above, below))
        return "".join(written + [self._trace(trace) for trace in traces])

    @staticmethod
    def _end(above, below: list[str]) -> str:
        """The end of the row before, with the replies below it; nothing where no row is open."""
        if above is None:
            return ""
        return f'<ol class="thread">{"".join(below)}</ol></li>' if below else "</li>"

    def _item(self, row) -> str:
        who = self.page.speaker(row.author_id, row.id)
        end = who.end if who else ""
        is_gone = row.withdrawn_at or (row.hidden_at and not self._sees_hidden(row))
        body = self._gone(row) if is_gone else self._body(row) + self._acts(row)
        kinds = ["post"]
        if row.number == 1 and not self.is_private:
            kinds.append("lead-post")
        if row.id == self.topic.accepted_post_id:
            kinds.append("accepted")
        is_new = self.page.read and row.number > self.page.read and row.author_id != self.own
        if is_new:
            kinds.append("fresh")
        new = f'<span class="hidden-text">{self.words.new}</span>' if is_new else ""
        return (
            f'<li data-end="{end}" id="post-{row.id}" data-number="{row.number}"><article class="{" ".join(kinds)}">'
            f"<header>{new}{self._who(who)} {self._when(row)}</header>{body}</article>"
        )

    def _sees_hidden(self, row) -> bool:
        return self.moderates or (self.is_member and row.author_id == self.own)

    def _gone(self, row) -> str:
        return f'<p class="soft body">{self.words.withdrawn if row.withdrawn_at else self.words.hidden}</p>'

    def _who(self, who) -> str:
        if who is None:
            return f'<span class="by">{self.words.gone}</span>'
        return _name(who) if self.is_private else _said_of(who)

    def _when(self, row) -> str:
        said = times.moment_element(row.written_at) if self.is_private else self._day(row.written_at)
        notes = [self.words.by_mail] if row.via_mail else []
        if row.edited_at:
            may_read = self.is_member and row.author_id == self.own
            word = self.words.edited
            notes.append(f'<a href="{self.post}{row.id}/history/">{word}</a>' if may_read else word)
        more = f' <span class="small soft">{people.comma().join(notes)}</span>' if notes else ""
        return f"{said}{more}"

    def _day(self, at) -> str:
        """The day of a moment; the days on a page repeat."""
        day = at.astimezone(self.zone).date()
        if day not in self.days:
            self.days[day] = str(times.on_element(day))
        return self.days[day]

    def _body(self, row) -> str:
        shown, version = row.html, row.version
        language = row.language
        if version is not None:
            shown, language = version.html, self.language
        if "@{" in shown:
            shown = queries.MENTION.sub(self._mention, shown)
        answered = self._answered(row)
        is_answer = row.id == self.topic.accepted_post_id
        label = f'<p><span class="tag done">{self.words.accepted}</span></p>' if is_answer else ""
        hidden = f'<p class="small soft">{self.words.hidden}</p>' if row.hidden_at else ""
        return (
            f"{hidden}{label}{answered}"
            f'<div class="body" lang="{escape(language)}" dir="{self._direction(language)}">{shown}</div>'
            f"{files_of(row.files) if row.files else ''}"
        )

    def _direction(self, language: str) -> str:
        if language not in self.directions:
            self.directions[language] = direction(language)
        return self.directions[language]

    def _mention(self, match) -> str:
        name = self.names.get(match[1])
        if name is None:
            return f"@<bdi>{escape(self.words.member)}</bdi>"
        return f'<a href="/{self.language}/people/{match[1]}/">@<bdi>{escape(name)}</bdi></a>'

    def _answered(self, row) -> str:
        """Whom the post answers, where that does not stand directly above."""
        if row.reply_id is None or row.reply_number == row.number - 1 or row.reply_topic != self.topic.pk:
            return ""
        who = self.page.speaker(row.reply_author, row.reply_id)
        name = f"<bdi>{escape(who.name if who else self.words.gone)}</bdi>"
        said = escape(self.words.in_reply) % {"who": name}
        return f'<p class="meta"><a href="{self.post}{row.reply_id}/">{said}</a></p>'

    def _acts(self, row) -> str:
        acts = [] if self.is_private else [self._useful(row)]
        if self.may_post:
            acts.append(f'<a href="{self.write}?reply={row.id}#reply">{self.icons["reply"]}{self.words.reply}</a>')
        if row.version is not None or row.language != self.language:
            acts.append(self._language(row))
        if self.is_member:
            acts.append(self._more(row))
        return f"<footer>{''.join(act for act in acts if act)}</footer>"

    def _useful(self, row) -> str:
        count = row.useful_count
        if count not in self.counts:
            useful_to = _("Useful to %(number)s") % {"number": in_digits(count)}
            self.counts[count] = useful_to if count else self.words.useful
        said = self.counts[count]
        if not self.is_member or row.author_id == self.own:
            return f'<span class="soft">{self.icons["check"]}{said}</span>' if count else ""
        is_mine = row.id in self.page.useful
        return self._button(row, "useful", f"{self.icons['check']}{said}", pressed=is_mine)

    def _button(self, row, act: str, inner: str, *, pressed=None, stop: bool = False) -> str:
        """A button of the one form on the page, so that a page of fifty posts carries one token."""
        state = "" if pressed is None else f' aria-pressed="{"true" if pressed else "false"}"'
        value = ' name="stop" value="1"' if pressed or stop else ""
        return (
            f'<button class="link-button" form="community-acts" formaction="{self.post}{row.id}/{act}/"{state}{value}>'
            f"{inner}</button>"
        )

    def _language(self, row) -> str:
        version = row.version
        if version is None:
            if row.language not in self.labels:
                self.labels[row.language] = original_label(row.language)
            said = self.labels[row.language]
        else:
            said = _PROVENANCE[version.provenance]()
            if version.is_out_of_date:
                said = f"{said}. {self.words.stale}"
        return f'<a href="{self.text[0]}/{row.id}/{self.text[1]}">{self.icons["translate"]}{escape(said)}</a>'

    def _more(self, row) -> str:
        words, own = self.words, row.author_id == self.own
        acts = []
        if self.may_post:
            acts.append(f'<a href="{self.write}?quote={row.id}#reply">{words.quote}</a>')
        is_kept = row.id in self.page.kept
        keep = words.unkeep if is_kept else words.keep
        acts.append(self._button(row, "bookmark", f"{self.icons['bookmark']}{keep}", pressed=is_kept))
        if self.may_accept and row.number > 1 and not row.hidden_at:
            is_answer = row.id == self.topic.accepted_post_id
            acts.append(self._button(row, "answer", words.unaccept if is_answer else words.accept, stop=is_answer))
        if own:
            acts.append(f'<a href="{self.post}{row.id}/edit/">{words.edit}</a>')
            acts.append(f'<a href="{self.post}{row.id}/files/">{words.files}</a>')
            acts.append(f'<a href="{self.post}{row.id}/withdrawal/">{words.withdraw}</a>')
        else:
            acts.append(f'<a href="{f"/{row.id}/".join(self.flag)}">{words.report}</a>')
        acts.append(f'<a href="{self.post}{row.id}/">{words.link}</a>')
        return f'<details><summary>{words.more}</summary><div class="row mid">{"".join(acts)}</div></details>'

    def _trace(self, trace) -> str:
        who = self.page.who.get(trace.by_id)
        values = {
            "who": f"<bdi>{escape(who.name if who else self.words.gone)}</bdi>",
            "before": f"<bdi>{escape(trace.before)}</bdi>",
            "after": f"<bdi>{escape(trace.after)}</bdi>",
            "other": self._other(trace),
            "posts": in_digits(trace.posts),
            "done": in_digits(trace.done),
        }
        said = escape(_TRACES[trace.kind](trace)) % values
        day = self._day(trace.at)
        return f'<li class="trace" data-end=""><p>{said} {day}</p></li>'

    def _other(self, trace) -> str:
        """The other topic, as far as the reader may know of it."""
        near = trace.other_group == self.topic.group_id
        is_open = trace.other_access == Access.PUBLIC or (self.is_member and trace.other_access == Access.MEMBERS)
        if trace.other_id is None or not (near or is_open):
            return f"<bdi>{self.words.another}</bdi>"
        path = reverse("community:topic_place", args=[trace.other_id])
        title = f'<bdi lang="{escape(trace.other_language)}">{escape(trace.other_title)}</bdi>'
        return f'<a href="{path}">{title}</a>'


_PROVENANCE = {
    "human": lambda: _("Translated by people"),
    "site": lambda: _("Translated for this site, not yet checked by a native speaker"),
    "machine": lambda: _("Machine translation"),
}


def _moved_out(trace) -> str:
    if trace.done < trace.posts:
        return _("%(who)s moves %(posts)s replies to %(other)s. %(done)s are there already.")
    return ngettext(
        "%(who)s moved %(posts)s reply to %(other)s.", "%(who)s moved %(posts)s replies to %(other)s.", trace.posts
    )


def _moved_in(trace) -> str:
    if trace.done < trace.posts:
        return _("%(who)s moves %(posts)s replies here from %(other)s. %(done)s are here already.")
    return ngettext(
        "%(who)s moved %(posts)s reply here from %(other)s.",
        "%(who)s moved %(posts)s replies here from %(other)s.",
        trace.posts,
    )


def _moved_topic(trace) -> str:
    if trace.before:
        return _("%(who)s moved this topic here from the group %(before)s.")
    return _("%(who)s moved this topic here.")


_TRACES = {
    TraceKind.RENAMED: lambda trace: _("%(who)s renamed this topic. Before it was: %(before)s"),
    TraceKind.MOVED: _moved_topic,
    TraceKind.SPLIT_OFF: _moved_out,
    TraceKind.SPLIT_IN: _moved_in,
    TraceKind.MERGED: _moved_out,
    TraceKind.MERGED_IN: lambda trace: _("%(who)s made %(other)s a part of this topic: %(posts)s posts from here on."),
    TraceKind.CLOSED: lambda trace: _("%(who)s closed this topic. Reason: %(after)s"),
    TraceKind.REOPENED: lambda trace: _("%(who)s opened this topic again."),
    TraceKind.RESOLVED: lambda trace: _("%(who)s marked this topic as settled."),
    TraceKind.UNRESOLVED: lambda trace: _("%(who)s marked this topic as not settled."),
}
