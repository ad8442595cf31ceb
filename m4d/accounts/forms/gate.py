"""A gate against programs that fill in forms: no third party, no picture, no script."""

import secrets
import time

from django import forms
from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

SALT = "m4d.accounts.gate"
HOW_TO_ANSWER = _("Add the two numbers and write the result in digits, for example 9.")
#: Nobody types a name, an address and a password faster than this, in seconds.
QUICKEST = 3
#: A page that lay open for longer is sent once more, in seconds.
LONGEST = 4 * 60 * 60

_DIGITS = {
    ord(digit): str(ord(digit) - start) for start in (0x660, 0x6F0) for digit in map(chr, range(start, start + 10))
}


def ticket(*, asks: bool = False) -> str:
    """A signed note of when the page was shown, and whether it asks the question."""
    note = f"{secrets.token_hex(6)}.{int(time.time())}.{int(asks)}"
    return signing.Signer(salt=SALT).sign(note)


def read(value: str) -> tuple[str, int, bool] | None:
    """What a ticket says: its number, the moment it was made (seconds), whether it asks. None for a forged one."""
    try:
        number, moment, asks = signing.Signer(salt=SALT).unsign(value[:200]).split(".")
        return number, int(moment), asks == "1"
    except (signing.BadSignature, ValueError):
        return None


def terms(number: str) -> tuple[int, int]:
    """The two small numbers of the question that belongs to a ticket."""
    digest = salted_hmac(SALT, number).digest()
    return 2 + digest[0] % 7, 2 + digest[1] % 7


class Gate(forms.Form):
    """Adds the ticket and, for whoever was too quick or too slow, one small question."""

    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ticket"].initial = ticket
        note = read(self.data.get("ticket", "")) if self.is_bound else None
        if note and note[2]:
            self._ask(note[0])

    def _ask(self, number: str) -> None:
        first, second = terms(number)
        self.fields["sum"] = forms.CharField(
            label=_("What is %(first)d plus %(second)d?") % {"first": first, "second": second},
            help_text=_("We ask this to tell people from programs. Write the number in digits."),
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
            error_messages={"required": HOW_TO_ANSWER, "max_length": HOW_TO_ANSWER},
        )

    def clean(self):
        """Let people through; ask once more, with everything kept, where a program is likelier.

        Whoever has something else to mend is not asked yet: the ticket grows older meanwhile.
        """
        cleaned = super().clean()
        note = read(self.data.get("ticket", ""))
        if self.errors:
            return cleaned
        if note is None or not QUICKEST <= time.time() - note[1] <= LONGEST and not note[2]:
            self._ask_again(
                _("Please answer the question below and give your password again. Everything else you typed is kept.")
            )
        elif note[2] and not self._answered(note[0], cleaned):
            self.add_error("sum", HOW_TO_ANSWER)
        return cleaned

    @staticmethod
    def _answered(number: str, cleaned: dict) -> bool:
        given = str(cleaned.get("sum") or "").strip().translate(_DIGITS)
        return given == str(sum(terms(number)))

    def _ask_again(self, sentence) -> None:
        fresh = ticket(asks=True)
        self.data = self.data.copy()
        self.data["ticket"] = fresh
        self._ask(read(fresh)[0])
        self.add_error("sum", sentence)
