"""What is new for a member."""

from itertools import chain, repeat

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from m4d.activity import queries as activity
from m4d.activity.models import Entry, Notice
from m4d.community.models import Post
from m4d.core.pages.prepared import Prepared
from m4d.discussions.models import Contribution, Question, Recap
from m4d.people.models import Organization, Profile, Seat
from m4d.places.models import Corridor, Territory
from m4d.projects.models import Project

NEWS_SHOWN = 10
_ANYBODY, _BEFORE, _NEWEST = -1, -2, 2**63 - 1
# One mark for each thing that a page of news may be about.
_THINGS = list(range(-100, -100 - NEWS_SHOWN - 1, -1))
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
    *(part.objects.select_related("discussion") for part in (Contribution, Question, Recap)),
    Seat.objects.select_related("organization", "territory").only(
        "duty", "language", "organization__slug", "organization__hidden_at", "territory__slug"
    ),
]
_THINGS_OF = {
    queryset.model: Prepared(lambda queryset=queryset: queryset.filter(pk__in=_THINGS)) for queryset in _JOINED
}
# Of a notice: what happened when, and what decides how its author is called.
_NOTICES = Prepared(
    lambda: Notice.objects.filter(person_id=_ANYBODY, pk__lt=_BEFORE)
    .select_related("entry__by__profile", "entry__about_type")
    .only(
        "followed", "seen_at", "person_id", "entry__verb", "entry__concerns", "entry__about_type", "entry__about_id",
        "entry__data", "entry__at", "entry__about_type__app_label", "entry__about_type__model", "entry__by__name",
        "entry__by__erased_at", "entry__by__profile__person", "entry__by__profile__name",
        "entry__by__profile__visibility", "entry__by__profile__hidden_at",
    )
    .order_by("-id")[: NEWS_SHOWN + 1]
)  # fmt: skip


def joined() -> list[QuerySet]:
    """How things are read for the journal's sentences; given to the room activity when the site starts."""
    return _JOINED


def news_of(person, after: str = "") -> tuple[list[tuple[Notice, str]], str]:
    """What the person was told, older than the mark `after`, each with its sentence, and the mark of the next page.

    Things that are gone are left out. One statement for the notices and one for each kind of thing they are about.
    """
    before = int(after) if after.isdecimal() and len(after) < 19 else _NEWEST
    notices = _NOTICES({_ANYBODY: person.pk, _BEFORE: before})
    more, notices = len(notices) > NEWS_SHOWN, notices[:NEWS_SHOWN]
    entries = _with_things([notice.entry for notice in notices])
    sentences = {entry.pk: sentence for entry, sentence in activity.sentences(entries, person)}
    _name_followed([notice for notice in notices if notice.followed and notice.entry_id in sentences], person)
    news = [(notice, sentences[notice.entry_id]) for notice in notices if notice.entry_id in sentences]
    return news, str(notices[-1].pk) if more else ""


def _name_followed(notices: list[Notice], person) -> None:
    """Each of these notices says as `follows` what it is that the person follows; nothing where that is hidden.

    Who is told of a part of an e-discussion follows the e-discussion.
    """
    about = [activity.whole_of(notice.entry.about) for notice in notices]
    unnamed = activity.withheld(about, person)
    for notice, thing in zip(notices, about, strict=True):
        name = "" if (type(thing), thing.pk) in unnamed else str(thing)
        notice.follows = activity.said_in(name, activity.language_of_name(thing)) if name else ""


def _with_things(entries: list[Entry]) -> list[Entry]:
    """The entries whose things are still there, with them; kinds not prepared here are read by the room activity."""
    by_model: dict = {}
    for entry in entries:
        model = ContentType.objects.get_for_id(entry.about_type_id).model_class()
        by_model.setdefault(model, []).append(entry)
    found = activity.with_things([entry for model in by_model if model not in _THINGS_OF for entry in by_model[model]])
    for model, about in by_model.items():
        if model in _THINGS_OF:
            wanted = chain((entry.about_id for entry in about), repeat(about[0].about_id))
            things = {thing.pk: thing for thing in _THINGS_OF[model](dict(zip(_THINGS, wanted, strict=False)))}
            for entry in about:
                if entry.about_id in things:
                    entry.about = things[entry.about_id]
                    found.append(entry)
    return found
