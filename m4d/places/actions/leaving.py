"""What happens to statements about places when their author leaves."""

from ..models import Corridor, CorridorEnd, EvidenceStatement, Territory, TerritoryFact, TerritoryName
from .refresh import in_turn, refresh_corridors

_MARKS = (
    (EvidenceStatement, ("stated_by", "withdrawn_by")),
    (TerritoryFact, ("stated_by", "withdrawn_by")),
    (Corridor, ("opened_by",)),
    (CorridorEnd, ("amended_by",)),
    (Territory, ("amended_by",)),
    (TerritoryName, ("chosen_by",)),
)


@in_turn
def forget_author(person) -> None:
    """Take a person's mark off everything they stated; the words stay."""
    touched = set(EvidenceStatement.objects.filter(stated_by=person).values_list("corridor_id", flat=True))
    for model, marks in _MARKS:
        for mark in marks:
            model.objects.filter(**{mark: person}).update(**{mark: None})
    refresh_corridors(Corridor.objects.filter(pk__in=touched).select_related("origin", "destination"))
