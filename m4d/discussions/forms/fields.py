"""Fields that several forms of this room share."""

from functools import cache

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from m4d.core.text import clean_line, clean_text
from m4d.core.time import zone_meant, zone_name, zone_names
from m4d.vocabulary import queries as vocabulary

MARKS = _("An empty line makes a paragraph. **Two stars** make words strong, a line that begins with > quotes.")


class Line(forms.CharField):
    """One line without what cannot be seen."""

    def to_python(self, value):
        """The line, cleaned."""
        return clean_line(super().to_python(value) or "")


class Text(forms.CharField):
    """Paragraphs, with the few marks that are understood."""

    def __init__(self, *, rows=8, marks=True, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        if marks:
            options.setdefault("help_text", MARKS)
        super().__init__(**options)

    def to_python(self, value):
        """The text, cleaned."""
        return clean_text(super().to_python(value) or "")


class Zone(forms.CharField):
    """A named time zone, by a place that keeps its time."""

    def __init__(self, **options):
        super().__init__(max_length=120, **options)
        self.widget.attrs["list"] = "discussions-zones"

    def prepare_value(self, value):
        """The place by its name; what is no zone comes back as it was typed."""
        return zone_name(value) if value else value

    def clean(self, value):
        """The code of the zone, or a sentence that says how to find one."""
        typed = clean_line(super().clean(value))
        zone = zone_meant(typed) if typed else ""
        if typed and not zone:
            raise ValidationError(_("We know no time zone of this name. Write the name of a large town there."))
        return zone


class Said(SafeString):
    """Words of somebody as a choice, in their language and direction, with a hint of who said them."""

    hint: str = ""


def said(text: str, language: str, hint: str = "") -> Said:
    """A choice that shows what somebody wrote."""
    choice = Said(format_html('<bdi lang="{}">{}</bdi>', language, text))
    choice.hint = format_html("<bdi>{}</bdi>", hint) if hint else ""
    return choice


def zone_choices() -> list[str]:
    """The places to choose from, in the reader's language."""
    return list(zone_names((get_language() or "en").split("-")[0]).values())


class Day(forms.DateField):
    """A day."""

    def __init__(self, **options):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


@cache
def language_choices(_language: str) -> list[tuple[str, str]]:
    """Languages a text may be written in: those of the site first."""
    own = [code for code, _name in settings.LANGUAGES]
    rest = [pair for pair in vocabulary.choices("language") if pair[0] not in own]
    return [(code, name) for code, name in settings.LANGUAGES] + rest


class WrittenIn(forms.Form):
    """A form whose texts are in one language, to begin with that of the page."""

    language = forms.ChoiceField(label=_("Language of the text"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["language"].choices = language_choices(get_language() or "en")
        self.fields["language"].initial = get_language()
