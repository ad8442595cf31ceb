"""Seats, who holds them, who held them, and what hangs on them."""

from collections.abc import Callable

from django.db.models import Count, FilteredRelation, Q, QuerySet

from ..choices import EndReason
from ..models import Affiliation, Seat, SeatHolding, SeatNote

SeatWork = Callable[[Seat], list[tuple[str, str]]]

_seat_work: list[SeatWork] = []


def register_seat_work(source: SeatWork) -> None:
    """Let a higher room name what hangs on a seat: `source(seat)` returns (label, address) pairs."""
    if source not in _seat_work:
        _seat_work.append(source)


def work_of(seat: Seat) -> list[tuple[str, str]]:
    """Everything that other rooms have linked to the seat; it stays when the holder changes."""
    return [pair for source in _seat_work for pair in source(seat)]


def seats_of(organizations) -> list[Seat]:
    """Open seats of some organizations, each with its open holding as `.now` (None where it is free)."""
    # A seat has at most one open holding, so this join adds no row.
    open_holding = FilteredRelation("holdings", condition=Q(holdings__ended_at__isnull=True))
    seats = Seat.objects.open().filter(organization__in=organizations)
    found = list(seats.annotate(now=open_holding).select_related("now__person__profile"))
    for seat in found:
        seat.__dict__.setdefault("now", None)
    return found


def holdings_of(seat) -> QuerySet:
    """Everybody who has held the seat, newest first."""
    columns = [field.attname for field in SeatHolding._meta.concrete_fields]
    profile = [
        f"person__profile__{name}" for name in ("name", "visibility", "slug", "completed_at", "hidden_at", "person_id")
    ]
    holdings = seat.holdings.select_related("person__profile")
    return holdings.only(*columns, "person__name", "person__erased_at", *profile)


def open_holding(seat) -> SeatHolding | None:
    """Who holds the seat now, mandate running or not."""
    return seat.holdings.open().select_related("person__profile").first()


def ended_mandate(seat, on) -> SeatHolding | None:
    """The mandate after which its holder may ask for a new one, when nobody has followed.

    It ran out, be it open or ended by the clock, or a verifier could not confirm it: with more evidence it may come
    again.
    """
    last = open_holding(seat) or seat.holdings.select_related("person__profile").order_by("-ended_at", "-pk").first()
    if last is None or last.person is None:
        return None
    ran_out = last.is_expired(on) and (last.is_open or last.end_reason == EndReason.EXPIRED)
    return last if ran_out or last.end_reason == EndReason.REFUSED else None


def refusals_since(seat, person_id, since) -> int:
    """How often verifiers have refused the mandate of somebody on a seat since then."""
    refused = seat.holdings.filter(person=person_id, end_reason=EndReason.REFUSED, ended_at__gte=since)
    return refused.count()


def may_sit(person_id, seat) -> bool:
    """Whether somebody belongs where the seat is: confirmed in its organization. A territory has no members."""
    if seat.organization_id is None:
        return True
    return Affiliation.objects.confirmed().filter(person=person_id, organization=seat.organization_id).exists()


def sitting(holdings) -> set[int]:
    """The numbers of those among these holdings whose holder belongs where the seat is, in one statement."""
    holdings = list(holdings)
    here = Affiliation.objects.confirmed().filter(organization__in={one.seat.organization_id for one in holdings})
    members = set(
        here.filter(person__in={one.person_id for one in holdings}).values_list("person_id", "organization_id")
    )
    return {
        one.pk
        for one in holdings
        if one.seat.organization_id is None or (one.person_id, one.seat.organization_id) in members
    }


def notes_of(seat) -> QuerySet:
    """The notes of a seat with who left them, newest first; whoever looks must still ask the policy."""
    return seat.notes.select_related("by__profile")


def note_counts(seats) -> dict[int, int]:
    """How many notes there are on each of these seats."""
    counted = SeatNote.objects.filter(seat__in=[seat.pk for seat in seats]).order_by().values("seat_id")
    return {row["seat_id"]: row["number"] for row in counted.annotate(number=Count("pk"))}


def note_readers(seat) -> list:
    """Who reads the notes of a seat: whoever holds it, and the organization's admins."""
    holding = open_holding(seat)
    holder = [holding.person] if holding is not None and holding.person is not None else []
    admins = Affiliation.objects.confirmed().filter(is_admin=True, organization=seat.organization_id)
    return [*holder, *(row.person for row in admins.select_related("person"))]


def holdings_to_speak_from(person, **seat) -> list[SeatHolding]:
    """Holdings of one person that could let them speak, those that ran out by themselves included.

    `seat` narrows them by columns of the seat, as filters are written: `organization=`, `territory__in=`. Whether one
    of them really lets the person speak is for the policy to say.
    """
    standing = Q(ended_at__isnull=True) | Q(end_reason=EndReason.EXPIRED)
    where = {f"seat__{column}": value for column, value in seat.items()}
    holdings = SeatHolding.objects.filter(standing, person=person, seat__closed_at__isnull=True, **where)
    found = list(holdings.placed().select_related("seat__organization").order_by("pk"))
    # Whoever asked for a new mandate is told what that one waits for, not that the last one ended.
    now_held = {holding.seat_id for holding in found if holding.is_open}
    return [holding for holding in found if holding.is_open or holding.seat_id not in now_held]


def holders_for(territories) -> list[SeatHolding]:
    """Open holdings of seats for some territories by people who are still here, the oldest seat first.

    Whether one of them speaks for its territory is for the policy to say.
    """
    holdings = SeatHolding.objects.open().filter(
        seat__territory__in=territories, seat__closed_at=None, person__is_active=True, person__erased_at=None
    )
    holdings = holdings.placed().select_related("seat__organization", "seat__territory", "person")
    return list(holdings.order_by("seat_id"))


def territory_of_seat(seat: int) -> int | None:
    """For which territory there is a seat, by their numbers; none where nobody finds the territory."""
    return (
        Seat.objects.open().filter(pk=seat, territory__is_listed=True).values_list("territory_id", flat=True).first()
    )


def open_holdings_at(person, organization) -> QuerySet:
    """Seats of an organization that one person holds now."""
    return SeatHolding.objects.open().filter(person=person, seat__organization=organization)


def holdings_waiting_for_verification() -> QuerySet:
    """Open holdings that no verifier has confirmed, oldest first."""
    return (
        SeatHolding.objects.open()
        .filter(verified_at__isnull=True, person__isnull=False)
        .placed()
        .select_related("seat__organization", "seat__territory", "person__profile")
        .order_by("created_at", "pk")
    )


def seat_path(seat: Seat) -> str:
    """The address of a seat's page after the language, for mails and cards."""
    if seat.organization_id:
        return f"organizations/{seat.organization.slug}/seats/{seat.pk}/"
    return f"territories/{seat.territory.slug}/seats/{seat.pk}/"
