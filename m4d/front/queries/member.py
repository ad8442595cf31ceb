"""What is new for a member."""

from dataclasses import dataclass
from itertools import chain, repeat

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from m4d.activity import queries as activity
from m4d.activity.models import Entry, Notice
from m4d.community.models import Post
from m4d.core.pages.prepared import Prepared
from m4d.discussions.models import Contribution, Objection, Question, Recap, Recommendation
from m4d.languages import queries as languages
from m4d.people.models import Organization, Profile, Seat
from m4d.places.models import Corridor, Territory
from m4d.projects.models import Project

from . import talked

NEWS_SHOWN = 10
# Notices read for one page: what happened to one thing stands in one row.
NEWS_READ = 30
_ANYBODY, _BEFORE, _NEWEST = -1, -2, 2**63 - 1
# One mark for each thing that a page of news may be about.
_THINGS = list(range(-100, -100 - NEWS_READ, -1))
# How things are read for their sentence in the journal: the name, the address, what these two are made of, and
# whether the thing is hidden.
# A sentence that needs more still works; it then costs a statement of its own.
_JOINED = [
    Territory.objects.only("slug", "name", "names", "is_listed"),
    Corridor.objects.select_related("origin", "destination").only(
        "slug",
        "origin__name",
        "origin__names",
        "origin__is_listed",
        "destination__name",
        "destination__names",
        "destination__is_listed",
    ),
    Organization.objects.only("slug", "name", "hidden_at"),
    Project.objects.only("slug", "title", "language", "is_listed"),
    Profile.objects.only("slug", "name", "hidden_at"),
    Post.objects.select_related("topic"),
    *(
        part.objects.select_related("discussion").defer(
            "discussion__purpose",
            "discussion__purpose_html",
            "discussion__paper",
            "discussion__paper_html",
            "discussion__follow_up",
            "discussion__follow_up_html",
        )
        for part in (Contribution, Question, Recap, Recommendation, Objection)
    ),
    Seat.objects.select_related("organization", "territory").only(
        "duty", "language", "organization__slug", "organization__hidden_at", "territory__slug", "territory__is_listed"
    ),
]
_THINGS_OF = {
    queryset.model: Prepared(lambda queryset=queryset: queryset.filter(pk__in=_THINGS))
    for queryset in _JOINED
    if queryset.model not in talked.MODELS
}
_TALKED = talked.Talked(most=NEWS_READ)
# Of a notice: what happened when, and what decides how its author is called.
_NOTICES = Prepared(
    lambda: Notice.objects.filter(person_id=_ANYBODY, pk__lt=_BEFORE)
    .select_related("entry__by__profile")
    .only(
        "followed", "seen_at", "person_id", "entry__verb", "entry__concerns", "entry__about_type", "entry__about_id",
        "entry__data", "entry__at", "entry__by__name",
        "entry__by__erased_at", "entry__by__profile__person", "entry__by__profile__name",
        "entry__by__profile__visibility", "entry__by__profile__hidden_at",
    )
    .order_by("-id")[: NEWS_READ + 1]
)  # fmt: skip


@dataclass(frozen=True)
class News:
    """What happened to one thing: the newest of it with its sentence, and how much more there was."""

    notice: Notice
    sentence: SafeString
    is_new: bool
    more: str
    follows: SafeString | str


def joined() -> list[QuerySet]:
    """How things are read for the journal's sentences; given to the room activity when the site starts."""
    return _JOINED


def news_of(person, after: str = "") -> tuple[list[News], str, int]:
    """What the person was told, older than the mark `after`: a row for each thing, newest first; the mark of the next
    page, and the newest notice that a row stands for.

    Things that are gone are left out. One statement for the notices, one for each kind of thing they are about, two
    for e-discussions and all kinds of their parts, and one for titles in the reader's language.
    """
    before = int(after) if after.isdecimal() and len(after) < 19 else _NEWEST
    notices = _NOTICES({_ANYBODY: person.pk, _BEFORE: before})
    there = {entry.pk for entry in _with_things([notice.entry for notice in notices[:NEWS_READ]])}
    groups: dict[tuple, list[Notice]] = {}
    last, more = None, len(notices) > NEWS_READ
    for notice in notices[:NEWS_READ]:
        if notice.entry_id in there:
            thing = activity.whole_of(notice.entry.about)
            key = (type(thing), thing.pk)
            if key not in groups and len(groups) == NEWS_SHOWN:
                more = True
                break
            groups.setdefault(key, []).append(notice)
        last = notice
    newest = max((notice.pk for group in groups.values() for notice in group), default=0)
    return _rows(list(groups.values()), person), str(last.pk) if more and last else "", newest


