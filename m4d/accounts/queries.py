"""What is known of a person, and what each room told us it holds."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from m4d.jobs import queries as jobs

from . import gateways
from .choices import ACCESS_DAYS, EXPORTS_KEPT, OPTIONAL_PURPOSES, UNCONFIRMED_DAYS, Purpose, Role, Seal
from .models import AccessConcern, AccessLog, Consent, DataExport, Person, Tally, count_together


@dataclass(frozen=True)
class Privacy:
    """One room's answers about a person, given through `actions.register_privacy`."""

    room: str
    held: Callable[[Person], list[dict]]
    export: Callable[[Person], dict]
    erase: Callable[[Person], str]
    history: Callable[[Person, int], Iterable[dict]] | None = None
    rules: Callable[[], list[tuple]] | None = None
    turn: str = ""


#: Filled at start-up from each room's privacy.py; empty before.
ROOMS: dict[str, Privacy] = {}


def privacy_rooms() -> list[Privacy]:
    """Every room that holds something about persons, in the order in which they registered."""
    return list(ROOMS.values())


def held_about(person: Person) -> list[dict]:
    """Everything held about a person: what, why, until when, and how many rows, room by room."""
    parts = [{"room": privacy.room, **part} for privacy in privacy_rooms() for part in privacy.held(person)]
    count_together([part["rows"] for part in parts if isinstance(part["rows"], Tally)])
    return [{**part, "rows": int(part["rows"])} for part in parts]


def history_of(person: Person, limit: int = 25) -> list[dict]:
    """The newest of what a person did and what was done about them: dicts of `at` and `sentence`."""
    rows = [row for privacy in privacy_rooms() if privacy.history for row in privacy.history(person, limit)]
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:limit]


def standing_consents(person: Person) -> dict[str, Consent]:
    """The consents that stand today, by purpose."""
    return {consent.purpose: consent for consent in person.consents.all() if consent.withdrawn_at is None}


def optional_consents(person: Person) -> list[tuple[Purpose, Consent | None]]:
    """Each purpose a person may take or leave, with the consent that stands or None."""
    standing = standing_consents(person)
    return [(purpose, standing.get(purpose.value)) for purpose in OPTIONAL_PURPOSES]


def accesses_about(person: Person, limit: int | None = None) -> list[AccessLog]:
    """Who looked at, exported or changed this person's data, newest first."""
    rows = AccessLog.objects.select_related("by")
    # Asked apart: each of the two finds its rows by an index of its own.
    found = [*rows.naming(person)[:limit], *rows.of_everybody(person)[:limit]]
    return sorted(found, key=lambda row: (row.at, row.pk), reverse=True)[:limit]


def already_concerned(once: dict, people: set[int]) -> set[int]:
    """Who of these people is kept already as concerned by the same look."""
    asked = {f"access__{name}": value for name, value in once.items()}
    return set(AccessConcern.objects.filter(**asked, person__in=people).values_list("person_id", flat=True))


def people_wanting_access_mail(people: Iterable[int] | None = None) -> QuerySet[Person]:
    """Those of these people (None: of everybody) who agreed to a mail when their data is opened."""
    agreed = Consent.objects.filter(purpose=Purpose.ACCESS_MAIL, withdrawn_at=None)
    asked = Person.objects.active().filter(pk__in=agreed.values("person_id")).order_by("pk")
    return asked if people is None else asked.filter(pk__in=list(people))


def wanting_access_mail(people: Iterable[int]) -> list[int]:
    """The same as numbers."""
    return list(people_wanting_access_mail(people).values_list("pk", flat=True))


def exports_of(person: Person) -> QuerySet[DataExport]:
    """The copies a person asked for, newest first, without their content."""
    return DataExport.objects.visible_to(person).defer("content")


def export_is_waiting(person: Person) -> bool:
    """Whether a copy is being made."""
    return DataExport.objects.filter(person=person, ready_at=None).exists()


#: The job that makes a copy.
MAKE_EXPORT = "m4d.accounts.actions.export.make_export"


def exports_in_turn() -> tuple[list[int], set[int]]:
    """The copies that are still to be made, in their order, and those among them that are in a worker's hands or next.

    A copy that could not be made, however often it was tried, waits for an operator and keeps nobody waiting.
    """
    to_do, given_up = jobs.asked_for(MAKE_EXPORT)
    stuck = {arguments["export_id"] for arguments in given_up}
    numbers = DataExport.objects.filter(ready_at=None).order_by("pk").values_list("pk", flat=True)
    waiting = [number for number in numbers if number not in stuck]
    return waiting, {arguments["export_id"] for arguments in to_do} & set(waiting)


def copies_before(export: DataExport) -> int:
    """How many copies are made before it is this one's turn; none when it is."""
    waiting, begun = exports_in_turn()
    return waiting.index(export.pk) if export.pk in waiting and export.pk not in begun else 0


def number_of_exports(person: Person) -> int:
    """How many copies of a person's data can be downloaded now."""
    return DataExport.objects.visible_to(person).ready(timezone.now()).count()


def number_of_admins() -> int:
    """How many active persons hold the role of administrator."""
    return Person.objects.with_role(Role.ADMIN).count()


