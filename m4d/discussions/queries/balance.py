"""Who is heard and who is silent, in counts only, and which organizations might be asked."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.people import queries as people
from m4d.people.choices import COUNTED_IN, Sex
from m4d.people.models import Organization, Profile
from m4d.places import queries as places
from m4d.places.choices import Region
from m4d.vocabulary import queries as vocabulary

from ..choices import SMALLEST_CELL
from ..models import Contribution

NOT_STATED = gettext_lazy("Not stated")


@dataclass(frozen=True)
class Balance:
    """One way of looking at who takes part: rows of (label, words for the count, whether nobody was heard)."""

    title: str
    rows: list[tuple[str, str, bool]]
    note: str = ""


def heard_in(discussion) -> list[tuple[str, str]]:
    """Country and kind of actor of everybody who was heard, as their profiles say; nobody is named."""
    said = Contribution.objects.citable().filter(discussion=discussion, author__isnull=False, is_on_behalf=False)
    found = Profile.objects.filter(person_id__in=said.values("author_id"))
    return list(found.values_list("country", "stakeholder_type"))


def balance_of(discussion, profiles: list[tuple[str, str]]) -> list[Balance]:
    """Participants by part of the world and kind of actor, contributions by language. Small counts are not told."""
    said = Contribution.objects.citable().filter(discussion=discussion)
    regions = Counter(_region(country) for country, _kind in profiles)
    kinds = Counter(kind for _country, kind in profiles)
    spoken, came = _spoken(said)
    region_names = {code: str(label) for code, label in Region.choices if code != Region.ANTARCTICA}
    kind_names = dict(vocabulary.choices("stakeholder_type"))
    wanted = {code: vocabulary.name("language", code) for code in discussion.languages}
    return [
        Balance(_("Participants by part of the world"), _rows(region_names, regions)),
        Balance(_("Participants by kind of actor"), _rows(kind_names, kinds)),
        Balance(_("Contributions by language"), _rows(wanted, spoken, naming=_language)),
        Balance(_("Participants as they want to be counted"), _in_fives(people.counted(came)), _as_they_say()),
    ]


def _spoken(said) -> tuple[Counter, list[int]]:
    """How much was said in each language, and who spoke for themselves, in the order in which they first did."""
    groups = said.order_by().values_list("language", "author_id", "is_on_behalf")
    spoken, first = Counter(), {}
    for language, author, is_on_behalf, number, began in groups.annotate(n=Count("pk"), first=Min("pk")):
        spoken[language] += number
        if author is not None and not is_on_behalf:
            first[author] = min(began, first.get(author, began))
    return spoken, sorted(first, key=first.get)


def _in_fives(counts: dict[str, int]) -> list[tuple[str, str, bool]]:
    """Rows of numbers that were rounded: of fewer than five nobody can say whether there is anybody."""
    names = {str(code): label for code, label in Sex.choices} | {"": NOT_STATED}
    return [(str(names[code]), _between(number), not number and bool(code)) for code, number in counts.items()]


def _between(number: int) -> str:
    if not number:
        return _("fewer than %(number)s") % {"number": COUNTED_IN}
    return _("%(low)s to %(high)s") % {"low": number, "high": number + COUNTED_IN - 1}


def _as_they_say() -> str:
    return _("As people said of themselves, for counts only. Told in steps of five, and of the newest people later.")


def to_invite(profiles: list[tuple[str, str]], *, size: int = 12) -> list[Organization]:
    """Verified organizations in parts of the world from which nobody has been heard; never persons."""
    regions = {_region(country) for country, _kind in profiles if country}
    silent = [code for code, country in places.countries().items() if country.region not in regions]
    found = Organization.objects.shown().filter(verified_at__isnull=False, country__in=silent)
    return list(found.select_related("territory").order_by("country", "name")[:size])


def _region(country: str) -> str:
    known = places.countries().get(country)
    return known.region if known is not None else ""


def _language(code: str) -> str:
    return vocabulary.name("language", code)


def _rows(names: dict, counts, *, naming=None) -> list[tuple[str, str, bool]]:
    """Known rows first, heard ones on top; what nobody stated at the end."""
    known = dict(names)
    for code in counts:
        if code and code not in known:
            known[code] = naming(code) if naming else code
    rows = [(known[code], _told(counts.get(code, 0)), not counts.get(code)) for code in known]
    rows.sort(key=lambda row: row[2])
    if counts.get(""):
        rows.append((str(NOT_STATED), _told(counts[""]), False))
    return rows


def _told(count: int) -> str:
    if not count:
        return _("nobody yet")
    return str(count) if count >= SMALLEST_CELL else _("fewer than %(number)s") % {"number": SMALLEST_CELL}
