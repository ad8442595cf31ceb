"""The HTML of a text, cleaned when it was written, as blocks and runs of plain values that a typesetter takes."""

from html.parser import HTMLParser

_MARKS = {"strong": "strong", "em": "emph", "code": "code", "th": "strong"}
_HEADINGS = {"h2", "h3", "h4"}
# A row of a table is a line of its own, its cells apart by a dot.
_LINES = {"p", "pre", "tr", *_HEADINGS}
_CELLS = {"td", "th"}
_ROOMS = {"ul": "list", "ol": "numbered", "li": "item", "blockquote": "quote"}


def blocks_of(html: str) -> list[dict]:
    """Paragraphs, lists and quotations in their order; what is strong or emphasized says so, links keep where to."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root["blocks"]


class _Reader(HTMLParser):
    """Keeps the open lists and quotations, the open marks, and the paragraph that is being read."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = {"kind": "root", "blocks": []}
        self.open, self.marks, self.link, self.runs = [self.root], [], "", None

    def handle_starttag(self, tag, attrs):
        """A block begins, or a mark."""
        if tag in _CELLS and self.runs:
            self._say(" · ")
        if tag in _ROOMS:
            self.runs = None
            room = {"kind": _ROOMS[tag], "blocks": []}
            self.open[-1]["blocks"].append(room)
            self.open.append(room)
        elif tag in _LINES:
            self.runs = None
            if tag in _HEADINGS:
                self.marks.append("strong")
        elif tag in _MARKS:
            self.marks.append(_MARKS[tag])
        elif tag == "a":
            self.link = dict(attrs).get("href") or ""
        elif tag == "br":
            self._say("\n")

    def handle_endtag(self, tag):
        """What began ends."""
        if tag in _ROOMS:
            self.runs = None
            if len(self.open) > 1:
                self.open.pop()
        elif tag in _LINES:
            self.runs = None
            if tag in _HEADINGS and "strong" in self.marks:
                self.marks.remove("strong")
        elif tag in _MARKS and _MARKS[tag] in self.marks:
            self.marks.remove(_MARKS[tag])
        elif tag == "a":
            self.link = ""

    def handle_data(self, data):
        """Words; the white space between blocks is none."""
        if self.runs is not None or data.strip():
            self._say(data if "code" in self.marks else " ".join(data.split("\n")))

    def _say(self, words: str) -> None:
        if self.runs is None:
            self.runs = []
            self.open[-1]["blocks"].append({"kind": "paragraph", "runs": self.runs})
        self.runs.append({"text": words, "marks": sorted(set(self.marks)), "link": self.link})
