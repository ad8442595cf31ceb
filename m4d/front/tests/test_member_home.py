"""The home of a member: what is new, what waits, and nothing of others."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity.models import Entry, Notice
from m4d.community import actions as community
from m4d.community.choices import Verb as CommunityVerb
from m4d.community.factories import make_group, make_topic
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.discussions.choices import Verb as DiscussionVerb
from m4d.discussions.factories import make_open
from m4d.languages import actions as languages
from m4d.people.choices import Verb as PeopleVerb
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import SavedSearch
from m4d.places.choices import Verb

from .conftest import territory

pytestmark = pytest.mark.django_db


def test_member_home_tells_what_is_new_and_what_waits(client, lina, corridor):
    amina = make_person("Amina")
    organization = make_organization("Association of Loja")
    join(lina, organization, role="Secretary")
    make_seat(organization, duty="Desk", holder=lina, until=timezone.localdate() + timedelta(days=12))
    SavedSearch.objects.create(person=lina, name="Coffee", kind="people")
    activity.follow(lina, corridor)
    activity.follow(lina, corridor.origin)
    entry = activity.record(Verb.PROFILE_AMENDED, by=amina, about=corridor.origin)
    Notice.objects.create(person=lina, entry=entry, followed=True)
    html = signed_in(client, lina).get("/ar/").content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert html.count("<h1") == 1
    assert 'href="/ar/territories/loja/"' in html
    assert "لوخا" in html
    assert 'href="/ar/corridors/loja--spain/"' in html
    assert "Association of Loja" in html
    assert "Coffee" in html
    assert 'class="fresh"' in html
    assert f'name="up_to" value="{Notice.objects.get().pk}"' in html
    english = client.get("/en/").content.decode()
    assert "Your mandate ends in 12 days: Desk" in english
    assert "Tell people what you work on" in english
    assert "1 thing is new for you." in english


def test_what_people_named_says_its_language_or_that_nobody_knows_it(client, lina, corridor):
    organization = make_organization("Association de Loja", name_language="fr")
    join(lina, organization, role="Secrétaire")
    SavedSearch.objects.create(person=lina, name="Café", kind="people")
    type(corridor.origin).objects.filter(pk=corridor.origin_id).update(names={"ar": "لوخا"}, name_language="es")
    activity.follow(lina, corridor.origin)
    page = BeautifulSoup(signed_in(client, lina).get("/en/").content, "html.parser")
    said = {bdi.get_text(): bdi["lang"] for bdi in page.select(".side bdi")}
    assert said == {"Loja": "es", "Association de Loja": "fr", "Secrétaire": "", "Café": ""}
    assert page.select_one('.side a[href="/en/territories/loja/"] bdi')
    arabic = BeautifulSoup(client.get("/ar/").content, "html.parser")
    assert not arabic.select('.side a[href="/ar/territories/loja/"] bdi')


def test_an_older_title_in_a_sentence_says_its_language(client, lina):
    lina.language = "en"
    lina.save()
    group = make_group(facilitator=lina)
    topic = make_topic(group, lina, "Qui tient le registre ?", language="fr")
    community.rename_topic(topic, by=lina, title="Qui garde le registre ?")
    entry = Entry.objects.get(verb="community.topic_renamed")
    Notice.objects.create(person=lina, entry=entry)
    page = BeautifulSoup(signed_in(client, lina).get("/en/").content, "html.parser")
    said = {bdi.get_text(): bdi.get("lang") for bdi in page.select(".news li div bdi")}
    assert said == {"Qui tient le registre ?": "fr", "Qui garde le registre ?": "fr"}


def test_a_membership_that_nobody_confirmed_is_shown_as_waiting(client, lina):
    join(lina, make_organization("Town hall"), role="Intern", confirmed=False)
    join(lina, make_organization("Association of Loja"), role="Secretary")

    def said(language):
        page = BeautifulSoup(signed_in(client, lina).get(f"/{language}/").content, "html.parser")
        return {
            li.a.get_text(): li.p.get_text(" ", strip=True)
            for li in page.select(".side li:has(a[href*=organizations])")
        }

    assert said("en") == {"Town hall": "Intern Waiting for confirmation", "Association of Loja": "Secretary"}
    assert said("fr")["Town hall"] == "Intern En attente de confirmation"


def test_a_partner_is_looked_for_among_people(client, lina):
    html = signed_in(client, lina).get("/en/").content.decode()
    assert '<a class="button" href="/en/people/">Find a partner</a>' in html


def test_member_home_shows_nothing_of_others(client, lina, corridor):
    amina = make_person("Amina")
    SavedSearch.objects.create(person=amina, name="Planted secret search", kind="people")
    entry = activity.record(Verb.PROFILE_AMENDED, by=amina, about=corridor.origin)
    Notice.objects.create(person=amina, entry=entry)
    html = signed_in(client, lina).get("/en/").content.decode()
    assert "Planted secret search" not in html
    assert "changed the page" not in html
    assert "There is no news for you yet." in html


def test_who_had_news_before_is_told_that_nothing_is_new(client, lina, corridor):
    entry = activity.record(Verb.PROFILE_AMENDED, by=make_person("Amina"), about=corridor.origin)
    Notice.objects.create(person=lina, entry=entry, seen_at=timezone.now())
    assert "Nothing new since your last visit." in signed_in(client, lina).get("/en/").content.decode()


def test_mark_all_as_seen(client, lina, corridor):
    entry = activity.record(Verb.PROFILE_AMENDED, by=make_person("Amina"), about=corridor.origin)
    notice = Notice.objects.create(person=lina, entry=entry)
    signed_in(client, lina).post("/en/notices/seen/", {"up_to": notice.pk})
    html = client.get("/en/").content.decode()
    assert 'class="fresh"' not in html
    assert "Mark all as seen" not in html


def test_member_home_is_flat(client, lina, corridor):
    make_profile("Lina", person=lina)
    amina = make_person("Amina")
    signed_in(client, lina)
    made = iter(range(100))

    def make(number):
        for place in (next(made) for _ in range(number)):
            here = territory(f"p{place}", f"P{place}", "EC", (place, place))
            for thing, verb in ((here, Verb.PROFILE_AMENDED), (corridor, Verb.EVIDENCE_STATED)):
                activity.follow(lina, thing)
                entry = activity.record(verb, by=amina, about=thing, data={"kind": "local"})
                Notice.objects.create(person=lina, entry=entry, followed=True)

    assert_flat(lambda: client.get("/en/"), make, few=2, many=5, ceiling=10)


def test_news_of_every_kind_of_thing_stay_within_ten_statements(client, lina, corridor):
    organization = make_organization("Association of Loja")
    hidden = make_profile("Amina", visibility={"name": "groups"})
    seat = make_seat(organization, duty="Desk")
    for thing, verb in (
        (corridor, Verb.EVIDENCE_STATED),
        (corridor.origin, Verb.PROFILE_AMENDED),
        (organization, PeopleVerb.ORGANIZATION_CHANGED),
        (seat, PeopleVerb.SEAT_OPENED),
        (hidden, PeopleVerb.PROFILE_CHANGED),
    ):
        entry = activity.record(verb, by=hidden.person, about=thing, data={"kind": "local"})
        Notice.objects.create(person=lina, entry=entry)
    signed_in(client, lina).get("/en/")
    with statements() as seen:
        html = client.get("/en/").content.decode()
    assert "5 things are new for you." in html
    assert "Association of Loja" in html
    assert "Amina" not in html
    assert len(seen) <= 12


def test_a_thing_that_is_gone_takes_its_news_along(client, lina, corridor):
    entry = activity.record(Verb.PROFILE_AMENDED, by=lina, about=corridor.origin)
    Notice.objects.create(person=lina, entry=entry)
    Notice.objects.create(person=lina, entry=activity.record(Verb.EVIDENCE_STATED, by=lina, about=corridor, data={}))
    type(corridor).objects.all().delete()
    html = signed_in(client, lina).get("/en/").content.decode()
    assert "1 thing is new for you." in html


def test_older_news_are_one_link_away(client, lina):
    for number in range(11):
        entry = activity.record(
            Verb.PROFILE_AMENDED, by=lina, about=territory(f"p{number}", f"P{number}", "EC", (1, 1))
        )
        Notice.objects.create(person=lina, entry=entry)
    first = signed_in(client, lina).get("/en/")
    assert "At least 10 things are new for you." in first.content.decode()
    older = client.get(f"/en/?after={first.context['older']}")
    assert [str(one.notice.entry.about) for one in older.context["news"]] == ["P0"]
    assert 'href="?#news"' in older.content.decode()


def test_what_happened_to_one_thing_is_one_row_and_the_newest_stands_first(client, lina, corridor):
    discussion = make_open("How does a transfer save money?", language="en")
    now = timezone.now()
    question = discussion.questions.first()
    for days in (3, 2, 1):
        told(lina, DiscussionVerb.QUESTION_OPENED, question, now - timedelta(days=days), title=discussion.title)
    # Told last, happened first.
    told(lina, Verb.PROFILE_AMENDED, corridor.origin, now - timedelta(days=5))
    told(lina, Verb.PROFILE_AMENDED, corridor.destination, now - timedelta(hours=2))
    page = BeautifulSoup(signed_in(client, lina).get("/en/").content, "html.parser")
    rows = page.select(".news > li")
    assert [len(row.select("div a")) > 0 for row in rows] == [True, True, True]
    assert [row.select_one("div a")["href"] for row in rows] == [
        "/en/territories/spain/",
        question.get_absolute_url(),
        "/en/territories/loja/",
    ]
    assert rows[1].select_one(".more").get_text() == "and 2 more"
    assert rows[1].get_text().count(discussion.title) == 1
    assert "money?:" not in rows[1].get_text()
    assert "3 things are new for you." in page.get_text()


def test_news_of_a_part_do_not_name_an_e_discussion_that_was_hidden(client, lina):
    discussion = make_open("How does a transfer save money?", language="en")
    question = discussion.questions.first()
    told(lina, DiscussionVerb.QUESTION_OPENED, question, timezone.now(), title=discussion.title)
    assert discussion.title in signed_in(client, lina).get("/en/").content.decode()
    discussion.hidden_at = timezone.now()
    discussion.save(update_fields=["hidden_at"])
    home = client.get("/en/").content.decode()
    assert discussion.title not in home
    assert question.title not in home


def test_a_title_in_news_is_in_the_language_of_the_reader_and_ends_once(client, lina):
    discussion = make_open("Who sits at the table?", language="en")
    languages.add_human_version(discussion, "title", "fr", "Qui est à la table ?", by=discussion.team[0])
    now = timezone.now()
    told(lina, DiscussionVerb.CONTRIBUTION_WITHDRAWN, discussion.questions.first(), now, title=discussion.title)
    told(lina, DiscussionVerb.FOLLOWED_UP, make_open("Who pays?", language="en"), now - timedelta(days=1))
    signed_in(client, lina)
    first, second = BeautifulSoup(client.get("/fr/").content, "html.parser").select(".news > li > div")
    assert first.a.bdi.get_text() == "Qui est à la table ?"
    assert "table?" not in first.get_text()
    assert (second.a.bdi["lang"], second.a.bdi["dir"]) == ("en", "ltr")
    assert second.get_text().strip().endswith("Who pays?")


def test_titles_of_news_are_read_in_one_statement(client, lina):
    signed_in(client, lina)
    discussion, group, made = make_open(language="en"), make_group(facilitator=lina), iter(range(100))

    def make(number):
        for _one in range(number):
            discussion.pk, discussion.slug = None, f"table-{next(made)}"
            discussion.save()
            topic = make_topic(group, make_person("Amina"), f"Who keeps register {next(made)}?", language="en")
            told(lina, DiscussionVerb.FOLLOWED_UP, discussion, timezone.now())
            told(lina, CommunityVerb.TOPIC_CLOSED, topic, timezone.now(), reason="Done")

    assert_flat(lambda: client.get("/fr/"), make, few=2, many=4, ceiling=10)


def told(person, verb, about, at, **data):
    """A notice of something that happened at a moment."""
    Notice.objects.create(person=person, entry=activity.record(verb, by=None, about=about, data=data, at=at))


@pytest.mark.parametrize("after", ["x" * 10_000, "%00", "WzFd", "W10", "eyJhIjoxfQ"])
def test_member_home_survives_any_mark(client, lina, after):
    assert signed_in(client, lina).get(f"/en/?after={after}").status_code == 200
