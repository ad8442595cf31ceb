"""How the authors of posts are called, and where they speak from, as each allows the reader to know.

Kept in the process for as long as nothing changes in the profile, for visitors and for members; only a name that
somebody keeps for their groups depends on who reads, and is asked for each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.accounts.models import Person
from m4d.core.pages.memory import Memory
from m4d.core.pages.versions import counters, slots_of
from m4d.people import policies as people
from m4d.people import queries as profiles
from m4d.people.choices import Audience, Field
from m4d.people.models import Profile

_ENDS = {"origin": "here", "destination": "there", "both": "both", "transit": "both"}


class AnyMember:
    """A member of whom nothing else is known: for mails that are made once for many."""

    is_authenticated, pk = True, None


ANY_MEMBER = AnyMember()
#: Bylines that a process keeps.
MOST = 20_000
_known = Memory("community-bylines", most=MOST)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who speaks: a name or a role, where, from which end of a corridor, and the page about them."""

    name: str
    where: str = ""
    language: str = ""
    path: str = ""
    slug: str = ""
    end: str = ""
    is_grouped: bool = False
    # Whether `name` is one, and not the role that stands for it.
    is_named: bool = False


def bylines(numbers: Iterable[int | None], reader) -> dict[int, Byline]:
    """The byline of each of these people for a reader; one statement for those that are not known yet."""
    wanted = {number for number in numbers if number}
    language, is_member = get_language() or "en", bool(getattr(reader, "is_authenticated", False))
    known, found, missing = _known.now(), {}, []
    read = counters().read
    for number in wanted:
        kept = known.get((number, is_member, language))
        if kept is not None and read(kept[0]) == kept[1]:
            found[number] = kept[2]
        else:
            missing.append(number)
    if missing:
        for number, slots, versions, byline in _read(missing, is_member):
            known[number, is_member, language] = (slots, versions, byline)
            found[number] = byline
    grouped = [number for number, byline in found.items() if byline.is_grouped]
    if grouped and reader.pk:
        names = people.names_for(profiles.people_numbered(grouped), reader)
        for number in grouped:
            if number in names:
                found[number] = replace(found[number], name=names[number], language="", is_named=True)
    return found


def tags_of(found: dict[int, Byline]) -> list[str]:
    """The page tags on which these bylines rest."""
    return [f"person-{byline.slug}" for byline in found.values() if byline.slug]


def _read(numbers: list[int], is_member: bool) -> Iterable[tuple]:
    persons = Person.objects.filter(pk__in=numbers).only("name", "erased_at")
    rows = {profile.person_id: profile for profile in Profile.objects.filter(person_id__in=numbers).with_place()}
    read = counters().read
    for person in [row.person for row in rows.values()] + _without(persons, numbers, rows):
        profile = rows.get(person.pk)
        slots = slots_of([f"person-{profile.slug}" if profile else f"person-without-profile-{person.pk}"])
        yield person.pk, slots, read(slots), _byline(person, profile, is_member)


def _without(persons, numbers, rows) -> list:
    """Those who have no profile; nothing is asked where everybody has one."""
    left = [number for number in numbers if number not in rows]
    return list(persons.filter(pk__in=left)) if left else []


def _byline(person, profile, is_member: bool) -> Byline:
    if person.is_erased:
        return Byline(_("Former member"))
    if profile is None:
        is_named = bool(is_member and person.name)
        return Byline(person.name if is_named else _("A member"), is_named=is_named)
    if profile.is_hidden:
        return Byline(_("A member"), slug=profile.slug)
    audience = Audience.MEMBERS if is_member else Audience.PUBLIC
    seen = profiles.seen(profile, people.fields_open_to(profile, audience) - {Field.ORGANIZATIONS, Field.CORRIDORS})
    comma = profiles.comma()
    named = seen.name
    where = comma.join(part for part in (seen.headline if named else "", seen.place) if part)
    return Byline(
        named or seen.headline or _("A member"),
        where,
        "" if named else profile.language if seen.headline else "",
        profile.get_absolute_url() if profile.is_complete and not seen.is_empty else "",
        profile.slug,
        _ENDS.get(seen.corridor_end, ""),
        is_member and profile.audience_of(Field.NAME) == Audience.GROUPS,
        bool(named),
    )
