"""Run inside the house by the benchmark: mails out and in, on the data that is there; nothing of it is kept.

python -m bench.mail      prints {"out": 5000, "out_cpu": s, "in": 200, "in_cpu": s, "in_seconds": s}
"""

import json
import os
import sys
import time

import django

OUT, IN = 5_000, 200
TEXT = "Which banks open accounts for people who wait for their papers? Two in our city do. " * 20


def main() -> None:
    """Both directions inside one transaction that is undone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "m4d.config.settings")
    os.environ["INBOUND_EMAIL"] = "smtp://127.0.0.1:2525/reply.example.org"
    django.setup()
    from django.conf import settings  # noqa: PLC0415  needs the line above
    from django.db import transaction  # noqa: PLC0415  needs the line above

    settings.MAIL_DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    with transaction.atomic():
        found = {**mails_out(), **mails_in()}
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(found))


def mails_out() -> dict:
    """One post that 5,000 people follow, in four languages: noticed, written and handed to the mail service."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415  needs the rooms
    from django.core import mail  # noqa: PLC0415  needs the rooms
    from django.utils import timezone  # noqa: PLC0415  needs the rooms

    from m4d.accounts.models import Person  # noqa: PLC0415  needs the rooms
    from m4d.activity import actions  # noqa: PLC0415  needs the rooms
    from m4d.activity.models import Follow, Mail  # noqa: PLC0415  needs the rooms
    from m4d.vocabulary.models import Term  # noqa: PLC0415  needs the rooms

    def written(entry, language):
        return actions.Message(
            subject="Remittances and savings", text=TEXT, html=f"<p>{TEXT}</p>", byline="Amina answers:",
            path="topics/12/", list_id="group-7", list_name="Savings", thread="topic-12", target=("t", 12),
        )  # fmt: skip

    thing, now = Term.objects.first(), timezone.now()
    actions.register_event("bench.post_written", event="topic", message=written)
    people = Person.objects.bulk_create(
        Person(
            email=f"bench{number}@example.org", name=f"Reader {number}", language=("en", "fr", "es", "ar")[number % 4]
        )
        for number in range(OUT + 1)
    )
    kind = ContentType.objects.get_for_model(thing)
    Follow.objects.bulk_create(
        Follow(person=person, about_type=kind, about_id=thing.pk, since=now, cadence="now") for person in people
    )
    began = time.process_time()
    entry = actions.record("bench.post_written", by=people[-1], about=thing, data={})
    actions.tell_followers(entry_id=entry.pk)
    after, last = 0, -1
    while last != (last := Mail.objects.count()):
        actions.mail_notices(entry_id=entry.pk, after=after)
    numbers = list(Mail.objects.filter(sent_at=None, person__in=people).order_by("pk").values_list("pk", flat=True))
    mail.outbox = []
    for start in range(0, len(numbers), 50):
        actions.deliver_mails(mail_ids=numbers[start : start + 50])
    sent = len(mail.outbox)
    return {"out": sent, "out_cpu": round(time.process_time() - began, 2)}


def mails_in() -> dict:
    """Answers with a quote, kept, read, cut and brought to a mailbox."""
    from m4d.accounts.models import Person  # noqa: PLC0415  needs the rooms
    from m4d.activity import actions  # noqa: PLC0415  needs the rooms
    from m4d.activity.gateways import kept  # noqa: PLC0415  needs the rooms

    took = []
    actions.register_mailbox("z", lambda person, target, incoming: took.append(incoming.text) or actions.Taken())
    person = Person.objects.active().order_by("-pk").first()
    address = actions.reply_address("z", person, 1)
    quoted = "\r\n".join(f"> {line}" for line in [TEXT[:76]] * 60)
    began, since = time.process_time(), time.monotonic()
    rows = []
    for number in range(IN):
        raw = (
            f"From: {person.email}\r\nMessage-ID: <bench{number}@example.org>\r\nSubject: Re: Savings\r\n\r\n"
            f"{TEXT}\r\n\r\nOn Mon, 23 Nov 2026 at 09:14 M4D Net <noreply@example.org> wrote:\r\n{quoted}\r\n"
        )
        rows.append(actions.receive(raw.encode(), recipient=address, sender=person.email))
    for row in rows:
        actions.take_received(received_id=row.pk)
        kept.forget(row.file)
    return {
        "in": len(took),
        "in_cpu": round(time.process_time() - began, 2),
        "in_seconds": round(time.monotonic() - since, 2),
    }


if __name__ == "__main__":
    main()
