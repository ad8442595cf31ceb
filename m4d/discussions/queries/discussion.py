"""A discussion, its questions and the people who look after it."""

from datetime import datetime, timedelta

from babel.dates import format_interval
from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from m4d.activity import queries as activity
from m4d.core.pages.prepared import Prepared
from m4d.core.time import locale, on, span, zone_name
from m4d.languages import queries as languages

from ..choices import LEAST_MODERATORS, MOST_QUESTIONS, Missing, State
from ..models import Discussion, DiscussionModerator, Pseudonym, Question, Recap, Second


def discussion_page(person, slug: str) -> Discussion | None:
    """A discussion that this person may see, or None."""
    return Discussion.objects.visible_to(person).filter(slug=slug).first()


def questions_of(discussion, *, in_words: bool = True) -> list[Question]:
    """The questions in their order, in the reader's language where they exist in it."""
    questions = list(discussion.questions.all())
    for question in questions:
        question.discussion = discussion
    if in_words:
        said(questions, "title", "text")
    return questions


def said(things, *fields: str) -> dict:
    """Texts of these things of one model as the reader gets them; `{% text %}` then asks nothing more."""
    return languages.versions_for(list(things), list(fields), get_language())


def said_together(*groups: tuple) -> None:
    """Texts of things of several models, each group with the names of its texts; one statement for all of them."""
    languages.versions_of_several(groups, get_language())


def moderators_of(discussion) -> list:
    """The people who look after a discussion, in the order in which they came."""
    rows = DiscussionModerator.objects.filter(discussion=discussion).select_related("person").order_by("pk")
    return [row.person for row in rows]


def moderator_numbers(discussion) -> list[int]:
    """The same as numbers; from here on `is_moderator_of` knows it of this object."""
    discussion.team_numbers = [person for (person,) in _TEAM({_DISCUSSION: discussion.pk})]
    return discussion.team_numbers


_DISCUSSION = -1
_TEAM = Prepared(
    lambda: DiscussionModerator.objects.filter(discussion_id=_DISCUSSION).order_by("pk").values_list("person_id")
)


def is_moderator_of(person, discussion) -> bool:
    """Whether somebody looks after this discussion. Asked once for each person and discussion object."""
    if not getattr(person, "is_authenticated", False):
        return False
    if "team_numbers" in discussion.__dict__:
        return person.pk in discussion.team_numbers
    known = discussion.__dict__.setdefault("_moderated_by", {})
    if person.pk not in known:
        known[person.pk] = DiscussionModerator.objects.filter(discussion=discussion, person=person).exists()
    return known[person.pk]


def missing_of(discussion) -> list[str]:
    """What a discussion still lacks before it can open, each in a sentence."""
    questions = Question.objects.filter(discussion=discussion).count()
    moderators = DiscussionModerator.objects.filter(discussion=discussion, person__is_active=True).count()
    lacking = {
        Missing.DATES: not (discussion.starts_on and discussion.ends_on),
        Missing.TIME_ZONE: not discussion.time_zone,
        Missing.QUESTIONS: not 1 <= questions <= MOST_QUESTIONS,
        Missing.PAPER: not (discussion.paper.strip() or discussion.paper_url),
        Missing.MODERATORS: moderators < LEAST_MODERATORS,
        Missing.LANGUAGES: not discussion.languages,
    }
    return [str(missing.label) for missing, lacks in lacking.items() if lacks]


def has_seconded(person, discussion) -> bool:
    """Whether somebody wants this discussion to be held."""
    if not getattr(person, "is_authenticated", False):
        return False
    return Second.objects.filter(discussion=discussion, person=person).exists()


def pseudonym_of(person, discussion) -> Pseudonym | None:
    """The name under which somebody takes part in this discussion, where they chose one."""
    if not getattr(person, "is_authenticated", False):
        return None
    return Pseudonym.objects.filter(discussion=discussion, person=person).first()


def newest_recap(discussion, *, in_words: bool = True) -> Recap | None:
    """The recap that is pinned to the page."""
    recap = discussion.recaps.order_by("-at", "-pk").first()
    if recap is not None and in_words:
        said([recap], "text")
    return recap


def proposals() -> QuerySet[Discussion]:
    """Proposals without an answer, those that most members want first."""
    return Discussion.objects.proposed().order_by("-second_count", "-pk")


