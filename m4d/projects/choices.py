"""Enumerations of the room: whose words a fact stands on, dates, ends, imports and journal verbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verb(models.TextChoices):
    """Journal verbs of the room."""

    PROJECT_CORRECTED = "projects.project_corrected", _("corrected a project")
    IMPORT_FINISHED = "projects.import_finished", _("imported projects")
    IMPORT_REFUSED = "projects.import_refused", _("could not import a file")


class Origin(models.TextChoices):
    """Where a project row came from."""

    STARTER = "starter", _("Collected from public sources")
    IATI = "iati", _("Published in the IATI format")
    SCALE = "scale", _("Made up to test the site")


#: Phases of programmes by "programme-phase" in lower case.
PHASES = {
    "jmdi-1": _("Joint Migration and Development Initiative, first phase, 2008 to 2012"),
    "jmdi-2": _("Joint Migration and Development Initiative, second phase, 2012 to 2017"),
}

_SHORT = {"jmdi-1": _("JMDI, first phase"), "jmdi-2": _("JMDI, second phase")}


def programme_name(project, *, short: bool = False):
    """The programme and phase of a project in words, empty where it belongs to none that we name."""
    return (_SHORT if short else PHASES).get(f"{project.programme}-{project.phase}".lower(), project.programme)


class End(models.TextChoices):
    """The end of the corridor a partner speaks from."""

    HERE = "here", _("Where the project works")
    THERE = "there", _("At the other end")
    BOTH = "both", _("At both ends")


class DateKind(models.TextChoices):
    """What a date marks: the four types of IATI, and two for sources that do not say which."""

    START_PLANNED = "1", _("Planned start")
    START_ACTUAL = "2", _("Start")
    END_PLANNED = "3", _("Planned end")
    END_ACTUAL = "4", _("End")
    START = "start", _("Start, as the source gives it")
    END = "end", _("End, as the source gives it")


#: Kinds from the best known to the least, for the one start and the one end a list can show.
STARTS = (DateKind.START_ACTUAL, DateKind.START, DateKind.START_PLANNED)
ENDS = (DateKind.END_ACTUAL, DateKind.END, DateKind.END_PLANNED)


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", pgettext_lazy("how exact a date is", "Day")
    MONTH = "month", pgettext_lazy("how exact a date is", "Month")
    YEAR = "year", pgettext_lazy("how exact a date is", "Year")


class Basis(models.TextChoices):
    """Why a project carries a theme or a tag."""

    STATED = "stated", _("The source says so")
    STATED_TOGETHER = "stated_together", _("The source says so for two projects together")
    FROM_TITLE = "from_title", _("Our reading of the title")
    FROM_SUMMARY = "from_summary", _("Our reading of what the project did")
    FROM_SECTORS = "from_sectors", _("Our reading of the published sectors")
    FROM_THEMES = "from_themes", _("Ours, following from the themes")
    PUBLISHED = "published", _("Given by the publisher")
    CORRECTED = "corrected", _("Given by people who know the project")


class ValueKind(models.TextChoices):
    """Aimed at, or reached."""

    TARGET = "target", _("Planned")
    ACTUAL = "actual", _("Reached")


class Refused(models.TextChoices):
    """Why a whole file was refused. Nothing of it is kept."""

    EMPTY = "empty", _("The file is empty.")
    COMPRESSED = "compressed", _("The file is compressed. Unpack it first, then choose the XML file inside.")
    NOT_XML = "not_xml", _("The file is not valid XML, or it ends too early.")
    DOCTYPE = (
        "doctype",
        _("The file declares a document type or entities, which IATI files do not need and which can do harm."),
    )
    NOT_IATI = "not_iati", _("The file is XML, but it does not hold IATI activities.")
    VERSION = (
        "version",
        _(
            "The file follows an IATI version that this site does not read. It reads 2.01, 2.02 and 2.03: "
            "ask the publisher for a newer file."
        ),
    )
    TOO_LARGE = "too_large", _("One activity in the file is larger than this site accepts.")
    ENCODING = "encoding", _("The file says it is in an encoding that it is not in, or that this site cannot read.")


class Problem(models.TextChoices):
    """What was wrong in one place of a file."""

    SCHEMA = "schema", _("Does not follow the IATI schema")
    CODE = "code", _("The code is not on the list")
    DATE = "date", _("Not a date")
    NUMBER = "number", _("Not a number")
    CURRENCY = "currency", _("No currency is given")
    POINT = "point", _("Not a point on the map")
    ADDRESS = "address", _("Not a web address")
    NO_IDENTIFIER = "no_identifier", _("The activity has no identifier")
    TWICE = "twice", _("The same identifier comes twice in the file")
    OTHER_PUBLISHER = "other_publisher", _("Another publisher reported this activity before")
    OLDER = "older", _("The activity is older than what this site holds")
    TOO_LONG = "too_long", _("The text is longer than a line of this kind can be")
    LANGUAGE = "language", _("No language is given")
    NAMESAKE = "namesake", _("Only the name says which organization this is")


class Outcome(models.TextChoices):
    """What was done about it."""

    KEPT = "kept", _("Kept as it is")
    AS_TEXT = "as_text", _("Kept as text")
    SKIPPED_VALUE = "skipped_value", _("Left out this value")
    SKIPPED_ACTIVITY = "skipped_activity", _("Left out this activity")
    SHORTENED = "shortened", _("Shortened")
    ATTACHED = "attached", _("Attached by its name. Look whether it is the same organization:")
    NEW_NAMESAKE = "new_namesake", _("Taken in as a new organization. Look whether it doubles this one:")
