"""Loading and amending the vocabularies."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from m4d.core.pages import touch
from m4d.core.pages.store import EVERY_PAGE

from . import gateways, policies, queries
from .models import Term

_FIELDS = ("parent", "position", "names", "unofficial", "source")


@transaction.atomic
def load_starter() -> dict[str, int]:
    """Bring the terms to the state of the data files; what staff edited stays as they left it."""
    kept = {(row.scheme, row.code): row for row in Term.objects.all()}
    fresh, changed = [], []
    for path in gateways.files():
        for values in gateways.rows(path):
            row = kept.get((values["scheme"], values["code"]))
            if row is None:
                fresh.append(Term(**values))
            elif row.edited_at is None and any(getattr(row, field) != values[field] for field in _FIELDS):
                for field in _FIELDS:
                    setattr(row, field, values[field])
                changed.append(row)
    Term.objects.bulk_create(fresh, batch_size=500)
    Term.objects.bulk_update(changed, _FIELDS, batch_size=200)
    queries.forget()
    if fresh or changed:
        touch("vocabulary", EVERY_PAGE)
    return {"added": len(fresh), "changed": len(changed)}


@transaction.atomic
def add_term(*, scheme: str, code: str, names: dict[str, str], parent: str = "", source: str, at: datetime) -> Term:
    """Extend one of our own lists at its end; the data files never change such a term."""
    policies.may_add_term(scheme=scheme, code=code, parent=parent, names=names).or_refuse()
    last = Term.objects.filter(scheme=scheme).aggregate(last=Max("position"))["last"]
    term = Term.objects.create(
        scheme=scheme,
        code=code,
        parent=parent,
        names=names,
        position=0 if last is None else last + 1,
        source=source,
        edited_at=at,
    )
    touch("vocabulary", EVERY_PAGE)
    return term


@transaction.atomic
def amend_term(term: Term, *, names: dict[str, str], unofficial: list[str], at: datetime) -> Term:
    """Give a term other names; from now on the data files leave it alone."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    term.names, term.unofficial, term.edited_at = names, unofficial, at
    term.save(update_fields=["names", "unofficial", "edited_at"])
    touch("vocabulary", EVERY_PAGE)
    return term


@transaction.atomic
def retire_term(term: Term, *, at: datetime) -> Term:
    """Offer a term no longer; things that carry it keep it."""
    Term.objects.filter(pk=term.pk, retired_at=None).update(retired_at=at, edited_at=at)
    touch("vocabulary", EVERY_PAGE)
    term.refresh_from_db()
    return term
