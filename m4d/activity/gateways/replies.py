"""What somebody wrote, without what they answered to: our own marker first, then what mail programs write above
quotes in many languages, then a maintained parser for the rest; signatures last. What is left out is kept beside."""

import re

# --- The marker of our own mails, in any of its languages and however far it was quoted. ---
_MARKER = re.compile(r"^[>\s|*]*##-.{5,80}-##.*$", re.MULTILINE)

# --- "On Monday Amina wrote:" in the languages of our members, on one line or folded over a few. ---
_WROTE = (
    r"On\b.{5,240}?\bwrote",
    r"Le\b.{5,240}?\ba écrit",
    r"(?:El|En)\b.{5,240}?\bescribi[óo]",
    r"(?:Em|No dia|A)\b.{5,240}?\bescreveu",
    r"Am\b.{5,240}?\bschrieb\b.{0,120}?",
    r"(?:Il|In data)\b.{5,240}?\bha scritto",
    r"Op\b.{5,240}?\bschreef\b.{0,120}?",
    r"(?:W dniu|Dnia)\b.{5,240}?\bnapisał\(?a?\)?",
    r"(?:في|بتاريخ|يوم|وفي).{5,240}?(?:كتبت?\b|تمت كتابة ما يلي بواسطة).{0,160}?",
    r"(?:Pe|În)\b.{5,240}?\ba scris",
    r"Den\b.{5,240}?\b(?:skrev|skriver)\b.{0,120}?",
)
# Where the sentence begins with the date or the name itself, its first line holds a number at least.
_LOOSE = (
    r".{5,240}?\btarihinde\b.{0,160}?\byazdı",
    r".{5,240}?\bşunu yazdı",
    r".{2,240}?\bnapisał\(?a?\)?",
    r"كتبت? .{3,200}?",
    r".{5,200}?\b(?:пишет|написала?|писал)",
    r".{5,200}?(?:写道|寫道|さんは書きました|님이 작성)",
)
_ATTRIBUTION = re.compile(r"^[>\s]*(?:" + "|".join(_WROTE) + r")\s*[:：]\s*$", re.DOTALL | re.IGNORECASE)
_ATTRIBUTION_LOOSE = re.compile(r"^[>\s]*(?:" + "|".join(_LOOSE) + r")\s*[:：]\s*$", re.DOTALL | re.IGNORECASE)
_DATED = re.compile(r"\d|@")
_FOLDED = 4

# --- "-----Original Message-----", and the block of headers that Outlook and others write. ---
_RULED = re.compile(
    r"^[>\s]*[-_*]{2,}\s*(?:original message|message d['’]origine|message original|mail original|"
    r"correo original|mensaje original|mensagem original|"
    r"ursprüngliche nachricht|messaggio originale|oorspronkelijk bericht|orijinal ileti|wiadomość oryginalna|"
    r"oryginalna wiadomość|исходное сообщение|رسالة أصلية|الرسالة الأصلية|forwarded message|message transféré|"
    r"mensaje reenviado)\s*[-_*]{2,}\s*$",
    re.IGNORECASE,
)
_FROM = r"(?:From|De|Von|Da|Van|Od|Kimden|Gönderen|От|من|المرسل|Fra|Från|De la)"
_NEXT = (
    r"(?:Sent|Date|To|Envoyé|Envoyée|À|A|Date d['’]envoi|Enviado|Enviado el|Fecha|Para|Enviada em|Enviado em|Data|"
    r"Gesendet|Datum|An|Inviato|Data|Verzonden|Aan|Wysłano|Do|Gönderilme|Tarih|Kime|Отправлено|Дата|Кому|"
    r"تاريخ الإرسال|تم الإرسال|أُرسلت|التاريخ|إلى|Sendt|Skickat|Trimis)"
)
_HEAD_FROM = re.compile(rf"^[>\s*]*{_FROM}\s*\*?\s*[:：]\s*\*?\s*\S", re.IGNORECASE)
_HEAD_NEXT = re.compile(rf"^[>\s*]*{_NEXT}\s*\*?\s*[:：]", re.IGNORECASE)
_LINE = re.compile(r"^\s*_{10,}\s*$")

