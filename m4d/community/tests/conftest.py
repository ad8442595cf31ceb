"""People and groups that the tests share: Amina asks, Lina and Youssef answer, Fatou looks after a group."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from m4d.community.choices import Access
from m4d.community.factories import make_group, make_member, make_topic
from m4d.community.queries.bylines import _known as known
from m4d.moderation import policies as moderating


@pytest.fixture(autouse=True)
def _known_people(monkeypatch):
    """Floods and newcomers are the matter of the room moderation and are tested there."""
    from m4d.core.verdicts import verdict
    from m4d.moderation import actions as moderation

    monkeypatch.setattr(moderating, "may_write", lambda person, **more: verdict())
    monkeypatch.setattr(moderation, "screen", lambda thing, **more: False)


@pytest.fixture
def amina():
    return make_member("Amina Diallo")


@pytest.fixture
def lina():
    return make_member("Lina Moreno", headline="Coordinator", country="FR")


@pytest.fixture
def youssef():
    return make_member("Youssef Idrissi", headline="Programme specialist", country="MA")


@pytest.fixture
def fatou():
    """Fatou looks after the group."""
    return make_member("Fatou Sow", headline="Facilitator of the network")


@pytest.fixture
def group(fatou):
    return make_group(facilitator=fatou)


@pytest.fixture
def closed(fatou, amina):
    return make_group("Desk officers", access=Access.RESTRICTED, facilitator=fatou, members=[amina])


@pytest.fixture
def secret(fatou, amina):
    return make_group("Case work", access=Access.PRIVATE, facilitator=fatou, members=[amina])


@pytest.fixture
def topic(group, amina, lina):
    return make_topic(group, amina, replies=[(lina, "The employment office keeps it.")], kind="question")


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"community:{name}", args=args)


def words(response):
    """The text of a page without its tags."""
    html = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+([.,:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", html).split()))


def anew(get):
    """A page whose authors nobody knows yet: the first look costs a statement that later ones do not."""

    def look():
        known.forget()
        return get()

    return look
