"""Which codes of the vocabulary, and which corridors, profiles and organizations may give."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.core.verdicts import Verdict, verdict
from m4d.places.models import Corridor
from m4d.vocabulary import queries as vocabulary

STATED = {
    "stakeholder_type": "stakeholder_type", "kinds": "stakeholder_type", "level": "level", "themes": "theme",
    "languages": "language", "language": "language", "name_language": "language", "country": "country",
    "corridor_end": "corridor_end",
}  # fmt: skip
"""Which vocabulary the codes of a field come from, on profiles and organizations."""


def may_state(values, *, corridors=None) -> Verdict:
    """Only codes that the vocabulary has, and corridors that are listed.

    Anything else would stand on pages and in filters as a bare code.
    """
    named = {field: [value] if isinstance(value, str) else value for field, value in values.items() if value}
    unknown = [
        (scheme, code)
        for field, scheme in STATED.items()
        for code in named.get(field, ())
        if not vocabulary.has(scheme, code)
    ]
    return verdict(*(UNKNOWN[scheme] % {"code": code} for scheme, code in unknown), *_unlisted(corridors or []))


UNKNOWN = {
    "stakeholder_type": gettext_lazy("There is no kind of person or organization called %(code)s."),
    "level": gettext_lazy("There is no level called %(code)s."),
    "theme": gettext_lazy("There is no theme called %(code)s."),
    "language": gettext_lazy("There is no language called %(code)s."),
    "country": gettext_lazy("There is no country called %(code)s."),
    "corridor_end": gettext_lazy("There is no place on the corridor called %(code)s."),
}


def _unlisted(corridors) -> list[str]:
    """A sentence for each corridor that is not, or no longer, listed."""
    numbers = {getattr(corridor, "pk", None) for corridor in corridors}
    listed = set(Corridor.objects.listed().filter(pk__in=numbers - {None}).values_list("pk", flat=True))
    missing = [one for one in corridors if getattr(one, "pk", None) not in listed]
    return [_("There is no corridor called %(code)s.") % {"code": corridor} for corridor in missing]
