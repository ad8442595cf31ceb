"""What the staff side's own tables hold about a person is told, handed over, and gone when they leave."""

import json
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.admin.models import FormState
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry, Revision, TaskState, UploadedFile
from wagtail.users.models import UserProfile

from m4d.accounts import actions as accounts
from m4d.core.testing import signed_in
from m4d.front import privacy

pytestmark = pytest.mark.django_db
WORDS = "I, Eva Editor, think so"


@pytest.fixture
def busy(staff, home, client):
    """An editor who has left something in every table, some of it from before comments were switched off."""
    editor, page = staff["editor"], home["fr"]
    signed_in(client, editor).get("/manage/account/")
    profile = UserProfile.objects.get(user=editor)
    profile.avatar.save("face-of-eva.png", ContentFile(_picture()))
    comment = Comment.objects.create(page=page, user=editor, text=WORDS, contentpath="heading")
    other = Comment.objects.create(page=page, user=staff["programme"], text="Mine stays", contentpath="lead")
    CommentReply.objects.create(comment=other, user=editor, text=WORDS)
    comment.log_create(user=editor)
    type(page).objects.get(pk=page.pk).save_revision(user=editor)
    UploadedFile.objects.create(uploaded_by_user=editor, file=ContentFile(b"half done", name="half.png"))
    FormState.objects.update_or_create_by_instance(
        page, user=editor, defaults={"data": "heading=Half", "last_updated_at": timezone.now()}
    )
    return editor


def _picture() -> bytes:
    out = BytesIO()
    Drawing.new("RGB", (50, 50)).save(out, "PNG")
    return out.getvalue()


def test_the_staff_side_takes_no_picture_and_no_name(client, staff, home):
    client = signed_in(client, staff["editor"])
    html = client.get("/manage/account/").content.decode()
    assert "theme-theme" in html
    assert "avatar-avatar" not in html
    assert "name_email" not in html
    answer = client.post(
        "/manage/account/",
        {
            "avatar-avatar": SimpleUploadedFile("face-of-eva.png", _picture()),
            "locale-preferred_language": "fr",
            "locale-current_time_zone": "Europe/Paris",
            "theme-theme": "dark",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )
    assert answer.status_code == 302
    profile = UserProfile.objects.get(user=staff["editor"])
    assert (profile.theme, profile.preferred_language, profile.avatar.name) == ("dark", "fr", "")


def test_members_without_a_task_have_no_account_page_on_the_staff_side(client, staff, home):
    assert signed_in(client, staff["stranger"]).get("/manage/account/", follow=True).status_code == 404


def test_pages_take_no_comments(client, staff, home):
    html = signed_in(client, staff["editor"]).get(f"/manage/pages/{home['fr'].pk}/edit/").content.decode()
    assert 'id="comments"' not in html
    assert "comments-TOTAL_FORMS" not in html


def test_settings_comments_and_what_was_begun_are_told_and_handed_over(busy):
    assert privacy.held(busy)[1]["rows"] >= 5
    data = json.dumps(privacy.export(busy), default=str)
    assert data.count(WORDS) == 2
    assert "face-of-eva" in data
    assert "heading=Half" in data


def test_leaving_removes_settings_picture_comments_and_what_was_begun(busy, django_capture_on_commit_callbacks):
    files = [UserProfile.objects.get(user=busy).avatar.name, UploadedFile.objects.get().file.name]
    assert any(WORDS in json.dumps(one.content) for one in Revision.objects.all())
    assert ModelLogEntry.objects.create(
        content_type_id=_kind(busy), object_id=str(busy.pk), label=busy.name, action="wagtail.edit",
        timestamp=timezone.now(),
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        accounts.erase_person(busy, by=busy, at=timezone.now())
    for model in (UserProfile, UploadedFile, FormState, CommentReply):
        assert not model.objects.exists(), model
    assert [one.text for one in Comment.objects.all()] == ["Mine stays"]
    for model in (Revision, PageLogEntry, ModelLogEntry):
        left = json.dumps(list(model.objects.values()), default=str)
        assert WORDS not in left, model
        assert busy.name not in left.replace("Mine stays", ""), model
    assert any("Mine stays" in json.dumps(one.content) for one in Revision.objects.all())
    assert not any(default_storage.exists(name) for name in files)


def _kind(person) -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(person).pk


def test_notes_on_a_review_go_and_a_locked_page_names_nobody(busy, home):
    page = home["fr"]
    page.locked, page.locked_by, page.locked_at = True, busy, timezone.now()
    page.save()
    assert privacy.held(busy)[0]["rows"] >= 1
    privacy.erase(busy)
    page.refresh_from_db()
    assert page.locked_by is None
    assert not TaskState.objects.exclude(comment="").exists()


def test_tables_of_the_staff_side_about_one_person_lie_in_the_personal_folder():
    from django.apps import apps

    from m4d.accounts.models import Person
    from m4d.config.operations import export
    from m4d.front.actions.leaving import OWN

    for model, _column in OWN:
        assert export.is_personal(model), model
    for model in apps.get_models():
        one_person = [f for f in model._meta.local_fields if f.related_model is Person and not f.null]
        assert not one_person or export.is_personal(model), model
