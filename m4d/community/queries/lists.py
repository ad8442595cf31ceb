"""Lists of groups and topics, read as plain values by statements that are worked out once.

Only the first page of a list is: a later one begins at a place that the statement does not know beforehand, and few
people go there.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from m4d.accounts.models import Person
from m4d.core.pages import Page, keyset_page
from m4d.core.pages.keyset import first_page, is_first
from m4d.core.pages.prepared import Prepared
from m4d.languages import queries as languages

from ..choices import Access
from ..models import Group, Membership, Topic
from ..models.paths import topic_path

#: Groups and topics in one list.
GROUPS, TOPICS, NEWEST = 50, 30, 10
# Marks of prepared statements.
_GROUP, _PERSON = -1, -2

_GROUP_COLUMNS = ("id", "slug", "name", "language", "purpose", "access", "member_count", "topic_count")
_BY_NAME = ("name", "id")


def _groups(person) -> QuerySet:
    return Group.objects.visible_to(person).values(*_GROUP_COLUMNS)


def _first_groups(person) -> Prepared:
    return Prepared(lambda: _groups(person).values_list(*_GROUP_COLUMNS).order_by(*_BY_NAME)[: GROUPS + 1])


_GROUPS_OF_VISITORS, _GROUPS_OF_MEMBERS = _first_groups(AnonymousUser()), _first_groups(Person(pk=_PERSON))


def groups_listed(person, request: HttpRequest) -> Page:
    """The groups that somebody may know of, by name, and what each is for in the reader's language."""
    sees_hidden = person.is_authenticated and (person.has_role("moderator") or person.has_role("admin"))
    if sees_hidden or not is_first(request):
        page = keyset_page(_groups(person), request, order=_BY_NAME, size=GROUPS)
    else:
        prepared = _GROUPS_OF_MEMBERS if person.is_authenticated else _GROUPS_OF_VISITORS
        page = first_page(_dicts(_GROUP_COLUMNS, prepared({_PERSON: person.pk})), order=_BY_NAME, size=GROUPS)
    for row in page:
        row["purpose_language"] = row["language"]
    _in_readers_language(page.items, Group, "purpose", "purpose_language")
    return page


_OWN_COLUMNS = ("slug", "name", "language")
_OWN = Prepared(
    lambda: (
        Group.objects.filter(memberships__in=Membership.objects.current().filter(person=_PERSON), hidden_at=None)
        .order_by("-last_post_at", "name")
        .values_list(*_OWN_COLUMNS)[:GROUPS]
    )
)


def own_groups(person) -> list[dict]:
    """The groups that a person belongs to, the one with the newest post first."""
    return _dicts(_OWN_COLUMNS, _OWN({_PERSON: person.pk}))


_TOPIC_COLUMNS = (
    "id", "title", "language", "kind", "post_count", "people_count", "last_post_at", "closed_at", "resolved_at",
    "accepted_post_id",
)  # fmt: skip
_NEWEST_FIRST = ("-last_post_at", "-id")


def _topics(group: int, is_archive: bool) -> QuerySet:
    topics = Topic.objects.listed().filter(group=group, archived_at__isnull=not is_archive)
    return topics.values(*_TOPIC_COLUMNS)


def _first_topics(is_archive: bool) -> Prepared:
    return Prepared(
        lambda: _topics(_GROUP, is_archive).values_list(*_TOPIC_COLUMNS).order_by(*_NEWEST_FIRST)[: TOPICS + 1]
    )


_FIRST_TOPICS = {is_archive: _first_topics(is_archive) for is_archive in (False, True)}


def topics_listed(group: Group, request: HttpRequest) -> Page:
    """The topics of a group, the one that somebody wrote in last first; archived ones on a page of their own."""
    is_archive = "archived" in request.GET
    if is_first(request):
        rows = _dicts(_TOPIC_COLUMNS, _FIRST_TOPICS[is_archive]({_GROUP: group.pk}))
        page = first_page(rows, order=_NEWEST_FIRST, size=TOPICS)
    else:
        page = keyset_page(_topics(group.pk, is_archive), request, order=_NEWEST_FIRST, size=TOPICS)
    return _worded(page)


_NEWEST_COLUMNS = (
    "id", "title", "language", "kind", "post_count", "last_post_at", "group__name", "group__language",
    "accepted_post_id",
)  # fmt: skip


def _newest(access: str) -> Prepared:
    rows = Topic.objects.filter(access=access, hidden_at=None, merged_into=None, group__hidden_at=None)
    return Prepared(lambda: rows.order_by(*_NEWEST_FIRST).values_list(*_NEWEST_COLUMNS)[:NEWEST])


_NEWEST = {access: _newest(access) for access in (Access.PUBLIC, Access.MEMBERS)}


def newest_topics(person) -> list[dict]:
    """The topics of groups that somebody reads in which somebody wrote last."""
    access = [Access.PUBLIC] if not person.is_authenticated else [Access.PUBLIC, Access.MEMBERS]
    found = [row for one in access for row in _dicts(_NEWEST_COLUMNS, _NEWEST[one]({}))]
    found.sort(key=lambda row: (row["last_post_at"], row["id"]), reverse=True)
    return _worded(found[:NEWEST])


def _dicts(columns: tuple, rows: Iterable[tuple]) -> list[dict]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _worded(rows: Page | list[dict]) -> Page | list[dict]:
    """Topics of a list with their addresses, and with titles in the reader's language where there are versions."""
    for row in rows:
        row["path"] = topic_path(row["id"], row["title"])
    _in_readers_language(rows, Topic, "title", "language")
    return rows


def _in_readers_language(rows: Iterable[dict], model: type, field: str, said_in: str) -> None:
    """Give each text of another language its version in that of the reader; all in one statement, if any."""
    language = get_language() or "en"
    foreign = {row["id"]: row for row in rows if row["language"] != language}
    for number, text in languages.texts_in(model, list(foreign), field, language).items():
        foreign[number][field], foreign[number][said_in] = text, language
