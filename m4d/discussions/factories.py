"""Builders for tests: a discussion at any point of its way, made by the actions."""

from datetime import UTC, date, datetime, timedelta

from m4d.accounts.factories import make_person
from m4d.people.factories import make_organization

from . import actions

#: The discussion of the tests runs from 2 to 29 March 2026 in Dakar, which keeps UTC.
FIRST, LAST, ZONE = date(2026, 3, 2), date(2026, 3, 29), "Africa/Dakar"
OPEN_AT = datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC)
CLOSES_AT = datetime(2026, 3, 30, 0, 0, tzinfo=UTC)
BEFORE = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
DURING = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
AFTER = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
WINDOW_ENDS_ON = date(2026, 4, 12)
WINDOW_ENDS_AT = datetime(2026, 4, 13, 0, 0, tzinfo=UTC)


def make_facilitator(name="Claire Kouassi"):
    """Somebody who answers proposals and sets up discussions."""
    return make_person(name, roles=["facilitator"])


def make_proposal(title="Who sits at the table?", *, by=None, **values):
    """A proposal of a member."""
    known = {"purpose": "Councils invite us and do not **listen**.", "language": "en", "at": BEFORE}
    return actions.propose_discussion(by=by or make_person("Amina Diallo"), title=title, **(known | values))


def make_prepared(title="Who sits at the table?", *, facilitator=None, moderators=None, questions=2, **values):
    """A discussion that lacks nothing; `values` take something away again."""
    facilitator = facilitator or make_facilitator()
    discussion = make_proposal(title)
    actions.answer_proposal(
        discussion, by=facilitator, is_taken_up=True, reason="Many asked for it.", language="en", at=BEFORE
    )
    for number in range(1, questions + 1):
        opens_on = FIRST + timedelta(days=7 * (number - 1)) if number > 1 else None
        actions.add_question(
            discussion, by=facilitator, title=f"Question {number}?", text="Tell us.", opens_on=opens_on
        )
    for person in moderators if moderators is not None else (make_person("Fatou Ba"), make_person("Luis Mora")):
        actions.add_moderator(discussion, person=person, by=facilitator, at=BEFORE)
    known = {
        "starts_on": FIRST, "ends_on": LAST, "time_zone": ZONE, "paper": "What we know.", "languages": ["en", "fr"],
    }  # fmt: skip
    return actions.set_up_discussion(discussion, by=facilitator, values=known | values)


def make_open(title="Who sits at the table?", **values):
    """An open discussion; its facilitator, moderators and questions are at hand."""
    facilitator = values.pop("facilitator", None) or make_facilitator()
    moderators = values.pop("moderators", None) or [make_person("Fatou Ba"), make_person("Luis Mora")]
    discussion = make_prepared(title, facilitator=facilitator, moderators=moderators, **values)
    actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)
    discussion = actions.open_discussion(discussion, by=None, at=OPEN_AT)
    discussion.facilitator, discussion.team = facilitator, moderators
    return discussion


def say(discussion, text="The date changed everything.", *, by=None, number=1, language="en", at=DURING, **values):
    """A contribution to one of its questions."""
    question = discussion.questions.get(number=number)
    by = by or make_person("Rosa Quispe")
    return actions.contribute(question, by=by, text=text, language=language, at=at, **values)


def make_put(contributions=3, **values):
    """A discussion whose draft of one paragraph is with the participants; they are in `.speakers`."""
    discussion = make_open(**values)
    said = [
        say(discussion, f"We tried way {number}.", by=make_person(f"Voice {number}"))
        for number in range(contributions)
    ]
    actions.close_due(at=CLOSES_AT)
    actions.save_paragraph(
        discussion, by=discussion.team[0], text="Dates decide who can come.", language="en", sources=said, at=AFTER
    )
    put = actions.put_draft(discussion, by=discussion.team[0], ends_on=WINDOW_ENDS_ON, at=AFTER)
    put.team, put.facilitator, put.speakers = discussion.team, discussion.facilitator, [one.author for one in said]
    put.said = said
    return put


def make_verified(name="Migrants' federation", *, admin):
    """A verified organization with its admin."""
    return make_organization(name, admin=admin, verified=True)