# --- What a telephone or a mail program adds at the end. ---
_ADDED = re.compile(
    r"^\s*(?:(?:Sent|Get it) (?:from|via|with) (?:my |the |Yahoo|Outlook|Mail|Proton|Gmail|K-9|Samsung|AOL).*|"
    r"Get Outlook for .*|Envoyé (?:de|depuis|à partir de) (?:mon|ma|Yahoo|Outlook|K-9|l['’]|Mail).*|"
    r"Télécharger Outlook pour .*|Obtenez Outlook pour .*|"
    r"Enviado (?:desde|de) (?:mi|meu|minha|Yahoo|Outlook|K-9|Mail|el|o|Correo).*|"
    r"(?:Obtener|Obtenha|Obter) (?:o )?Outlook para .*|"
    r"(?:Von meinem|Gesendet (?:von|mit|aus|über)) .*|Outlook für .* beziehen|"
    r"Inviato (?:da|dal|dall['’]) ?.*|Scarica Outlook per .*|Verzonden (?:vanaf|met|via) .*|Wysłane z .*|"
    r"(?:.{0,20})(?:iPhone|Android|Samsung|Huawei).{0,40}gönderildi.*|Отправлено (?:с|из) .*|"
    r"(?:أُرسلت|أرسلت|تم الإرسال|مرسل|أرسل|مُرسل) من .*|الحصول على Outlook .*)\s*$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^(?:-- ?|—|__)\s*$")
SIGNATURE = "-- "
_QUOTED = re.compile(r"^\s*>")
_LONGEST_FOR_PARSER = 20_000
#: More lines than this under two dashes are no signature.
LONGEST_SIGNATURE = 12


def cut(text: str, language: str = "") -> tuple[str, str]:
    """(what was written, what was left out). Answers below or between quotes are found too."""
    lines = text.replace("\r\n", "\n").split("\n")
    start = _first_cut(lines)
    kept, left = lines[:start], lines[start:]
    if not _says_something(kept) and left:
        # The answer stands under the quote, or between its lines.
        below = _under_the_quote(left)
        if _says_something(below):
            kept, left = below, left[: len(left) - len(below)]
    elif kept and not left:
        kept, left = _without_leading_quote(kept)
    words, signature = _without_signature(kept)
    words, more = _by_parser("\n".join(words), language)
    words, tail = _without_signature(words.split("\n"))
    rest = [more, "\n".join(tail), "\n".join(signature), "\n".join(left)]
    return "\n".join(words).strip(), "\n\n".join(part.strip("\n") for part in rest if part.strip())


def _says_something(lines: list[str]) -> bool:
    return any(line.strip() and not _QUOTED.match(line) and not _ADDED.match(line) for line in lines)


def _first_cut(lines: list[str]) -> int:
    """The number of the line where what is answered begins."""
    best = len(lines)
    for number, line in enumerate(lines):
        if _MARKER.match(line):
            best = number
            break
        if _RULED.match(line) or _is_head(lines, number) or _quotes_to_the_end(lines, number):
            best = number
            break
        if _is_attribution(lines, number):
            return number
    # A line that says who wrote stands before the marker or the quote, with nothing of the answer between.
    above = best - 1
    while above >= 0 and (not lines[above].strip() or _LINE.match(lines[above])):
        above -= 1
    for first in range(above, max(-1, above - _FOLDED), -1):
        if _attributes(lines[first : above + 1]):
            return first
    return above + 1 if best < len(lines) else best


def _attributes(lines: list[str]) -> bool:
    joined = " ".join(line.strip() for line in lines)
    if len(joined) > 400 or not all(line.strip() for line in lines):
        return False
    if _ATTRIBUTION.match(joined):
        return True
    return bool(_DATED.search(lines[0]) and _ATTRIBUTION_LOOSE.match(joined))


