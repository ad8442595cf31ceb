"""The one file of a backup: a tar.gz whose last member lists every other one with its size and SHA-256."""

import errno
import hashlib
import io
import json
import os
import re
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from m4d.config.operations import Trouble

MANIFEST = "manifest.json"
FORMAT = 1
PIECE = 1024 * 1024
_NAME = re.compile(r"(database|files|kept)/[^\x00]{1,1000}")


def is_safe(name: str) -> bool:
    """Whether a member may be unpacked: below one of our three folders, without a way out of it."""
    parts = PurePosixPath(name).parts
    return bool(_NAME.fullmatch(name)) and ".." not in parts and not name.startswith("/") and "\\" not in name


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, source):
        self.source, self.hash = source, hashlib.sha256()

    def readable(self):
        return True

    def read(self, size=-1):
        piece = self.source.read(size)
        self.hash.update(piece)
        return piece


class Writer:
    """Adds members one by one and remembers what it wrote."""

    def __init__(self, tar: tarfile.TarFile):
        self.tar, self.members = tar, {}

    def add(self, name: str, source, size: int) -> None:
        """Store `size` bytes read from `source` under `name`."""
        if not is_safe(name):
            raise Trouble(f"A file has a name that cannot be stored: {name!r}")
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, int(time.time()), 0o600
        hashing = _Hashing(source)
        self.tar.addfile(info, hashing)
        self.members[name] = {"size": size, "sha256": hashing.hash.hexdigest()}

    def add_path(self, name: str, path: Path) -> None:
        with open(path, "rb") as file:
            self.add(name, file, os.fstat(file.fileno()).st_size)


@contextmanager
def writing(target: Path, facts: dict) -> Iterator[Writer]:
    """Write an archive beside `target` and move it there when it is whole; only its owner may read it."""
    part = target.with_name(target.name + ".part")
    try:
        with (
            open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=6, format=tarfile.PAX_FORMAT) as tar,
        ):
            writer = Writer(tar)
            yield writer
            text = json.dumps({"format": FORMAT, **facts, "members": writer.members}, indent=1).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size, info.mtime, info.mode = len(text), int(time.time()), 0o600
            tar.addfile(info, io.BytesIO(text))
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> dict:
    """Unpack an archive into an empty folder and return its manifest; Trouble unless every byte is as it was written.

    Nothing but plain files below our own folders is accepted: no links, no devices, no way out.
    """
    found, manifest = {}, None
    try:
        with tarfile.open(source, "r|gz") as tar:
            for info in tar:
                if manifest is not None:
                    raise Trouble(f"{source} holds something after its list of contents. It is not restored.")
                if not info.isfile() or (info.name != MANIFEST and not is_safe(info.name)):
                    raise Trouble(f"{source} holds {info.name!r}, which no backup of ours holds. It is not restored.")
                stream = tar.extractfile(info)
                if info.name == MANIFEST:
                    manifest = json.loads(stream.read())
                    continue
                if info.name in found:
                    raise Trouble(f"{source} holds {info.name!r} twice. It is not restored.")
                found[info.name] = _unpack_one(stream, folder / info.name)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Trouble(f"There is no room left to unpack {source}. Nothing was changed.") from error
        raise unreadable(source, error) from error
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise unreadable(source, error) from error
    _compare(source, manifest, found)
    return manifest


def unreadable(source: Path, error: Exception) -> Trouble:
    return Trouble(f"{source} cannot be read as a backup ({type(error).__name__}). Nothing was changed.")


def _unpack_one(stream, path: Path) -> dict:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole, size = hashlib.sha256(), 0
    with open(path, "xb") as file:
        while piece := stream.read(PIECE):
            whole.update(piece)
            size += len(piece)
            file.write(piece)
    return {"size": size, "sha256": whole.hexdigest()}


def _compare(source: Path, manifest, found: dict) -> None:
    if not isinstance(manifest, dict) or not isinstance(manifest.get("members"), dict):
        raise Trouble(f"{source} has no list of contents: it is not a whole backup. Nothing was changed.")
    if manifest.get("format") != FORMAT:
        raise Trouble(f"{source} was written by another version of the backup. Nothing was changed.")
    if manifest["members"] != found:
        wrong = [name for name in {*found, *manifest["members"]} if found.get(name) != manifest["members"].get(name)]
        raise Trouble(f"{source} is damaged: {len(wrong)} files are not as they were written. Nothing was changed.")
