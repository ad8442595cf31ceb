"""Completing what is typed, and "did you mean": only what the reader may see is offered."""

from m4d.catalogue.gateways import analysis, index
from m4d.catalogue.gateways.near import distance, keys_of, tolerance
from m4d.catalogue.models import Word, WordKey

from .entries import Entry
from .rank import ranked
from .reading import read_entries
from .request import Wanted, wanted

TRIED = 5
COMPLETIONS = 20


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
    """Cards whose title holds all words typed so far, the last of them perhaps unfinished."""
    words = analysis.words_of(text[:200])[: analysis.MOST_WORDS]
    if not words or len(words[-1]) < 2:
        return []
    asked = wanted(kind=None, person=person, words=text[:200], filters=None, order=None, language=language)
    last = words[-1]
    completions = Word.objects.filter(word__gte=last, word__lt=last + "\U0010ffff").order_by("word")
    endings = [last, *analysis.alternatives(last), *completions.values_list("word", flat=True)[:COMPLETIONS]]
    groups = [asked.sided(tuple(f"t:{form}" for form in analysis.alternatives(word))) for word in words[:-1]]
    groups.append(asked.sided(tuple(dict.fromkeys(f"t:{ending}" for ending in endings))))
    matches = index.engine().candidates(groups, limit=index.TITLE_BOUND)
    best = ranked(matches, asked)[:size]
    return read_entries([row[3][0] for row in best], language)
