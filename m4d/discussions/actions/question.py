"""Questions and recaps."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.core.text import clean_line
from m4d.core.verdicts import verdict

from .. import policies
from ..choices import MOST_QUESTIONS, Verb
from ..models import Question, QuestionWording, Recap
from ..models.discussion import start_of
from .writing import ask_for_versions, held_discussion, rendered, shown, unchanged


def moment_of(discussion, day) -> datetime | None:
    """The first moment of a day where the discussion is at home; none where the question opens with it."""
    return start_of(day, discussion.time_zone) if day and discussion.time_zone else None


@transaction.atomic
def add_question(
    discussion, *, by, title: str, text: str = "", language: str = "en", opens_on=None, at=None
) -> Question:
    """One more numbered question, ten at the most."""
    discussion = held_discussion(discussion)
    policies.may_change_question(by, discussion).or_refuse()
    number = discussion.questions.count() + 1
    verdict(
        discussion.opened_at is not None and _("Questions cannot be added once the discussion is open."),
        number > MOST_QUESTIONS and _("A discussion has ten questions at the most."),
    ).or_refuse()
    question = Question.objects.create(
        discussion=discussion, number=number, title=clean_line(title), language=language, opens_on=opens_on,
        opens_at=moment_of(discussion, opens_on), **rendered(text),
    )  # fmt: skip
    ask_for_versions([question], "title", "text")
    shown(discussion, card=True)
    return question


@transaction.atomic
def change_question(
    question, *, by, title: str, text: str, language: str, opens_on=None, version: int | None = None, at=None
) -> Question:
    """Change a question. Once it is open the old wording stays to be read, with the day of the change."""
    at = at or timezone.now()
    discussion = held_discussion(question)
    question = Question.objects.select_for_update().get(pk=question.pk)
    policies.may_change_question(by, discussion).or_refuse()
    unchanged(question, version)
    was = (question.title, question.text)
    now = {"title": clean_line(title), **rendered(text)}
    changed = was != (now["title"], now["text"])
    if changed and discussion.opened_at is not None:
        QuestionWording.objects.create(
            question=question, title=question.title, html=question.html, language=question.language, changed_at=at,
            changed_by=by,
        )  # fmt: skip
    for name, value in now.items():
        setattr(question, name, value)
    question.language = language
    if question.opened_at is None:
        question.opens_on, question.opens_at = opens_on, moment_of(discussion, opens_on)
    question.version += 1
    question.save()
    if changed:
        ask_for_versions([question], "title", "text")
    if changed and discussion.opened_at is not None:
        activity.record(Verb.QUESTION_CHANGED, by=by, about=question, data={"title": discussion.title}, at=at)
    shown(discussion, card=True)
    return question


@transaction.atomic
def remove_question(question, *, by, at=None) -> None:
    """Take a question out before the discussion opens; the others close ranks."""
    discussion = held_discussion(question)
    policies.may_change_question(by, discussion).or_refuse()
    verdict(discussion.opened_at is not None and _("Questions stay once the discussion is open.")).or_refuse()
    Question.objects.filter(pk=question.pk).delete()
    for number, left in enumerate(discussion.questions.order_by("number"), start=1):
        Question.objects.filter(pk=left.pk).update(number=number)
    shown(discussion, card=True)


@transaction.atomic
def publish_recap(discussion, *, by, text: str, language: str, question=None, at=None) -> Recap:
    """What was said so far, pinned to the page and told to whoever follows, so that latecomers can enter."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    policies.may_moderate(by, discussion).or_refuse()
    verdict(
        discussion.opened_at is None and _("This e-discussion is not open yet."),
        not text.strip() and _("Write the recap."),
    ).or_refuse()
    recap = Recap.objects.create(
        discussion=discussion, question=question, language=language, by=by, at=at, **rendered(text)
    )
    ask_for_versions([recap], "text")
    data = {"title": discussion.title}
    activity.record(Verb.RECAP_PUBLISHED, by=by, about=recap, data=data, at=at, followers_of=[discussion])
    shown(discussion)
    return recap
