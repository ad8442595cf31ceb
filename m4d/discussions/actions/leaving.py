"""A member leaves: their words stay under "Former member", and everything that was theirs alone goes."""

from django.db import transaction

from ..models import (
    Contribution,
    Delayed,
    Discussion,
    DiscussionModerator,
    Draft,
    Endorsement,
    Manner,
    Objection,
    Paragraph,
    Pseudonym,
    QuestionWording,
    Recap,
    Recommendation,
    Second,
    Unveiling,
    Useful,
)
from .writing import held, shown


@transaction.atomic
def forget_person(person) -> None:
    """Take the person off everything here. Who leaves while a window is open no longer endorses."""
    for endorsement in Endorsement.objects.filter(person=person, discussion__published_at__isnull=True):
        discussion = held(endorsement.discussion)
        endorsement.delete()
        discussion.endorsement_count = discussion.endorsements.count()
        discussion.save(update_fields=["endorsement_count"])
    touched = set(Contribution.objects.filter(author=person).values_list("discussion_id", flat=True))
    touched |= set(Endorsement.objects.filter(person=person).values_list("discussion_id", flat=True))
    for row in (Second, Draft, Delayed, Manner, Useful):
        row.objects.filter(person=person).delete()
    DiscussionModerator.objects.filter(person=person).delete()
    for model, fields in _NAMED.items():
        for field in fields:
            model.objects.filter(**{field: person}).update(**{field: None})
    for discussion in Discussion.objects.filter(pk__in=touched):
        shown(discussion)


_NAMED = {
    Contribution: ("author", "admitted_by"),
    Discussion: ("proposed_by", "answered_by", "scheduled_by", "draft_put_by", "followed_up_by"),
    Endorsement: ("person",),
    Objection: ("person", "settled_by"),
    Paragraph: ("changed_by",),
    Pseudonym: ("person",),
    QuestionWording: ("changed_by",),
    Recap: ("by",),
    Recommendation: ("changed_by",),
    Unveiling: ("asked_by", "agreed_by"),
}
