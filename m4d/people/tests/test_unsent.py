"""Nothing that somebody typed is lost: not when their session has ended, and not when their page was open too long."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from m4d.accounts.factories import make_person
from m4d.core.pages import unsent
from m4d.core.testing import signed_in
from m4d.people.factories import make_profile
from m4d.people.models import Profile

pytestmark = pytest.mark.django_db
FORM = "/fr/people/me/knowledge/"
TEXT = "Ce que j’ai essayé à Kédougou.\n\n<b>Deux</b> paragraphes & plus."
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def amina():
    return make_profile(person=make_person("Amina Diallo", email="amina@example.org", password="three quiet rivers"))


@pytest.fixture
def typed(amina):
    """What Amina fills in, as her browser sends it."""
    page = BeautifulSoup(signed_in(Client(), amina.person).get(FORM).content, "lxml")
    sent = {"bio": TEXT, "version": page.select_one("input[name=version]")["value"], "languages": ["fr", "ff"]}
    return sent | {
        one["name"]: one.select_one("option[selected]")["value"] for one in page.select("main select[name^=see_]")
    }


def filled(response):
    """What a browser would send from the form of a page, and where to."""
    form = BeautifulSoup(response.content, "lxml").select_one("main form.form")
    values = {}
    for one in form.select("input[name], textarea[name]"):
        value = one.text.removeprefix("\n") if one.name == "textarea" else one["value"]
        values.setdefault(one["name"], []).append(value)
    return form["action"], values


def test_a_form_without_a_session_comes_back_after_signing_in(client, amina, typed):
    answer = client.post(FORM, typed)
    assert answer.status_code == 302
    sign_in = client.get(answer.url)
    assert "ce que vous avez écrit est gardé pendant une heure" in sign_in.content.decode()
    goal = sign_in.context["redirect_field_value"]
    assert goal.startswith("/fr/unsent/")
    answer = client.post(
        "/accounts/login/", {"login": "amina@example.org", "password": "three quiet rivers", "next": goal}
    )
    assert (answer.status_code, answer.url) == (302, goal)
    page = client.get(goal)
    label = BeautifulSoup(page.content, "lxml").select_one("main label[for]")
    assert label.text == "À propos de moi"
    assert Profile.objects.get().bio == "", "nothing is saved yet"
    action, values = filled(page)
    assert (action, values["bio"], values["languages"]) == (FORM, [TEXT], ["fr", "ff"])
    values["bio"] = ["Ce que j’ai essayé à Kédougou."]
    assert client.post(action, values).status_code == 303
    assert Profile.objects.get().bio == "Ce que j’ai essayé à Kédougou."
    assert Profile.objects.get().languages == ["fr", "ff"]
    assert client.get(goal).status_code == 404, "what was sent is not kept"


def test_another_browser_finds_nothing_under_the_key(client, amina, typed):
    goal = client.post(FORM, typed).url.partition("next=")[2]
    other = signed_in(Client(), make_person("Jonas"))
    answer = other.get(goal)
    assert answer.status_code == 404
    assert "Deux" not in answer.content.decode()
    assert signed_in(client, amina.person).get(goal).status_code == 200


def sign_in(client, person):
    """As people do it, so that the browser gets everything that signing in sets."""
    return client.post("/accounts/login/", {"login": person.email, "password": "three quiet rivers"})


def test_on_a_shared_computer_somebody_else_finds_nothing(client, amina, typed):
    jonas = make_person("Jonas", email="jonas@example.org", password="three quiet rivers")
    sign_in(client, amina.person)
    assert str(amina.person.pk) not in client.cookies[unsent.COOKIE].value.split(".")
    client.post("/accounts/logout/")
    goal = client.post(FORM, typed).url.partition("next=")[2]
    assert sign_in(client, jonas).status_code == 302
    answer = client.get(goal)
    assert (answer.status_code, "Deux" in answer.content.decode()) == (404, False)
    assert client.post("/fr/people/me/who/", {"unsent": goal.split("/")[-2], "name": "Jonas"}).status_code == 422
    client.post("/accounts/logout/")
    sign_in(client, amina.person)
    assert filled(client.get(goal))[1]["bio"] == [TEXT]


def test_what_was_typed_before_anybody_signed_in_waits_for_whoever_does(client, amina, typed):
    goal = client.post(FORM, typed).url.partition("next=")[2]
    assert client.cookies[unsent.COOKIE]["max-age"] == unsent.AN_HOUR
    sign_in(client, amina.person)
    assert filled(client.get(goal))[1]["bio"] == [TEXT]


def test_what_was_typed_comes_back_although_the_site_changed_its_key(client, amina, typed, settings):
    sign_in(client, amina.person)
    client.post("/accounts/logout/")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the key that follows it" * 3
    goal = client.post(FORM, typed).url.partition("next=")[2]
    sign_in(client, amina.person)
    assert filled(client.get(goal))[1]["bio"] == [TEXT]


def test_two_forms_of_one_browser_are_both_kept(client, amina, typed):
    goals = [
        client.post(FORM, typed | {"bio": text}).url.partition("next=")[2] for text in ("One thing", "Two things")
    ]
    signed_in(client, amina.person)
    assert [filled(client.get(goal))[1]["bio"] for goal in goals] == [["One thing"], ["Two things"]]


@pytest.mark.parametrize("is_member", [True, False])
def test_a_page_that_was_open_too_long_gives_back_what_was_typed(amina, typed, is_member):
    client = Client(enforce_csrf_checks=True)
    if is_member:
        signed_in(client, amina.person)
    answer = client.post(FORM, typed | {"csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert answer.status_code == 403
    action, values = filled(answer)
    assert (action, values["bio"]) == (FORM, [TEXT])
    values["bio"] = ["Plus court."]
    answer = client.post(action, values, **HERE)
    assert answer.status_code == (303 if is_member else 302)
    assert Profile.objects.get().bio == ("Plus court." if is_member else "")
    assert is_member or "/unsent/" in answer.url


@pytest.mark.parametrize("source", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
def test_what_another_site_sends_is_not_offered_for_sending(amina, typed, source):
    client = signed_in(Client(enforce_csrf_checks=True), amina.person)
    answer = client.post(FORM, typed, **source)
    assert answer.status_code == 403
    assert "Deux" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (FORM, {"bio": "x" * (unsent.LONGEST + 1)}),
        (FORM, {"bio": "  "}),
        ("/fr/settings/leaving/", {"password": "three quiet rivers"}),
        ("/accounts/password/change/", {"oldpassword": "three quiet rivers"}),
        ("/fr/notices/seen/", {"up_to": "7"}),
    ],
)
def test_passwords_clicks_and_floods_are_not_kept(client, db, path, sent):
    answer = client.post(path, sent)
    assert answer.status_code == 302
    assert "/unsent/" not in answer.url
    assert unsent.COOKIE not in answer.cookies


def test_who_pressed_a_button_without_a_session_stands_before_it_again(client, amina):
    button, page = "/fr/settings/data/exports/", "/fr/settings/data/?from=menu"
    goal = client.post(button, HTTP_REFERER=f"http://testserver{page}").url
    assert goal == "/accounts/login/?next=/fr/settings/data/%3Ffrom%3Dmenu"
    for foreign in ("https://evil.example/x", "http://testserver.evil.example/", ""):
        assert client.post(button, HTTP_REFERER=foreign).url == f"/accounts/login/?next={button}"
    assert client.post(button, HTTP_REFERER="http://testserver//evil.example/").url.endswith("next=/evil.example/")


def test_a_password_beside_a_text_is_left_out(client, db):
    goal = client.post(FORM, {"bio": "Some words", "password": "three quiet rivers"}).url.partition("next=")[2]
    page = signed_in(client, make_person("Amina")).get(goal)
    assert filled(page)[1]["bio"] == ["Some words"]
    assert "three quiet rivers" not in page.content.decode()


def test_not_more_is_kept_than_there_are_places(client, db, monkeypatch):
    monkeypatch.setattr(unsent, "PLACES", 2)
    goals = [client.post(FORM, {"bio": f"Words {number}"}).url.partition("next=")[2] for number in range(6)]
    signed_in(client, make_person("Amina"))
    kept = [goal for goal in goals if client.get(goal).status_code == 200]
    assert 1 <= len(kept) <= 2
    assert kept[-1] == goals[-1]
    assert cache.get("unsent-2") is None


def test_a_huge_text_comes_back_as_its_beginning_with_a_sentence(client, amina, typed):
    answer = signed_in(client, amina.person).post("/en/people/me/knowledge/", typed | {"bio": "word " * 2_000_000})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write at most 1,000 characters. This has 9,999,999." in page
    assert "Only the first 50,000 characters came back. The rest was cut off." in page
    assert len(answer.content) < 150_000
    assert Profile.objects.get().bio == ""


def test_a_new_page_has_no_empty_heading_and_invites_its_owner(client):
    profile = make_profile(person=make_person("Lina"), headline="Coordinator")
    page = signed_in(client, profile.person).get(profile.get_absolute_url()).content.decode()
    assert ">Profile</h2>" not in page
    assert "Say what you know" in page
    other = signed_in(client, make_person("Jonas")).get(profile.get_absolute_url()).content.decode()
    assert ">Profile</h2>" not in other
    assert "Say what you know" not in other
    Profile.objects.update(languages=["fr"])
    assert ">Profile</h2>" in client.get(profile.get_absolute_url()).content.decode()
