"""Uploaded files that wait for their import: kept in the private storage, brought to this machine for reading."""

import shutil
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.storage import storages

FOLDER = "imports"


def _storage():
    """The storage that nothing serves to the web."""
    return storages["private"]


def digest_of(upload) -> str:
    """The SHA-256 of an uploaded file, which is left at its beginning."""
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def keep(file, *, name: str) -> str:
    """Store a file and say under which name."""
    return _storage().save(f"{FOLDER}/{name}", file)


@contextmanager
def opened(name: str):
    """The stored file as a path on this machine; a copy where the storage is elsewhere."""
    storage = _storage()
    try:
        here = Path(storage.path(name))
    except NotImplementedError:
        here = None
    # Outside of the try: what is done with the file may raise anything.
    if here is not None:
        yield here
    else:
        with storage.open(name) as kept, NamedTemporaryFile(suffix=".xml") as copy:
            shutil.copyfileobj(kept, copy)
            copy.flush()
            yield Path(copy.name)


def forget(name: str) -> None:
    """Delete a stored file; one that is gone already is no error."""
    if name:
        _storage().delete(name)
