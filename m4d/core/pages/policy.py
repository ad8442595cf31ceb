"""The Content-Security-Policy headers."""

from functools import cache

from m4d.core.ui.look import style_hashes


@cache
def public() -> str:
    """Nothing from elsewhere, no inline script, and only our own inline style sheets (by hash)."""
    styles = " ".join(f"'{value}'" for value in style_hashes())
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' {styles}; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; manifest-src 'self'"
    )


@cache
def staff() -> str:
    """The staff side: still nothing from elsewhere, but Wagtail's own inline scripts and styles run."""
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'self'; base-uri 'self'; "
        "form-action 'self'"
    )
