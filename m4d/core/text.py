"""Plain text: folding for comparison, Markdown to safe HTML, direction, slugs."""

import re
import unicodedata

import nh3
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

RIGHT_TO_LEFT = {
    "aeb", "ar", "arc", "arq", "ary", "ckb", "dv", "fa", "he", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
}  # fmt: skip

_ARABIC_FORMS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": "", "ک": "ك", "ی": "ي"}
)
_LATIN_FORMS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"}
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")
_SPACES = re.compile(r"\s+")
_NO_WORD = re.compile(r"[\W_]+")

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table")
_TAGS = {
    "p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def fold(value: str) -> str:
    """The form in which two spellings of one word are equal: no case, no accents, one Arabic form each.

    >>> fold("Kédougou") == fold("kedougou")
    True
    """
    value = unicodedata.normalize("NFKD", value.translate(_LATIN_FORMS))
    value = "".join(letter for letter in value if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", value).casefold().translate(_ARABIC_FORMS).translate(_LATIN_FORMS)


def in_order(name: str) -> str:
    """What names are sorted by wherever they are listed: folded words. An Arabic article counts as it is written.

    >>> sorted(["Zoulou", "Éwé", "Corse", "Coréen"], key=in_order)
    ['Coréen', 'Corse', 'Éwé', 'Zoulou']
    """
    return _NO_WORD.sub(" ", fold(name)).strip()


def direction(language: str | None) -> str:
    """ "rtl" or "ltr" for a language code such as "ar" or "fr-CA"."""
    return "rtl" if (language or "").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def clean_line(value: str) -> str:
    """One line without control or direction-changing characters and without spaces at its ends."""
    return _SPACES.sub(" ", _CONTROLS.sub("", unicodedata.normalize("NFC", value))).strip()


def clean_text(value: str) -> str:
    """Text of several lines without control or direction-changing characters."""
    value = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", value).strip()


def isolate(words: str, language: str) -> str:
    """Words in a line of plain text of this language, kept apart where their direction is another one.

    For subjects of mails and printed lines, where no element can say it: the signs around them are not seen.
    """
    strong = {unicodedata.bidirectional(letter) for letter in words}
    other = {"L"} if direction(language) == "rtl" else {"R", "AL"}
    return f"\u2068{words}\u2069" if strong & other else words


def has_controls(value: str) -> bool:
    """Whether the text hides control or direction-changing characters (used to forge names)."""
    return bool(_CONTROLS.search(value))


def has_markup(value: str) -> bool:
    """Whether the text looks like HTML, which nothing that people type is."""
    return bool(_MARKUP.search(value))


def scripts(value: str) -> set[str]:
    """The writing systems of the letters in a text: {"LATIN", "ARABIC"}."""
    return {unicodedata.name(letter, "?").split(" ")[0] for letter in value if letter.isalpha()}


def mixed_scripts(value: str) -> bool:
    """Whether a single word mixes look-alike writing systems, as forged names do ("Аmina" with a Cyrillic A)."""
    alike = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
    return any(len(scripts(word) & alike) > 1 for word in value.split())


def markdown(value: str) -> SafeString:
    """Safe HTML of a person's Markdown; raw HTML in it is shown as text. Rendered once, when it is written."""
    html = _markdown.render(value).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return mark_safe(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener ugc",
        )
    )


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

_BREAKS = re.compile(r"[ \t\r\n]+")
_SENTENCE_END = re.compile(r"[.!?؟。](?=\s)")
_OPEN = " \u00a0\u202f,;،؛–—("
_ADDRESS = re.compile(r"[^\s<>&;\"'@]+@[^\s<>&;\"'@]+")
_AFTER = re.compile(r"([@.])(?=\w)")


def no_formula(value):
    """A value that no spreadsheet takes for a formula: what begins like one gets an apostrophe.

    >>> no_formula("=1+1")
    "'=1+1"
    """
    if isinstance(value, str) and value.lstrip(" \n").startswith(_FORMULA):
        return f"'{value}"
    return value


def plain(html: str) -> str:
    """The words of an HTML text, without its tags."""
    words = nh3.clean(html, tags=set())
    return _SPACES.sub(" ", words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")).strip()


def teaser(value: str, longest: int) -> str:
    """The beginning of a long text, cut between words; it never ends in a colon that announces what was cut off.

    >>> teaser("It trained 32 people. Other figures: 200 visits in a year", 38)
    'It trained 32 people.'
    """
    words = _BREAKS.sub(" ", value).strip(" ")
    if len(words) <= longest:
        return words
    room = words[: longest - 1]
    kept = (room if words[longest - 1] == " " else room.rpartition(" ")[0] or room).rstrip(_OPEN)
    if kept.endswith(":"):
        ends = [match.end() for match in _SENTENCE_END.finditer(kept)]
        if ends and ends[-1] > longest // 3:
            return kept[: ends[-1]]
        kept = kept.rstrip(_OPEN + ":")
    return f"{kept}…"


def breakable(value: str) -> SafeString:
    """Text with its e-mail addresses folded after "@" and "." where a column is narrow; copied, they are one string.

    >>> str(breakable("To amina@example.org"))
    'To amina@<wbr>example.<wbr>org'
    """
    text = conditional_escape(value)
    if "<" in text:
        return text  # made of elements already: an address may stand in an attribute
    return mark_safe(_ADDRESS.sub(lambda match: _AFTER.sub(r"\1<wbr>", match[0]), text))  # noqa: S308 - escaped above
