"""The short forms of one's own profile: each field with its audience beside it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from m4d.places import queries as places
from m4d.places.models import Corridor

from .. import queries
from ..choices import NEVER_PUBLIC, PART_FIELDS, Audience, Field, Part
from .fields import Address, Line, Paragraphs, Term, Terms
from .parts import PartForm, PlacedForm, SpeakingForm

THEMES_AT_MOST = 7
CORRIDORS_AT_MOST = 3
CORRIDORS_NEAR = 6


AUDIENCE_AFTER = {Field.PLACE: "territory", Field.LANGUAGES: "more_languages", Field.CORRIDORS: "corridor_to"}
"""Where several lines share one audience, it stands beside the last of them."""


def audience_field(name: Field) -> forms.ChoiceField:
    """A select of audiences; numbers are never offered to everybody."""
    offered = [pair for pair in Audience.choices if not (name in NEVER_PUBLIC and pair[0] == Audience.PUBLIC)]
    return forms.ChoiceField(choices=offered, label=name.label)


AUDIENCE_FIELDS = {f"see_{name}": audience_field(name) for name in Field}
"""Made once: they are the same for everybody, and no form changes them."""


class ProfileForm(PartForm):
    """A part of a profile. Text is plain; who sees a field is chosen beside it."""

    part: Part | None = None
    """The part of the profile; None for the beginning, which takes from several."""
    seen: tuple[Field, ...] = ()
    """The fields whose audience is chosen here."""

    def __init__(self, data=None, files=None, *, thing, **options):
        super().__init__(data, files, thing=thing, **options)
        for name in self.seen:
            self.fields[f"see_{name}"] = AUDIENCE_FIELDS[f"see_{name}"]
            self.initial[f"see_{name}"] = thing.audience_of(name)

    @property
    def title(self):
        """What the form asks for, in a few words."""
        return self.part.label if self.part else _("Your profile")

    @property
    def lines(self):
        """The fields in the order of the page, each with its audience or None."""
        beside = {AUDIENCE_AFTER.get(name, str(name)): f"see_{name}" for name in self.seen}
        typed = [field for field in self.visible_fields() if not field.name.startswith("see_")]
        return [(field, self[beside[field.name]] if field.name in beside else None) for field in typed]

    def visibility(self) -> dict[str, str]:
        """Who may see each field of this part, as chosen."""
        return {str(name): self.cleaned_data[f"see_{name}"] for name in self.seen}

    def chosen_corridors(self) -> list[Corridor] | None:
        """The corridors chosen, or None where this part does not ask for them."""


class WhoForm(ProfileForm):
    """Who somebody is at work."""

    part, seen = Part.WHO, PART_FIELDS[Part.WHO]
    name = Line(
        label=gettext_lazy("Name"),
        limit=100,
        names=True,
        required=False,
        help_text=gettext_lazy("As colleagues know you."),
    )
    headline = Line(
        label=gettext_lazy("Role"),
        limit=120,
        help_text=gettext_lazy("What you do, in a few words: migration desk officer, coordinator, deputy mayor."),
    )
    stakeholder_type = Term(
        "stakeholder_type",
        empty=gettext_lazy("I would rather not say"),
        required=False,
        label=gettext_lazy("Kind of actor"),
    )
    level = Term("level", empty=gettext_lazy("I would rather not say"), required=False, label=gettext_lazy("Level"))
    language = Term(
        "language", empty=gettext_lazy("Choose a language"), label=gettext_lazy("Language in which you write here")
    )


class BeginningForm(PlacedForm, ProfileForm):
    """Role and place are enough to begin; everything else comes later, part by part."""

    seen = (Field.NAME, Field.HEADLINE, Field.PLACE)
    name = WhoForm.base_fields["name"]
    headline = WhoForm.base_fields["headline"]
    language = WhoForm.base_fields["language"]
    field_order = ("name", "headline", "country", "territory", "language")

    def __init__(self, data=None, files=None, *, thing, **options):
        # Nothing is written yet: people mostly write in the language in which they read the page.
        super().__init__(data, files, thing=thing, initial={"language": get_language() or thing.language}, **options)


class KnowledgeForm(SpeakingForm, ProfileForm):
    """What somebody knows, and what others may ask them."""

    part, seen = Part.KNOWLEDGE, PART_FIELDS[Part.KNOWLEDGE]
    themes = Terms(
        "theme",
        most=THEMES_AT_MOST,
        required=False,
        label=gettext_lazy("Knows about"),
        help_text=gettext_lazy("At most seven, so that the right questions reach you."),
    )
    bio = Paragraphs(
        label=gettext_lazy("About me"),
        limit=1000,
        required=False,
        help_text=gettext_lazy(
            "What you have tried, what you look for, and what others may ask you. At most 1,000 characters."
        ),
        widget=forms.Textarea(attrs={"class": "input", "rows": 6, "data-draft": True}),
    )
    field_order = ("themes", "bio", "languages", "more_languages")


class PlaceForm(PlacedForm, ProfileForm):
    """Where somebody works, and between which places."""

    part, seen = Part.PLACE, PART_FIELDS[Part.PLACE]
    beside = ("corridors", "corridor_from", "corridor_to")
    corridor_end = Term(
        "corridor_end",
        empty=gettext_lazy("I would rather not say"),
        required=False,
        label=gettext_lazy("Place on the corridor"),
    )
    corridors = forms.MultipleChoiceField(
        label=gettext_lazy("Corridors"),
        required=False,
        help_text=gettext_lazy("Between which places you work. At most three."),
        widget=forms.CheckboxSelectMultiple,
    )
    corridor_from = Line(
        label=gettext_lazy("Another corridor, from"),
        limit=160,
        required=False,
        help_text=gettext_lazy("Town, region or country, in any language."),
    )
    corridor_to = Line(label=gettext_lazy("Another corridor, to"), limit=160, required=False)

    def __init__(self, data=None, files=None, *, thing, **options):
        super().__init__(data, files, thing=thing, **options)
        typed = data.getlist("corridors")[:20] if hasattr(data, "getlist") else []
        self.offered = queries.corridors_offered(thing, [*self.initial["corridors"], *typed])
        self.fields["corridors"].choices = [(row.slug, str(row)) for row in self.offered.values()]

    def stored(self, thing):
        """The corridors are rows of their own."""
        return super().stored(thing) | {"corridors": queries.corridor_slugs(thing)}

    def clean(self):
        """The corridor between two places that were typed joins those that are ticked."""
        values = super().clean()
        start, goal = values.get("corridor_from"), values.get("corridor_to")
        chosen = [self.offered[slug] for slug in values.get("corridors", ())]
        if start or goal:
            self._add_corridor(chosen, start, goal)
        if len(set(chosen)) > CORRIDORS_AT_MOST:
            self.add_error("corridors", _("Choose at most three corridors."))
        values["corridors"] = [row.slug for row in chosen]
        return values

    def _add_corridor(self, chosen, start, goal) -> None:
        origins, destinations = (places.territories_named(name or "") for name in (start, goal))
        for name, typed, found in (("corridor_from", start, origins), ("corridor_to", goal, destinations)):
            if not typed:
                self.add_error(name, _("Name both ends of the corridor."))
            elif not found:
                self.add_error(name, _("We do not know this place. Check the spelling."))
        if not self.errors:
            row = queries.corridor_among(origins, destinations)
            if row is None:
                self.add_error(
                    "corridor_to",
                    _(
                        "There is no corridor between these two places yet. Take one from the list of corridors, "
                        "or leave both lines empty."
                    ),
                )
            elif row.slug not in [one.slug for one in chosen]:
                self.offered[row.slug] = row
                chosen.append(row)

    def chosen_corridors(self) -> list[Corridor]:
        """The corridors chosen."""
        return [self.offered[slug] for slug in self.cleaned_data["corridors"]]


class ContactForm(ProfileForm):
    """How others reach somebody outside this site."""

    part, seen = Part.CONTACT, PART_FIELDS[Part.CONTACT]
    email = forms.EmailField(
        label=gettext_lazy("E-mail shown"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("It may differ from the address with which you sign in."),
        widget=forms.EmailInput(attrs={"class": "input"}),
    )
    phone = Line(
        label=gettext_lazy("Phone"),
        limit=40,
        required=False,
        help_text=gettext_lazy("With the country code. It is never shown to visitors who are not signed in."),
    )
    messaging = Line(
        label=gettext_lazy("Messaging"),
        limit=100,
        required=False,
        help_text=gettext_lazy(
            "For example: Signal, with your number. It is never shown to visitors who are not signed in."
        ),
    )
    website = Address(label=gettext_lazy("Website"), required=False)

    def clean_phone(self):
        """Digits, spaces and the usual signs; nothing else makes a number."""
        value = self.cleaned_data["phone"]
        if value and (sum(letter.isdigit() for letter in value) < 5 or set(value) - set("+0123456789 ()-./")):
            raise ValidationError(_("Give the number with digits, for example +221 33 123 45 67."))
        return value


PROFILE_PARTS = {form.part: form for form in (WhoForm, KnowledgeForm, PlaceForm, ContactForm)}
