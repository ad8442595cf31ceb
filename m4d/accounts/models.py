"""Persons who sign in, what they agreed to, who looked at their data, and the copies of it they asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import total_ordering

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models, transaction
from django.db.models import Count, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from m4d.core.pages.prepared import Prepared
from m4d.core.verdicts import Refusal

from .choices import CLOSED, NAMELESS_PURPOSES, OPERATOR, AccessKind, AccessPurpose, Purpose, Role, Theme

#: Longest name a person can give, in characters.
NAME_LENGTH = 120

_named: ContextVar[set | None] = ContextVar("named", default=None)


@contextmanager
def noting_names() -> Iterator[set[int]]:
    """The numbers of everybody whose name is asked for within the block.

    For pages that another program draws (Wagtail), where nobody can say beforehand whom they show.
    """
    named: set[int] = set()
    token = _named.set(named)
    try:
        yield named
    finally:
        _named.reset(token)


class PersonQuerySet(models.QuerySet):
    """Persons, filtered by what the caller may know."""

    def visible_to(self, person):
        """The accounts a person may open: their own, or all of them for an administrator."""
        if not getattr(person, "is_authenticated", False):
            return self.none()
        if person.is_superuser or person.has_role(Role.ADMIN):
            return self
        return self.filter(pk=person.pk)

    def active(self):
        """Persons who can sign in."""
        return self.filter(is_active=True, erased_at=None)

    def locked(self, pk):
        """One person as they stand, whom nobody else changes until the transaction is over; None where nobody is."""
        # Rows of others that point to the person can still be written.
        return self.select_for_update(no_key=True).filter(pk=pk).first()

    def with_role(self, role):
        """Active persons who hold a role. Asks the group of the same name, which both databases can index."""
        return self.active().filter(groups__name=str(role))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    """Makes persons; the e-mail address is always kept in lower case."""

    @classmethod
    def normalize_email(cls, email):
        """One address, one person: without spaces around it and in lower case."""
        return (email or "").strip().lower()

    def get(self, *args, **lookups):
        """As everywhere; but the statement for one person by number, the reader of a page, is worked out once."""
        number = lookups.get("pk")
        # Managers of related rows are made of this one: they look among fewer.
        is_any = type(self) is PersonManager and not self._db
        if not is_any or args or len(lookups) > 1 or not isinstance(number, int) or abs(number) >= 2**63:
            return super().get(*args, **lookups)
        if found := _BY_NUMBER({_NUMBER: number}):
            return found[0]
        raise self.model.DoesNotExist(f"There is no person {number}.")

    def get_by_natural_key(self, username):
        """Find a person by address, whatever its case (django.contrib.auth asks this on sign-in)."""
        return self.get(email=self.normalize_email(username))

    def create_user(self, email, password=None, **fields):
        """A person with a hashed password, or one that cannot be used when none is given."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        """A person with every right, for the first administrator of an instance."""
        fields.setdefault("name", "Administrator")
        person = self.create_user(
            email, password, is_staff=True, is_superuser=True, roles=[Role.ADMIN.value], **fields
        )
        person.groups.add(Group.objects.get_or_create(name=Role.ADMIN.value)[0])
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. What others may read about them is a profile, in the room people."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    theme = models.CharField(_("theme"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    light_pages = models.BooleanField(_("light pages"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    awaits_approval = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_person_email_lower"),
        ]

    def __str__(self):
        return self.get_full_name()

    def clean(self):
        """Keep one spelling of the address, also when a form writes it."""
        self.email = type(self).objects.normalize_email(self.email)

    def save(self, *args, **kwargs):
        """Write the address in lower case wherever it comes from (allauth, a form, an import).

        A form of allauth writes the whole row as the request loaded it: whoever left, or was shut out, meanwhile
        would be back with name and address.
        """
        self.email = PersonManager.normalize_email(self.email)
        with transaction.atomic():
            row = None if self._state.adding else type(self).objects.locked(self.pk)
            if row is not None and ((row.is_erased and not self.is_erased) or (row.is_closed and not self.is_closed)):
                raise Refusal([CLOSED])
            super().save(*args, **kwargs)

    def has_role(self, role):
        """Whether the person holds a role for the whole network."""
        return str(role) in self.roles

    @property
    def is_erased(self):
        """Whether this row is only the shell of somebody who left."""
        return self.erased_at is not None

    @property
    def is_closed(self):
        """Whether nobody signs in here any more: the person has left, or a moderator closed the account."""
        return self.is_erased or not self.is_active

    def get_full_name(self):
        """The name to show; whoever left is a former member."""
        named = _named.get()
        if named is not None:
            named.add(self.pk)
        if self.erased_at is not None:
            return gettext("Former member")
        return self.name or gettext("Member without a name")

    def get_short_name(self):
        """The same as the full name: names are not ours to cut."""
        return self.get_full_name()

    @property
    def first_name(self):
        """The whole name: Wagtail asks for two parts, and people do not have two parts everywhere."""
        return self.name

    @property
    def last_name(self):
        """Always empty, see first_name."""
        return ""


_NUMBER = -1
_BY_NUMBER = Prepared(lambda: Person.objects.filter(pk=_NUMBER))


class Consent(models.Model):
    """A person agreed to one text, in one version and language, and may have taken it back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=Purpose.choices)
    version = models.CharField(max_length=24)
    language = models.CharField(max_length=12)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="accounts_consent_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="accounts_consent_withdrawn_after",
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.version}"


