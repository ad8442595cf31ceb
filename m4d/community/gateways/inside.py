"""The search inside one group: its own posts, a bounded number of them, no index of its own to keep right.

A closed group never enters the index of the catalogue. Its posts are read newest first by the index (group, id), and
at most `LOOKED_AT` of them are looked at for one answer, so the cost does not grow with the group; the mark that is
given back goes on from there.
"""

from django.db import connection

#: Posts looked at for one answer, and found posts shown.
LOOKED_AT, SHOWN = 5_000, 30

_OLDEST = """
    SELECT id FROM community_post WHERE group_id = %s AND id < %s ORDER BY id DESC LIMIT 1 OFFSET %s
"""
# Read in the order of the index, so that common words stop it early.
_SQL = """
    SELECT id FROM community_post WHERE group_id = %s AND id < %s AND id >= %s
    AND hidden_at IS NULL AND withdrawn_at IS NULL AND {words}
    ORDER BY id DESC LIMIT %s
"""


def search_inside(group: int, words: list[str], *, before: int = 2**62) -> tuple[list[int], int]:
    """The numbers of posts that hold all these folded words, newest first, and from where an older search goes on.

    The second is 0 where nothing older is left.
    """
    escaped = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words]
    sql = _SQL.format(words=" AND ".join(["folded LIKE %s ESCAPE '\\'"] * len(words)))
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, [group, before, LOOKED_AT - 1])
        (oldest,) = cursor.fetchone() or (0,)
        cursor.execute(sql, [group, before, oldest, *(f"%{word}%" for word in escaped), SHOWN + 1])
        found = [row[0] for row in cursor.fetchall()]
    return (found[:SHOWN], found[SHOWN - 1]) if len(found) > SHOWN else (found, oldest)
