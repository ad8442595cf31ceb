"""Answers that come by mail: to a question, and to the call for endorsement."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.core.time import on
from m4d.core.verdicts import Refusal, verdict

from .. import queries
from ..models import Delayed, Discussion, Question
from .delaying import speak
from .files import files_cannot_wait, files_of_mail
from .speaking import contribute_late
from .summary import endorse, object_to

SAYS_YES = re.compile(
    r"^\W*(?:yes|i endorse|endorse|oui|j.approuve|sí|si|apruebo|(?:yo |l[oa] )?respaldo|sim|نعم|أوافق|اوافق|أؤيد)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:i\s+)?(?:object(?:ion)?|je m.oppose|opposition|objeto|objeción|me opongo|"
    r"أعترض|اعترض|اعتراض|أتحفظ|أتحفّظ|تحفظ|تحفّظ)"
    r"\D{0,30}?(\d{1,3})\W*(.*)",
    re.IGNORECASE | re.DOTALL,
)


def take_answer(person, question_id: int, incoming: activity.Incoming) -> activity.Taken:
    """A mail answers a question: it stands there at once, or, after the close, on the late list."""
    question = Question.objects.visible_to(person).select_related("discussion").filter(pk=question_id).first()
    verdict(question is None and _("This question is no longer there.")).or_refuse()
    discussion = question.discussion
    at = incoming.was_received_at or timezone.now()
    files, left_out = files_of_mail(incoming, queries.pseudonym_of(person, discussion))
    words = {"text": incoming.text, "language": incoming.language or person.language, "cut": incoming.cut}
    title, manner = discussion.title, queries.manner_of(person, discussion)
    if discussion.has_closed(at):
        contribution = contribute_late(question, by=person, manner=manner, files=files, at=at, **words)
        return activity.Taken(
            path=f"e-discussions/contributions/{contribution.pk}/", title=title,
            words="\n".join(part for part in (_came_late(), left_out) if part),
        )  # fmt: skip
    if manner is not None:
        words |= {"appears": manner.appears, "place_shown": manner.place_shown}
        if manner.appears and files:
            files, left_out = [], "\n".join(part for part in (left_out, files_cannot_wait()) if part)
    said = speak(question, by=person, via_mail=True, files=files, at=at, **words)
    if isinstance(said, Delayed):
        waits = _("As you chose for this e-discussion, your words wait. They appear on %(day)s.")
        left_out = "\n".join(part for part in (waits % {"day": on(said.due_at.date())}, left_out) if part)
        return activity.Taken(path=f"e-discussions/{discussion.slug}/my-words/", title=title, words=left_out)
    return activity.Taken(path=f"e-discussions/contributions/{said.pk}/", title=title, words=left_out)


def _came_late() -> str:
    return _(
        "This e-discussion had closed when your mail came. Your text is kept on the list of late "
        "contributions. A moderator may admit it, with a reason that everybody can read."
    )


def take_endorsement(person, discussion_id: int, incoming: activity.Incoming) -> activity.Taken:
    """A mail endorses the summary, or objects to a paragraph by its number."""
    discussion = Discussion.objects.visible_to(person).filter(pk=discussion_id).first()
    verdict(discussion is None and _("This e-discussion is no longer there.")).or_refuse()
    at = incoming.was_received_at or timezone.now()
    path = f"e-discussions/{discussion.slug}/summary/"
    against = _NO.match(incoming.text)
    if against:
        number, reason = int(against[1]), against[2]
        paragraph = next((one for one in queries.paragraphs_of(discussion) if one.number == number), None)
        verdict(
            paragraph is None and _("There is no paragraph %(number)s in this summary.") % {"number": number}
        ).or_refuse()
        language = incoming.language or person.language
        object_to(paragraph, by=person, text=reason, language=language, via_mail=True, at=at)
        said = _("Your objection to paragraph %(number)s is with the moderators.") % {"number": number}
        return activity.Taken(path=path, title=discussion.title, words=said)
    if SAYS_YES.match(incoming.text):
        endorse(discussion, by=person, via_mail=True, at=at)
        return activity.Taken(path=path, title=discussion.title, words=_("Your endorsement is counted. Thank you."))
    raise Refusal(
        (_("Begin your reply with “yes” to endorse, or with “object 2” and your reason to object to paragraph 2."),)
    )
