"""Counts by what people said of themselves for counts only. Nothing here answers about one person but to themself."""

from django.db.models import Count

from ..choices import COUNTED_IN, Sex
from ..models import Counted


def own_count(person) -> str:
    """How somebody wants to be counted, for their own page."""
    return Counted.objects.filter(person=person).values_list("sex", flat=True).first() or ""


def counted(persons: list[int]) -> dict[str, int]:
    """How many of these people are counted as what, and under "" of how many it is not known; rounded down to fives.

    `persons` stand in the order in which they came. They are taken in fives, so that nobody can tell from two counts,
    one before somebody came and one after, what that person said.
    """
    whole = persons[: len(persons) - len(persons) % COUNTED_IN]
    said = dict(Counted.objects.filter(person_id__in=whole).values_list("sex").annotate(n=Count("pk")))
    known = {str(sex): said.get(sex, 0) for sex in Sex} | {"": len(whole) - sum(said.values())}
    return {code: number - number % COUNTED_IN for code, number in known.items()}
