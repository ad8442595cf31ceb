"""Reads the lines of a PDF as eyes do, from left to right: enough of the format for what typst writes."""

import re
import zlib
from collections import defaultdict

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
_PLACED = re.compile(rb"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm(.*?)\nQ", re.DOTALL)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def visual_lines(pdf: bytes) -> list[str]:
    """What stands on each line of the first page, its letters in the order of their places from left to right."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    page = next(body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body))
    fonts = _fonts(objects, _referred(objects, page, rb"/Resources"))
    lines = defaultdict(list)
    for placed in _PLACED.finditer(_stream(_referred(objects, page, rb"/Contents"))):
        lines[round(float(placed[2]) / 8)].append((float(placed[1]), _letters(placed[3], fonts)))
    return ["".join(text for _x, text in sorted(lines[height])) for height in sorted(lines, reverse=True)]


def _referred(objects, body: bytes, name: bytes) -> bytes:
    return objects[int(re.search(name + rb"\s*\[?\s*(\d+) 0 R", body)[1])]


def _stream(body: bytes) -> bytes:
    packed = body.split(b"stream", 1)[1].lstrip(b"\r\n").rsplit(b"endstream", 1)[0]
    return zlib.decompressobj().decompress(packed)


def _fonts(objects, resources: bytes) -> dict[bytes, dict[int, str]]:
    named = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)[1]
    return {
        name: _letters_of_font(_stream(_referred(objects, objects[int(number)], rb"/ToUnicode")))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", named)
    }


def _letters_of_font(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap)
    return {int(code, 16): bytes.fromhex(words.decode()).decode("utf-16-be") for code, words in pairs}


def _letters(shown: bytes, fonts) -> str:
    said, font = "", {}
    for name, raw in _SHOWN.findall(shown):
        if name:
            font = fonts[name]
            continue
        codes = _ESCAPED.sub(
            lambda sign: bytes([int(sign[1], 8)]) if sign[1].isdigit() else _SIGNS.get(sign[1], sign[1]), raw
        )
        said += "".join(font.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2))
    return said


def _sign(found) -> bytes:
    return bytes([int(found[1], 8)]) if found[1].isdigit() else _SIGNS.get(found[1], found[1])
