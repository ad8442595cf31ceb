"""What somebody wrote in groups, and what others found useful, lets trust grow; spam in groups is held and swept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.activity.models import Entry, Notice
from m4d.community import actions, queries
from m4d.community.choices import Verb
from m4d.community.factories import make_group, make_member, make_topic
from m4d.community.models import Post, Topic
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.jobs import actions as jobs
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


def told(post):
    """Who is told of a post, and when the journal says that it was written."""
    entries = Entry.objects.filter(verb__in=[Verb.POST_WRITTEN, Verb.TOPIC_STARTED, Verb.MESSAGE_WRITTEN])
    entry = entries.filter(data__post=post.pk).first()
    jobs.work_off()
    return entry and (entry.at, set(Notice.objects.filter(entry=entry).values_list("person__name", flat=True)))


class TestReleased:
    """What was held is told to those who follow when a moderator lets it stand, and once."""

    @pytest.fixture
    def people(self, amina):
        group = make_group(members=[amina])
        topic = make_topic(group, amina)
        for name, thing in (("Lina Moreno", group), ("Rosa Quispe", topic)):
            activity.follow(make_member(name), thing)
        return group, topic, make_member("New Here"), make_member("Ngozi Eze", roles=["moderator"])

    def show(self, thing, by, at=None):
        case = Case.objects.get(about_id=thing.pk, decided_at=None)
        moderation.decide(case, by=by, outcome=Outcome.RESTORE, rule=Reason.OTHER, text="Fine.", at=at)

    def test_a_held_post(self, people):
        _group, topic, new, moderator = people
        post = actions.write_post(topic, by=new, text="Look at https://example.org/fund")
        assert post.is_hidden
        assert told(post) is None
        at = timezone.now() + timedelta(hours=5)
        self.show(post, moderator, at)
        assert told(post) == (at, {"Amina Diallo", "Lina Moreno", "Rosa Quispe"})

    def test_a_held_topic(self, people):
        group, _topic, new, moderator = people
        topic = actions.start_topic(group, by=new, title="A fund", text="Look at https://example.org/fund")
        assert topic.is_hidden
        assert told(topic.posts.get()) is None
        self.show(topic, moderator)
        assert told(topic.posts.get())[1] == {"Lina Moreno"}

    def test_a_held_message(self, people):
        _group, _topic, new, moderator = people
        lina = Person.objects.get(name="Lina Moreno")
        topic = actions.start_conversation(by=new, others=[lina], text="Look at https://example.org/fund")
        post = topic.posts.get()
        assert post.is_hidden
        self.show(post, moderator)
        assert told(post)[1] == {"Lina Moreno"}

    def test_hidden_and_shown_again_nobody_is_told_twice(self, people):
        _group, topic, new, moderator = people
        post = actions.write_post(topic, by=new, text="Look at https://example.org/fund")
        self.show(post, moderator)
        before = told(post)
        moderation.flag(post, by=people[1].started_by, reason=Reason.OTHER, text="Hm.")
        case = Case.objects.get(about_id=post.pk, decided_at=None)
        moderation.decide(case, by=moderator, outcome=Outcome.HIDE, rule=Reason.OTHER, text="Not fine.")
        other = make_member("Noor Rahman", roles=["moderator"])
        decision = case.decisions.get()
        appeal = moderation.appeal(decision, by=new, text="It is.")
        moderation.answer_appeal(appeal, by=other, granted=True, answer="It is.")
        post.refresh_from_db()
        assert not post.is_hidden
        assert told(post) == before
        assert Entry.objects.filter(verb=Verb.POST_WRITTEN, data__post=post.pk).count() == 1

    def test_a_change_that_was_held_is_no_news(self, people):
        _group, topic, new, moderator = people
        post = actions.write_post(topic, by=new, text="I know a fund.")
        before = told(post)
        post = actions.edit_post(post, by=new, text="I know https://example.org/fund", version=post.version)
        assert post.is_hidden
        self.show(post, moderator)
        assert told(post) == before
        assert Entry.objects.filter(verb=Verb.POST_WRITTEN, data__post=post.pk).count() == 1

    def test_what_was_taken_back_meanwhile_is_told_to_nobody(self, people):
        _group, topic, new, moderator = people
        post = actions.write_post(topic, by=new, text="Look at https://example.org/fund")
        actions.withdraw_post(post, by=new)
        self.show(post, moderator)
        assert told(post) is None
