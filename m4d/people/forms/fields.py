"""Form fields that several forms of this room share."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.functional import lazy
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.core import money as amounts
from m4d.core.pages.memory import Memory
from m4d.core.text import clean_line, clean_text, fold, has_markup, mixed_scripts
from m4d.vocabulary import queries as vocabulary

SITE_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def no_markup(value: str) -> None:
    """Text is plain here: what looks like HTML is refused with a sentence, never interpreted and never cut."""
    if has_markup(value):
        raise ValidationError(_("Write plain words here, without HTML tags."))


def one_script(value: str) -> None:
    """A name that mixes look-alike letters of two writing systems could pass for somebody else's."""
    if mixed_scripts(value):
        raise ValidationError(
            _("This name mixes letters of two writing systems in one word. Type it again in one of them.")
        )


def not_too_long(limit: int):
    """A validator that names both the limit and the length."""

    def check(value: str) -> None:
        if len(value) > limit:
            raise ValidationError(
                ngettext(
                    "Write at most %(limit)s character. This has %(length)s.",
                    "Write at most %(limit)s characters. This has %(length)s.",
                    limit,
                )
                % {"limit": amounts.number(limit), "length": amounts.number(len(value))}
            )

    return check


class Line(forms.CharField):
    """One line of plain text, cleaned of control and direction-changing characters."""

    def __init__(self, *, limit, names=False, **options):
        checks = [not_too_long(limit), no_markup, *([one_script] if names else [])]
        super().__init__(validators=checks, **options)
        self.widget.attrs.setdefault("class", "input")

    def to_python(self, value):
        """The line without what cannot be seen."""
        return clean_line(super().to_python(value) or "")


class Paragraphs(forms.CharField):
    """Several lines of plain text."""

    def __init__(self, *, limit, rows=6, **options):
        options.setdefault("widget", forms.Textarea(attrs={"class": "input", "rows": rows}))
        super().__init__(validators=[not_too_long(limit), no_markup], **options)

    def to_python(self, value):
        """The text without what cannot be seen; paragraphs stay."""
        return clean_text(super().to_python(value) or "")


class Address(forms.URLField):
    """A web address; "example.org" is taken for https."""

    def __init__(self, *, limit=200, **options):
        options.setdefault("assume_scheme", "https")
        options.setdefault("error_messages", {"invalid": _web_address_wanted()})
        super().__init__(max_length=limit, **options)
        self.widget.attrs.setdefault("class", "input")
        self.widget.attrs.setdefault("inputmode", "url")


_web_address_wanted = lazy(lambda: _("Give a web address, for example https://example.org."), str)


_written = Memory("vocabulary")
"""Lines of long lists, in each language written once until a vocabulary changes."""


def term_choices(scheme: str, empty: str = "") -> list[tuple[str, str]]:
    """Codes and names of a vocabulary in the reader's language, with an empty answer on top when one is given.

    The languages of this site come before all others, in the order of the site.
    """
    found = vocabulary.choices(scheme)
    if scheme == "language":
        place = {code: number for number, code in enumerate(SITE_LANGUAGES)}
        found = sorted(found, key=lambda pair: place.get(pair[0], len(place)))
    return [("", empty), *found] if empty else found


class TermSelect(forms.Select):
    """A list of the terms of a vocabulary; only the chosen line is marked anew for each page."""

    def __init__(self, scheme, empty):
        super().__init__(attrs={"class": "input"})
        self.scheme, self.empty = scheme, empty

    def render(self, name, value, attrs=None, renderer=None):
        """The list with the chosen line marked. A code that was retired meanwhile stays as long as it is chosen."""
        lines, chosen = self._lines(), str(value or "")
        mark = f'value="{escape(chosen)}"'
        if f"{mark}>" in lines:
            lines = lines.replace(f"{mark}>", f"{mark} selected>", 1)
        elif vocabulary.has(self.scheme, chosen):
            lines += f"<option {mark} selected>{escape(vocabulary.name(self.scheme, chosen))}</option>"
        wrapping = flatatt({"name": name, **self.attrs, **(attrs or {})})
        return format_html("<select{}>{}</select>", wrapping, mark_safe(lines))  # noqa: S308 escaped above

    def _lines(self) -> str:
        def write():
            return format_html_join("", '<option value="{}">{}</option>', term_choices(self.scheme, str(self.empty)))

        return _written.get(("select", self.scheme, get_language(), str(self.empty)), write)


class Term(forms.ChoiceField):
    """One code of a vocabulary, or none."""

    def __init__(self, scheme, *, empty, **options):
        super().__init__(widget=TermSelect(scheme, empty), **options)
        self.scheme = scheme

    def valid_value(self, value):
        """Whether the vocabulary has the code."""
        return vocabulary.has(self.scheme, value)


class Terms(forms.MultipleChoiceField):
    """Some codes of a vocabulary, a few at most: all of them would tell nobody anything."""

    def __init__(self, scheme, *, most, without=frozenset(), **options):
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        self.scheme, self.most, self.without = scheme, most, without
        super().__init__(choices=self._offered, **options)

    def _offered(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name in term_choices(self.scheme) if code not in self.without]

    def valid_value(self, value):
        """Whether the vocabulary has the code, and it is one of those asked for."""
        return value not in self.without and vocabulary.has(self.scheme, value)

    def validate(self, value):
        """Known codes, and not too many."""
        super().validate(value)
        self.check_number(value)

    def check_number(self, codes) -> None:
        """Refuse more than there may be."""
        if len(codes) > self.most:
            raise ValidationError(
                ngettext("Choose at most %(most)s.", "Choose at most %(most)s.", self.most) % {"most": self.most}
            )

    def offer(self, codes) -> None:
        """Show boxes for these codes alone; the rest of a long list is named in a line beside (`TermNames`)."""
        self.choices = [(code, vocabulary.name(self.scheme, code)) for code in dict.fromkeys(codes)]


class NamesInput(forms.TextInput):
    """A line that offers the names of a vocabulary while somebody types; without that, names are typed in full."""

    def __init__(self, scheme):
        super().__init__(attrs={"class": "input", "list": f"{scheme}-names", "autocomplete": "off"})
        self.scheme = scheme

    def render(self, name, value, attrs=None, renderer=None):
        """The line, and the names after it."""
        return super().render(name, value, attrs, renderer) + _written.get(
            ("names", self.scheme, get_language()), self._names
        )

    def _names(self):
        names = format_html_join("", "<option>{}</option>", ((name,) for _code, name in term_choices(self.scheme)))
        return format_html('<datalist id="{}">{}</datalist>', f"{self.scheme}-names", names)


class TermNames(Line):
    """Names of terms as people write them, in any language of the site, with commas between; gives the codes."""

    def __init__(self, scheme, **options):
        super().__init__(limit=300, widget=NamesInput(scheme), **options)
        self.scheme = scheme

    def clean(self, value):
        """The codes behind the names."""
        line = super().clean(value)
        known = vocabulary.understood(self.scheme)
        whole = known.get(fold(line))
        names = [line] if whole else [name.strip() for name in re.split("[,;،]", line) if name.strip()]
        unknown = [name for name in names if fold(name) not in known]
        if unknown:
            raise ValidationError(
                _("We do not know “%(name)s”. Choose from the names that appear while you type.")
                % {"name": unknown[0]}
            )
        return [known[fold(name)] for name in names]
