"""Posts: what people wrote in topics and conversations, with its earlier wordings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from m4d.core.text import direction, teaser
from m4d.moderation.models import Moderated, ModeratedQuerySet

from .group import Group
from .topic import Topic

TEXT_LENGTH = 20_000
#: Posts on one page of a topic.
PAGE = 50


class PostQuerySet(ModeratedQuerySet):
    """Posts, filtered by who asks."""

    def visible_to(self, person):
        """What this person may read: posts of topics they read; hidden ones only for moderators and the author."""
        seen = self.filter(topic__in=Topic.objects.visible_to(person), withdrawn_at=None)
        if not getattr(person, "is_authenticated", False):
            return seen.filter(hidden_at=None)
        if person.has_role("moderator") or person.has_role("admin"):
            return seen
        return seen.filter(Q(hidden_at=None) | Q(author=person))

    def standing(self):
        """Not hidden and not taken back."""
        return self.filter(hidden_at=None, withdrawn_at=None)


class Post(Moderated):
    """One contribution. `text` is Markdown as it was typed; `html` was made of it then and is what pages show.

    A mention stands in both as the address of a profile, `@{k3jd8fjw2x}`, and is named only when somebody reads it.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    text = models.TextField(max_length=TEXT_LENGTH)
    html = models.TextField()
    #: The words in the form in which two spellings are one, for the search inside a group.
    folded = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    in_reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    quoted = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    via_mail = models.BooleanField(default=False)
    #: What was cut off a mail (quoted text, signature); shown to the author alone.
    cut = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    useful_count = models.PositiveIntegerField(default=0)
    #: Files that hang on it, so that a page without any asks for none.
    file_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "number"]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="community_post_number_once")]
        indexes = [
            models.Index(fields=["group", "-id"], name="community_post_group"),
            models.Index(fields=["author", "-id"], name="community_post_author"),
        ]

    def __str__(self):
        return teaser(self.text, 80)

    def get_absolute_url(self):
        """Where it stands in its topic."""
        return f"{reverse('community:post_place', args=[self.pk])}"

    @property
    def is_closed_off(self) -> bool:
        """Whether others must not read its words: it stands in a closed group or a conversation."""
        return self.topic.is_closed_off

    @property
    def direction(self) -> str:
        """The writing direction of its language."""
        return direction(self.language)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back."""
        return self.withdrawn_at is not None


class MessageQuerySet(PostQuerySet):
    """Posts of private conversations."""


class MessageManager(models.Manager.from_queryset(MessageQuerySet)):
    """Only those of conversations."""

    def get_queryset(self):
        """Posts without a group."""
        return super().get_queryset().filter(group=None)


class Message(Post):
    """A private message, for the rooms that tell kinds of things apart by their model."""

    objects = MessageManager()

    class Meta:
        proxy = True


class PostRevision(models.Model):
    """How a post read before it was changed. Readers see that it changed; moderators and the author see how."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    language = models.CharField(max_length=12)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"post {self.post_id} before {self.pk}"


class Mention(models.Model):
    """A post names a person, who is told."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="community_mention_once")]

    def __str__(self):
        return f"{self.person_id} in post {self.post_id}"
