"""What a translation engine must offer, and how it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class TranslatorFailed(Exception):
    """The engine gave no usable answer; the message is for the people who run the site."""


@dataclass(frozen=True)
class Health:
    """Whether an engine answers, in a sentence that says what to do if not."""

    ok: bool
    name: str
    message: str
    languages: tuple[str, ...] = ()
    waiting: int = 0


class Translator(Protocol):
    """One engine. `translate` keeps order and number of texts, or raises TranslatorFailed."""

    name: str

    def health(self) -> Health: ...

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]: ...


def checked(answers: object, texts: Sequence[str], *, target: str) -> list[str]:
    """The answers when they can be what was asked for: as many, each a text, not untouched, in the right script.

    Engines answer 200 with the source text, with an error sentence or in another language;
    such an answer must never be shown as a translation.
    """
    if not isinstance(answers, list) or len(answers) != len(texts):
        raise TranslatorFailed("The service answered with another number of texts.")
    for text, answer in zip(texts, answers, strict=True):
        if not isinstance(answer, str) or not answer.strip():
            raise TranslatorFailed("The service answered with an empty text.")
        if len(answer) > 4 * len(text) + 400:
            raise TranslatorFailed("The service answered with a text that is far too long.")
        if len(text.split()) > 8 and answer.strip() == text.strip():
            raise TranslatorFailed("The service gave the text back untranslated.")
        if not _script_fits(answer, target):
            raise TranslatorFailed("The service answered in another language.")
    return answers


def _script_fits(text: str, language: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 12:
        return True
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters)
    return (arabic > len(letters) / 3) if language in {"ar", "fa", "ur"} else (arabic < len(letters) / 2)
