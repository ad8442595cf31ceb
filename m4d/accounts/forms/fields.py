"""Fields that several forms of the room share."""

import re
import unicodedata

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from m4d.core import text
from m4d.core.time import zone_meant, zone_name, zone_names

from ..models import NAME_LENGTH

#: Longest password that is taken, in characters: enough for any sentence, too little to keep the server hashing.
PASSWORD_LENGTH = 512

#: Longest wrong input that is shown again, in characters, so that a huge one does not travel back.
SHOWN_LENGTH = 400

_LINK = re.compile(r"https?:|www\.|://|@|\b[\w-]+\.(?:com|net|org|info|biz|ru|cn|io|top|xyz|shop|site|online)\b", re.I)


class Line(forms.TextInput):
    """One line of text; what was typed comes back, except where it is absurdly long."""

    def format_value(self, value):
        """The value to show again, cut where nobody would read on."""
        shown = super().format_value(value)
        return shown[:SHOWN_LENGTH] if shown else shown


class NameField(forms.CharField):
    """A person's name: any script and any length a name has, but nothing that pretends to be somebody else."""

    def __init__(self, **options):
        options.setdefault("label", _("Your name"))
        options.setdefault("help_text", _("As colleagues know you. Only signed-in members see it."))
        options.setdefault("max_length", NAME_LENGTH)
        options.setdefault(
            "error_messages",
            {
                "required": _("Give the name that colleagues know you by."),
                "max_length": _("Shorten the name to at most %(limit_value)d characters."),
            },
        )
        super().__init__(widget=Line(attrs={"autocomplete": "name", "dir": "auto"}), **options)

    def clean(self, value):
        """A single tidy line, or a sentence that says what to change."""
        name = super().clean(value)
        if text.has_controls(name):
            raise ValidationError(_("Remove the invisible characters from the name, then type it again by hand."))
        if not any(unicodedata.category(letter)[0] == "L" for letter in name):
            raise ValidationError(_("Write the name with letters."))
        if text.mixed_scripts(name):
            raise ValidationError(
                _(
                    "This name mixes letters of different alphabets that look alike. "
                    "Write each word in one alphabet only."
                )
            )
        if text.has_markup(name):
            raise ValidationError(_("Write plain words here, without HTML tags."))
        if _LINK.search(name):
            raise ValidationError(_("Write only your name here, without a web or e-mail address."))
        return text.clean_line(name)


class ZoneInput(Line):
    """A line that finds a place while it is typed; a script offers the zone of the device."""

    def format_value(self, value):
        """The place by its name; what is not a zone comes back as it was typed."""
        return super().format_value(zone_name(value) if value else value)

    def render(self, name, value, attrs=None, renderer=None):
        """The line, and under it the places to choose from with the codes that programs use."""
        places = f"{(attrs or {}).get('id', name)}_places"
        line = super().render(name, value, {**(attrs or {}), "list": places}, renderer)
        options = format_html_join(
            "", '<option value="{1}">{0}</option>', zone_names(get_language() or settings.LANGUAGE_CODE).items()
        )
        return format_html('{}<datalist id="{}">{}</datalist>', line, places, options)


class ZoneField(forms.CharField):
    """A time zone, by a place that keeps its time."""

    def __init__(self, **options):
        super().__init__(
            label=_("Your time zone"),
            help_text=format_lazy(
                _(
                    "Type a large town of your country, such as Dakar, and choose it from the list. "
                    "Without one, times are told in that of the site: {zone}."
                ),
                zone=settings.TIME_ZONE,
            ),
            max_length=120,
            required=False,
            widget=ZoneInput(attrs={"autocomplete": "off", "data-own-zone": _("Use the zone of this device: #")}),
            **options,
        )

    def clean(self, value):
        """The code of the zone, or a sentence that says how to find one."""
        typed = text.clean_line(super().clean(value))
        zone = zone_meant(typed) if typed else ""
        if typed and not zone:
            raise ValidationError(_("We know no time zone of this name. Choose a large town near you from the list."))
        return zone


def email_field(*, label=None, help_text=""):
    """An e-mail address, always in lower case."""
    return LowerEmailField(
        label=label or _("E-mail address"),
        help_text=help_text,
        max_length=254,
        widget=Line(attrs={"type": "email", "autocomplete": "email", "dir": "ltr", "inputmode": "email"}),
        error_messages={
            "required": _("Give your e-mail address."),
            "invalid": _("Give a full e-mail address, such as amina@example.org."),
            "max_length": _("This address is too long to be an e-mail address. Check it and type it again."),
        },
    )


class LowerEmailField(forms.EmailField):
    """An address as it is kept: without spaces around it, in lower case."""

    def clean(self, value):
        """The address in the one spelling that we keep."""
        return super().clean(value).lower()


def restyle(form, name, *, label=None, help_text=None, required=None, autocomplete=None):
    """Give one of allauth's fields our words: a label above it, a hint, and no text inside the box."""
    field = form.fields[name]
    field.widget.attrs.pop("placeholder", None)
    if label is not None:
        field.label = label
    if help_text is not None:
        field.help_text = help_text
    if required is not None:
        field.error_messages["required"] = required
    if autocomplete is not None:
        field.widget.attrs["autocomplete"] = autocomplete
    return field


def restyle_password(form, name, *, label, help_text="", new=False):
    """Give a password field our words and a length that cannot keep the server busy."""
    required = _("Choose a password.") if new else _("Give your password.")
    field = restyle(form, name, label=label, help_text=help_text, required=required)
    field.max_length = PASSWORD_LENGTH
    field.validators.append(TooLong())
    field.widget.attrs["dir"] = "ltr"
    return field


class TooLong:
    """Refuses a password that is longer than any sentence."""

    def __call__(self, value):
        if len(value) > PASSWORD_LENGTH:
            raise ValidationError(
                _("Shorten the password to at most %(limit)d characters."), params={"limit": PASSWORD_LENGTH}
            )


def password_hint():
    """What a new password needs, in one line."""
    return _("At least 8 characters. Three words that belong together only for you are easy to keep in mind.")
