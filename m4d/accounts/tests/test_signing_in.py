"""Signing in, out and elsewhere; forgotten passwords; second factors."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.test import Client

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity.models import Mail
from m4d.jobs import actions as jobs

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
RESET = "/accounts/password/reset/"
PASSWORD = "three quiet rivers"


@pytest.fixture
def amina():
    """A member who reads Arabic and signs in with a password."""
    return make_person("Amina Diallo", email="amina@example.org", password=PASSWORD, language="ar")


def sign_in(client, email="amina@example.org", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def without_typed(page, email):
    """A page without the address that was typed into it and without its form token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    return text.replace(email, "ADDRESS")


def code_of(secret):
    """The six digits an app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_app(person):
    """Set up an authenticator app and recovery codes."""
    secret = "JBSWY3DPEHPK3PXP"
    totp.TOTP.activate(person, secret)
    return secret, RecoveryCodes.activate(person)


def test_amina_signs_in_whatever_the_case_of_her_address_and_lands_in_her_language(client, amina):
    answer = sign_in(client, email=" AMINA@example.org ")
    assert (answer.status_code, answer["Location"]) == (302, "/ar/")
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert client.session.get_expire_at_browser_close()


def test_stay_signed_in_is_a_choice(client, amina):
    sign_in(client, remember="on")
    assert client.session.get_expiry_age() == 60 * 60 * 24 * 60


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_away_after_signing_in(client, amina, target):
    assert sign_in(client, next=target)["Location"] == "/ar/"


def test_the_page_asked_for_comes_after_signing_in(client, amina):
    assert client.get("/en/settings/")["Location"] == "/accounts/login/?next=/en/settings/"
    assert sign_in(client, next="/en/settings/")["Location"] == "/en/settings/"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_wrong_password_and_an_unknown_address_answer_alike(client, amina, language):
    wrong = client.post(f"{SIGN_IN}?lang={language}", {"login": "amina@example.org", "password": "wrong words"})
    unknown = client.post(f"{SIGN_IN}?lang={language}", {"login": "nobody@example.org", "password": "wrong words"})
    assert without_typed(wrong, "amina@example.org") == without_typed(unknown, "nobody@example.org")
    assert "_auth_user_id" not in client.session


def test_wrong_passwords_are_slowed_for_the_address_and_the_right_one_waits_too(client, amina):
    for _ in range(5):
        sign_in(client, password="wrong words")
    page = sign_in(client).content.decode()
    assert "Too many tries. Wait five minutes, then try again." in page
    assert "_auth_user_id" not in client.session


def test_an_unconfirmed_address_gets_the_link_again(client):
    jonas = make_person("Jonas Berg", email="jonas@example.org", password=PASSWORD, confirmed=False)
    answer = sign_in(client, email=jonas.email)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert [message.to for message in mail.outbox] == [["jonas@example.org"]]
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_closed(client, amina):
    Person.objects.update(is_active=False)
    answer = sign_in(client)
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/inactive/").status_code == 200
    assert answer.status_code in (200, 302)


def test_asking_for_a_new_password_answers_alike_for_a_known_and_an_unknown_address(client, amina):
    known = client.post(RESET, {"email": "amina@example.org"})
    known_page = client.get(known["Location"])
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    unknown_page = client.get(unknown["Location"])
    assert (known.status_code, known["Location"], known.content) == (302, f"{RESET}done/", unknown.content)
    assert unknown["Location"] == known["Location"]
    assert known_page.content == unknown_page.content
    to_amina, to_nobody = mail.outbox
    assert (to_amina.to, to_amina.extra_headers["Content-Language"]) == (["amina@example.org"], "ar")
    assert "/accounts/password/reset/key/" in to_amina.body
    assert to_nobody.to == ["nobody@example.org"]
    assert "/accounts/password/reset/key/" not in to_nobody.body


@pytest.mark.parametrize("who", ["amina@example.org", "nobody@example.org"])
def test_mails_name_the_site_whatever_host_was_asked(client, amina, settings, who):
    settings.SITE_URL = "https://m4d.example"
    client.post(RESET, {"email": who}, headers={"host": "localhost:6666"})
    (message,) = mail.outbox
    links = re.findall(r"https?://\S+", message.body)
    assert links
    assert all(link.startswith("https://m4d.example/accounts/") for link in links)
    assert "localhost" not in message.body + message.alternatives[0].content


def test_the_outbox_keeps_no_link_that_was_sent(client, amina, settings):
    settings.EMAIL_BACKEND = "m4d.activity.adapters.OutboxBackend"
    client.post(RESET, {"email": amina.email})
    jobs.work_off()
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    (kept,) = Mail.objects.values("address", "text", "html")
    assert kept == {"address": amina.email, "text": "", "html": ""}


def test_amina_sets_a_new_password_by_mail_and_the_link_works_once(client, amina):
    client.post(RESET, {"email": amina.email})
    link = re.search(rf"{settings.SITE_URL}(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    answer = client.post(form, {"password1": "four calm lakes"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/key/done/")
    amina.refresh_from_db()
    assert amina.check_password("four calm lakes")
    page = Client().get(link).content.decode()
    assert amina.check_password("four calm lakes")
    assert 'name="password1"' not in page


def test_a_code_of_the_app_is_asked_after_the_password(client, amina):
    secret, _ = with_app(amina)
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    page = client.get("/accounts/2fa/authenticate/")
    assert page.status_code == 200
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (200, False)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(amina.pk)


def test_a_recovery_code_opens_the_account_once(client, amina):
    _, codes = with_app(amina)
    code = codes.get_unused_codes()[0]
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(amina.pk)
    again = Client()
    sign_in(again)
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in again.session


def test_setting_up_an_app_shows_the_key_as_text_and_gives_recovery_codes(client, amina):
    sign_in(client)
    page = client.get("/accounts/2fa/totp/activate/?lang=en").content.decode()
    shown = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(shown.replace(" ", ""))})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/recovery-codes/")
    codes = client.get(answer["Location"] + "?lang=en").content.decode()
    assert codes.count("<li><code>") == 10
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    download = client.get("/accounts/2fa/recovery-codes/download/")
    assert download.content.decode().count("\n") >= 10
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    (told,) = mail.outbox
    assert (told.to, told.extra_headers["Content-Language"]) == ([amina.email], "ar")


def test_a_sign_in_of_long_ago_is_asked_once_more_before_a_second_factor(client, amina):
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"], {"password": "wrong words"}).status_code == 200
    confirmed = client.post(
        "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}
    )
    assert confirmed["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get(confirmed["Location"]).status_code == 200


def test_amina_sees_her_sessions_and_signs_out_elsewhere(client, amina):
    elsewhere = Client(HTTP_USER_AGENT="Borrowed phone")
    sign_in(elsewhere)
    sign_in(client)
    page = client.get("/accounts/sessions/?lang=en").content.decode()
    assert "Borrowed phone" in page
    assert UserSession.objects.count() == 2
    client.post("/accounts/sessions/")
    assert UserSession.objects.count() == 1
    assert elsewhere.get("/en/settings/").status_code == 302
    assert client.get("/en/settings/").status_code == 200


def test_amina_signs_out_one_device_and_no_other(client, amina):
    phone, library = Client(HTTP_USER_AGENT="Borrowed phone"), Client(HTTP_USER_AGENT="Library")
    for one in (phone, library, client):
        sign_in(one)
    page = client.get("/accounts/sessions/?lang=fr").content.decode()
    ending = {session.user_agent: f"/accounts/sessions/{session.pk}/ending/" for session in UserSession.objects.all()}
    own = f"/accounts/sessions/{UserSession.objects.get(session_key=client.session.session_key).pk}/ending/"
    assert (ending["Library"] in page, ending["Borrowed phone"] in page, own in page) == (True, True, False)
    stranger = make_person("Jonas Berg", email="jonas@example.org", password=PASSWORD)
    elsewhere = Client()
    elsewhere.post(SIGN_IN, {"login": stranger.email, "password": PASSWORD})
    assert elsewhere.post(ending["Library"]).status_code == 404
    assert client.post(own).status_code == 403
    assert client.get(ending["Library"]).status_code == 405
    assert client.post(ending["Library"])["Location"] == "/accounts/sessions/"
    answers = [one.get("/en/settings/").status_code for one in (client, phone, library)]
    assert answers == [200, 200, 302]
    assert client.post(ending["Library"]).status_code == 404


def test_amina_adds_a_second_address_and_makes_it_the_main_one(client, amina):
    sign_in(client)
    client.post("/accounts/email/", {"email": "work@example.org", "action_add": ""})
    link = re.search(rf"{settings.SITE_URL}(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    client.post(link)
    client.post("/accounts/email/", {"email": "work@example.org", "action_primary": ""})
    amina.refresh_from_db()
    assert amina.email == "work@example.org"
    assert set(EmailAddress.objects.values_list("email", "primary", "verified")) == {
        ("amina@example.org", False, True),
        ("work@example.org", True, True),
    }
    assert client.get("/accounts/email/").status_code == 200


def test_adding_an_address_of_somebody_else_says_nothing(client, amina):
    make_person("Jonas Berg", email="jonas@example.org")
    sign_in(client)
    free = client.post("/accounts/email/", {"email": "free@example.org", "action_add": ""})
    taken = client.post("/accounts/email/", {"email": "jonas@example.org", "action_add": ""})
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"]) == (302, "/accounts/email/")
    assert not EmailAddress.objects.filter(user=amina, email="jonas@example.org", verified=True).exists()


def test_whoever_is_asked_to_sign_in_stays_in_the_language_of_the_page(client):
    asked = client.get("/ar/settings/")["Location"]
    assert '<html lang="ar" dir="rtl"' in client.get(asked).content.decode()


def test_signing_out_takes_a_button(client, amina):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == "/ar/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["2fa/", "sessions/", "email/", "password/change/"])
def test_pages_of_accounts_stay_in_the_language_that_a_member_reads(client, amina, page):
    amina.language = "fr"
    amina.save()
    sign_in(client)
    assert '<html lang="fr"' in client.get(f"/accounts/{page}").content.decode()
    assert client.get("/ar/settings/").status_code == 200
    assert '<html lang="ar"' in client.get(f"/accounts/{page}").content.decode()
    assert "m4d_language" not in client.get("/en/there-is-no-such-page/").cookies
    assert '<html lang="es"' in client.get(f"/accounts/{page}?lang=es").content.decode()
    assert client.get("/")["Location"] == "/fr/"


def test_a_page_kept_for_all_visitors_remembers_no_language(client):
    assert "m4d_language" not in client.get("/ar/gallery/?lang=es").cookies


def test_the_language_of_the_page_is_asked_by_the_address_then_remembered(client):
    page = client.get(SIGN_IN + "?lang=ar")
    assert '<html lang="ar" dir="rtl"' in page.content.decode()
    assert page.cookies["m4d_language"].value == "ar"
    assert '<html lang="ar" dir="rtl"' in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (SIGN_IN, "login"),
        (SIGN_IN, "password"),
        (RESET, "email"),
        ("/accounts/password/change/", "oldpassword"),
        ("/accounts/password/change/", "password1"),
        ("/accounts/reauthenticate/", "password"),
    ],
)
def test_ten_megabytes_in_a_field_are_answered_briefly(client, amina, address, field):
    if address not in (SIGN_IN, RESET):
        sign_in(client)
    answer = client.post(address, {"login": amina.email, "password": PASSWORD, field: "ab " * 3_500_000})
    assert answer.status_code == 200
    assert len(answer.content) < 70_000
