"""The settings pages, the mailbox of the demo, and the demo persons."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions import models as usersessions
from django.core.mail import EmailMultiAlternatives, get_connection

from m4d.accounts import demo
from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.accounts.views import mailbox
from m4d.core.testing import assert_flat, signed_in

pytestmark = pytest.mark.django_db

SIGNED_IN_PAGES = [
    "/{}/settings/",
    "/{}/settings/edit/",
    "/{}/settings/data/",
    "/{}/settings/data/history/",
    "/accounts/email/?lang={}",
    "/accounts/password/change/?lang={}",
    "/accounts/sessions/?lang={}",
    "/accounts/2fa/?lang={}",
    "/accounts/2fa/webauthn/?lang={}",
    "/accounts/3rdparty/?lang={}",
    "/accounts/logout/?lang={}",
    "/accounts/welcome/?lang={}",
]
PUBLIC_PAGES = [
    "/accounts/login/?lang={}",
    "/accounts/signup/?lang={}",
    "/accounts/password/reset/?lang={}",
    "/accounts/password/reset/done/?lang={}",
    "/accounts/password/reset/key/1-abc/?lang={}",
    "/accounts/password/reset/key/done/?lang={}",
    "/accounts/confirm-email/?lang={}",
    "/accounts/confirm-email/abc/?lang={}",
    "/accounts/inactive/?lang={}",
    "/accounts/3rdparty/login/cancelled/?lang={}",
]


@pytest.fixture
def amina():
    """A member whose name would run as a script on a careless page."""
    return make_person('Amina <script>alert("x")</script>', email="amina@example.org", password="three quiet rivers")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("address", SIGNED_IN_PAGES)
def test_a_page_of_ones_own_stands_in_its_language_and_asks_to_sign_in(client, amina, address, language):
    address = address.format(language)
    assert client.get(address).status_code == 302
    answer = signed_in(client, amina).get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert '<script>alert("x")' not in page


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_a_page_for_visitors_stands_in_its_language(client, address, language):
    answer = client.get(address.format(language))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page


def test_settings_are_saved_and_the_next_page_speaks_the_new_language(client, amina):
    signed_in(client, amina)
    answer = client.post(
        "/en/settings/edit/",
        {
            "name": "Amina Sow",
            "language": "ar",
            "time_zone": "Dakar, Senegal",
            "theme": "dark",
            "light_pages": "on",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/ar/settings/")
    amina.refresh_from_db()
    assert (amina.name, amina.language, amina.theme, amina.light_pages) == ("Amina Sow", "ar", "dark", True)
    assert amina.time_zone == "Africa/Dakar"
    page = client.get("/ar/settings/").content.decode()
    assert 'data-theme="dark"' in page
    assert "داكار، السنغال" in page


def test_times_are_told_in_the_zone_that_a_member_chose(client, amina):
    signed_in(client, amina)
    usersessions.UserSession.objects.create(
        user=amina, session_key=client.session.session_key, ip="192.0.2.1", user_agent="Phone",
        created_at=datetime(2026, 12, 18, 16, 0, tzinfo=UTC),
    )  # fmt: skip
    page = client.get("/accounts/sessions/?lang=en").content.decode()
    assert "18 December 2026, 16:00 UTC</time>" in page
    assert "core/js/local-time.js" in page, "the browser adds the time of a member whose zone we do not know"
    Person.objects.filter(pk=amina.pk).update(time_zone="Asia/Kathmandu")
    page = client.get("/accounts/sessions/?lang=en").content.decode()
    assert '<time datetime="2026-12-18T21:45+05:45">Friday 18 December 2026, 21:45 (Kathmandu)</time>' in page
    assert "local-time.js" not in page


def test_the_settings_offer_every_zone_by_its_name_and_the_one_of_the_device(client, amina):
    Person.objects.filter(pk=amina.pk).update(time_zone="America/Guayaquil")
    page = signed_in(client, amina).get("/fr/settings/edit/").content.decode()
    assert 'value="Guayaquil, Équateur"' in page
    assert '<option value="Dakar, Sénégal">Africa/Dakar</option>' in page
    assert "data-own-zone=" in page and "core/js/own-zone.js" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "Аmina"},
        {"name": "x" * 10_000_000},
        {"language": "xx"},
        {"theme": "<b>"},
        {"time_zone": "Mars"},
    ],
)
def test_wrong_settings_are_not_saved_and_come_back(client, amina, wrong):
    signed_in(client, amina)
    answer = client.post("/en/settings/edit/", {"name": "Amina Sow", "language": "ar", "theme": "", **wrong})
    assert answer.status_code == 200
    assert "<title>Error:" in answer.content.decode()
    assert len(answer.content) < 70_000
    amina.refresh_from_db()
    assert (amina.name, amina.language) == ('Amina <script>alert("x")</script>', "en")


def test_the_settings_page_is_flat(client, amina):
    signed_in(client, amina)

    def more(number):
        for _ in range(number):
            amina.emailaddress_set.create(email=f"a{amina.emailaddress_set.count()}@example.org")

    assert_flat(lambda: client.get("/en/settings/"), more)


@pytest.fixture
def mailbox_folder(tmp_path, monkeypatch, settings):
    """A demo with its own folder of mails, filled as the outbox fills it."""
    settings.M4D_DEMO = True
    monkeypatch.setattr(mailbox, "FOLDER", tmp_path)
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path))
    message = EmailMultiAlternatives(
        "مرحبًا Amina",
        "افتح http://testserver/accounts/x/\n<b>x</b>",
        "a@example.org",
        ["amina@example.org"],
        connection=connection,
    )
    message.extra_headers["Content-Language"] = "ar"
    message.attach_alternative("<p>x</p>", "text/html")
    message.send()
    return tmp_path


def test_the_demo_shows_its_mails(client, mailbox_folder):
    page = client.get("/demo/mail/").content.decode()
    assert "مرحبًا Amina" in page
    (file,) = mailbox_folder.glob("*.log")
    one = client.get(f"/demo/mail/{file.stem}-0/").content.decode()
    assert 'lang="ar" dir="rtl"' in one
    assert '<a dir="ltr" href="http://testserver/accounts/x/"' in one
    assert "<b>x</b>" not in one


@pytest.mark.parametrize("name", ["..-0", "x-0", "..%2F..%2Fsecret-key-0", "a" * 300])
def test_the_mailbox_opens_nothing_else(client, mailbox_folder, name):
    assert client.get(f"/demo/mail/{name}/").status_code == 404


def test_there_is_no_mailbox_outside_a_demo(client, mailbox_folder, settings):
    settings.M4D_DEMO = False
    assert client.get("/demo/mail/").status_code == 404
    (file,) = mailbox_folder.glob("*.log")
    assert client.get(f"/demo/mail/{file.stem}-0/").status_code == 404


def test_the_seventeen_demo_persons_can_sign_in(client):
    story = SimpleNamespace(people={})
    demo.tell(story)
    assert len(story.people) == Person.objects.count() == 17
    assert {person.email for person in story.people.values()} == {f"{name}@demo.example" for name in demo.PERSONS}
    assert story.people["admin"].is_superuser
    assert [name for name, person in story.people.items() if person.is_staff] == ["admin"]
    client.post("/accounts/login/", {"login": "second.assessor@demo.example", "password": "m4d-demo"})
    assert client.session["_auth_user_id"] == str(story.people["second.assessor"].pk)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("fr", "Une de vos adresses électroniques n’est pas confirmée."),
        ("ar", "أحد عناوين بريدك الإلكتروني غير مؤكَّد."),
    ],
)
def test_an_unconfirmed_second_address_is_named_as_what_keeps_the_second_factor_closed(client, language, says):
    amina = make_person("Amina", email="amina@example.org", password="three quiet rivers", language=language)
    EmailAddress.objects.create(user=amina, email="other@example.org", verified=False)
    client.post("/accounts/login/", {"login": amina.email, "password": "three quiet rivers"})
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert says in page.content.decode()


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/118.0 Firefox/118.0", "Firefox (Android)"),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36",
            "Chrome (Android)",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0", "Edge (Windows)"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari (iPhone)"),
        ("curl/8.5", "curl/8.5"),
    ],
)
def test_sessions_name_the_browser_as_people_call_it(client, user_agent, name):
    amina = make_person("Amina", email="amina@example.org", password="three quiet rivers")
    typed = {"login": amina.email, "password": "three quiet rivers"}
    client.post("/accounts/login/", typed, HTTP_USER_AGENT=user_agent)
    page = client.get("/accounts/sessions/", HTTP_USER_AGENT=user_agent).content.decode()
    assert f'<bdi dir="ltr">{name}</bdi>' in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
