"""Lists and facets as HTML, built as strings: fifty of them cost less than one template include each would."""

import json
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.catalogue import queries
from m4d.catalogue.models import registry
from m4d.core.money import number
from m4d.core.text import direction
from m4d.core.ui.forms import filters_word
from m4d.core.ui.icons import ICONS, icon
from m4d.vocabulary import queries as vocabulary

register = template.Library()


def safe(html: str) -> SafeString:
    """HTML whose parts were escaped where it was built."""
    return mark_safe(html)  # noqa: S308


def shown_number(n: int) -> str:
    """A count in the reader's language."""
    return str(n) if n < 1000 else str(number(n))


@register.simple_tag
def facets(listing) -> SafeString:
    """The form that narrows a list: one group per facet, open where something is chosen; empty without a choice."""
    # Sentences stand outside of f-strings: what collects them for translators does not look inside.
    narrow, apply = escape(_("Narrow the results")), escape(_("Apply"))
    blocks, kinds = listing.found.facets, _kinds(listing)
    if len(kinds) > 1:
        blocks = [queries.FacetBlock("kind", _("Type"), kinds), *blocks]
    if not blocks:
        return safe("")
    parts = [
        f'<form class="facets" action="{escape(listing.path)}" aria-label="{narrow}">',
        *(_hidden(name, value) for name, value in listing.parameters(kind=[], **dict.fromkeys(listing.filters, []))),
        f'<details class="fold"><summary>{escape(filters_word(listing.narrowed_by))}</summary>',
    ]
    parts += [_group(block, is_open=position == 0 or block.is_chosen) for position, block in enumerate(blocks)]
    parts.append(f'<p class="gap-small"><button class="button quiet small">{apply}</button></p>')
    return safe("".join([*parts, "</details></form>"]))


def _kinds(listing) -> list[queries.Choice]:
    if "kind" in listing.fixed:
        return []
    rows = [
        queries.Choice(code, str(kind.plural), listing.found.by_kind.get(code, 0), code in listing.kinds)
        for code, kind in registry.kinds.items()
    ]
    return [row for row in rows if row.n or row.chosen]


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _group(block, *, is_open: bool) -> str:
    return f"<details{' open' if is_open else ''}>{block.once('choices', lambda: _choices(block))}</details>"


def _choices(block) -> str:
    label = escape(str(block.label))
    rows = "".join([_choice(block.code, choice) for choice in block.choices])
    if block.rest:
        more = "".join([_choice(block.code, choice) for choice in block.rest])
        show_more = escape(_("Show more"))
        rows += f"<details><summary>{show_more}</summary>{more}</details>"
    return f'<summary>{label}</summary><fieldset><legend class="hidden-text">{label}</legend>{rows}</fieldset>'


def _choice(facet: str, choice) -> str:
    checked = " checked" if choice.chosen else ""
    return (
        f'<label class="choice small"><input type="checkbox" name="{facet}" value="{escape(choice.code)}"{checked}>'
        f'<span>{escape(choice.name)} <span class="soft small">{shown_number(choice.n)}</span></span></label>'
    )


@register.simple_tag
def chosen(listing) -> SafeString:
    """What is chosen, each with a link that removes it."""
    rows = listing.chosen
    if not rows:
        return safe("")
    remove = escape(_("remove"))
    links = "".join(
        f'<a href="{escape(address)}"><bdi>{escape(name)}</bdi> <span aria-hidden="true">×</span>'
        f'<span class="hidden-text">, {remove}</span></a> '
        for name, address in rows
    )
    if len(rows) > 1:
        remove_all = escape(_("Remove all"))
        links += f'<a href="{escape(listing.cleared_address)}">{remove_all}</a>'
    return safe(f'<p class="chosen gap-small">{links}</p>')


@register.simple_tag
def orders(listing) -> SafeString:
    """In which order the list stands, with links to the other orders."""
    label = escape(_("Order:"))
    rows = "".join(
        f" <strong>{escape(name)}</strong>" if current else f' <a href="{escape(address)}">{escape(name)}</a>'
        for name, address, current in listing.orders
    )
    return safe(f'<p class="small row"><span class="soft">{label}</span>{rows}</p>')


@register.simple_tag
def entries(listing, kind_shown=True) -> SafeString:
    """The results as a list; where a searched word stands only in the text, the place is shown."""
    found = listing.found if hasattr(listing, "found") else listing
    items = found.entries if hasattr(found, "entries") else found
    kinds = {code: _kind(registry.kinds[code]) for code in {entry.kind for entry in items} if code in registry.kinds}
    rows = [f"<li>{kinds.get(entry.kind, '') if kind_shown else ''}{entry.html}{_why(entry)}</li>" for entry in items]
    return safe(f'<ul class="entries">{"".join(rows)}</ul>') if rows else safe("")


def _kind(kind) -> str:
    drawing = icon(kind.icon if kind.icon in ICONS else "doc")
    return f'<p class="kind">{drawing}{escape(str(kind.label))}</p>'


def _why(entry) -> str:
    if not entry.why:
        return ""
    reason = entry.why[0]
    if reason.where in registry.facets:
        label = escape(str(registry.facets[reason.where].label))
        return f'<p class="small"><span class="soft">{label}:</span> {reason.html}</p>'
    language = vocabulary.language_within(reason.language)
    sentence = {
        "title": _("In the title in %(language)s:"),
        "summary": _("In the summary in %(language)s:"),
        "text": _("In the text in %(language)s:"),
        "name": _("Connected with:"),
    }[reason.where] % {"language": language}
    lang = escape(reason.language)
    return (
        f'<p class="small"><span class="soft">{escape(sentence)}</span> '
        f'<span lang="{lang}" dir="{direction(reason.language)}">{reason.html}</span></p>'
    )


@register.simple_tag
def pager(listing) -> SafeString:
    """Links to the next page and back to the first."""
    next_page, first_page, label = escape(_("Next page")), escape(_("First page")), escape(_("Pages of results"))
    links = ""
    if listing.next_address:
        links += f'<a class="button quiet" href="{escape(listing.next_address)}" rel="next">{next_page}</a> '
    if listing.first_address:
        links += f'<a href="{escape(listing.first_address)}">{first_page}</a>'
    return safe(f'<nav class="pager" aria-label="{label}">{links}</nav>' if links else "")


@register.simple_tag
def result_count(found) -> str:
    """How many results there are, as a heading; "more than" where they were not all counted."""
    n = found.total
    shown = shown_number(n)
    if not found.total_is_exact:
        return _("More than %(number)s results") % {"number": shown}
    return ngettext("%(number)s result", "%(number)s results", n) % {"number": shown}


@register.simple_tag
def all_of_kind(kind) -> str:
    """The words of a link to all cards of a kind with a subject."""
    return _("%(kind)s: see all %(number)s") % {"kind": kind.label, "number": shown_number(kind.n)}


@register.simple_tag
def shelves():
    """The lists of subjects by which everything can be browsed."""
    return list(queries.SHELVES.values())


@register.simple_tag
def json_ld(thing) -> SafeString:
    """The schema.org description of a thing as a data block, from what visitors may see of it."""
    found = queries.structured_data(thing, get_language() or "en")
    if found is None:
        return safe("")
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return safe(f'<script type="application/ld+json">{text}</script>')
