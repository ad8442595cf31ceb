"""What somebody wrote in a mail, without what they answered to: for mails that come in, and for archives of lists."""

from ..gateways import parsing, replies
from ..gateways.parsing import Parsed
from ..gateways.parsing import words as words_of

__all__ = ["Parsed", "read_mail", "without_quotes", "words_of"]


def read_mail(raw: bytes) -> Parsed:
    """Everything that a mail says; its quotes and signature stand in `quoted`. A broken mail has a `fault`."""
    parsed = parsing.read(raw)
    parsed.text, parsed.quoted = without_quotes(parsed, "")
    return parsed


def without_quotes(parsed: Parsed, language: str) -> tuple[str, str]:
    """What was written, and what was left out: quotes, signature."""
    text, left = replies.cut(parsed.text, language or parsed.language)
    return text, "\n\n".join(part for part in (left, parsed.quoted) if part)
