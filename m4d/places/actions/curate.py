"""The neutral list: the programme chooses the names shown and what is listed. Numbers and old names stay."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.later import later, outside
from m4d.core.text import clean_line, mixed_scripts
from m4d.core.verdicts import of_field, verdict

from .. import policies, queries
from ..choices import NameKind, Verb
from ..models import Corridor, Territory, TerritoryName
from .load import keep_other_names
from .refresh import in_turn, refresh_territories

#: Territories below a renamed one that one job describes again.
BELOW_AT_ONCE = 500


@in_turn
def choose_name(
    territory: Territory,
    *,
    by,
    language: str,
    name: str,
    reason: str,
    renamed: bool = False,
    at: datetime | None = None,
) -> Territory:
    """Choose the name shown to readers of a language; `renamed` makes the name so far a former one.

    Slug, code, ISO and GeoNames numbers stay, and the territory is still found by every name it had.
    """
    policies.may_curate(by).or_refuse()
    at, name, reason = at or timezone.now(), clean_line(name)[:160], clean_line(reason)[:240]
    verdict(
        of_field(
            "language", language not in dict(settings.LANGUAGES) and _("Choose one of the languages of this site.")
        ),
        of_field("name", not name and _("Write the name.")),
        of_field("name", mixed_scripts(name) and _("Write the name in one alphabet.")),
        of_field("reason", not reason and _("Say why: the journal keeps the reason.")),
    ).or_refuse()
    territory = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    before = territory.name_in(language)
    _keep(
        territory, territory.language_of_name(language), before, NameKind.FORMER if renamed else NameKind.LOCAL, name
    )
    TerritoryName.objects.update_or_create(
        territory=territory,
        language=language,
        name=name,
        defaults={
            "key": queries.name_key(name),
            "kind": NameKind.CURRENT,
            "chosen_at": at,
            "chosen_by": by,
            "reason": reason,
        },
    )
    # An earlier choice for this language is no longer the one shown.
    TerritoryName.objects.filter(territory=territory, language=language, chosen_at__isnull=False).exclude(
        name=name
    ).update(kind=NameKind.FORMER if renamed else NameKind.LOCAL)
    territory.names = territory.names | {language: name}
    territory.edited_at = at
    territory.save(update_fields=["names", "edited_at"])
    keep_other_names([territory.pk])
    territory.refresh_from_db()
    _spread(territory)
    activity.record(
        Verb.NAME_CHOSEN, by=by, about=territory, at=at,
        data={"language": language, "before": before, "name": name, "reason": reason},
    )  # fmt: skip
    return territory


def _keep(territory, language, name, kind, new) -> None:
    """A name that is shown no more is still a name of the territory."""
    if name == new:
        return
    row, made = TerritoryName.objects.get_or_create(
        territory=territory, language=language, name=name, defaults={"key": queries.name_key(name), "kind": kind}
    )
    if not made and row.kind != kind:
        row.kind = kind
        row.save(update_fields=["kind"])


@outside
def renew_below(*, territory_id: int, after: int = 0) -> int:
    """Describe again what lies in a territory, as after a change of its name: a part, and the rest in the next job.

    The number of territories looked at. Run twice it writes the same again.
    """
    ways = ("parent", "parent__parent", "parent__parent__parent")
    below = Q(*((way, territory_id) for way in ways), _connector=Q.OR)
    rows = Territory.objects.indexed().filter(below, pk__gt=after).order_by("pk")
    numbers = list(rows.values_list("pk", flat=True)[:BELOW_AT_ONCE])
    catalogue.renew("territory", numbers)
    if len(numbers) == BELOW_AT_ONCE:
        later(renew_below, territory_id=territory_id, after=numbers[-1])
    return len(numbers)


@in_turn
def hide_territory(territory: Territory, *, by, reason: str, at: datetime | None = None) -> Territory:
    """Take a territory and its corridors out of every list, map and count. Nothing is deleted."""
    return _list(territory, False, Verb.TERRITORY_HIDDEN, by=by, reason=reason, at=at)


@in_turn
def show_territory(territory: Territory, *, by, reason: str, at: datetime | None = None) -> Territory:
    """List a territory again."""
    return _list(territory, True, Verb.TERRITORY_SHOWN, by=by, reason=reason, at=at)


def _list(territory, is_listed, verb, *, by, reason, at) -> Territory:
    policies.may_curate(by).or_refuse()
    at, reason = at or timezone.now(), clean_line(reason)[:240]
    verdict(not reason and _("Say why: the journal keeps the reason.")).or_refuse()
    territory = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    territory.is_listed, territory.edited_at = is_listed, at
    territory.save(update_fields=["is_listed", "edited_at"])
    _spread(territory)
    activity.record(verb, by=by, about=territory, data={"reason": reason}, at=at)
    return territory


def _spread(territory: Territory) -> None:
    """Bring a new name or listing to every page that shows it."""
    corridors = Corridor.objects.filter(origin=territory) | Corridor.objects.filter(destination=territory)
    ends = {end for pair in corridors.values_list("origin_id", "destination_id") for end in pair}
    refresh_territories(ends | {territory.pk})
    if territory.is_country:
        pages.touch(queries.TAG)
        queries.forget()
    else:
        # Written pages of other rooms rest on what they name, and on no tag that any edit of a place would touch.
        named = corridors.values_list("pk", flat=True)
        pages.touch(f"territory:{territory.pk}", *(f"corridor:{pk}" for pk in named))
    pages.touch("places", "corridors", queries.NAMES)
    catalogue.put(territory)
    for corridor in corridors.select_related("origin", "destination"):
        catalogue.put(corridor)
    # People, organizations and projects name it as well; there may be very many of them.
    facet, code = ("country", territory.country) if territory.is_country else ("territory", territory.slug)
    later(catalogue.renew_carrying, facet=facet, code=code)
    if not territory.is_country:
        # The cards of what lies in a country carry its code; those below a region only show its name.
        later(renew_below, territory_id=territory.pk)
    else:
        # The cards read the new name before it was there for good: should this be undone, nobody remembers it.
        queries.forget()
