"""What may be typed when reporting and when deciding."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from m4d.core.text import clean_text

from .choices import Outcome, Reason
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
