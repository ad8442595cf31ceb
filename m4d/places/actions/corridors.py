"""What happens to corridors: opened, evidence stated and withdrawn, each end amended by itself."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core.later import later
from m4d.core.text import clean_line, clean_text
from m4d.core.verdicts import of_field, verdict
from m4d.languages import actions as languages

from .. import policies, queries
from ..choices import FIGURE_KINDS, End, EvidenceKind, Level, Verb
from ..models import Corridor, CorridorEnd, EvidenceStatement, Territory
from .profiles import nobody_wrote
from .refresh import in_turn, opens_corridors, refresh_corridors

_TOLD_OF_OPENING: list[str] = []


def register_opening(action: str) -> None:
    """Called once at start-up by a room above whose things stand on corridors: which action takes in new ones.

    It is run in the background, with `corridor_ids`: one that somebody opens, or all that an edition of the data has.
    """
    _TOLD_OF_OPENING.append(action)


def tell_of_opening(corridors: Iterable[Corridor]) -> None:
    """Let the rooms above take these corridors in."""
    numbers = [corridor.pk for corridor in corridors]
    for action in _TOLD_OF_OPENING if numbers else ():
        later(action, corridor_ids=numbers)


def corridor_row(origin: Territory, destination: Territory, *, by=None, at: datetime, themes=()) -> Corridor:
    """A corridor that is not saved yet, with everything that follows from its two ends."""
    return Corridor(
        slug=f"{origin.slug}--{destination.slug}",
        origin=origin,
        destination=destination,
        direction=queries.direction_of(origin.country, destination.country),
        origin_country=origin.country,
        destination_country=destination.country,
        key=f"{origin.key} {destination.key}",
        themes=list(themes),
        opened_at=at,
        opened_by=by,
    )


@opens_corridors
def open_corridor(origin: Territory, destination: Territory, *, by, themes=(), at: datetime | None = None) -> Corridor:
    """Open the corridor from one territory to another, or give the one that is open already."""
    policies.may_open_corridor(by, origin, destination).or_refuse()
    found = queries.corridor_between(origin, destination)
    if found is not None:
        return found
    corridor = corridor_row(origin, destination, by=by, at=at or timezone.now(), themes=themes)
    try:
        with transaction.atomic():
            corridor.save()
    except IntegrityError:
        # Somebody opened it a moment ago.
        return queries.corridor_between(origin, destination)
    refresh_corridors([corridor], with_figures=True)
    activity.record(Verb.CORRIDOR_OPENED, by=by, about=corridor, at=at)
    catalogue.put(corridor)
    tell_of_opening([corridor])
    return corridor


@in_turn
def state_evidence(
    corridor: Corridor,
    *,
    by,
    kind: str,
    text: str,
    language: str,
    source_title: str,
    stated_on: date,
    source_url: str = "",
    level: int = Level.REPORTED,
    end: str = "",
    at: datetime | None = None,
) -> EvidenceStatement:
    """Say one thing that is known of a corridor, with its source and date. Without a source it is not evidence."""
    policies.may_state_evidence(by, corridor, end).or_refuse()
    at, text, source_title = at or timezone.now(), clean_text(text), clean_line(source_title)
    verdict(
        of_field(
            "kind",
            (kind not in EvidenceKind.values or kind in FIGURE_KINDS) and _("Choose what the statement rests on."),
        ),
        of_field("text", not text and _("Write what is known, in one or two sentences.")),
        of_field(
            "source_title", not source_title and _("Name the source. A statement without a source is not evidence.")
        ),
        of_field("source_url", kind != EvidenceKind.LOCAL and not source_url and _("Give the address of the source.")),
        of_field("level", level not in Level.values and _("Choose how sure the statement is.")),
        *(of_field("level", reason) for reason in policies.may_state_level(by, level).reasons),
        of_field("end", end not in ("", *End.values) and _("Say for which of the two ends you speak.")),
        of_field("stated_on", stated_on > at.date() and _("Give a date that is not in the future.")),
    ).or_refuse()
    statement = EvidenceStatement.objects.create(
        corridor=corridor,
        kind=kind,
        text=text,
        language=language,
        source_title=source_title,
        source_url=source_url,
        stated_on=stated_on,
        level=level,
        end=end,
        stated_at=at,
        stated_by=by,
    )
    languages.write(statement, "text", language, text, by, at=at)
    refresh_corridors([corridor])
    activity.record(Verb.EVIDENCE_STATED, by=by, about=corridor, data={"statement": statement.pk, "kind": kind}, at=at,
                    for_followers=True)  # fmt: skip
    catalogue.put(corridor)
    return statement


@in_turn
def withdraw_statement(
    statement: EvidenceStatement, *, by, reason: str, at: datetime | None = None
) -> EvidenceStatement:
    """Take a statement back: it stays readable with the reason, and counts for nothing from here on."""
    statement = (
        EvidenceStatement.objects.select_for_update(of=("self",)).select_related("corridor").get(pk=statement.pk)
    )
    policies.may_withdraw_statement(by, statement).or_refuse()
    reason = clean_line(reason)[:240]
    verdict(not reason and _("Say why the statement no longer stands.")).or_refuse()
    statement.withdrawn_at, statement.withdrawn_by, statement.withdrawn_reason = at or timezone.now(), by, reason
    statement.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    refresh_corridors([statement.corridor])
    activity.record(
        Verb.STATEMENT_WITHDRAWN, by=by, about=statement.corridor, data={"statement": statement.pk, "reason": reason},
        at=at, for_followers=True,
    )  # fmt: skip
    catalogue.put(statement.corridor)
    return statement


@in_turn
def amend_end(
    corridor: Corridor, end: str, *, by, language: str, about: str = "", has: str = "", looks_for: str = "",
    version: str | None = None, at: datetime | None = None,
) -> CorridorEnd:  # fmt: skip
    """Write what one end says of itself. The other end is not touched, whoever asks.

    `version` is the mark of what the person saw; raises Changed where somebody else wrote since.
    """
    verdict(end not in End.values and _("Say for which of the two ends you speak.")).or_refuse()
    policies.may_edit_end(by, corridor, end).or_refuse()
    at = at or timezone.now()
    # Who writes at the same moment waits here, and then sees these words.
    corridor = Corridor.objects.select_for_update(of=("self",)).get(pk=corridor.pk)
    nobody_wrote(corridor.parts.filter(end=end).first(), queries.PART_FIELDS, since=version)
    part, _made = CorridorEnd.objects.update_or_create(
        corridor=corridor, end=end, defaults={"amended_at": at, "amended_by": by}
    )
    for field, text in (("about", about), ("has", has), ("looks_for", looks_for)):
        languages.write(part, field, language, clean_text(text), by, at=at)
    refresh_corridors([corridor])
    activity.record(Verb.END_AMENDED, by=by, about=corridor, data={"end": end}, at=at)
    catalogue.put(corridor)
    return part
