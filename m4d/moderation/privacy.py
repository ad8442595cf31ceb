"""What this room holds about a person: reports they sent, and decisions about what is theirs."""

from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from .models import Decision, Flag


def held(person) -> list[dict]:
    """What is kept, why, and until when, in sentences for the person."""
    return [
        {
            "what": _("Reports that you sent"),
            "why": _("So that moderators can look into them. Nobody else learns that you reported."),
            "until": _("The report stays with its case. Your name leaves with you."),
            "rows": accounts.Tally(Flag.objects.filter(by=person)),
        },
        {
            "what": _("Decisions that you took as a moderator"),
            "why": _("So that decisions can be explained."),
            "until": _("The decision stays. Your name leaves with you."),
            "rows": accounts.Tally(Decision.objects.filter(by=person)),
        },
    ]


def export(person) -> dict:
    """Everything, as plain values."""
    return {
        "reports": list(Flag.objects.filter(by=person).values("reason", "text", "language", "created_at")),
        "decisions": list(Decision.objects.filter(by=person).values("outcome", "rule", "text", "created_at")),
    }


def erase(person) -> str:
    """Reports and decisions stay without the name, because other people's cases rest on them."""
    Flag.objects.filter(by=person).update(by=None)
    Decision.objects.filter(by=person).update(by=None)
    return _("Your reports and decisions stay with their cases, without your name.")


PRIVACY = accounts.register_privacy(room="moderation", held=held, export=export, erase=erase)
