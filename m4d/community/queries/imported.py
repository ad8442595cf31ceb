"""Posts of other forums: which of them are here, what their authors are called, and who of them is a member."""

from collections.abc import Collection, Iterable, Mapping

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from ..models import Group, Imported, Post, Topic
from .bylines import Byline, bylines


def imported_bylines(posts: Iterable[int], reader) -> dict[int, Byline]:
    """How the authors of imported posts are called who are nobody here: a name and where it comes from, no page.

    Nobody asked them whether the whole world may read their name, so members do and visitors do not.
    """
    numbers = list(posts)
    if not numbers:
        return {}
    is_member = bool(getattr(reader, "is_authenticated", False))
    rows = Imported.objects.filter(post__in=numbers).values_list("post_id", "name", "source")
    return {
        number: Byline((is_member and name) or _("Somebody"), _("imported from %(source)s") % {"source": source})
        for number, name, source in rows
    }


def speakers(authors: Mapping[int, int | None], reader) -> dict[int, Byline]:
    """Who wrote each of these posts, given as {post: author}; none for those who have left."""
    who = bylines(authors.values(), reader)
    there = imported_bylines((post for post, author in authors.items() if not author), reader)
    return {post: who[author] for post, author in authors.items() if author in who} | there


def imported_already(group: Group, refs: Collection[str]) -> dict[str, tuple[int, int]]:
    """Which of these are here: {ref: (post, the topic that it stands in now)}."""
    rows = Imported.objects.filter(group=group, ref__in=refs).values_list("ref", "post_id", "post__topic_id")
    return {ref: (post, topic) for ref, post, topic in rows}


def members_by_address(addresses: Collection[str]) -> dict[str, int]:
    """The accounts to which these addresses belong: confirmed ones only, of people who are here."""
    wanted = {address.lower() for address in addresses if address}
    if not wanted:
        return {}
    rows = EmailAddress.objects.filter(email__in=wanted, verified=True, user__is_active=True, user__erased_at=None)
    return dict(rows.values_list("email", "user_id"))


def people_counted(topic: Topic) -> int:
    """How many people speak in a topic: members, names that were imported, and those who left as one."""
    rows = Post.objects.filter(topic=topic).order_by()
    here = rows.filter(author__isnull=False).values("author").distinct().count()
    there = rows.filter(author=None, imported__isnull=False).values("imported__name", "imported__source").distinct()
    return here + there.count() + rows.filter(Q(author=None, imported=None)).exists()
