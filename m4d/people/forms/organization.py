"""Forms of organizations, their members and their verification."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from m4d.core.files import clean_picture

from ..choices import KINDS_OF_PEOPLE, OrganizationPart
from .fields import Address, Line, Paragraphs, Term, Terms
from .parts import PartForm, PlacedForm, SpeakingForm

THEMES_AT_MOST = 7
KINDS_AT_MOST = 3
PICTURE_WIDTH = 960


class OrganizationForm(PartForm):
    """A part of the page of an organization, as one of its admins writes it."""

    part: OrganizationPart | None = None

    @property
    def title(self):
        """What the form asks for, in a few words."""
        return self.part.label if self.part else _("Add an organization")

    def picture_values(self) -> dict:
        """What becomes of the picture; only its own part says something about it."""
        return {}


class NameForm(OrganizationForm):
    """What the organization is called, and what it is."""

    part = OrganizationPart.NAME
    name = Line(label=gettext_lazy("Name"), limit=200, names=True, help_text=gettext_lazy("The full official name."))
    acronym = Line(label=gettext_lazy("Short name"), limit=40, required=False)
    name_language = Term(
        "language", empty=gettext_lazy("Choose a language"), label=gettext_lazy("Language of the name")
    )
    kinds = Terms(
        "stakeholder_type",
        most=KINDS_AT_MOST,
        without=KINDS_OF_PEOPLE,
        label=gettext_lazy("Kind of organization"),
        help_text=gettext_lazy("At most three."),
    )
    level = Term("level", empty=gettext_lazy("Not stated"), required=False, label=gettext_lazy("Level"))

    def __init__(self, data=None, files=None, *, thing=None, initial=None, **options):
        # Names from published data come without a language; mostly it is that of the text.
        guess = {"name_language": thing.language} if thing and not thing.name_language else {}
        super().__init__(data, files, thing=thing, initial=guess | (initial or {}), **options)


class OrganizationPlaceForm(SpeakingForm, PlacedForm, OrganizationForm):
    """Where it is, and in which languages it works."""

    part = OrganizationPart.PLACE
    country = Term("country", empty=gettext_lazy("Choose a country"), label=gettext_lazy("Country"))
    field_order = ("country", "territory", "languages", "more_languages")


class OrganizationAboutForm(OrganizationForm):
    """What it does."""

    part = OrganizationPart.ABOUT
    about = Paragraphs(
        label=gettext_lazy("About the organization"),
        limit=4000,
        required=False,
        help_text=gettext_lazy("What it does, where, with whom. At most 4,000 characters."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 6, "data-draft": True}),
    )
    language = Term(
        "language", empty=gettext_lazy("Choose a language"), label=gettext_lazy("Language in which you write here")
    )
    themes = Terms(
        "theme",
        most=THEMES_AT_MOST,
        required=False,
        label=gettext_lazy("Works on"),
        help_text=gettext_lazy("At most seven."),
    )
    website = Address(label=gettext_lazy("Website"), limit=300, required=False)


class PictureForm(OrganizationForm):
    """A picture of its work, with words and a credit."""

    part = OrganizationPart.PICTURE
    beside = ("picture", "drop_picture")
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy(
            "Shows work or a place, with the agreement of everyone in it. We cut it to 4 by 3 and remove hidden data."
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    picture_alt = Line(
        label=gettext_lazy("What the picture shows"),
        limit=200,
        required=False,
        help_text=gettext_lazy("For people who cannot see it."),
    )
    picture_credit = Line(label=gettext_lazy("Who took the picture"), limit=200, required=False)
    drop_picture = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)

    def __init__(self, data=None, files=None, **options):
        super().__init__(data, files, **options)
        if not self.thing.picture:
            del self.fields["drop_picture"]

    def clean_picture(self):
        """The picture without hidden data, cut to 4 by 3; anything that is not a picture is refused."""
        upload = self.cleaned_data.get("picture")
        return clean_picture(upload, width=PICTURE_WIDTH, shape=(4, 3)) if upload else None

    def clean(self):
        """A picture needs words and a credit."""
        values = super().clean()
        if values.get("picture") is not None and not values.get("picture_alt"):
            self.add_error("picture_alt", _("Say in a few words what the picture shows."))
        if values.get("picture") is not None and not values.get("picture_credit"):
            self.add_error("picture_credit", _("Name who took the picture."))
        return values

    def picture_values(self) -> dict:
        """What becomes of the picture."""
        dropped = self.cleaned_data.get("drop_picture", False)
        return {"picture": self.cleaned_data["picture"], "drop_picture": dropped}


class OpeningForm(NameForm, PlacedForm):
    """What is needed to add an organization; the rest follows part by part."""

    part = None
    country = OrganizationPlaceForm.base_fields["country"]
    about = OrganizationAboutForm.base_fields["about"]
    language = OrganizationAboutForm.base_fields["language"]
    field_order = (
        "name", "name_language", "acronym", "kinds", "level", "country", "territory", "about", "language",
    )  # fmt: skip

    def __init__(self, data=None, files=None, **options):
        # People mostly write in the language in which they read the page.
        super().__init__(data, files, initial={"language": get_language()}, **options)
        # Nothing is stored yet that somebody else could have saved meanwhile.
        del self.fields["version"]


ORGANIZATION_PARTS = {
    form.part: form for form in (NameForm, OrganizationPlaceForm, OrganizationAboutForm, PictureForm)
}


class VerificationRequestForm(forms.Form):
    """Evidence that the organization is what it says."""

    evidence = Paragraphs(
        label=gettext_lazy("How can we see that this is your organization?"),
        limit=2000,
        help_text=gettext_lazy("A register number, an official page, a letter, somebody we can ask."),
    )
    evidence_url = Address(label=gettext_lazy("Web page that shows it"), limit=500, required=False)


class VerificationAnswerForm(forms.Form):
    """Yes, or no with a reason, about the page in the version that the verifier looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    granted = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Verified")), ("no", gettext_lazy("Not verified"))],
    )
    reason = Paragraphs(
        label=gettext_lazy("Reason"),
        limit=2000,
        required=False,
        rows=3,
        help_text=gettext_lazy("Needed where you do not verify. The organization's admins read it."),
    )
    # Not "optional": one of the two answers cannot do without.
    reason.says_when_needed = True

    def clean(self):
        """A no needs a reason."""
        values = super().clean()
        if values.get("granted") == "no" and not values.get("reason"):
            raise ValidationError({"reason": _("Say why, and what would help.")})
        return values

    def show_change(self, stored) -> None:
        """The page changed meanwhile: what was typed stays, and the next answer is about the page as it is now."""
        self.data = self.data.copy()
        self.data["version"] = str(stored.version)
        self.add_error(None, _("The page of the organization changed meanwhile. Look at it again, then answer."))


class JoinForm(forms.Form):
    """The role that somebody has in an organization."""

    role = Line(label=gettext_lazy("Your role there"), limit=120, required=False)
