"""Backup and restore: everything comes back, and nothing changes when anything is wrong."""

import io
import json
import stat
import tarfile

import pytest
from django.db import connection

from m4d.config.operations import Trouble, archive, restore

FILL = """
from django.contrib.auth.models import User
from django.core.management import call_command
from m4d.jobs import actions
from m4d.jobs.models import Mark
amina = User.objects.create(username="amina", first_name="Aïssatou\\tليلى\\\\N", email="amina@example.org")
User.objects.create(username="jonas", last_login=None, date_joined="2026-01-02T03:04:05.678901Z")
Mark.objects.create(name="line\\nbreak", value="tab\\tand \\\\ and ''")
actions.ask("m4d.jobs.actions.answer", {"token": "é", "list": [1, None, {"a": "b"}]})
"""
PICTURES = {
    "photos/ليلى.webp": bytes(range(256)) * 50,
    "a/b/c/with space and é.txt": b"hello",
    "empty": b"",
}


@pytest.fixture
def filled(make_house, engine):
    """A house with people, a job and files."""
    house = make_house("filled", engine)
    started = house.m4d("start")
    assert started.returncode == 0, started.stderr
    house.python(FILL)
    for name, content in PICTURES.items():
        house.store(name, content)
    return house


def backed_up(house, name="backup.tar.gz"):
    path = house.folder.parent / name
    done = house.m4d("backup", path)
    assert done.returncode == 0, done.stderr
    return path


def test_backup_comes_back_onto_an_empty_machine_row_by_row_and_file_by_file(filled, make_house, engine):
    path = backed_up(filled)
    other = make_house("other", engine)
    done = other.m4d("restore", path)
    assert done.returncode == 0, done.stderr
    assert other.rows() == filled.rows()
    assert "amina@example.org" in str(other.rows()["auth_user"])
    assert other.files() == filled.files() == PICTURES
    assert (other.folder / "secret-key").read_text() == (filled.folder / "secret-key").read_text()
    # New rows get numbers of their own.
    other.python("from django.contrib.auth.models import User; User.objects.create(username='lina')")
    assert other.m4d("start").returncode == 0


def test_backup_is_readable_by_its_owner_only_and_lists_every_member(filled):
    path = backed_up(filled)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(path) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
    assert names[-1] == "manifest.json"
    assert set(manifest["members"]) == set(names[:-1])
    assert "files/photos/ليلى.webp" in names
    assert all(len(member["sha256"]) == 64 for member in manifest["members"].values())


def test_backup_never_replaces_an_older_one(filled):
    path = backed_up(filled)
    before = path.read_bytes()
    done = filled.m4d("backup", path)
    assert done.returncode == 1
    assert "exists already" in done.stderr
    assert path.read_bytes() == before


def test_restore_refuses_a_place_that_is_not_empty_and_replaces_it_with_force(filled, make_house, engine):
    path = backed_up(filled)
    other = make_house("other", engine)
    assert other.m4d("start").returncode == 0
    other.python("from django.contrib.auth.models import User; User.objects.create(username='lina')")
    other.store("old.txt", b"old")
    before = other.rows()

    done = other.m4d("restore", path)
    assert (done.returncode, "Restore with --force" in done.stderr) == (1, True)
    assert other.rows() == before

    done = other.m4d("restore", "--force", path)
    assert done.returncode == 0, done.stderr
    assert other.rows() == filled.rows()
    assert other.files() == PICTURES


def test_restore_refuses_while_a_worker_is_at_work(filled):
    path = backed_up(filled)
    filled.python("from m4d.jobs import actions; actions.beat()")
    done = filled.m4d("restore", "--force", path)
    assert done.returncode == 1
    assert "is running on this database" in done.stderr


def test_the_workers_of_the_old_house_do_not_come_with_its_backup(filled, make_house, engine):
    filled.python(
        "from m4d.jobs import actions; from m4d.jobs.models import Job\n"
        "Job.objects.update(attempts=4, arguments={'token': 'x'}); job = actions.lease(Job.objects.get().pk)\n"
        "assert job.attempts == 5; actions.beat()"
    )
    other = make_house("other", engine)
    done = other.m4d("restore", backed_up(filled))
    assert done.returncode == 0, done.stderr
    look = (
        "from m4d.jobs import actions, queries; from m4d.jobs.models import Job; job = Job.objects.get()\n"
        "print(queries.somebody_works(), job.attempts, repr(job.leased_by), job.lease_until)\n"
        "actions.work_off(); job.refresh_from_db(); print(job.done_at is not None)"
    )
    assert other.python(look).splitlines() == ["False 4 '' None", "True"]
    # The house that was saved goes on undisturbed.
    assert filled.python("from m4d.jobs import queries; print(queries.somebody_works())") == "True\n"


@pytest.fixture
def written(tmp_path):
    """An archive with two files."""
    path = tmp_path / "backup.tar.gz"
    with archive.writing(path, {"engine": "sqlite", "migrations": []}) as writer:
        writer.add("files/photos/a.webp", io.BytesIO(b"picture"), 7)
        writer.add("files/empty", io.BytesIO(b""), 0)
    return path


