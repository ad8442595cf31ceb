"""The mails of this room: what each says, in each language, the same for everybody who is told."""

from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.activity.choices import Event
from m4d.core.text import isolate
from m4d.languages import queries as languages

from .. import queries
from ..choices import Verb
from ..models import Contribution, Discussion


def register_mails() -> None:
    """Say which verbs are told by mail. Called once at start-up."""
    for verb, (event, message) in _MAILS.items():
        thing = _invitation if verb == Verb.INVITED else None
        activity.register_event(verb, event=event, message=_in_language(message), readers=_readers, thing=thing)


def _readers(entry, people):
    """Nobody reads of their own words, also where the journal does not name them, or of what is hidden."""
    about = entry.about
    if about is None or getattr(about, "is_hidden", False):
        return set()
    told_to_author = entry.verb == Verb.CONTRIBUTION_ADMITTED
    own = about.author_id if isinstance(about, Contribution) and not told_to_author else None
    return {person for person in people if person != own}


def _invitation(entry) -> str:
    """Whoever asks, and however often: one invitation to one discussion."""
    return f"invitation-{entry.about_id}"


def _in_language(message):
    def made(entry, language):
        with translation.override(language):
            about = entry.about
            return None if about is None else message(about, language)

    return made


def _of(discussion, reading, /, **values) -> activity.Message:
    """What all mails about one discussion have in common."""
    return activity.Message(
        title=_title(discussion, reading), list_id=f"discussion-{discussion.pk}", list_name=discussion.title,
        thread=f"discussion-{discussion.pk}", themes=tuple(discussion.themes),
        **{"path": f"e-discussions/{discussion.slug}/", **values},
    )  # fmt: skip


def _title(discussion, language) -> str:
    best = languages.best(discussion, "title", language)
    return best.text if best else discussion.title


def _titled(discussion, language) -> dict:
    """The title as part of a subject: Arabic and French in one line are each read in their own direction."""
    return {"title": isolate(_title(discussion, language), language)}


def _words(thing, field, language) -> dict:
    """The text, its HTML and an honest label, in the reader's language where it exists in it."""
    best = languages.best(thing, field, language)
    if best is None:
        return {"text": ""}
    foreign = best.language if best.language != language else ""
    return {"text": best.text, "html": str(best.html), "language": foreign, "label": ", ".join(best.labels)}


def _spoken(best, before: str = "") -> str:
    """HTML of a text in its own language and direction, and under it where it comes from."""
    label = format_html("<p><small>{}</small></p>", ". ".join(best.labels)) if best.labels else ""
    return format_html('<div lang="{}" dir="{}">{}{}</div>{}', best.language, best.direction, before, best.html, label)


def _listed(things, field, language) -> dict:
    """Numbered texts, each in its own language and direction and with its label."""
    found = [(thing.number, languages.best(thing, field, language)) for thing in things]
    lines = [
        f"{number}. {best.text}" + (f" ({'. '.join(best.labels)})" if best.labels else "") for number, best in found
    ]
    html = [_spoken(best, f"{number}. ") for number, best in found]
    return {"text": "\n\n".join(lines), "html": mark_safe("".join(html))}  # noqa: S308 escaped above


def _asking(discussion, language, until: str) -> dict:
    """Why the discussion is held, what it asks, and until when."""
    purpose = languages.best(discussion, "purpose", language)
    asked, ask = _listed(queries.questions_of(discussion), "title", language), _("These are the questions:")
    html = format_html("{}<p>{}</p>{}<p>{}</p>", _spoken(purpose), ask, asked["html"], until)
    return {"text": f"{purpose.text}\n\n{ask}\n{asked['text']}\n\n{until}", "html": html}


def _opened(discussion, language):
    first = next((one for one in queries.questions_of(discussion) if one.opened_at), None)
    return _of(
        discussion, language, subject=_("Open now: %(title)s") % _titled(discussion, language), starts_thread=True,
        target=("q", first.pk) if first else None,
        hint=_("Reply to answer question %(number)s.") % {"number": first.number} if first else "",
        **_asking(discussion, language, queries.closing_words(discussion)),
    )  # fmt: skip


