"""Texts by people in templates: always with their language, their direction and an honest label."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.languages import queries
from m4d.languages.choices import SHORT_ENOUGH_TO_UNFOLD, Form
from m4d.vocabulary import queries as vocabulary

register = template.Library()


@register.simple_tag
def text(thing, field: str, as_: str = "", label: bool = True) -> SafeString:
    """`{% text project "summary" %}`: the best version for the reader, with its label and the original at hand.

    as_="span" gives one line without a label (add `{% text_label %}` where there is room for it);
    label=False leaves the label out of a block.
    """
    shown = queries.best(thing, field)
    if shown is None:
        return mark_safe("")
    if as_ == "span" or shown.form == Form.LINE:
        return _line(shown)
    block = format_html('<div class="prose" lang="{}" dir="{}">{}</div>', shown.language, shown.direction, shown.html)
    return block + _label(thing, field, shown) if label else block


@register.simple_tag
def text_label(thing, field: str) -> SafeString:
    """Where the shown version comes from; empty when it is the original in the reader's language."""
    shown = queries.best(thing, field)
    return _label(thing, field, shown) if shown else mark_safe("")


@register.simple_tag
def text_language(thing, field: str) -> SafeString:
    """`lang="fr" dir="ltr"` of the version that `{% text %}` shows, for an element of one's own."""
    shown = queries.best(thing, field)
    return format_html('lang="{}" dir="{}"', shown.language, shown.direction) if shown else mark_safe("")


@register.simple_tag
def original_label(language: str) -> str:
    """ "Original in French", for a text whose language is known otherwise."""
    return queries.original_label(language)


@register.simple_tag
def language_name(code: str) -> str:
    """The name of a language in that of the reader."""
    return vocabulary.name("language", code)


@register.simple_tag
def written_in(language: str) -> SafeString:
    """ "Original in French" for readers of other languages, where a text has no version but the original."""
    if not language or language == get_language():
        return mark_safe("")
    return format_html('<span class="small soft">{}</span>', queries.original_label(language))


def _line(shown) -> SafeString:
    words = shown.html if shown.form == Form.LINE else " ".join(shown.text.split())
    return format_html('<span lang="{}" dir="{}">{}</span>', shown.language, shown.direction, words)


def _label(thing, field, shown) -> SafeString:
    if not shown.labels:
        return mark_safe("")
    said = format_html_join(" ", "<span>{}</span>", ((sentence,) for sentence in shown.labels))
    line = format_html('<p class="meta provenance">{} {}</p>', said, _way_to_versions(thing, field))
    return line + _original(thing, field, shown)


def _original(thing, field, shown) -> SafeString:
    """The original, folded under its label when short, one link away when long; nothing when it is shown already."""
    original = shown.original
    if original is None:
        return mark_safe("")
    if len(original.text) > SHORT_ENOUGH_TO_UNFOLD:
        return mark_safe("")
    return format_html(
        '<details class="original"><summary>{}</summary><div class="prose" lang="{}" dir="{}">{}</div></details>',
        queries.original_label(original.language),
        original.language,
        original.direction,
        original.html,
    )


def _way_to_versions(thing, field) -> SafeString:
    if queries.texts_of(thing) is None:
        return mark_safe("")
    return format_html(
        '<a href="{}">{}</a>',
        reverse("languages:text_detail", args=[thing._meta.label_lower, thing.pk, field]),
        _("Original and translations"),
    )
