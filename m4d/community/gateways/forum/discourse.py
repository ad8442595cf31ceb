"""Dumps as Discourse writes them: topics with their posts inside or beside them, users, categories; JSON.

The file is read as a stream of events; the largest thing in memory is one post.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from ...choices import DumpFinding, DumpRefused
from . import markup
from .refusing import CHUNK, LONGEST, FileRefused, Note
from .scratch import Found, Scratch, Thread, digest_of

_DEEPEST = 40
#: Kinds of posts that are the words of a person to everybody: 1. Others are notices, and 4 is for the staff alone.
_WORDS, _WHISPER = 1, 4
Event = tuple[str, Any]


def read(path: Path, scratch: Scratch, note: Note) -> None:
    """Read a dump. Raises FileRefused."""
    reader = _Reader(scratch, note)
    try:
        with path.open("rb") as file:
            if file.read(3) != b"\xef\xbb\xbf":
                file.seek(0)
            reader.whole(_events(file, reader))
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        detail = " ".join(str(error).split("\n")[0].split())
        raise FileRefused(DumpRefused.NOT_JSON, place=reader.place, detail=detail) from None


def _events(file: BinaryIO, reader: "_Reader") -> Iterator[Event]:
    """The events of a file; a text that goes on for too long ends it before it fills the memory."""
    given = 0

    class Part:
        """The file as the parser reads it."""

        def read(self, size: int) -> bytes:
            """The next bytes."""
            nonlocal given
            given += size
            if given > LONGEST:
                raise FileRefused(DumpRefused.TOO_LARGE, place=reader.place)
            return file.read(size)

    for event in ijson.basic_parse(Part(), buf_size=CHUNK, use_float=True):
        given = 0
        yield event


class _Reader:
    """Walks through the events of one file and says where it is."""

    def __init__(self, scratch: Scratch, note: Note):
        self.scratch, self.note, self.place, self.has_any = scratch, note, "", False

    def whole(self, events: Iterator[Event]) -> None:
        """The root: an object with lists of topics, posts, users; or one topic; or a list of topics."""
        event, _value = next(events)
        if event == "start_array":
            self._items(events, "", lambda place, number: self._topic(events, place, number))
        elif event == "start_map":
            self._root(events)
        for _rest in events:
            pass
        if not self.has_any:
            raise FileRefused(DumpRefused.NOT_FORUM)

    def _root(self, events) -> None:
        lists = {
            "topics": lambda place, number: self._topic(events, place, number),
            "posts": lambda place, _number: self._post(self._built(events, "start_map"), place, ""),
            "users": lambda place, _number: self._user(self._built(events, "start_map")),
            "categories": lambda place, _number: self._category(self._built(events, "start_map")),
        }
        facts: dict[str, Any] = {}
        for key, event, value in self._members(events):
            if key in lists and event == "start_array":
                self._items(events, key, lists[key])
            elif key == "post_stream" and event == "start_map":
                self._stream(events, "post_stream", "n")
                facts[key] = True
            elif event in ("start_map", "start_array"):
                facts[key] = self._built(events, event)
            else:
                facts[key] = value
        self.scratch.source = str(facts.get("site_name") or facts.get("base_url") or "")[:200]
        if "post_stream" in facts:
            self._thread(facts, "n", "")

    def _members(self, events) -> Iterator[tuple[str, str, Any]]:
        """Each member of an object whose beginning was read: its name, and the first event of its value."""
        for event, key in events:
            if event == "end_map":
                return
            yield key, *next(events)

    def _items(self, events, name: str, take) -> None:
        """Each object of a list whose beginning was read; what is no object is reported."""
        for number, (event, _value) in enumerate(events):
            if event == "end_array":
                return
            self.place = f"{name}[{number}]"
            if event == "start_map":
                take(self.place, number)
            else:
                self._built(events, event)
                self.note(DumpFinding.NO_IDENTIFIER, self.place, "")

    def _built(self, events, event: str, value: Any = None) -> Any:
        """A value as a whole, with a limit to its size and its depth."""
        if event not in ("start_map", "start_array"):
            return value
        root: Any = {} if event == "start_map" else []
        stack, key, size = [root], [None], 0
        for event, value in events:  # noqa: PLW2901 - the same walk goes on
            size += len(value) if isinstance(value, str) else 16
            if size > LONGEST or len(stack) > _DEEPEST:
                raise FileRefused(DumpRefused.TOO_LARGE, place=self.place)
            if event == "map_key":
                key[-1] = value
                continue
            if event in ("end_map", "end_array"):
                stack.pop(), key.pop()
                if not stack:
                    return root
                continue
            new = {} if event == "start_map" else [] if event == "start_array" else value
            above = stack[-1]
            if isinstance(above, dict):
                above[key[-1]] = new
            else:
                above.append(new)
            if isinstance(new, dict | list):
                stack.append(new)
                key.append(None)
        return root

    def _topic(self, events, place: str, number: int) -> None:
        """A topic, with its posts inside it or not."""
        key, facts = f"n{number}", {}
        for name, event, value in self._members(events):
            if name == "posts" and event == "start_array":
                self._posts(events, f"{place}.posts", key)
            elif name == "post_stream" and event == "start_map":
                self._stream(events, f"{place}.post_stream", key)
            else:
                facts[name] = self._built(events, event, value)
        self._thread(facts, key, place)

    def _stream(self, events, place: str, key: str) -> None:
        for name, event, value in self._members(events):
            if name == "posts" and event == "start_array":
                self._posts(events, f"{place}.posts", key)
            else:
                self._built(events, event, value)

    def _posts(self, events, place: str, key: str) -> None:
        self._items(events, place, lambda where, _number: self._post(self._built(events, "start_map"), where, key))

    def _thread(self, facts: dict, key: str, place: str) -> None:
        """What is said of a topic itself."""
        self.has_any = True
        shut = ""
        if facts.get("archetype") == "private_message" or facts.get("subtype") == "user_to_user":
            shut = DumpFinding.PRIVATE
        elif facts.get("deleted_at") or facts.get("visible") is False:
            shut = DumpFinding.REMOVED
        category = facts.get("category")
        if isinstance(category, dict):
            self._category(category)
            category = category.get("id")
        elif category is None:
            category = facts.get("category_id")
        answer = facts.get("accepted_answer")
        answer = answer.get("post_number") if isinstance(answer, dict) else None
        last = markup.moment_of(facts.get("last_posted_at") or facts.get("created_at"))
        self.scratch.add_thread(
            Thread(
                key=key, alias=f"t{facts['id']}" if facts.get("id") is not None else "",
                title=str(facts.get("title") or facts.get("fancy_title") or ""), place=place,
                category="" if category is None else str(category), answer="" if answer is None else str(answer),
                is_question=bool(facts.get("has_accepted_answer") or answer),
                closed=last if facts.get("closed") or facts.get("archived") else None, shut=str(shut),
            )
        )  # fmt: skip

    def _user(self, user: dict) -> None:
        name = markup.name_of(str(user.get("name") or user.get("username") or ""))
        address = str(user.get("email") or "").strip().lower()
        for key in (f"#{user.get('id')}", f"@{user.get('username')}".lower()):
            self.scratch.add_person(key, name, address)

    def _category(self, category: dict) -> None:
        self.scratch.add_category(
            str(category.get("id")), str(category.get("name") or ""), is_shut=bool(category.get("read_restricted"))
        )

    def _post(self, post: dict, place: str, key: str) -> None:
        """A post; what is not for everybody or not the words of a person is reported and left out."""
        self.has_any = True
        number, topic = post.get("post_number"), post.get("topic_id")
        kind, name = post.get("post_type", _WORDS), str(post.get("name") or post.get("username") or "")
        finding = None
        if post.get("id") is None or (not key and topic is None):
            finding = DumpFinding.NO_IDENTIFIER
        elif kind == _WHISPER:
            finding = DumpFinding.PRIVATE
        elif post.get("deleted_at") or post.get("user_deleted") or post.get("hidden"):
            finding = DumpFinding.REMOVED
        elif kind != _WORDS or post.get("action_code"):
            finding = DumpFinding.NOTICE
        at = markup.moment_of(post.get("created_at"))
        text = markup.from_discourse(str(post.get("raw") or ""), str(post.get("cooked") or ""))
        if finding is None and (at is None or not text.strip()):
            finding = DumpFinding.NO_DATE if at is None else DumpFinding.EMPTY
        if finding is not None:
            self.note(finding, place, str(post.get("id") or ""))
            return
        thread = key or f"t{topic}"
        answers = post.get("reply_to_post_number")
        above = [f"{thread}/{answers}"] if isinstance(answers, int) and answers != number else []
        user = post.get("user_id")
        self.scratch.add(
            Found(
                ref=f"{thread}/{number if number is not None else post['id']}",
                digest=digest_of("discourse", post["id"], post.get("created_at")), place=place, text=text, at=at,
                thread=thread, above=above, person=f"#{user}" if user is not None else f"@{name}".lower(),
                name=markup.name_of(name), accepted=bool(post.get("accepted_answer")),
            ),
            self.note,
        )  # fmt: skip
