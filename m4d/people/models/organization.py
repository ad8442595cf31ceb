"""Organizations, who belongs to them, and how they are verified."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from m4d.moderation.models import Moderated, ModeratedQuerySet


def sees_hidden(viewer) -> bool:
    """Whether a member sees organizations that moderators took off the site."""
    return viewer.has_role("moderator") or viewer.has_role("admin")


class OrganizationQuerySet(ModeratedQuerySet):
    """Named filters of organizations."""

    def visible_to(self, viewer):
        """Every shown organization; a hidden one only for its own admins and for moderators."""
        if not getattr(viewer, "is_authenticated", False):
            return self.filter(hidden_at__isnull=True)
        if sees_hidden(viewer):
            return self
        mine = Affiliation.objects.filter(person_id=viewer.pk, is_admin=True, ended_at__isnull=True).values(
            "organization_id"
        )
        return self.filter(Q(hidden_at__isnull=True) | Q(pk__in=mine))


class Organization(Moderated):
    """A body that takes part: an authority, an association, a ministry, a company, a school."""

    slug = models.SlugField(max_length=80, unique=True)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    name_language = models.CharField(max_length=8, blank=True)
    acronym = models.CharField(max_length=40, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    level = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(
        "places.Territory", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    themes = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=8, default="en")
    website = models.URLField(max_length=300, blank=True)
    identifier = models.CharField(max_length=120, blank=True)
    iati_type = models.CharField(max_length=8, blank=True)
    source_title = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    picture = models.FileField(upload_to="organizations/", blank=True)
    picture_alt = models.CharField(max_length=200, blank=True)
    picture_credit = models.CharField(max_length=200, blank=True)
    # Seats, their holders and the text in every language, as the page shows them. Written by the actions.
    sheet = models.JSONField(default=dict, blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"], condition=~Q(identifier=""), name="people_organization_identifier_once"
            ),
        ]
        indexes = [
            models.Index(fields=["country"], name="people_organization_country"),
            models.Index(fields=["name"], name="people_organization_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people:organization_detail", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        """True once a verifier has confirmed that the organization is what it says."""
        return self.verified_at is not None


class AffiliationQuerySet(models.QuerySet):
    """Named filters of memberships."""

    def current(self):
        """Not ended, confirmed or not."""
        return self.filter(ended_at__isnull=True)

    def confirmed(self):
        """Not ended, and confirmed by the organization or a verifier. Only these count for "my groups"."""
        return self.filter(ended_at__isnull=True, confirmed_at__isnull=False)


class Affiliation(models.Model):
    """A person in an organization. A mere claim shows to nobody and opens nothing until it is confirmed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="affiliations")
    role = models.CharField(max_length=120, blank=True)
    is_admin = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization"],
                condition=Q(ended_at__isnull=True),
                name="people_one_current_affiliation",
            ),
            models.CheckConstraint(
                condition=Q(is_admin=False) | Q(confirmed_at__isnull=False), name="people_admin_is_confirmed"
            ),
        ]
        indexes = [models.Index(fields=["organization", "ended_at"], name="people_affiliation_current")]

    def __str__(self):
        return f"{self.person_id} in {self.organization_id}"

    @property
    def is_confirmed(self) -> bool:
        """True when somebody other than a mere claim stands behind the membership."""
        return self.confirmed_at is not None and self.ended_at is None


class VerificationRequestQuerySet(models.QuerySet):
    """Named filters of requests."""

    def waiting(self):
        """Requests that nobody has answered."""
        return self.filter(decided_at__isnull=True)


class VerificationRequest(models.Model):
    """An organization's admins ask to be verified, with evidence; a verifier answers with a reason."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="verification_requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.TextField(max_length=2000)
    evidence_url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_granted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)

    objects = VerificationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(decided_at__isnull=True), name="people_one_waiting_request"
            ),
        ]

    def __str__(self):
        return f"{self.organization_id}, {self.created_at:%Y-%m-%d}"
