"""A verdict is a yes, or a no with its sentences."""

import pytest

from m4d.core.later import action_name
from m4d.core.verdicts import Refusal, of_field, verdict


def test_nothing_to_object_to():
    assert verdict(False, None, "")
    verdict(False).or_refuse()


def test_reasons_are_kept_in_order():
    answer = verdict(False, "You are not the lead.", "This call has closed.")
    assert not answer
    assert answer.reasons == ("You are not the lead.", "This call has closed.")
    with pytest.raises(Refusal) as refused:
        answer.or_refuse()
    assert refused.value.reasons == answer.reasons


def test_an_objection_knows_the_answer_it_speaks_of():
    [reason] = verdict(of_field("day", "Give a day to come."), of_field("name", False)).reasons
    assert (reason, reason.field) == ("Give a day to come.", "day")


@pytest.mark.parametrize("name", ["os.system", "m4d.people.models.Profile", "m4d.people.actions._hidden", "actions.x"])
def test_only_actions_run_later(name):
    with pytest.raises(ValueError, match="not an action"):
        action_name(name)


def test_an_action_is_known_by_its_dotted_name():
    assert action_name("m4d.activity.actions.deliver_mail") == "m4d.activity.actions.deliver_mail"
