"""Polls: what people chose is counted; who chose what is written nowhere, so nobody can look it up."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .topic import Topic

QUESTION_LENGTH, CHOICE_LENGTH = 200, 120


class Poll(models.Model):
    """One question with choices, at the head of a topic."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="poll")
    question = models.CharField(max_length=QUESTION_LENGTH)
    language = models.CharField(max_length=12, default="en")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.question


class PollChoice(models.Model):
    """One answer, and how many chose it."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=CHOICE_LENGTH)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="community_choice_place")]

    def __str__(self):
        return self.text


class Ballot(models.Model):
    """Somebody has taken part in a poll. It does not say what they chose, nor in which order people did."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="community_ballot_once")]

    def __str__(self):
        return f"{self.person_id} took part in poll {self.poll_id}"
