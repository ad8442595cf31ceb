"""E-discussions and their parts as news name them: two statements, of however many kinds the parts are."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import CharField, DateTimeField, IntegerField, Model, Value
from django.db.models.functions import Cast, Substr

from m4d.core.pages.prepared import Prepared, spread
from m4d.discussions.models import Contribution, Discussion, Objection, Question, Recap, Recommendation

# What a sentence names is cut long before.
_WORDS_READ = 200
_NO_WORDS, _NO_NUMBER = Value("", output_field=CharField()), Value(0, output_field=IntegerField())
_NEVER = Cast(Value(None), DateTimeField())
_SHORT = Substr("text", 1, _WORDS_READ)
#: Of each kind of part: its words, and where it has them its number, its moment, and since when it is hidden.
_PARTS = {
    Contribution: {"text": _SHORT, "hidden_at": "hidden_at"},
    Objection: {"text": _SHORT, "hidden_at": "hidden_at"},
    Question: {"title": "title", "number": "number"},
    Recap: {"at": "at"},
    Recommendation: {"text": _SHORT},
}
MODELS = (Discussion, *_PARTS)


class Talked:
    """Reads at most so many of each kind."""

    def __init__(self, most: int):
        self.marks = {model: range(-1000 * (place + 1), -1000 * (place + 1) - most, -1)
                      for place, model in enumerate(_PARTS)}  # fmt: skip
        self.wholes = range(-100, -100 - most, -1)
        self.read_parts = Prepared(self._parts)
        self.read_wholes = Prepared(
            lambda: Discussion.objects.filter(pk__in=list(self.wholes)).defer(
                "purpose", "purpose_html", "paper", "paper_html", "follow_up", "follow_up_html"
            )
        )

    def _parts(self):
        first, *others = (
            model.objects.order_by().filter(pk__in=list(self.marks[model])).values_list(
                Value(place), "pk", "discussion_id", "language",
                given.get("text") or given.get("title") or _NO_WORDS,
                given.get("number", _NO_NUMBER), given.get("at", _NEVER), given.get("hidden_at", _NEVER),
            )
            for place, (model, given) in enumerate(_PARTS.items())
        )  # fmt: skip
        return first.union(*others, all=True)

    def read(self, wanted: dict[type, Iterable[int]]) -> dict[tuple[type, int], Model]:
        """The things by model and number, each part with its e-discussion; what is gone is left out."""
        found: dict[tuple[type, int], Model] = {}
        if any(wanted.get(model) for model in _PARTS):
            values: dict = {}
            for model, marks in self.marks.items():
                # No row has the number 0.
                values |= spread(marks, list(wanted.get(model) or [0]))
            models = list(_PARTS)
            for place, *row in self.read_parts(values):
                part = _part_of(models[place], *row)
                found[models[place], part.pk] = part
        numbers = {*wanted.get(Discussion, ()), *(part.discussion_id for part in found.values())}
        wholes = (
            {whole.pk: whole for whole in self.read_wholes(spread(self.wholes, sorted(numbers)))} if numbers else {}
        )
        for part in found.values():
            part.discussion = wholes[part.discussion_id]
        return found | {(Discussion, pk): whole for pk, whole in wholes.items()}


def _part_of(model, pk, discussion_id, language, words, number, at, hidden_at) -> Model:
    """A part that knows what its sentence needs; anything else it would read when it is asked."""
    read = {"text": words, "title": words, "number": number, "at": at, "hidden_at": hidden_at}
    values = {"id": pk, "discussion_id": discussion_id, "language": language}
    values |= {name: read[name] for name in _PARTS[model]}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(connection.alias, names, [values[name] for name in names])
