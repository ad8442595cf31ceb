"""What is left of a profile for one viewer. Templates, cards and exports get this and never the profile itself."""

from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.core.text import direction
from m4d.places import queries as places
from m4d.vocabulary import queries as vocabulary

from ..choices import Field
from ..models.profile import belonging, corridors_with_ends


@dataclass(frozen=True)
class Belonging:
    """An organization of a person, with the role there."""

    name: str
    slug: str
    role: str


@dataclass(frozen=True)
class Seen:
    """A profile as one viewer sees it: what they may not see is empty here, so no template can leak it."""

    slug: str
    language: str
    fields: frozenset = frozenset()
    name: str = ""
    headline: str = ""
    bio: str = ""
    country: str = ""
    territory: object = None
    organizations: list[Belonging] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    stakeholder_type: str = ""
    level: str = ""
    corridor_end: str = ""
    corridors: list = field(default_factory=list)
    website: str = ""
    email: str = ""
    phone: str = ""
    messaging: str = ""

    @property
    def direction(self) -> str:
        """The writing direction of what the person wrote."""
        return direction(self.language)

    @property
    def title(self) -> str:
        """What to call the person: the name where it is open, else the role, else "a member"."""
        return self.name or self.headline or _("A member")

    @property
    def place(self) -> str:
        """The place in the reader's language: "Kédougou, Senegal"."""
        return place_name(self.territory, self.country)

    @property
    def theme_names(self) -> list[str]:
        """Themes in the reader's language."""
        return vocabulary.names("theme", self.themes)

    @property
    def language_names(self) -> list[str]:
        """Languages spoken, in the reader's language."""
        return vocabulary.names("language", self.languages)

    @property
    def stakeholder_type_name(self) -> str:
        """Kind of work, in the reader's language."""
        return vocabulary.name("stakeholder_type", self.stakeholder_type) if self.stakeholder_type else ""

    @property
    def level_name(self) -> str:
        """Level, in the reader's language."""
        return vocabulary.name("level", self.level) if self.level else ""

    @property
    def corridor_end_name(self) -> str:
        """Place on the corridor, in the reader's language."""
        return vocabulary.name("corridor_end", self.corridor_end) if self.corridor_end else ""

    @property
    def has_contact(self) -> bool:
        """True when there is at least one way to reach the person outside this site."""
        return bool(self.email or self.phone or self.messaging)

    @property
    def has_facts(self) -> bool:
        """True when there is a line for the list of facts beside the text."""
        codes = (self.stakeholder_type, self.level, self.corridor_end)
        return bool(self.organizations or self.themes or self.languages or self.website or any(codes))

    @property
    def is_empty(self) -> bool:
        """True when the viewer would find nothing at all, so that no card is worth writing."""
        shown = (self.name, self.headline, self.bio, self.country, self.organizations, self.themes, self.languages)
        return not any(shown)


def place_name(territory, country: str, language: str | None = None) -> str:
    """A territory with its country, or the country alone, in the reader's language."""
    language = language or get_language() or "en"
    country_name = places.country_name(country, language) if country else ""
    if territory is None or territory.kind == "country":
        return country_name
    here = territory.name_in(language)
    return f"{here}{comma(language)}{country_name}" if country_name else here


def comma(language: str | None = None) -> str:
    """What stands between the members of a list: Arabic has a comma of its own."""
    return "، " if (language or get_language() or "en") == "ar" else ", "


def seen(profile, fields: frozenset, *, corridors=None) -> Seen:
    """The profile reduced to these fields. For one that comes from `with_parts` nothing is asked here.

    `corridors` stands in for those of a profile that is not saved yet.
    """
    plain = (
        Field.NAME, Field.HEADLINE, Field.BIO, Field.LANGUAGES, Field.THEMES, Field.STAKEHOLDER_TYPE, Field.LEVEL,
        Field.CORRIDOR_END, Field.WEBSITE, Field.EMAIL, Field.PHONE, Field.MESSAGING,
    )  # fmt: skip
    values = {str(name): getattr(profile, name) for name in plain if name in fields}
    if Field.PLACE in fields:
        values |= {"country": profile.country, "territory": profile.territory}
    if Field.ORGANIZATIONS in fields:
        values["organizations"] = [
            Belonging(row.organization.name, row.organization.slug, row.role)
            for row in _affiliations(profile)
            if not row.organization.is_hidden
        ]
    if Field.CORRIDORS in fields:
        values["corridors"] = _corridors(profile) if corridors is None else corridors
    return Seen(slug=profile.slug, language=profile.language, fields=fields, **values)


def _affiliations(profile) -> list:
    """Memberships fetched before; otherwise asked for now, because this viewer may see them."""
    fetched = getattr(profile.person, "confirmed_affiliations", None)
    return list(belonging().filter(person=profile.person_id)) if fetched is None else fetched


def _corridors(profile) -> list:
    fetched = getattr(profile, "_prefetched_objects_cache", {})
    if "corridors" in fetched:
        return list(fetched["corridors"])
    return list(
        corridors_with_ends().filter(
            pk__in=profile.corridors.through.objects.filter(profile=profile).values("corridor_id")
        )
    )
