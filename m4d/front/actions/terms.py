"""Staff work on the vocabularies; whatever they change stands in the journal."""

from datetime import datetime

from django.db import transaction

from m4d.activity import actions as activity
from m4d.vocabulary import actions as vocabulary
from m4d.vocabulary.models import Term

from ..choices import Verb

#: What stands as the source of a term that staff added.
SOURCE = "M4D Net"


@transaction.atomic
def add_term(*, scheme: str, code: str, parent: str, names: dict[str, str], by, at: datetime) -> Term:
    """Add a term to one of our own lists. Forms, facets and theme pages offer it from here on."""
    term = vocabulary.add_term(scheme=scheme, code=code, parent=parent, names=names, source=SOURCE, at=at)
    activity.record(Verb.TERM_ADDED, by=by, about=term, data={"names": names}, at=at)
    return term


@transaction.atomic
def amend_term(term: Term, *, names: dict[str, str], unofficial: list[str], by, at: datetime) -> Term:
    """Give a term other names; the journal keeps those it had."""
    before = term.names
    term = vocabulary.amend_term(term, names=names, unofficial=unofficial, at=at)
    activity.record(Verb.TERM_AMENDED, by=by, about=term, data={"names": names, "before": before}, at=at)
    return term


@transaction.atomic
def retire_term(term: Term, *, by, at: datetime) -> Term:
    """Offer a term no longer."""
    term = vocabulary.retire_term(term, at=at)
    activity.record(Verb.TERM_RETIRED, by=by, about=term, at=at)
    return term