def holders_of_roles() -> QuerySet[Person]:
    """Everybody who holds a role, by name, with the roles on the row itself."""
    return Person.objects.active().filter(Q(groups__isnull=False)).distinct().order_by("name", "pk")


def waiting_for_approval() -> QuerySet[Person]:
    """New accounts that somebody should look at, oldest first."""
    return Person.objects.filter(awaits_approval=True).order_by("created_at", "pk")


#: Where the secrets of a second factor stand among its data: the app's, the seed of codes, and codes of an older kind.
SECRETS = ("secret", "seed", "migrated_codes")


def second_factors_with_secrets() -> QuerySet[Authenticator]:
    """Second factors of which the database holds a secret; of a security key it holds none."""
    return Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")


def seals_of(data: dict) -> set[Seal]:
    """What opens the secrets among the data of one second factor."""
    found = [data[name] for name in SECRETS if name in data]
    return {gateways.seal_of(text) for value in found for text in ([value] if isinstance(value, str) else value)}


def second_factors_by_seal() -> Counter[Seal]:
    """How many second factors rest on which key; every one is tried, so this is for an operator and not for a page."""
    rows = second_factors_with_secrets().values_list("data", flat=True).iterator(chunk_size=500)
    return Counter(seal for data in rows for seal in seals_of(data))


def sessions_of_older_keys() -> int:
    """How many sessions were signed with an older key of the site, and end when that is taken away."""
    present = TimestampSigner(salt=SessionStore().key_salt, fallback_keys=[])
    standing = Session.objects.filter(expire_date__gt=timezone.now()).order_by()
    return sum(not _is_signed(present, data) for data in standing.values_list("session_data", flat=True).iterator())


def _is_signed(signer: TimestampSigner, text: str) -> bool:
    try:
        signer.unsign(text)
    except BadSignature:
        return False
    return True


def language_of(email: str) -> str | None:
    """The language of the person with this address, None when there is nobody."""
    return (
        Person.objects.filter(email=Person.objects.normalize_email(email)).values_list("language", flat=True).first()
    )


def display_name(person: Person) -> str:
    """How allauth names a person on its pages."""
    return person.get_full_name()


def account_overview(person: Person) -> dict:
    """What the settings page says about each part of an account, in four statements."""
    factors = dict(Authenticator.objects.filter(user=person).values_list("type").annotate(Count("pk")))
    return {
        "addresses": list(EmailAddress.objects.filter(user=person).order_by("-primary", "email")),
        "has_app": Authenticator.Type.TOTP in factors,
        "keys": factors.get(Authenticator.Type.WEBAUTHN, 0),
        "has_codes": Authenticator.Type.RECOVERY_CODES in factors,
        "sessions": UserSession.objects.filter(user=person).count(),
        "other_sign_ins": SocialAccount.objects.filter(user=person).count(),
    }


def data_overview(person: Person) -> dict:
    """Everything the page "My data" shows."""
    prefetch_related_objects([person], "consents")
    exports = list(exports_of(person)[: EXPORTS_KEPT + 1])
    now = timezone.now()
    held = held_about(person)
    return {
        "held": [part for part in held if part["rows"]],
        "not_held": [part for part in held if not part["rows"]],
        "accesses": accesses_about(person, limit=50),
        "exports": [export for export in exports if export.expires_at is None or export.expires_at > now],
        "export_waits": (to_make := next((export for export in exports if export.ready_at is None), None)) is not None,
        "copies_before": copies_before(to_make) if to_make is not None else 0,
        "exports_are_many": sum(bool(export.expires_at and export.expires_at > now) for export in exports)
        >= EXPORTS_KEPT,
        "membership": standing_consents(person).get(Purpose.MEMBERSHIP),
        "optional": optional_consents(person),
    }


def stale_exports() -> QuerySet[DataExport]:
    """Copies of personal data that are past their day."""
    return DataExport.objects.filter(expires_at__lte=timezone.now())


def stale_accesses() -> QuerySet[AccessLog]:
    """What is kept of who looked at whose data, and is past its year."""
    return AccessLog.objects.filter(at__lt=timezone.now() - timedelta(days=ACCESS_DAYS))


def stale_accounts() -> QuerySet[Person]:
    """Accounts whose address nobody confirmed in time, that nobody used and that hold no role."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return Person.objects.filter(
        ~Exists(confirmed),
        created_at__lt=timezone.now() - timedelta(days=UNCONFIRMED_DAYS),
        last_login=None,
        erased_at=None,
        groups=None,
        is_staff=False,
        is_superuser=False,
    )


def stale_sessions() -> QuerySet[UserSession]:
    """What was kept about sessions that have ended."""
    standing = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return UserSession.objects.filter(~Exists(standing))


def retention_overview() -> dict:
    """What the data protection officer sees: each rule, when it last ran, and what it would remove now."""
    runs = jobs.last_runs()
    rules = [rule for privacy in privacy_rooms() if privacy.rules for rule in privacy.rules()]
    return {
        "rules": [
            {"sentence": sentence, "last_run": runs.get(action), "due": rows.count()}
            for sentence, action, rows in rules
        ],
        "exports_waiting": DataExport.objects.filter(ready_at=None).count(),
        "exports_kept": DataExport.objects.ready(timezone.now()).count(),
        "erased": Person.objects.filter(erased_at__gt=timezone.now() - timedelta(days=365)).count(),
    }
