"""What a new term must be; who may work on the lists is a right of the staff side (front/actions/staff.py)."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from . import queries
from .choices import OWN_SCHEMES

LONGEST_CODE = 40
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def may_add_term(*, scheme: str, code: str, parent: str, names: dict[str, str]) -> Verdict:
    """A term of one of our own lists, with a code for ever, a name in each language, and a place."""
    above = queries.term(scheme, parent) if parent else None
    return verdict(
        scheme not in OWN_SCHEMES and _("This list belongs to somebody else. Only its owner can add to it."),
        (len(code) > LONGEST_CODE or not _CODE.fullmatch(code))
        and _("Write the code with small Latin letters, digits and single hyphens, such as “local-jobs”."),
        queries.has(scheme, code) and _("This list has a term with this code already. It may be retired."),
        not all(names.get(language, "").strip() for language, _name in settings.LANGUAGES)
        and _("Give the name in all four languages."),
        bool(parent)
        and not (above and above.is_open_above)
        and _("Choose a term of the same list that is still offered and stands below no other."),
    )
