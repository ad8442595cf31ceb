"""The journal, who follows what, and what a person is told."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from ..choices import Cadence, Event, Level


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
    """A person wants to know what happens to a thing: how much of it, and how soon by mail.

    Without a cadence of its own it is that of the kind of event.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    since = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.ALL)
    cadence = models.CharField(max_length=8, choices=Cadence.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "about_type", "about_id"], name="activity_follow_unique")
        ]
        indexes = [models.Index(fields=["about_type", "about_id"], name="activity_follow_about")]

    def __str__(self):
        return f"{self.person_id} follows {self.about_type_id}/{self.about_id}"


class Notice(models.Model):
    """One person is told of one entry, once: what is new for them, and how soon a mail says so."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="notices")
    followed = models.BooleanField(default=False, help_text="Told because they follow the thing")
    follow = models.ForeignKey(Follow, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    event = models.CharField(max_length=12, choices=Event.choices, blank=True)
    thing = models.CharField(max_length=60, blank=True, help_text="What two entries about one thing have in common")
    cadence = models.CharField(max_length=8, choices=Cadence.choices, blank=True, help_text="Empty: by no mail")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="activity_notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="activity_notice_person"),
            # What still waits to be mailed, however many notices there are.
            models.Index(
                fields=["cadence", "person"],
                name="activity_notice_waiting",
                condition=Q(mailed_at=None) & Q(cadence__in=["now", "daily", "weekly"]),
            ),
            models.Index(fields=["person", "thing"], name="activity_notice_thing", condition=~Q(thing="")),
            models.Index(fields=["person", "mailed_at"], name="activity_notice_mailed", condition=Q(cadence="now")),
        ]

    def __str__(self):
        return f"{self.person_id} told of {self.entry_id}"
