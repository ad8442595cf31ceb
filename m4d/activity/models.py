"""The journal, who follows what, what a person is told, and the outbox of mail."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Entry(models.Model):
    """Who did what to what, and when. Written by the last line of an action, never changed afterwards.

    Feed, history, notification and audit are reads of these rows; the sentence is a template found by the verb.
    """

    verb = models.CharField(max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="journal_entries"
    )
    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    concerns = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["about_type", "about_id", "-id"], name="activity_entry_about"),
            models.Index(fields=["by", "-id"], name="activity_entry_by"),
            models.Index(fields=["concerns", "-id"], name="activity_entry_concerns"),
        ]

    def __str__(self):
        return f"{self.verb} {self.about_type_id}/{self.about_id}"

    @property
    def sentence_template(self) -> str:
        """The template of this verb's sentence: places/journal/statement_made.html."""
        room, _, name = self.verb.partition(".")
        return f"{room}/journal/{name}.html"


class Follow(models.Model):
    """A person wants to know what happens to a thing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "about_type", "about_id"], name="activity_follow_unique")
        ]
        indexes = [models.Index(fields=["about_type", "about_id"], name="activity_follow_about")]

    def __str__(self):
        return f"{self.person_id} follows {self.about_type_id}/{self.about_id}"


class Notice(models.Model):
    """One person is told of one entry, once: what is new for them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="notices")
    followed = models.BooleanField(default=False, help_text="Told because they follow the thing")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="activity_notice_once")]
        indexes = [models.Index(fields=["person", "-id"], name="activity_notice_person")]

    def __str__(self):
        return f"{self.person_id} told of {self.entry_id}"


class Mail(models.Model):
    """One mail to one address: written with the change that causes it, sent after it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.EmailField(max_length=320)
    sender = models.CharField(max_length=320)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    opens_account = models.BooleanField(
        default=False, help_text="Its words let somebody into an account: they go as soon as it is sent"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "id"], name="activity_mail_waiting")]

    def __str__(self):
        return f"mail {self.pk}"