def _invited(discussion, language):
    return _of(
        discussion, language, subject=_("You are invited: %(title)s") % _titled(discussion, language),
        target=("f", discussion.pk),
        hint=_("Reply “yes” to take part by e-mail: each question comes to you, and you answer it by replying."),
        **_asking(discussion, language, queries.days_words(discussion)),
    )  # fmt: skip


def _question_opened(question, language):
    discussion = question.discussion
    title, text = languages.best(question, "title", language), languages.best(question, "text", language)
    names = {"number": question.number, "question": isolate(title.text, language)}
    parts = [part for part in (title, text) if part is not None]
    return _of(
        discussion, language, subject=_("Question %(number)s: %(question)s") % names, target=("q", question.pk),
        text="\n\n".join(part.text for part in parts),
        html=mark_safe("".join(_spoken(part) for part in parts)),  # noqa: S308 escaped there
        hint=_("Reply to answer question %(number)s.") % names,
        path=f"e-discussions/{discussion.slug}/questions/{question.number}/",
    )  # fmt: skip


def _contribution_made(contribution, language):
    question, discussion = contribution.question, contribution.question.discussion
    names = {"number": question.number, "name": isolate(_speaker(contribution), language)}
    return _of(
        discussion, language, subject=_("Re: %(title)s") % _titled(discussion, language),
        byline=_("%(name)s answers question %(number)s:") % names, target=("q", question.pk),
        hint=_("Reply to answer question %(number)s.") % names,
        path=f"e-discussions/contributions/{contribution.pk}/", **_words(contribution, "text", language),
    )  # fmt: skip


def _speaker(contribution) -> str:
    """How visitors read who speaks: a mail is the same for everybody, so it tells no more than the page does."""
    row = {
        "id": contribution.pk,
        "author_id": contribution.author_id,
        "pseudonym__name": contribution.pseudonym.name if contribution.pseudonym else "",
        "is_on_behalf": contribution.is_on_behalf,
        "place_shown": contribution.place_shown,
        "place": contribution.place,
        "on_behalf_of__name": contribution.on_behalf_of.name if contribution.on_behalf_of else "",
        "on_behalf_of__slug": contribution.on_behalf_of.slug if contribution.on_behalf_of else "",
    }
    return queries.speakers_for([row], AnonymousUser())[contribution.pk].name


def _recap(recap, language):
    discussion = recap.discussion
    now = discussion.questions.filter(opened_at__isnull=False).order_by("-number").first()
    return _of(
        discussion, language, subject=_("What was said: %(title)s") % _titled(discussion, language),
        target=("q", now.pk) if now else None,
        hint=_("Reply to answer question %(number)s.") % {"number": now.number} if now else "",
        **_words(recap, "text", language),
    )  # fmt: skip


def _draft(discussion, language):
    return _of(
        discussion, language, subject=_("Do you endorse this? %(title)s") % _titled(discussion, language),
        path=f"e-discussions/{discussion.slug}/summary/", target=("e", discussion.pk),
        hint=_("Reply “yes” to endorse it, or “object 2” and your reason to object to paragraph 2.")
        + f" {queries.window_words(discussion)}",
        **_listed(queries.paragraphs_of(discussion), "text", language),
    )  # fmt: skip


def _published(discussion, language):
    said = _listed(queries.paragraphs_of(discussion), "text", language)
    names = {"count": discussion.endorsement_count, "all": discussion.participant_count}
    how = (
        _("Endorsed by %(count)s participants.")
        if discussion.is_endorsed
        else _("Published, not endorsed: %(count)s participants endorsed it.")
    )
    return _of(
        discussion, language, subject=_("The summary: %(title)s") % _titled(discussion, language),
        path=f"e-discussions/{discussion.slug}/summary/", text=f"{how % names}\n\n{said['text']}",
        html=format_html("<p>{}</p>{}", how % names, said["html"]),
    )  # fmt: skip


