"""Every change to an e-discussion. Other rooms import this module as `discussions`."""

from .clock import close_due, end_windows, open_due, open_questions, remind_of_recaps
from .delaying import release_due, speak, take_back_delayed
from .discussion import (
    add_moderator,
    answer_proposal,
    follow_up,
    open_discussion,
    propose_discussion,
    remove_moderator,
    schedule_discussion,
    second_proposal,
    set_up_discussion,
)
from .invitation import invite, take_following
from .leaving import forget_person
from .mail import take_answer, take_endorsement
from .question import add_question, change_question, publish_recap, remove_question
from .speaking import (
    admit_contribution,
    choose_pseudonym,
    contribute,
    contribute_late,
    keep_draft,
    mark_useful,
    withdraw_contribution,
)
from .starting import register_everything
from .summary import (
    end_endorsement,
    endorse,
    move_paragraph,
    object_to,
    put_draft,
    remove_paragraph,
    remove_recommendation,
    save_paragraph,
    save_recommendation,
    settle_objection,
    take_back_endorsement,
)
from .veil import agree_to_unveil, ask_to_unveil, see_unveiled
from .writing import Changed, shown

__all__ = [
    "Changed",
    "add_moderator",
    "add_question",
    "admit_contribution",
    "agree_to_unveil",
    "answer_proposal",
    "ask_to_unveil",
    "change_question",
    "choose_pseudonym",
    "close_due",
    "contribute",
    "contribute_late",
    "end_endorsement",
    "end_windows",
    "endorse",
    "follow_up",
    "forget_person",
    "invite",
    "keep_draft",
    "mark_useful",
    "move_paragraph",
    "object_to",
    "open_discussion",
    "open_due",
    "open_questions",
    "propose_discussion",
    "publish_recap",
    "put_draft",
    "register_everything",
    "release_due",
    "remind_of_recaps",
    "remove_moderator",
    "remove_paragraph",
    "remove_question",
    "remove_recommendation",
    "save_paragraph",
    "save_recommendation",
    "schedule_discussion",
    "second_proposal",
    "see_unveiled",
    "set_up_discussion",
    "settle_objection",
    "shown",
    "speak",
    "take_answer",
    "take_back_delayed",
    "take_back_endorsement",
    "take_endorsement",
    "take_following",
    "withdraw_contribution",
]
