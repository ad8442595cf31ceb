"""How Django's forms come out in our markup: label above, hint, error, control."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from m4d.core import money as amounts

LONGEST_SHOWN = 50_000
"""Characters of a value that come back with an error: a little more than any form takes."""


class Renderer(DjangoTemplates):
    """Renders `{{ form }}` and `{{ form.name.as_field_group }}` with our own templates."""

    form_template_name = "core/forms/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name, context, request=None):
        """Controls are written here: Django's templates include two or three files for each line of a list."""
        written = _WRITTEN.get(template_name)
        if written is None or context["widget"].get("wrap_label"):
            return super().render(template_name, context, request)
        return written(context["widget"])


def show_refusal(form, refusal) -> None:
    """What a rule objects to, each sentence beside the answer that it speaks of, the others above the form."""
    for reason in refusal.reasons:
        field = getattr(reason, "field", "")
        form.add_error(field if field in form.fields else None, reason)


def attributes(given: dict) -> str:
    """Attributes of an element as Django's own template writes them: none for False, the bare name for True."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in given.items()
        if value is not False
    )


def select_list(widget: dict) -> SafeString:
    """A list to choose from, the same as Django's template would give."""
    lines = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            lines.append(f'<optgroup label="{conditional_escape(group)}">')
        lines += [
            f'<option value="{conditional_escape(str(option["value"]))}"{attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>"
            for option in options
        ]
        if group:
            lines.append("</optgroup>")
    lines.append("</select>")
    return mark_safe("\n".join(lines))  # noqa: S308 every part is escaped above


def input_control(widget: dict) -> SafeString:
    """An input of any type, the same as Django's template would give."""
    given = widget["value"]
    value = "" if given is None else f' value="{conditional_escape(_bounded(str(given)))}"'
    name, cut = conditional_escape(widget["name"]), "" if widget["type"] == "hidden" else _said_to_be_cut(given)
    return mark_safe(f'<input type="{widget["type"]}" name="{name}"{value}{attributes(widget["attrs"])}>{cut}')  # noqa: S308


def text_area(widget: dict) -> SafeString:
    """A field of several lines, the same as Django's template would give."""
    name, value = conditional_escape(widget["name"]), conditional_escape(_bounded(widget["value"] or ""))
    cut = _said_to_be_cut(widget["value"])
    return mark_safe(f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{value}</textarea>{cut}')  # noqa: S308


def _bounded(value: str) -> str:
    """A value to show again, cut where no form of this site would take more."""
    return value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN]


def _said_to_be_cut(value) -> SafeString:
    """A sentence under a field whose text was too long to come back as a whole."""
    if len(str(value or "")) <= LONGEST_SHOWN:
        return SafeString()
    number = amounts.number(LONGEST_SHOWN)
    said = _("Only the first %(number)s characters came back. The rest was cut off.") % {"number": number}
    return format_html('<p class="error">{}</p>', said)


_INPUTS = ("text", "email", "url", "number", "hidden", "date", "checkbox", "checkbox_option", "radio_option")
_WRITTEN = {
    "django/forms/widgets/select.html": select_list,
    "django/forms/widgets/textarea.html": text_area,
    **{f"django/forms/widgets/{name}.html": input_control for name in _INPUTS},
}


FILES_HINT = _(
    "Pictures, PDF, office documents without macros, CSV, text or ZIP, at most 10 MB each. Pictures lose what the "
    "camera wrote into them; documents keep what your program wrote, your name for example."
)


class ManyFiles(forms.FileField):
    """Several files in one field; whether each may be kept is found out when it is opened."""

    widget = type("ManyFilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def widget_attrs(self, widget):
        """As high as any other field, for fingers."""
        return {"class": "input"}

    def clean(self, data, initial=None):
        """The uploads, in the order in which they were chosen."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(ManyFiles, self).clean(one, initial) for one in given]


class Compared(forms.Form):
    """A form of something that others may save meanwhile: it then shows what was typed beside what is stored."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.conflicts = []

    def compare(self, theirs: dict, *, version) -> None:
        """Somebody saved meanwhile: keep what was typed, show both, and let the next save win knowingly."""
        for name in theirs:
            mine, kept = self.said(name, self.cleaned_data.get(name)), self.said(name, theirs[name])
            if mine != kept:
                self.conflicts.append({"label": self.fields[name].label, "mine": mine, "stored": kept})
        self.data = self.data.copy()
        self.data["version"] = str(version)
        self.add_error(
            None, _("This was saved meanwhile in another window. Compare both texts, then save again to keep yours.")
        )

    def said(self, name: str, value) -> str:
        """A value as people read it: names for codes."""
        names = dict(getattr(self.fields[name], "choices", ()))
        several = value if isinstance(value, list) else [value] if value else []
        return ", ".join(str(names.get(one, one)) for one in several)


class Explained(str):
    """The words of a choice, with a hint under them: `(code, Explained("Members", "Signed-in people only"))`."""

    hint: str

    def __new__(cls, label, hint=""):
        explained = super().__new__(cls, label)
        explained.hint = hint
        return explained


def filters_word(chosen: int) -> str:
    """What stands on the filters of a list while they are folded, with how many are in use."""
    return str(_("Filters (%(number)s)") % {"number": chosen} if chosen else _("Filters"))


class Appearance(forms.Form):
    """How pages look on this device."""

    theme = forms.ChoiceField(
        label=_("Light or dark"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("As this device is set")),
            ("light", pgettext_lazy("colours of the page", "Light")),
            ("dark", pgettext_lazy("colours of the page", "Dark")),
        ],
    )
    light = forms.BooleanField(
        label=_("Light pages"),
        required=False,
        help_text=_("Pages come without maps, photos and our own letters. They need less data."),
    )
    is_filter = True

    def light_cookie(self) -> str:
        return "1" if self.cleaned_data["light"] else ""
