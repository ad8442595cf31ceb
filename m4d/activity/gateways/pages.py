"""The words of an HTML mail, without what its sender quoted."""

import re

from lxml import etree, html

_LEFT_OUT = {"script", "style", "head", "title", "meta", "link", "noscript", "template"}
_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "address", "center",
}  # fmt: skip
# How mail programs mark what they quote: Gmail, Yahoo, Thunderbird, Apple Mail, Outlook, ProtonMail, Zimbra, Zoho.
_QUOTES = (
    "//*[contains(concat(' ', @class, ' '), ' gmail_quote ')][not(self::blockquote[not(preceding-sibling::*)])]",
    "//*[contains(concat(' ', @class, ' '), ' yahoo_quoted ')]",
    "//*[contains(concat(' ', @class, ' '), ' moz-cite-prefix ')]",
    "//blockquote[@type='cite']",
    "//*[contains(concat(' ', @class, ' '), ' protonmail_quote ')]",
    "//*[contains(concat(' ', @class, ' '), ' zmail_extra ')]",
    "//hr[@id='zwchr' or @data-marker='__DIVIDER__']",
    "//*[@id='divRplyFwdMsg' or @id='appendonsend' or @id='OLK_SRC_BODY_SECTION']",
    "//*[@id='mail-editor-reference-message-container']",
)
#: After these the whole rest of the mail is quoted, whatever stands around it.
_REST_TOO = ("divRplyFwdMsg", "appendonsend", "zwchr", "mail-editor-reference-message-container")
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "pre"}
# Places where a new line is due, and where an empty one is; words of people hold no such signs.
_NEW_LINE, _APART = "\ue002", "\ue003"
_BETWEEN = re.compile(f"[ \\n]*[{_NEW_LINE}{_APART}][ \n{_NEW_LINE}{_APART}]*")
_SIGNS = dict.fromkeys([0, 0xE002, 0xE003])
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")


def to_text(source: str) -> tuple[str, str]:
    """What was written, and what was quoted, each as lines of text."""
    source = source.translate(_SIGNS).strip()
    if not source:
        return "", ""
    try:
        tree = html.document_fromstring(
            source.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return re.sub(r"<[^>]*>", " ", source), ""
    cut = []
    for path in _QUOTES:
        for node in tree.xpath(path):
            if node.getroottree().getroot() is tree:
                cut += _take_out(node)
    return _lines(tree), "\n\n".join(text for text in cut if text)


def _take_out(node) -> list[str]:
    """Take a quoted part out of the page, and all that follows it where it is only its beginning."""
    taken = [node]
    if node.get("id") in _REST_TOO or node.get("data-marker") == "__DIVIDER__":
        taken += list(node.itersiblings())
    texts = []
    for one in taken:
        texts.append(_lines(one))
        parent, tail = one.getparent(), one.tail
        if parent is None:
            continue
        previous = one.getprevious()
        parent.remove(one)
        if tail and one is node and len(taken) == 1:
            if previous is not None:
                previous.tail = (previous.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
    return texts


def _lines(tree) -> str:
    """The words of a tree, a line for each block."""
    out: list[str] = []
    depth_left_out = 0
    for happened, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if happened in ("comment", "pi"):
            if not depth_left_out and node is not tree:
                out.append(_SPACES.sub(" ", node.tail or ""))
            continue
        if happened == "start":
            if tag in _LEFT_OUT or _is_hidden(node):
                depth_left_out += 1
            if depth_left_out:
                continue
            if tag == "br":
                out.append("\n")
            elif tag in _BLOCKS:
                out.append(_APART if tag in _PARAGRAPHS else _NEW_LINE)
            if tag == "li":
                out.append("* ")
            out.append(_SPACES.sub(" ", node.text or ""))
            continue
        if tag in _LEFT_OUT or _is_hidden(node):
            depth_left_out -= 1
        if depth_left_out:
            continue
        if tag in _BLOCKS:
            out.append(_APART if tag in _PARAGRAPHS else _NEW_LINE)
        if tag == "td":
            out.append(" ")
        if node is not tree:
            out.append(_SPACES.sub(" ", node.tail or ""))
    text = _BETWEEN.sub(_break, "".join(out))
    text = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _break(found: re.Match) -> str:
    """Between two blocks there is one new line, however many of them begin and end there; two around a paragraph."""
    signs = found[0].replace(" ", "")
    # A break that ends a line is that line's end; one that stands alone in a block is an empty line.
    breaks = signs.count("\n") + (not signs.startswith("\n"))
    return "\n" * max(2 if _APART in signs else 1, breaks)


def _is_hidden(node) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return "display:none" in style