class AccessLogQuerySet(models.QuerySet):
    """Who looked at whose data."""

    def naming(self, person):
        """Those that concern this person among others."""
        return self.filter(concerned=person)

    def of_everybody(self, person):
        """Those that concern everybody who was here at the time, this person too."""
        return self.filter(everybody=True, at__gte=person.created_at)


class AccessLog(models.Model):
    """Somebody of the staff opened, exported or changed personal data of others, for which duty and when.

    Looking at the same thing again within the hour is the same row, which then may concern more people. It keeps
    neither what was read nor a network address.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=24, blank=True)
    concerned = models.ManyToManyField(settings.AUTH_USER_MODEL, through="AccessConcern", related_name="accesses")
    everybody = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=AccessKind.choices)
    purpose = models.CharField(max_length=24, choices=AccessPurpose.choices)
    thing = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    hour = models.DateTimeField(null=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "kind", "purpose", "thing", "hour"],
                name="accounts_access_once_an_hour",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.purpose}"

    @property
    def role_name(self) -> str:
        """The role under which it was done, in the reader's language."""
        if self.role == OPERATOR:
            return gettext("Whoever runs the machine")
        return Role(self.role).label if self.role in Role.values else ""

    @property
    def by_name(self) -> str:
        """Who did it, where the person concerned may know; otherwise the role has to do."""
        if self.purpose in NAMELESS_PURPOSES or self.role == OPERATOR:
            return ""
        return self.by.get_full_name() if self.by else gettext("Former member")


class AccessConcern(models.Model):
    """One of the people whose data was looked at."""

    access = models.ForeignKey(AccessLog, on_delete=models.CASCADE, related_name="concerns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["access", "person"], name="accounts_access_concern_once")]

    def __str__(self):
        return f"{self.access_id} concerns {self.person_id}"


@total_ordering
class Tally:
    """How many rows some querysets hold together: counted in one statement with others, or when it is asked."""

    def __init__(self, *rows):
        self.rows = rows
        self._number = None

    def __int__(self):
        if self._number is None:
            count_together([self])
        return self._number

    def __eq__(self, other):
        return int(self) == other

    def __lt__(self, other):
        return int(self) < other

    def __hash__(self):
        return hash(self.rows)

    def __repr__(self):
        return f"Tally({int(self)})"


def count_together(tallies: list[Tally]) -> None:
    """Count any number of tallies in one statement, however many tables they are in."""
    waiting = [tally for tally in tallies if tally._number is None]
    counts = [
        Coalesce(Subquery(rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("*")).values("n")), 0)
        for tally in waiting
        for rows in tally.rows
    ]
    if counts:
        # One row of any table is enough to hang the numbers on; this one is never empty where somebody asks.
        numbers = iter(Person.objects.order_by().values_list(*counts)[:1].get())
        for tally in waiting:
            tally._number = sum(next(numbers) for _ in tally.rows)


class DataExportQuerySet(models.QuerySet):
    """Copies of personal data."""

    def visible_to(self, person):
        """A copy is for the person it is about and for nobody else, administrators included."""
        if not getattr(person, "is_authenticated", False):
            return self.none()
        return self.filter(person=person)

    def ready(self, at):
        """Copies that are made and not yet due for removal."""
        return self.filter(ready_at__isnull=False, expires_at__gt=at)


class DataExport(models.Model):
    """A copy of everything held about a person: asked for, made in the background, removed after seven days.

    The ZIP file lies in the row, not in the media folder, so that nothing but this row's owner can reach it
    and "made" commits together with the file.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self):
        return f"export {self.pk}"

    def get_absolute_url(self):
        """Where its owner downloads it."""
        return reverse("accounts:export_file", args=[self.pk])
