"""May this person do this? A verdict: yes, or no with the sentences that say why."""

from dataclasses import dataclass


class Refusal(Exception):
    """Somebody asked for what a policy does not allow; carries the sentences for them."""

    def __init__(self, reasons):
        self.reasons = tuple(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))


class Objection(str):
    """A sentence that speaks of one answer of a form; `field` is the name of that answer."""

    field = ""


def of_field(field: str, sentence):
    """An objection about one answer, so that a form can mark it and lead to it; falsy where the sentence is."""
    if not sentence:
        return sentence
    objection = Objection(sentence)
    objection.field = field
    return objection


@dataclass(frozen=True)
class Verdict:
    """True when nothing is left to object to."""

    reasons: tuple = ()

    def __bool__(self) -> bool:
        return not self.reasons

    def or_refuse(self) -> None:
        """Do nothing when allowed, else raise Refusal with the same sentences that the page shows."""
        if self.reasons:
            raise Refusal(self.reasons)


def verdict(*objections) -> Verdict:
    """The verdict that is left after dropping every objection that does not hold (a falsy one).

    >>> bool(verdict(False, None, ""))
    True
    """
    return Verdict(tuple(objection for objection in objections if objection))
