"""What a room declares about its public things. No tables: the declarations live in each room's cards.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date as Date

from django.db.models import Model, QuerySet

from m4d.catalogue.choices import Audience, Order


@dataclass(frozen=True)
class Description:
    """One card: how a thing looks to one audience. Texts are plain, by language code of the text.
    Notes may be safe HTML of one line, such as a date that programs can read.

    `also` are words by language that the card is found by beside its texts: the names, in other languages, of what its
    notes name, one to a line; of these only the one that was looked for is shown. What has less `weight` comes first
    where titles begin with what somebody types.
    `title_is_name` says that the title is a proper name, which is in no language that readers must know.
    """

    audience: Audience = Audience.EVERYBODY
    path: str = ""
    language: str = "en"
    titles: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)
    title_is_name: bool = False
    notes: dict[str, list[str]] | None = None
    facets: dict[str, list[str]] = field(default_factory=dict)
    sort: str = ""
    weight: int = 2
    date: Date | None = None
    point: tuple[float, float] | None = None
    data: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of card and everything that is read from its declaration: lists, feeds, API, exports.

    `columns` are the keys of `Description.data` in the order of the dataset; a mapping gives each a label.
    `row_template` (optional) is rendered once per interface language when a thing is written, with `thing`,
    `description`, `language`, `title`, `title_language`, `summary`, `summary_language`, `path`, `href` and `notes`;
    a function in its place gets the same as a dictionary, for kinds with so many things that a template is slow.
    `things` are all that belong in the catalogue, with what `describe` reads of them; `ready` (optional) fetches for
    a whole batch what the queryset cannot bring along.
    """

    code: str
    model: type[Model]
    describe: Callable[[Model], list[Description]]
    things: Callable[[], QuerySet]
    list_path: str
    label: str
    plural: str
    columns: list[str] | dict[str, str] = field(default_factory=list)
    schema_org: str = "Thing"
    row_template: str | Callable[[dict], str] = ""
    icon: str = "doc"
    scope: str = ""
    ready: Callable[[list[Model]], object] | None = None
    order: Order = Order.NAME
    #: Lists by name follow the title in the language of the reader; for kinds that do not grow with the members.
    by_title: bool = False
    #: Its titles are offered to somebody who typed how one begins, however many cards hold the same words.
    is_completed: bool = False
    #: Where a search is nothing but the name of a country: what is added to the score of these cards, less than 1.
    #: None, or one of the tags (facet:code) below: they come after all others, in the order of their own list.
    of_country: float | None = 0.4
    last_of_country: tuple[str, ...] = ()
    #: The orders a list of this kind offers, in the words of the kind; one without dates has no newest.
    orders: dict[str, str] = field(default_factory=lambda: {order.value: order.label for order in Order})
    facets: tuple[str, ...] = (
        "theme",
        "country",
        "corridor",
        "sdg",
        "gcm",
        "stakeholder",
        "level",
        "language",
        "year",
    )
    licence: str = "CC BY 4.0"


@dataclass(frozen=True)
class Facet:
    """A way to narrow results: its address parameter, its heading, and names for its codes.

    `rests_on` are the tags (see core.pages.touch) of what the names are read from. Of an `only_named` facet, codes
    without a name stay on cards and are offered to nobody: the thing may be hidden.
    """

    code: str
    label: str
    names: Callable[[list[str], str], dict[str, str]]
    rests_on: tuple[str, ...] = ("vocabulary",)
    only_named: bool = False


@dataclass(frozen=True)
class Dataset:
    """Rows for the API and for CSV and XLSX that are not cards, such as the figures of a corridor.

    `rows(person, filters)` yields dictionaries with the keys of `columns`, in a stable order; `filters` are the names
    by which it narrows them, and the API refuses any other.
    `page(person, filters, after, size)`, for long ones, gives the next pairs of a number and its row, by number and
    beyond `after`; without it the API counts the rows off.
    """

    code: str
    label: str
    columns: list[str]
    rows: Callable
    licence: str = "CC BY 4.0"
    page: Callable | None = None
    filters: tuple[str, ...] = ()


class Registry:
    """The kinds, facets and datasets that the rooms declared when the site started."""

    def __init__(self):
        """Start empty; cards.py of each room fills it."""
        self.kinds: dict[str, Kind] = {}
        self.facets: dict[str, Facet] = {}
        self.datasets: dict[str, Dataset] = {}

    def kinds_of(self, thing) -> list[Kind]:
        """The kinds that describe a thing, by its model."""
        return [kind for kind in self.kinds.values() if isinstance(thing, kind.model)]


registry = Registry()
