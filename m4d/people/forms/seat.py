"""Forms of seats."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import policies
from .fields import Line, Paragraphs, Term

NOTE_HINT = gettext_lazy("Open matters, whom to call, dates that come. Nothing private: it stays with the seat.")


class Day(forms.DateField):
    """A calendar day, chosen or typed."""

    def __init__(self, **options):
        options.setdefault(
            "widget", forms.DateInput(attrs={"type": "date", "class": "input brief"}, format="%Y-%m-%d")
        )
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"])
        super().__init__(**options)


class SeatForm(forms.Form):
    """A duty to open."""

    duty = Line(
        label=gettext_lazy("Duty"),
        limit=160,
        help_text=gettext_lazy(
            "What the seat is for, whoever holds it: migration desk, focal point, deputy mayor for partnerships."
        ),
    )
    language = Term(
        "language", empty=gettext_lazy("Choose a language"), label=gettext_lazy("Language in which you write here")
    )
    for_territory = forms.BooleanField(
        required=False, label=gettext_lazy("Whoever holds this seat may speak for the territory of the organization")
    )


class MandateForm(forms.Form):
    """Who holds the seat next, from when and until when.

    The number of the present holding says whether somebody else changed who holds the seat in the meantime.
    """

    holding = forms.IntegerField(widget=forms.HiddenInput, required=False)
    successor = forms.ChoiceField(label=gettext_lazy("Next holder"), widget=forms.RadioSelect)
    mandate_from = Day(label=gettext_lazy("From"))
    mandate_until = Day(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The last day of the mandate. Leave it empty when no end is known."),
    )
    evidence = Paragraphs(
        label=gettext_lazy("What shows the mandate"),
        limit=2000,
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "For example the date of the decision. Only the holder, the organization's admins and verifiers read it."
        ),
    )

    note = Paragraphs(
        label=gettext_lazy("What the next holder needs to know"),
        limit=4000,
        rows=4,
        required=False,
        help_text=NOTE_HINT,
    )
    language = Term(
        "language", empty=gettext_lazy("Choose a language"), label=gettext_lazy("Language in which you write here"),
        required=False,
    )  # fmt: skip

    def __init__(self, data=None, *, people, may_note, holding, **options):
        super().__init__(data, **options)
        self.present = self.fields["holding"].initial = holding.pk if holding is not None else None
        successor = self.fields["successor"]
        successor.choices = [(str(pk), name) for pk, name in people]
        if len(successor.choices) == 1:
            successor.initial = successor.choices[0][0]
        if not may_note:
            del self.fields["note"], self.fields["language"]

    def clean(self):
        """A mandate does not end before it begins, and it follows the one that stood on the page."""
        values = super().clean()
        if values.get("holding") != self.present:
            # What was typed stays; the page shows who holds the seat now, and the next save hands it over knowingly.
            self.data = self.data.copy()
            self.data[self.add_prefix("holding")] = "" if self.present is None else str(self.present)
            raise ValidationError(policies.MOVED_ON)
        begins, ends = values.get("mandate_from"), values.get("mandate_until")
        if begins and ends and ends < begins:
            raise ValidationError({"mandate_until": _("Give a last day that is not before the first day.")})
        if values.get("note") and not values.get("language"):
            raise ValidationError({"language": _("Choose the language of the note.")})
        return values


class RenewalForm(MandateForm):
    """A new mandate for whoever held the seat until the last one ran out."""

    def __init__(self, data=None, *, holding, **options):
        super().__init__(data, people=[], may_note=False, holding=holding, prefix="renewal", **options)
        del self.fields["successor"]

    def clean_mandate_until(self):
        """A day to come, as the policy asks."""
        until = self.cleaned_data["mandate_until"]
        if reasons := policies.may_run_until(until, timezone.now().date()).reasons:
            raise ValidationError(list(reasons))
        return until


class HoldingForm(forms.Form):
    """Which mandate somebody looked at before pressing a button beside it."""

    holding = forms.IntegerField()


class RefusalForm(HoldingForm):
    """Why a verifier cannot confirm the mandate that stands beside it."""

    holding = forms.IntegerField(widget=forms.HiddenInput)
    reason = Paragraphs(
        label=gettext_lazy("Reason"),
        limit=2000,
        rows=3,
        help_text=gettext_lazy("The holder reads it. Say what would help."),
    )


class SeatNoteForm(forms.Form):
    """A note for whoever holds the seat next."""

    text = Paragraphs(label=gettext_lazy("Note for whoever holds this seat"), limit=4000, rows=4, help_text=NOTE_HINT)
    language = Term(
        "language", empty=gettext_lazy("Choose a language"), label=gettext_lazy("Language in which you write here")
    )
