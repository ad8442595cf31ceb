"""What may be typed about places; nothing is saved here."""

from django import forms
from django.conf import settings
from django.db.models.functions import Coalesce
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from m4d.core.text import clean_line, in_order
from m4d.core.ui.forms import Compared, Explained
from m4d.vocabulary import queries as vocabulary

from . import queries
from .choices import FIGURE_KINDS, JUDGED_LEVELS, EvidenceKind, FactKind, Level, TerritoryKind
from .models import Territory

_TEXT_LENGTH = 2000
_SENTENCE_LENGTH = 1000


def country_choices():
    """Listed countries by name in the reader's language."""
    language = get_language() or "en"
    listed = [country for country in queries.countries().values() if country.is_listed]
    pairs = [(country.iso2, country.name_in(language)) for country in listed]
    return sorted(pairs, key=lambda pair: in_order(pair[1]))


def language_choices():
    """Languages a text may be written in: those of the site first."""
    own = [code for code, _name in settings.LANGUAGES]
    rest = [pair for pair in vocabulary.choices("language") if pair[0] not in own]
    return [(code, name) for code, name in settings.LANGUAGES] + rest


class LongSelect(forms.Select):
    """A list of some hundred choices, written as one string: a template per choice would cost more than the page."""

    def render(self, name, value, attrs=None, renderer=None):
        """The list with the chosen line marked."""
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if str(code) == chosen else "", label) for code, label in self.choices),
        )
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), options)


class TerritorySearch(forms.Form):
    """The search field and filters of the list of territories. Anything odd is ignored, never an error."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    country = forms.ChoiceField(label=_("Country or area"), required=False, widget=LongSelect)
    kind = forms.ChoiceField(label=_("Kind of territory"), required=False)
    order = forms.ChoiceField(
        required=False, choices=[("", _("By name")), ("people", _("Most people first"))], widget=forms.HiddenInput
    )
    is_filter = True

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        anything = ("", pgettext_lazy("no filter", "All"))
        self.fields["country"].choices = [anything, *country_choices()]
        self.fields["kind"].choices = [anything, *TerritoryKind.choices]

    def found(self):
        """The territories asked for, or None when nothing was asked."""
        self.is_valid()
        words, country, kind = (self.cleaned_data.get(name, "") for name in ("q", "country", "kind"))
        if not (words or country or kind):
            return None
        if words and queries.name_key(words):
            found = queries.territories_beginning(words, country=country or None)
        else:
            found = Territory.objects.none() if words else Territory.objects.listed()
            found = found.filter(country=country) if country else found
        return found.filter(kind=kind) if kind else found

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The orders of what was found: name, code, whether it is current."""
        current = self.cleaned_data.get("order", "")
        return [(name, code, code == current) for code, name in self.fields["order"].choices]

    def in_order(self, found):
        """What was found, and the keys by which it stands in the order asked for."""
        if self.cleaned_data.get("order") == "people":
            # Where nobody counted the people, the territory comes last.
            return found.annotate(people=Coalesce("population", 0)), ("-people", "id")
        return found, ("key", "id")


