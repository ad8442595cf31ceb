"""Who may write, put, endorse and object to a summary."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict
from m4d.people import queries as people

from .. import queries
from .discussion import moderates


def may_change_summary(person, discussion) -> Verdict:
    """Moderators of the discussion write it, from the opening until it is published."""
    return verdict(
        not moderates(person, discussion) and _("Only the moderators of this e-discussion write its summary."),
        discussion.opened_at is None and _("This e-discussion is not open yet."),
        discussion.published_at is not None and _("The summary is published. It stands as it is."),
    )


def may_save_paragraph(
    person, discussion, *, text: str, is_synthesis: bool, sources: int, strange: int = 0
) -> Verdict:
    """A paragraph shows its sources, or says that it is the moderators' own synthesis."""
    return verdict(
        *may_change_summary(person, discussion).reasons,
        not text.strip() and _("Write the paragraph."),
        strange and _("Only contributions that stand in this e-discussion can be cited."),
        not sources
        and not is_synthesis
        and _("Tick the contributions that this paragraph rests on, or mark it as the moderators' own synthesis."),
    )


def may_recommend(person, discussion, *, addressed_to: str, sources: int) -> Verdict:
    """A recommendation follows from paragraphs and is addressed to somebody."""
    return verdict(
        *may_change_summary(person, discussion).reasons,
        not addressed_to.strip() and _("Say to whom the recommendation is addressed."),
        not sources and _("Tick the paragraphs from which the recommendation follows."),
    )


def may_put_draft(person, discussion, *, ends_at, at) -> Verdict:
    """The draft is put once, after the close, complete, for a window that lies ahead."""
    paragraphs = list(discussion.paragraphs.standing())
    return verdict(
        not moderates(person, discussion) and _("Only the moderators of this e-discussion can do this."),
        not discussion.has_closed(at) and _("Contributions are still being taken."),
        discussion.draft_put_at is not None and _("The draft is with the participants already."),
        not paragraphs and _("The summary has no paragraph yet."),
        bool(queries.shaken_paragraphs(paragraphs))
        and _("A paragraph rests on a contribution that was withdrawn or hidden. Mend it first."),
        not queries.participants_of(discussion).exists() and _("Nobody took part, so nobody could endorse."),
        ends_at is None and _("Choose the last day for endorsing."),
        ends_at is not None and ends_at <= at and _("The last day for endorsing must lie ahead."),
    )


def _may_take_part(person, discussion, at) -> list:
    if not person.is_authenticated:
        return [_("Sign in to endorse or object.")]
    return [
        not discussion.is_in_endorsement(at) and _("The summary is not open for endorsement now."),
        moderates(person, discussion) and _("Moderators wrote the summary, so they do not endorse it."),
        not moderates(person, discussion)
        and not queries.is_participant(person, discussion)
        and _("Only people who contributed to this e-discussion can do this."),
    ]


def may_endorse(person, discussion, *, at, organization=None) -> Verdict:
    """Participants, for themselves or for an organization that they answer for; nobody in another's place."""
    return verdict(
        *_may_take_part(person, discussion, at),
        *(
            (
                queries.endorsement_of(person, discussion) is not None and _("You have endorsed this summary."),
                discussion.objections.filter(person=person, settled_at__isnull=True).exists()
                and _("You object to a paragraph. Take the objection back first."),
            )
            if person.is_authenticated
            else ()
        ),
        organization is not None
        and queries.pseudonym_of(person, discussion) is not None
        and _("Under a pseudonym you can endorse for yourself only."),
        organization is not None
        and not people.is_admin_of(person, organization)
        and _("Only the organization's own admins can endorse in its name."),
    )


def may_object(person, paragraph, *, text: str, at) -> Verdict:
    """Participants, to a paragraph that they name, in words."""
    discussion = paragraph.discussion
    return verdict(
        *_may_take_part(person, discussion, at),
        paragraph.removed_at is not None and _("This paragraph was taken out."),
        person.is_authenticated
        and queries.endorsement_of(person, discussion) is not None
        and _("You have endorsed this summary. Take that back first."),
        person.is_authenticated
        and queries.own_objection(person, paragraph) is not None
        and _("You have objected to this paragraph."),
        not text.strip() and _("Write what you object to."),
    )


def may_settle(person, objection) -> Verdict:
    """Whoever objected takes it back; a moderator says that the paragraph was changed and how."""
    discussion = objection.discussion
    return verdict(
        objection.person_id != person.pk
        and not moderates(person, discussion)
        and _("Only whoever objected and the moderators can settle an objection."),
        objection.settled_at is not None and _("This objection is settled."),
        discussion.published_at is not None and _("The summary is published with its objections."),
    )
