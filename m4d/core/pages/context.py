"""What every template knows."""

from django.utils.translation import get_language

from m4d.core.text import direction


def page(request) -> dict:
    """The reader and the language of the page."""
    language = get_language() or "en"
    return {
        "person": request.user,
        "page_language": language,
        "page_direction": direction(language),
        "theme": getattr(request, "theme", ""),
        "light": getattr(request, "light", False),
    }
