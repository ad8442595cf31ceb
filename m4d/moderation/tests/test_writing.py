"""The spam gate without a third party: floods, links, repeats, and trust that grows with behaviour."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Notice
from m4d.moderation import actions, policies, queries
from m4d.moderation.choices import Held, Measure, Outcome, Reason, Trust
from m4d.moderation.models import WRITING_DAYS, Case, Decision, Sanction, Standing, Writing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = "Buy cheap passports from our friendly office, all countries, delivery in two days, call today."


def old(name, **fields):
    """Somebody who has been here for two months."""
    return make_person(name, created_at=NOW - timedelta(days=60), **fields)


def new(name):
    """Somebody who came yesterday."""
    return make_person(name, created_at=NOW - timedelta(days=1))


def wrote(person, number, *, at=NOW - timedelta(hours=2), gap=timedelta(minutes=5)):
    """Somebody wrote a number of texts, one after the other."""
    Standing.objects.get_or_create(person=person)
    Standing.objects.filter(person=person).update(written=number)
    Writing.objects.bulk_create([Writing(person=person, at=at - gap * one) for one in range(number)])


def reasons(text="Hello everybody.", *, person, at=NOW):
    return [str(one) for one in policies.may_write(person, text=text, at=at).reasons]


def test_trust_grows_with_time_and_with_what_is_written():
    amina = old("Amina")
    assert queries.trust_of(new("Jonas"), NOW) == Trust.NEW
    assert queries.trust_of(amina, NOW) == Trust.NEW
    wrote(amina, 3)
    assert queries.trust_of(amina, NOW) == Trust.MEMBER
    assert queries.trust_of(make_person("Omar", roles=["facilitator"]), NOW) == Trust.REGULAR


def test_trust_grows_with_what_others_found_useful_and_shrinks_with_what_was_hidden(monkeypatch):
    amina = old("Amina")
    monkeypatch.setattr(queries.writing, "_sources", [lambda person: queries.Signals(written=25, useful=6)])
    assert queries.trust_of(amina, NOW) == Trust.REGULAR
    case = Case.objects.create(about_kind="thing", about_id=1, due_at=NOW, opened_at=NOW)
    decision = Decision.objects.create(
        case=case, outcome=Outcome.HIDE, rule=Reason.SPAM, text="No.", concerns=amina,
        created_at=NOW - timedelta(days=1),
    )  # fmt: skip
    assert queries.trust_of(amina, NOW) == Trust.NEW
    Decision.objects.filter(pk=decision.pk).update(created_at=NOW - timedelta(days=60))
    assert queries.trust_of(amina, NOW) == Trust.MEMBER


def test_whoever_is_not_signed_in_or_closed_does_not_write():
    assert reasons(person=AnonymousUser()) == ["Sign in to write."]
    assert reasons(person=make_person("Gone", is_active=False)) == ["This account is closed."]


def test_a_new_member_writes_at_once_but_does_not_flood():
    jonas = new("Jonas")
    wrote(jonas, 9)
    assert reasons(person=jonas) == []
    wrote(jonas, 1)
    assert reasons(person=jonas) == [
        "You have written 10 texts in 24 hours, which is the most for now. Write the next one later."
    ]
    assert reasons(person=jonas, at=NOW + timedelta(hours=24)) == []


def test_nobody_writes_faster_than_hands_can():
    omar = make_person("Omar", roles=["moderator"])
    wrote(omar, policies.BURST, at=NOW, gap=timedelta(seconds=1))
    assert reasons(person=omar) == ["You are writing very fast. Wait a minute and send it again."]
    assert reasons(person=omar, at=NOW + timedelta(minutes=2)) == []


def test_links_are_few_at_first_and_links_to_this_site_do_not_count(settings):
    settings.SITE_URL = "https://m4d.example"
    jonas, three = new("Jonas"), "See https://a.example https://b.example and www.c.example"
    assert reasons(three, person=jonas) == ["A text of yours can have at most 2 links for now. Take some out."]
    assert reasons("https://m4d.example/en/ " * 5, person=jonas) == []
    amina = old("Amina")
    wrote(amina, 3)
    assert reasons(three, person=amina) == []


def test_the_same_text_is_not_published_twice_but_thanks_may_be():
    amina = old("Amina")
    for text in (LONG, "Thank you!"):
        actions.screen(amina, by=amina, text=text, at=NOW)
    assert reasons(f"  {LONG.upper()} 7!", person=amina, at=NOW + timedelta(minutes=5)) == [
        "You have just sent the same text. It is not published twice."
    ]
    assert reasons("Thank you!", person=amina, at=NOW + timedelta(minutes=5)) == []
    assert reasons(LONG, person=amina, at=NOW + timedelta(minutes=15)) == []


def test_a_change_of_what_stands_is_neither_flood_nor_repeat_but_a_new_link_is_still_held(things):
    jonas = new("Jonas")
    wrote(jonas, 9)
    actions.screen(jonas, by=jonas, text=LONG, at=NOW)
    assert reasons(LONG + "!", person=jonas)
    assert policies.may_write(jonas, text=LONG + "!", at=NOW, is_edit=True)
    assert actions.screen(jonas, by=jonas, text=LONG + " https://town.example", at=NOW, is_edit=True) is True
    assert Standing.objects.get().written == 10


def test_the_first_link_of_a_new_member_waits_for_a_moderator_and_they_are_told(things):
    jonas = new("Jonas")
    assert actions.screen(jonas, by=jonas, text="Good morning to all of you.", at=NOW) is False
    assert actions.screen(jonas, by=jonas, text="Our town has a page on this: https://town.example", at=NOW) is True
    assert things.hidden == {jonas.pk: NOW}
    assert things.changed == [jonas]
    case = Case.objects.get()
    assert (case.held_for, case.is_held, case.is_waiting) == (Held.LINK, True, True)
    assert Notice.objects.get().person == jonas
    assert Entry.objects.get(verb="moderation.thing_held").concerns == jonas


def test_a_text_that_two_other_accounts_sent_is_held(things):
    first, second, third = new("One"), new("Two"), new("Three")
    assert [actions.screen(one, by=one, text=LONG, at=NOW) for one in (first, second)] == [False, False]
    assert actions.screen(third, by=third, text=LONG.replace("two days", "TWO DAYS!!"), at=NOW) is True
    assert Case.objects.get().held_for == Held.REPEATED


def test_little_more_than_links_is_held(things):
    jonas = new("Jonas")
    Standing.objects.create(person=jonas, linked_at=NOW)
    assert actions.screen(jonas, by=jonas, text="Look https://town.example/cheap/offers/today", at=NOW) is True
    assert Case.objects.get().held_for == Held.MOSTLY_LINKS


def test_nothing_of_a_known_member_is_held():
    amina = old("Amina")
    wrote(amina, 3)
    assert actions.screen(amina, by=amina, text="https://town.example", at=NOW) is False


def test_a_suspended_member_reads_until_when_and_how_to_appeal():
    amina = old("Amina")
    Sanction.objects.create(
        person=amina, measure=Measure.SUSPENDED, rule=Reason.HARM, text="Insults.", starts_at=NOW,
        ends_at=NOW + timedelta(days=3),
    )  # fmt: skip
    said = reasons(person=amina)
    assert len(said) == 1
    assert "25 November 2026" in said[0]
    assert "Decisions about me" in said[0]
    assert reasons(person=amina, at=NOW + timedelta(days=3)) == []


def test_a_slowed_member_writes_that_many_a_day():
    amina = old("Amina")
    Sanction.objects.create(
        person=amina, measure=Measure.SLOW, rule=Reason.SPAM, text="Too many.", posts_a_day=2, starts_at=NOW,
        ends_at=NOW + timedelta(days=7),
    )  # fmt: skip
    wrote(amina, 1)
    assert reasons(person=amina) == []
    wrote(amina, 1)
    assert reasons(person=amina) == [
        "You can write 2 texts in 24 hours now. “Decisions about me” says why and how to appeal."
    ]


def test_fingerprints_hold_no_words_and_go_after_a_month():
    amina = old("Amina")
    actions.screen(amina, by=amina, text=LONG, at=NOW)
    row = Writing.objects.get()
    assert (len(row.fingerprint), "passport" in str(row.__dict__)) == (40, False)
    assert actions.forget_old_writings(at=NOW + timedelta(days=WRITING_DAYS - 1)) == 0
    assert actions.forget_old_writings(at=NOW + timedelta(days=WRITING_DAYS + 1)) == 1


def test_a_link_that_nobody_can_read_leads_away(settings):
    settings.SITE_URL = "https://m4d.example"
    assert queries.links_in("See http://a\u2100b.example/ and https://m4d.example/en/") == ["http://a\u2100b.example/"]
