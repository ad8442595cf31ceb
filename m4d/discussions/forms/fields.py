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
from m4d.people import queries as people
from m4d.people.models import Organization
from m4d.places import queries as places
from m4d.places.models import Territory
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


class OrganizationMeant(Line):
    """An organization of the directory by its name or the address of its page."""

    def prepare_value(self, value):
        """An organization as it is written here."""
        return people.written_organizations([value])[value.pk] if isinstance(value, Organization) else value

    def clean(self, value):
        """The organization, or a sentence that says what to write."""
        typed = super().clean(value)
        found = people.organizations_meant(typed) if typed else []
        if typed and not found:
            raise ValidationError(
                _("The directory has no organization “%(name)s”. Copy the name or the address of its page."),
                params={"name": typed},
            )
        if len(found) > 1:
            addresses = ", ".join(organization.get_absolute_url() for organization in found[:4])
            raise ValidationError(
                _("Several organizations are named “%(name)s”. Write the address of one: %(addresses)s"),
                params={"name": typed, "addresses": addresses},
            )
        return found[0] if found else None


class TerritoryMeant(Line):
    """A territory by its name in any language, where needed with what it lies in."""

    def prepare_value(self, value):
        """A territory as it is written here."""
        return places.written_name(value.slug, get_language() or "en") if isinstance(value, Territory) else value

    def clean(self, value):
        """The territory, or a sentence that says what to write."""
        typed = super().clean(value)
        found = places.territories_meant(typed) if typed else []
        if typed and not found:
            raise ValidationError(
                _("We know no territory named “%(name)s”. Check the spelling, or add the country after a comma."),
                params={"name": typed},
            )
        if len(found) > 1:
            written = (places.written_name(one.slug, get_language() or "en") for one in found[:4])
            raise ValidationError(
                _("Several territories are named “%(name)s”. Write one of these: %(examples)s."),
                params={"name": typed, "examples": "; ".join(written)},
            )
        return found[0] if found else None


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
