"""What groups know of how somebody behaves: the room moderation asks it to see how far they are trusted."""

from django.db.models import Count, Sum

from m4d.moderation.queries import Signals

from ..models import Post


def signals_of(person) -> Signals:
    """How much somebody wrote in groups here that still stands, and how often others found it useful."""
    found = (
        Post.objects.filter(author=person, group__isnull=False, imported=None)
        .standing()
        .aggregate(written=Count("pk"), useful=Sum("useful_count"))
    )
    return Signals(written=found["written"], useful=found["useful"] or 0)
