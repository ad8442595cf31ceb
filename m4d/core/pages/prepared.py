"""A queryset whose SQL is worked out once and run often.

On a page that reads a few rows, working out the SQL costs several times what running it costs. A prepared queryset
is made with marks in the place of the values that change (negative numbers; `text_mark("slug")` for text), and called
with the values.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators


def text_mark(name: str) -> str:
    """What stands for a text until the value is known; no text of people holds this sign."""
    return f"\N{START OF HEADING}{name}"


def number_marks(count: int) -> tuple[int, ...]:
    """What stands for several numbers until they are known, in a column that holds no negative ones."""
    return tuple(range(2_000_000_001, 2_000_000_001 + count))


def spread(marks: Sequence, values: Sequence) -> dict:
    """Values for marks after `__in`, of which there may be fewer: the last one stands for the marks that are left."""
    if not 0 < len(values) <= len(marks):
        raise ValueError(f"There are {len(values)} values for {len(marks)} marks.")
    return {mark: values[min(place, len(values) - 1)] for place, mark in enumerate(marks)}


class Prepared:
    """`Prepared(lambda: Notice.objects.filter(person_id=-1))({-1: person.pk})` gives the notices of a person.

    Instances come with everything that `select_related` and `only` of the queryset say, and tuples where it says
    `values_list`; prefetching is left to the caller. Marks stand nowhere else in the parameters.
    """

    def __init__(self, make: Any):
        self.make = make

    @cached_property
    def _ready(self) -> tuple:
        queryset: QuerySet = self.make()
        compiler = queryset.query.get_compiler(using=connection.alias)
        sql, parameters = compiler.as_sql()
        # From here on that of whoever asks: the connection of a thread that ends would stay open with this one.
        compiler.connection = connection
        info = compiler.klass_info
        if queryset.query.values_select:
            return compiler, sql, parameters, None
        fields = info["select_fields"]
        first, last = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:last]]
        populators = get_related_populators(info, compiler.select, connection.alias)
        return compiler, sql, parameters, info["model"], names, slice(first, last), populators

    def __call__(self, values: dict[int, Any]) -> list:
        compiler, sql, parameters, *built = self._ready
        own = connections[DEFAULT_DB_ALIAS]
        with own.cursor() as cursor:
            cursor.execute(
                sql, [values.get(value, value) if isinstance(value, int | str) else value for value in parameters]
            )
            rows = cursor.fetchall()
        converters = self._converters(own)
        if built == [None]:
            return [tuple(_converted(list(row), converters, own)) for row in rows]
        model, names, columns, populators = built
        found = []
        for row in rows:
            row = _converted(list(row), converters, own)
            instance = model.from_db(own.alias, names, row[columns])
            for populator in populators:
                populator.populate(row, instance)
            found.append(instance)
        return found

    def _converters(self, own) -> list:
        """How columns become values on a connection; kept with it, as they hold it and it ends with its thread."""
        known = own.__dict__.setdefault("_converters_of_prepared", WeakKeyDictionary())
        if self not in known:
            compiler = self._ready[0]
            found = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
            known[self] = [
                (place, converter, expression)
                for place, (several, expression) in found.items()
                for converter in several
            ]
        return known[self]


def _converted(row: list, converters: list, own) -> list:
    """A row of the database with the values that the models hold."""
    for place, converter, expression in converters:
        row[place] = converter(row[place], expression, own)
    return row
