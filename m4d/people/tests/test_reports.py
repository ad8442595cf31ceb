"""Profiles and organizations are reported, hidden and shown again, through the pages."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.activity import queries as activity
from m4d.activity.models import Mail, Notice
from m4d.catalogue.models import Card
from m4d.core.testing import assert_flat, signed_in
from m4d.moderation import actions as moderation
from m4d.moderation import queries as cases
from m4d.moderation.choices import Reason
from m4d.moderation.models import Case, Moderated
from m4d.people.factories import make_organization, make_profile
from m4d.people.models import Organization, Profile

from .conftest import words

pytestmark = pytest.mark.django_db


def test_every_moderated_model_can_be_reported():
    registered = {kind.model for kind in cases.kinds()}
    assert set(Moderated.__subclasses__()) >= {Profile, Organization}
    assert {Profile, Organization} <= registered


def test_a_profile_is_reported_hidden_and_shown_again(client):
    amina, lina = make_person("Amina Diallo", language="es"), make_person("Lina Reyes")
    omar = make_person("Omar Said", roles=["moderator"])
    profile = make_profile("Amina Diallo", person=amina)
    address, report = f"/en/people/{profile.slug}/", f"/en/moderation/report/profile/{profile.pk}/"
    signed_in(client, lina)
    assert report in client.get(address).content.decode()
    assert client.post(report, {"text": "no reason chosen"}).status_code == 422
    thanks = client.post(report, {"reason": "false", "text": "This is not her."}, follow=True)
    assert "Nobody else learns that you reported it." in words(thanks)
    assert "You have already reported this." in words(client.get(report))
    case = Case.objects.get()
    assert client.get("/en/moderation/").status_code == 403
    assert client.get(f"/en/moderation/{case.pk}/").status_code == 403

    signed_in(client, omar)
    assert "Amina Diallo" in words(client.get("/en/moderation/"))
    page = words(client.get(f"/en/moderation/{case.pk}/"))
    assert ("This is not her." in page, "Lina Reyes" in page) == (True, True)
    assert client.post(f"/en/moderation/{case.pk}/", {"outcome": "hide", "rule": "false"}).status_code == 422
    client.post(f"/en/moderation/{case.pk}/", {"outcome": "hide", "rule": "false", "text": "Not her."})
    assert not Card.objects.filter(kind="person").exists()

    signed_in(client, lina)
    assert client.get(address).status_code == 404
    assert b"Amina" not in client.get("/en/people/").content
    client.logout()
    assert client.get(address).status_code == 404
    signed_in(client, amina)
    own = client.get(address).content.decode()
    assert "A moderator has hidden this profile." in own
    assert "Lina" not in own
    mail = Mail.objects.get()
    assert (mail.person, "Lina" in mail.text) == (amina, False)

    signed_in(client, omar)
    client.post(f"/en/moderation/{case.pk}/", {"outcome": "restore", "rule": "false", "text": "It is her."})
    signed_in(client, lina)
    assert client.get(address).status_code == 200
    assert Card.objects.filter(kind="person").exists()


def test_a_hidden_organization_is_gone_for_others(client):
    amina, lina, omar = make_person("Amina"), make_person("Lina"), make_person("Omar", roles=["moderator"])
    town = make_organization(admin=amina)
    moderation.flag(town, by=lina, reason="spam")
    moderation.decide(Case.objects.get(), by=omar, outcome="hide", rule="spam", text="Advertising.")
    assert client.get(f"/en/organizations/{town.slug}/").status_code == 404
    assert not Card.objects.filter(kind="organization").exists()
    signed_in(client, amina)
    assert "A moderator has hidden this page." in words(client.get(f"/en/organizations/{town.slug}/"))


def test_a_moderator_chooses_the_rule_and_the_author_finds_the_page_and_whom_to_ask(client):
    amina, lina = make_person("Amina", language="en"), make_person("Lina")
    profile = make_profile("Amina Diallo", person=amina)
    moderation.flag(profile, by=lina, reason="other")
    case = Case.objects.get()
    signed_in(client, make_person("Omar", roles=["moderator"]))
    address = f"/en/moderation/{case.pk}/"
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form:has([name=rule])")
    assert [one["value"] for one in form.select("[name=rule]")] == Reason.values
    assert not form.select("[name=rule][checked], [name=rule] [selected]")
    assert client.post(address, {"outcome": "hide", "text": "Not her."}).status_code == 422
    client.post(address, {"outcome": "hide", "rule": "other", "text": "Not her."})
    own = f"/en/people/{profile.slug}/"
    mail = Mail.objects.get()
    assert (f"{own}\n" in mail.text, "/en/contact/\n" in mail.text) == (True, True)

    notice = Notice.objects.select_related("entry").get(person=amina)
    [(_entry, sentence)] = activity.sentences([notice.entry], amina)
    assert f'A moderator hid <a href="{own}">your profile</a>. Rule: Another reason. Reason: <bdi>Not her.' in sentence


def test_what_one_cannot_see_cannot_be_reported(client):
    signed_in(client, make_person("Lina"))
    hidden = make_profile("Amina")
    Profile.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    assert client.get(f"/en/moderation/report/profile/{hidden.pk}/").status_code == 404
    assert client.get("/en/moderation/report/person/1/").status_code == 404
    assert client.get("/en/moderation/report/profile/999999999/").status_code == 404


def test_the_queue_is_flat_and_marks_what_is_late(client):
    omar, lina = make_person("Omar", roles=["moderator"]), make_person("Lina")
    signed_in(client, omar)

    def make(number):
        for _each in range(number):
            late = timezone.now() - timedelta(days=3)
            moderation.flag(make_profile("Amina Diallo"), by=lina, reason="spam", at=late)

    assert_flat(lambda: client.get("/en/moderation/"), make, ceiling=10, is_kept=True)
    assert words(client.get("/en/moderation/")).count("Late") == 10
    assert "Nothing has been decided yet." in words(client.get("/en/moderation/?show=decided"))


@pytest.mark.parametrize("kind", ["profile", "organization", "led organization"])
def test_a_moderator_who_is_reported_reads_what_was_decided_and_never_who_reported(client, kind):
    """The author, and the admin of an organization that somebody else opened, know the outcome and the rule alone."""
    omar, lina = make_person("Omar Said", roles=["moderator"]), make_person("Lina Plantedreporter")
    ngozi = make_person("Ngozi Decides", roles=["moderator"])
    thing = make_profile("Omar Said", person=omar) if kind == "profile" else make_organization(admin=omar)
    if kind == "organization":
        Organization.objects.update(created_by=omar)
        thing.affiliations.all().delete()
    moderation.flag(thing, by=lina, reason="harm", text="Plantedwords about Omar.")
    case = Case.objects.get()
    address = f"/en/moderation/{case.pk}/"

    signed_in(client, omar)
    page = words(client.get(address))
    assert not AccessLog.objects.filter(concerned=lina).exists()
    assert "This is about you. Another moderator must decide." in page
    for secret in ("Planted", "Insult, threat or hate", "Only moderators see who reported."):
        assert secret not in page, secret
    waiting = words(client.get("/en/moderation/"))
    assert "This is about you." in waiting
    assert "Planted" not in waiting
    assert client.post(address, {"outcome": "dismiss", "rule": "harm", "text": "Fine."}).status_code == 403

    page = words(signed_in(client, ngozi).get(address))
    assert ("Plantedwords about Omar." in page, "Lina Plantedreporter" in page) == (True, True)
    assert "This is about you." not in words(client.get("/en/moderation/"))
    moderation.decide(case, by=ngozi, outcome="dismiss", rule="harm", text="Plantedreason, see what Lina wrote.")

    page = words(signed_in(client, omar).get(address))
    assert ("Nothing to do: it stays as it is" in page, "Insult, threat or hate" in page) == (True, True)
    for secret in ("Planted", "Ngozi"):
        assert secret not in page, secret
    decided = words(client.get("/en/moderation/?show=decided"))
    assert "This is about you." in decided
    assert "Planted" not in decided


def test_the_queue_asks_once_which_organizations_are_the_moderators_own(client):
    omar, lina = make_person("Omar", roles=["moderator"]), make_person("Lina")
    signed_in(client, omar)

    def make(number):
        for each in range(number):
            moderation.flag(
                make_organization(f"Club {each}", admin=omar if each % 2 else None), by=lina, reason="spam"
            )

    assert_flat(lambda: client.get("/en/moderation/"), make, ceiling=11, is_kept=True)
