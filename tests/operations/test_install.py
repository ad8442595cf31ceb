"""What happens before anything is installed, and the promises of the lock files and the one door."""

import re
import subprocess
import sys

import pytest

from m4d.config import install
from m4d.config.operations import check

from .houses import ROOT


@pytest.mark.parametrize(
    ("version", "has_ensurepip", "says"),
    [
        ((3, 9, 2), True, "Python 3.11 or newer is needed, this is 3.9"),
        ((3, 11, 2), False, "apt install python3-venv"),
        ((3, 11, 2), True, ""),
        ((3, 14, 0), True, ""),
    ],
)
def test_missing_says_in_one_line_what_to_install(version, has_ensurepip, says):
    told = install.missing(version, has_ensurepip)
    assert says in told
    assert "\n" not in told
    assert bool(told) == bool(says)


def test_install_reads_under_older_pythons_too():
    """So that an old Python gets our sentence and not a syntax error."""
    source = (ROOT / "m4d" / "config" / "install.py").read_text()
    assert "match " not in source
    assert ":=" not in source
    assert " | None" not in source


def test_stamp_holds_as_long_as_the_requirements_do(tmp_path, monkeypatch):
    venv = tmp_path / "with a space" / ".venv"
    (venv / "bin").mkdir(parents=True)
    monkeypatch.setattr(install, "VENV", str(venv))
    monkeypatch.setattr(install, "PYTHON", sys.executable)
    requirements = tmp_path / "base.txt"
    requirements.write_text("django==5.2\n")
    assert not install.is_installed("base", str(requirements))
    (venv / "installed-base").write_text(install.fingerprint(str(requirements)))
    assert install.is_installed("base", str(requirements))
    requirements.write_text("django==5.3\n")
    assert not install.is_installed("base", str(requirements))


def test_launcher_works_from_a_folder_with_a_space_and_from_elsewhere(tmp_path, monkeypatch):
    root = tmp_path / "a house"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    package = root / "m4d" / "config"
    package.mkdir(parents=True)
    (package / "command_line.py").write_text("import sys; print('here', sys.argv[1:])")
    monkeypatch.setattr(install, "VENV", str(root / ".venv"))
    install.write_launcher()
    done = subprocess.run([root / ".venv" / "bin" / "m4d", "doctor"], cwd="/", capture_output=True, text=True)
    assert done.stdout == "here ['doctor']\n", done.stderr


@pytest.mark.parametrize("kind", ["base", "prod", "test"])
def test_every_package_is_locked_with_hashes_and_without_addresses(kind):
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    assert "://" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[\w.\-]+(\[[\w,\-]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_no_package_index_and_no_address_in_what_installs():
    for name in ("Makefile", ".ci/run", "m4d/config/install.py"):
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://(?!127\.0\.0\.1|localhost)", text), name
        assert "index-url" not in text, name


def test_migrations_say_what_they_do():
    assert check.auto_named_migrations() == []


def test_check_looks_at_every_door_of_every_room():
    paths = [path.relative_to(ROOT).as_posix() for path in check.doors("actions")]
    assert "m4d/jobs/actions.py" in paths
    assert any(path.startswith("m4d/accounts/actions/") for path in paths)
