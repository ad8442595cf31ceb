"""Lists by key: a page of cards by name or by date, filtered by one facet and checked against the others.

Each branch (kind, audience, code) is one ordered range of one index, stopped at the page's length; the branches are
merged here. So page 500 of a list costs what page 1 costs, whatever the number of cards.
"""

from django.db import connection

from m4d.catalogue.choices import Order

from .request import Wanted


def keys(asked: Wanted, after: list | None, size: int, drive: str = "") -> list[tuple]:
    """Up to `size` pairs (key, card) that follow `after`, driven by the facet `drive` or by the cards themselves."""
    column, drive = ("key", "") if asked.title_language else ("sort" if asked.order == Order.NAME else "newest", drive)
    branches, parameters = [], []
    for kind in asked.kinds:
        for audience in asked.audiences:
            for code in asked.filters[drive] if drive else ("",):
                statement, given = _branch(asked, column, kind, audience, drive, code, after, size)
                branches.append(f"SELECT * FROM ({statement}) b{len(branches)}")
                parameters += given
    if not branches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), parameters)
        rows = sorted(set(cursor.fetchall()))
    return rows[:size]


def newest_of_each_kind(asked: Wanted, drive: str, size: int) -> list[int]:
    """The numbers of the newest cards of each kind that carry the one chosen code of `drive`; one statement."""
    code = asked.filters[drive][0]
    branches, parameters = [], []
    for kind in asked.kinds:
        for audience in asked.audiences:
            statement, given = _branch(asked, "newest", kind, audience, drive, code, None, size)
            branches.append(f"SELECT * FROM ({statement}) b{len(branches)}")
            parameters += given
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), parameters)
        return [card for _, card in sorted(cursor.fetchall())]


def _branch(asked, column, kind, audience, drive, code, after, size) -> tuple[str, list]:
    parameters: list = [kind]
    if drive:
        where = f"SELECT {column} AS k, card_id AS card FROM catalogue_cardtag t WHERE kind = %s"
        where += " AND facet = %s AND code = %s"
        parameters += [drive, code]
        number = "card_id"
    elif column == "key":
        # These kinds are not many, so their order leads and each facet is looked up on the way.
        where = f"SELECT {column} AS k, card_id AS card FROM catalogue_titlekey t WHERE kind = %s AND language = %s"
        parameters.append(asked.title_language)
        number = "card_id"
    else:
        where = f"SELECT {column} AS k, id AS card FROM catalogue_card t WHERE kind = %s"
        number = "id"
    where += " AND audience = %s"
    parameters.append(audience)
    if after:
        where += f" AND ({column}, {number}) > (%s, %s)"
        parameters += after
    for facet, codes in asked.filters.items():
        if facet != drive:
            marks = ", ".join(["%s"] * len(codes))
            where += (
                f" AND EXISTS (SELECT 1 FROM catalogue_cardtag o WHERE o.card_id = t.{number}"
                f" AND o.facet = %s AND o.code IN ({marks}))"
            )
            parameters += [facet, *codes]
    return f"{where} ORDER BY {column}, {number} LIMIT %s", [*parameters, size]
