"""Recaps, paragraphs with their sources, recommendations, endorsement, objections, and reasons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from m4d.core.ui.forms import Compared

from .fields import Day, Line, OrganizationMeant, TerritoryMeant, Text, WrittenIn


class RecapForm(WrittenIn):
    """What was said so far."""

    text = Text(label=_("What was said"), max_length=8000, rows=12)
    field_order = ["text", "language"]


class ReasonForm(forms.Form):
    """Why something is done; everybody reads it."""

    reason = Line(label=_("Reason"), max_length=500, help_text=_("Everybody can read it."))


class ParagraphForm(Compared, WrittenIn):
    """A paragraph with the contributions that it rests on, ticked, or as the moderators' own synthesis."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = Text(label=_("Paragraph"), max_length=8000)
    is_synthesis = forms.BooleanField(
        label=_("The moderators' own synthesis"), required=False,
        help_text=_("For a paragraph that rests on no single contribution. Readers see this mark."),
    )  # fmt: skip
    sources = forms.MultipleChoiceField(
        label=_("Rests on these contributions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["text", "language", "is_synthesis", "sources", "version"]

    def __init__(self, *args, offered, **options):
        super().__init__(*args, **options)
        self.fields["sources"].choices = offered


class RecommendationForm(Compared, WrittenIn):
    """What somebody should do, and from which paragraphs that follows."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = Text(label=_("Recommendation"), max_length=2000, rows=4)
    addressed_to = Line(
        label=_("Addressed to"), max_length=200, required=False,
        help_text=_("Such as: municipal councils. Empty, it says the organization or the territory below."),
    )  # fmt: skip
    organization = OrganizationMeant(label=_("One organization"), required=False, max_length=300)
    territory = TerritoryMeant(label=_("Where it should be done"), required=False, max_length=200)
    sources = forms.MultipleChoiceField(
        label=_("Follows from these paragraphs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["text", "language", "addressed_to", "organization", "territory", "sources", "version"]

    def __init__(self, *args, offered, **options):
        super().__init__(*args, **options)
        self.fields["sources"].choices = offered

    def clean(self):
        """Who is addressed in words, where only the organization or the territory was named."""
        given = super().clean()
        if not given.get("addressed_to"):
            organization, territory = given.get("organization"), given.get("territory")
            place = territory.name_in(self.data.get("language", "")) if territory else ""
            given["addressed_to"] = (organization.name if organization else place)[:200]
        return given


class DraftForm(forms.Form):
    """Until when participants may endorse or object."""

    ends_on = Day(label=_("Last day for endorsing and objecting"))


class EndorsementForm(forms.Form):
    """For oneself, or for an organization."""

    organization = forms.ChoiceField(label=_("Who endorses"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, organizations, **options):
        super().__init__(*args, **options)
        self.organizations = organizations
        choices = [("", _("I myself"))] + [(str(one.pk), one.name) for one in organizations]
        self.fields["organization"].choices = choices
        self.fields["organization"].initial = ""

    @property
    def chosen(self):
        """The organization, if any."""
        number = self.cleaned_data.get("organization")
        return next((one for one in self.organizations if str(one.pk) == number), None)


class ObjectionForm(WrittenIn):
    """What is wrong with a paragraph."""

    text = Text(label=_("What you object to, and why"), max_length=4000, rows=6)
    field_order = ["text", "language"]


class SettlementForm(forms.Form):
    """How an objection was met."""

    note = Line(label=_("What was changed"), max_length=1000, help_text=_("Everybody can read it."))
