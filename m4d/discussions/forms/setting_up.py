"""Proposals, answers, dates, questions, moderators."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from m4d.accounts.models import Person
from m4d.core.ui.forms import Compared
from m4d.vocabulary import queries as vocabulary

from ..choices import LONGEST_TEXT
from .fields import Day, Line, Text, WrittenIn, Zone

MOST_THEMES = 3


def _themes():
    return vocabulary.choices("theme")


class Themed(forms.Form):
    """A form with themes."""

    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, choices=lazy(_themes, list), widget=forms.CheckboxSelectMultiple,
        help_text=_("At most three."),
    )  # fmt: skip

    def clean_themes(self):
        """Not so many that they tell nothing."""
        if len(self.cleaned_data["themes"]) > MOST_THEMES:
            raise ValidationError(_("Choose at most three themes."))
        return self.cleaned_data["themes"]


class ProposalForm(Themed, WrittenIn):
    """A member asks for a discussion."""

    title = Line(label=_("Question or title"), max_length=200)
    purpose = Text(label=_("Why, and for whom"), max_length=4000)
    field_order = ["title", "purpose", "language", "themes"]


class AnswerForm(WrittenIn):
    """A facilitator answers a proposal."""

    is_taken_up = forms.TypedChoiceField(
        label=_("Answer"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes, we take it up")), ("no", _("No, not now"))],
    )  # fmt: skip
    reason = Text(label=_("Reason"), rows=4, max_length=2000, marks=False, help_text=_("Everybody can read it."))
    field_order = ["is_taken_up", "reason", "language"]


class SetUpForm(Themed, Compared, WrittenIn):
    """Everything that a discussion needs before it can open, but its questions and people."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = Line(label=_("Question or title"), max_length=200)
    purpose = Text(label=_("Why, and for whom"), max_length=4000)
    starts_on = Day(label=_("First day"), required=False)
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Contributions are taken until this day is over."))
    time_zone = Zone(
        label=_("Time zone of the dates"), required=False,
        help_text=_("Write a large town, such as Dakar. Its days count for everybody."),
    )  # fmt: skip
    paper = Text(label=_("Background paper"), required=False, max_length=LONGEST_TEXT, rows=12)
    paper_url = forms.URLField(
        label=_("Address of a longer paper"), required=False, max_length=500, assume_scheme="https"
    )
    languages = forms.MultipleChoiceField(
        label=_("Facilitated in"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    quorum_percent = forms.IntegerField(
        label=_("Quorum, in per cent of those who took part"), min_value=1, max_value=100,
        help_text=_("Below it the summary is published as not endorsed."),
    )  # fmt: skip
    field_order = [
        "title", "purpose", "language", "starts_on", "ends_on", "time_zone", "languages", "paper", "paper_url",
        "quorum_percent", "themes", "version",
    ]  # fmt: skip

    def clean(self):
        """The last day is not before the first."""
        given = super().clean()
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return given

    def values(self) -> dict:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class QuestionForm(Compared, WrittenIn):
    """One question."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = Line(label=_("Question"), max_length=200)
    text = Text(label=_("Explanation"), required=False, max_length=4000)
    opens_on = Day(label=_("Opens on"), required=False, help_text=_("Empty: on the first day of the discussion."))
    field_order = ["title", "text", "language", "opens_on", "version"]


class ModeratorForm(forms.Form):
    """A member by their address."""

    email = forms.EmailField(label=_("E-mail address of the member"), max_length=254)

    def clean_email(self):
        """Somebody with an account."""
        address = self.cleaned_data["email"].strip().lower()
        self.person = Person.objects.active().filter(email=address).first()
        if self.person is None:
            raise ValidationError(_("No member has this address."))
        return address


class InvitationForm(forms.Form):
    """Whom to ask to take part."""

    addresses = forms.CharField(
        label=_("E-mail addresses of members"), required=False, max_length=8000, help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    interested = forms.BooleanField(label=_("Members who chose one of its themes"), required=False)

    def __init__(self, *args, themes: bool, **options):
        super().__init__(*args, **options)
        if not themes:
            del self.fields["interested"]

    def clean_addresses(self):
        """Each line an address; the first that is none is named."""
        lines = [line.strip(" ,;<>").lower() for line in self.cleaned_data["addresses"].splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        for line in lines:
            try:
                validate_email(line)
            except ValidationError:
                raise ValidationError(_("%(address)s is no e-mail address.") % {"address": line[:80]}) from None
        return lines


class FollowUpForm(WrittenIn):
    """What came of a published summary."""

    text = Text(label=_("What came of it"), max_length=4000)
    field_order = ["text", "language"]
