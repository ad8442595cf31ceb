"""What nobody can read as an address, or as a number of a row, is answered with a page and never with an error."""

import re

import pytest

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.places.factories import make_territory
from tests.walk.addresses import every_address

pytestmark = pytest.mark.django_db
UNREADABLE = ["//[", "http://[::1", "http://[", "http://a\u2100b.example/"]


@pytest.fixture(autouse=True)
def errors_are_answers(client):
    client.raise_request_exception = False


@pytest.mark.parametrize("address", UNREADABLE)
@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "logout", "reauthenticate"])
def test_a_next_page_that_is_no_address_leads_nowhere(client, page, address):
    if page in ("logout", "reauthenticate"):
        signed_in(client, make_person("Amina Diallo", password="three quiet rivers"))
    assert client.get(f"/accounts/{page}/", {"next": address}).status_code in (200, 302)
    assert client.post(f"/accounts/{page}/", {"next": address}).status_code in (200, 302)


@pytest.mark.parametrize("address", UNREADABLE)
def test_whoever_signs_in_with_such_a_next_page_comes_home(client, address):
    make_person("Amina Diallo", email="amina@example.org", password="three quiet rivers")
    form = {"login": "amina@example.org", "password": "three quiet rivers", "next": address}
    answer = client.post("/accounts/login/", form)
    assert (answer.status_code, answer.url) == (302, "/en/")


@pytest.mark.parametrize("header", ["Referer", "Origin"])
@pytest.mark.parametrize("address", ["http://[", "http://[::1", "//["])
def test_an_unreadable_page_before_is_no_page_of_ours(client, header, address):
    headers = {header: address}
    following = {"kind": "places.territory", "id": "1"}
    assert client.post("/en/following/", following, headers=headers).status_code == 302
    client.handler.enforce_csrf_checks = True
    stale = client.post("/en/contact/", {"message": "Hello there"}, headers=headers)
    assert stale.status_code == 403
    client.handler.enforce_csrf_checks = False
    refused = signed_in(client, make_person("Amina Diallo")).get("/en/people/verification/", headers=headers)
    assert refused.status_code == 403


@pytest.mark.parametrize("goal", ["nonsense", "front:home", "//[", "http://["])
def test_following_leads_home_where_the_page_before_is_none(client, goal):
    place = make_territory("Kédougou")
    signed_in(client, make_person("Amina Diallo"))
    answer = client.post("/en/following/", {"kind": "places.territory", "id": place.pk, "next": goal})
    assert (answer.status_code, answer.url) == (303, "/en/")


def numbered(number: int):
    """Every address that takes a number, with this one; whatever else it takes is "x"."""
    for route in every_address().values():
        if "<int:" in route:
            path = re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", str(number), route))
            # What i18n adds in front is part of the route already.
            yield "/" + path.lstrip("/")


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize("is_staff", [False, True])
def test_no_number_in_an_address_is_too_large(client, number, is_staff):
    if is_staff:
        signed_in(client, make_person("Noor", is_superuser=True, is_staff=True))
    addresses = list(numbered(number))
    assert len(addresses) > 60
    faults = []
    for address in addresses:
        for method in (client.get, client.post):
            answer = method(address)
            if answer.status_code >= 500 or (number > 2**63 and answer.status_code != 404):
                faults.append(f"{address}: {answer.status_code}")
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("number", ["zzzzzzzzzzzzz", "1y2p0ij32e8e8", "-zzzzzzzzzzzzz"])
def test_a_link_for_a_new_password_whose_number_is_too_large_is_a_page(client, number):
    assert client.get(f"/accounts/password/reset/key/{number}-abc/").status_code < 500
