"""Topics, private conversations, and what was done to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from m4d.moderation.models import Moderated, ModeratedQuerySet

from ..choices import CLOSED, CONVERSATION, Access, TopicKind, TraceKind
from .group import Group, Membership
from .paths import topic_path

TITLE_LENGTH = 160
SUMMARY_LENGTH = 1500


def seen_topics(person) -> Q:
    """The condition on a topic: it stands in a group that this person reads, or is a conversation with them."""
    if not getattr(person, "is_authenticated", False):
        return Q(access=Access.PUBLIC)
    own = Membership.objects.current().filter(person=person).values("group_id")
    talks = Participant.objects.current().filter(person=person).values("topic_id")
    return (
        Q(access__in=(Access.PUBLIC, Access.MEMBERS)) | Q(access__in=CLOSED, group_id__in=own)
        | Q(access=CONVERSATION, pk__in=talks)
    )  # fmt: skip


def shown_groups(person) -> Q:
    """The condition on a topic: no moderator has hidden its group."""
    return Q(group=None) | Q(group__hidden_at=None)


class TopicQuerySet(ModeratedQuerySet):
    """Topics and conversations, filtered by who asks."""

    def visible_to(self, person):
        """What this person may read; hidden topics only for moderators and whoever started them."""
        seen = self.filter(seen_topics(person))
        if not getattr(person, "is_authenticated", False):
            return seen.filter(shown_groups(person), hidden_at=None)
        if person.has_role("moderator") or person.has_role("admin"):
            return seen
        return seen.filter(shown_groups(person)).filter(Q(hidden_at=None) | Q(started_by=person))

    def talks(self):
        """Topics of groups."""
        return self.filter(group__isnull=False)

    def conversations(self):
        """Private conversations."""
        return self.filter(group=None)

    def listed(self):
        """Topics that stand in lists: not hidden, not gone into another topic."""
        return self.filter(group__isnull=False, hidden_at=None, merged_into=None)


class Topic(Moderated):
    """Something people talk about, in a group; without a group it is a private conversation of its participants."""

    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="topics")
    #: That of the group; empty for a conversation. Kept here so that a list needs no second table.
    access = models.CharField(max_length=12, choices=Access.choices, blank=True, default=CONVERSATION)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    language = models.CharField(max_length=12, default="en")
    kind = models.CharField(max_length=12, choices=TopicKind.choices, default=TopicKind.TALK)
    themes = models.JSONField(default=list, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    # Counted when somebody writes.
    last_post_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0)
    languages = models.JSONField(default=list, blank=True)
    # So far, in short: written by a facilitator.
    summary = models.TextField(max_length=SUMMARY_LENGTH, blank=True)
    summary_html = models.TextField(blank=True)
    summary_language = models.CharField(max_length=12, blank=True)
    summary_at = models.DateTimeField(null=True, blank=True)
    summary_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_reason = models.CharField(max_length=240, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    has_poll = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, access=CONVERSATION) | Q(group__isnull=False, access__in=Access.values),
                name="community_topic_access_of_its_group",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-last_post_at", "-id"], name="community_topic_newest"),
            models.Index(fields=["access", "-last_post_at", "-id"], name="community_topic_access"),
            models.Index(fields=["started_by"], name="community_topic_starter"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page of the topic, or of the conversation."""
        if self.group_id is None:
            return reverse("community:conversation_detail", args=[self.pk])
        return topic_path(self.pk, self.title)

    @property
    def is_conversation(self) -> bool:
        """Whether it is a private conversation."""
        return self.group_id is None

    @property
    def is_closed_off(self) -> bool:
        """Whether only members of a group, or its participants, may read it: others must not read its title."""
        return self.access not in (Access.PUBLIC, Access.MEMBERS)

    @property
    def is_closed(self) -> bool:
        """Whether nobody can write in it any more."""
        return self.closed_at is not None or self.archived_at is not None or self.merged_into_id is not None

    @property
    def is_question(self) -> bool:
        """Whether an answer can be accepted."""
        return self.kind == TopicKind.QUESTION


class ParticipantQuerySet(models.QuerySet):
    """Who takes part in conversations."""

    def current(self):
        """Who has not left."""
        return self.filter(left_at=None)


class Participant(models.Model):
    """A person who was invited to a conversation."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    joined_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    left_at = models.DateTimeField(null=True, blank=True)
    #: That of the topic, so that one's conversations are a range of one index.
    last_post_at = models.DateTimeField(default=timezone.now)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="community_participant_once")]
        indexes = [models.Index(fields=["person", "-last_post_at", "-id"], name="community_participant_newest")]

    def __str__(self):
        return f"{self.person_id} in conversation {self.topic_id}"


class TopicTrace(models.Model):
    """What was done to a topic, by whom and when: stands in the thread after the reply that was the last then."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=12, choices=TraceKind.choices)
    after_number = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    before = models.CharField(max_length=TITLE_LENGTH, blank=True)
    after = models.CharField(max_length=TITLE_LENGTH, blank=True)
    #: The other topic, where replies came from or went to.
    other = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    posts = models.PositiveIntegerField(default=0)
    #: How many of these the background has moved; equal to `posts` when it is done.
    done = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["topic", "after_number"], name="community_trace_place")]

    def __str__(self):
        return f"{self.kind} of topic {self.topic_id}"

    @property
    def is_under_way(self) -> bool:
        """Whether the background still moves replies."""
        return self.done < self.posts
