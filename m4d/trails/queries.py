"""Walking trails: what came of a thing, and what it rests on, as far as the reader may see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from .models import Step

#: How many steps are walked from where the reader stands.
LEVELS = 6
#: How many things are shown on one level; a trail is read by people.
WIDTH = 200


@dataclass(frozen=True)
class Stop:
    """What a room says about a model of its own that trails lead through."""

    model: type[Model]
    title: Callable[[Model], str]
    label: object
    related: tuple[str, ...] = ()
    path: Callable[[Model], str] = lambda thing: thing.get_absolute_url()


@dataclass
class Reached:
    """A thing on a trail, the kind of step that led to it, and what comes after it."""

    thing: Model
    kind: str
    title: str
    label: str
    path: str
    beyond: list["Reached"] = field(default_factory=list)


_stops: dict[type[Model], Stop] = {}


def register(
    model: type[Model], *, title: Callable, label: object, related: Iterable[str] = (), path: Callable | None = None
) -> None:
    """Called by a room when it starts: trails may lead through this model, whose `visible_to` says who sees it."""
    known = Stop(model, title, label, tuple(related))
    _stops[model] = known if path is None else Stop(model, title, label, tuple(related), path)


def steps_to(things: Iterable[Model], kind: str) -> dict[int, list[int]]:
    """The numbers of what stands behind each of these things (of one model), by one kind of step; one statement."""
    return _ends(things, kind, here="to", there="from")


def steps_from(things: Iterable[Model], kind: str) -> dict[int, list[int]]:
    """The numbers of what each of these things (of one model) leads to, by one kind of step; one statement."""
    return _ends(things, kind, here="from", there="to")


def steps_to_several(asked: Iterable[tuple[Iterable[Model], str]]) -> list[dict[int, list[int]]]:
    """The same for several lists (each of one model, with its kind of step), in one statement."""
    known = [(list(things), kind) for things, kind in asked]
    found: list[dict[int, list[int]]] = [{thing.pk: [] for thing in things} for things, _kind in known]
    wanted, places = Q(pk__in=[]), {}
    for place, (things, kind) in enumerate(known):
        if things:
            model = ContentType.objects.get_for_model(type(things[0]))
            wanted |= Q(kind=kind, to_type=model, to_id__in=list(found[place]))
            places[str(kind), model.pk] = place
    if places:
        rows = Step.objects.standing().filter(wanted).order_by("pk")
        for kind, model, mine, other in rows.values_list("kind", "to_type_id", "to_id", "from_id"):
            found[places[kind, model]][mine].append(other)
    return found


def laid_to(things: Iterable[Model], kind: str) -> QuerySet[Step]:
    """The standing steps of one kind that lead to these things of one model."""
    things = list(things)
    if not things:
        return Step.objects.none()
    known = ContentType.objects.get_for_model(type(things[0]))
    return Step.objects.standing().filter(kind=kind, to_type=known, to_id__in=[thing.pk for thing in things])


def onward(thing: Model, reader, *, levels: int = LEVELS) -> list[Reached]:
    """What came of a thing, and of that in turn; what the reader may not see ends the trail there."""
    return _walk(thing, reader, levels, here="from", there="to")


def back(thing: Model, reader, *, levels: int = LEVELS) -> list[Reached]:
    """What a thing rests on, and that in turn; what the reader may not see ends the trail there."""
    return _walk(thing, reader, levels, here="to", there="from")


def _ends(things, kind, *, here: str, there: str) -> dict[int, list[int]]:
    things = list(things)
    found: dict[int, list[int]] = {thing.pk: [] for thing in things}
    if things:
        known = ContentType.objects.get_for_model(type(things[0]))
        rows = Step.objects.standing().filter(kind=kind, **{f"{here}_type": known, f"{here}_id__in": list(found)})
        for mine, other in rows.order_by("pk").values_list(f"{here}_id", f"{there}_id"):
            found[mine].append(other)
    return found


def _walk(thing, reader, levels, *, here: str, there: str) -> list[Reached]:
    """Level by level: one statement for the steps, and one for each kind of things that they lead to."""
    first = _key(thing)
    at_level: dict[tuple, list[list[Reached]]] = {first: [[]]}
    found = at_level[first][0]
    seen = {first}
    for _level in range(levels):
        rows = _steps(at_level, here, there)
        things = _seen_by(reader, {(row[2], row[3]) for row in rows} - seen)
        following: dict[tuple, list[list[Reached]]] = {}
        for kind, here_key, there_key in ((row[0], (row[1], row[4]), (row[2], row[3])) for row in rows):
            if there_key not in things:
                continue
            for place in at_level[here_key]:
                reached = _reached(things[there_key], kind)
                place.append(reached)
                following.setdefault(there_key, []).append(reached.beyond)
        seen |= set(following)
        at_level = following
        if not at_level:
            break
    return found


def _steps(at_level, here, there) -> list[tuple]:
    numbers: dict[int, list[int]] = {}
    for type_id, pk in at_level:
        numbers.setdefault(type_id, []).append(pk)
    rows: list[tuple] = []
    for type_id, pks in numbers.items():
        steps = Step.objects.standing().filter(**{f"{here}_type": type_id, f"{here}_id__in": pks}).order_by("pk")
        columns = ("kind", f"{here}_type_id", f"{there}_type_id", f"{there}_id", f"{here}_id")
        rows += steps.values_list(*columns)[:WIDTH]
    return rows


def _seen_by(reader, keys) -> dict[tuple, Model]:
    """The things behind these keys that a room has registered and the reader may see."""
    wanted: dict[int, list[int]] = {}
    for type_id, pk in keys:
        wanted.setdefault(type_id, []).append(pk)
    found = {}
    for type_id, pks in wanted.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        stop = _stops.get(model)
        if stop is None:
            continue
        rows = model._default_manager.visible_to(reader).select_related(*stop.related).filter(pk__in=pks)
        found |= {(type_id, row.pk): row for row in rows}
    return found


def _reached(thing, kind) -> Reached:
    stop = _stops[type(thing)]
    return Reached(thing, kind, stop.title(thing), str(stop.label), stop.path(thing))


def _key(thing) -> tuple:
    return ContentType.objects.get_for_model(thing).pk, thing.pk
