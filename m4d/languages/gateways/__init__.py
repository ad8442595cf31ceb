"""Machine translation behind one narrow door: which engine is on, and what every engine can do."""

from django.conf import settings

from .argos import Argos
from .libretranslate import LibreTranslate
from .protocol import Health, Translator, TranslatorFailed

__all__ = ["Health", "Translator", "TranslatorFailed", "engine", "is_on"]


def is_on() -> bool:
    """Whether the site was given an engine; asks nobody."""
    return bool(settings.TRANSLATION_ENGINE or settings.TRANSLATION_URL)


def engine() -> Translator | None:
    """The engine of the settings: TRANSLATION_ENGINE (libretranslate or argos), or None when switched off.

    An address alone (TRANSLATION_URL) means a LibreTranslate-compatible service.
    """
    if not is_on():
        return None
    if settings.TRANSLATION_ENGINE == "argos":
        return Argos()
    return LibreTranslate(settings.TRANSLATION_URL)
