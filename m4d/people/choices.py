"""Which values exist in the people room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may see one field of a profile, from the narrowest to the widest."""

    NOBODY = "nobody", _("Nobody")
    GROUPS = "groups", _("My groups")
    MEMBERS = "members", _("Members")
    PUBLIC = "public", _("Everybody")


RANK = {Audience.NOBODY: 0, Audience.GROUPS: 1, Audience.MEMBERS: 2, Audience.PUBLIC: 3}
"""The width of an audience. A viewer sees a field when the field's audience is as wide as the viewer is far."""


KINDS_OF_PEOPLE = frozenset({"expert", "migrant", "volunteer"})
"""Kinds of actor that a person is and an organization is not (codes of `stakeholder_type`)."""


class Field(models.TextChoices):
    """The fields of a profile that have a visibility of their own, in the order of the page."""

    NAME = "name", _("Name")
    HEADLINE = "headline", _("Role")
    ORGANIZATIONS = "organizations", _("Organizations")
    PLACE = "place", _("Place")
    BIO = "bio", _("About me")
    THEMES = "themes", _("Knows about")
    LANGUAGES = "languages", _("Speaks")
    STAKEHOLDER_TYPE = "stakeholder_type", _("Kind of actor")
    LEVEL = "level", _("Level")
    CORRIDOR_END = "corridor_end", _("Place on the corridor")
    CORRIDORS = "corridors", _("Corridors")
    WEBSITE = "website", _("Website")
    EMAIL = "email", _("E-mail shown")
    PHONE = "phone", _("Phone")
    MESSAGING = "messaging", _("Messaging")


DEFAULT_AUDIENCE = {
    Field.NAME: Audience.MEMBERS,
    Field.HEADLINE: Audience.PUBLIC,
    Field.ORGANIZATIONS: Audience.MEMBERS,
    Field.PLACE: Audience.PUBLIC,
    Field.BIO: Audience.MEMBERS,
    Field.THEMES: Audience.PUBLIC,
    Field.LANGUAGES: Audience.PUBLIC,
    Field.STAKEHOLDER_TYPE: Audience.PUBLIC,
    Field.LEVEL: Audience.MEMBERS,
    Field.CORRIDOR_END: Audience.MEMBERS,
    Field.CORRIDORS: Audience.MEMBERS,
    Field.WEBSITE: Audience.MEMBERS,
    Field.EMAIL: Audience.NOBODY,
    Field.PHONE: Audience.NOBODY,
    Field.MESSAGING: Audience.NOBODY,
}
"""What applies until the person chooses: role and place in public, names to members, contact data to nobody."""

NEVER_PUBLIC = frozenset({Field.PHONE, Field.MESSAGING})
"""Numbers that would invite harvesting: members at the most, whatever a form or an import asks for."""

CONTACT = frozenset({Field.EMAIL, Field.PHONE, Field.MESSAGING})
"""Ways to reach somebody: on the person's page only, never in lists or exports, not for somebody blocked."""


class Part(models.TextChoices):
    """The parts in which a profile is filled in, in the order of the page; the code stands in the address."""

    WHO = "who", _("Who you are")
    KNOWLEDGE = "knowledge", _("What you know")
    PLACE = "place", _("Where, and with whom")
    CONTACT = "contact", _("How to reach you")


PART_FIELDS = {
    Part.WHO: (Field.NAME, Field.HEADLINE, Field.STAKEHOLDER_TYPE, Field.LEVEL, Field.ORGANIZATIONS),
    Part.KNOWLEDGE: (Field.THEMES, Field.BIO, Field.LANGUAGES),
    Part.PLACE: (Field.PLACE, Field.CORRIDOR_END, Field.CORRIDORS),
    Part.CONTACT: (Field.EMAIL, Field.PHONE, Field.MESSAGING, Field.WEBSITE),
}
"""Every field of a profile stands in one part."""


class Sex(models.TextChoices):
    """How somebody wants to be counted. Who says nothing has no row."""

    WOMAN = "woman", _("As a woman")
    MAN = "man", _("As a man")
    OTHER = "other", _("In another way")


COUNTED_IN = 5
"""People who said how they are counted are taken, and told of, in fives."""


class OrganizationPart(models.TextChoices):
    """The parts in which the page of an organization is filled in."""

    NAME = "name", _("Name and kind")
    PLACE = "place", _("Place and languages")
    ABOUT = "about", _("What it does")
    PICTURE = "picture", _("Picture")


class EndReason(models.TextChoices):
    """Why somebody no longer holds a seat."""

    HANDED_OVER = "handed_over", _("Handed over")
    EXPIRED = "expired", _("The mandate ran out")
    REFUSED = "refused", _("A verifier did not confirm the mandate")
    LEFT = "left", _("Left the seat")
    ERASED = "erased", _("The account was erased")


class Verb(models.TextChoices):
    """What can happen here, as the journal names it."""

    PROFILE_CHANGED = "people.profile_changed", _("changed a profile")
    ORGANIZATION_OPENED = "people.organization_opened", _("added an organization")
    ORGANIZATION_CHANGED = "people.organization_changed", _("changed an organization")
    VERIFICATION_ASKED = "people.verification_asked", _("asked for verification")
    ORGANIZATION_VERIFIED = "people.organization_verified", _("verified an organization")
    VERIFICATION_REFUSED = "people.verification_refused", _("did not verify an organization")
    VERIFICATION_LAPSED = "people.verification_lapsed", _("changed what was verified about an organization")
    AFFILIATION_ASKED = "people.affiliation_asked", _("asked to be listed in an organization")
    AFFILIATION_CONFIRMED = "people.affiliation_confirmed", _("confirmed a member of an organization")
    AFFILIATION_ADMIN = "people.affiliation_admin", _("named an admin of an organization")
    AFFILIATION_ENDED = "people.affiliation_ended", _("ended a membership of an organization")
    SEAT_OPENED = "people.seat_opened", _("opened a seat")
    SEAT_TAKEN = "people.seat_taken", _("took a seat")
    SEAT_NOTED = "people.seat_noted", _("left a note on a seat")
    SEAT_HANDED_OVER = "people.seat_handed_over", _("handed a seat over")
    MANDATE_RENEWED = "people.mandate_renewed", _("asked for a new mandate")
    HOLDING_VERIFIED = "people.holding_verified", _("verified the holder of a seat")
    HOLDING_REFUSED = "people.holding_refused", _("did not verify the holder of a seat")
    HOLDING_ENDED = "people.holding_ended", _("left a seat")
    HOLDING_EXPIRED = "people.holding_expired", _("a mandate ran out")
    PERSON_BLOCKED = "people.person_blocked", _("blocked somebody")
    PERSON_UNBLOCKED = "people.person_unblocked", _("unblocked somebody")
