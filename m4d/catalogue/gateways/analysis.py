"""Text into index terms: the one analysis that both databases share.

A word is folded (no case, accents or Arabic marks; one form of each Arabic letter) and kept as it is, so that names
match exactly; beside it stand its stems in the language of the text, so that "municipality" finds "municipalities".
A query has no known language, so its words are stemmed in every active one and the stems are alternatives.
"""

import re
import unicodedata
from functools import lru_cache
from string import ascii_letters
from threading import local

import Stemmer

LONGEST_WORD = 40
MOST_WORDS = 12
LONGEST_TEXT = 40_000
LONGEST_KEY = 80

STEMMED = {
    "ar": "arabic",
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "id": "indonesian",
    "it": "italian",
    "ne": "nepali",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ta": "tamil",
    "tr": "turkish",
}
QUERY_LANGUAGES = ("en", "fr", "es", "ar", "pt")

# Articles, elided articles and the commonest small words: a query needs them only where it has nothing else.
_SMALL_LATIN = """
a al am an and as at au aux by d da das de del dell della den der des di die do dos du e el els en et for from i il in
into is it l la las le les lo los m n nell o of on or os ou para par pour por qu s sur t the to u um uma un una une uno
with y
"""
SMALL = {*_SMALL_LATIN.split(), "ال", "و", "او", "في", "من", "الي", "علي", "عن", "مع"}

_SPECIAL = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": "", "ک": "ك", "ی": "ي",
        "ہ": "ه", "ھ": "ه", "’": "'", "ʼ": "'", "‘": "'", "ʻ": "'", "`": "'", "´": "'", "＇": "'", "‐": "-", "‑": "-",
    }
)  # fmt: skip
_BREAK = re.compile(r"[\s'-]+")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_stemmers = local()


class _Letters(dict):
    """For str.translate: letters and digits stay, marks of alphabets go, everything else is a space."""

    def __missing__(self, code):
        """Decide once for each character."""
        letter = chr(code)
        group = unicodedata.category(letter)
        if group[0] == "L":
            found = letter
        elif group == "Nd":
            found = str(unicodedata.digit(letter))
        elif group[0] == "N":
            found = letter
        elif group[0] == "M":
            # The vowel signs of Indic scripts are combining marks, and are letters all the same.
            found = "" if code < 0x0900 or unicodedata.combining(letter) == 230 else letter
        elif letter in "'-":
            found = letter
        elif group == "Cf":
            found = ""
        else:
            found = " "
        self[code] = found
        return found


_letters = _Letters()


def folded(text: str) -> str:
    """The form in which two spellings of a word are equal; punctuation becomes spaces, ' and - stay.

    >>> folded("L’Élaboration à KÉDOUGOU (٢٠٠٩)")
    "l'elaboration a kedougou 2009"
    """
    text = text[:LONGEST_TEXT]
    if text.isascii():
        return " ".join(text.lower().translate(_letters).split())
    text = unicodedata.normalize("NFKD", text.translate(_SPECIAL)).translate(_letters).casefold()
    return " ".join(unicodedata.normalize("NFC", text).translate(_SPECIAL).split())


folded_word = lru_cache(maxsize=65536)(folded)


def words_of(text: str) -> list[str]:
    """The folded words of a text in their order: compounds give their parts ("Saint-Louis": saint, louis)."""
    return [part[:LONGEST_WORD] for part in _BREAK.split(folded(text)) if part]


def title_key(text: str) -> str:
    """A title as it is compared with others and with what somebody types: folded words and single spaces.

    >>> title_key("« L’Épargne » à Saint-Louis")
    "l epargne a saint louis"
    """
    return " ".join(words_of(text[:400]))[:LONGEST_KEY]


def beginnings(title: str) -> set[str]:
    """A title as somebody may begin to type it: with and without the small words and the article before it."""
    words = words_of(title[:400])
    found = {" ".join(words)}
    while len(words) > 1 and words[0] in SMALL:
        words = words[1:]
        found.add(" ".join(words))
    if words and (bare := _without_arabic_prefixes(words[0])) != words[0]:
        found.add(" ".join([bare, *words[1:]]))
    return {key[:LONGEST_KEY] for key in found if key}


def _compounds(text: str) -> list[str]:
    """Words of a folded text joined by ' or -, written as one: "al-hoceima" gives alhoceima."""
    joined = []
    for word in text.split(" "):
        if "'" in word or "-" in word:
            whole = word.replace("'", "").replace("-", "")
            if 3 < len(whole) <= LONGEST_WORD:
                joined.append(whole)
    return joined


def _stem(word: str, language: str) -> str:
    stemmers = _stemmers.__dict__
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(STEMMED[language])
    return stemmers[language].stemWord(word)


def _without_arabic_prefixes(word: str) -> str:
    """The word without conjunction, preposition and article: والتنمية becomes تنمية."""
    bare = word
    if len(bare) > 4 and bare[0] in "وف":
        bare = bare[1:]
    if len(bare) > 4 and bare.startswith("لل"):
        return bare[2:]
    if len(bare) > 5 and bare[0] in "بكل" and bare[1:3] == "ال":
        bare = bare[1:]
    if len(bare) > 4 and bare.startswith("ال"):
        return bare[2:]
    return bare if bare != word and bare.startswith("ال") else word


@lru_cache(maxsize=65536)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The forms under which a folded word is also indexed, by the language of its text; without the word itself."""
    forms = []
    if _ARABIC.search(word):
        bare = _without_arabic_prefixes(word)
        forms = [bare, _stem(bare, "ar"), _stem(word, "ar")]
    elif language in STEMMED and len(word) > 3 and not word.isdigit():
        forms = [folded(_stem(word, language))]
    return tuple(dict.fromkeys(form for form in forms if form and form != word))


def terms_of(texts: dict[str, str]) -> set[str]:
    """All index terms of a text that exists in several languages."""
    found = set()
    for language, text in texts.items():
        base = language.split("-")[0].lower()
        whole = folded(text)
        words = {part[:LONGEST_WORD] for part in _BREAK.split(whole) if part}
        found |= words
        if "'" in whole or "-" in whole:
            found.update(_compounds(whole))
        for word in words:
            found.update(stems(word, base))
    return found


@lru_cache(maxsize=4096)
def alternatives(word: str) -> tuple[str, ...]:
    """A word of a query with its stems in every active language: any of them is a match."""
    found = {word: None}
    for language in QUERY_LANGUAGES:
        found.update(dict.fromkeys(stems(word, language)))
    return tuple(found)


def query_words(text: str) -> tuple[list[str], bool]:
    """The words to search for, without small words where others remain, and whether the query was cut."""
    words = list(dict.fromkeys(words_of(text[:2000])))
    telling = [word for word in words if word not in SMALL and not (len(word) == 1 and word in ascii_letters)] or words
    return telling[:MOST_WORDS], len(telling) > MOST_WORDS or len(text) > 2000
