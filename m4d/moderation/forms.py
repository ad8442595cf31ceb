"""What may be typed when reporting and when deciding."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from m4d.core.text import clean_text

from .choices import Measure, Outcome, Reason
from .models import TEXT_LIMIT


class Words(forms.CharField):
    """Plain paragraphs; shown escaped, so no sign needs to be refused."""

    def __init__(self, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(validators=[MaxLengthValidator(TEXT_LIMIT)], **options)

    def to_python(self, value):
        """The text without what cannot be seen."""
        return clean_text(super().to_python(value) or "")


class FlagForm(forms.Form):
    """Why somebody reports a thing."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=Reason.choices, widget=forms.RadioSelect)
    text = Words(label=_("What should the moderators know?"), required=False)


class DecisionForm(forms.Form):
    """What a moderator decides, by which rule, in which words."""

    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    # The author reads the rule, so none is chosen beforehand.
    rule = forms.ChoiceField(label=_("Rule"), choices=Reason.choices, widget=forms.RadioSelect)
    text = Words(label=_("Reason"), help_text=_("The author reads it if something is hidden or shown again."))

    def __init__(self, data=None, *, outcomes, **options):
        super().__init__(data, **options)
        self.fields["outcome"].choices = [(one, Outcome(one).label) for one in outcomes]


class SanctionForm(forms.Form):
    """Which measure, for how long, by which rule, in which words."""

    measure = forms.ChoiceField(label=_("Measure"), widget=forms.RadioSelect)
    posts_a_day = forms.IntegerField(
        label=_("Texts in 24 hours"), min_value=1, max_value=20, required=False,
        help_text=_("Only for fewer posts a day."),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("For how many days"), min_value=1, max_value=365, required=False,
        help_text=_("Only for fewer posts a day and for no writing."),
    )  # fmt: skip
    rule = forms.ChoiceField(label=_("Rule"), choices=Reason.choices, widget=forms.RadioSelect)
    text = Words(label=_("Reason"), help_text=_("The member reads it, with the rule and the way to appeal."))

    def __init__(self, data=None, *, measures, **options):
        super().__init__(data, **options)
        self.fields["measure"].choices = [(one, Measure(one).label) for one in measures]

    def clean(self):
        """A measure that ends says when, and one that slows says how much."""
        values = super().clean()
        measure = values.get("measure")
        ends = measure in (Measure.SLOW, Measure.SUSPENDED)
        if ends and not values.get("days") and "days" not in self.errors:
            self.add_error("days", _("Say for how many days."))
        if measure == Measure.SLOW and not values.get("posts_a_day") and "posts_a_day" not in self.errors:
            self.add_error("posts_a_day", _("Say how many texts a day."))
        return values


class SweepForm(forms.Form):
    """Why everything of somebody is hidden."""

    rule = forms.ChoiceField(label=_("Rule"), choices=Reason.choices, widget=forms.RadioSelect)
    text = Words(label=_("Reason"), help_text=_("The member reads it, with the rule and the way to appeal."))


class AppealForm(forms.Form):
    """Why somebody objects."""

    text = Words(
        label=_("Why should somebody else look at it again?"),
        help_text=_("Whoever decided does not answer it."),
    )


class AnswerForm(forms.Form):
    """What becomes of an appeal."""

    granted = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Take the decision back")), ("no", _("The decision stays"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = Words(label=_("Reason"), help_text=_("Whoever appealed reads it."))
