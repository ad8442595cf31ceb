"""The local engine Argos Translate: no text leaves the server. Used only where somebody installed it."""

from collections.abc import Sequence
from importlib.util import find_spec

from django.utils.translation import gettext as _

from .protocol import Health, TranslatorFailed, checked


class Argos:
    """Translates with the language packages that are installed on this machine."""

    name = "Argos Translate"

    def health(self) -> Health:
        if find_spec("argostranslate") is None:
            said = _(
                "Argos Translate is not installed. Install the Python package argostranslate, "
                "or choose another TRANSLATION_ENGINE."
            )
            return Health(False, self.name, said)
        codes = tuple(sorted(language.code for language in self._library().get_installed_languages()))
        if len(codes) < 2:
            said = _("Argos Translate has no language packages yet. Install those for your languages.")
            return Health(False, self.name, said, codes)
        return Health(True, self.name, _("Argos Translate is ready."), codes)

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        if find_spec("argostranslate") is None:
            raise TranslatorFailed("Argos Translate is not installed.")
        library = self._library()
        try:
            answers = [library.translate(text, source, target) for text in texts]
        # The library lets errors of its own engines through; whatever it is, readers keep the original.
        except Exception as failure:
            raise TranslatorFailed(f"Argos Translate failed: {type(failure).__name__}") from failure
        return checked(answers, texts, target=target)

    @staticmethod
    def _library():
        # Deferred: the package is no dependency of ours, and loading its models takes seconds and memory.
        from argostranslate import translate  # noqa: PLC0415 (see above)

        return translate