def own_discussions(person) -> QuerySet[Discussion]:
    """The discussions that somebody looks after, the newest first."""
    mine = DiscussionModerator.objects.filter(person=person).values("discussion_id")
    return Discussion.objects.filter(pk__in=mine).order_by("-pk")


def ready_for_cards(discussions: list[Discussion]) -> list[Discussion]:
    """These discussions with every text of theirs that cards hold, in a fixed number of statements."""
    texts = languages.every_language(discussions, ["title", "purpose"])
    numbers = [discussion.pk for discussion in discussions]
    questions = list(Question.objects.filter(discussion_id__in=numbers).order_by("number"))
    asked = languages.every_language(questions, ["title"])
    for discussion in discussions:
        discussion.texts_in_every_language = texts[discussion.pk]
        discussion.asked_in_every_language = [
            asked[question.pk]["title"] for question in questions if question.discussion_id == discussion.pk
        ]
    return discussions


def closing_words(discussion) -> str:
    """Until when contributions are taken: the day, and in which zone it ends."""
    if not discussion.ends_on:
        return ""
    names = {"day": on(discussion.ends_on), "zone": zone_name(discussion.time_zone)}
    return _("Until %(day)s, 24:00 in %(zone)s") % names


def days_words(discussion) -> str:
    """From the first day to the last, and in which zone they are counted."""
    names = {"days": span(discussion.starts_on, discussion.ends_on), "zone": zone_name(discussion.time_zone)}
    return _("%(days)s. Its days are those of %(zone)s.") % names


def window_words(discussion) -> str:
    """Until when participants may endorse or object."""
    if not discussion.endorsement_ends_on:
        return ""
    names = {"day": on(discussion.endorsement_ends_on), "zone": zone_name(discussion.time_zone)}
    return _("Until %(day)s, 24:00 in %(zone)s") % names


def next_turn(discussion, questions: list[Question], at: datetime) -> datetime | None:
    """The next moment at which the discussion is no longer what its page says: it opens, closes, its window ends."""
    known = [discussion.opens_at, discussion.closes_at, discussion.endorsement_ends_at]
    ahead = [moment for moment in known + [one.opens_at for one in questions] if moment is not None and moment > at]
    return min(ahead, default=None)


def stages_of(discussion, questions: list[Question], at: datetime) -> list[dict]:
    """The way from the first question to the summary, for `{% route %}`."""
    state = discussion.state(at)
    is_over = discussion.has_closed(at)
    reached = [question for question in questions if question.is_reached(at) and discussion.opened_at]
    now = None if is_over or not reached else reached[-1]
    stages = []
    for place, question in enumerate(questions):
        after = questions[place + 1] if place + 1 < len(questions) else None
        stages.append(
            {
                "state": "now" if question is now else "done" if question in reached else "next",
                "title": languages.best(question, "title").html if question.title else "",
                "url": question.get_absolute_url(),
                "note": _note(discussion, question, after, question in reached),
            }
        )
    stages.append(_summary_stage(discussion, state))
    return stages


def _note(discussion, question, after, is_reached: bool) -> str:
    begins = question.opens_on or discussion.starts_on
    ends = after.opens_on - timedelta(days=1) if after is not None and after.opens_on else discussion.ends_on
    known = begins and ends and begins <= ends
    days = format_interval(begins, ends, "MMMMd", locale=locale()) if known else on(begins)
    if not is_reached:
        return days
    said_so_far = _contributions(question.contribution_count)
    return f"{days} · {said_so_far}" if days else said_so_far


def _contributions(count: int) -> str:

    return ngettext("%(count)d contribution", "%(count)d contributions", count) % {"count": count}


def _summary_stage(discussion, state) -> dict:
    over = (State.ENDORSED, State.PUBLISHED, State.FOLLOWED_UP)
    names = {
        State.SUMMARISING: _("Being written from what was said"),
        State.ENDORSEMENT: window_words(discussion),
    }
    return {
        "state": "done" if state in over else "now" if state in names else "next",
        "title": State(state).label if state in over else pgettext("of an e-discussion", "Summary"),
        "note": on(discussion.published_at.date()) if state in over else names.get(state, _("After the close")),
        "url": discussion.get_absolute_url() + "summary/" if discussion.draft_put_at else "",
    }


def names_of(persons, reader) -> list[str]:
    """What these people are called when this reader looks, in their order."""
    known = activity.names_for([person for person in persons if person is not None], reader)
    return [known[person.pk] for person in persons if person is not None]
