"""The directory: people and organizations, narrowed by facets, for visitors and for members."""

from html import escape
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.catalogue import queries as catalogue
from m4d.core import money as amounts
from m4d.core.pages import public_page

from .. import policies, queries

# A territory is chosen on its own page and on that of a corridor; as a choice it is offered where it is in use.
FACETS = ("theme", "country", "stakeholder", "language", "corridor", "territory")
LONGEST_WORDS = 200


@public_page("catalogue:person", "catalogue:organization")
def person_list(request):
    """People by role and place for visitors, with names for members."""
    return _directory(request, "person", "people/person_list.html")


@public_page("catalogue:person", "catalogue:organization")
def organization_list(request):
    """Organizations by name."""
    return _directory(request, "organization", "people/organization_list.html")


def _directory(request, kind, template):
    words, filters = asked(request.GET)
    found = catalogue.find(
        kind=kind, audience_for=request.user, words=words, filters=filters, after=request.GET.get("after")
    )
    signed_in = request.user.is_authenticated
    return render(
        request,
        template,
        {
            "kind": kind,
            "found": found,
            "words": words,
            "filters": filters,
            "filters_in_use": sum(map(len, filters.values())),
            "counts": queries.directory_counts(request.user),
            "query": query_of(words, filters),
            "selects": _selects(found, filters),
            "chosen": _chosen(found, words, filters),
            "shown": _shown(found, bool(request.GET.get("after"))),
            "may_save": policies.may_save_search(request.user) if signed_in and (words or filters) else None,
        },
    )


def _selects(found, filters) -> list[dict]:
    """One select for each facet that offers a choice; codes beyond the first chosen one are kept beside it."""
    blocks = {block.code: block for block in found.facets}
    return [
        {
            "code": facet,
            "label": blocks[facet].label,
            "options": _options(blocks[facet], filters.get(facet, [""])[0]),
            "also": filters.get(facet, [])[1:],
        }
        for facet in FACETS
        if facet in blocks
    ]


def _options(block, chosen) -> SafeString:
    """Hundreds of options on every page, so they are written as one string; each value is escaped here."""

    def written() -> str:
        return "".join(
            [
                f'<option value="{escape(choice.code)}"{" selected" if choice.code == chosen else ""}>'
                f"{escape(str(choice.name))} ({choice.n if choice.n < 1000 else amounts.number(choice.n)})</option>"
                for choice in [*block.choices, *block.rest]
            ]
        )

    return mark_safe(block.once("options", written))  # noqa: S308


def _chosen(found, words, filters) -> list[dict]:
    """Each condition in use with the address of the list without it."""
    names = {
        (block.code, choice.code): choice.name
        for block in found.facets
        if block.code in filters
        for choice in (*block.choices, *block.rest)
    }
    chosen = []
    if words:
        chosen.append({"label": words, "without": query_of("", filters)})
    for facet, codes in filters.items():
        for code in codes:
            rest = {**filters, facet: [other for other in codes if other != code]}
            chosen.append({"label": names.get((facet, code), code), "without": query_of(words, rest)})
    return chosen


def _shown(found, is_further) -> str:
    """How much of the list stands on this page, as far as a list by key can say."""
    if not found.entries:
        return ""
    total = amounts.number(found.total)
    if not found.total_is_exact:
        return _("More than %(total)s found") % {"total": total}
    if is_further:
        return ngettext("%(total)s found", "%(total)s found", found.total) % {"total": total}
    last = amounts.number(len(found.entries))
    return _("1 to %(last)s of %(total)s") % {"last": last, "total": total}


def asked(parameters) -> tuple[str, dict[str, list[str]]]:
    """Words and filters of an address, whatever somebody typed there."""
    words = parameters.get("q", "")[:LONGEST_WORDS].strip()
    filters = {facet: [code for code in parameters.getlist(facet) if code][:20] for facet in FACETS}
    return words, {facet: codes for facet, codes in filters.items() if codes}


def query_of(words, filters) -> str:
    """The same question as part of an address, without the place in the list."""
    pairs = [("q", words)] if words else []
    pairs += [(facet, code) for facet, codes in filters.items() for code in codes]
    return urlencode(pairs)
