"""What the clock looks for: what is due to open, to close, to be recapped, to end."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from ..models import Discussion, Question, Recap


def to_open(at: datetime) -> QuerySet[Discussion]:
    """Scheduled discussions whose first moment has come."""
    return Discussion.objects.filter(scheduled_at__isnull=False, opened_at__isnull=True, opens_at__lte=at)


def to_close(at: datetime) -> QuerySet[Discussion]:
    """Open discussions whose last day is over."""
    return Discussion.objects.running().filter(closes_at__lte=at)


def questions_to_open(at: datetime) -> QuerySet[Question]:
    """Questions of open discussions whose day has come, without anybody having been told."""
    running = Discussion.objects.running().filter(closes_at__gt=at)
    return Question.objects.filter(discussion__in=running, opened_at__isnull=True, opens_at__lte=at).select_related(
        "discussion"
    )


def recaps_due(at: datetime) -> list[Discussion]:
    """Open discussions in which people spoke, and whose last recap (or beginning) is a week ago."""
    week = at - timedelta(days=7)
    recent = Recap.objects.filter(discussion=OuterRef("pk"), at__gt=week)
    running = Discussion.objects.running().filter(opened_at__lte=week, contribution_count__gt=0, closes_at__gt=at)
    return list(running.filter(~Exists(recent)))


def draft_windows_over(at: datetime) -> QuerySet[Discussion]:
    """Drafts whose time for endorsing is over."""
    return Discussion.objects.filter(published_at__isnull=True, endorsement_ends_at__lte=at)
