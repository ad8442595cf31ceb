"""Who reads a group changes: what that opens or closes takes effect at once, and is written down."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.later import later, outside

from .. import policies, queries
from ..choices import CLOSED, Verb
from ..models import Group, GroupChange, Topic
from .kept import GROUPS, group_changed

#: Cards described again in one job.
AT_ONCE = 500


@transaction.atomic
def change_access(group: Group, *, by, access: str, at: datetime | None = None) -> Group:
    """Change who reads a group and all that was ever written in it."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    policies.may_change_access(by, group, access).or_refuse()
    at, before, exposed = at or timezone.now(), group.access, queries.exposure_of(group, access)
    group.access, group.changed_at = access, at
    group.save(update_fields=["access", "changed_at"])
    Topic.objects.filter(group=group).update(access=access)
    GroupChange.objects.create(
        group=group, before=before, after=access, topics=exposed.topics, posts=exposed.posts, by=by, at=at
    )
    # Whoever may no longer read it must not meet it in a list or a kept page either.
    pages.touch(f"access-of-group-{group.slug}", GROUPS)
    if access in CLOSED:
        take_topics_off(group)
    else:
        later(renew_group_cards, group_id=group.pk)
    activity.record(Verb.ACCESS_CHANGED, by=by, about=group, data={"before": before, "after": access}, at=at,
                    for_followers=True)  # fmt: skip
    group_changed(group)
    return group


def take_topics_off(group: Group) -> None:
    """No card of a topic of this group stays in the catalogue."""
    numbers = Topic.objects.filter(group=group).values_list("pk", flat=True)
    catalogue.remove_many("topic", {str(number) for number in numbers})


@outside
def renew_group_cards(*, group_id: int, after: int = 0) -> int:
    """Describe the topics of a group again: a part, and the rest in the next job. Run twice it writes the same."""
    rows = Topic.objects.filter(group_id=group_id, pk__gt=after).order_by("pk")
    numbers = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    catalogue.renew("topic", numbers)
    if len(numbers) == AT_ONCE:
        later(renew_group_cards, group_id=group_id, after=numbers[-1])
    return len(numbers)
