"""Groups: who reads them, who belongs to them, and how that changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from m4d.moderation.models import Moderated, ModeratedQuerySet

from ..choices import CLOSED, Access, GroupRole
from .paths import group_path

NAME_LENGTH = 120
PURPOSE_LENGTH = 2000


class GroupQuerySet(ModeratedQuerySet):
    """Groups, filtered by who asks."""

    def visible_to(self, person):
        """Groups that this person may know of: public ones, for members all that are listed, and their own."""
        if not getattr(person, "is_authenticated", False):
            return self.filter(hidden_at=None, access=Access.PUBLIC)
        own = Q(pk__in=Membership.objects.current().filter(person=person).values("group_id"))
        listed = Q(access__in=(Access.PUBLIC, Access.MEMBERS, Access.RESTRICTED))
        if person.has_role("moderator") or person.has_role("admin"):
            return self.filter(listed | own)
        leads = Membership.objects.current().filter(person=person, role=GroupRole.FACILITATOR)
        return self.filter(listed | own).filter(Q(hidden_at=None) | Q(pk__in=leads.values("group_id")))

    def readable_by(self, person):
        """Groups whose topics this person reads."""
        visible = self.visible_to(person)
        if not getattr(person, "is_authenticated", False):
            return visible
        own = Q(pk__in=Membership.objects.current().filter(person=person).values("group_id"))
        return visible.filter(Q(access__in=(Access.PUBLIC, Access.MEMBERS)) | own)


class Group(Moderated):
    """People who talk about one thing. What it is for stands in `purpose`, in the language of whoever wrote it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    purpose = models.TextField(max_length=PURPOSE_LENGTH)
    language = models.CharField(max_length=12, default="en")
    access = models.CharField(max_length=12, choices=Access.choices, default=Access.MEMBERS)
    #: Whoever has a confirmed address in this domain joins a restricted group without asking.
    email_domain = models.CharField(max_length=120, blank=True)
    themes = models.JSONField(default=list, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    # Counted when something changes, so that lists cost nothing.
    member_count = models.PositiveIntegerField(default=0)
    topic_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(access__in=Access.values), name="community_group_access_known"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The page of the group."""
        return group_path(self.slug)

    @property
    def is_closed(self) -> bool:
        """Whether only its own members read it."""
        return self.access in CLOSED

    @property
    def is_secret(self) -> bool:
        """Whether others do not even know of it."""
        return self.access == Access.PRIVATE


class MembershipQuerySet(models.QuerySet):
    """Memberships."""

    def current(self):
        """Confirmed, and not left."""
        return self.filter(confirmed_at__isnull=False, left_at=None)

    def waiting(self):
        """Asked for, and not answered."""
        return self.filter(confirmed_at=None, left_at=None)


class Membership(models.Model):
    """A person in a group: asked, confirmed, left."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_memberships")
    role = models.CharField(max_length=12, choices=GroupRole.choices, default=GroupRole.MEMBER)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_text = models.CharField(max_length=500, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(left_at=None), name="community_membership_once"
            ),
            models.CheckConstraint(condition=Q(role__in=GroupRole.values), name="community_membership_role_known"),
        ]
        indexes = [models.Index(fields=["person", "group"], name="community_membership_person")]

    def __str__(self):
        return f"{self.person_id} in {self.group_id}"

    @property
    def is_current(self) -> bool:
        """Whether the person belongs to the group now."""
        return self.confirmed_at is not None and self.left_at is None


class GroupChange(models.Model):
    """Who reads a group was changed: from what to what, by whom, and what that opened or closed."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(max_length=12, choices=Access.choices)
    after = models.CharField(max_length=12, choices=Access.choices)
    topics = models.PositiveIntegerField()
    posts = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.group_id}: {self.before} to {self.after}"