def _plainly(subject, text, page=""):
    """A mail of one sentence about a discussion, or one page of it."""

    def message(about, language):
        discussion = about if isinstance(about, Discussion) else about.discussion
        title = _titled(discussion, language)
        path = f"e-discussions/{discussion.slug}/{page}"
        return _of(discussion, language, subject=subject() % title, text=text() % title, path=path)

    return message


def _answered(discussion, language):
    subject = _("Your proposal is taken up: %(title)s") if discussion.is_taken_up else _("Your proposal: %(title)s")
    foreign = discussion.answer_language if discussion.answer_language != language else ""
    return _of(
        discussion, language, subject=subject % {"title": isolate(discussion.title, language)},
        text=discussion.answer, language=foreign,
    )  # fmt: skip


def _admitted(contribution, language):
    discussion = contribution.discussion
    return _of(
        discussion, language, subject=_("Admitted: %(title)s") % _titled(discussion, language),
        text=_("Your late contribution stands under its question now. The reason that everybody reads: %(reason)s")
        % {"reason": contribution.admitted_reason},
        path=f"e-discussions/contributions/{contribution.pk}/",
    )  # fmt: skip


_MAILS = {
    Verb.ANSWERED: (Event.DECISION, _answered),
    Verb.INVITED: (Event.TASK, _invited),
    Verb.OPENED: (Event.DISCUSSION, _opened),
    Verb.QUESTION_OPENED: (Event.DISCUSSION, _question_opened),
    Verb.CONTRIBUTION_MADE: (Event.DISCUSSION, _contribution_made),
    Verb.RECAP_PUBLISHED: (Event.DISCUSSION, _recap),
    Verb.DRAFT_PUT: (Event.TASK, _draft),
    Verb.PUBLISHED: (Event.DISCUSSION, _published),
    Verb.CONTRIBUTION_ADMITTED: (Event.DECISION, _admitted),
    Verb.CONTRIBUTION_NOT_SHOWN: (
        Event.DECISION,
        _plainly(
            lambda: _("Your words could not appear: %(title)s"),
            lambda: _("What you wrote was to appear later and could not. It is kept for you, with the reason."),
            "my-words/",
        ),
    ),
    Verb.NOT_OPENED: (
        Event.TASK,
        _plainly(
            lambda: _("Could not open: %(title)s"),
            lambda: _("Something that the e-discussion needs is missing, so it was not opened. Its page says what."),
        ),
    ),
    Verb.RECAP_DUE: (
        Event.TASK,
        _plainly(
            lambda: _("Time for a recap: %(title)s"),
            lambda: _("People have contributed, and there has been no recap for a week. Latecomers need one."),
        ),
    ),
    Verb.CONTRIBUTION_LATE: (
        Event.TASK,
        _plainly(
            lambda: _("A late contribution: %(title)s"),
            lambda: _("A contribution came after the close. You can admit it at your desk, with a reason."),
        ),
    ),
    Verb.CONTRIBUTION_WITHDRAWN: (
        Event.TASK,
        _plainly(
            lambda: _("A source was withdrawn: %(title)s"),
            lambda: _("A contribution was withdrawn. Look at the paragraphs of the summary that rest on it."),
        ),
    ),
    Verb.OBJECTED: (
        Event.TASK,
        _plainly(
            lambda: _("An objection: %(title)s"),
            lambda: _("A participant objects to a paragraph of the summary."),
        ),
    ),
    Verb.OBJECTION_SETTLED: (
        Event.DECISION,
        _plainly(
            lambda: _("Your objection is settled: %(title)s"),
            lambda: _("The moderators say that they changed the paragraph. The page says how."),
        ),
    ),
    Verb.FOLLOWED_UP: (
        Event.DISCUSSION,
        _plainly(
            lambda: _("What came of it: %(title)s"),
            lambda: _("There is news of what was recommended."),
        ),
    ),
}
