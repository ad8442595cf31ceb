"""Who may do what in an e-discussion, and with which sentences they are refused."""

from .discussion import (
    looks_after,
    may_answer,
    may_change_question,
    may_follow_up,
    may_invite,
    may_moderate,
    may_open,
    may_propose,
    may_schedule,
    may_second,
    may_set_up,
    moderates,
)
from .speaking import may_admit, may_choose_pseudonym, may_contribute, may_mark_useful, may_speak_for, may_withdraw
from .summary import (
    may_change_summary,
    may_endorse,
    may_object,
    may_put_draft,
    may_recommend,
    may_save_paragraph,
    may_settle,
)
from .veil import may_agree_to_unveil, may_ask_to_unveil, may_see_unveiled, unveils

__all__ = [
    "looks_after",
    "may_admit",
    "may_agree_to_unveil",
    "may_answer",
    "may_ask_to_unveil",
    "may_change_question",
    "may_change_summary",
    "may_choose_pseudonym",
    "may_contribute",
    "may_endorse",
    "may_follow_up",
    "may_invite",
    "may_mark_useful",
    "may_moderate",
    "may_object",
    "may_open",
    "may_propose",
    "may_put_draft",
    "may_recommend",
    "may_save_paragraph",
    "may_schedule",
    "may_second",
    "may_see_unveiled",
    "may_set_up",
    "may_settle",
    "may_speak_for",
    "may_withdraw",
    "moderates",
    "unveils",
]
