"""What this room holds about a person: that they joined two things."""

from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from . import actions
from .models import Step


def held(person) -> list[dict]:
    """How many steps a person laid."""
    return [
        {
            "what": _("Links between things that you made, for example from a contribution to a paragraph"),
            "why": _("So that others can ask whoever made the link."),
            "until": _("The link stays. Your name leaves with you."),
            "rows": accounts.Tally(Step.objects.filter(by=person)),
        }
    ]


def export(person) -> dict:
    """The same as plain values."""
    return {"links": list(Step.objects.filter(by=person).values("kind", "at", "lifted_at"))}


def erase(person) -> str:
    """Take the name off; the links stay."""
    actions.forget_person(person)
    return _("Your name no longer stands beside links that you made.")


PRIVACY = accounts.register_privacy(room="trails", held=held, export=export, erase=erase)
