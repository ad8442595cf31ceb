"""How the tests of this room open and read a page, and at which moment."""

import re

import pytest
from django.urls import reverse
from django.utils import translation


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"discussions:{name}", args=args)


def words(response):
    """The text of a page without its tags."""
    html = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+([.,:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", html).split()))


@pytest.fixture
def at(monkeypatch):
    """The moment that pages take for now."""

    def stand(moment):
        for page in ("discussion", "speaking", "summary", "setting_up", "desk", "listing", "files", "veil"):
            module = f"m4d.discussions.views.{page}"
            monkeypatch.setattr(f"{module}.now", lambda: moment, raising=False)

    return stand
