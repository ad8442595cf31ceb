"""What happens to groups: opened, amended, joined, left."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.catalogue import policies as catalogue
from m4d.core import pages
from m4d.core.slugs import save_new
from m4d.core.text import clean_line, clean_text
from m4d.core.verdicts import verdict
from m4d.languages import actions as languages

from .. import policies, queries
from ..choices import Access, GroupRole, Verb
from ..models import Group, Membership
from .kept import count_members, group_changed
from .post import Changed

RESERVED = ("new", "found")


def _sound(name: str, purpose: str, access: str, themes: list) -> None:
    verdict(
        not name and _("Write the name of the group."),
        not purpose and _("Say in one or two sentences what the group is for."),
        access not in Access.values and _("Choose who reads the group."),
        *catalogue.may_carry("theme", themes).reasons,
    ).or_refuse()


@transaction.atomic
def open_group(
    *, by, name: str, purpose: str, language: str, access: str = Access.MEMBERS, themes=(), email_domain: str = "",
    at: datetime | None = None,
) -> Group:  # fmt: skip
    """Open a group; whoever opens it is its first facilitator."""
    accounts.hold(by)
    policies.may_open_group(by).or_refuse()
    name, purpose, at = clean_line(name), clean_text(purpose), at or timezone.now()
    _sound(name, purpose, access, list(themes))
    group = Group(
        name=name, purpose=purpose, language=language, access=access, themes=list(themes), opened_at=at, opened_by=by,
        changed_at=at, email_domain=_domain(email_domain), member_count=1,
    )  # fmt: skip
    save_new(group, name, fallback="group", reserved=RESERVED)
    Membership.objects.create(
        group=group, person=by, role=GroupRole.FACILITATOR, asked_at=at, confirmed_at=at, confirmed_by=by
    )
    activity.follow(by, group, at=at)
    if access == Access.PUBLIC:
        languages.written_elsewhere(group, "purpose", language, by=by)
    activity.record(Verb.GROUP_OPENED, by=by, about=group, at=at)
    group_changed(group)
    return group


def _domain(typed: str) -> str:
    return clean_line(typed).lower().lstrip("@")[:120]


@transaction.atomic
def amend_group(group: Group, *, by, version: int, values: dict, at: datetime | None = None) -> Group:
    """Change name, purpose, language, themes or domain. Raises Changed where somebody else did meanwhile."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    policies.may_amend_group(by, group).or_refuse()
    if group.version != version:
        raise Changed(group)
    values = values | {
        "name": clean_line(values["name"]), "purpose": clean_text(values["purpose"]),
        "email_domain": _domain(values.get("email_domain", "")),
    }  # fmt: skip
    _sound(values["name"], values["purpose"], group.access, values["themes"])
    is_new_text = (group.purpose, group.language) != (values["purpose"], values["language"])
    for field in ("name", "purpose", "language", "themes", "email_domain"):
        setattr(group, field, values[field])
    group.changed_at = at or timezone.now()
    group.version += 1
    group.save()
    if is_new_text:
        languages.written_elsewhere(group, "purpose", group.language, by=by)
    activity.record(Verb.GROUP_CHANGED, by=by, about=group, at=at)
    # Its name stands on the page of each of its topics.
    pages.touch(f"access-of-group-{group.slug}")
    group_changed(group)
    return group


@transaction.atomic
def join_group(group: Group, *, by, text: str = "", at: datetime | None = None) -> Membership:
    """Join an open group now; ask to join a restricted one, unless one's confirmed address is of its domain."""
    at = at or timezone.now()
    accounts.hold(by)
    group = Group.objects.select_for_update().get(pk=group.pk)
    policies.may_join(by, group).or_refuse()
    at_once = policies.joins_at_once(by, group)
    membership = Membership.objects.create(
        group=group, person=by, asked_at=at, asked_text=clean_text(text)[:500], confirmed_at=at if at_once else None
    )
    if at_once:
        _joined(membership, at)
        activity.record(Verb.GROUP_JOINED, by=by, about=group, at=at)
    else:
        told = Person.objects.filter(pk__in=queries.facilitators_of(group))
        activity.record(Verb.GROUP_ASKED, by=by, about=group, tell=told, at=at)
    return membership


def _joined(membership, at) -> None:
    count_members(membership.group)
    activity.follow(membership.person, membership.group, at=at)
    group_changed(membership.group)


@transaction.atomic
def answer_request(membership: Membership, *, by, granted: bool, at: datetime | None = None) -> Membership:
    """Let somebody in who asked, or not; they are told."""
    at = at or timezone.now()
    accounts.hold(membership.person)
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("group", "person").get(pk=membership.pk)
    )
    policies.may_answer_request(by, membership).or_refuse()
    if granted:
        membership.confirmed_at, membership.confirmed_by = at, by
    else:
        membership.left_at = at
    membership.save(update_fields=["confirmed_at", "confirmed_by", "left_at"])
    if granted:
        _joined(membership, at)
    activity.record(Verb.GROUP_ANSWERED, by=by, about=membership.group, tell=[membership.person],
                    concerns=membership.person, data={"granted": granted}, at=at)  # fmt: skip
    return membership


@transaction.atomic
def add_member(group: Group, *, by, person, at: datetime | None = None) -> Membership:
    """A facilitator adds somebody who did not ask; they are told and can leave at once."""
    at = at or timezone.now()
    accounts.hold(person)
    group = Group.objects.select_for_update().get(pk=group.pk)
    policies.may_add_member(by, group, person).or_refuse()
    membership, _made = Membership.objects.update_or_create(
        group=group, person=person, left_at=None, defaults={"confirmed_at": at, "confirmed_by": by}
    )
    _joined(membership, at)
    activity.record(Verb.GROUP_ANSWERED, by=by, about=group, tell=[person], concerns=person,
                    data={"granted": True, "added": True}, at=at)  # fmt: skip
    return membership


@transaction.atomic
def name_facilitator(membership: Membership, *, by, role: str, at: datetime | None = None) -> Membership:
    """Make a member a facilitator of the group, or a mere member again."""
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("group", "person").get(pk=membership.pk)
    )
    policies.may_name_facilitator(by, membership).or_refuse()
    verdict(role not in GroupRole.values and _("Choose what they do in the group.")).or_refuse()
    membership.role = role
    membership.save(update_fields=["role"])
    activity.record(Verb.GROUP_CHANGED, by=by, about=membership.group, tell=[membership.person],
                    concerns=membership.person, data={"role": role}, at=at)  # fmt: skip
    group_changed(membership.group)
    return membership


@transaction.atomic
def leave_group(group: Group, *, by, at: datetime | None = None) -> None:
    """Leave a group: what one wrote stays, and nobody tells one of it any more."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    policies.may_leave_group(by, group).or_refuse()
    at = at or timezone.now()
    Membership.objects.filter(group=group, person=by, left_at=None).update(left_at=at, role=GroupRole.MEMBER)
    count_members(group)
    activity.unfollow(by, group)
    activity.record(Verb.GROUP_LEFT, by=by, about=group, at=at)
    group_changed(group)
