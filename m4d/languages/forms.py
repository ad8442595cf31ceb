"""Shape of what people type when they translate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from m4d.core import text as words

LONGEST = 40_000


class VersionForm(forms.Form):
    """One translation, and what the person saw when they began."""

    text = forms.CharField(
        label=_("Translation"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12}), strip=True
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args, language: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if language:
            self.fields["text"].widget.attrs.update({"lang": language, "dir": words.direction(language)})
