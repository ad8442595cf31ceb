"""What a member keeps for themself: drafts, bookmarks, how far they have read; and what they found useful."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .post import TEXT_LENGTH, Post
from .topic import TITLE_LENGTH, Topic


class Draft(models.Model):
    """What somebody began to write in one place and has not sent. Nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    #: "topic-12", "group-return", "messages", "post-7".
    place = models.CharField(max_length=100)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="community_draft_once")]

    def __str__(self):
        return f"draft of {self.person_id} for {self.place}"


class Bookmark(models.Model):
    """A post that somebody wants to find again. Nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="community_bookmark_once")]

    def __str__(self):
        return f"{self.person_id} keeps post {self.post_id}"


class Useful(models.Model):
    """Somebody found a post useful. Only the number is shown."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="found_useful")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="useful_to")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="community_useful_once")]

    def __str__(self):
        return f"post {self.post_id} useful to {self.person_id}"


class ReadMark(models.Model):
    """How far somebody has read a topic. Nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="community_read_mark_once")]

    def __str__(self):
        return f"{self.person_id} read {self.topic_id} up to {self.number}"
