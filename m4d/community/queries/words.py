"""What can be said of a text by looking at it: its language, whom it names, how it is found."""

import re
from collections.abc import Iterable

from m4d.core.text import fold
from m4d.people import policies as people
from m4d.people import queries as profiles
from m4d.people.models import Profile

#: A mention as it is kept: the address of a profile.
MENTION = re.compile(r"@\{([a-z0-9]{10})\}")
_AT = re.compile(r"(?<![\w@{.])@(?=\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: The commonest short words, which say in which language a text is.
_COMMON = {
    "en": "the of and to in is that it for was are with this have from they you not but we our who how what can be",
    "fr": "le la les de des et est que qui dans pour une un sur pas nous vous avec sont du au ce cette mais ou ont",
    "es": "el la los las de que y en un una por con para no se su al lo como más pero sus es son está del nos hay",
    "pt": "o a os as de que e em um uma por com para não se do da dos das no na mais mas ao são é foi pelo",
    "it": "il la le gli di che e in un una per con non si del della dei sono è ma come più nel alla da ha",
    "de": "der die das und ist in zu den nicht von mit für auf ein eine sich auch wir sie es dem im wie aber",
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_ARABIC = re.compile(r"[\u0600-\u06ff]")
#: Letters that only one language has.
_OF_ONE_LANGUAGE = {"ja": re.compile(r"[\u3040-\u30ff]{2}"), "ko": re.compile(r"[\uac00-\ud7af]{2}")}
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def language_of(text: str) -> str:
    """The language that a text is most likely in; empty where it says too little to tell."""
    sample = text[:2000]
    for code, letters in _OF_ONE_LANGUAGE.items():
        if letters.search(sample):
            return code
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN.findall(sample))
    if arabic > latin:
        # Persian and Urdu have letters of their own.
        return "" if re.search(r"[پچژگٹڈڑے]", sample) else "ar"
    words = [word.lower() for word in _WORD.findall(sample)]
    scores = {code: sum(word in common for word in words) for code, common in _WORDS.items()}
    best, second = sorted(scores.values(), reverse=True)[:2]
    code = max(scores, key=scores.get)
    return code if best >= 2 and best > second else ""


def with_mentions(text: str, people_near: dict[str, tuple[str, str]]) -> str:
    """The text as it is kept: "@Amina Diallo" becomes the address of her profile where exactly one person near has
    that name. `people_near` are {folded name: (profile, name)}; names that two people have are not in it.
    """
    longest = sorted(people_near, key=len, reverse=True)

    def put(match: re.Match) -> str:
        rest = text[match.end() : match.end() + 130]
        folded, lengths = _folded_with_lengths(rest)
        for name in longest:
            after = folded[len(name) : len(name) + 1]
            if folded.startswith(name) and not (after and (after.isalnum() or after == "_")):
                taken[match.start()] = match.end() + lengths[len(name)]
                return "@{" + people_near[name][0] + "}"
        return "@"

    taken: dict[int, int] = {}
    kept, at = [], 0
    for match in _AT.finditer(text):
        if match.start() < at:
            continue
        kept.append(text[at : match.start()])
        kept.append(put(match))
        at = taken.get(match.start(), match.end())
    return "".join(kept) + text[at:]


def _folded_with_lengths(text: str) -> tuple[str, list[int]]:
    """A text folded letter by letter, and for each length of that how many letters of the text it stands for."""
    folded, lengths = [], [0]
    for number, letter in enumerate(text, 1):
        for one in fold(letter):
            folded.append(one)
            lengths.append(number)
        if lengths:
            lengths[-1] = number
    return "".join(folded), lengths


def people_near(numbers: Iterable[int], writer) -> dict[str, tuple[str, str]]:
    """Who can be mentioned by name: those of these people whose name the writer may read, and who have it alone.

    Whoever has blocked the writer, or is blocked, is not there to be named.
    """
    numbers = [number for number in numbers if number != writer.pk]
    apart = profiles.who_blocked(writer, numbers)
    rows = Profile.objects.filter(person_id__in=set(numbers) - apart, hidden_at=None).select_related("person")
    persons = {profile.person_id: profile for profile in rows}
    names = people.names_for([profile.person for profile in persons.values()], writer)
    found: dict[str, tuple[str, str] | None] = {}
    for number, profile in persons.items():
        name = names.get(number, "")
        if name:
            found[fold(name)] = None if fold(name) in found else (profile.slug, name)
    return {name: one for name, one in found.items() if one}


def mentioned_in(text: str) -> list[str]:
    """The profiles that a kept text names."""
    return list(dict.fromkeys(MENTION.findall(text)))


def named(text: str, names: dict[str, str], nobody: str) -> str:
    """A kept text with names in the place of addresses: for writing on, and for plain words."""
    return MENTION.sub(lambda match: "@" + names.get(match[1], nobody), text)


def names_of_profiles(slugs: Iterable[str], reader) -> dict[str, str]:
    """What the owners of these profiles are called for a reader."""
    slugs = list(slugs)
    if not slugs:
        return {}
    rows = list(Profile.objects.filter(slug__in=slugs).select_related("person"))
    names = people.names_for([profile.person for profile in rows], reader)
    return {profile.slug: names[profile.person_id] for profile in rows if profile.person_id in names}
