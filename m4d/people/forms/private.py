"""Forms of what members keep for themselves."""

from django import forms
from django.utils.translation import gettext_lazy

from ..choices import Sex
from .fields import Line


class SavedSearchForm(forms.Form):
    """A name for a search that a member wants to see again."""

    name = Line(label=gettext_lazy("Name of this search"), limit=80)


class CountedForm(forms.Form):
    """How somebody wants to be counted."""

    sex = forms.ChoiceField(
        label=gettext_lazy("How are you counted?"), required=False, widget=forms.RadioSelect,
        choices=[("", gettext_lazy("I prefer not to say")), *Sex.choices],
    )  # fmt: skip
