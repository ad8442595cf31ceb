"""The staff side: who gets in, what each role may do, what may be uploaded."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.models import Collection, PageViewRestriction
from wagtail_localize.models import StringSegment, TranslationSource
from wagtail_localize.operations import translate_object
from willow.image import UnrecognisedImageFormatError

from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.activity import actions as activity
from m4d.activity import queries as activities
from m4d.activity.models import Entry
from m4d.core.testing import signed_in, statements
from m4d.front import adapters
from m4d.front.choices import Verb
from m4d.front.models import Paper, Picture, StandardPage
from m4d.front.wagtail_hooks import reports
from m4d.moderation import actions as moderation
from m4d.people import actions as people
from m4d.people.factories import make_organization, make_profile
from m4d.vocabulary import queries as vocabulary
from m4d.vocabulary.actions import load_starter as vocabulary_starter
from m4d.vocabulary.models import Term

from .conftest import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test lie in its own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    return tmp_path


@pytest.fixture
def collection(db):
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def test_visitors_are_sent_to_the_sites_own_sign_in(client, locales):
    response = client.get("/manage/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/manage/"
    assert client.get("/manage/login/?next=https://evil.example/").url == "/accounts/login/?next=/manage/"
    assert client.get("/manage/password_reset/").status_code == 302


def test_a_page_for_some_people_only_sends_to_the_sites_own_sign_in(client, home):
    page = StandardPage(title="For members", slug="for-members", locale=home["en"].locale)
    home["en"].add_child(instance=page)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/for-members/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert "for-members" in response.redirect_chain[-1][0]
    assert "For members" not in response.text
    assert client.get("/fr/_util/login/?next=/fr/").url == "/accounts/login/?next=/fr/"


def test_who_gets_in(client, staff, home):
    answers = {
        name: signed_in(client, person).get("/manage/", follow=True).status_code for name, person in staff.items()
    }
    assert answers == {"editor": 200, "programme": 200, "moderator": 200, "tutor": 404, "stranger": 404}


def test_what_each_role_may_open(client, staff, home):
    term = Term.objects.create(scheme="theme", code="rights-of-all", names={"en": "Rights"})
    addresses = {
        "page": reverse("wagtailadmin_pages:edit", args=[home["fr"].pk]),
        "menu": reverse("wagtailsnippets_front_menu:list"),
        "term": reverse("wagtailsnippets_vocabulary_term:edit", args=[term.pk]),
        "terms": reverse("wagtailsnippets_vocabulary_term:list"),
        "journal": reverse("front_journal"),
        "work": reverse("front_work"),
        "pictures": reverse("wagtailimages:index"),
        "persons": reverse("wagtailusers_users:index"),
    }
    open_to = {}
    for name in ("editor", "programme", "moderator"):
        signed_in(client, staff[name])
        open_to[name] = {what for what, address in addresses.items() if client.get(address).status_code == 200}
    assert open_to == {
        "editor": {"page", "menu", "pictures"},
        "programme": {"page", "menu", "term", "terms", "journal", "pictures"},
        "moderator": {"journal"},
    }


def test_rights_can_be_settled_again(staff):
    from m4d.front import actions

    before = set(staff["editor"].groups.get(name="editor").permissions.values_list("codename", flat=True))
    actions.settle_staff_rights()
    after = set(staff["editor"].groups.get(name="editor").permissions.values_list("codename", flat=True))
    assert before == after
    assert "access_admin" in after
    assert "view_entry" not in after


def test_nothing_on_the_staff_side_comes_from_elsewhere(client, staff, home):
    html = signed_in(client, staff["editor"]).get("/manage/").content.decode()
    for address in ("gravatar.com", "releases.wagtail", "//fonts.", "https://cdn"):
        assert address not in html


def test_the_journal_is_listed_filtered_and_exported_without_formulas(client, staff, home):
    activity.record(Verb.PAGE_PUBLISHED, by=staff["editor"], about=home["fr"], data={"title": "Ateliers"})
    activity.record(Verb.PAGE_UNPUBLISHED, by=staff["stranger"], about=home["fr"], data={"title": "x"})
    staff["programme"].name = "=cmd()"
    staff["programme"].save()
    activity.record(Verb.PAGE_PUBLISHED, by=staff["programme"], about=home["fr"])
    signed_in(client, staff["programme"])
    html = client.get(reverse("front_journal"), {"verb": "front.page_published"}).content.decode()
    assert "Ateliers" in html
    assert "front.page_unpublished" not in html
    html = client.get(reverse("front_journal"), {"by": staff["stranger"].email}).content.decode()
    assert "front.page_unpublished" in html
    assert "Ateliers" not in html
    csv = b"".join(client.get(reverse("front_journal"), {"export": "csv"}).streaming_content).decode()
    assert csv.splitlines()[0] == "When,What happened,Who,About what,Its number,Concerning whom,Details"
    assert len(csv.splitlines()) == 5
    assert ",'=cmd()," in csv
    assert client.get(reverse("front_journal"), {"export": "xlsx"}).status_code == 200


def test_the_journal_tells_the_staff_no_secret_of_a_member(client, staff, home):
    lina = make_profile("Lina Whistle", visibility={"name": "nobody"}).person
    omar = make_person("Omar Known")
    moderation.flag(make_organization("Small club"), by=lina, reason="false")
    people.block_person(staff["moderator"], by=lina)
    activity.record(Verb.PAGE_PUBLISHED, by=omar, about=home["fr"], concerns=lina)
    signed_in(client, staff["moderator"])
    for answer in (client.get(reverse("front_journal")), client.get(reverse("front_journal"), {"export": "csv"})):
        text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
        assert ("Omar Known" in text, "moderation.thing_flagged" in text) == (True, True)
        for secret in ("Lina Whistle", lina.email, "people.person_blocked"):
            assert secret not in text, secret
    client.get(reverse("front_journal"), {"by": lina.email})
    row = AccessLog.objects.get(purpose="journal_search")
    assert (row.by, [*row.concerned.all()], row.kind) == (staff["moderator"], [lina], "looked")


def test_whom_the_journal_showed_is_kept_for_looking_and_for_taking_away(client, staff, home):
    amina, omar = make_person("Amina Diallo"), make_person("Omar Known")
    activity.record(Verb.PAGE_PUBLISHED, by=amina, about=home["fr"])
    activity.record(Verb.PAGE_UNPUBLISHED, by=staff["editor"], about=home["fr"], concerns=omar)
    signed_in(client, staff["moderator"])
    client.get(reverse("front_journal"), {"verb": "front.page_published"})
    client.get(reverse("front_journal_results"), {"verb": "front.page_published"})
    client.get(reverse("front_journal"), {"export": "csv"})
    kept = {row.kind: set(row.concerned.all()) for row in AccessLog.objects.filter(purpose="journal")}
    assert kept == {"looked": {amina}, "exported": {amina, omar, staff["editor"]}}
    assert AccessLog.objects.filter(purpose="journal").count() == 2


def test_the_journal_is_exported_in_batches_and_no_row_adds_a_statement(client, staff, home, monkeypatch):
    people = [make_profile(f"Author {number}", visibility={"name": "groups"}).person for number in range(9)]
    signed_in(client, staff["moderator"])

    def exported(times):
        Entry.objects.all().delete()
        for person in people * times:
            activity.record(Verb.PAGE_PUBLISHED, by=person, about=home["fr"], concerns=person)
        with statements() as seen:
            body = client.get(reverse("front_journal"), {"export": "csv"}).getvalue().decode()
        assert body.count("front.page_published") == 9 * times
        return len(seen)

    exported(1)
    assert exported(1) == exported(3)
    before = exported(2)
    monkeypatch.setattr(reports, "EXPORTED_AT_ONCE", 6)
    # Three batches instead of one, and the look that finds no more.
    assert exported(2) <= before + 3 * 3


def test_whoever_breaks_off_a_download_is_kept_with_whom_they_read(staff):
    def parts():
        for person in (staff["editor"], staff["programme"]):
            yield person.get_full_name().encode()

    body = adapters._named_while_streaming(staff["moderator"], parts())
    assert next(body) == staff["editor"].name.encode()
    assert not AccessLog.objects.exists()
    body.close()
    assert set(AccessLog.objects.get(kind="exported").concerned.all()) == {staff["editor"]}


def test_whom_wagtail_names_on_its_pages_is_kept(client, staff, home):
    home["fr"].save_revision(user=staff["editor"]).publish(user=staff["editor"])
    signed_in(client, staff["programme"])
    page = client.get(reverse("wagtailadmin_pages:history", args=[home["fr"].pk])).content.decode()
    assert "Editor" in page
    row = AccessLog.objects.get()
    assert (row.purpose, row.by, row.role) == ("staff_side", staff["programme"], "programme")
    assert [*row.concerned.all()] == [staff["editor"]]
    client.get(reverse("wagtailadmin_pages:history", args=[home["fr"].pk]))
    assert AccessLog.objects.count() == 1


def test_a_term_gets_another_name_and_keeps_its_code(client, staff, home):
    term = Term.objects.create(scheme="theme", code="rights-of-all", names={"en": "Rights"}, unofficial=["en"])
    signed_in(client, staff["programme"])
    address = reverse("wagtailsnippets_vocabulary_term:edit", args=[term.pk])
    typed = {"name_en": "Rights of migrants", "name_fr": "Droits", "name_es": "", "name_ar": "حقوق"}
    assert client.post(address, {**typed, "unofficial_in": ["ar"]}).status_code == 302
    term.refresh_from_db()
    assert (term.code, term.names, term.unofficial) == (
        "rights-of-all",
        {"en": "Rights of migrants", "fr": "Droits", "ar": "حقوق"},
        ["ar"],
    )
    assert term.edited_at is not None
    client.post(address, {**typed, "unofficial_in": ["ar"], "is_retired": "on"})
    term.refresh_from_db()
    assert term.retired_at is not None
    told = Entry.objects.filter(verb__startswith="front.term").order_by("id")
    assert [(entry.verb, entry.by) for entry in told] == [
        (Verb.TERM_AMENDED, staff["programme"]),
        (Verb.TERM_RETIRED, staff["programme"]),
    ]
    assert told[0].data["before"] == {"en": "Rights"}
    assert client.get(reverse("wagtailsnippets_vocabulary_term:delete", args=[term.pk])).status_code == 302
    assert Term.objects.filter(pk=term.pk).exists()


NEW_TERM = {
    "of_list": "theme",
    "new_code": "local-jobs",
    "below": "theme:jobs",
    "name_en": "Jobs in the village",
    "name_fr": "Emplois au village",
    "name_es": "Empleos en el pueblo",
    "name_ar": "وظائف في القرية",
}


def test_a_term_is_added_to_our_own_list_and_told_in_the_journal(client, staff, home):
    signed_in(client, staff["programme"])
    address = reverse("wagtailsnippets_vocabulary_term:add")
    page = client.get(address).content.decode()
    assert '<option value="theme">' in page and '<option value="theme:jobs">' in page
    assert '<option value="country">' not in page
    answer = client.post(address, NEW_TERM)
    assert answer.status_code == 302, answer.context["form"].errors
    term = Term.objects.get(scheme="theme", code="local-jobs")
    assert (term.parent, term.names["ar"], term.source) == ("jobs", "وظائف في القرية", "M4D Net")
    assert term.position == max(Term.objects.filter(scheme="theme").values_list("position", flat=True))
    entry = Entry.objects.get(verb=Verb.TERM_ADDED)
    assert (entry.by, entry.about) == (staff["programme"], term)
    with translation.override("fr"):
        [(_entry, sentence)] = activities.sentences([entry], staff["programme"])
    assert "Emplois au village" in sentence and "Thèmes" in sentence
    assert vocabulary_starter() == {"added": 0, "changed": 0}, "the data files leave it alone"


def test_forms_facets_and_theme_pages_follow_a_new_term(client, staff, home):
    signed_in(client, staff["programme"]).post(reverse("wagtailsnippets_vocabulary_term:add"), NEW_TERM)
    vocabulary.forget()
    make_organization("Town of Kédougou", themes=["local-jobs"])
    client.logout()
    assert '<option value="local-jobs">Emplois au village (1)</option>' in client.get("/fr/organizations/").text
    assert "Emplois au village" in client.get("/fr/themes/").text
    assert ("local-jobs", "وظائف في القرية") in vocabulary.choices("theme", "ar")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"new_code": "jobs"}, "This list has a term with this code already."),
        ({"new_code": "Local Jobs"}, "Write the code with small Latin letters"),
        ({"new_code": "x" * 41}, "at most 40"),
        ({"new_code": "وظائف"}, "Write the code with small Latin letters"),
        ({"name_ar": " "}, "Fill this in."),
        ({"name_ar": "\u200f"}, "Give the name in all four languages."),
        ({"of_list": "country"}, "Select a valid choice."),
        ({"below": "level:local"}, "Choose a term of the same list"),
        ({"below": "theme:nothing"}, "Select a valid choice."),
    ],
)
def test_a_term_that_is_not_whole_is_not_added(client, staff, home, change, said):
    signed_in(client, staff["programme"])
    answer = client.post(reverse("wagtailsnippets_vocabulary_term:add"), NEW_TERM | change)
    assert answer.status_code == 200
    assert said in answer.text
    assert not Term.objects.filter(code=(NEW_TERM | change)["new_code"]).exclude(code="jobs").exists()
    assert not Entry.objects.filter(verb=Verb.TERM_ADDED).exists()


def test_only_who_keeps_the_lists_adds_to_them(client, staff, home):
    for name in ("editor", "moderator"):
        signed_in(client, staff[name])
        assert client.post(reverse("wagtailsnippets_vocabulary_term:add"), NEW_TERM).status_code == 302
    assert not Term.objects.filter(code="local-jobs").exists()


def upload(client, name, body, kind="image/jpeg"):
    return client.post(
        reverse("wagtailimages:add"),
        {"title": "Market", "file": SimpleUploadedFile(name, body, kind), "tags": ""},
    )


def test_a_picture_loses_place_camera_and_its_own_bytes(client, staff, collection, media):
    signed_in(client, staff["editor"])
    body = photo()
    assert b"Secret Camera" in body
    assert upload(client, "market.jpg", body).status_code == 302
    picture = Picture.objects.get()
    kept = (media / picture.file.name).read_bytes()
    assert picture.file.name.endswith(".webp")
    assert (picture.width, picture.height, picture.file_size) == (800, 600, len(kept))
    assert b"Secret Camera" not in kept
    assert not Image.open(BytesIO(kept)).getexif()
    assert picture.uploaded_by_user == staff["editor"]


def test_a_picture_that_a_program_brings_is_cleaned_too(collection, media):
    picture = Picture(title="Market", file=ContentFile(photo(), name="market.jpg"), collection=collection)
    picture.save()
    kept = (media / picture.file.name).read_bytes()
    assert b"Secret Camera" not in kept
    with pytest.raises((ValidationError, UnrecognisedImageFormatError)):
        Picture(title="No", file=ContentFile(b"MZ not a picture", name="no.jpg"), collection=collection).save()


def test_renditions_are_small_modern_files(collection):
    picture = Picture(title="Market", file=ContentFile(photo(), name="market.jpg"), collection=collection)
    picture.save()
    for kind in ("avif", "webp"):
        rendition = picture.get_rendition(f"width-480|format-{kind}")
        assert rendition.file.name.endswith(f".{kind}")
        assert rendition.width == 480
        assert not Image.open(rendition.file.open()).getexif()


def bomb() -> bytes:
    """A PNG of some hundred bytes that says it is 30,000 by 30,000 pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 500)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("program.jpg", b"MZ\x90\x00" + b"\0" * 400),
        ("script.png", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bomb.png", bomb()),
        ("half.jpg", photo()[:900]),
        ("page.html", b"<html></html>"),
    ],
)
def test_what_is_no_picture_is_not_kept(client, staff, collection, name, body):
    signed_in(client, staff["editor"])
    response = upload(client, name, body)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode() or "error-message" in response.content.decode()
    assert not Picture.objects.exists()


