"""A contribution, and the name it stands under."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from m4d.core.ui.forms import FILES_HINT, Explained, ManyFiles

from ..choices import LONGEST_CONTRIBUTION, Appears, PlaceShown
from .fields import Line, Said, Text, WrittenIn, said

#: Said in place of the number of an organization.
MYSELF = "me"


def _named(name: str, language: str, hint) -> Said:
    """A choice that is a name, in its own direction, with a hint of ours."""
    choice = said(name, language or "und")
    choice.hint = hint
    return choice


#: For each button of the formatting bar how its mark is typed, around an example.
_EXAMPLES = {
    "strong": (" **{}**", _("strong")), "emphasis": (" *{}*", _("emphasis")), "link": (" [{}](https://)", _("words")),
    "list": ("\n- {}", _("list")), "quotation": ("\n> {}", _("quotation")),
}  # fmt: skip


def with_example(text: str, mark: str) -> str:
    """The text with an example of a mark at its end, for the formatting bar of a page without a script."""
    pattern, example = _EXAMPLES.get(mark, ("", ""))
    return (text + pattern.format(example)).lstrip()


class ContributionForm(WrittenIn):
    """Words for one question, under one's own name or for somebody without an account."""

    text = Text(label=_("Your contribution"), rows=12, max_length=LONGEST_CONTRIBUTION)
    speaker = forms.ChoiceField(label=_("Who speaks"), widget=forms.RadioSelect, required=False)
    appears = forms.ChoiceField(
        label=_("When it appears"), choices=Appears.choices, required=False,
        help_text=_("Words that wait show their month, and no day. Until then nobody else reads them."),
    )  # fmt: skip
    place_shown = forms.ChoiceField(
        label=_("Place beside your words"), choices=PlaceShown.choices, required=False,
        help_text=_(
            "As usual is what your profile shows; under a pseudonym or for somebody else, no place. "
            "With anything else your role and the way to your profile are left out, too."
        ),
    )  # fmt: skip
    files = ManyFiles(
        label=_("Files"), required=False,
        help_text=format_lazy(
            "{} {}", FILES_HINT, _("Choose them last: neither a draft nor looking at it first keeps them.")
        ),
    )  # fmt: skip
    field_order = ["text", "language", "speaker", "appears", "place_shown", "files"]

    def __init__(self, *args, ways: dict, **options):
        super().__init__(*args, **options)
        self.ways = ways
        for name in ("appears", "place_shown"):
            # One of the choices always stands there: nothing is left out.
            self.fields[name].says_when_needed = True
        self.fields["text"].widget.attrs["data-composer"] = True
        pseudonym = ways["pseudonym"]
        if pseudonym is not None:
            own = _named(pseudonym.name, "", _("Your pseudonym here. Nothing leads from it to you."))
        else:
            hint = _("As your profile shows you to each reader.")
            own = _named(ways["name"], "", hint) if ways["name"] else Explained(_("Yourself"), hint)
        hint = _("For a person without an account. Your own name is not shown.")
        choices = [(MYSELF, own)] + [
            (str(one.pk), _named(one.name, one.name_language, hint)) for one in ways["organizations"]
        ]
        self.fields["speaker"].choices = choices
        self.fields["speaker"].initial = MYSELF
        if len(choices) == 1:
            del self.fields["speaker"]

    @property
    def organization(self):
        """The organization for which somebody speaks here, if any."""
        chosen = self.cleaned_data.get("speaker")
        return next((one for one in self.ways["organizations"] if str(one.pk) == chosen), None)


class PseudonymForm(forms.Form):
    """Another name for this discussion."""

    name = Line(
        label=_("Pseudonym"), max_length=40,
        help_text=_("Choose one that you use nowhere else. It cannot be changed once you have spoken."),
    )  # fmt: skip
