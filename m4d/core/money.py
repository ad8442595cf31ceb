"""Numbers and amounts as people read them, in their own language."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from m4d.core.time import locale


def number(value, *, digits: int | None = None) -> str:
    """A number with separators of thousands; `digits` after the decimal sign at most."""
    if value is None or value == "":
        return ""
    pattern = "#,##0" + ("." + "#" * digits if digits else "" if digits == 0 or float(value) == int(value) else ".###")
    return _formatted(value, pattern, locale())


@lru_cache(maxsize=20_000)
def _formatted(value, pattern: str, where: str) -> str:
    """Babel reads locale and pattern anew each time; counts on a page repeat, so their forms are kept."""
    return format_decimal(value, format=pattern, locale=where)


def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount with its ISO 4217 code before it, as the house style asks: "EUR 198,000", "EUR 125,000.50"."""
    if amount is None:
        return ""
    # Nobody writes half a euro as ",5": an amount has both decimals or none.
    pattern = "#,##0" if amount == int(amount) else "#,##0.00"
    return f"{currency}\u00a0{_formatted(amount, pattern, locale())}"
