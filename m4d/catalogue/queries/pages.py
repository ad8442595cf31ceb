"""A list or search as a page shows it: what was found, what is chosen, and the addresses that lead on.

Rooms use it for their own lists: `listing = queries.listing(request, kind="project")`, then the tags of
`{% load catalogue %}`: `{% facets listing %}`, `{% chosen listing %}`, `{% entries listing %}`, `{% pager listing %}`.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from m4d.catalogue.choices import Order, Scope
from m4d.catalogue.models import registry

from .facets import facet_names
from .find import Found, find
from .request import MOST_CODES

SIZE = 25
LONGEST_SHOWN = 200
LONGEST_CODE = 120


@dataclass
class Listing:
    """One page of a list or search."""

    found: Found
    path: str
    language: str
    words: str
    filters: dict[str, list[str]]
    kinds: list[str]
    scope: str
    order: str
    after: str
    own_facets: tuple[str, ...] = ()
    fixed: dict[str, str] = field(default_factory=dict)
    heading_id: str = "results"

    def parameters(self, **changes) -> list[tuple[str, str]]:
        """The question as parameters of an address, with some of them changed; never the place in the list."""
        given = {"q": self.words, "in": self.scope, "kind": self.kinds, "order": self.order, **self.filters, **changes}
        return [
            (name, value)
            for name, values in given.items()
            for value in ([values] if isinstance(values, str) else values)
            if value
        ]

    def address(self, path: str | None = None, **changes) -> str:
        """The address of this question with some parameters changed."""
        query = urlencode(self.parameters(**changes))
        return (self.path if path is None else path) + (f"?{query}" if query else "")

    @property
    def next_address(self) -> str:
        """The next page, or "" on the last one."""
        return self.address(after=self.found.next_cursor) if self.found.next_cursor else ""

    @property
    def first_address(self) -> str:
        """The first page, or "" there."""
        return self.address() if self.after else ""

    @property
    def narrowed_by(self) -> int:
        """How many choices narrow the list; each of them could be removed."""
        return len(self.kinds) + sum(map(len, self.filters.values()))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen that could be removed."""
        return bool(self.filters or self.kinds)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is chosen: name, and the address without it."""
        rows = []
        for code in self.kinds:
            left = [kind for kind in self.kinds if kind != code]
            rows.append((str(registry.kinds[code].plural), self.address(kind=left)))
        for facet, codes in self.filters.items():
            names = facet_names(facet, codes, self.language)
            for code in codes:
                rows.append((names[code], self.address(**{facet: [other for other in codes if other != code]})))
        return rows

    @property
    def cleared_address(self) -> str:
        """The same words with nothing chosen."""
        return self.address(kind=[], **{facet: [] for facet in self.filters})

    @property
    def scopes(self) -> list[tuple[str, str, bool]]:
        """The scope switch: name, address, whether it is current. Only parts of the site that have cards."""
        present = {kind.scope for kind in registry.kinds.values() if kind.scope}
        rows = [(_("Everything"), self.address(**{"in": "", "kind": []}), not self.scope)]
        for code, name in Scope.choices:
            if code in present:
                rows.append((str(name), self.address(**{"in": code, "kind": []}), code == self.scope))
        return rows

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The orders to choose from: name, address, whether it is current. The first is what nobody need ask for."""
        kind = registry.kinds.get(self.fixed.get("kind", ""))
        names = kind.orders if kind else {Order.NEWEST.value: Order.NEWEST.label}
        own = kind.order if kind else Order.NEWEST
        if self.words:
            others = {code: name for code, name in names.items() if code != Order.NAME}
            own, names = "", {"": _("Best match"), **others}
        current = self.order if self.order in names else own
        codes = sorted(names, key=lambda code: code != own)
        return [(str(names[code]), self.address(order="" if code == own else code), code == current) for code in codes]

    @property
    def feed_address(self) -> str:
        """The Atom feed of this question."""
        fixed = {"kind": self.fixed["kind"]} if "kind" in self.fixed else {}
        return self.address("/feeds/search.xml", lang=self.language, **fixed)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays chosen when somebody types other words."""
        return [(name, value) for name, value in self.parameters(q="") if name != "after"]

    @property
    def suggestion_address(self) -> str:
        """The same question with the words that were perhaps meant."""
        return self.address(q=self.found.suggestion)

    @property
    def csv_address(self) -> str:
        """This list as CSV."""
        return self.download_address("csv")

    @property
    def xlsx_address(self) -> str:
        """This list as XLSX."""
        return self.download_address("xlsx")

    def download_address(self, form: str) -> str:
        """This list as "csv" or "xlsx"."""
        name = self.fixed.get("kind") or "search"
        return self.address(f"/api/v1/{name}.{form}", lang=self.language)


def filters_of(given: QueryDict) -> dict[str, list[str]]:
    """The facets and codes in an address; unknown ones are ignored."""
    return {
        facet: list(dict.fromkeys(code for code in given.getlist(facet)[:MOST_CODES] if 0 < len(code) <= LONGEST_CODE))
        for facet in registry.facets
        if any(given.getlist(facet)[:MOST_CODES])
    }


def listing(request: HttpRequest, *, kind: str = "", size: int = SIZE, order: str | None = None) -> Listing:
    """The page of a list (of one kind) or of the search (of all) that the address asks for."""
    given, language = request.GET, translation.get_language() or "en"
    words = " ".join(given.get("q", "").split())
    filters = filters_of(given)
    scope = given.get("in", "") if given.get("in", "") in Scope.values and not kind else ""
    within = [code for code, declared in registry.kinds.items() if not scope or declared.scope == scope]
    kinds = [] if kind else [code for code in dict.fromkeys(given.getlist("kind")) if code in within]
    asked = given.get("order", "") if given.get("order", "") in Order.values else ""
    after = given.get("after", "")
    found = find(
        kind=kind or kinds or None,
        scope=None if kind else within,
        audience_for=request.user,
        words=words,
        filters=filters,
        language=language,
        after=after,
        size=size,
        order=asked or order,
    )
    return Listing(
        found=found,
        path=request.path,
        language=language,
        words=words[:LONGEST_SHOWN],
        filters=filters,
        kinds=kinds,
        scope=scope,
        order=asked,
        after=after,
        fixed={"kind": kind} if kind else {},
    )
