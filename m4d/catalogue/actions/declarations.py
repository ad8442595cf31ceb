"""What rooms declare when the site starts: kinds of cards, facets, datasets."""

from m4d.catalogue.models import Dataset, Facet, Kind, registry


def register(kind: Kind) -> Kind:
    """Make a kind of thing findable. Its code is its name in addresses, feeds and the API."""
    registry.kinds[kind.code] = kind
    return kind


def register_facet(facet: Facet) -> Facet:
    """Add or replace a way to narrow results."""
    registry.facets[facet.code] = facet
    return facet


def register_dataset(
    code: str, label: str, columns: list[str], rows, *, licence: str = "CC BY 4.0", page=None, filters=()
) -> Dataset:
    """Offer rows that are not cards in the API, as CSV and XLSX: `rows(person, filters)` yields dictionaries.

    `filters` are the parameters that narrow it. A long one also says how to read on from a row by its number, see
    `Dataset.page`.
    """
    dataset = Dataset(
        code=code, label=label, columns=list(columns), rows=rows, licence=licence, page=page, filters=tuple(filters)
    )
    registry.datasets[code] = dataset
    return dataset
