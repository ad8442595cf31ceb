"""Polls: what is chosen is counted, who chose it is written nowhere."""

import pytest

from m4d.community import actions
from m4d.community.models import Ballot, PollChoice, Topic
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal

from .conftest import address, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(topic, amina):
    return actions.open_poll(topic, by=amina, question="Which day?", choices=["Monday", " Monday ", "", "Friday"])


def counts():
    return list(PollChoice.objects.values_list("text", "votes"))


def test_each_takes_part_once_and_nothing_says_what_they_chose(poll, lina):
    friday = PollChoice.objects.get(text="Friday")
    actions.vote(poll, friday.pk, by=lina)
    with pytest.raises(Refusal, match="You have taken part"):
        actions.vote(poll, friday.pk, by=lina)
    assert counts() == [("Monday", 0), ("Friday", 1)]
    assert {field.name for field in Ballot._meta.get_fields()} == {"id", "poll", "person"}


def test_a_choice_of_nothing_or_of_another_poll_is_refused_whole(poll, lina):
    with pytest.raises(Refusal, match="Choose one of the answers"):
        actions.vote(poll, 999_999, by=lina)
    assert not Ballot.objects.exists() and counts() == [("Monday", 0), ("Friday", 0)]


@pytest.mark.parametrize(("choices", "says"), [(["One"], "at least two"), (list("abcdefghijk"), "at most ten")])
def test_a_poll_has_two_to_ten_answers(topic, amina, choices, says):
    with pytest.raises(Refusal, match=says):
        actions.open_poll(topic, by=amina, question="Which?", choices=choices)


def test_who_opens_and_closes_a_poll(topic, poll, amina, lina):
    topic.refresh_from_db()
    with pytest.raises(Refusal, match="has a poll already"):
        actions.open_poll(topic, by=amina, question="Again?", choices=["a", "b"])
    with pytest.raises(Refusal, match="Only facilitators"):
        actions.close_poll(poll, by=lina)
    actions.close_poll(poll, by=amina)
    with pytest.raises(Refusal, match="This poll is closed"):
        actions.vote(poll, PollChoice.objects.first().pk, by=lina)


def test_a_poll_on_the_page_without_script(client, topic, amina, lina):
    client = signed_in(client, amina)
    given = {"question": "Which day?", "choices": "Monday\nFriday", "language": "en"}
    assert client.post(address("poll_creation", topic.pk), given).status_code == 303
    assert Topic.objects.get(pk=topic.pk).has_poll
    client = signed_in(client, lina)
    assert 'type="radio" name="choice"' in client.get(topic.get_absolute_url()).content.decode()
    client.post(address("poll_vote", topic.pk), {"choice": PollChoice.objects.get(text="Friday").pk})
    page = client.get(topic.get_absolute_url())
    assert "1 vote" in words(page) and 'name="choice"' not in page.content.decode()
    client.logout()
    assert "1 vote" in words(client.get(topic.get_absolute_url()))