def archive(size: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "kept"),
    [
        ("plan.pdf", b"%PDF-1.7\n%%EOF", True),
        ("plan.docx", archive(2_000), True),
        ("plan.pdf", b"MZ\x90 not a document", False),
        ("plan.exe", b"MZ\x90", False),
        ("plan.html", b"<script>alert(1)</script>", False),
        ("plan.docx", archive(220_000_000), False),
    ],
    ids=["pdf", "docx", "renamed", "program", "html", "bomb"],
)
def test_documents_are_what_they_say(client, staff, collection, name, body, kept):
    signed_in(client, staff["editor"])
    client.post(
        reverse("wagtaildocs:add"),
        {"title": "Plan", "file": SimpleUploadedFile(name, body), "tags": "", "language": ""},
    )
    assert Paper.objects.exists() is kept


def test_leaving_takes_the_name_off_what_a_person_edited(staff, home):
    from m4d.front import privacy

    editor = staff["editor"]
    home["fr"].owner = editor
    home["fr"].save()
    home["fr"].save_revision(user=editor)
    assert privacy.held(editor)[0]["rows"] >= 2
    assert privacy.export(editor)["pages"][0]["title"] == "M4D Net"
    privacy.erase(editor)
    assert privacy.held(editor)[0]["rows"] == 0


