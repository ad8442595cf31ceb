"""What is told how soon."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import DEFAULT_CADENCE, Cadence, Level

WRONG = {
    "invalid_choice": _("Choose one of the entries in the list."),
    "required": _("Choose one of the entries in the list."),
}


class Wishes(forms.Form):
    """For each kind of event, how soon a mail tells of it."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for event in DEFAULT_CADENCE:
            self.fields[str(event)] = forms.ChoiceField(
                label=event.label, choices=Cadence.choices, error_messages=WRONG
            )


class Following(forms.Form):
    """How much somebody is told of one thing that they follow, and how soon."""

    level = forms.ChoiceField(choices=Level.choices, error_messages=WRONG)
    cadence = forms.ChoiceField(choices=[("", ""), *Cadence.choices], required=False, error_messages=WRONG)
