"""What the address of a list asks for: which kinds of things, under which conditions."""

from m4d.catalogue.models import registry


def kinds_of(request, kind: str) -> list[str] | None:
    """The kinds that a dataset stands for: "search" is all of them, or those of ?kind=."""
    if kind != "search":
        return [kind] if kind in registry.kinds else None
    chosen = [code for code in request.GET.getlist("kind") if code in registry.kinds]
    return chosen or list(registry.kinds)


def conditions(request) -> dict[str, list[str]]:
    """What rows are narrowed by: everything in the address that does not page, choose a language or search."""
    reserved = {"cursor", "limit", "lang", "q"}
    return {name: values for name, values in request.GET.lists() if name not in reserved}
