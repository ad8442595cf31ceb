"""The words of other forums as Markdown of ours: what they wrote in HTML, and what their Markdown has of its own.

Nothing here makes anything safe: that is done by the renderer, as for words that somebody types.
"""

import re
from datetime import UTC, datetime
from html import unescape

from lxml import etree, html

from m4d.core.text import clean_line, clean_text, has_markup

NAME_LENGTH = 120
_LEFT_OUT = {"script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object"}
_PARAGRAPHS = {"p", "div", "section", "article", "aside", "details", "summary", "dl", "dt", "dd", "table", "figure"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_WRAPS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "kbd": "`"}
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPECIAL = re.compile(r"([\\`*\[\]<]|(?<!\w)_|_(?!\w))")
_AT_START = re.compile(r"^(\s*)([#>+\-=~]|\d+[.)])(?=\s|$|[#>=~-])")
# Each of these begins anew only where the last attempt ended: a text of nothing but brackets takes no longer.
_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
_ADDRESS = re.compile(rf"<?(?<!{_LOCAL}){_LOCAL}++@[\w-]+(?:\.[\w-]+)+>?")
_MAILTO = re.compile(r"\[([^\[\]\n]*)\]\(\s*<?mailto:[^()\n]*\)", re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\s]*)[^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?!\s*<?https?://)[^()\n]*\)", re.IGNORECASE)
_QUOTE = re.compile(r"\[quote[^\]\n]*\]\n?(.*?)\n?\[/quote\]", re.DOTALL | re.IGNORECASE)
LEFT_OUT_ADDRESS = "[…@…]"


def from_html(source: str) -> str:
    """HTML as Markdown: paragraphs, lists, quotes, code, emphasis, links; what it says otherwise as plain words."""
    source = source.replace("\0", "").strip()
    if not source:
        return ""
    try:
        # Depth and size are bounded by the parser itself.
        tree = html.fragment_fromstring(
            source, create_parent="div", parser=html.HTMLParser(encoding="utf-8", huge_tree=False, recover=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return unescape(re.sub(r"<[^>]*>", " ", source))
    return _few_lines(_block(tree))


def _few_lines(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _block(node) -> str:
    """A node as blocks with empty lines between them; a space after a new line says nothing."""
    said = _escaped(node.text)
    for child in node:
        said += _child(child)
        tail = _escaped(child.tail)
        said += tail.lstrip(" ") if said.endswith("\n") else tail
    return said


def _child(node) -> str:  # noqa: PLR0911 - one line for each kind of element
    tag = node.tag if isinstance(node.tag, str) else ""
    if not tag or tag in _LEFT_OUT:
        return ""
    if tag == "br":
        return "\n"
    if tag == "hr":
        return "\n\n---\n\n"
    if tag == "pre":
        code = "".join(node.itertext()).strip("\n")
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        return f"\n\n{fence}\n{code}\n{fence}\n\n"
    if tag == "blockquote":
        return f"\n\n{_indented(_few_lines(_block(node)), '> ')}\n\n"
    if tag in ("ul", "ol"):
        return f"\n\n{_list(node, is_numbered=tag == 'ol')}\n\n"
    if tag in _HEADINGS:
        return f"\n\n### {_SPACES.sub(' ', _block(node)).strip()}\n\n"
    if tag == "tr":
        return "\n" + " | ".join(_SPACES.sub(" ", _block(cell)).strip() for cell in node)
    if tag in _PARAGRAPHS:
        return f"\n\n{_block(node).strip()}\n\n"
    if tag == "img":
        return _linked(node.get("alt") or "", node.get("src") or "")
    if tag == "a":
        return _linked(_SPACES.sub(" ", _block(node)).strip(), node.get("href") or "")
    inner = _block(node)
    mark = _WRAPS.get(tag, "")
    return f"{mark}{inner.strip()}{mark}" if mark and inner.strip() and "\n" not in inner.strip() else inner


def _list(node, *, is_numbered: bool) -> str:
    lines = []
    for number, item in enumerate((child for child in node if child.tag == "li"), 1):
        mark = f"{number}. " if is_numbered else "- "
        said = re.sub(r"\n{2,}", "\n", _block(item).strip())
        lines.append(mark + said.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _linked(words: str, address: str) -> str:
    address = address.strip()
    if not address.lower().startswith(("http://", "https://")) or any(sign in address for sign in " ()<>\n"):
        return words
    return f"[{words or address}]({address})" if words != address else f"<{address}>"


def _indented(text: str, mark: str) -> str:
    return "\n".join(mark + line for line in text.split("\n"))


def _escaped(text: str | None) -> str:
    """Plain words, so that no sign in them is taken for markup."""
    said = _SPECIAL.sub(r"\\\1", _SPACES.sub(" ", text or ""))
    return _AT_START.sub(lambda match: f"{match[1]}{_kept_sign(match[2])}", said)


def _kept_sign(sign: str) -> str:
    return f"{sign[:-1]}\\{sign[-1]}"


def from_discourse(raw: str, cooked: str) -> str:
    """A post of Discourse: its Markdown, or where that holds HTML what was made of it."""
    if raw and not (cooked and has_markup(raw)):
        end = raw.rfind("[/quote]") + len("[/quote]")
        return _QUOTE.sub(lambda match: _indented(match[1].strip(), "> ") + "\n", raw[:end]) + raw[end:]
    return from_html(cooked)


def tidy(text: str) -> tuple[str, int]:
    """Words as they are kept, and how many mail addresses were taken out of them.

    A link that leads nowhere outside of the other site loses its address; a mention that is none of ours stays text.
    """
    text = _MAILTO.sub(r"\1", clean_text(text))
    text = _IMAGE.sub(lambda match: f"[{match[1] or match[2]}]({match[2]})", text)
    text = _LINK.sub(r"\1", text)
    text, count = _ADDRESS.subn(LEFT_OUT_ADDRESS, text)
    return text.replace("@{", "@ {"), count


def name_of(given: str) -> str:
    """A name as it may be shown: none that is or holds an address."""
    name = clean_line(given)
    return "" if "@" in name or has_markup(name) or "://" in name else name[:NAME_LENGTH]


def moment_of(value) -> float | None:
    """An ISO date and time as seconds; without a zone it is UTC. None where it cannot be right."""
    try:
        at = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.timestamp() if is_likely(at) else None


def is_likely(at: datetime) -> bool:
    """Whether somebody can have written at this moment: since there is mail, and not after today."""
    try:
        return datetime(1971, 1, 1, tzinfo=UTC) <= at.astimezone(UTC) <= datetime.now(UTC)
    except (OverflowError, ValueError):
        return False