def _is_attribution(lines: list[str], number: int) -> bool:
    """Whether "… wrote:" begins on this line, and a quote or nothing more of the answer follows."""
    if not lines[number].strip():
        return False
    for length in range(1, _FOLDED + 1):
        block = lines[number : number + length]
        if len(block) == length and block[-1].strip().endswith((":", "：")) and _attributes(block):
            after = [line for line in lines[number + length :] if line.strip()]
            return not after or bool(_QUOTED.match(after[0]) or _DATED.search(" ".join(block)))
    return False


def _is_head(lines: list[str], number: int) -> bool:
    """Whether a block of headers begins here: From, then Sent or Date or To within the next lines."""
    if not _HEAD_FROM.match(lines[number]):
        return False
    following = [line for line in lines[number + 1 : number + 6] if line.strip()]
    return sum(bool(_HEAD_NEXT.match(line)) for line in following[:4]) >= 2


def _quotes_to_the_end(lines: list[str], number: int) -> bool:
    """Whether from here on there are only quoted lines and signatures."""
    if not _QUOTED.match(lines[number]):
        return False
    rest = [line for line in lines[number:] if line.strip()]
    return all(_QUOTED.match(line) for line in rest[:3]) and not _says_something(rest)


def _under_the_quote(lines: list[str]) -> list[str]:
    """The answer of a mail whose quote comes first; where it stands between quotes, with those that it answers."""
    start = 0
    while start < min(len(lines), _FOLDED + 2) and not _QUOTED.match(lines[start]):
        start += 1
    if start >= min(len(lines), _FOLDED + 2):
        return []
    end = start
    while end < len(lines) and (_QUOTED.match(lines[end]) or not lines[end].strip()):
        end += 1
    last = max((number for number, line in enumerate(lines) if _QUOTED.match(line)), default=0)
    return lines[start:] if last > end and _says_something(lines[end:last]) else lines[end:]


def _without_leading_quote(lines: list[str]) -> tuple[list[str], list[str]]:
    """Without a quote that stands above the answer; quotes between its lines are part of what is said."""
    number = 0
    while number < min(len(lines), _FOLDED + 2) and not _QUOTED.match(lines[number]):
        number += 1
    above = [line for line in lines[:number] if line.strip()]
    if number >= len(lines) or not _QUOTED.match(lines[number]) or (above and not _attributes(above)):
        return lines, []
    while number < len(lines) and (_QUOTED.match(lines[number]) or not lines[number].strip()):
        number += 1
    if any(_QUOTED.match(line) for line in lines[number:]) or not _says_something(lines[number:]):
        return lines, []
    return lines[number:], lines[:number]


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines before two dashes, or before what a telephone adds, and those from there on."""
    said = False
    left = sum(bool(line.strip()) for line in lines)
    for number, line in enumerate(lines):
        left -= bool(line.strip())
        # Two dashes and a space are what programs write; anything else may be a line of the text, at its beginning.
        is_signature = _DASHES.match(line) and (said or line == SIGNATURE) and left <= LONGEST_SIGNATURE
        if _ADDED.match(line) or is_signature:
            return lines[:number], lines[number:]
        said = said or bool(line.strip() and not _QUOTED.match(line))
    return lines, []


def _by_parser(text: str, language: str) -> tuple[str, str]:
    """What a maintained parser finds beyond that: headers of quotes in more languages. Its signatures are not used:
    it takes "Thanks," and whatever follows for one."""
    if not text.strip() or len(text) > _LONGEST_FOR_PARSER:
        return text, ""
    # Only mails that come in pay for it.
    from mailparser_reply.parser import EmailMessage  # noqa: PLC0415

    read = EmailMessage(text=text, languages=[language or "en", "de", "it", "nl", "pl"], keep_hyphen_lists=True).read()
    if len(read.replies) < 2 or not read.replies[0].content or read.replies[0].headers:
        return text, ""
    lines = text.strip("\n").split("\n")
    number = read.replies[0].content.count("\n") + 1
    kept = "\n".join(lines[:number])
    return (kept, "\n".join(lines[number:])) if kept.strip() else (text, "")
