"""The words that can be offered to somebody who mistyped one."""

from collections.abc import Iterable

from m4d.catalogue.gateways import index
from m4d.catalogue.gateways.near import keys_of
from m4d.catalogue.models import Word, WordKey
from m4d.core.rows import insert


def learn(words: dict[str, str]) -> None:
    """Remember words that are not known yet: {folded: as written}. Known words cost one question and no write."""
    if not words:
        return
    wanted = sorted(words)
    known: set[str] = set()
    for start in range(0, len(wanted), 900):
        known.update(Word.objects.filter(word__in=wanted[start : start + 900]).values_list("word", flat=True))
    new = [word for word in wanted if word not in known]
    if not new:
        return
    Word.objects.bulk_create([Word(word=word, shown=words[word]) for word in new], ignore_conflicts=True)
    numbers = {}
    for start in range(0, len(new), 900):
        numbers.update(Word.objects.filter(word__in=new[start : start + 900]).values_list("word", "pk"))
    insert(WordKey._meta.db_table, ("key", "word_id"), [(key, numbers[word]) for word in new for key in keys_of(word)])


def unlearn(words: Iterable[str]) -> None:
    """Forget those of these words that no card holds any more: the name of somebody who left is not kept for them."""
    wanted = sorted(set(words))
    for start in range(0, len(wanted), 900):
        gone = nowhere(list(Word.objects.filter(word__in=wanted[start : start + 900])))
        Word.objects.filter(pk__in=[word.pk for word in gone]).delete()


def nowhere(words: list[Word]) -> list[Word]:
    """Those of these words that no card holds, whoever may read it."""
    engine = index.engine()
    return [word for word in words if not engine.candidates([_everywhere(word.word)], limit=1)]


def _everywhere(word: str) -> tuple[str, ...]:
    """A word on any card, whoever may read it."""
    return tuple(dict.fromkeys(term for side in ("v", "m") for term in index.sided((word,), side)))
