"""Secrets of second factors lie sealed in the database; those from before are read as they stand."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection

from m4d.accounts import actions, gateways, queries
from m4d.accounts.choices import Seal
from m4d.accounts.factories import make_person

pytestmark = pytest.mark.django_db

PASSWORD = "three quiet rivers"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def amina():
    """A member with a password."""
    return make_person("Amina Diallo", email="amina@example.org", password=PASSWORD)


def code(secret=SECRET):
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, [*yield_hotp_counters_from_time()][1]))


def stored() -> str:
    """Everything that the database holds of second factors, as a thief would read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return str(cursor.fetchall())


def sign_in(client):
    client.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD})
    return client.post("/accounts/2fa/authenticate/", {"code": code()})


def test_the_database_alone_gives_no_second_factor_away(client, amina):
    TOTP.activate(amina, SECRET)
    codes = RecoveryCodes.activate(amina)
    seed = gateways.opened(codes.instance.data["seed"])
    assert (SECRET in stored(), seed in stored(), stored().count(gateways.SEAL)) == (False, False, 2)
    sign_in(client)
    assert "_auth_user_id" in client.session


def test_recovery_codes_work_once_as_before(amina):
    codes = RecoveryCodes.activate(amina)
    first = codes.get_unused_codes()[0]
    assert (codes.validate_code(first), codes.validate_code(first)) == (True, False)


def test_what_was_written_before_the_seal_is_still_read(client, amina):
    Authenticator.objects.create(user=amina, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=amina, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 0})
    sign_in(client)
    assert "_auth_user_id" in client.session
    assert len(RecoveryCodes.activate(amina).get_unused_codes()) == 10


def test_an_older_key_of_the_site_still_opens(client, amina, settings):
    TOTP.activate(amina, SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    sign_in(client)
    assert "_auth_user_id" in client.session


def test_without_the_key_nobody_gets_in_and_the_page_says_why(client, amina, settings):
    TOTP.activate(amina, SECRET)
    settings.SECRET_KEY = "another key"
    # What an attacker could work out from nothing opens nothing, either.
    for typed in (code(), code(""), "000000"):
        client.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD})
        answer = client.post("/accounts/2fa/authenticate/?lang=en", {"code": typed})
        assert answer.status_code == 403
        assert "the secret key of this site was changed" in answer.content.decode()
        assert "_auth_user_id" not in client.session


def change_key(settings, new: str, *, keep_old: bool = True) -> None:
    """What whoever runs the site does."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if keep_old else []
    settings.SECRET_KEY = new


def test_after_sealing_again_the_older_key_can_go(client, amina, settings):
    TOTP.activate(amina, SECRET)
    codes = RecoveryCodes.activate(amina)
    first, second = codes.get_unused_codes()[:2]
    codes.validate_code(first)
    change_key(settings, "another key")
    assert queries.second_factors_by_seal() == {Seal.OLDER: 2}
    assert (actions.seal_again(), actions.seal_again()) == (2, 0)
    assert queries.second_factors_by_seal() == {Seal.PRESENT: 2}
    settings.SECRET_KEY_FALLBACKS = []
    sign_in(client)
    assert "_auth_user_id" in client.session
    again = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert (again.validate_code(first), again.validate_code(second)) == (False, True)


def test_what_was_never_sealed_is_sealed_and_what_no_key_opens_stays_as_it_is(amina, settings):
    omar = make_person("Omar Diop")
    TOTP.activate(omar, SECRET)
    lost = Authenticator.objects.get(user=omar).data
    change_key(settings, "another key", keep_old=False)
    Authenticator.objects.create(user=amina, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=amina, type="recovery_codes", data={"migrated_codes": ["abc", "def"]})
    assert queries.second_factors_by_seal() == {Seal.LOST: 1, Seal.NONE: 2}
    assert actions.seal_again() == 2
    assert Authenticator.objects.get(user=omar).data == lost
    assert queries.second_factors_by_seal() == {Seal.LOST: 1, Seal.PRESENT: 2}
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == ["abc", "def"]
    assert SECRET not in stored()


def test_a_session_lives_on_under_the_older_key_and_is_counted(client, amina, settings):
    client.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD})
    assert queries.sessions_of_older_keys() == 0
    change_key(settings, "another key")
    assert queries.sessions_of_older_keys() == 1
    assert client.get("/en/settings/data/").status_code == 200
    # Whoever comes back has a session under the present key from then on.
    assert queries.sessions_of_older_keys() == 0
