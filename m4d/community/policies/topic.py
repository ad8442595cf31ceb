"""Topics and posts: who writes, changes and tidies."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..models import Group, Post, Topic
from .group import is_steward, out


def may_start_topic(person, group: Group, standing=None) -> Verdict:
    """Start a topic: whoever reads the group, as a member of the site."""
    if why := out(person):
        return verdict(why)
    standing = standing or queries.standing_in(person, group)
    return verdict(
        group.is_closed and not standing.is_member and _("Only members of the group write in it."),
        group.is_hidden and _("A moderator has hidden this group."),
    )


def may_post(person, topic: Topic, standing=None) -> Verdict:
    """Write in a topic or in a conversation."""
    if why := out(person):
        return verdict(why)
    closed = _why_closed(topic)
    if topic.is_conversation:
        others = [number for number in queries.participants_of(topic) if number != person.pk]
        return verdict(
            closed,
            topic.is_hidden and _("A moderator has hidden this conversation."),
            not others and _("Everybody else has left this conversation."),
            queries.has_block_between(person, others) and _("You cannot write to these people."),
        )
    return verdict(closed, topic.is_hidden and _("A moderator has hidden this topic."),
                   *may_start_topic(person, topic.group, standing).reasons)  # fmt: skip


def _why_closed(topic: Topic) -> str:
    if topic.merged_into_id is not None:
        return _("This topic became part of another one.")
    if topic.archived_at is not None:
        return _("This topic was archived. Start a new one and link to it.")
    return _("This topic is closed.") if topic.closed_at is not None else ""


def may_edit_post(person, post: Post) -> Verdict:
    """Change a post: its author alone, as long as it stands."""
    if why := out(person):
        return verdict(why)
    return verdict(
        post.author_id != person.pk and _("Only its author can change this."),
        post.is_withdrawn and _("You have taken this back."),
        post.is_hidden and _("A moderator has hidden this."),
        _why_closed(post.topic),
    )


def may_withdraw_post(person, post: Post) -> Verdict:
    """Take a post back: its author alone. A closed topic is no hindrance."""
    return verdict(
        out(person) or (post.author_id != person.pk and _("Only its author can take this back.")),
        post.is_withdrawn and _("You have taken this back."),
    )


def may_read_revisions(person, post: Post) -> Verdict:
    """Read how a post read before: its author and moderators."""
    allowed = person.is_authenticated and (
        post.author_id == person.pk or person.has_role("moderator") or person.has_role("admin")
    )
    return verdict(not allowed and _("Only its author and moderators read earlier wordings."))


def may_find_useful(person, post: Post) -> Verdict:
    """Say that a post was useful."""
    return verdict(
        out(person) or (post.author_id == person.pk and _("This is your own.")),
        post.is_withdrawn and _("Its author took this back."),
    )


def may_tend(person, topic: Topic, standing=None) -> Verdict:
    """Rename, move, split, merge and close: whoever looks after the group."""
    return verdict(
        out(person)
        or (not is_steward(person, topic.group, standing) and _("Only facilitators of the group tidy its topics."))
    )


def may_rename(person, topic: Topic, standing=None) -> Verdict:
    """Give a topic another title: whoever looks after the group, and who started it."""
    own = person.is_authenticated and topic.started_by_id == person.pk and not out(person)
    return verdict() if own else may_tend(person, topic, standing)


def may_move_topic(person, topic: Topic, group: Group | None, *, knowing: bool) -> Verdict:
    """Move a topic into another group: one looks after both, and knows that more people will read it."""
    tends = may_tend(person, topic)
    if not tends or group is None:
        return verdict(*tends.reasons, tends and _("Choose the group."))
    wider = group.access != topic.access and queries.exposure_of(topic.group, group.access).is_wider
    return verdict(
        group.pk == topic.group_id and _("The topic stands in this group already."),
        not is_steward(person, group) and _("You look after the other group as well, or ask its facilitators."),
        topic.merged_into_id is not None and _("This topic became part of another one."),
        wider and not knowing and _("More people read the other group. Say that you know this."),
    )


def may_move_posts(person, topic: Topic, posts: list[int], target: Topic | None) -> Verdict:
    """Move replies into another topic of the same group, or (without one) into a new topic."""
    return verdict(
        *may_tend(person, topic).reasons,
        not posts and _("Tick the replies to move."),
        target is not None and target.pk == topic.pk and _("Choose another topic."),
        target is not None
        and target.group_id != topic.group_id
        and _("Replies move within one group. Move the whole topic first."),
        target is not None and target.merged_into_id is not None and _("The other topic became part of a third one."),
    )


def may_merge(person, topic: Topic, target: Topic | None) -> Verdict:
    """Let a whole topic become part of another one of the same group."""
    return verdict(
        *may_tend(person, topic).reasons,
        target is None and _("Choose the other topic."),
        target is not None and target.pk == topic.pk and _("Choose another topic."),
        target is not None
        and target.group_id != topic.group_id
        and _("Replies move within one group. Move the whole topic first."),
        topic.merged_into_id is not None and _("This topic became part of another one."),
        target is not None and target.merged_into_id is not None and _("The other topic became part of a third one."),
    )


def may_close(person, topic: Topic, standing=None) -> Verdict:
    """Close a topic."""
    return verdict(*may_tend(person, topic, standing).reasons, _why_closed(topic))


def may_reopen(person, topic: Topic, standing=None) -> Verdict:
    """Open a closed topic again."""
    return verdict(
        *may_tend(person, topic, standing).reasons,
        topic.closed_at is None and topic.archived_at is None and _("This topic is open."),
        topic.merged_into_id is not None and _("This topic became part of another one."),
    )


def may_resolve(person, topic: Topic, standing=None) -> Verdict:
    """Say that a topic is settled: who started it, and whoever looks after the group."""
    return may_rename(person, topic, standing)


def may_accept(person, topic: Topic, post: Post | None, standing=None) -> Verdict:
    """Accept an answer: who asked, and whoever looks after the group."""
    return verdict(
        *may_rename(person, topic, standing).reasons,
        not topic.is_question and _("This topic is no question."),
        post is not None and post.topic_id != topic.pk and _("This answer stands in another topic."),
        post is not None and post.number == 1 and _("This is the question itself."),
        post is not None and (post.is_withdrawn or post.is_hidden) and _("This answer is not shown any more."),
    )
