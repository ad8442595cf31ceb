"""What waits for a person, computed from each room whenever it is asked for; nothing of it is stored."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.accounts import queries as accounts
from m4d.accounts.choices import Role
from m4d.accounts.models import Person
from m4d.community import queries as community
from m4d.core import time as times
from m4d.jobs import queries as jobs
from m4d.moderation import queries as moderation
from m4d.people import queries as people
from m4d.people.models import Affiliation

from .side import Side

# Days before the end of a mandate from which it is worth a word.
SOON = 60


@dataclass(frozen=True)
class Need:
    """One thing that waits: what, why or until when, where it is done, and whether it is urgent."""

    title: str
    text: str
    path: str
    is_urgent: bool = False


def needs_of(person, side: Side, *, on: date) -> list[Need]:
    """What a member should do for themself, the most urgent first; worked out from what `side_of` read."""
    return [*_messages(person), *_seats(side, on), *_steps({step["slug"] for step in side.open_steps})]


def waiting_for(person) -> list[Need]:
    """What waits for a person because of a role they hold. One statement for members, one for all that is only
    counted, and one for each other duty.
    """

    def holds(*roles) -> bool:
        return person.is_superuser or any(person.has_role(role) for role in roles)

    found = [_waiting_members(person)]
    if holds(Role.MODERATOR):
        found.append(_waiting_reports(person))
        found.append(_waiting_appeals(person))
    lists = []
    if holds(Role.VERIFIER, Role.PROGRAMME):
        path = reverse("people:verification_list")
        lists.append((people.requests_waiting(), _requests, path))
        lists.append((people.holdings_waiting_for_verification(), _holdings, path))
        lists.append((people.members_without_admin(), _claims, f"{path}#people-claims"))
    if holds(Role.MODERATOR, Role.ADMIN):
        lists.append((accounts.waiting_for_approval(), _accounts, reverse("accounts:role_list")))
    found += _counts(person, lists)
    if holds(Role.ADMIN):
        found.append(_count(jobs.waiting()["failed"], _failures, reverse("front_work")))
    return [need for need in found if need]


def _messages(person) -> list[Need]:
    """Conversations with something new: the head of the page has asked for their number, too."""
    number = community.unread_conversations(person)
    title = ngettext(
        "Something new in %(number)s conversation", "Something new in %(number)s conversations", number
    ) % {"number": number}
    path = reverse("community:conversation_list")
    return [Need(title, _("Only the people in a conversation read it."), path)] if number else []


def _seats(side: Side, on: date) -> list[Need]:
    held = [(seat, "people:seat_detail") for seat in side.seats]
    held += [(seat, "people:territory_seat_detail") for seat in side.territory_seats]
    found = []
    for seat, page in held:
        until = date.fromisoformat(seat["more"][:10])
        days = (until - on).days
        if days > SOON:
            continue
        if days < 0:
            title = _("Your mandate has ended: %(duty)s") % {"duty": seat["name"]}
            text = _("It ended on %(day)s. Say who comes next, or that you stay.") % {"day": times.on(until)}
        else:
            title = ngettext(
                "Your mandate ends in %(days)s day: %(duty)s", "Your mandate ends in %(days)s days: %(duty)s", days
            ) % {"days": days, "duty": seat["name"]}
            text = _("It ends on %(day)s. Prepare the handover in time.") % {"day": times.on(until)}
        found.append((until, Need(title, text, reverse(page, args=[seat["slug"], seat["level"]]), is_urgent=True)))
    return [need for _until, need in sorted(found, key=lambda pair: pair[0])]


def _steps(open_steps: set[str]) -> list[Need]:
    found = []
    if "email" in open_steps:
        found.append(
            Need(
                _("Confirm your e-mail address"),
                _("We sent you a message with a link. Until you open it, nobody can write to you through the site."),
                reverse("account_email"),
            )
        )
    if "mail" in open_steps:
        found.append(
            Need(
                _("Mail to you pauses."),
                _("Your mail service refused our last mails. Check your e-mail address, then let us try again."),
                reverse("activity:notification_settings"),
            )
        )
    if "profile" in open_steps:
        found.append(
            Need(
                _("Tell people what you work on"),
                _("Two lines are enough to begin. You choose who sees each of them."),
                reverse("people:profile_edit"),
            )
        )
    return found


def _waiting_reports(person) -> Need | None:
    """Reports without a decision, and how many of them should have been decided by now."""
    numbers = (
        moderation.queue(person)
        .order_by()
        .aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=timezone.now())))
    )
    if not numbers["all"]:
        return None
    late = numbers["late"]
    text = ngettext("%(number)s of them is overdue.", "%(number)s of them are overdue.", late) % {"number": late}
    title = _reports(numbers["all"]) % {"number": numbers["all"]}
    return Need(title, text if late else "", reverse("moderation:queue"), is_urgent=bool(late))


def _waiting_appeals(person) -> Need | None:
    """Appeals that somebody else than who decided must answer; those against one's own decisions are not counted."""
    mine = Q(decision__by=person) | Q(sanction__by=person) | Q(sweep__by=person) | Q(by=person)
    numbers = (
        moderation.appeals_waiting(person)
        .exclude(mine)
        .order_by()
        .aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=timezone.now())))
    )
    if not numbers["all"]:
        return None
    title = ngettext("%(number)s appeal waits for an answer", "%(number)s appeals wait for an answer", numbers["all"])
    path = f"{reverse('moderation:queue')}?show=appeals"
    return Need(title % {"number": numbers["all"]}, "", path, is_urgent=bool(numbers["late"]))


def _waiting_members(person) -> Need | None:
    """People who say that they belong to an organization that this person administers."""
    claim = (
        Affiliation.objects.filter(
            ended_at=None,
            confirmed_at=None,
            organization__affiliations__person=person,
            organization__affiliations__is_admin=True,
            organization__affiliations__ended_at=None,
        )
        .select_related("organization")
        .first()
    )
    if claim is None:
        return None
    return Need(
        _("Somebody says they belong to %(organization)s") % {"organization": claim.organization.name},
        _("Confirm them if that is so. Until then they cannot speak for it."),
        reverse("people:organization_members", args=[claim.organization.slug]),
    )


def _reports(number: int) -> str:
    return ngettext("%(number)s report waits for a decision", "%(number)s reports wait for a decision", number)


def _requests(number: int) -> str:
    return ngettext(
        "%(number)s organization asks to be verified", "%(number)s organizations ask to be verified", number
    )


def _holdings(number: int) -> str:
    return ngettext("%(number)s seat waits to be verified", "%(number)s seats wait to be verified", number)


def _claims(number: int) -> str:
    return ngettext(
        "%(number)s member waits to be confirmed in an organization without an admin",
        "%(number)s members wait to be confirmed in organizations without an admin",
        number,
    )


def _accounts(number: int) -> str:
    return ngettext("%(number)s new account waits for you", "%(number)s new accounts wait for you", number)


def _failures(number: int) -> str:
    return ngettext("%(number)s job was given up", "%(number)s jobs were given up", number)


class _Number(Subquery):
    """How many rows a query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


def _counts(person, lists) -> list[Need | None]:
    """A need for each list that holds something, all counted in one statement."""
    if not lists:
        return []
    numbers = (_Number(rows.order_by().values("pk")) for rows, _sentence, _path in lists)
    (found,) = Person.objects.filter(pk=person.pk).values_list(*numbers)
    return [_count(number, sentence, path) for number, (_rows, sentence, path) in zip(found, lists, strict=True)]


def _count(number: int, sentence, path: str) -> Need | None:
    return Need(sentence(number) % {"number": number}, "", path) if number else None
