"""What goes from the staff side when somebody leaves."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from ..models import Paper, Picture

TRACES = [
    (Revision, "user"),
    (Page, "owner"),
    (Page, "locked_by"),
    (PageLogEntry, "user"),
    (ModelLogEntry, "user"),
    (Picture, "uploaded_by_user"),
    (Paper, "uploaded_by_user"),
    (Image, "uploaded_by_user"),
    (Document, "uploaded_by_user"),
    (StringTranslation, "last_translated_by"),
    (SegmentOverride, "last_translated_by"),
    (WorkflowState, "requested_by"),
    (TaskState, "finished_by"),
    (Comment, "resolved_by"),
]
"""Where a row belongs to the site and stays, and only the name is taken off."""

OWN = [
    (UserProfile, "user"),
    (EditingSession, "user"),
    (FormState, "user"),
    (UploadedFile, "uploaded_by_user"),
    (PageSubscription, "user"),
    (CommentReply, "user"),
    (Comment, "user"),
]
"""Where the rows are about one person alone, or hold only their words, and go."""

_COMMENTING = "wagtail.comments."
_COMMENTS, _REPLIES = "wagtail_admin_comments", "replies"


@transaction.atomic
def forget_staff_member(person) -> None:
    """Take the name off what stays, and remove what somebody set, began, uploaded or said on the staff side."""
    _take_comments_out(person)
    # Notes to a page that waited for somebody, and what the staff side calls the person in its log.
    TaskState.objects.filter(finished_by=person).update(comment="")
    kind = ContentType.objects.get_for_model(person)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).delete()
    files = [
        (file.storage, file.name)
        for model, field, column in ((UserProfile, "user", "avatar"), (UploadedFile, "uploaded_by_user", "file"))
        for file in (getattr(row, column) for row in model.objects.filter(**{field: person}))
        if file
    ]
    for model, field in TRACES:
        model.objects.filter(**{field: person}).update(**{field: None})
    for model, field in OWN:
        model.objects.filter(**{field: person}).delete()
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])


def _take_comments_out(person) -> None:
    """Comments stand in the log and in every version of their page as well."""
    entries = PageLogEntry.objects.filter(user=person, action__startswith=_COMMENTING)
    pages = set(
        Page.objects.filter(
            Q(pk__in=entries.values("page_id"))
            | Q(pk__in=Comment.objects.filter(user=person).values("page_id"))
            | Q(pk__in=CommentReply.objects.filter(user=person).values("comment__page_id"))
        ).values_list("pk", flat=True)
    )
    entries.delete()
    versions = Revision.objects.page_revisions().filter(object_id__in=[str(pk) for pk in pages])
    for number in list(versions.values_list("pk", flat=True)):
        content = Revision.objects.get(pk=number).content
        said = content.get(_COMMENTS, [])
        left = [
            {**one, _REPLIES: [reply for reply in one.get(_REPLIES, []) if reply.get("user") != person.pk]}
            for one in said
            if one.get("user") != person.pk
        ]
        if left != said:
            Revision.objects.filter(pk=number).update(content={**content, _COMMENTS: left})
