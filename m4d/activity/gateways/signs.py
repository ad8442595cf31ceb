"""What tells a program's mail from a person's, and a mail that did not arrive from one that did."""

import re
from email.message import Message as Part

from .composing import site_host
from .parsing import header

_PROGRAMS = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply|bounces?|daemon|listserv|majordomo|"
    r"auto(?:reply|matic)?)(?:[+@-]|$)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^(?:\s*(?:re|aw|sv)\s*:)?\s*(?:auto(?:matic|mated|matische)?[ -]?(?:reply|response|antwort|answer)|"
    r"out of (?:the )?office|"
    r"réponse automatique|absence du bureau|absent du bureau|respuesta automática|fuera de (?:la )?oficina|"
    r"resposta automática|fora do escritório|abwesenheits|automatische antwort|risposta automatica|fuori ufficio|"
    r"automatisch antwoord|otomatik yanıt|autoodpowiedź|автоматический ответ|автоответ|رد تلقائي|خارج المكتب)",
    re.IGNORECASE,
)
_HARD = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-4]\b")


def is_from_program(message: Part, envelope_sender: str, sender: str, subject: str) -> bool:
    """Whether no person wrote it, so that nobody is answered: an absence note, a list, a loop, a mail service."""
    automatic = header(message, "Auto-Submitted").lower()
    return bool(
        not envelope_sender.strip("<> ")
        or (automatic and not automatic.startswith("no"))
        or header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply")
        or any(
            message.get(name) is not None for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond")
        )
        or header(message, "X-Loop") == site_host()
        or header(message, "X-Failed-Recipients")
        or message.get_content_type() == "multipart/report"
        or _PROGRAMS.match(sender.partition("@")[0] + "@")
        or _AWAY.match(subject)
    )


def is_report(message: Part) -> bool:
    """Whether a mail service tells that something did not arrive."""
    return message.get_content_type() == "multipart/report" or bool(header(message, "X-Failed-Recipients"))


def has_failed_for_good(message: Part, text: str) -> bool:
    """Whether the report says that a mail will never arrive: a status of class 5, but not a full mailbox."""
    statuses = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if header(block, "Action").lower().startswith("failed") or header(block, "Status"):
                statuses.append((header(block, "Action").lower(), header(block, "Status")))
    if statuses:
        return any(
            action.startswith("failed") and status.startswith("5") and not status.startswith("5.2.2")
            for action, status in statuses
        )
    return bool(_HARD.search(text))
