"""Does anything break on the staff side? Every address of it is opened by an administrator and by an editor."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, get_resolver, resolve, reverse

from tests.walk import reading

EACH_KIND = 2
"""How many addresses of one kind, such as the editing of a page, each of them opens."""

pytestmark = pytest.mark.django_db


def staff_names(patterns=None, around: tuple[str, ...] = ()) -> set[str]:
    """The name of every address of the staff side: {"wagtailadmin_pages:edit", "front_journal"}."""
    if patterns is None:
        [staff] = [one for one in get_resolver().url_patterns if str(one.pattern) == "manage/"]
        patterns = staff.url_patterns
    found: set[str] = set()
    for one in patterns:
        if isinstance(one, URLPattern):
            found |= {":".join((*around, one.name))} if one.name else set()
        else:
            found |= staff_names(one.url_patterns, (*around, one.namespace) if one.namespace else around)
    return found


def entrances():
    """Every address of the staff side that needs no argument."""
    for name in sorted(staff_names()):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def kind_of(address: str) -> str | None:
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    return match.view_name or match.route


@pytest.mark.parametrize("persona", ["admin", "editor"])
def test_every_address_of_the_staff_side_answers(world, persona):
    client = Client(raise_request_exception=False)
    client.force_login(world.people[persona], backend="django.contrib.auth.backends.ModelBackend")
    waiting, opened, seen, faults = list(entrances()), Counter(), set(), []
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        # It exists to raise an error.
        if address in seen or kind == "wagtailadmin_error_test" or opened[kind] >= EACH_KIND:
            continue
        seen.add(address)
        opened[kind] += 1
        answer = client.get(address)
        if answer.status_code >= 500:
            faults.append(f"{persona} {address}: {answer.status_code}")
        elif answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html") and answer.content:
            found = reading.links(reading.document(answer))
            waiting += [link for link in found if link.startswith("/manage/")]
    assert not faults, "\n" + "\n".join(faults)
    assert {"wagtailadmin_explore_root", "wagtailadmin_explore", "wagtailadmin_pages:edit"} <= set(opened)
