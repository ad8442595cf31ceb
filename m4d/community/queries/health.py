"""How the community is doing: who joins, who writes for the first time, how long an answer takes, who is silent.

Counts only. Where somebody lives or works is counted only where they show it to every member, and groups of fewer than
three people are told together, so that no number stands for a person.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from m4d.accounts.models import Person
from m4d.people.choices import DEFAULT_AUDIENCE, RANK, Audience, Field
from m4d.people.models import Profile

from ..models import Health, Imported, Post, Topic

MONTHS = 12
SILENT_DAYS = 90
FEWEST = 3
"""Fewer people than this are told together with others."""

COLUMNS = ("joined", "first_posts", "posts", "topics", "answered", "within_a_day", "median_hours")


def health() -> Health | None:
    """The last counts; None before the first night."""
    return Health.objects.order_by("-made_at").first()


def counted(at: datetime) -> dict:
    """Every count, as it is kept (background: it reads all posts of a year)."""
    starts = _month_starts(at)
    writers = set(
        _posts().filter(written_at__gt=at - timedelta(days=SILENT_DAYS), written_at__lte=at)
        .order_by().values_list("author_id", flat=True).distinct()
    )  # fmt: skip
    writers.discard(None)
    return {"months": _months(starts, at), **_silence(writers), "languages": _languages(at)}


def _posts() -> QuerySet[Post]:
    """What was written in groups here; private messages are nobody's business."""
    return Post.objects.standing().filter(group__isnull=False, imported=None)


def _month_starts(at: datetime) -> list[datetime]:
    """The first moments of the last months and of the one that comes, oldest first."""
    start = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [(start + timedelta(days=32)).replace(day=1)]
    for _number in range(MONTHS):
        found.append(start)
        start = (start - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _per_month(rows, field: str, starts) -> dict[str, int]:
    """How many rows fall into each month, in one statement."""
    found = (
        rows.filter(**{f"{field}__gte": starts[0], f"{field}__lt": starts[-1]})
        .order_by()
        .annotate(month=TruncMonth(field, tzinfo=timezone.get_default_timezone()))
        .values_list("month")
        .annotate(number=Count("pk"))
    )
    return {f"{month:%Y-%m}": number for month, number in found}


def _months(starts, at) -> list[dict]:
    joined = _per_month(Person.objects.filter(awaits_approval=False), "created_at", starts)
    posts = _per_month(_posts(), "written_at", starts)
    elsewhere = Imported.objects.filter(post__topic=OuterRef("pk"), post__number=1)
    begun = Topic.objects.talks().filter(~Exists(elsewhere), hidden_at=None)
    topics = _per_month(begun, "started_at", starts)
    firsts, hours = _first_posts(starts), _answers(starts)
    rows = []
    for start, _end in pairwise(starts):
        month = f"{start:%Y-%m}"
        took = hours.get(month, [])
        rows.append(
            {
                "month": month,
                "joined": joined.get(month, 0),
                "first_posts": firsts.get(month, 0),
                "posts": posts.get(month, 0),
                "topics": topics.get(month, 0),
                "answered": len(took),
                "within_a_day": sum(one <= 24 for one in took),
                "median_hours": round(median(took), 1) if took else None,
            }
        )
    return rows


def _first_posts(starts) -> Counter:
    """How many people wrote for the first time in each month."""
    rows = (
        _posts()
        .filter(author__isnull=False)
        .order_by()
        .values("author")
        .annotate(first=Min("written_at"))
        .filter(first__gte=starts[0], first__lt=starts[-1])
        .values_list("first", flat=True)
    )
    return Counter(f"{first:%Y-%m}" for first in rows.iterator())


def _answers(starts) -> dict[str, list[float]]:
    """For the topics of each month, after how many hours somebody else first wrote in them."""
    rows = (
        _posts()
        .filter(
            topic__started_at__gte=starts[0], topic__started_at__lt=starts[-1], topic__hidden_at=None, number__gt=1
        )
        .exclude(author=F("topic__started_by"))
        .order_by()
        .values("topic")
        .annotate(first=Min("written_at"))
        .values_list("topic__started_at", "first")
    )
    found = defaultdict(list)
    for started, first in rows.iterator():
        found[f"{started:%Y-%m}"].append(max(0.0, (first - started).total_seconds() / 3600))
    return found


def _silence(writers: set[int]) -> dict:
    """Members and writers by country and by kind of actor, as far as each of them shows it to every member."""
    columns = {"countries": (Field.PLACE, "country"), "types": (Field.STAKEHOLDER_TYPE, "stakeholder_type")}
    members, spoke = {name: Counter() for name in columns}, {name: Counter() for name in columns}
    rows = Profile.objects.filter(completed_at__isnull=False, hidden_at=None, person__is_active=True)
    for person, visibility, *codes in rows.values_list(
        "person_id", "visibility", *(column for _field, column in columns.values())
    ).iterator(chunk_size=5000):
        for (name, (field, _column)), code in zip(columns.items(), codes, strict=True):
            if code and _is_open(visibility, field):
                members[name][code] += 1
                spoke[name][code] += person in writers
    return {name: _safe(members[name], spoke[name]) for name in columns}


def _is_open(visibility, field) -> bool:
    """Whether every member may see this field; what is set in no known way is closed."""
    audience = (visibility or {}).get(field, DEFAULT_AUDIENCE[field])
    return audience in RANK and RANK[audience] >= RANK[Audience.MEMBERS]


def _safe(members: Counter, spoke: Counter) -> list[dict]:
    """Rows that stand for no single person: small groups together, and a few writers not told exactly."""
    rows = [
        {"code": code, "members": number, "writers": _few(spoke[code])}
        for code, number in sorted(members.items(), key=lambda pair: (spoke[pair[0]] > 0, -pair[1], pair[0]))
        if number >= FEWEST
    ]
    small = [code for code, number in members.items() if number < FEWEST]
    if sum(members[code] for code in small) >= FEWEST:
        rows.append(
            {
                "code": "",
                "members": sum(members[code] for code in small),
                "writers": _few(sum(spoke[code] for code in small)),
            }
        )
    return rows


def _few(number: int) -> int | None:
    """A number that may be told; None stands for "fewer than three"."""
    return None if 0 < number < FEWEST else number


def _languages(at) -> list[dict]:
    """In which languages people write, and how many do."""
    rows = (
        _posts()
        .filter(written_at__gt=at - timedelta(days=SILENT_DAYS), written_at__lte=at)
        .order_by()
        .values("language")
        .annotate(posts=Count("pk"), writers=Count("author", distinct=True))
        .order_by("-posts", "language")
    )
    return [{"code": row["language"], "posts": row["posts"], "writers": _few(row["writers"])} for row in rows[:40]]
