"""Completing what is typed, and "did you mean": only what the reader may see is offered."""

from collections import Counter

from django.db import connection

from m4d.catalogue.gateways import analysis, index
from m4d.catalogue.gateways.near import distance, keys_of, tolerance
from m4d.catalogue.models import Word, WordKey, registry

from .entries import Entry
from .rank import Word as Searched
from .rank import score
from .reading import read_entries
from .request import Wanted, wanted

TRIED = 5
COMPLETIONS = 20
#: Titles of one kind that begin alike, of which the best are shown.
MOST_STARTS = 500
#: A country under its name in another language comes after the towns of the reader's own.
FOREIGN = 2

_STARTS = (
    "SELECT CAST(%s AS integer) AS away, weight, key, card_id FROM catalogue_titlekey"
    " WHERE kind = %s AND audience = %s AND language = %s AND key >= %s AND key < %s ORDER BY key LIMIT %s"
)


def did_you_mean(asked: Wanted) -> str:
    """The query with its unknown words replaced by near ones, where that finds something; else ""."""
    engine = index.engine()
    corrected, changed = [], False
    for word in asked.words:
        if engine.candidates([asked.forms(word)], limit=1):
            corrected.append((word, word))
            continue
        found = next(
            (near for near in near_words(word) if engine.candidates([asked.sided((near.word,))], limit=1)), None
        )
        if found is None:
            return ""
        corrected.append((found.word, found.shown))
        changed = True
    if not changed:
        return ""
    groups = [asked.sided(analysis.alternatives(word)) for word, _ in corrected]
    if not engine.candidates(groups, limit=1):
        return ""
    return " ".join(shown for _, shown in corrected)


def near_words(word: str) -> list[Word]:
    """Up to five known words within a letter or two, nearest first."""
    limit = tolerance(word)
    if not limit:
        return []
    numbers = WordKey.objects.filter(key__in=keys_of(word)).values_list("word", flat=True).distinct()[:400]
    found = []
    for near in Word.objects.filter(pk__in=list(numbers)):
        apart = distance(word, near.word, limit)
        if apart <= limit:
            found.append((apart, near.word[0] != word[0], near.word, near))
    return [row[3] for row in sorted(found, key=lambda row: row[:3])[:TRIED]]


def suggest(text: str, person, language: str, size: int = 8) -> list[Entry]:
    """Cards whose title begins with what is typed, the thing itself before what mentions it; then those whose title
    holds all words typed so far, the last of them perhaps unfinished."""
    words = analysis.words_of(text[:200])[: analysis.MOST_WORDS]
    typed = " ".join(words)
    if len(typed) < 2:
        return []
    asked = wanted(kind=None, person=person, words=text[:200], filters=None, order=None, language=language)
    begun = _beginning_with(typed, asked)
    cards = list(dict.fromkeys(card for card, _ in begun))[:size]
    if len(cards) < size and len(words[-1]) > 1:
        # The words that the best of these titles go on with, and then what most of them go on with.
        going_on = [key.split(" ")[len(words) - 1] for _, key in begun]
        common = (word for word, _ in Counter(going_on).most_common(COMPLETIONS))
        meant = dict.fromkeys([*going_on[:TRIED], *common])
        cards = list(dict.fromkeys([*cards, *_holding(words, tuple(meant), asked)]))[:size]
    return read_entries(cards, language)


def _beginning_with(typed: str, asked: Wanted) -> list[tuple[int, str]]:
    """Cards and their titles that begin so: the whole title first, then by weight, what the reader's own language
    calls so before what another does, the short before the long. One statement of short ranges of one index."""
    declared = [registry.kinds[kind] for kind in asked.kinds if registry.kinds[kind].is_completed]
    branches, parameters = [], []
    for kind in declared:
        for spoken in ("", asked.language) if kind.by_title else ("",):
            for audience in asked.audiences:
                branches.append(f"SELECT * FROM ({_STARTS}) b{len(branches)}")
                parameters += [1 if kind.by_title and not spoken else 0, kind.code, audience, spoken]
                parameters += [typed, typed + "\U0010ffff", MOST_STARTS]
    if not branches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), parameters)
        rows = [
            (key != typed, weight + FOREIGN * foreign, len(key), key, -card)
            for foreign, weight, key, card in cursor.fetchall()
        ]
    return [(-row[4], row[3]) for row in sorted(rows)]


def _holding(words: list[str], meant: tuple[str, ...], asked: Wanted) -> list[int]:
    """Cards with all of these words in the title, the last of them completed, above all to one of those `meant`."""
    *before, last = words
    before = [word for word in before if word not in analysis.SMALL]
    completions = Word.objects.filter(word__gte=last, word__lt=last + "\U0010ffff").order_by("word")
    endings = dict.fromkeys([last, *analysis.alternatives(last), *meant])
    endings.update(dict.fromkeys(completions.values_list("word", flat=True)[:COMPLETIONS]))
    groups = [asked.sided(tuple(f"t:{form}" for form in analysis.alternatives(word))) for word in before]
    groups.append(asked.sided(tuple(f"t:{ending}" for ending in endings)))
    looked_for = [
        Searched(f" {word} ", tuple(f" {form} " for form in analysis.alternatives(word)), ()) for word in before
    ]
    looked_for.append(Searched(f" {last} ", tuple(f" {ending} " for ending in endings), ()))
    found = index.engine().candidates(groups, limit=index.TITLE_BOUND)
    rows = [(-score(item[1], item[2], item[3], looked_for), item[5], -item[0]) for item in found]
    return [-row[2] for row in sorted(rows)]
