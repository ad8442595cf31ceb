"""What the short forms of profiles and organizations share: one part of a page is filled in and saved at a time."""

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.core.ui.forms import Compared
from m4d.places import queries as places
from m4d.vocabulary import queries as vocabulary

from .fields import SITE_LANGUAGES, Line, Term, TermNames, Terms

LANGUAGES_AT_MOST = 5


class PartForm(Compared):
    """Some fields of a thing that may be open in two windows: the version says whether another one saved meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    beside: tuple[str, ...] = ()
    """Fields that only help to fill in others, and files."""

    def __init__(self, data=None, files=None, *, thing=None, initial=None, **options):
        self.thing = thing
        stored = self.stored(thing) | {"version": thing.version} if thing else {}
        super().__init__(data, files, initial=stored | (initial or {}), **options)

    @classmethod
    def carried(cls) -> list[str]:
        """The fields of the thing that this part fills in."""
        return [name for name in cls.base_fields if name != "version" and name not in cls.beside]

    def stored(self, thing) -> dict:
        """What stands in the database, as the form shows it."""
        values = {name: getattr(thing, name) for name in self.carried()}
        return {name: str(value) if isinstance(value, Model) else value for name, value in values.items()}

    @property
    def keeps_drafts(self) -> bool:
        """Whether a long text is kept on the device while it is typed."""
        return any("data-draft" in field.widget.attrs for field in self.fields.values())

    @property
    def lines(self):
        """The fields in the order of the page, each with the one that stands beside it, or None."""
        return [(field, None) for field in self.visible_fields()]

    def values(self) -> dict:
        """What the action takes as values."""
        return {name: self.cleaned_data[name] for name in self.carried()}

    def show_conflict(self, stored) -> None:
        """Somebody saved meanwhile: show what is stored now beside what was typed."""
        self.compare(self.stored(stored), version=stored.version)

    def said(self, name, value) -> str:
        """A value as people read it: the vocabulary has the names of its codes."""
        scheme = getattr(self.fields[name], "scheme", "")
        if not scheme:
            return super().said(name, value)
        several = value if isinstance(value, list) else [value] if value else []
        return ", ".join(vocabulary.name(scheme, one) for one in several)


class PlacedForm(PartForm):
    """Country and town: the town is typed, in any language, and looked up in the country."""

    country = Term(
        "country", empty=gettext_lazy("I would rather not say"), label=gettext_lazy("Country"), required=False
    )
    territory = Line(
        label=gettext_lazy("Town or region"),
        limit=160,
        required=False,
        help_text=gettext_lazy("Its name in any language."),
    )

    def clean(self):
        """The place behind the name, and its country where none was chosen."""
        values = super().clean()
        typed, country = values.get("territory", ""), values.get("country", "")
        values["territory"] = None
        if typed and not {"territory", "country"} & set(self.errors):
            values["territory"] = found = self._territory(typed, country)
            if found is None:
                self.add_error(
                    "territory", _("We do not know this place. Check the country and the spelling, or leave it empty.")
                )
            else:
                values["country"] = country or found.country
        return values

    def _territory(self, typed, country):
        current = self.thing.territory if self.thing else None
        if current is not None and typed == str(current) and country in ("", current.country):
            return current
        return places.territory_named(typed, country or None)


class SpeakingForm(PartForm):
    """Languages: boxes for those of this site and those already chosen, and a line for all others."""

    languages = Terms("language", most=LANGUAGES_AT_MOST, label=gettext_lazy("Languages"), required=False)
    more_languages = TermNames(
        "language",
        label=gettext_lazy("Other languages"),
        required=False,
        help_text=gettext_lazy("Write their names with commas between. At most five languages in all."),
    )
    beside = ("more_languages",)

    def __init__(self, data=None, files=None, **options):
        super().__init__(data, files, **options)
        typed = data.getlist("languages")[:20] if hasattr(data, "getlist") else []
        chosen = [*self.initial.get("languages", ()), *typed]
        self.fields["languages"].offer(
            [*SITE_LANGUAGES, *(code for code in chosen if vocabulary.has("language", code))]
        )

    def clean(self):
        """Both together, without repetitions."""
        values = super().clean()
        together = [*values.get("languages", ()), *values.get("more_languages", ())]
        values["languages"] = list(dict.fromkeys(together))
        try:
            self.fields["languages"].check_number(values["languages"])
        except forms.ValidationError as error:
            self.add_error("more_languages", error)
        return values
