"""Pages of editors, the desk, the home of a member, and the message to facilitators."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageViewRestriction

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity.models import Mail, Notice
from m4d.catalogue.models import Card
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.front.actions import messages
from m4d.front.models import StandardPage
from m4d.jobs.models import Job
from m4d.people.choices import Verb as PeopleVerb
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import SavedSearch
from m4d.places.choices import Verb

from .conftest import territory

pytestmark = pytest.mark.django_db


def test_standard_page_in_its_own_language(client, page):
    html = client.get("/fr/workshops/").content.decode()
    assert "<h1>Ateliers</h1>" in html
    assert '<article lang="fr" dir="ltr">' in html
    assert "<p>À Kédougou.</p>" in html
    assert "Original in" not in html


def test_standard_page_in_another_language_says_so(client, page):
    response = client.get("/ar/workshops/")
    html = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl"' in html
    assert '<article lang="fr" dir="ltr">' in html
    assert '<p class="meta" lang="ar" dir="rtl">' in html


def test_drafts_and_pages_for_some_are_not_public(client, page, home):
    draft = home["fr"].add_child(
        instance=StandardPage(title="Brouillon secret", slug="draft", locale=home["fr"].locale, live=False)
    )
    closed = home["fr"].add_child(instance=StandardPage(title="Fermé", slug="closed", locale=home["fr"].locale))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert client.get("/fr/draft/").status_code == 404
    assert client.get("/en/draft/").status_code == 404
    assert client.get("/en/closed/").status_code == 404
    assert client.get("/fr/closed/").status_code == 302
    page.title = "Ateliers, nouvelle version"
    page.save_revision()
    assert "nouvelle version" not in client.get("/fr/workshops/").content.decode()
    assert draft.pk


def test_a_page_for_some_readers_leaves_the_catalogue_at_once(client, page, home):
    page.save_revision().publish()
    for closed in (page, home["fr"]):
        assert client.get("/api/v1/page/workshops").status_code == 200
        restriction = PageViewRestriction.objects.create(page=closed, restriction_type="login")
        assert not Card.objects.filter(kind="page").exists()
        assert client.get("/api/v1/page/workshops").status_code == 404
        restriction.delete()


def test_a_page_is_found_while_it_is_live_and_forgotten_when_it_goes(page, home, locales):
    page.save_revision().publish()
    card = Card.objects.get(kind="page")
    assert (card.path, card.language) == ("workshops/", "fr")
    english = page.copy_for_translation(locales["en"], copy_parents=True)
    english.title = "Workshops"
    english.save_revision().publish()
    card = Card.objects.get(kind="page")
    assert set(card.faces.values_list("title", flat=True)) >= {"Ateliers", "Workshops"}
    StandardPage.objects.get(pk=page.pk).unpublish()
    card = Card.objects.get(kind="page")
    assert (card.language, card.object_id) == ("en", str(english.pk))
    StandardPage.objects.get(pk=english.pk).delete()
    assert not Card.objects.filter(kind="page").exists()


def test_one_page_keeps_one_address(page, locales):
    from django.core.exceptions import ValidationError

    english = page.copy_for_translation(locales["en"], copy_parents=True)
    english.slug = "ateliers-en"
    with pytest.raises(ValidationError, match="Keep the address “workshops”"):
        english.clean()


def test_starter_pages_are_there_in_every_language(client, starter):
    slugs, languages = ("about", "accessibility", "your-data", "terms"), ("en", "fr", "es", "ar")
    for language, slug in product(languages, slugs):
        html = client.get(f"/{language}/{slug}/").content.decode()
        assert html.count("<h1") == 1
        assert f'<article lang="{language}"' in html
        assert "nofollow" not in html


def test_menus_lead_only_to_what_exists(client, starter):
    from m4d.front import queries

    for language in ("en", "ar"):
        lines = [
            *queries.main_lines(language),
            *(line for group in queries.footer_groups(language) for line in group.lines),
        ]
        assert len(lines) > 15
        for line in lines:
            path = line.path if line.path.startswith("/") else f"/{language}/{line.path}"
            assert client.get(path).status_code in (200, 302), path


def test_menu_follows_the_editors(starter, django_capture_on_commit_callbacks):
    from m4d.front import queries
    from m4d.front.models import Menu

    queries.main_lines("fr")
    menu = Menu.objects.get(place="main")
    menu.lines = [
        ("page", StandardPage.objects.get(slug="about", locale__language_code="en")),
        ("link", {"address": "/iati/", "en": "Data", "fr": "Données", "es": "", "ar": ""}),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        menu.save()
    assert [(str(line.label), line.path) for line in queries.main_lines("fr")] == [
        ("À propos de M4D Net", "about/"),
        ("Données", "/iati/"),
    ]
    assert [str(line.label) for line in queries.main_lines("es")] == ["Acerca de M4D Net"]


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
    assert "Nothing new since your last visit." in html


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


def test_older_news_are_one_link_away(client, lina, corridor):
    for _number in range(11):
        entry = activity.record(Verb.PROFILE_AMENDED, by=lina, about=corridor.origin)
        Notice.objects.create(person=lina, entry=entry)
    first = signed_in(client, lina).get("/en/")
    assert "At least 10 things are new for you." in first.content.decode()
    older = client.get(f"/en/?after={first.context['older']}")
    assert len(older.context["news"]) == 1
    assert 'href="?#news"' in older.content.decode()


@pytest.mark.parametrize("after", ["x" * 10_000, "%00", "WzFd", "W10", "eyJhIjoxfQ"])
def test_member_home_survives_any_mark(client, lina, after):
    assert signed_in(client, lina).get(f"/en/?after={after}").status_code == 200


def test_desk_is_for_members(client, db):
    assert client.get("/en/desk/").status_code == 302


def test_desk_of_a_member_and_of_a_moderator(client, lina):
    html = signed_in(client, lina).get("/en/desk/").content.decode()
    assert "Tell people what you work on" in html
    assert "Because of your role" not in html
    amina = make_person("Amina", roles=[Role.MODERATOR, Role.FACILITATOR])
    make_person("New", awaits_approval=True)
    html = signed_in(client, amina).get("/en/desk/").content.decode()
    assert "1 new account waits for you" in html
    # Whoever cannot let accounts in is not sent to a page that is shut to them.
    claire = make_person("Claire", roles=[Role.FACILITATOR])
    assert "1 new account" not in signed_in(client, claire).get("/en/desk/").text


def test_desk_of_somebody_whom_nothing_awaits(client, lina):
    make_profile("Lina", person=lina, completed_at=timezone.now())
    signed_in(client, lina).get("/en/desk/")
    with statements() as seen:
        html = client.get("/en/desk/").content.decode()
    assert "Nothing waits for you." in html
    assert len(seen) <= 12


def letter(client, **more):
    form = client.get("/en/contact/").context["form"]
    typed = {"name": "Rosa", "address": "rosa@example.org", "message": "Where is the desk?", "page": ""}
    return {**typed, "website": "", "opened": form.initial["opened"], **more}


@pytest.fixture
def facilitator(db):
    return make_person("Claire", roles=[Role.FACILITATOR], language="fr", email="claire@example.org")


@pytest.fixture
def patient(monkeypatch):
    """Nobody waits in tests: a form counts as written by hand at once."""
    monkeypatch.setattr("m4d.front.forms.FASTEST", -1)


def test_a_message_reaches_the_facilitators(client, facilitator, patient):
    response = client.post("/en/contact/", letter(client))
    assert (response.status_code, response.url) == (303, "/en/contact/?sent=1")
    sent = Mail.objects.get()
    assert (sent.address, sent.headers) == ("claire@example.org", {"Reply-To": "rosa@example.org"})
    assert "Where is the desk?" in sent.text
    assert "on its way" in client.get(response.url).content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "more", [{"website": "http://spam.example"}, {"opened": "forged"}, {"opened": ""}], ids=["pot", "forged", "none"]
)
def test_a_program_is_thanked_and_ignored(client, facilitator, patient, more):
    assert client.post("/en/contact/", letter(client, **more)).status_code == 303
    assert not Mail.objects.exists()


def test_a_form_that_comes_back_at_once_is_ignored(client, facilitator):
    assert client.post("/en/contact/", letter(client)).status_code == 303
    assert not Mail.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_wrong_message_keeps_what_was_typed(client, facilitator, patient, language):
    typed = letter(client, address="nobody", name="<b>Rosa</b>")
    response = client.post(f"/{language}/contact/", typed)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Where is the desk?" in html
    assert "<b>Rosa</b>" not in html
    assert 'class="error-summary"' in html


def test_a_header_cannot_be_smuggled_into_the_mail(client, facilitator, patient):
    typed = letter(client, name="Rosa\r\nBcc: all@example.org", address="rosa@example.org\r\nBcc: x@example.org")
    client.post("/en/contact/", typed)
    typed = letter(client, name="Rosa\r\nBcc: all@example.org")
    assert client.post("/en/contact/", typed).status_code == 303
    sent = Mail.objects.get()
    assert "\n" not in sent.subject
    assert set(sent.headers) == {"Reply-To"}


def test_a_flood_is_stopped_with_a_sentence_and_the_words_stay(client, facilitator, patient, lina):
    signed_in(client, lina)
    for _number in range(5):
        assert client.post("/en/contact/", letter(client)).status_code == 303
    response = client.post("/en/contact/", letter(client, message="Once more"))
    html = response.content.decode()
    assert "You wrote several messages this hour." in html
    assert "Once more" in html
    assert Mail.objects.count() == 5


def write_from(client, network, **more):
    return client.post("/en/contact/", letter(client, **more), REMOTE_ADDR=network)


def test_an_hour_is_an_hour(client, facilitator, patient, lina, monkeypatch):
    signed_in(client, lina)
    for _number in range(5):
        client.post("/en/contact/", letter(client))
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: timezone.now() + timedelta(minutes=30))
    client.post("/en/contact/", letter(client, message="Once more"))
    assert Mail.objects.count() == 5


def test_one_network_closes_the_form_for_itself_and_for_nobody_else(client, facilitator, patient, lina):
    for number in range(70):
        answer = write_from(client, f"2001:db8::{number + 1:x}", message=f"Message {number}")
    assert Mail.objects.count() == 10
    assert "You wrote several messages this hour." in answer.content.decode()
    assert write_from(client, "198.51.100.7").status_code == 303
    assert write_from(client, "2001:db8:0:1::1").status_code == 303
    assert Mail.objects.count() == 12
    signed_in(client, lina)
    assert write_from(client, "2001:db8::1").status_code == 303
    assert Mail.objects.count() == 13


def test_however_many_write_nobody_is_refused_and_members_are_read_at_once(
    client, facilitator, patient, lina, monkeypatch
):
    monkeypatch.setattr(messages, "DELIVERED_IN_AN_HOUR", 2)
    for number in range(5):
        assert write_from(client, f"198.51.100.{number}", message=f"Message {number}").status_code == 303
    signed_in(client, lina)
    assert client.post("/en/contact/", letter(client)).status_code == 303
    due = Job.objects.filter(action="m4d.activity.actions.deliver_mail").order_by("pk")
    assert [round((job.due_at - job.asked_at).total_seconds() / 3600) for job in due] == [0, 0, 1, 1, 2, 0]


def test_a_form_is_good_for_one_message(client, facilitator, patient):
    typed = letter(client)
    for _twice in range(2):
        assert client.post("/en/contact/", typed).status_code == 303
    assert Mail.objects.count() == 1
    answer = client.post("/en/contact/", {**typed, "message": "Another question"})
    assert (answer.status_code, Mail.objects.count()) == (200, 1)
    html = answer.content.decode()
    assert "A message was sent with this form already." in html
    assert "Another question" in html
    (fresh,) = re.findall(r'name="opened" value="([^"]+)"', html)
    assert fresh != typed["opened"]
    again = {**typed, "message": "Another question", "opened": fresh}
    assert client.post("/en/contact/", again).status_code == 303
    assert Mail.objects.count() == 2


def test_nobody_reads_nothing_is_promised(client, db):
    html = client.get("/en/contact/").content.decode()
    assert "Nobody reads these messages at the moment." in html
    assert '<form method="post" class="form"' not in html
