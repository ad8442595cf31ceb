"""What this room holds about a person. Contacts that publishers name in IATI files are not stored at all."""

from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from .models import ImportRun, Project


def held(person) -> list[dict]:
    """Where the person's name stands beside something of ours."""
    why = _("So that others can ask whoever changed it.")
    until = _("The change stays. Your name leaves with you.")
    return [
        {
            "what": _("Projects that you corrected last"),
            "why": why,
            "until": until,
            "rows": accounts.Tally(Project.objects.filter(corrected_by=person)),
        },
        {
            "what": _("Files that you imported"),
            "why": why,
            "until": until,
            "rows": accounts.Tally(ImportRun.objects.filter(by=person)),
        },
    ]


def export(person) -> dict:
    """The same as plain values."""
    return {
        "corrected_projects": list(
            Project.objects.filter(corrected_by=person).values("identifier", "title", "corrected_at")
        ),
        "imports": list(ImportRun.objects.filter(by=person).values("file_name", "requested_at", "finished_at")),
    }


def erase(person) -> str:
    """Take the name off what they changed; the projects stay."""
    Project.objects.filter(corrected_by=person).update(corrected_by=None)
    ImportRun.objects.filter(by=person).update(by=None)
    return _("Your name no longer stands beside projects that you corrected or files that you imported.")


PRIVACY = accounts.register_privacy(room="projects", held=held, export=export, erase=erase)
