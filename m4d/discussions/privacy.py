"""What this room holds about a person, how it is handed over, and what stays when they leave."""

from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from . import actions
from .models import (
    Contribution,
    Delayed,
    Discussion,
    DiscussionModerator,
    Draft,
    Endorsement,
    Manner,
    Objection,
    Paragraph,
    Pseudonym,
    QuestionWording,
    Recap,
    Recommendation,
    Second,
    Unveiling,
    Useful,
)


def held(person) -> list[dict]:
    """What is kept, why, and until when."""
    stays = _("It stays. Your name leaves with you.")
    until = _("Until you delete it or leave.")

    def part(what, why, until, *rows):
        return {"what": what, "why": why, "until": until, "rows": accounts.Tally(*rows)}

    return [
        part(_("Your contributions to e-discussions"), _("So that what was said can be read and cited."), stays,
             Contribution.objects.filter(author=person)),
        part(_("Pseudonyms that you chose for e-discussions"), _("So that your words stand together under one name."),
             _("The name stays with the words. That it was yours is deleted."),
             Pseudonym.objects.filter(person=person)),
        part(_("Your endorsements of summaries and objections to them"),
             _("So that everybody sees who stands behind a summary and who does not."), stays,
             Endorsement.objects.filter(person=person), Objection.objects.filter(person=person)),
        part(_("Drafts of contributions"), _("So that you can go on writing."), until,
             Draft.objects.filter(person=person)),
        part(_("Contributions that wait, and how you want yours to appear"),
             _("So that they appear when and how you chose."), _("Until they appear, or you take them back or leave."),
             Delayed.objects.filter(person=person), Manner.objects.filter(person=person)),
        part(_("Proposals that you seconded, contributions that you found useful"),
             _("So that each of you counts once."), until,
             Second.objects.filter(person=person), Useful.objects.filter(person=person)),
        part(_("E-discussions that you proposed or looked after, and what you wrote and decided there"),
             _("So that it can be explained who did what."), stays,
             DiscussionModerator.objects.filter(person=person), Recap.objects.filter(by=person),
             Paragraph.objects.filter(changed_by=person), Recommendation.objects.filter(changed_by=person),
             QuestionWording.objects.filter(changed_by=person), Contribution.objects.filter(admitted_by=person),
             *(Discussion.objects.filter(**{field: person}) for field in _ACTS)),
        part(_("Requests to see who is behind a pseudonym that you made or agreed to"),
             _("So that the member knows who saw it."), stays,
             Unveiling.objects.filter(asked_by=person), Unveiling.objects.filter(agreed_by=person)),
    ]  # fmt: skip


_ACTS = ("proposed_by", "answered_by", "scheduled_by", "draft_put_by", "followed_up_by")


def export(person) -> dict:
    """The same as plain values: all of it is their own."""
    said = Contribution.objects.filter(author=person)
    mine = {"person": person}
    return {
        "contributions": list(
            said.values(
                "discussion__title", "question__number", "pseudonym__name", "on_behalf_of__name", "text", "language",
                "written_at", "is_month_only", "place_shown", "place", "via_mail", "late_at", "admitted_at",
                "withdrawn_at",
            )
        ),
        "pseudonyms": list(Pseudonym.objects.filter(**mine).values("discussion__title", "name", "at")),
        "endorsements": list(
            Endorsement.objects.filter(**mine).values("discussion__title", "organization__name", "at")
        ),
        "objections": list(Objection.objects.filter(**mine).values("discussion__title", "text", "at", "settled_at")),
        "drafts": list(Draft.objects.filter(**mine).values("question__title", "text", "saved_at")),
        "waiting": list(
            Delayed.objects.filter(**mine).values(
                "question__title", "on_behalf_of__name", "text", "language", "place_shown", "due_at", "why_not"
            )
        ),
        "how_mine_appear": list(
            Manner.objects.filter(**mine).values("discussion__title", "appears", "place_shown")
        ),
        "seconded": list(Second.objects.filter(**mine).values("discussion__title", "at")),
        "useful": list(Useful.objects.filter(**mine).values("contribution_id", "at")),
        "looked_after": list(DiscussionModerator.objects.filter(**mine).values("discussion__title", "since")),
        "proposed": list(Discussion.objects.filter(proposed_by=person).values("title", "purpose", "proposed_at")),
        "recaps": list(Recap.objects.filter(by=person).values("discussion__title", "text", "at")),
        "unveilings_of_me": list(Unveiling.objects.filter(pseudonym__person=person).values("reason", "agreed_at")),
        "unveilings": list(Unveiling.objects.filter(asked_by=person).values("reason", "asked_at")),
    }  # fmt: skip


def erase(person) -> str:
    """Words stay under "Former member" or their pseudonym; who that was is deleted."""
    actions.forget_person(person)
    return _("What you said in e-discussions stays without your name. Pseudonyms no longer lead to you.")


PRIVACY = accounts.register_privacy(room="discussions", held=held, export=export, erase=erase)
