"""What is wrong with a form is said once on its page, with every id once."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.apps import apps

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.moderation import actions as moderation
from m4d.moderation.models import Case
from m4d.people.factories import make_organization, make_seat

SUMMARY = "components/error-summary.html"


def templates():
    rooms = [Path(room.path) for room in apps.get_app_configs() if room.name.startswith("m4d.")]
    return sorted(path for room in rooms for path in room.glob("templates/**/*.html"))


def test_a_page_that_shows_a_whole_form_leaves_the_summary_to_it():
    """`{{ form }}` brings the summary along (core/forms/form.html); only a form in pieces includes it by hand."""
    whole = re.compile(r"{{ *(\w+_)?form *}}")
    pages = {path: path.read_text(encoding="utf-8") for path in templates()}
    assert [path.name for path, html in pages.items() if SUMMARY in html and whole.search(html)] == []
    assert sum(SUMMARY in html for html in pages.values()) > 5


@pytest.mark.django_db
def test_no_page_has_an_id_twice_after_a_failed_post(client):
    admin = make_person("Amina Diallo", roles=["moderator"])
    verifier = make_person("Vera Costa", roles=["verifier"])
    town, club = make_organization(admin=admin), make_organization("Small club")
    seat, held = make_seat(town), make_seat(town, holder=admin)
    moderation.flag(club, by=make_person("Lina Reyes"), reason="spam")
    waiting = held.holdings.get().pk
    for person, address, typed in (
        (admin, f"/en/seats/{seat.pk}/handover/", {}),
        (admin, f"/en/seats/{held.pk}/notes/", {}),
        (admin, f"/en/organizations/{town.slug}/seats/new/", {}),
        (admin, f"/en/organizations/{town.slug}/verification/", {}),
        (verifier, f"/en/seats/{held.pk}/refusal/", {"holding": waiting}),
        (verifier, f"/en/moderation/report/organization/{club.pk}/", {}),
        (admin, f"/en/moderation/{Case.objects.get().pk}/", {}),
    ):
        # An empty post is no post for most forms; browsers always send the token.
        response = signed_in(client, person).post(address, {"csrfmiddlewaretoken": "any"} | typed)
        assert response.status_code == 422, address
        page = BeautifulSoup(response.content, "html.parser")
        ids = Counter(one["id"] for one in page.select("[id]"))
        assert [name for name, number in ids.items() if number > 1] == [], address
        assert ids["error-summary"] == 1, address
        for link in page.select(".error-summary a"):
            assert page.select_one(link["href"]), address
