"""The search index behind one narrow interface, with an engine for SQLite (FTS5) and one for PostgreSQL (tsvector).

The index holds terms only; texts stay in SearchText, from which any engine can be filled again. A term is a word or
stem, or a word with a prefix: "t:" in the title, "k:" kind, "s:" side that may read, "f:facet:" code of a facet. Words
and codes of a card that one side alone may read begin with that side ("v:", "m:"), so that a common word looked up for
one side does not lead over all cards of the other.
Engines find; ranking is done in Python from the same rows, so that both databases answer alike.
"""

import re
from collections.abc import Iterable
from typing import Protocol

from django.db import connection

from m4d.catalogue.models import SearchText

BOUND = 1000
TITLE_BOUND = 200

# Every group must match, by any of its terms.
Groups = list[tuple[str, ...]]


_CODE = re.compile(r"[^a-z0-9._-]+")


def code_term(facet: str, code: str) -> str:
    """The index term of a code; characters that an engine could take for syntax become "_"."""
    return f"f:{facet}:{_CODE.sub('_', code.lower())}"


# A card that matches, with what ranking and counting read: its number, the words of its titles and of its summaries,
# its tags, and its place by name and by date. A plain row, as a search handles hundreds of them.
Candidate = tuple[int, str, str, str, str, int]


def sided(terms: tuple[str, ...], side: str) -> tuple[str, ...]:
    """These terms on cards for everybody, or on cards for this side ("v" or "m") alone."""
    return (*terms, *[f"{side}:{term}" for term in terms])


class Index(Protocol):
    """What an engine must do. An external engine implements these five and is named in `engine()`."""

    def create(self) -> None:
        """Make the index where it does not exist."""

    def put(self, rows: Iterable[tuple[int, str]]) -> None:
        """Add cards: (card, terms). A card that is there must be removed first."""

    def remove(self, rows: Iterable[tuple[int, str]]) -> None:
        """Take cards out: (card, the terms it was put with)."""

    def rebuild(self) -> None:
        """Empty the index and fill it from SearchText."""

    def candidates(
        self, groups: Groups, *, first: Groups | None = None, limit: int | None = None, titled: str = ""
    ) -> list[Candidate]:
        """The newest cards that match all groups, and the newest that match `first` (words in the title).

        Their place by name is that of their title in the language `titled`, where they have one."""


_COLUMNS = "x.card_id, x.titles, x.summaries, x.tags, {sort}, x.newest"


class _Base:
    #: How the rows of the cards that were found are fetched, and their titles in one language.
    lines = "JOIN catalogue_searchline x ON x.card_id = c.card_id"
    titles = "LEFT JOIN catalogue_titlekey k ON k.card_id = c.card_id AND k.language = %s"

    def _select(self, inner: str, parameters: list, titled: str = "") -> list[Candidate]:
        columns = _COLUMNS.format(sort="coalesce(k.key, x.sort)" if titled else "x.sort")
        statement = f"SELECT {columns} FROM ({inner}) c {self.lines}"
        if titled:
            statement, parameters = f"{statement} {self.titles}", [*parameters, titled]
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall()


