"""How members reach each other: whoever speaks for a territory, and the sign that a message waits."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from m4d.community import actions, queries
from m4d.community.models import Post, Topic
from m4d.core.testing import signed_in, statements
from m4d.people.factories import make_organization, make_seat
from m4d.places.factories import make_country

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date


@pytest.fixture
def senegal():
    return make_country("SN")


@pytest.fixture
def seat(senegal, fatou):
    town = make_organization("Municipality of Kédougou", verified=True, country="SN")
    since = TODAY() - timedelta(days=30)
    return make_seat(town, territory=senegal, duty="Migration desk", holder=fatou, since=since, verified=True)


def head_of(page: str) -> str:
    return page.split("</header>", 1)[0]


def test_a_member_writes_from_the_page_of_a_territory_to_whoever_speaks_for_it(client, seat, senegal, amina, fatou):
    page = signed_in(client, amina).get(senegal.get_absolute_url()).content.decode()
    desk = f"/en/messages/new/?seat={seat.pk}"
    assert f'href="{desk}"' in page
    form = client.get(desk).content.decode()
    assert "Migration desk" in form
    assert "Municipality of Kédougou" in form
    assert 'name="to"' not in form
    # Who holds the seat is for the page of the seat to say.
    assert fatou.name not in form
    assert fatou.profile.slug not in form
    answer = client.post(desk, {"text": "Who keeps the register of returnees?"})
    topic = Topic.objects.conversations().get()
    assert (answer.status_code, answer.headers["Location"]) == (303, topic.get_absolute_url())
    assert (topic.title, set(queries.participants_of(topic))) == ("Migration desk", {amina.pk, fatou.pk})


def test_what_is_written_to_a_seat_stands_apart_from_what_the_two_say_otherwise(client, seat, amina, fatou):
    private = actions.start_conversation(by=amina, others=[fatou], text="How is your mother?")
    signed_in(client, amina).post(f"/en/messages/new/?seat={seat.pk}", {"text": "A question for the desk."})
    assert [post.text for post in Post.objects.filter(topic=private)] == ["How is your mother?"]


@pytest.mark.parametrize(
    "change",
    [
        {"verified_at": None},
        {"mandate_until": TODAY() - timedelta(days=1)},
        {"ended_at": timezone.now()},
        {"person": None},
    ],
)
def test_nobody_is_reached_where_nobody_speaks(client, seat, senegal, amina, change):
    seat.holdings.update(**change)
    page = signed_in(client, amina).get(senegal.get_absolute_url()).content.decode()
    assert "messages/new/?seat=" not in page
    assert client.get(f"/en/messages/new/?seat={seat.pk}").status_code == 404


def test_whoever_speaks_does_not_write_to_themself_and_visitors_sign_in_first(client, seat, senegal, fatou):
    assert "messages/new/?seat=" not in client.get(senegal.get_absolute_url()).content.decode()
    assert client.get(f"/en/messages/new/?seat={seat.pk}").status_code == 302
    page = signed_in(client, fatou).get(senegal.get_absolute_url()).content.decode()
    assert "messages/new/?seat=" not in page


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "-1"])
def test_a_seat_that_makes_no_sense_is_not_found(client, amina, number):
    assert signed_in(client, amina).get(f"/en/messages/new/?seat={number}").status_code == 404


def test_a_message_from_a_profile_says_the_name_and_shows_no_address(client, amina, lina):
    page = signed_in(client, amina).get(f"/en/messages/new/?to={lina.profile.slug}").content.decode()
    assert "Lina Moreno" in page
    assert re.search(r'<input type="hidden" name="to" value="(\w+)"', page)[1] == lina.profile.slug
    assert '<textarea name="to"' not in page
    # Where nobody is meant, or somebody who is not here, the field stays.
    for address in ("/en/messages/new/", "/en/messages/new/?to=nobodyhere"):
        assert '<textarea name="to"' in client.get(address).content.decode()
    again = client.post("/en/messages/new/", {"to": lina.profile.slug, "text": ""}).content.decode()
    assert 'type="hidden" name="to"' in again


def test_every_page_of_a_member_says_that_a_message_waits(client, amina, lina, django_capture_on_commit_callbacks):
    client = signed_in(client, amina)
    assert "tag due" not in head_of(client.get("/en/messages/new/").content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        talk = actions.start_conversation(by=lina, others=[amina], text="Good morning.")
    head = head_of(client.get("/en/messages/new/").content.decode())
    # Beside the account, on the menu of a phone, and at the line in both lists.
    assert re.findall(r'<span class="tag due">(\d+)<', head) == ["1"] * 4
    with statements() as seen:
        client.get("/en/messages/new/")
    # What is known is not asked again.
    assert not any("last_number" in one["sql"] for one in seen.captured_queries)
    assert "Something new in 1 conversation" in client.get("/en/desk/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.get(talk.get_absolute_url())
    assert "tag due" not in head_of(client.get("/en/messages/new/").content.decode())
    assert "Something new in" not in client.get("/en/").content.decode()


def test_unread_conversations_are_counted_in_one_statement(amina, lina, youssef):
    for other in (lina, youssef):
        actions.start_conversation(by=other, others=[amina], text="Good morning.")
    with statements() as seen:
        assert queries.unread_conversations(amina) == 2
    assert len(seen) == 1
    assert queries.unread_conversations(lina) == 0


def test_kept_public_pages_say_nothing_of_messages(client, senegal):
    assert "tag due" not in client.get(senegal.get_absolute_url()).content.decode()
