"""Who may open a corridor, state evidence, amend an end or a profile, and change the neutral list.

The room people lives above and knows who holds a seat: it fills the socket `register_speaker`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from m4d.accounts.choices import Role
from m4d.core.verdicts import Verdict, of_field, verdict

from .choices import FIGURE_KINDS, JUDGED_LEVELS
from .models import Corridor, EvidenceStatement, Territory, TerritoryFact

#: Roles that keep the whole network's data on places, for every territory.
KEEPERS = (Role.PROGRAMME, Role.FACILITATOR, Role.EDITOR, Role.ADMIN)
#: Roles that choose the names shown and hide territories.
CURATORS = (Role.PROGRAMME, Role.ADMIN)

_speakers: list[Callable[..., Collection[int]]] = []
_desks: list[Callable[..., dict[int, str]]] = []


def register_speaker(territories_of: Callable[..., Collection[int]]) -> None:
    """Called once by the room people: `territories_of(person)` gives the ids of the territories for which the
    person may speak now (a verified seat, a mandate that covers today). One statement, whatever it finds.
    """
    if territories_of not in _speakers:
        _speakers.append(territories_of)


def register_desk(addresses_of: Callable[..., dict[int, str]]) -> None:
    """Called once by the room that knows conversations: `addresses_of(person, territories)` gives, for those of these
    ids that somebody speaks for by a verified seat, the address at which this member writes to whoever does.
    """
    if addresses_of not in _desks:
        _desks.append(addresses_of)


def desks_of(person, territories: Collection[int]) -> dict[int, str]:
    """Where this member writes to whoever speaks for each of these territories; those without anybody are left out."""
    return {pk: address for addresses_of in _desks for pk, address in addresses_of(person, territories).items()}


@contextmanager
def speaking(territories_of: Callable[..., Collection[int]]) -> Iterator[None]:
    """Let these speak inside a block: for tests, whose people hold no seats."""
    _speakers.append(territories_of)
    try:
        yield
    finally:
        _speakers.remove(territories_of)


def speaks_for(person, territory: Territory) -> bool:
    """Whether the person may speak for this territory, or for one above it."""
    if not getattr(person, "is_authenticated", False):
        return False
    above = {place.pk for place in territory.path()}
    return any(above.intersection(territories_of(person)) for territories_of in _speakers)


def _has_role(person, roles) -> bool:
    return person.is_superuser or any(person.has_role(role) for role in roles)


def _signed_out(person):
    return not getattr(person, "is_authenticated", False) and _("Sign in first.")


def may_curate(person) -> Verdict:
    """Choose the names shown, hide a territory or show it again."""
    out = _signed_out(person)
    return verdict(out or (not _has_role(person, CURATORS) and _("Only programme officers keep the list of names.")))


def may_open_corridor(person, origin: Territory, destination: Territory) -> Verdict:
    """Open a corridor: whoever may speak for one of its two ends, and those who keep the network's data."""
    out = _signed_out(person)
    allowed = not out and (_has_role(person, KEEPERS) or speaks_for(person, origin) or speaks_for(person, destination))
    return verdict(
        out
        or (not allowed and _("Only people who hold a verified seat for one of the two ends can open a corridor.")),
        of_field(
            "destination",
            origin.pk == destination.pk
            and _("A corridor needs two different territories. Choose another one for one end."),
        ),
        not (origin.is_listed and destination.is_listed)
        and _("One of the two territories is not shown on this site."),
    )


def may_edit_end(person, corridor: Corridor, end: str) -> Verdict:
    """Change what one end says of itself: that end only, whatever rights the person has at the other."""
    out = _signed_out(person)
    territory = corridor.territory_at(end)
    allowed = not out and (_has_role(person, (Role.PROGRAMME, Role.ADMIN)) or speaks_for(person, territory))
    return verdict(
        out
        or (
            not allowed
            and _("Only people who hold a verified seat for %(territory)s can change this part.")
            % {"territory": territory}
        )
    )


def may_state_evidence(person, corridor: Corridor, end: str = "") -> Verdict:
    """State evidence from one end; without an end only those who keep the network's data can."""
    out = _signed_out(person)
    if out:
        return verdict(out)
    if _has_role(person, KEEPERS):
        return verdict()
    if not end:
        return verdict(_("Say for which of the two ends you speak."))
    return verdict(
        not speaks_for(person, corridor.territory_at(end))
        and _("Only people who hold a verified seat for %(territory)s can state evidence for it.")
        % {"territory": corridor.territory_at(end)}
    )


def may_state_level(person, level: int) -> Verdict:
    """Say how sure a statement is: whoever speaks for an end says "reported" or "observed" and does not judge it."""
    out = _signed_out(person)
    return verdict(
        out
        or (
            level in JUDGED_LEVELS
            and not _has_role(person, KEEPERS)
            and _(
                "Choose “Reported” or “Observed”. Only those who keep the network’s data can say that something was "
                "evaluated or confirmed."
            )
        )
    )


def may_withdraw_statement(person, statement: EvidenceStatement) -> Verdict:
    """Take a statement back: who made it, who speaks for its end, and the programme. Figures follow their source."""
    out = _signed_out(person)
    allowed = not out and (
        _has_role(person, (Role.PROGRAMME, Role.ADMIN))
        or statement.stated_by_id == person.pk
        or (bool(statement.end) and speaks_for(person, statement.corridor.territory_at(statement.end)))
    )
    return verdict(
        out or (not allowed and _("Only the person who made this statement, or its end, can withdraw it.")),
        not statement.is_standing and _("This statement was already withdrawn."),
        statement.kind in FIGURE_KINDS
        and bool(statement.code)
        and _("This statement comes from the statistics. It changes when they are loaded again."),
    )


def may_amend_profile(person, territory: Territory) -> Verdict:
    """Write the lead text and the facts of a territory."""
    out = _signed_out(person)
    allowed = not out and (_has_role(person, (Role.PROGRAMME, Role.ADMIN)) or speaks_for(person, territory))
    return verdict(
        out
        or (
            not allowed
            and _("Only people who hold a verified seat for %(territory)s can change its page.")
            % {"territory": territory}
        )
    )


def may_withdraw_fact(person, fact: TerritoryFact) -> Verdict:
    """Take a fact of a profile back."""
    return verdict(
        *may_amend_profile(person, fact.territory).reasons,
        fact.withdrawn_at is not None and _("This fact was already withdrawn."),
    )


def keeps_places(person) -> bool:
    """Whether the person keeps the data of every territory: the programme and its administrators."""
    return getattr(person, "is_authenticated", False) and _has_role(person, (Role.PROGRAMME, Role.ADMIN))


def may_open_some_corridor(person) -> Verdict:
    """Whether the person can open any corridor at all: for the button on the list."""
    out = _signed_out(person)
    allowed = not out and (_has_role(person, KEEPERS) or any(territories_of(person) for territories_of in _speakers))
    return verdict(
        out or (not allowed and _("Only people who hold a verified seat for one of the two ends can open a corridor."))
    )
