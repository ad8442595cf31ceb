"""What this room knows about a person: which translations they wrote or corrected."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from .choices import Provenance
from .models import MachineRequest, Version


def held(person) -> list[dict]:
    return [
        {
            "what": _("Texts and translations you wrote or corrected"),
            "why": _("To show who made a version, and to let you correct it."),
            "until": _("As long as the page they belong to exists; your name is taken off when you leave."),
            "rows": accounts.Tally(_of(person)),
        }
    ]


def export(person) -> dict:
    return {
        "texts": [
            {
                "about": f"{version.content_type.app_label}.{version.content_type.model}:{version.object_id}",
                "field": version.field,
                "language": version.language,
                "provenance": version.provenance,
                "text": version.text,
                "made_at": version.made_at.isoformat(),
                "corrected_at": version.corrected_at.isoformat() if version.corrected_at else None,
            }
            for version in _of(person).select_related("content_type").order_by("pk")
        ]
    }


def erase(person) -> str:
    """The words stay with the pages they belong to; who wrote them is forgotten."""
    # The date says that the words are a person's own; without it an import would take them for its own and renew them.
    theirs = Version.objects.filter(by=person)
    theirs.filter(provenance=Provenance.HUMAN, corrected_at=None).update(corrected_at=F("made_at"))
    theirs.update(by=None)
    Version.objects.filter(corrected_by=person).update(corrected_by=None)
    MachineRequest.objects.filter(by=person).update(by=None)
    return _("Your name was taken off the translations you made. The translations stay.")


def _of(person):
    return Version.objects.filter(Q(by=person) | Q(corrected_by=person))


accounts.register_privacy(room="languages", held=held, export=export, erase=erase)
