"""Which words are near another: up to two letters wrong, missing, added or swapped.

Two words that differ so little share a form with at most two letters left out (symmetric deletion). Numbers made
from these forms are stored, so that a lookup is a handful of index probes however many words there are.
"""

from itertools import combinations
from zlib import crc32

PREFIX = 7


def keys_of(word: str) -> set[int]:
    """Numbers of the beginning of a word with none, one or (from six letters on) two letters left out."""
    start = word[:PREFIX]
    most = 2 if len(start) > 5 else 1
    forms = {start}
    for missing in range(1, most + 1):
        for gone in combinations(range(len(start)), missing):
            forms.add("".join(letter for place, letter in enumerate(start) if place not in gone))
    return {crc32(form.encode()) for form in forms}


def distance(one: str, two: str, limit: int) -> int:
    """Letters to change, add, drop or swap to make one word the other; limit + 1 where it is more than the limit."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    older: list[int] = []
    old = list(range(len(two) + 1))
    for row, left in enumerate(one, 1):
        new = [row]
        for column, right in enumerate(two, 1):
            cost = min(old[column] + 1, new[column - 1] + 1, old[column - 1] + (left != right))
            if row > 1 and column > 1 and left == two[column - 2] and one[row - 2] == right:
                cost = min(cost, older[column - 2] + 1)
            new.append(cost)
        if min(new) > limit:
            return limit + 1
        older, old = old, new
    return old[-1]


def tolerance(word: str) -> int:
    """How many letters may be wrong: one in a short word, two from six letters on, none below four."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2
