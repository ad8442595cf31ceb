"""The chapter of e-discussions: one from proposal to endorsed summary, one open now, and two proposals.

Texts lie in data/demo.json. All of it is told through actions, with the moments at which it would have happened.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

from m4d.activity.actions import Incoming
from m4d.languages import actions as languages
from m4d.people.models import Organization

from . import actions
from .models import Discussion

TEXTS = json.loads((Path(__file__).parent / "data" / "demo.json").read_text(encoding="utf-8"))
ZONE = "Africa/Dakar"
PSEUDONYM = "Golondrina"


def tell(story) -> None:
    """The finished one first: the open one follows from it."""
    now = timezone.now()
    today = now.astimezone(ZoneInfo(ZONE)).date()
    _table(story, today - timedelta(days=80), now)
    _touch(story, today - timedelta(days=9), now)
    _proposals(story, now)


def _at(day, hour=10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 20, tzinfo=ZoneInfo(ZONE))


def _prepared(story, texts, first, last, *, by, seconds, language, moderators) -> Discussion:
    """Proposed, seconded, answered and set up, four weeks before its first day."""
    people = story.people
    asked, claire, grace = _at(first - timedelta(days=28)), people["facilitator"], people["editor"]
    translated = asked + timedelta(days=7)
    discussion = actions.propose_discussion(
        by=people[by], title=texts["title"][language], purpose=texts["purpose"][language], language=language,
        themes=["local-governance", "communities"], at=asked,
    )  # fmt: skip
    for number, short in enumerate(seconds, start=1):
        actions.second_proposal(discussion, by=people[short], at=asked + timedelta(days=number))
    discussion = actions.answer_proposal(
        discussion, by=claire, is_taken_up=True, reason=texts["answer"], at=asked + timedelta(days=6),
        language="fr" if language == "fr" else "en",
    )  # fmt: skip
    for number, question in enumerate(texts["questions"]):
        made = actions.add_question(
            discussion, by=claire, title=question["title"]["en"], text=question["text"], language="en",
            opens_on=first + timedelta(days=7 * number) if number else None,
        )  # fmt: skip
        _in_all_languages(made, "title", question["title"], by=grace, original="en", at=translated)
    for short in moderators:
        actions.add_moderator(discussion, person=people[short], by=claire, at=asked + timedelta(days=7))
    _in_all_languages(discussion, "title", texts["title"], by=grace, original=language, at=translated)
    _in_all_languages(discussion, "purpose", texts["purpose"], by=grace, original=language, at=translated)
    values = {
        "starts_on": first, "ends_on": last, "time_zone": ZONE, "paper": texts["paper"],
        "languages": ["en", "fr", "es", "ar"],
    }  # fmt: skip
    discussion = actions.set_up_discussion(discussion, by=claire, values=values)
    discussion = actions.schedule_discussion(discussion, by=claire, at=asked + timedelta(days=8))
    return actions.open_discussion(discussion, by=None, at=_at(first, 0))


def _in_all_languages(thing, field, texts, *, by, original, at) -> None:
    """Translations by the editor of the site, so that the story shows all four."""
    for language, text in texts.items():
        if language != original:
            languages.add_human_version(thing, field, language, text, by=by, at=at)


def _organization(story, code) -> Organization | None:
    """The organization as it stands now: it was verified after the story took hold of it."""
    return Organization.objects.get(pk=story.things[f"organization {code}"].pk) if code else None


def _say(story, discussion, said, first) -> list:
    made = []
    for number, one in enumerate(said):
        question = discussion.questions.get(number=one["q"])
        question.discussion = discussion
        at = _at(first + timedelta(days=one["day"]), 8 + number % 9)
        organization = _organization(story, one.get("organization"))
        made.append(
            actions.contribute(
                question,
                by=story.people[one["by"]],
                text=one["text"],
                language=one["language"],
                organization=organization,
                at=at,
            )  # fmt: skip
        )
    return made


def _recaps(story, discussion, recaps, first) -> None:
    for recap in recaps:
        question = discussion.questions.get(number=recap["q"])
        at = _at(first + timedelta(days=recap["day"]), 17)
        actions.publish_recap(
            discussion, by=story.people["facilitator"], text=recap["text"], language="en", question=question, at=at
        )


def _table(story, first, now) -> None:
    """From proposal to endorsed summary, with a pseudonym, a late mail, an objection and a follow-up to come."""
    texts, people = TEXTS["table"], story.people
    last = first + timedelta(days=27)
    discussion = _prepared(
        story, texts, first, last, by="officer", seconds=["diaspora", "applicant", "learner", "partner"],
        language="fr", moderators=["facilitator", "editor"],
    )  # fmt: skip
    actions.choose_pseudonym(discussion, by=people["stranger"], name=PSEUDONYM, at=_at(first))
    said = _say(story, discussion, texts["said"], first)
    _recaps(story, discussion, texts["recaps"], first)
    for contribution, short in (
        (said[5], "officer"),
        (said[5], "partner"),
        (said[7], "applicant"),
        (said[0], "tutor"),
    ):
        actions.mark_useful(contribution, by=people[short])
    _late(story, discussion, texts["late"])
    actions.close_due(at=discussion.closes_at)
    put_at = _at(last + timedelta(days=4))
    paragraphs = _write(story, discussion, texts, said, put_at)
    discussion = actions.put_draft(
        discussion, by=people["facilitator"], ends_on=last + timedelta(days=14), at=put_at + timedelta(hours=4)
    )
    against = texts["objection"]
    actions.object_to(
        paragraphs[against["paragraph"]], by=people[against["by"]], text=against["text"],
        language=against["language"], at=put_at + timedelta(days=2),
    )  # fmt: skip
    for number, (short, organization) in enumerate(texts["endorse"], start=1):
        signs = _organization(story, organization)
        actions.endorse(discussion, by=people[short], organization=signs, at=put_at + timedelta(days=number))
    actions.end_windows(at=min(discussion.endorsement_ends_at, now))
    story.things["discussion table"] = Discussion.objects.get(pk=discussion.pk)


def _late(story, discussion, late) -> None:
    """A mail two hours after the close, and why a moderator let it in."""
    question = discussion.questions.get(number=late["q"])
    mail = Incoming(
        text=late["text"], language=late["language"], was_received_at=discussion.closes_at + timedelta(hours=2)
    )
    actions.take_answer(story.people[late["by"]], question.pk, mail)
    waiting = discussion.contributions.get(late_at__isnull=False)
    actions.admit_contribution(
        waiting, by=story.people["editor"], reason=late["reason"], at=discussion.closes_at + timedelta(days=1)
    )


def _write(story, discussion, texts, said, at) -> list:
    """Paragraphs with what they rest on, recommendations with the paragraphs they follow from; in four languages."""
    claire, grace, made = story.people["facilitator"], story.people["editor"], []
    for one in texts["paragraphs"]:
        paragraph = actions.save_paragraph(
            discussion, by=claire, text=one["text"]["en"], language="en", sources=[said[pk] for pk in one["cites"]],
            is_synthesis=not one["cites"], at=at,
        )  # fmt: skip
        _in_all_languages(paragraph, "text", one["text"], by=grace, original="en", at=at)
        made.append(paragraph)
    for one in texts["recommendations"]:
        recommendation = actions.save_recommendation(
            discussion, by=claire, text=one["text"]["en"], language="en", addressed_to=one["to"]["en"],
            sources=[made[place] for place in one["from"]], at=at,
        )  # fmt: skip
        _in_all_languages(recommendation, "text", one["text"], by=grace, original="en", at=at)
    return made


def _touch(story, first, now) -> None:
    """Open now, in its second week."""
    texts = TEXTS["touch"]
    discussion = _prepared(
        story, texts, first, first + timedelta(days=27), by="applicant", seconds=["diaspora", "tutor"],
        language="en", moderators=["facilitator", "editor"],
    )  # fmt: skip
    said = _say(story, discussion, texts["said"], first)
    _recaps(story, discussion, [texts["recap"]], first)
    _begin_summary(story, discussion, texts["draft"], said, now)
    actions.open_questions(at=now)
    story.things["discussion touch"] = Discussion.objects.get(pk=discussion.pk)


def _begin_summary(story, discussion, draft, said, now) -> None:
    """Moderators write while people still speak; nobody else sees it yet."""
    claire = story.people["facilitator"]
    paragraph = actions.save_paragraph(
        discussion, by=claire, text=draft["text"], language="en", sources=[said[place] for place in draft["cites"]],
        at=now,
    )  # fmt: skip
    actions.save_recommendation(
        discussion, by=claire, text=draft["recommendation"], language="en", addressed_to=draft["to"],
        sources=[paragraph], at=now,
    )  # fmt: skip


def _proposals(story, now) -> None:
    """One waits with two seconds, one was not taken up, one is taken up and lacks a moderator, dates and paper."""
    people, declined = story.people, dict(TEXTS["declined"])
    waiting = actions.propose_discussion(
        by=people["applicant"], themes=["remittances"], at=now - timedelta(days=5), **TEXTS["proposed"]
    )
    for short in ("assessor", "second.assessor"):
        actions.second_proposal(waiting, by=people[short], at=now - timedelta(days=4))
    reason = declined.pop("answer")
    refused = actions.propose_discussion(by=people["tutor"], at=now - timedelta(days=30), **declined)
    actions.answer_proposal(
        refused, by=people["facilitator"], is_taken_up=False, reason=reason, language="fr", at=now - timedelta(days=26)
    )
    story.things["discussion proposed"] = waiting
    wish = dict(TEXTS["prepared"])
    reason, asked = wish.pop("answer"), wish.pop("question")
    prepared = actions.propose_discussion(by=people["officer"], at=now - timedelta(days=12), **wish)
    claire = people["facilitator"]
    actions.answer_proposal(
        prepared, by=claire, is_taken_up=True, reason=reason, language="en", at=now - timedelta(days=3)
    )
    prepared.refresh_from_db()
    actions.add_question(prepared, by=claire, title=asked, language="en")
    actions.add_moderator(prepared, person=claire, by=claire)
