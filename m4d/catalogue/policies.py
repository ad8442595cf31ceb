"""How many subjects one thing may carry: all 17 goals and all 23 objectives on one thing would tell nobody much."""

from django.utils.translation import ngettext

from m4d.core.verdicts import Verdict, verdict

#: Codes that one thing may carry, by facet; facets that are not named have no limit.
TAG_LIMITS = {"theme": 4, "sdg": 3, "gcm": 3}


def tag_limit(facet: str) -> int | None:
    """How many codes of a facet one thing may carry; None where any number makes sense."""
    return TAG_LIMITS.get(facet)


def may_carry(facet: str, codes) -> Verdict:
    """Whether one thing may carry all these codes of a facet."""
    limit = tag_limit(facet)
    too_many = limit is not None and len(set(codes)) > limit
    sentence = ngettext("Choose the one that matters most.", "Choose the %(limit)s that matter most.", limit or 0)
    return verdict(too_many and sentence % {"limit": limit})
