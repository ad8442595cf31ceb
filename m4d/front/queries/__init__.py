"""What pages of this room need to read."""

from .desk import Need, needs_of, waiting_for
from .home import Featured, corridors_to_open, what_is_here
from .member import joined, news_of
from .menus import footer_groups, main_lines
from .messages import ALL_VISITORS, FORM_SECONDS, form_is_spent, form_key, messages_key, messages_of, words_mark
from .pages import facilitators, home_page, live_versions, page_in
from .side import Side, side_of

__all__ = [
    "ALL_VISITORS",
    "FORM_SECONDS",
    "Featured",
    "Need",
    "Side",
    "corridors_to_open",
    "facilitators",
    "footer_groups",
    "form_is_spent",
    "form_key",
    "home_page",
    "joined",
    "live_versions",
    "main_lines",
    "messages_key",
    "messages_of",
    "needs_of",
    "news_of",
    "page_in",
    "side_of",
    "waiting_for",
    "what_is_here",
    "words_mark",
]
