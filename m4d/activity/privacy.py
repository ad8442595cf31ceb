"""What this room holds about a person: what they did, follow, were told and were mailed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.accounts import actions as accounts

from . import actions, queries
from .models import Delivery, Entry, Follow, Mail, Notice, Preference, Received


def held(person) -> list[dict]:
    """The four kinds of rows, each with its reason and its term."""
    return [
        {
            "what": _("What you did here"),
            "why": _("So that you, and those who answer for this site, can see who changed what."),
            "until": _("It stays. When you leave, your name is taken off."),
            "rows": accounts.Tally(Entry.objects.filter(by=person)),
        },
        {
            "what": _("What you follow"),
            "why": _("To tell you what is new."),
            "until": _("Until you stop following, or leave."),
            "rows": accounts.Tally(Follow.objects.filter(person=person)),
        },
        {
            "what": _("What you were told"),
            "why": _("To show what is new for you, and what you have seen."),
            "until": _("Until you leave."),
            "rows": accounts.Tally(Notice.objects.filter(person=person)),
        },
        {
            "what": _("Mails to you"),
            "why": _("To send them, and to find out why one did not arrive."),
            "until": _(
                "30 days after they were sent, or after they were written where they cannot be sent. "
                "The words of mails about signing in go as soon as they are sent."
            ),
            "rows": accounts.Tally(Mail.objects.filter(person=person)),
        },
        {
            "what": _("What you wish to be mailed, and whether mail reaches you"),
            "why": _("To mail you what you want, as soon as you want, and not where nothing arrives."),
            "until": _("Until you change it, or leave."),
            "rows": accounts.Tally(Preference.objects.filter(person=person), Delivery.objects.filter(person=person)),
        },
        {
            "what": _("Mails from you"),
            "why": _("To bring them where they belong, and to find out why one did not."),
            "until": _("Seven days, as they came. What was published stays where it was published."),
            "rows": accounts.Tally(Received.objects.filter(person=person)),
        },
    ]


def export(person) -> dict:
    """Everything of the four kinds, in plain values; what is hidden from the person is not named."""
    did, concerning = (
        list(rows.prefetch_related("about"))
        for rows in (queries.entries_by(person), queries.entries_concerning(person))
    )
    follows = list(queries.follows_of(person))
    names = queries.names_of_things([row.about for row in (*did, *concerning, *follows)], person)
    # The details of an entry may hold a name, too.
    unnamed = queries.withheld([entry.about for entry in did], person)
    return {
        "did": [
            {
                "at": entry.at,
                "what": entry.verb,
                "about": names.get((type(entry.about), entry.about_id)),
                **({} if (type(entry.about), entry.about_id) in unnamed else entry.data),
            }
            for entry in did
        ],
        # By whom it was done, and why, stands in the history, where each name is shown as its bearer allows.
        "done_about_you": [
            {"at": entry.at, "what": entry.verb, "about": names.get((type(entry.about), entry.about_id))}
            for entry in concerning
        ],
        "follows": [
            {
                "what": names.get((type(row.about), row.about_id)),
                "since": row.since,
                "level": row.level,
                "cadence": row.cadence,
            }
            for row in follows
        ],
        "told": [
            {"at": row.entry.at, "what": row.entry.verb, "seen": row.seen_at} for row in queries.notices_of(person)
        ],
        "wishes": list(Preference.objects.filter(person=person).order_by("event").values("event", "cadence")),
        "delivery": list(Delivery.objects.filter(person=person).values("bounces", "bounced_at", "paused_at")),
        "mailed_in": list(
            Received.objects.filter(person=person).order_by("pk").values("at", "sender", "size", "outcome", "taken_at")
        ),
        "mails": list(Mail.objects.filter(person=person).values("subject", "text", "created_at", "sent_at")),
    }


def erase(person) -> str:
    """Follows, notices and mails go; journal rows stay without a name (the account's row is anonymized)."""
    follows = Follow.objects.filter(person=person).count()
    actions.erase_traces(person)
    return ngettext(
        "The one thing you followed, what you were told and mails to you were deleted.",
        "The %(number)d things you followed, what you were told and mails to you were deleted.",
        follows,
    ) % {"number": follows}


def history(person, limit: int):
    """The newest of what the person did and what was done about them, in sentences."""
    entries = queries.newest_about(person, limit)
    newest = sorted(entries, key=lambda entry: (entry.at, entry.pk), reverse=True)[:limit]
    for entry, sentence in queries.sentences(queries.with_things(newest), person):
        yield {"at": entry.at, "sentence": sentence}


def rules() -> list[tuple]:
    """What goes by itself."""
    return [
        (
            _("Mails go 30 days after they were sent, or after they were written where they cannot be sent."),
            "m4d.activity.actions.forget_old_mail",
            queries.stale_mails(),
        ),
        (
            _("Mails that came in go after seven days, and wishes to join that nobody confirmed."),
            "m4d.activity.actions.forget_received",
            queries.stale_received(),
        ),
    ]


accounts.register_privacy(room="activity", held=held, export=export, erase=erase, history=history, rules=rules)
