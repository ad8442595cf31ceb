"""Sign-in through another organization: a real OpenID Connect server on this machine, started by the test."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail

from m4d.accounts.factories import make_person
from m4d.accounts.models import Consent, Person

pytestmark = pytest.mark.django_db

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Organization(BaseHTTPRequestHandler):
    """Discovery, authorization, token and userinfo of an organization that knows Amina."""

    def log_message(self, *args):
        """Stay silent."""

    def answer(self, body, status=200, **headers):
        payload = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(payload)),
            **headers,
        }.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(payload)

    def do_GET(self):  # noqa: N802 the name that http.server asks for
        address = urlsplit(self.path)
        base = self.server.base
        if address.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif address.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.answer({"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]})
        elif address.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            self.server.asked = asked
            back = f"{asked['redirect_uri']}?{urlencode({'code': 'c0de', 'state': asked['state']})}"
            self.answer({}, status=302, Location=back)
        elif self.headers["Authorization"] == "Bearer access":
            self.answer(self.server.claims)
        else:
            self.answer({"error": "invalid_token"}, status=401)

    def do_POST(self):  # noqa: N802
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if sent["code"] != ["c0de"] or proof.decode() != self.server.asked["code_challenge"]:
            self.answer({"error": "invalid_grant"}, status=400)
            return
        now = int(time.time())
        token = {"iss": self.server.base, "aud": "m4d", "iat": now, "exp": now + 300, **self.server.claims}
        self.answer(
            {
                "access_token": "access",
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": jwt.encode(token, KEY, algorithm="RS256", headers={"kid": "one"}),
            }
        )


@pytest.fixture
def organization(settings):
    """The running server, entered in the settings as the provider "ministry"."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Organization)
    server.base = f"http://127.0.0.1:{server.server_port}"
    server.claims = {
        "sub": "amina-1",
        "email": "amina@ministry.example",
        "email_verified": True,
        "name": "Amina Diallo",
    }
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "ministry",
                    "name": "Ministry of Diaspora Affairs",
                    "client_id": "m4d",
                    "secret": "quiet",
                    "settings": {"server_url": server.base},
                }
            ],
        }
    }
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def go_through(client, organization):
    """Press the button, visit the organization and come back."""
    leaving = client.post("/accounts/oidc/ministry/login/")
    assert leaving.status_code == 302
    assert leaving["Location"].startswith(f"{organization.base}/authorize?")
    import http.client

    connection = http.client.HTTPConnection(urlsplit(organization.base).netloc)
    connection.request("GET", leaving["Location"].removeprefix(organization.base))
    back = connection.getresponse().getheader("Location")
    connection.close()
    return client.get(back.removeprefix("http://testserver"))


def test_the_sign_in_page_names_the_organization(client, organization):
    page = client.get("/accounts/login/").content.decode()
    assert "Ministry of Diaspora Affairs" in page
    assert "/accounts/oidc/ministry/login/" in page
    assert client.get("/accounts/oidc/ministry/login/?lang=ar").status_code == 200


def test_amina_joins_through_her_organization_and_agrees_to_the_rules(client, organization):
    back = go_through(client, organization)
    assert back["Location"] == "/accounts/3rdparty/signup/"
    page = client.get(back["Location"]).content.decode()
    assert 'value="Amina Diallo"' in page
    assert 'value="amina@ministry.example"' in page
    refused = client.post(back["Location"], {"name": "Amina Diallo", "email": "amina@ministry.example"})
    assert (refused.status_code, Person.objects.count()) == (200, 0)
    joined = client.post(
        back["Location"], {"name": "Amina Diallo", "email": "amina@ministry.example", "agreement": "on"}
    )
    amina = Person.objects.get()
    assert joined["Location"] == "/accounts/welcome/"
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert (amina.name, amina.email, amina.has_usable_password()) == ("Amina Diallo", "amina@ministry.example", False)
    assert EmailAddress.objects.get().verified
    assert Consent.objects.get().purpose == "membership"
    assert mail.outbox == []


def test_amina_comes_back_and_is_the_same_person(client, organization):
    amina = make_person("Amina Diallo", email="amina@ministry.example")
    SocialAccount.objects.create(user=amina, provider="ministry", uid="amina-1")
    assert go_through(client, organization)["Location"] == "/en/"
    assert client.session["_auth_user_id"] == str(amina.pk)


def test_an_organization_cannot_take_over_an_account_with_the_same_address(client, organization):
    jonas = make_person("Jonas Berg", email="amina@ministry.example", password="three quiet rivers")
    go_through(client, organization)
    client.post("/accounts/3rdparty/signup/", {"name": "X Y", "email": jonas.email, "agreement": "on"})
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert Person.objects.count() == 1


def test_an_unconfirmed_address_of_an_organization_is_confirmed_here(client, organization):
    organization.claims["email_verified"] = False
    go_through(client, organization)
    client.post(
        "/accounts/3rdparty/signup/", {"name": "Amina Diallo", "email": "amina@ministry.example", "agreement": "on"}
    )
    assert "_auth_user_id" not in client.session
    assert [message.to for message in mail.outbox] == [["amina@ministry.example"]]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_broken_answer_of_the_organization_is_explained(client, organization, language):
    answer = client.get(f"/accounts/oidc/ministry/login/callback/?error=server_error&lang={language}")
    page = answer.content.decode()
    assert answer.status_code in (200, 401)
    assert page.count("<h1>") == 1
    assert f'<html lang="{language}"' in page
