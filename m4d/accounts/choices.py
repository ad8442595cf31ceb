"""Enumerations of the room: roles, purposes of consent, themes and journal verbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A duty for the whole network. A duty for one territory is a seat and lives in the room people."""

    MODERATOR = "moderator", _("Moderator")
    FACILITATOR = "facilitator", _("Facilitator")
    EDITOR = "editor", _("Editor")
    PROGRAMME = "programme", _("Programme officer")
    FINANCE = "finance", _("Finance officer")
    DONOR = "donor", _("Donor")
    TUTOR = "tutor", _("Tutor")
    AUTHOR = "author", _("Course author")
    ASSESSOR = "assessor", _("Assessor")
    VERIFIER = "verifier", _("Verifier")
    DATA_PROTECTION = "data_protection", _("Data protection officer")
    ADMIN = "admin", _("Administrator")


class Theme(models.TextChoices):
    """Light or dark pages; SYSTEM follows the device."""

    SYSTEM = "", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Purpose(models.TextChoices):
    """What a person agreed to. Each purpose has a text with a version, see CONSENT_VERSIONS."""

    MEMBERSHIP = "membership", _("Membership and the rules of the network")
    ACCESS_MAIL = "access_mail", _("A mail when somebody of the staff opens or changes my data")


#: The version of each consent text a person sees today. A changed text gets a new date here; old rows keep theirs.
CONSENT_VERSIONS = {
    Purpose.MEMBERSHIP: "2026-11-22",
    Purpose.ACCESS_MAIL: "2026-11-22",
}

#: Purposes a person may give and take back at any time. Membership ends by leaving.
OPTIONAL_PURPOSES = (Purpose.ACCESS_MAIL,)


class Seal(models.TextChoices):
    """What opens a secret of a second factor in the database; an operator reads it, no page shows it."""

    PRESENT = "present"
    OLDER = "older"
    NONE = "none"
    LOST = "lost"


#: What somebody is told who goes on in a session of an account that was left or shut meanwhile.
CLOSED = _("This account is closed. Nothing more can be done with it.")

#: How long a copy of personal data can be downloaded, in days.
EXPORT_DAYS = 7

#: How many copies are made at a time, over the whole site; mails and other work get their turn between them.
EXPORTS_AT_ONCE = 2

#: How many copies of one person's data are kept at a time.
EXPORTS_KEPT = 5

#: After how many days an account goes whose address nobody confirmed.
UNCONFIRMED_DAYS = 30

#: How long it is kept who looked at whose data, in days.
ACCESS_DAYS = 365

#: A look at the data of more people than this is kept as a look at the data of everybody.
MOST_CONCERNED = 2000


class AccessKind(models.TextChoices):
    """What somebody did with another person's data."""

    LOOKED = "looked", _("Looked at")
    EXPORTED = "exported", _("Exported")
    CHANGED = "changed", _("Changed")


class AccessPurpose(models.TextChoices):
    """Which data of a person the staff opened or changed, and for what; read by that person."""

    ROLES = "roles", _("Your name, address and roles, in the list of those who hold a role")
    ROLE = "role", _("Your roles")
    APPROVAL = "approval", _("Your new account, to let it in")
    ERASURE = "erasure", _("Your account, to close it as you asked")
    REPORT = "report", _("A report that you sent, to decide about it")
    REPORTED = "reported", _("Something of yours that was reported, to decide about it")
    HIDDEN = "hidden", _("Your profile, which a moderator has hidden")
    UNVEILING = "unveiling", _("Who is behind your pseudonym in an e-discussion, after two moderators agreed")
    VERIFICATION = "verification", _("What you wrote to have an organization verified")
    STANDING = "standing", _("Your seat or your place in an organization, and what you wrote about it, to confirm it")
    JOURNAL = "journal", _("The journal of the site, in which stands what you did or what was done about you")
    JOURNAL_SEARCH = "journal_search", _("What you did, looked up in the journal of the site by your name or address")
    STAFF_SIDE = "staff_side", _("Your name on the staff side, beside what you wrote or changed there")
    EXPORT = "export", _("Everything on this site, handed over as open formats")
    BACKUP = "backup", _("Everything on this site, saved so that nothing is lost")


#: Under which role the staff does each of these; the first one that the reader holds is written down.
PURPOSE_ROLES = {
    AccessPurpose.ROLES: (Role.ADMIN, Role.MODERATOR),
    AccessPurpose.ROLE: (Role.ADMIN,),
    AccessPurpose.APPROVAL: (Role.MODERATOR, Role.ADMIN),
    AccessPurpose.ERASURE: (Role.DATA_PROTECTION, Role.ADMIN),
    AccessPurpose.REPORT: (Role.MODERATOR, Role.ADMIN),
    AccessPurpose.REPORTED: (Role.MODERATOR, Role.ADMIN),
    AccessPurpose.HIDDEN: (Role.MODERATOR, Role.ADMIN),
    AccessPurpose.UNVEILING: (Role.MODERATOR, Role.ADMIN),
    AccessPurpose.VERIFICATION: (Role.VERIFIER, Role.PROGRAMME, Role.ADMIN),
    AccessPurpose.STANDING: (Role.VERIFIER, Role.PROGRAMME, Role.ADMIN),
    AccessPurpose.JOURNAL: (Role.DATA_PROTECTION, Role.PROGRAMME, Role.MODERATOR, Role.ADMIN),
    AccessPurpose.JOURNAL_SEARCH: (Role.DATA_PROTECTION, Role.PROGRAMME, Role.MODERATOR, Role.ADMIN),
    AccessPurpose.STAFF_SIDE: (
        Role.EDITOR,
        Role.PROGRAMME,
        Role.ADMIN,
        Role.MODERATOR,
        Role.DATA_PROTECTION,
        Role.FACILITATOR,
    ),
}

#: Where the person reads the role and not the name: whoever decides about reports must not be sought out for it.
NAMELESS_PURPOSES = frozenset({AccessPurpose.REPORT, AccessPurpose.REPORTED, AccessPurpose.HIDDEN})

#: Stands in place of a role where somebody did it on the command line of the machine.
OPERATOR = "operator"


class Verb(models.TextChoices):
    """Journal verbs of the room."""

    PERSON_JOINED = "accounts.person_joined", _("joined the network")
    PERSON_APPROVED = "accounts.person_approved", _("let somebody in")
    ROLE_GRANTED = "accounts.role_granted", _("gave a role")
    ROLE_WITHDRAWN = "accounts.role_withdrawn", _("took back a role")
    EXPORT_REQUESTED = "accounts.export_requested", _("asked for a copy of their data")
    PERSON_ERASED = "accounts.person_erased", _("left the network")
