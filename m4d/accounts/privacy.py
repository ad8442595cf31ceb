"""What this room itself holds about a person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext as _

from . import actions, queries
from .actions.leaving import empty_account
from .models import AccessLog, Consent, DataExport, Person


def held(person: Person) -> list[dict]:
    """The account, how the person signs in, what they agreed to, who looked, and copies they asked for."""
    while_member = _("Until you leave")
    account = Person.objects.filter(pk=person.pk)
    keys = Authenticator.objects.filter(user=person), SocialAccount.objects.filter(user=person)
    password = [account] if person.has_usable_password() else []
    return [
        {
            "what": _("Name, e-mail addresses, language, time zone, how pages look, roles"),
            "why": _("So that you can sign in and read pages and mails in your language"),
            "until": while_member,
            "rows": actions.Tally(account, EmailAddress.objects.filter(user=person)),
        },
        {
            "what": _(
                "Password (only a scrambled form of it), second factors, keys, sign-ins through other organizations"
            ),
            "why": _("So that nobody else can sign in as you"),
            "until": while_member,
            "rows": actions.Tally(*password, *keys),
        },
        {
            "what": _("Sessions: network address, browser, start"),
            "why": _("So that you can see where you are signed in and sign out elsewhere"),
            "until": _("Until the session ends, 60 days at most"),
            "rows": actions.Tally(UserSession.objects.filter(user=person)),
        },
        {
            "what": _("What you agreed to: which text, in which language, when"),
            "why": _("The law asks us to be able to show it"),
            "until": _("It stays without your name when you leave"),
            "rows": actions.Tally(Consent.objects.filter(person=person)),
        },
        {
            "what": _("Who looked at or changed your data"),
            "why": _("So that you can check it"),
            "until": _("One year, or until you leave"),
            "rows": actions.Tally(AccessLog.objects.naming(person), AccessLog.objects.of_everybody(person)),
        },
        {
            "what": _("That you looked at or changed data of others, if you belong to the staff"),
            "why": _("So that they can check it"),
            "until": _("One year. When you leave, your name is taken off."),
            "rows": actions.Tally(AccessLog.objects.filter(by=person)),
        },
        {
            "what": _("Copies of your data that you asked for"),
            "why": _("So that you can download them"),
            "until": _("Seven days"),
            "rows": actions.Tally(DataExport.objects.filter(person=person)),
        },
    ]


def export(person: Person) -> dict:
    """Everything above in a form that other programs can read; never the password or the secrets of a factor."""
    return {
        "account": {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "theme": person.theme,
            "light_pages": person.light_pages,
            "time_zone": person.time_zone,
            "roles": person.roles,
            "created_at": person.created_at,
            "last_sign_in_at": person.last_login,
        },
        "email_addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
        "second_factors": list(Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")),
        "other_sign_ins": list(SocialAccount.objects.filter(user=person).values("provider", "uid", "date_joined")),
        "sessions": list(
            UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        "consents": list(person.consents.values("purpose", "version", "language", "given_at", "withdrawn_at")),
        "accesses": [_access(row) for row in queries.accesses_about(person)],
        "accesses_made": [_access_made(row) for row in AccessLog.objects.filter(by=person)],
    }


def _access(row: AccessLog) -> dict:
    """Who looked at what and for what, as the page says it; the name only where the page has it, too."""
    return {
        "at": row.at,
        "kind": row.get_kind_display(),
        "what": row.get_purpose_display(),
        "role": row.role_name,
        "by": row.by_name,
        "reason": row.reason,
    }


def _access_made(row: AccessLog) -> dict:
    """What this person looked at as staff, without the people concerned."""
    return {"at": row.at, "kind": row.get_kind_display(), "what": row.purpose, "role": row.role_name}


def erase(person: Person) -> str:
    """Leave only the shell."""
    empty_account(person, at=timezone.now())
    return _(
        "Your name, addresses, password, keys and sessions were removed. What you agreed to stays without your name."
    )


def rules() -> list[tuple]:
    """What goes by itself."""
    return [
        (
            _("Copies of personal data go seven days after they were made."),
            "m4d.accounts.actions.remove_old_exports",
            queries.stale_exports(),
        ),
        (
            _("Accounts whose address nobody confirmed go after 30 days."),
            "m4d.accounts.actions.remove_unconfirmed",
            queries.stale_accounts(),
        ),
        (
            _("Network address and browser go when a session has ended."),
            "m4d.accounts.actions.remove_old_sessions",
            queries.stale_sessions(),
        ),
        (
            _("What is kept of who looked at whose data goes after one year."),
            "m4d.accounts.actions.remove_old_accesses",
            queries.stale_accesses(),
        ),
    ]


PRIVACY = actions.register_privacy(room="accounts", held=held, export=export, erase=erase, rules=rules)
