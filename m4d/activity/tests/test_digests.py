"""Digests: what can wait, in the morning where the reader lives, their own themes first."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity import actions, queries
from m4d.activity.choices import DIGEST_LINES, Cadence, Event, Level
from m4d.activity.models import Mail, Notice, Preference
from m4d.activity.queries import digests as reading
from m4d.activity.queries import telling
from m4d.core.testing import statements
from m4d.jobs import actions as jobs
from m4d.vocabulary.models import Term

POST = "tests.post_written"
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def written(entry, language):
    words = {"en": "A question about savings", "ar": "سؤال عن الادخار", "fr": "Une question sur l’épargne"}
    return actions.Message(
        subject=words.get(language, "Una pregunta"),
        text="Which banks?",
        path=f"topics/{entry.data['post']}/",
        list_name=entry.data.get("group", ""),
        themes=tuple(entry.data.get("themes", ())),
        title=entry.data.get("title", ""),
    )


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(telling, "_declared", {})
    monkeypatch.setattr(reading, "_interests", [])
    actions.register_event(POST, event=Event.DISCUSSION, message=written)


@pytest.fixture
def amina(db):
    return make_person(name="Amina")


@pytest.fixture
def topic(db):
    return Term.objects.get(scheme="theme", code="return")


def post(by, about, *people, at=MONDAY - timedelta(hours=1), number=1, **data):
    return actions.record(POST, by=by, about=about, tell=people, at=at, data={"post": number, **data})


def make(at=MONDAY):
    actions.make_digests(at=at)
    jobs.work_off()


def test_a_digest_comes_at_seven_where_its_reader_lives(amina, topic):
    here, there = (
        make_person(name="Here", time_zone="Africa/Dakar"),
        make_person(name="There", time_zone="Asia/Manila"),
    )
    post(amina, topic, here, there, at=datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
    make(datetime(2026, 11, 22, 22, 30, tzinfo=UTC))
    assert mail.outbox == []
    make(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert [sent.to for sent in mail.outbox] == [[there.email]]
    make(datetime(2026, 11, 23, 6, 30, tzinfo=UTC))
    assert len(mail.outbox) == 1
    make(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    make(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    assert [sent.to for sent in mail.outbox] == [[there.email], [here.email]]


def test_the_weekly_one_comes_on_monday_and_both_are_one_mail(amina, topic, jonas):
    Preference.objects.create(person=jonas, event=Event.DISCUSSION, cadence=Cadence.WEEKLY)
    post(amina, topic, jonas, at=MONDAY - timedelta(days=4))
    Preference.objects.update(cadence=Cadence.DAILY)
    post(amina, topic, jonas, at=MONDAY - timedelta(days=2), number=2)
    Notice.objects.filter(entry__data__post=2).update(mailed_at=None)
    make(MONDAY - timedelta(days=1))
    assert [sent.subject for sent in mail.outbox] == ["1 thing is new for you on M4D Net"]
    post(amina, topic, jonas, number=3)
    make()
    assert [sent.subject for sent in mail.outbox][1:] == ["2 things are new for you on M4D Net"]


def test_a_digest_is_in_its_readers_language_and_direction(amina, topic):
    omar = make_person(name="عمر", language="ar")
    post(amina, topic, omar, group="Épargne des familles")
    make()
    sent = mail.outbox[0]
    html = sent.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "سؤال عن الادخار" in html
    assert "/ar/topics/1/" in sent.body
    assert '<h2 style="font-size: 17px" dir="auto">Épargne des familles</h2>' in html
    headers = sent.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_own_themes_come_first_and_the_rest_is_counted(amina, topic, jonas):
    queries.set_interests(lambda people: {jonas.pk: frozenset({"remittances"})})
    post(amina, topic, jonas, number=1, title="Mine", themes=["remittances"], at=MONDAY - timedelta(hours=9))
    for number in range(2, DIGEST_LINES + 15):
        post(amina, topic, jonas, number=number, title=f"Other {number}")
    make()
    body = mail.outbox[0].body
    assert body.index("Mine") < body.index("Other")
    assert "and 14 more" in body


def test_what_is_mailed_is_not_mailed_again(amina, topic, jonas):
    post(amina, topic, jonas)
    make()
    make()
    make(MONDAY + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_who_lost_the_right_to_read_is_told_nothing(amina, topic, jonas):
    post(amina, topic, jonas)
    actions.register_event(POST, event=Event.DISCUSSION, message=written, readers=lambda entry, people: set())
    make()
    assert mail.outbox == []


def test_what_is_gone_is_left_out(amina, topic, jonas):
    actions.register_event(POST, event=Event.DISCUSSION, message=lambda entry, language: None)
    post(amina, topic, jonas)
    make()
    assert mail.outbox == []
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_followers_of_what_no_room_declared_get_a_line_with_its_sentence(amina, topic, jonas, monkeypatch):
    actions.follow(jonas, topic)
    actions.record("people.profile_changed", by=amina, about=topic, for_followers=True, at=MONDAY - timedelta(days=1))
    jobs.work_off()
    make()
    assert [sent.to for sent in mail.outbox] == [["jonas@example.org"]]


def test_many_digests_take_few_statements(amina, topic):
    people = [make_person(name=f"Person {number}") for number in range(40)]

    def cost(number):
        Mail.objects.all().delete()
        for each in range(3):
            post(amina, topic, *people[:number], number=each)
        with statements() as seen:
            actions.write_digests(
                people=[person.pk for person in people[:number]],
                daily_until=MONDAY.isoformat(),
                weekly_until=MONDAY.isoformat(),
            )
        assert Mail.objects.count() == number
        return len(seen)

    cost(2)
    assert cost(5) == cost(40)


@pytest.fixture
def themed(jonas, monkeypatch):
    """Two public things are new, one of them on a theme of Jonas; gives the moments from which news was asked."""
    asked = []

    def news(since, language):
        asked.append((since, language))
        at = MONDAY - timedelta(days=2)
        return [
            queries.News(
                "A guide to savings", "library/guide/", frozenset({"remittances"}), at, teaser="How to begin"
            ),
            queries.News("Something else", "library/else/", frozenset({"health"}), at),
        ]

    monkeypatch.setattr(reading, "_news", [news])
    queries.set_interests(lambda people: {jonas.pk: frozenset({"remittances"})})
    return asked


def test_what_is_new_on_own_themes_comes_once_a_week_without_following_anything(themed, jonas):
    make(MONDAY - timedelta(days=1))
    assert mail.outbox == []
    for at in (MONDAY, MONDAY + timedelta(minutes=30), MONDAY + timedelta(hours=3)):
        make(at)
    assert [sent.to for sent in mail.outbox] == [[jonas.email]]
    body = mail.outbox[0].body
    assert "New on your themes" in body and "A guide to savings" in body and "Something else" not in body
    assert themed == [(MONDAY.replace(hour=7, minute=0) - timedelta(days=7), "en")]


def test_news_and_what_one_was_told_are_one_mail(themed, amina, topic, jonas):
    post(amina, topic, jonas)
    make()
    (sent,) = mail.outbox
    assert sent.subject == "2 things are new for you on M4D Net"
    assert sent.body.index("A question about savings") < sent.body.index("A guide to savings")


@pytest.mark.parametrize("cadence, days", [(Cadence.NEVER, 0), (Cadence.DAILY, 8), (Cadence.WEEKLY, 2)])
def test_news_come_as_often_as_one_wishes(themed, jonas, cadence, days):
    actions.wish(jonas, {"news": cadence})
    for day in range(8):
        make(MONDAY + timedelta(days=day))
    assert len(mail.outbox) == days


def test_nobody_gets_news_at_an_address_that_they_never_confirmed(themed, jonas):
    EmailAddress.objects.update(verified=False)
    make()
    assert mail.outbox == []


def test_news_of_the_catalogue_are_public_things_with_themes(db):
    from m4d.catalogue.queries.public import news_since
    from m4d.people.factories import make_organization

    since = timezone.now() - timedelta(minutes=5)
    make_organization("Association of Loja", themes=["remittances"])
    make_organization("Association without a theme")
    assert [(news.title, news.themes) for news in news_since(since, "fr")] == [
        ("Association of Loja", frozenset({"remittances"}))
    ]
    assert news_since(timezone.now() + timedelta(minutes=5), "fr") == []


def test_a_muted_thing_is_in_no_digest(amina, topic, jonas):
    actions.follow(jonas, topic, level=Level.NONE)
    actions.record(POST, by=amina, about=topic, tell=[jonas], data={"post": 1}, at=MONDAY - timedelta(hours=2))
    make()
    assert mail.outbox == []