class TerritoryField(forms.CharField):
    """A territory by its name ("Naga, Philippines") or its address. Several of one name become a choice."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)

    def clean(self, value):
        """The territory; a name that fits none or several is sent back with what to write."""
        value = clean_line(super().clean(value))
        if not value:
            return None
        found = queries.territories_meant(value)
        if not found:
            raise forms.ValidationError(
                _("We know no territory named “%(name)s”. Check the spelling, or add the country after a comma."),
                params={"name": value},
            )
        if len(found) > 1:
            raise forms.ValidationError(Several(value, found).sentence(), code="several")
        return found[0]


class Several:
    """More than one territory has the name that was typed."""

    def __init__(self, text, found):
        self.text, self.found = text, found

    def sentence(self) -> str:
        """What to write instead."""
        language = get_language() or "en"
        comma = gettext(", ")
        examples = "; ".join(comma.join(reversed(place.path_names(language))) for place in self.found[:4])
        return _("Several territories are named “%(name)s”. Write one of these: %(examples)s.") % {
            "name": self.text,
            "examples": examples,
        }


class CorridorOpening(forms.Form):
    """Two territories and a direction."""

    origin = TerritoryField(
        label=_("Where people come from"), help_text=_("A town, region or country. Add the country after a comma.")
    )
    destination = TerritoryField(label=_("Where people go"), help_text=_("It may lie in the same country."))


class WrittenIn(forms.Form):
    """A form whose texts are in one language."""

    language = forms.ChoiceField(label=_("Language of the text"), widget=LongSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()
        self.fields["language"].initial = get_language()


#: What each level means, for whoever states something.
LEVEL_HINTS = {
    Level.REPORTED: _("Somebody says so."),
    Level.OBSERVED: _("Somebody has seen or counted it."),
    Level.EVALUATED: _("Somebody who had no part in it has examined it."),
    Level.CONFIRMED: _("The same was found in several places."),
}


def level_choices():
    """Levels from the weakest to the strongest, each with its meaning."""
    return [(level.value, Explained(str(level.label), str(hint))) for level, hint in LEVEL_HINTS.items()]


class StatementForm(WrittenIn):
    """One thing that is known of a corridor."""

    kind = forms.ChoiceField(
        label=_("What it rests on"),
        choices=[(kind.value, kind.label) for kind in EvidenceKind if kind not in FIGURE_KINDS],
    )
    text = forms.CharField(
        label=_("What is known"), max_length=_SENTENCE_LENGTH, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences. Say who, where and when."),
    )  # fmt: skip
    source_title = forms.CharField(
        label=_("Source"), max_length=240,
        help_text=_("The title of the document or page, or who told it. Without a source it is not evidence."),
    )  # fmt: skip
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Only a local account can do without."),
    )  # fmt: skip
    stated_on = forms.DateField(
        label=_("Date of the source"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    level = forms.TypedChoiceField(
        label=_("How sure it is"), coerce=int, choices=level_choices, widget=forms.RadioSelect, initial=Level.REPORTED
    )
    end = forms.ChoiceField(label=_("For which end you speak"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, ends, why_weaker="", **kwargs):
        """`ends` are those to speak for; `why_weaker` says why the stronger levels are left out, if they are."""
        super().__init__(*args, **kwargs)
        if why_weaker:
            level = self.fields["level"]
            level.choices = [choice for choice in level_choices() if choice[0] not in JUDGED_LEVELS]
            level.help_text = level.error_messages["invalid_choice"] = why_weaker
        self.fields["end"].choices = ends
        self.fields["end"].initial = ends[0][0]
        self.fields["end"].required = all(code for code, _name in ends)
        self.order_fields(["kind", "text", "language", "source_title", "source_url", "stated_on", "level", "end"])

    def clean(self):
        """An address for everything but a local account."""
        given = super().clean()
        if given.get("kind") != EvidenceKind.LOCAL and not given.get("source_url") and "source_url" not in self.errors:
            self.add_error("source_url", _("Give the address of the source."))
        return given


class ReasonForm(forms.Form):
    """Why something is taken back, hidden or shown again."""

    reason = forms.CharField(label=_("Reason"), max_length=240, help_text=_("It stays on record."))


class OwnWords(Compared, WrittenIn):
    """Texts that several people may write for: the version says whether another one saved meanwhile."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data=None, *, thing=None, texts: dict[str, str], **options):
        """`texts` are the texts of the thing, by the field that shows each."""
        self.texts = texts
        version = queries.mark_of(thing, texts.values())
        super().__init__(data, initial=self.stored(thing) | {"version": version}, **options)

    def stored(self, thing) -> dict:
        """The originals, as their authors left them; all are in one language."""
        found = queries.originals_of(thing, self.texts.values())
        written = {field: found[text].text for field, text in self.texts.items() if text in found}
        language = next((original.language for original in found.values()), None)
        return written | ({"language": language} if language else {})

    def show_conflict(self, stored) -> None:
        """Somebody saved meanwhile: show what is stored now beside what was typed."""
        nothing = dict.fromkeys(self.texts, "")
        self.compare(nothing | self.stored(stored), version=queries.mark_of(stored, self.texts.values()))


class EndForm(OwnWords):
    """What one end says of itself."""

    about = forms.CharField(label=_("About"), required=False, max_length=_TEXT_LENGTH,
                            widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
    has = forms.CharField(label=_("Has"), required=False, max_length=_TEXT_LENGTH,
                          widget=forms.Textarea(attrs={"rows": 3}),
                          help_text=_("People, places and know-how that the other end could use."))  # fmt: skip
    looks_for = forms.CharField(label=_("Looks for"), required=False, max_length=_TEXT_LENGTH,
                                widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    field_order = ["about", "has", "looks_for", "language"]


class LeadForm(OwnWords):
    """What a territory says of itself."""

    text = forms.CharField(
        label=_("What the territory says of itself"), required=False, max_length=_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two lines are enough to begin: who leaves, who comes, what is being done."),
    )  # fmt: skip
    field_order = ["text", "language"]


class FactForm(WrittenIn):
    """A line of the profile, with its source and date."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=FactKind.choices)
    text = forms.CharField(label=_("Fact"), max_length=400)
    source_title = forms.CharField(label=_("Source"), max_length=240)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    stated_on = forms.DateField(
        label=_("Date of the source"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ["kind", "text", "language", "source_title", "source_url", "stated_on"]


class NameForm(forms.Form):
    """The name shown to readers of one language."""

    language = forms.ChoiceField(label=_("For readers of"), choices=settings.LANGUAGES)
    name = forms.CharField(label=_("Name shown"), max_length=160)
    renamed = forms.BooleanField(
        label=_("The territory was renamed"), required=False, help_text=_("The name so far is kept as a former name.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=240, help_text=_("It stays on record."))
