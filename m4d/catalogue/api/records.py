"""One record, by its number or by the last part of its address."""

from django.http import HttpRequest
from django.utils import translation

from m4d.catalogue import queries
from m4d.catalogue.models import registry

from .answers import NoCollection, Problem, RecordOut, answer_of, missing, no_collection
from .asked import insist
from .interface import api

ANSWERS = {200: RecordOut, 400: Problem, 404: Problem | NoCollection}


# Lists end with a slash, so many a program writes one here too.
@api.get("/{kind}/{slug}/", response=ANSWERS, include_in_schema=False)
@api.get("/{kind}/{slug}", response=ANSWERS, operation_id="record")
def one(request: HttpRequest, kind: str, slug: str):
    """One record, by its number or by the last part of its address."""
    if kind not in registry.kinds:
        return no_collection(kind)
    insist(request)
    language = translation.get_language()
    record = queries.record_at(kind, slug, request.user, language)
    return missing() if record is None else answer_of(record, language)
