"""`m4d export all`: everything in open formats, personal data apart, no secret anywhere."""

import csv
import hashlib
import json
from argparse import Namespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from m4d.accounts import queries as accounts
from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.activity.models import Mail
from m4d.catalogue.models import registry
from m4d.config.operations import Trouble, backup, export
from m4d.jobs.models import Job
from m4d.people.factories import make_organization, make_profile, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(tmp_path):
    """The folder after an export of a house with Amina in it."""
    amina = Person.objects.create(email="amina@example.org", name="=HYPERLINK(evil)")
    amina.set_password("a password nobody may read")
    amina.save()
    Job.objects.create(action="m4d.jobs.actions.answer", arguments={"token": "queue-secret"})
    activity.post_message(
        person=amina, address=amina.email, subject="New password", text="http://site/reset/mail-secret/"
    )
    default_storage.save("pictures/map.webp", ContentFile(b"a map"))
    folder = tmp_path / "leaving"
    assert export.run(Namespace(what="all", directory=str(folder))) == 0
    return folder


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_people_lie_in_the_personal_folder_only(left):
    people = lines(left / "personal" / "accounts.person.jsonl")
    assert [person["email"] for person in people] == ["amina@example.org"]
    for path in left.rglob("*"):
        if path.is_file() and "personal" not in path.parts:
            assert b"amina@example.org" not in path.read_bytes(), path


def test_members_can_read_that_everything_was_handed_over_or_saved(left):
    amina = Person.objects.get()
    backup.keep_that_it_was_made()
    assert [(row.role, row.purpose) for row in accounts.accesses_about(amina)] == [
        ("operator", "backup"),
        ("operator", "export"),
    ]
    # The copy says of itself that it was made.
    assert [row["purpose"] for row in lines(left / "personal" / "accounts.accesslog.jsonl")] == ["export"]


def test_what_people_show_to_everybody_lies_in_the_personal_folder_too(left):
    assert not (left / "datasets" / "person.csv").exists()
    assert export.is_personal(registry.kinds["person"].model)
    assert not export.is_personal(registry.kinds["project"].model)


def test_computed_tables_are_named_right():
    assert {model._meta.label_lower for model in apps.get_models(include_auto_created=True)} >= export.COMPUTED


def test_what_is_prepared_for_pages_takes_nobody_along(tmp_path):
    amina = make_profile("Amina Planted", visibility={"name": "public", "organizations": "public"}).person
    town = make_organization("Town hall", admin=amina)
    make_seat(town, holder=amina, verified=True)
    town.refresh_from_db()
    assert town.sheet["seats"][0]["holding"]["name"] == "Amina Planted"
    folder = tmp_path / "leaving"
    assert export.run(Namespace(what="all", directory=str(folder))) == 0
    [row] = lines(folder / "tables" / "people.organization.jsonl")
    assert (row["name"], "sheet" in row) == ("Town hall", False)
    for path in folder.rglob("*"):
        if path.is_file() and "personal" not in path.relative_to(folder).parts:
            assert b"Amina Planted" not in path.read_bytes(), path


def test_no_secret_leaves(left):
    amina = Person.objects.get()
    for path in left.rglob("*"):
        if path.is_file():
            content = path.read_text(encoding="utf-8")
            assert amina.password not in content, path
            assert "queue-secret" not in content, path
    columns = json.loads((left / "columns.json").read_text(encoding="utf-8"))
    assert "password" not in columns["personal/accounts.person"]
    assert not [name for name in columns if name.split("/")[-1].split(".")[0] in ("jobs", "sessions", "mfa")]


def test_vocabularies_are_there_with_every_name(left):
    terms = lines(left / "tables" / "vocabulary.term.jsonl")
    senegal = next(term for term in terms if (term["scheme"], term["code"]) == ("country", "SN"))
    assert senegal["names"]["ar"] == "السنغال"


def test_csv_says_the_same_and_runs_no_formula(left):
    with open(left / "personal" / "accounts.person.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(evil)"]
    assert lines(left / "personal" / "accounts.person.jsonl")[0]["name"] == "=HYPERLINK(evil)"


def test_files_and_their_checksums_are_whole(left):
    assert (left / "files" / "pictures" / "map.webp").read_bytes() == b"a map"
    sums = dict(reversed(line.split("  ")) for line in (left / "checksums.sha256").read_text().splitlines())
    found = {path.relative_to(left).as_posix(): path for path in left.rglob("*") if path.is_file()}
    del found["checksums.sha256"]
    assert sums == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


def test_no_mail_on_its_way_leaves_and_the_readme_says_so(left):
    assert Mail.objects.filter(text__contains="mail-secret").exists()
    for path in left.rglob("*"):
        assert not path.is_file() or b"mail-secret" not in path.read_bytes(), path
    assert not list(left.rglob("activity.mail.*"))
    assert "the outbox" in (left / "README.md").read_text(encoding="utf-8")
    assert {model._meta.label_lower for model in apps.get_models()} >= export.PASSING


def test_readme_names_every_table_and_its_rows(left):
    text = (left / "README.md").read_text(encoding="utf-8")
    for path in left.rglob("*.jsonl"):
        name = path.relative_to(left).with_suffix("").as_posix()
        assert f"| `{name}` |" in text
        assert f"| {len(lines(path))} |" in text


def test_export_refuses_a_folder_that_is_not_empty(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(Trouble, match="is not empty"):
        export.run(Namespace(what="all", directory=str(tmp_path)))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "label",
    [
        "accounts.Person",
        "account.EmailAddress",
        "people.Profile",
        "people.Profile_corridors",
        "people.SeatHolding",
        "moderation.Case",
        "activity.Entry",
    ],
)
def test_tables_about_people_are_personal(label):
    assert export.is_personal(apps.get_model(label))


COMMON = ["vocabulary.Term", "places.Territory", "places.Corridor", "projects.Project", "people.Organization"]


@pytest.mark.parametrize("label", [*COMMON, "wagtailcore.Page"])
def test_tables_of_facts_are_not(label):
    assert not export.is_personal(apps.get_model(label))


@pytest.mark.parametrize("label", [*COMMON, "wagtailcore.Page", "wagtailimages.Image"])
def test_common_tables_name_no_person_who_touched_a_row(label):
    fields = export.exported_fields(apps.get_model(label))
    assert len(fields) > 3
    assert not [field.name for field in fields if export.names_a_person(field)]


def test_no_exported_column_holds_a_secret():
    """A new table with a secret in it is noticed here, before it leaves."""
    words = ("password", "secret", "token", "session")
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in export.exported_models()
        for field in export.exported_fields(model)
        if any(word in field.name for word in words)
    ]
    assert wrong == []
