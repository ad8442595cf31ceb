"""What the address of a list asks for: which kinds of things, under which conditions."""

from m4d.catalogue.choices import Scope
from m4d.catalogue.models import registry
from m4d.catalogue.queries import LONGEST_CODE, MOST_CODES

FROM_PAGES = ("in", "order", "after")
"""What the links of pages carry along to the files of their lists: a part of the site, an order, a place."""


class NotKnown(Exception):
    """The address has a parameter that means nothing there: `name`, beside those that do."""

    def __init__(self, name: str, known: list[str]):
        super().__init__(name)
        self.name, self.known = name, known


class NotReadable(Exception):
    """A parameter is known, its value is not."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


def insist(request, *known: str, quietly: tuple[str, ...] = ()) -> None:
    """Refuse an address with a parameter that would be ignored, or a part of it; every address knows `lang`."""
    names = [*dict.fromkeys([*known, "lang"])]
    for name in request.GET:
        if name not in names and name not in quietly:
            raise NotKnown(name, names)
        codes = request.GET.getlist(name) if name in registry.facets else []
        # The pages of people leave these out.
        if len(codes) > MOST_CODES or any(len(code) > LONGEST_CODE for code in codes):
            raise NotReadable(name)


def narrowing(kind: str) -> list[str]:
    """The parameters by which a list can be narrowed; none for a name that stands for no list."""
    if kind in registry.datasets:
        return list(registry.datasets[kind].filters)
    if kind == "search":
        return ["q", "kind", *registry.facets]
    return ["q", *registry.facets] if kind in registry.kinds else []


def kinds_of(request, kind: str) -> list[str] | None:
    """The kinds that a dataset stands for: "search" is all of them, or those of ?kind=."""
    if kind != "search":
        return [kind] if kind in registry.kinds else None
    chosen = [code for code in request.GET.getlist("kind") if code]
    if any(code not in registry.kinds for code in chosen):
        raise NotReadable("kind")
    scope = request.GET.get("in", "")
    within = [
        code for code, declared in registry.kinds.items() if scope not in Scope.values or declared.scope == scope
    ]
    return [code for code in chosen if code in within] or within


def conditions(request, dataset) -> dict[str, list[str]]:
    """What the rows of a dataset are narrowed by."""
    return {name: request.GET.getlist(name) for name in dataset.filters if name in request.GET}
