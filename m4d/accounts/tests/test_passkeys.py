"""Passkeys: who may add one, and a real browser with a virtual key that signs in without a password."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from tests.walk import browser

PASSWORD = "three quiet rivers"
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.django_db
def test_adding_a_key_needs_a_fresh_sign_in_and_offers_options_for_this_person(client):
    amina = make_person("Amina Diallo", email="amina@example.org", password=PASSWORD)
    answer = signed_in(client, amina).get("/accounts/2fa/webauthn/add/")
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Fwebauthn%2Fadd%2F"
    client.logout()
    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    options = json.loads(re.search(r'id="passkey-options" type="application/json">(.+?)</script>', page)[1])
    assert options["publicKey"]["user"]["displayName"] == "Amina Diallo"
    assert options["publicKey"]["rp"]["id"] == "testserver"
    assert len(options["publicKey"]["challenge"]) >= 22


PAGES_ABOUT_KEYS = ("/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("[::1]:8000", "http://localhost:8000"),
        ("192.168.7.20", "https://m4d.example"),
    ],
)
@pytest.mark.parametrize(("language", "words"), [("en", "by a number"), ("ar", "برقم")])
def test_opened_by_a_number_the_page_names_the_address_that_works(client, settings, host, named, language, words):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]", "localhost", "192.168.7.20"]
    settings.SITE_URL = "https://m4d.example"
    make_person("Amina Diallo", email="amina@example.org", password=PASSWORD)
    page = client.get(f"/accounts/login/?lang={language}", HTTP_HOST=host).content.decode()
    assert (words in page, f'href="{named}/accounts/login/?lang={language}"' in page) == (True, True)
    client.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD}, HTTP_HOST=host)
    for address in PAGES_ABOUT_KEYS:
        page = client.get(f"{address}?lang={language}", HTTP_HOST=host).content.decode()
        assert (words in page, f'href="{named}{address}?lang={language}"' in page) == (True, True)
        assert "data-passkey" not in page


@pytest.mark.django_db
def test_a_site_that_has_only_a_number_says_whom_to_ask(client, settings):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["192.168.7.20"], "http://192.168.7.20"
    page = client.get("/accounts/login/?lang=en", HTTP_HOST="192.168.7.20").content.decode()
    assert "Ask whoever runs this site for its name." in page


@pytest.mark.django_db
def test_opened_by_its_name_the_page_says_nothing_of_numbers(client):
    assert "by a number" not in client.get("/accounts/login/?lang=en", HTTP_HOST="localhost").content.decode()


@pytest.mark.django_db
def test_the_challenge_for_signing_in_names_nobody(client):
    options = client.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json").json()["request_options"]
    assert not options["publicKey"].get("allowCredentials")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "credential", ["", "{}", "[1]", "x" * 100_000, '{"id": "AAAA", "rawId": "AAAA", "response": {}}']
)
def test_a_broken_credential_is_refused_without_a_crash(client, credential):
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "looked at")
def test_amina_adds_a_passkey_and_signs_in_with_it_alone():
    amina = make_person("Amina Diallo", email="amina@example.org", password=PASSWORD)
    with browser.site() as site, browser.chromium() as chromium:
        # A passkey belongs to a name, not to a number: the same server, by the name every machine gives itself.
        site = site.replace("127.0.0.1", "localhost")
        page = chromium.new_page()
        keys = page.context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
        page.goto(f"{site}/accounts/login/")
        page.fill("input[name=login]", amina.email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{site}/en/")
        page.goto(f"{site}/accounts/2fa/webauthn/add/")
        page.fill("input[name=name]", "Office laptop")
        page.check("input[name=passwordless]")
        page.click("form[data-passkey] button.button")
        page.wait_for_url(f"{site}/accounts/2fa/recovery-codes/")
        page.context.clear_cookies()
        page.goto(f"{site}/accounts/login/")
        page.click("form[data-passkey] button")
        page.wait_for_url(f"{site}/en/")
        page.goto(f"{site}/accounts/2fa/webauthn/")
        assert "Office laptop" in page.inner_text("main")
        page.click("main td a >> nth=0")
        page.fill("input[name=name]", "Home laptop")
        page.click("main form button.button")
        page.wait_for_url(f"{site}/accounts/2fa/webauthn/")
        assert "Home laptop" in page.inner_text("main")
        assert page.locator("main tbody tr").count() == 1
        page.click("main td a >> nth=1")
        page.click("main form button.button")
        page.wait_for_url(f"{site}/accounts/2fa/webauthn/")
        page.close()
    assert not Authenticator.objects.filter(user=amina).exists()
