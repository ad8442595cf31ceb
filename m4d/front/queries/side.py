"""What is a member's own: places they follow, organizations, seats, searches, and the first steps still to take."""

from dataclasses import dataclass, field
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import IsNull

from m4d.accounts.models import Person
from m4d.activity.models import Delivery, Follow
from m4d.people.models import Affiliation, Profile, SavedSearch, SeatHolding
from m4d.places.models import Corridor, Territory

# Nobody looks at more than this beside their news; the first steps and seats come first and are never cut off.
_MOST_LINES = 200
# Stands for the member in the statement that is made once and used for everybody.
_ANYBODY = -1


@dataclass
class Side:
    """The lists beside the news."""

    territories: list[dict] = field(default_factory=list)
    corridors: list[dict] = field(default_factory=list)
    # Those they are listed in; level 1 is a claim that waits for an admin there.
    organizations: list[dict] = field(default_factory=list)
    searches: list[dict] = field(default_factory=list)
    # Seats they hold whose mandate ends: those at an organization, and those of a territory alone.
    seats: list[dict] = field(default_factory=list)
    territory_seats: list[dict] = field(default_factory=list)
    # What the member has not done yet: "email" to confirm, "mail" that pauses, "profile" to fill in.
    open_steps: list[dict] = field(default_factory=list)


def side_of(person, language: str) -> Side:
    """All of this in one statement, whose text is worked out once for each language."""
    statement, parameters = _statement(language, ContentType.objects.get_for_model(Territory).pk)
    side = Side()
    with connection.cursor() as cursor:
        cursor.execute(statement, [person.pk if value == _ANYBODY else value for value in parameters])
        for kind, slug, name, more, level, spoken in cursor.fetchall():
            getattr(side, kind).append({"slug": slug, "name": name, "more": more, "level": level, "language": spoken})
    return side


@cache
def _statement(language: str, territory_type: int) -> tuple[str, tuple]:
    """SQL and parameters of the parts put together. Working it out costs twenty times what running it costs.

    `territory_type` is there because a new database may number its kinds of things in another way.
    """
    parts = [*_first_steps(), _seats("seats", "organization"), _seats("territory_seats", "territory")]
    parts += [*_places(language), _organizations(), _searches()]
    rows = [part.order_by() for part in parts]
    return rows[0].union(*rows[1:], all=True)[:_MOST_LINES].query.sql_with_params()


def _first_steps() -> list:
    me = Person.objects.filter(pk=_ANYBODY)
    open_steps = {
        "email": me.exclude(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True))),
        "mail": me.filter(Exists(Delivery.objects.filter(person=OuterRef("pk"), paused_at__isnull=False))),
        "profile": me.exclude(Exists(Profile.objects.filter(person=OuterRef("pk"), completed_at__isnull=False))),
    }
    return [
        rows.values_list(_text("open_steps"), _text(step), _text(""), _text(""), _number(0), _text(""))
        for step, rows in open_steps.items()
    ]


def _seats(kind: str, place: str):
    """Open seats with the end of their mandate: address of the place, duty, last day, number."""
    held = SeatHolding.objects.open().filter(person_id=_ANYBODY, mandate_until__isnull=False)
    if place == "territory":
        held = held.filter(seat__organization=None, seat__territory__is_listed=True)
    # The page of a hidden organization's seat is shut to its holder.
    held = held.filter(seat__organization__hidden_at=None)
    return held.filter(**{f"seat__{place}__isnull": False}).values_list(
        _text(kind), f"seat__{place}__slug", "seat__duty", Cast("mandate_until", CharField()), _number("seat_id"),
        _text(""),
    )  # fmt: skip


def _places(language: str) -> list:
    return [
        _followed(Territory).values_list(
            _text("territories"), "slug", _name("", language), Cast("country", CharField()), _number(0),
            _language_of_name(language),
        ),
        _followed(Corridor).values_list(
            _text("corridors"), "slug", _name("origin__", language), _name("destination__", language),
            _number("level"), _text(""),
        ),
    ]  # fmt: skip


def _followed(model):
    kind = ContentType.objects.get_for_model(model)
    followed = Follow.objects.filter(person_id=_ANYBODY, about_type_id=kind.pk)
    return model.objects.listed().filter(pk__in=followed.values("about_id"))


def _organizations():
    # One that a moderator has hidden is open to its own admins only.
    shown = Q(organization__hidden_at=None) | Q(is_admin=True)
    mine = Affiliation.objects.current().filter(shown, person_id=_ANYBODY)
    # A mere claim shows to nobody else and opens nothing, so its number says that it waits.
    waits = Case(When(confirmed_at=None, then=_number(1)), default=_number(0))
    return mine.values_list(
        _text("organizations"), "organization__slug", "organization__name", "role", waits,
        Cast("organization__name_language", CharField()),
    )  # fmt: skip


def _searches():
    mine = SavedSearch.objects.filter(person_id=_ANYBODY)
    return mine.values_list(_text("searches"), Cast("pk", CharField()), "name", "kind", _number(0), _text(""))


def _name(path: str, language: str):
    """The name of a territory in the reader's language, else the data's own."""
    return Coalesce(_given(path, language), F(f"{path}name"), output_field=CharField())


def _given(path: str, language: str):
    """The name that a territory has in a language, or null."""
    return NullIf(Cast(KeyTextTransform(language, f"{path}names"), CharField()), Value(""))


def _language_of_name(language: str):
    """The language of a territory's name where it is not the reader's."""
    is_other = IsNull(_given("", language), True)
    return Case(When(is_other, then=Cast("name_language", CharField())), default=_text(""))


def _text(value: str):
    return Value(value, CharField())


def _number(value):
    return Cast(value if isinstance(value, str) else Value(value), IntegerField())
