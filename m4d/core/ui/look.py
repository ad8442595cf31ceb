"""The style sheet: many small files joined once, inlined on a first visit and linked afterwards.

Nothing blocks the first paint of a first visit; later visits carry only HTML. There are two
versions, with the display face and without (Save-Data, light pages, Arabic), and the content
policy allows exactly these two inline texts by their hashes.
"""

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static

FOLDER = Path(__file__).resolve().parent.parent / "static" / "core" / "css"
# The order only matters inside a layer; later files may refine earlier ones.
PARTS = (
    *("tokens", "base", "layout", "masthead", "crumbs", "footer"),
    *("icon", "button", "small", "line", "weave", "band"),
    *("index", "notice", "route", "measure", "form", "talk"),
    *("table", "find", "ends", "fan", "utilities", "print"),
)
NO_FACE_LANGUAGES = {"ar"}
_STRING_OR_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)


def minify(css: str) -> str:
    """The same rules without comments and needless space; text in quotes is left as it is."""
    kept: list[str] = []

    def keep(found: re.Match) -> str:
        if found[1] is None:
            return " "
        kept.append(found[1])
        return f"\0{len(kept) - 1}\0"

    css = _STRING_OR_COMMENT.sub(keep, css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<=[\w)%\]]) > (?=[\w.:*\[])", ">", css).replace(";}", "}").strip()
    # "name: value" but never ".a :hover": only straight after a brace or a semicolon
    css = re.sub(r"([{;](?:--)?[a-z][a-z0-9-]*): ", r"\1:", css)
    return re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], css)


@dataclass(frozen=True)
class Sheet:
    """One version of the joined style sheet, with what a response or a policy needs of it."""

    text: str

    @cached_property
    def body(self) -> bytes:
        return self.text.encode()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:16]

    @cached_property
    def csp_hash(self) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(self.body).digest()).decode()

    @cached_property
    def brotli(self) -> bytes:
        return brotli.compress(self.body, quality=11, mode=brotli.MODE_TEXT)

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)


@cache
def sheet_for(face: bool) -> Sheet:
    """The joined style sheet, with the display face or without it."""
    css = "".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    if face:
        font = asset_url("core/fonts/anek-m4d-700.woff2")
        css += (FOLDER / "face.css").read_text(encoding="utf-8").replace("anek-m4d-700.woff2", font)
    return Sheet(minify(css))


def stylesheet(*, face: bool = True) -> bytes:
    """The bytes of the joined style sheet."""
    return sheet_for(face).body


def style_hashes() -> list[str]:
    """The hashes (without quotes) by which a content policy allows our two inline texts and no other."""
    return [sheet_for(True).csp_hash, sheet_for(False).csp_hash]


def is_light(request: HttpRequest | None) -> bool:
    """Whether this reader wants pages without face, maps and photos."""
    if request is None:
        return False
    light = getattr(request, "light", None)
    if light is None:
        light = request.COOKIES.get("m4d_light") == "1"
    return bool(light)


def wants_face(request: HttpRequest | None, language: str) -> bool:
    """The display face is left out for Arabic, for light pages and where the reader saves data."""
    if language.split("-")[0] in NO_FACE_LANGUAGES or is_light(request):
        return False
    return request is None or request.headers.get("Save-Data", "").lower() != "on"


def wants_inline(request: HttpRequest | None) -> bool:
    """A first visit carries the style sheet in the page; whoever comes from one of our pages has it.

    Only visitors without a session can be new here; asking for the person would read the database.
    """
    if request is None:
        return True
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


@cache
def asset_url(path: str) -> str:
    """The address of a static file, with a piece of its hash so that it may be kept for ever."""
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
    return f"{static(path)}?v={digest}"