def test_persons_are_not_changed_around_the_rules_of_their_room(client, staff, home):
    admin = make_person("Noor", is_superuser=True, is_staff=True)
    signed_in(client, admin)
    tutor = staff["tutor"].pk
    addresses = [
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:add"),
        *(reverse(f"wagtailusers_users:{name}", args=[tutor]) for name in ("edit", "delete", "history")),
        reverse("wagtailusers_groups:index"),
        reverse("wagtailusers_groups:delete", args=[staff["tutor"].groups.get().pk]),
        *(
            reverse("wagtail_bulk_action", args=["accounts", "person", action]) + f"?id={tutor}"
            for action in ("delete", "assign_role", "set_active_state")
        ),
    ]
    for address in addresses:
        assert client.get(address).url.endswith("/settings/roles/"), address
        assert client.post(address, {"email": "x@example.org"}).url.endswith("/settings/roles/"), address
    assert staff["tutor"].groups.exists()
    assert type(admin).objects.filter(pk=staff["tutor"].pk).exists()


def test_a_page_is_translated_with_its_blocks_and_its_address(page, home, locales, monkeypatch):
    """What an editor hands to the translation keeps every block, and lands under the same address."""
    # The library notes the newest migration with each text, and a database of tests is made without any.
    monkeypatch.setattr("wagtail_localize.models.get_schema_version", lambda app_label: "0001")
    page.save_revision().publish()
    translate_object(page, [locales["en"]])
    english = StandardPage.objects.get(translation_key=page.translation_key, locale=locales["en"])
    assert english.slug == "workshops"
    source = TranslationSource.objects.get(object_id=page.translation_key)
    texts = set(StringSegment.objects.filter(source=source).values_list("string__data", flat=True))
    assert texts == {"Ateliers", "Trois jours.", "À Kédougou."}


def test_editors_see_a_page_before_it_is_published(home, page):
    home["fr"].heading = "Bientôt en ligne"
    for draft, words in ((home["fr"], "Bientôt en ligne"), (page, "Ateliers")):
        response = draft.make_preview_request(preview_mode=draft.default_preview_mode)
        response.render()
        assert response.status_code == 200
        assert words in response.content.decode()
        assert not hasattr(response, "public_tags")