def rewritten(path, change):
    """A copy of an archive whose members, as a list of (TarInfo, bytes), went through `change`."""
    with tarfile.open(path) as tar:
        members = [(info, tar.extractfile(info).read() if info.isfile() else b"") for info in tar]
    target = path.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz") as tar:
        for info, content in change(members):
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def one_byte_changed(members):
    return [(info, b"pictura" if info.name.startswith("files/photos") else content) for info, content in members]


def one_file_missing(members):
    return [(info, content) for info, content in members if info.name != "files/empty"]


def no_list(members):
    return members[:-1]


def more_after_the_list(members):
    return [*members, (tarfile.TarInfo("files/late"), b"")]


def one_file_twice(members):
    return [members[0], *members]


def with_extra(name, kind=tarfile.REGTYPE, target=""):
    def change(members):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        return [(info, b""), *members]

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (one_byte_changed, "is damaged: 1 files"),
        (one_file_missing, "is damaged: 1 files"),
        (no_list, "not a whole backup"),
        (more_after_the_list, "after its list of contents"),
        (one_file_twice, "twice"),
        (with_extra("files/new"), "is damaged: 1 files"),
        (with_extra("files/../../../evil"), "no backup of ours holds"),
        (with_extra("/etc/evil"), "no backup of ours holds"),
        (with_extra("files/link", tarfile.SYMTYPE, "/etc/passwd"), "no backup of ours holds"),
        (with_extra("files/hard", tarfile.LNKTYPE, "files/empty"), "no backup of ours holds"),
        (with_extra("files/device", tarfile.CHRTYPE), "no backup of ours holds"),
        (with_extra("elsewhere/file"), "no backup of ours holds"),
    ],
)
def test_archive_that_is_not_as_it_was_written_is_refused(written, tmp_path, change, says):
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with pytest.raises(Trouble, match=says):
        archive.unpack(rewritten(written, change), folder)
    assert not list(tmp_path.rglob("evil"))
    assert not list(tmp_path.rglob("link"))


def test_archive_that_breaks_off_is_refused_wherever_it_does(written, tmp_path):
    whole = written.read_bytes()
    # The last bytes are the padding of the format: without them the list and every file are still whole.
    for length in range(0, len(whole) - 60, 40):
        written.write_bytes(whole[:length])
        folder = tmp_path / f"unpacked-{length}"
        folder.mkdir()
        with pytest.raises(Trouble):
            archive.unpack(written, folder)


def test_archive_leaves_no_part_behind_when_writing_fails(tmp_path):
    with pytest.raises(OSError, match="disk"), archive.writing(tmp_path / "backup.tar.gz", {}):
        raise OSError("disk full")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"engine": "oracle", "migrations": []}, "The backup is of oracle"),
        ({"migrations": [["jobs", "0099_not_yet"]]}, "made by a newer version, which knows jobs 0099_not_yet"),
    ],
)
def test_backup_of_another_database_or_a_newer_version_is_refused(facts, says):
    with pytest.raises(Trouble, match=says):
        restore.refuse_foreign({"engine": connection.vendor, **facts})


def test_restore_of_a_damaged_archive_changes_nothing(make_house):
    house = make_house("filled")
    assert house.m4d("start").returncode == 0
    house.store("a.txt", b"kept")
    path = rewritten(
        backed_up(house), lambda members: [(info, content + b"!") for info, content in members[:-1]] + members[-1:]
    )
    rows = house.rows()
    done = house.m4d("restore", "--force", path)
    assert done.returncode == 1
    assert "is damaged: 3 files" in done.stderr
    assert house.rows() == rows
    assert house.files() == {"a.txt": b"kept"}
    assert not list(house.folder.glob("restoring-*"))


def test_whole_house_comes_back_from_a_backup(make_house, engine):
    """All migrations from empty, on each database; the archive restores into the same tables and rows."""
    house = make_house("whole", engine, settings="m4d.config.settings")
    house.python(
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from m4d.vocabulary import actions; actions.load_starter()\n"
        "from m4d.accounts.models import Person; Person.objects.create(email='amina@example.org', name='Amina')\n"
        "from m4d.people.models import Organization\n"
        "from m4d.catalogue import actions as catalogue\n"
        "catalogue.put(Organization.objects.create(slug='desk', name='Resource desk of Kédougou', country='SN'))"
    )
    path = backed_up(house)
    other = make_house("other", engine, settings="m4d.config.settings")
    done = other.m4d("restore", path)
    assert done.returncode == 0, done.stderr
    rows = house.rows()
    assert other.rows() == rows
    assert "amina@example.org" in str(rows["accounts_person"])
    assert len(rows["vocabulary_term"]) > 1000
    other.python("from m4d.accounts.models import Person; Person.objects.create(email='lina@example.org')")
    find = (
        "from m4d.catalogue import queries; print([entry.title for entry in queries.find(words='kedougou').entries])"
    )
    assert other.python(find) == house.python(find) == "['Resource desk of Kédougou']\n"


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("files/a/b.webp", True),
        ("database/table.copy", True),
        ("kept/secret-key", True),
        ("files/..", False),
        ("files/a/../../b", False),
        ("../files/a", False),
        ("/files/a", False),
        ("files\\a", False),
        ("other/a", False),
        ("files/a\x00b", False),
    ],
)
def test_only_names_below_our_own_folders_are_safe(name, good):
    assert archive.is_safe(name) is good
