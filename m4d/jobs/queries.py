"""What waits, what was given up, whether anybody works, and what the installation knows of itself."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from .choices import BEAT_SECONDS, TRIES, MarkName
from .models import Job, Mark, Tick


def mark(name: str) -> str | None:
    """The value of a mark, or None where it was never set."""
    return Mark.objects.filter(pk=name).values_list("value", flat=True).first()


def is_demo() -> bool:
    """Whether this database was made in demo mode."""
    return mark(MarkName.DEMO) == "yes"


def demo_objection(*, demo_mode: bool) -> str:
    """Why this database must not be used in this mode, or an empty string.

    The demo sign-ins have a published password, so they may exist only where everybody knows it.
    """
    made_as = mark(MarkName.DEMO)
    if made_as is None or (made_as == "yes") == demo_mode:
        return ""
    if demo_mode:
        return (
            "M4D_DEMO=1 is set, but this database was not created in demo mode. "
            "Unset M4D_DEMO, or give M4D_DATA_DIR or DATABASE_URL an empty place for a demo."
        )
    return (
        "This database was created in demo mode and holds sign-ins with a published password. "
        "Set M4D_DEMO=1, or give M4D_DATA_DIR or DATABASE_URL an empty place for a real site."
    )


def asked_for(action: str) -> tuple[list[dict], list[dict]]:
    """The arguments with which an action is still to be done, and those with which it was given up."""
    rows = Job.objects.filter(action=action, done_at=None).order_by("pk").values_list("failed_at", "arguments")
    to_do = [arguments for failed_at, arguments in rows if failed_at is None]
    return to_do, [arguments for failed_at, arguments in rows if failed_at is not None]


def waiting(at: datetime | None = None) -> dict:
    """How many jobs wait, how many were given up, and since when the oldest due one waits (None: none)."""
    at = at or timezone.now()
    return Job.objects.aggregate(
        waiting=Count("pk", filter=Q(done_at=None, failed_at=None)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        oldest=Min("due_at", filter=Q(done_at=None, failed_at=None, due_at__lte=at)),
    )


def due(at: datetime, *, limit: int = 200) -> list[int]:
    """Jobs that can be done now, oldest first."""
    return list(
        Job.objects.free(at).filter(attempts__lt=TRIES).order_by("due_at").values_list("pk", flat=True)[:limit]
    )


def to_hand_over(at: datetime, *, limit: int = 200) -> list[int]:
    """Jobs that are due and in nobody's hands, oldest first: new ones, retries, and those of dead workers."""
    free = Job.objects.free(at).filter(Q(carried_until=None) | Q(carried_until__lt=at), attempts__lt=TRIES)
    return list(free.order_by("due_at").values_list("pk", flat=True)[:limit])


def seconds_since_heartbeat(at: datetime | None = None) -> float | None:
    """How long ago a worker last said that it is alive; None when none ever did."""
    beat = Mark.objects.filter(pk=MarkName.HEARTBEAT).values_list("at", flat=True).first()
    return None if beat is None else ((at or timezone.now()) - beat).total_seconds()


def somebody_works(at: datetime | None = None) -> bool:
    """Whether a worker has been heard of within four of its beats."""
    silent = seconds_since_heartbeat(at)
    return silent is not None and silent < 4 * BEAT_SECONDS


def last_firings() -> dict[str, datetime]:
    """When each line of the clock was last due and fired."""
    return dict(Tick.objects.values_list("name").annotate(Max("due_at")))


def last_runs() -> dict[str, datetime]:
    """When each line of the clock last ran: its job was done, or where that is forgotten already, it was due.

    The first firing of a line only starts its count: nothing has run then.
    """
    fired = Tick.objects.values("name").annotate(last=Max("due_at"), times=Count("pk")).order_by()
    ran = {row["name"]: row["last"] for row in fired if row["times"] > 1}
    done = Job.objects.filter(action__in=ran, done_at__isnull=False).order_by()
    return ran | dict(done.values_list("action").annotate(Max("done_at")))


def is_late(at: datetime | None = None, *, minutes: int = 15) -> bool:
    """Whether a due job has been waiting for longer than it should."""
    at = at or timezone.now()
    return Job.objects.free(at).filter(due_at__lt=at - timedelta(minutes=minutes)).exists()
