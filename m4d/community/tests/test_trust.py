"""What somebody wrote in groups, and what others found useful, lets trust grow; spam in groups is held and swept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from m4d.accounts.models import Person
from m4d.community import actions, queries
from m4d.community.factories import make_group, make_member, make_topic
from m4d.community.models import Post, Topic
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.moderation import actions as moderation
from m4d.moderation import policies
from m4d.moderation import queries as cases
from m4d.moderation.choices import Held, Measure, Outcome, Reason, Trust
from m4d.moderation.models import Case

pytestmark = pytest.mark.django_db
WRITE, SCREEN = policies.may_write, moderation.screen


@pytest.fixture(autouse=True)
def gate(monkeypatch):
    """The spam gate as it is; the other tests of this room leave it out."""
    monkeypatch.setattr(policies, "may_write", WRITE)
    monkeypatch.setattr(moderation, "screen", SCREEN)


@pytest.fixture
def amina():
    """Somebody who has been here for two months."""
    person = make_member("Amina Diallo")
    Person.objects.filter(pk=person.pk).update(created_at=timezone.now() - timedelta(days=60))
    return Person.objects.get(pk=person.pk)


def test_trust_grows_with_posts_that_stand_and_that_others_found_useful(amina):
    topic = make_topic(make_group(members=[amina]), amina)
    assert queries.signals_of(amina).written == 1
    assert cases.trust_of(amina) == Trust.NEW
    posts = [Post(topic=topic, group=topic.group, number=number, author=amina, text="x", html="x", useful_count=1)
             for number in range(2, 25)]  # fmt: skip
    Post.objects.bulk_create(posts)
    signals = queries.signals_of(amina)
    assert (signals.written, signals.useful) == (24, 23)
    assert cases.trust_of(amina) == Trust.REGULAR
    Post.objects.filter(author=amina).update(hidden_at=timezone.now())
    assert queries.signals_of(amina).written == 0


def test_the_first_link_of_a_newcomer_is_hidden_from_others_until_a_moderator_shows_it(client):
    jonas, reader = make_member("Jonas"), make_member("Lina")
    omar = make_member("Omar", roles=["moderator"])
    topic = make_topic(make_group(members=[jonas]), reader)
    post = actions.write_post(topic, by=jonas, text="Our form is here: https://town.example/form and you may copy it.")
    assert post.is_hidden
    signed_in(client, reader)
    assert "you may copy it" not in client.get(topic.get_absolute_url()).content.decode()
    case = Case.objects.get()
    assert (case.about_kind, case.held_for) == ("post", Held.LINK)
    moderation.decide(case, by=omar, outcome=Outcome.RESTORE, rule=Reason.OTHER, text="Welcome.")
    assert "you may copy it" in client.get(topic.get_absolute_url()).content.decode()
    again = actions.write_post(topic, by=jonas, text="And the second page: https://town.example/second of the form.")
    assert not again.is_hidden


def test_a_suspended_member_neither_posts_nor_starts_topics(amina):
    topic = make_topic(make_group(members=[amina]), make_member("Lina"))
    omar = make_member("Omar", roles=["moderator"])
    moderation.sanction(amina, by=omar, measure=Measure.SUSPENDED, rule=Reason.HARM, text="Insults.", days=3)
    for write in (
        lambda: actions.write_post(topic, by=amina, text="Hello."),
        lambda: actions.start_topic(topic.group, by=amina, title="Hello all", text="Hello.", language="en"),
    ):
        with pytest.raises(Refusal) as refused:
            write()
        assert "Decisions about me" in str(refused.value)


def test_everything_of_a_spammer_goes_from_groups_and_comes_back(amina):
    jonas, omar = make_member("Jonas"), make_member("Omar", roles=["moderator"])
    topic = make_topic(make_group(members=[amina, jonas]), amina)
    for number in range(3):
        actions.write_post(topic, by=jonas, text=f"Number {number}: come and buy.")
    own = make_topic(make_group(members=[jonas]), jonas, title="Cheap offers")
    sweep = moderation.sweep_person(jonas, by=omar, rule=Reason.SPAM, text="All of it advertising.")
    moderation.sweep_on(sweep_id=sweep.pk)
    assert not Post.objects.standing().filter(author=jonas).exists()
    assert Topic.objects.get(pk=own.pk).is_hidden
    assert Post.objects.standing().filter(author=amina).count() == 1
    moderation.undo_sweep(sweep, by=omar)
    moderation.undo_on(sweep_id=sweep.pk)
    assert Post.objects.standing().filter(author=jonas).count() == 4
