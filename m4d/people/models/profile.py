"""The profile: what a person tells others about their work, each field with its own audience."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from m4d.moderation.models import Moderated, ModeratedQuerySet

from ..choices import DEFAULT_AUDIENCE, NEVER_PUBLIC, Audience
from .organization import Affiliation

AUDIENCES = frozenset(Audience.values)

TERRITORY_COLUMNS = ("slug", "kind", "country", "name", "name_language", "names", "latitude", "longitude")
"""What pages of people read of a territory; its own page carries much more in the same row."""

PATH_COLUMNS = tuple(f"{'parent__' * steps}{name}" for steps in range(4) for name in ("slug", "kind", "parent"))
"""What is read of a territory and of those above it, to say what it lies in."""

SLUG_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels (no words by accident), nothing that reads like something else."""

SLUG_LENGTH = 10
"""27 to the 10th power: no collision to expect among a million people."""


def random_slug() -> str:
    """An address that tells nothing about the person."""
    return "".join(secrets.choice(SLUG_LETTERS) for _ in range(SLUG_LENGTH))


class ProfileQuerySet(ModeratedQuerySet):
    """Named filters of profiles."""

    def visible_to(self, viewer):
        """Profiles that have a page: shown ones, and one's own. Which fields appear there is the policy's matter."""
        standing = self.filter(person__erased_at__isnull=True)
        if not getattr(viewer, "is_authenticated", False):
            return standing.filter(hidden_at__isnull=True)
        if viewer.has_role("moderator") or viewer.has_role("admin"):
            return standing
        return standing.filter(models.Q(hidden_at__isnull=True) | models.Q(person=viewer))

    def with_place(self, *, path: bool = False):
        """With person and territory, and of these only the columns that pages of people read. One statement.

        With `path`, what the territory lies in is read along.
        """
        own = [field.attname for field in Profile._meta.concrete_fields]
        columns = (*TERRITORY_COLUMNS, *PATH_COLUMNS) if path else TERRITORY_COLUMNS
        place = "territory__parent__parent__parent" if path else "territory"
        territory = [f"territory__{name}" for name in columns]
        return self.select_related("person", place).only(*own, "person__name", "person__erased_at", *territory)

    def with_parts(self):
        """With everything that a card or a row reads, in a fixed number of statements."""
        return self.with_place(path=True).prefetch_related(
            models.Prefetch("corridors", queryset=corridors_with_ends()),
            models.Prefetch("person__affiliations", queryset=belonging(), to_attr="confirmed_affiliations"),
        )


def corridors_with_ends():
    """Corridors with both ends, few columns of each."""
    ends = [f"{end}__{name}" for end in ("origin", "destination") for name in TERRITORY_COLUMNS]
    corridor = Profile._meta.get_field("corridors").related_model
    return corridor.objects.select_related("origin", "destination").only("slug", "level", *ends)


def belonging():
    """Confirmed memberships with what pages of people say of the organization."""
    columns = ("role", "person_id", "organization__name", "organization__slug", "organization__hidden_at")
    return Affiliation.objects.confirmed().select_related("organization").only(*columns)


class Profile(Moderated):
    """One person's profile. There is no field for residence status, and there will be none."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    slug = models.CharField(max_length=20, unique=True, default=random_slug, editable=False)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=100, blank=True)
    headline = models.CharField(max_length=120, blank=True)
    bio = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=8, default="en")
    country = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(
        "places.Territory", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    languages = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    stakeholder_type = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=60, blank=True)
    corridor_end = models.CharField(max_length=60, blank=True)
    corridors = models.ManyToManyField("places.Corridor", blank=True, related_name="+")
    website = models.URLField(max_length=200, blank=True)
    email = models.EmailField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    messaging = models.CharField(max_length=100, blank=True)
    visibility = models.JSONField(default=dict, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["country"], name="people_profile_country")]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("people:person_detail", args=[self.slug])

    def audience_of(self, field: str) -> str:
        """Who may see a field: what the person chose, otherwise the narrow default; numbers are never public."""
        chosen = self.visibility.get(field, DEFAULT_AUDIENCE[field])
        if not isinstance(chosen, str) or chosen not in AUDIENCES:
            chosen = Audience.NOBODY
        if field in NEVER_PUBLIC and chosen == Audience.PUBLIC:
            chosen = Audience.MEMBERS
        return chosen

    @property
    def is_complete(self) -> bool:
        """True once the person has saved the profile form for the first time."""
        return self.completed_at is not None
