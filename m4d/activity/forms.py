"""What is told how soon."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import DEFAULT_CADENCE, Cadence, Event, Level

WRONG = {
    "invalid_choice": _("Choose one of the entries in the list."),
    "required": _("Choose one of the entries in the list."),
}


class Wishes(forms.Form):
    """For each kind of event, how soon a mail tells of it."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for event in DEFAULT_CADENCE:
            # What is new in the network is gathered: nothing of it is told at once.
            choices = [pair for pair in Cadence.choices if event != Event.NEWS or pair[0] != Cadence.NOW]
            self.fields[str(event)] = forms.ChoiceField(label=event.label, choices=choices, error_messages=WRONG)


class Following(forms.Form):
    """How much somebody is told of one thing that they follow, and how soon."""

    level = forms.ChoiceField(choices=Level.choices, error_messages=WRONG)
    cadence = forms.ChoiceField(choices=[("", ""), *Cadence.choices], required=False, error_messages=WRONG)
