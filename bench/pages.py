"""Which pages are measured: every page type, found on the site itself, with the limits that hold for it."""

import re
from dataclasses import dataclass

from .client import Client

EDITED = 80
"""Just changed, a page that editors compose may cost this many hellos; every other page 12."""


@dataclass(frozen=True)
class Page:
    """One page type. `email` signs in first; `just_changed` is None where nothing is kept anyway."""

    name: str
    path: str
    email: str = ""
    is_public: bool = True
    just_changed: float | None = 12
    first_visit: bool = False


def find_pages(port: int) -> list[Page]:
    """The pages of this issue with real addresses on this site."""
    visitor = Client(port, encoding="")
    deep = deep_page(visitor, "/en/people/", 500)
    found = [
        Page("home", "/en/", just_changed=EDITED, first_visit=True),
        Page("home, Arabic", "/ar/", just_changed=EDITED),
        Page("people", "/en/people/", first_visit=True),
        Page(f"people, page {deep[0]}", deep[1]),
        Page("person", linked(visitor, "/en/people/"), first_visit=True),
        Page("organizations", "/en/organizations/", first_visit=True),
        Page("organization", linked(visitor, "/en/organizations/"), first_visit=True),
        Page("territories", "/en/territories/", first_visit=True),
        Page("territory", linked(visitor, "/en/territories/"), first_visit=True),
        Page("corridors", "/en/corridors/", first_visit=True),
        Page("corridor", linked(visitor, "/en/corridors/"), first_visit=True),
        Page("projects", "/en/projects/", first_visit=True),
        Page("project", linked(visitor, "/en/projects/"), first_visit=True),
        Page("projects, filtered", "/en/projects/?country=SN"),
        Page("theme", linked(visitor, "/en/themes/")),
        Page("search, no words", "/en/search/", first_visit=True),
        Page("search, two words", "/en/search/?q=diaspora+training", first_visit=True),
        Page("sign in", "/accounts/login/", is_public=False, just_changed=None, first_visit=True),
        Page("sign up", "/accounts/signup/", is_public=False, just_changed=None, first_visit=True),
        Page("no such page", "/en/no-such-page/", is_public=False, just_changed=None),
        Page("API list", "/api/v1/project/", is_public=False, just_changed=None),
        Page("feed", "/feeds/project.xml", is_public=False, just_changed=None),
    ]
    member = "officer@demo.example"
    group, topic = linked(visitor, "/en/groups/"), long_topic(visitor)
    found += [
        Page("groups", "/en/groups/", first_visit=True),
        Page("group", group, first_visit=True),
        Page("topic, first page", topic, first_visit=True),
        Page("topic, middle page", f"{topic}?from=5001"),
        Page("topic, last page", f"{topic}?from=9951"),
        Page("topics by theme", "/en/topics/"),
        Page("search in a group", f"{group}search/?q=register+skills", is_public=False, just_changed=None),
        Page("member: groups", "/en/groups/", member),
        Page("member: group", group, member),
        Page("member: topic, first page", topic, member),
        Page("member: topic, last page", f"{topic}?from=9951", member),
        Page("member: messages", "/en/messages/", member),
    ]
    talk = "/en/e-discussions/made-up-thousand/"
    ends = found_after(visitor, talk)
    found += [
        Page("e-discussions", "/en/e-discussions/", first_visit=True),
        Page("e-discussion with 1,000 contributions", talk, first_visit=True),
        Page("e-discussion, newest first", f"{talk}?order=newest"),
        Page("e-discussion, second page", ends),
        Page("summary", f"{told_discussion(visitor)}summary/", first_visit=True),
        Page("member: e-discussion", talk, member),
        Page("member: contribution to write", f"{talk}questions/1/contribution/", member),
    ]
    found += [
        Page("member: home", "/en/", member),
        Page("member: people", "/en/people/", member),
        Page("member: project", linked(visitor, "/en/projects/"), member),
        Page("member: own profile", "/en/people/me/", member),
        *(
            Page(f"member: own profile, {part}", f"/en/people/me/{part}/", member)
            for part in ("who", "knowledge", "place", "contact")
        ),
        Page("member: own organization", "/en/organizations/municipality-of-kedougou/edit/name/", member),
        Page("member: settings", "/en/settings/", member),
    ]
    return [page for page in found if page.path]


def linked(client: Client, listing: str) -> str:
    """The first page that a list leads to, or nothing."""
    body = client.get(listing).body.decode()
    pattern = rf'href="({re.escape(listing)}[^"?#/]+/)"'
    return next((path for path in re.findall(pattern, body) if not path.endswith(("/new/", "/me/"))), "")


def long_topic(client: Client) -> str:
    """The topic in which somebody wrote last: on a seeded site the one with ten thousand posts."""
    found = re.search(r'href="(/en/topics/\d+-[^"?#/]+/)"', client.get("/en/groups/").body.decode())
    return found[1] if found else "/en/topics/"


def found_after(client: Client, path: str) -> str:
    """The page that comes after the first one of a list."""
    found = re.search(r'href="(\?after=[^"]+)"', client.get(path).body.decode())
    return path + found[1].replace("&amp;", "&") if found else ""


def told_discussion(client: Client) -> str:
    """The e-discussion of the demo story that has its summary."""
    found = re.search(r'href="(/en/e-discussions/qui-[^"?#/]+/)"', client.get("/en/e-discussions/").body.decode())
    return found[1] if found else "/en/no-such-page/"


def deep_page(client: Client, listing: str, wanted: int) -> tuple[int, str]:
    """The number and address of a page far down a list, reached by its own links."""
    number, path = 1, listing
    while number < wanted:
        body = client.get(path).body.decode()
        found = re.search(r'href="([^"]*[?&](?:amp;)?after=[^"]+)"', body)
        if found is None:
            break
        target = found[1].replace("&amp;", "&")
        path = target if target.startswith("/") else listing + target
        number += 1
    return number, path
