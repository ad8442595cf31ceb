"""One made-up e-discussion with a thousand contributions, to measure at scale. The same in every size."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from m4d.accounts.models import Person
from m4d.catalogue import actions as catalogue
from m4d.core.made_up import sentence

from .models import Contribution, Discussion, Question
from .models.discussion import end_of, start_of

SLUG, CONTRIBUTIONS, ZONE = "made-up-thousand", 1_000, "Africa/Dakar"


def seed(members: int, random: Random, tell=None, projects: int = 0, search: bool = True) -> None:
    """Write it where it is not there yet."""
    if Discussion.objects.filter(slug=SLUG).exists():
        return
    people = list(
        Person.objects.filter(email__endswith="@seed.example").order_by("pk").values_list("pk", flat=True)[:400]
    )
    if not people:
        return
    random, now = Random(random.getrandbits(48)), timezone.now()
    first, last = now.date() - timedelta(days=14), now.date() + timedelta(days=14)
    discussion = Discussion.objects.create(
        slug=SLUG, title="A made-up table with a thousand voices", purpose="Made up, to measure.",
        purpose_html="<p>Made up, to measure.</p>", is_taken_up=True, answer="Made up.", answered_at=now,
        scheduled_at=now - timedelta(days=20), opened_at=start_of(first, ZONE), starts_on=first, ends_on=last,
        opens_at=start_of(first, ZONE), closes_at=end_of(last, ZONE), time_zone=ZONE, languages=["en", "fr"],
        paper="Made up.", paper_html="<p>Made up.</p>", contribution_count=CONTRIBUTIONS,
        participant_count=len(people),
    )  # fmt: skip
    question = Question.objects.create(
        discussion=discussion, number=1, title="What did you try?", opened_at=discussion.opened_at,
        contribution_count=CONTRIBUTIONS,
    )  # fmt: skip
    rows = []
    for number in range(CONTRIBUTIONS):
        text = sentence(random, 60)
        rows.append(
            Contribution(
                discussion=discussion,
                question=question,
                author_id=random.choice(people),
                text=text,
                html=f"<p>{text}</p>\n",
                language=random.choice(("en", "fr", "es", "ar")),
                written_at=discussion.opened_at + timedelta(minutes=10 * number),
                useful_count=random.randrange(9),
            )  # fmt: skip
        )
    Contribution.objects.bulk_create(rows, batch_size=200)
    catalogue.put(discussion)