class SQLite(_Base):
    """FTS5 without content: 3.40 wants the old terms back to delete a row, which SearchText keeps."""

    def create(self) -> None:
        """Terms are already words, so the tokenizer only splits at spaces; positions are not kept."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS catalogue_index USING fts5("
                "terms, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars ':._-'\")"
            )

    def put(self, rows) -> None:
        """One row each."""
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO catalogue_index(rowid, terms) VALUES (%s, %s)", list(rows))

    def remove(self, rows) -> None:
        """With the terms they were put with."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO catalogue_index(catalogue_index, rowid, terms) VALUES ('delete', %s, %s)", list(rows)
            )

    def rebuild(self) -> None:
        """In one statement, then merged into one segment."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO catalogue_index(catalogue_index) VALUES ('delete-all')")
            cursor.execute(
                "INSERT INTO catalogue_index(rowid, terms) "
                "SELECT card_id, terms FROM catalogue_searchtext ORDER BY card_id"
            )
            cursor.execute("INSERT INTO catalogue_index(catalogue_index) VALUES ('optimize')")

    @staticmethod
    def match(groups: Groups) -> str:
        """The query in FTS5's language; terms hold no double quote."""
        return " AND ".join("(" + " OR ".join(f'"{term}"' for term in group) + ")" for group in groups)

    def candidates(
        self, groups: Groups, *, first: Groups | None = None, limit: int | None = None, titled: str = ""
    ) -> list[Candidate]:
        """FTS5 walks its lists from the newest row on, and stops at the limit."""
        part = (
            "SELECT * FROM (SELECT rowid AS card_id FROM catalogue_index WHERE catalogue_index MATCH %s "
            "ORDER BY rowid DESC LIMIT %s)"
        )
        inner, parameters = part, [self.match(groups), limit or BOUND]
        if first:
            inner = f"{part} UNION {part}"
            parameters += [self.match(first), TITLE_BOUND]
        return self._select(inner, parameters, titled)


# The newest matches. Left to itself the planner would now walk all cards backwards for a word that is rare, now fetch
# half of all cards for one that is common. So each card also carries the terms of the blocks of 4,096, of
# 16,384 and of 65,536 cards that it lies in, and the newest blocks are asked first: GIN intersects the lists before a
# row is read. How many blocks would hold enough is told by what the last ones held, not by the planner, who takes
# words for independent of one another; those of a title are not ("Head of the desk": 1,700 expected, 60,000 there).
_NEWEST = """
CREATE OR REPLACE FUNCTION catalogue_newest(query tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql VOLATILE ROWS 1000
SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    plan json;
    expected double precision;
    last bigint;
    span double precision;
    bits integer;
    recent tsquery;
    found bigint[];
BEGIN
    SELECT max(card_id) INTO last FROM catalogue_index;
    -- Few cards: one look at all that match.
    IF coalesce(last, 0) <= 20000 THEN
        RETURN QUERY SELECT card_id FROM catalogue_index WHERE terms @@ query ORDER BY card_id + 0 DESC LIMIT most;
        RETURN;
    END IF;
    EXECUTE 'EXPLAIN (FORMAT JSON) SELECT 1 FROM catalogue_index WHERE terms @@ ' || quote_literal(query::text)
        || '::tsquery' INTO plan;
    expected := greatest((plan -> 0 -> 'Plan' ->> 'Plan Rows')::double precision, 1);
    span := least(20000, 1.5 * most * last / expected);
    WHILE span < last LOOP
        bits := CASE WHEN span > 100000 THEN 16 WHEN span > 24000 THEN 14 ELSE 12 END;
        SELECT string_agg(format('%L', format('b%s:%s', bits, block)), '|')::tsquery INTO recent
            FROM generate_series(greatest(last - span::bigint, 0) >> bits, last >> bits) AS block;
        found := ARRAY(
            SELECT card_id FROM catalogue_index WHERE terms @@ query AND terms @@ recent
            ORDER BY card_id + 0 DESC LIMIT most
        );
        IF cardinality(found) = most THEN
            RETURN QUERY SELECT unnest(found);
            RETURN;
        END IF;
        span := span * greatest(2, least(16, 1.3 * most / greatest(cardinality(found), 1)));
        -- Few in all: one look at everything costs less than several at most of it.
        EXIT WHEN span > last / 3 AND expected < 20 * most;
    END LOOP;
    RETURN QUERY SELECT card_id FROM catalogue_index WHERE terms @@ query ORDER BY card_id + 0 DESC LIMIT most;
END
$$
"""
# Beside the newest matches, the newest of those with all words in the title, where the former were cut.
_CANDIDATES = """
CREATE OR REPLACE FUNCTION catalogue_candidates(query tsquery, most integer, first tsquery, first_most integer)
RETURNS SETOF bigint LANGUAGE plpgsql VOLATILE ROWS 1000 AS $$
DECLARE
    found bigint[];
BEGIN
    found := ARRAY(SELECT catalogue_newest(query, most));
    RETURN QUERY SELECT unnest(found);
    IF first IS NOT NULL AND cardinality(found) = most THEN
        RETURN QUERY SELECT card FROM catalogue_newest(first, first_most) AS card WHERE card <> ALL (found);
    END IF;
END
$$
"""
_TERMS = (
    "array_to_tsvector(string_to_array({terms}, ' ') || array['b12:' || ({card} >> 12), 'b14:' || ({card} >> 14), "
    "'b16:' || ({card} >> 16)])"
)


