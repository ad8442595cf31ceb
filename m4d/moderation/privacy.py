"""What this room holds about a person: reports, decisions, measures, appeals, and counts of what they write."""

from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from . import queries
from .models import Appeal, Decision, Flag, Sanction, Standing, Sweep, Writing


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
            "rows": accounts.Tally(
                Decision.objects.filter(by=person),
                Sanction.objects.filter(by=person),
                Sanction.objects.filter(lifted_by=person),
                Appeal.objects.filter(answered_by=person),
                Sweep.objects.filter(by=person),
                Sweep.objects.filter(undone_by=person),
            ),
        },
        {
            "what": _("What moderators decided about you, and your appeals"),
            "why": _("So that you can object, and so that the next moderator knows what was said before."),
            "until": _("Until you leave."),
            "rows": accounts.Tally(
                Decision.objects.filter(concerns=person),
                Sanction.objects.filter(person=person),
                Sweep.objects.filter(person=person),
                Appeal.objects.filter(by=person),
            ),
        },
        {
            "what": _("When you wrote something, how many links it had, and a fingerprint that shows repeats"),
            "why": _("So that nobody floods the site. The words cannot be read from it."),
            "until": _("30 days; how many texts you wrote in all, until you leave."),
            "rows": accounts.Tally(Writing.objects.filter(person=person), Standing.objects.filter(person=person)),
        },
    ]


def export(person) -> dict:
    """Everything, as plain values."""
    concerning = Decision.objects.filter(concerns=person)
    measures = Sanction.objects.filter(person=person)
    return {
        "reports": list(Flag.objects.filter(by=person).values("reason", "text", "language", "created_at")),
        "decisions": list(Decision.objects.filter(by=person).values("outcome", "rule", "text", "created_at")),
        "measures_taken": list(Sanction.objects.filter(by=person).values("measure", "rule", "text", "starts_at")),
        "about_me": {
            "decisions": list(concerning.values("outcome", "rule", "text", "title", "thing_text", "created_at")),
            "measures": list(measures.values("measure", "rule", "text", "starts_at", "ends_at", "lifted_at")),
            "everything_hidden": list(Sweep.objects.filter(person=person).values("rule", "text", "started_at")),
            "appeals": list(
                Appeal.objects.filter(by=person).values("text", "created_at", "granted", "answer", "answered_at")
            ),
        },
        "writing": {
            "texts": Standing.objects.filter(person=person).values_list("written", flat=True).first() or 0,
            "moments": list(Writing.objects.filter(person=person).values("at", "links")),
        },
    }


def erase(person) -> str:
    """Reports and decisions stay without the name, because other people's cases rest on them."""
    Flag.objects.filter(by=person).update(by=None)
    Decision.objects.filter(by=person).update(by=None)
    # What was decided about somebody holds their words; the decision itself stays with its case.
    Decision.objects.filter(concerns=person).update(concerns=None, title="", thing_text="")
    Sanction.objects.filter(by=person).update(by=None)
    Sanction.objects.filter(lifted_by=person).update(lifted_by=None)
    Sweep.objects.filter(by=person).update(by=None)
    Sweep.objects.filter(undone_by=person).update(undone_by=None)
    Appeal.objects.filter(answered_by=person).update(answered_by=None)
    for rows in (Appeal.objects.filter(by=person), *(m.objects.filter(person=person) for m in _OWN)):
        rows.delete()
    return _("Your reports and decisions stay with their cases, without your name. What was decided about you goes.")


_OWN = (Sanction, Sweep, Writing, Standing)


def rules() -> list[tuple]:
    """What goes by itself."""
    return [
        (
            _("Fingerprints of what people wrote go after 30 days."),
            "m4d.moderation.actions.forget_old_writings",
            queries.stale_writings(),
        )
    ]


PRIVACY = accounts.register_privacy(room="moderation", held=held, export=export, erase=erase, rules=rules)
