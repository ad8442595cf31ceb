"""Who may be asked to take part, and what nobody learns by asking."""

import pytest

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity.models import Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.discussions import actions, policies
from m4d.discussions.choices import Verb
from m4d.discussions.factories import (
    BEFORE,
    CLOSES_AT,
    DURING,
    make_facilitator,
    make_open,
    make_prepared,
)
from m4d.people.factories import make_profile

from .conftest import address, words

pytestmark = pytest.mark.django_db


def invited():
    return set(Notice.objects.filter(entry__verb=Verb.INVITED).values_list("person__name", flat=True))


def test_members_are_asked_once_and_nobody_who_follows():
    discussion = make_open()
    rosa, lina = make_person("Rosa Quispe"), make_person("Lina Moreno")
    activity.follow(lina, discussion)
    everybody = [rosa.email.upper(), lina.email, "nobody@example.org"]
    for _again in range(2):
        actions.invite(discussion, by=discussion.team[0], addresses=everybody, at=DURING)
    assert list(Notice.objects.filter(entry__verb=Verb.INVITED).values_list("person", flat=True)) == [rosa.pk]


def test_those_are_asked_who_chose_one_of_its_themes():
    discussion = make_open(themes=["remittances"])
    make_profile("Rosa Quispe", themes=["remittances", "rights"])
    make_profile("Lina Moreno", themes=["rights"])
    actions.invite(discussion, by=discussion.facilitator, interested=True, at=DURING)
    assert invited() == {"Rosa Quispe"}


REFUSED = {
    "a member": (
        lambda discussion: make_person("Rosa Quispe"), True, DURING,
        ["Only facilitators and the moderators of this e-discussion can do this."],
    ),
    "nobody to ask": (
        lambda discussion: discussion.facilitator, False, DURING,
        ["Write at least one address, or choose those who are interested."],
    ),
    "after the close": (lambda discussion: discussion.team[0], True, CLOSES_AT, ["This e-discussion is closed."]),
    "a moderator": (lambda discussion: discussion.team[0], True, DURING, []),
}  # fmt: skip


@pytest.mark.parametrize("situation", REFUSED)
def test_who_may_invite(situation):
    who, some, at, reasons = REFUSED[situation]
    discussion = make_open()
    assert list(policies.may_invite(who(discussion), discussion, some=some, at=at).reasons) == reasons


def test_nobody_is_invited_to_what_is_not_announced():
    facilitator = make_facilitator()
    discussion = make_prepared(facilitator=facilitator)
    with pytest.raises(Refusal, match="Announce it first"):
        actions.invite(discussion, by=facilitator, addresses=["rosa@example.org"], at=BEFORE)


def test_the_page_asks_and_says_nothing_of_who_is_a_member(client, at):
    at(DURING)
    discussion = make_open()
    rosa = make_person("Rosa Quispe")
    signed_in(client, discussion.team[0])
    assert "Invite members" in words(client.get(discussion.get_absolute_url()))
    assert "Invite members" in words(client.get(address("desk", discussion.slug)))
    place = address("invitation", discussion.slug)
    wrong = client.post(place, {"addresses": f"{rosa.email}\nno address"})
    assert (wrong.status_code, "no address is no e-mail address." in words(wrong)) == (422, True)
    assert client.post(place, {"addresses": ""}).status_code == 422
    said = []
    for addresses in (rosa.email, "nobody@example.org"):
        client.post(place, {"addresses": addresses})
        said.append(words(client.get(discussion.get_absolute_url())))
    assert said[0] == said[1]
    assert "Each of them who is a member and does not follow it yet gets an invitation." in said[0]
    assert signed_in(client, rosa).get(place).status_code == 403