class PostgreSQL(_Base):
    """A tsvector without positions beside each card, with a GIN index.

    The planner expects a thousand cards of every search and would read the whole table for the seven that there are:
    a subquery with a limit is asked for each card by its number, whatever is expected.
    """

    lines = "JOIN LATERAL (SELECT * FROM catalogue_searchline s WHERE s.card_id = c.card_id LIMIT 1) x ON true"
    titles = (
        "LEFT JOIN LATERAL (SELECT t.key FROM catalogue_titlekey t WHERE t.card_id = c.card_id AND t.language = %s "
        "LIMIT 1) k ON true"
    )

    def create(self) -> None:
        """The pending list of GIN is off: it would make searches slow after many writes."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS catalogue_index (card_id bigint PRIMARY KEY, terms tsvector NOT NULL)"
            )
            cursor.execute("ALTER TABLE catalogue_index ALTER terms SET STATISTICS 500")
            self._create_gin(cursor)
            cursor.execute(_NEWEST)
            cursor.execute(_CANDIDATES)

    @staticmethod
    def _create_gin(cursor) -> None:
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS catalogue_index_terms ON catalogue_index "
            "USING gin (terms) WITH (fastupdate=off)"
        )

    def put(self, rows) -> None:
        """A card that is there is replaced."""
        rows = list(rows)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalogue_index (card_id, terms) "
                f"SELECT card, {_TERMS.format(terms='text', card='card')} "
                "FROM unnest(%s::bigint[], %s::text[]) AS given (card, text) "
                "ON CONFLICT (card_id) DO UPDATE SET terms = excluded.terms",
                [[card for card, _ in rows], [terms for _, terms in rows]],
            )

    def remove(self, rows) -> None:
        """By number; the old terms are not needed here."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalogue_index WHERE card_id = ANY(%s)", [[card for card, _ in rows]])

    def rebuild(self) -> None:
        """Rows first, the GIN index after, as that is many times faster."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS catalogue_index")
            self.create()
            cursor.execute("DROP INDEX catalogue_index_terms")
            cursor.execute(
                "INSERT INTO catalogue_index "
                f"SELECT card_id, {_TERMS.format(terms='terms', card='card_id')} "
                "FROM catalogue_searchtext ORDER BY card_id"
            )
            self._create_gin(cursor)
            cursor.execute("ANALYZE catalogue_index")

    @staticmethod
    def match(groups: Groups) -> str:
        """The query in tsquery's language; terms hold no quote and no backslash."""
        return " & ".join("(" + " | ".join(f"'{term}'" for term in group) + ")" for group in groups)

    def candidates(
        self, groups: Groups, *, first: Groups | None = None, limit: int | None = None, titled: str = ""
    ) -> list[Candidate]:
        """Newest first by number of the card."""
        inner = "SELECT catalogue_candidates(%s::tsquery, %s, %s::tsquery, %s) AS card_id"
        in_title = self.match(first) if first else None
        return self._select(inner, [self.match(groups), limit or BOUND, in_title, TITLE_BOUND], titled)


def engine() -> Index:
    """The engine of the database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def after_migrate(sender, using, **_) -> None:
    """Make the index beside its tables; empty it where the cards were emptied (as tests do)."""
    if using != "default" or SearchText._meta.db_table not in connection.introspection.table_names():
        return
    index = engine()
    index.create()
    if not SearchText.objects.exists():
        index.rebuild()
