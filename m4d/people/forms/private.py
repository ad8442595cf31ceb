"""Forms of what members keep for themselves."""

from django import forms
from django.utils.translation import gettext_lazy

from .fields import Line


class SavedSearchForm(forms.Form):
    """A name for a search that a member wants to see again."""

    name = Line(label=gettext_lazy("Name of this search"), limit=80)
