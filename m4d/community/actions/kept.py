"""What is kept ready of groups and topics, and what must be told when they change."""

from m4d.catalogue import actions as catalogue
from m4d.core import pages

from .. import queries
from ..choices import CLOSED, CONVERSATION
from ..models import Group, Membership, Topic

#: The tag of lists of groups.
GROUPS = "community-groups"
#: Later posts say little more of what a topic is about: its card rests on the first ones.
POSTS_ON_CARD = queries.POSTS_ON_CARD


def topic_changed(topic: Topic, *, card: bool = True) -> None:
    """Pages and card of a topic are made anew; a conversation has neither."""
    if topic.access == CONVERSATION:
        return
    pages.touch(f"topic-{topic.pk}", f"group-{topic.group.slug}", GROUPS)
    if card and topic.access not in CLOSED:
        topic.__dict__.pop("for_card", None)
        catalogue.put(topic)


def group_changed(group: Group) -> None:
    """Pages and card of a group are made anew."""
    pages.touch(f"group-{group.slug}", GROUPS)
    catalogue.put(group)


def count_members(group: Group) -> None:
    """Write down how many belong to a group."""
    group.member_count = Membership.objects.current().filter(group=group).count()
    group.save(update_fields=["member_count"])


def count_topics(group: Group) -> None:
    """Write down how many topics a group has, and when somebody wrote last."""
    listed = Topic.objects.listed().filter(group=group)
    group.topic_count = listed.count()
    group.last_post_at = listed.order_by("-last_post_at").values_list("last_post_at", flat=True).first()
    group.save(update_fields=["topic_count", "last_post_at"])