def _rows(groups: list[list[Notice]], person) -> list[News]:
    """A row for each group of notices about one thing."""
    # What is told late, as of a mail that waited, stands where it happened.
    groups = [sorted(group, key=lambda notice: (notice.entry.at, notice.pk), reverse=True) for group in groups]
    groups.sort(key=lambda group: (group[0].entry.at, group[0].pk), reverse=True)
    shown = [group[0] for group in groups]
    titles = _titles([notice.entry.about for notice in shown])
    about = [notice.entry.about for notice in shown]
    unnamed = activity.withheld([*about, *map(activity.whole_of, about)], person)
    told = activity.sentences([notice.entry for notice in shown], person, titles=titles, unnamed=unnamed)
    sentences = {entry.pk: sentence for entry, sentence in told}
    names = _names_followed([notice for notice in shown if notice.followed], unnamed)
    return [
        News(
            notice=group[0],
            sentence=sentences[group[0].entry_id],
            is_new=any(notice.seen_at is None for notice in group),
            more=_more(len(group) - 1),
            follows=names.get(group[0].pk, ""),
        )
        for group in groups
    ]


def _more(number: int) -> str:
    return ngettext("and %(count)d more", "and %(count)d more", number) % {"count": number} if number else ""


def _titles(about: list[Model]) -> dict[tuple[type, int], tuple[str, str]]:
    """Words and language of the titles that these things, and those of which they are parts, have for the reader."""
    by_model: dict[type, dict] = {}
    for thing in chain(about, map(activity.whole_of, about)):
        known = languages.texts_of(thing)
        if known and "title" in known.fields and activity.language_of_name(thing) not in ("", get_language()):
            by_model.setdefault(type(thing), {})[thing.pk] = thing
    if not by_model:
        return {}
    languages.versions_of_several((things.values(), ["title"]) for things in by_model.values())
    found = {}
    for model, things in by_model.items():
        for pk, thing in things.items():
            title = languages.best(thing, "title")
            if title:
                found[model, pk] = (title.text, title.language)
    return found


def _names_followed(notices: list[Notice], unnamed: set) -> dict[int, SafeString | str]:
    """What it is that the person follows, by the number of the notice; nothing where that is hidden, nor where it has
    a title, which is a sentence and stands in the row already.

    Who is told of a part of an e-discussion follows the e-discussion.
    """
    about = [activity.whole_of(notice.entry.about) for notice in notices]
    return {
        notice.pk: activity.said_in(str(thing), activity.language_of_name(thing))
        for notice, thing in zip(notices, about, strict=True)
        if (type(thing), thing.pk) not in unnamed and not hasattr(thing, "title")
    }


def _with_things(entries: list[Entry]) -> list[Entry]:
    """The entries whose things are still there, with them; kinds not prepared here are read by the room activity."""
    by_model: dict = {}
    for entry in entries:
        # Kinds are few and lie in memory; the sentence asks for them.
        entry.about_type = ContentType.objects.get_for_id(entry.about_type_id)
        model = entry.about_type.model_class()
        by_model.setdefault(model, []).append(entry)
    others = [model for model in by_model if model not in _THINGS_OF and model not in talked.MODELS]
    found = activity.with_things([entry for model in others for entry in by_model[model]])
    said = {model: [entry.about_id for entry in about] for model, about in by_model.items() if model in talked.MODELS}
    spoken = _TALKED.read(said)
    for model, about in by_model.items():
        if model in talked.MODELS:
            for entry in about:
                if (model, entry.about_id) in spoken:
                    entry.about = spoken[model, entry.about_id]
                    found.append(entry)
        elif model in _THINGS_OF:
            wanted = chain((entry.about_id for entry in about), repeat(about[0].about_id))
            things = {thing.pk: thing for thing in _THINGS_OF[model](dict(zip(_THINGS, wanted, strict=False)))}
            for entry in about:
                if entry.about_id in things:
                    entry.about = things[entry.about_id]
                    found.append(entry)
    return found
