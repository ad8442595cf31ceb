"""Texts in bulk for measuring, in which words come as often as words do.

With thirty words, any two of them stand together in thousands of texts, and a search for two would be measured on
what nobody meets. Here the r-th commonest of 50,000 words comes in proportion to 1/(r + 2.7), the law of Zipf as
Mandelbrot put it (B. Mandelbrot, *An informational theory of the statistical structure of language*, 1953); words of
the field are of middling rank.
"""

from functools import cache
from itertools import accumulate
from random import Random

SIZE, SHIFT = 50_000, 2.7
#: The rank of the first word of the field, and how many ranks lie between one and the next.
FIRST, APART = 60, 12
_FIELD = """
families savings return skills market council register training water school health clinic partners diaspora
remittances bank youth rights advice desk plan budget village town harvest workshop language work housing travel form
list office trade returnees associations teachers farmers nurses cooperative decide learn share build
"""
FIELD = _FIELD.split()
SYLLABLES = (
    "ba be bo da de di fa fe ga go ka ke ki la le lo ma me mi na ne no pa pe ra re ri ro sa se so ta te ti va vo"
)


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """All words, the commonest first, and how often each of them or a commoner one comes."""
    die, syllables, words = Random(SIZE), SYLLABLES.split(), {}
    while len(words) < SIZE:
        # Common words are short.
        length = 1 + (len(words) > 30) + (len(words) > 900) + (len(words) > 20_000)
        words["".join(die.choices(syllables, k=length)) + die.choice(("", "n", "s", "r", "l", "t"))] = True
    found = list(words)
    found[FIRST : FIRST + APART * len(FIELD) : APART] = FIELD
    return found, list(accumulate(1 / (rank + SHIFT) for rank in range(1, SIZE + 1)))


def words(die: Random, number: int) -> list[str]:
    """So many words; the same for the same die."""
    found, weights = _vocabulary()
    return die.choices(found, cum_weights=weights, k=number)


def sentence(die: Random, number: int) -> str:
    """A sentence of so many words."""
    return " ".join(words(die, number)).capitalize() + "."
