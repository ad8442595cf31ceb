"""Reading the journal."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import Entry, Follow, Mail, Notice
from .spoken import in_their_languages, whole_of

# How long a mail is kept after it was sent; one that cannot be sent, after it was written.
MAIL_DAYS = 30

WITHHELD = "activity/journal/withheld.html"

_namers: list[Callable] = []
_joins: list[Callable] = []


def set_namer(namer: Callable[[Iterable, object], dict[int, str]]) -> None:
    """Called once by the room `people`: how persons are named to a reader, as their visibility choices allow."""
    _namers[:] = [namer]


def names_for(persons: Iterable, reader) -> dict[int, str]:
    """What each person is called when this reader looks; "a member" where nothing more may be said."""
    persons = [person for person in persons if person is not None]
    known = _namers[0](persons, reader) if _namers and persons else {}
    return {person.pk: known.get(person.pk) or _("a member") for person in persons}


def _type(thing) -> ContentType:
    return ContentType.objects.get_for_model(thing)


def entries_by(person) -> QuerySet[Entry]:
    """What a person did, newest first."""
    return Entry.objects.filter(by=person).select_related("by", "about_type").order_by("-id")


def entries_concerning(person) -> QuerySet[Entry]:
    """What was done about a person, by whom it was done and why, newest first."""
    return Entry.objects.filter(concerns=person).select_related("by", "about_type").order_by("-id")


def newest_about(person, limit: int) -> list[Entry]:
    """The newest of what a person did and of what was done about them: each by its own index, in one statement."""
    did, concerning = (
        rows.order_by("-id").values("pk")[:limit]
        for rows in (Entry.objects.filter(by=person), Entry.objects.filter(concerns=person))
    )
    return list(Entry.objects.filter(Q(pk__in=did) | Q(pk__in=concerning)).select_related("by__profile", "about_type"))


def notices_of(person) -> QuerySet[Notice]:
    """What a person was told, newest first, with the entries and the things that they are about."""
    return (
        Notice.objects.filter(person=person)
        .select_related("entry__by", "entry__about_type")
        .prefetch_related("entry__about")
        .order_by("-id")
    )


def follows_of(person) -> QuerySet[Follow]:
    """What a person follows, oldest first."""
    return Follow.objects.filter(person=person).prefetch_related("about").order_by("id")


def is_following(person, thing: Model) -> bool:
    """Whether this person follows this thing."""
    if not person.is_authenticated:
        return False
    return Follow.objects.filter(person=person, about_type=_type(thing), about_id=thing.pk).exists()


def stale_mails() -> QuerySet[Mail]:
    """Mails that are past their days, whether or not the mail service ever took them."""
    old = timezone.now() - timedelta(days=MAIL_DAYS)
    return Mail.objects.filter(Q(sent_at__lt=old) | Q(sent_at=None, created_at__lt=old))


def set_joins(joins: Callable[[], list[QuerySet]]) -> None:
    """Called once by the room `front`: how things are read whose sentence names other things."""
    _joins[:] = [joins]


def with_things(entries: list[Entry]) -> list[Entry]:
    """The same entries with what they are about: one statement for each kind of thing, however many there are."""
    prefetch_related_objects(entries, GenericPrefetch("about", _joins[0]() if _joins else []))
    return entries


def withheld(things: Iterable[Model], reader) -> set[tuple[type, int]]:
    """Which of these things are hidden from this reader, as (model, number): they must not be named.

    A thing says by `is_hidden`, or by `is_closed_off` (it stands in a closed group), that not everybody sees it; only
    then its `visible_to` is asked, once for each kind.
    """
    hidden: dict[type, set[int]] = {}
    for thing in things:
        if getattr(thing, "is_hidden", False) or getattr(thing, "is_closed_off", False):
            hidden.setdefault(type(thing), set()).add(thing.pk)
    found = set()
    for model, numbers in hidden.items():
        seen = set(model._default_manager.visible_to(reader).filter(pk__in=numbers).values_list("pk", flat=True))
        found |= {(model, pk) for pk in numbers - seen}
    return found


def names_of_things(things: Iterable[Model], reader, *, unnamed: set | None = None) -> dict[tuple[type, int], str]:
    """What each thing is called for this reader, by (model, number); what is hidden from them has no name.

    `unnamed` is what `withheld` answered, where that was asked before.
    """
    things = [thing for thing in things if thing is not None]
    unnamed = withheld(things, reader) if unnamed is None else unnamed
    keys = [(type(thing), thing.pk) for thing in things]
    hidden = _("Something that is hidden now")
    return {key: hidden if key in unnamed else str(thing) for key, thing in zip(keys, things, strict=True)}


def sentences(
    entries: Iterable[Entry], reader, *, titles: Mapping | None = None, unnamed: set | None = None
) -> list[tuple[Entry, SafeString]]:
    """Each entry with its sentence in the reader's language; entries whose thing is gone are left out.

    What is hidden from the reader is not named: the sentence then says only that somebody did something there. What
    somebody else did about the reader is told with "you"; their own name has "(you)" behind it, which every language
    bears whatever its verbs ask for. `titles` are those that things have in the reader's language
    (`in_their_languages`); `unnamed` is what `withheld` answered, where that was asked before.
    """
    entries = [entry for entry in entries if entry.about is not None]
    names = names_for([entry.by for entry in entries], reader)
    if reader.pk in names:
        names[reader.pk] = _("%(name)s (you)") % {"name": names[reader.pk]}
    if unnamed is None:
        about = [entry.about for entry in entries]
        unnamed = withheld([*about, *map(whole_of, about)], reader)
    found = []
    for entry in entries:
        is_withheld = any((type(thing), thing.pk) in unnamed for thing in (entry.about, whole_of(entry.about)))
        words = {
            "entry": entry,
            "about": entry.about,
            "by": names.get(entry.by_id, _("The site")),
            "you": entry.concerns_id is not None and entry.by_id != entry.concerns_id == reader.pk,
            **entry.data,
        }
        sentence = render_to_string(WITHHELD if is_withheld else entry.sentence_template, words)
        found.append((entry, sentence if is_withheld else in_their_languages(sentence, entry, titles)))
    return found
