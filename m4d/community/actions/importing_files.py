"""Files of imported mails: looked at as those that members hang on their posts; what is not taken is reported."""

from pathlib import Path

from ..choices import DumpFinding
from ..gateways import forum
from ..models import Post
from ..queries.attachment import FILES_OF_ONE
from .attachment import keep_file, sort_files


def keep_files(path: Path, mails: list[tuple[forum.Found, Post]], note: forum.Note) -> int:
    """Hang the files of these mails on their posts; gives how many were taken."""
    taken = 0
    for found, post in mails:
        files = forum.files_in(path, found)
        sound, refused = sort_files(files[:FILES_OF_ONE])
        for reason in [*refused, *(file.name for file in files[FILES_OF_ONE:])]:
            note(DumpFinding.FILE, found.place, str(reason))
        for file in sound:
            keep_file(post, file, by=post.author, at=post.written_at)
        if sound:
            post.file_count = len(sound)
            post.save(update_fields=["file_count"])
        taken += len(sound)
    return taken
