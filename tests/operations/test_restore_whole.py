"""A restore is all of the backup or nothing: also with a broken archive, and when it is killed in the middle."""

import hashlib
import io
import json
import signal
import tarfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from m4d.config.operations import restore

FILL = "from django.contrib.auth.models import User; User.objects.create(username={name!r})"
STOPPED = """
import os, signal
from m4d.config import command_line
from m4d.config.operations import restore, switch

def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

{spot}
command_line.main(["restore", "--force", {path!r}])
"""
# Where a restore is killed: before it is decided, and after. The second of the places is put where the first was.
UNDECIDED = {
    "unpacked": "restore.refuse_foreign = stop",
    "before the database": "restore.prepare_sqlite = restore.restore_postgresql = stop",
    "before the last tables": "restore.bring_up_to_date = stop",
    "with everything ready": (
        "restore.jobs.set_mark = stop\n"
        "whole = switch.write_plan\n"
        "switch.write_plan = lambda places, token: whole(places, token=token) if token else stop()"
    ),
}
DECIDED = {
    "nothing in place": "switch.put_in_place = stop",
    "one in place": (
        "first = switch.put_in_place\n"
        "def one(place):\n"
        "    switch.put_in_place = stop\n"
        "    first(place)\n"
        "switch.put_in_place = one"
    ),
    "all in place": (
        "all = switch.finish\n"
        "from pathlib import Path\n"
        "plain = Path.unlink\n"
        "Path.unlink = lambda path, **more: stop() if path.name == 'restore.json' else plain(path, **more)"
    ),
}


def state(house) -> tuple:
    """Everything that a restore puts in place."""
    private = house.folder / "private"
    return (
        house.rows(),
        house.files(),
        (house.folder / "secret-key").read_text(),
        {path.name: path.read_text() for path in private.rglob("*") if path.is_file()},
    )


def inhabited(house, name):
    """Somebody, a picture and a private file of theirs."""
    started = house.m4d("start")
    assert started.returncode == 0, started.stderr
    house.python(FILL.format(name=name))
    house.store(f"photos/{name}.webp", name.encode())
    (house.folder / "private").mkdir()
    (house.folder / "private" / name).write_text(name)
    return house


def leftovers(house) -> list[str]:
    wrong = ("restor", "replaced")
    names = [path.name for path in house.folder.iterdir() if any(word in path.name for word in wrong)]
    return [name for name in names if name != "restore.lock"]


@pytest.fixture
def pair(make_house, engine):
    """An archive, the house that it was made of, and another one with other people."""
    filled, other = inhabited(make_house("filled", engine), "amina"), inhabited(make_house("other", engine), "jonas")
    path = filled.folder.parent / "backup.tar.gz"
    done = filled.m4d("backup", path)
    assert done.returncode == 0, done.stderr
    return path, filled, other


def test_restore_that_is_killed_is_nothing_or_whole(pair):
    path, filled, other = pair
    wanted, before = state(filled), state(other)
    for name, spot in UNDECIDED.items():
        done = other.script(STOPPED.format(spot=spot, path=str(path)))
        assert done.returncode == -signal.SIGKILL, (name, done.stdout, done.stderr)
        assert state(other) == before, name
        assert other.m4d("start").returncode == 0
        assert leftovers(other) == [], name
        assert state(other) == before, name
    for name, spot in DECIDED.items():
        done = other.script(STOPPED.format(spot=spot, path=str(path)))
        assert done.returncode == -signal.SIGKILL, (name, done.stdout, done.stderr)
        again = other.m4d("start")
        if name != "all in place":
            assert (again.returncode, "is finished now" in again.stderr) == (1, True), (name, again.stderr)
        assert other.m4d("start").returncode == 0
        assert state(other) == wanted, name
        assert leftovers(other) == [], name
        other.python(FILL.format(name=f"after {name}"))
        other.store(f"after/{name}", b"later")


def forged(path, change):
    """A copy of an archive with other members and a list of contents that fits them."""
    with tarfile.open(path) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}
    manifest = json.loads(members.pop("manifest.json"))
    change(members)
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    }
    target = path.with_name("forged.tar.gz")
    with tarfile.open(target, "w:gz") as tar:
        for name, content in [*members.items(), ("manifest.json", json.dumps(manifest).encode())]:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def rows_that_contradict(members):
    """The same person twice; on SQLite a file that is no database."""
    for name in members:
        if name.endswith("auth_user.copy"):
            members[name] *= 2
        if name.endswith(".sqlite3"):
            members[name] = b"no database at all" * 1000


def rows_cut_short(members):
    for name in members:
        if name.startswith("database/"):
            members[name] = members[name][: len(members[name]) // 2]


def no_database(members):
    for name in [name for name in members if name.startswith("database/")]:
        del members[name]
    members["database/none.copy"] = b""


@pytest.mark.parametrize("change", [rows_that_contradict, rows_cut_short, no_database])
def test_restore_of_rows_that_do_not_fit_changes_nothing(pair, change):
    path, _filled, other = pair
    before = state(other)
    done = other.m4d("restore", "--force", forged(path, change))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert state(other) == before
    assert leftovers(other) == []


def test_place_that_holds_only_private_files_is_not_empty(pair, make_house, engine):
    path, _filled, _other = pair
    third = make_house("third", engine)
    (third.folder / "private").mkdir()
    (third.folder / "private" / "a").write_text("kept")
    done = third.m4d("restore", path)
    assert (done.returncode, "There are files in storage already" in done.stderr) == (1, True)
    assert (third.folder / "private" / "a").read_text() == "kept"


def test_storage_elsewhere_holds_the_files_of_the_backup_afterwards(tmp_path, monkeypatch):
    """Where nothing can be renamed: what is missing comes before the rows, what is too much goes after them."""
    storage = InMemoryStorage()
    monkeypatch.setattr(restore, "default_storage", storage)
    monkeypatch.setattr("m4d.config.operations.backup.default_storage", storage)
    for name, content in (("a/same", b"same"), ("a/changed", b"old"), ("a/gone", b"gone")):
        storage.save(name, ContentFile(content))
    for name, content in (("same", b"same"), ("changed", b"new"), ("added", b"added")):
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / "a" / name).write_bytes(content)
    assert restore.add_to_storage(tmp_path) == ["a/added"]
    assert sorted(restore.stored_files()) == ["a/added", "a/changed", "a/gone", "a/same"]
    restore.trim_storage(tmp_path)
    assert {name: storage.open(name).read() for name in restore.stored_files()} == {
        "a/same": b"same", "a/changed": b"new", "a/added": b"added",
    }  # fmt: skip
