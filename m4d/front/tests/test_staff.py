"""The staff side: who gets in, what each role may do there, and what it never does."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringSegment, TranslationSource
from wagtail_localize.operations import translate_object

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.front.models import StandardPage
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def test_visitors_are_sent_to_the_sites_own_sign_in(client, locales):
    response = client.get("/manage/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/manage/"
    assert client.get("/manage/login/?next=https://evil.example/").url == "/accounts/login/?next=/manage/"
    asked = client.get("/manage/login/", {"next": "/manage/reports/?a=1&b=2"}).url
    assert asked == "/accounts/login/?next=/manage/reports/%3Fa%3D1%26b%3D2"
    assert client.get("/manage/password_reset/").status_code == 302


def test_a_page_for_some_people_only_sends_to_the_sites_own_sign_in(client, home):
    page = StandardPage(title="For members", slug="for-members", locale=home["en"].locale)
    home["en"].add_child(instance=page)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/for-members/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert "for-members" in response.redirect_chain[-1][0]
    assert "For members" not in response.text
    assert client.get("/fr/_util/login/?next=/fr/").url == "/accounts/login/?next=/fr/"


def test_who_gets_in(client, staff, home):
    answers = {
        name: signed_in(client, person).get("/manage/", follow=True).status_code for name, person in staff.items()
    }
    assert answers == {"editor": 200, "programme": 200, "moderator": 200, "tutor": 404, "stranger": 404}


def test_what_each_role_may_open(client, staff, home):
    term = Term.objects.create(scheme="theme", code="rights-of-all", names={"en": "Rights"})
    addresses = {
        "page": reverse("wagtailadmin_pages:edit", args=[home["fr"].pk]),
        "menu": reverse("wagtailsnippets_front_menu:list"),
        "term": reverse("wagtailsnippets_vocabulary_term:edit", args=[term.pk]),
        "terms": reverse("wagtailsnippets_vocabulary_term:list"),
        "journal": reverse("front_journal"),
        "work": reverse("front_work"),
        "pictures": reverse("wagtailimages:index"),
        "persons": reverse("wagtailusers_users:index"),
    }
    open_to = {}
    for name in ("editor", "programme", "moderator"):
        signed_in(client, staff[name])
        open_to[name] = {what for what, address in addresses.items() if client.get(address).status_code == 200}
    assert open_to == {
        "editor": {"page", "menu", "pictures"},
        "programme": {"page", "menu", "term", "terms", "journal", "pictures"},
        "moderator": {"journal"},
    }


def test_rights_can_be_settled_again(staff):
    from m4d.front import actions

    before = set(staff["editor"].groups.get(name="editor").permissions.values_list("codename", flat=True))
    actions.settle_staff_rights()
    after = set(staff["editor"].groups.get(name="editor").permissions.values_list("codename", flat=True))
    assert before == after
    assert "access_admin" in after
    assert "view_entry" not in after


def test_nothing_on_the_staff_side_comes_from_elsewhere(client, staff, home):
    html = signed_in(client, staff["editor"]).get("/manage/").content.decode()
    for address in ("gravatar.com", "releases.wagtail", "//fonts.", "https://cdn"):
        assert address not in html


def test_leaving_takes_the_name_off_what_a_person_edited(staff, home):
    from m4d.front import privacy

    editor = staff["editor"]
    home["fr"].owner = editor
    home["fr"].save()
    home["fr"].save_revision(user=editor)
    assert privacy.held(editor)[0]["rows"] >= 2
    assert privacy.export(editor)["pages"][0]["title"] == "M4D Net"
    privacy.erase(editor)
    assert privacy.held(editor)[0]["rows"] == 0


def test_persons_are_not_changed_around_the_rules_of_their_room(client, staff, home):
    admin = make_person("Noor", is_superuser=True, is_staff=True)
    signed_in(client, admin)
    tutor = staff["tutor"].pk
    addresses = [
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:add"),
        *(reverse(f"wagtailusers_users:{name}", args=[tutor]) for name in ("edit", "delete", "history")),
        reverse("wagtailusers_groups:index"),
        reverse("wagtailusers_groups:delete", args=[staff["tutor"].groups.get().pk]),
        *(
            reverse("wagtail_bulk_action", args=["accounts", "person", action]) + f"?id={tutor}"
            for action in ("delete", "assign_role", "set_active_state")
        ),
    ]
    for address in addresses:
        assert client.get(address).url.endswith("/settings/roles/"), address
        assert client.post(address, {"email": "x@example.org"}).url.endswith("/settings/roles/"), address
    assert staff["tutor"].groups.exists()
    assert type(admin).objects.filter(pk=staff["tutor"].pk).exists()


def test_a_page_is_translated_with_its_blocks_and_its_address(page, home, locales, monkeypatch):
    """What an editor hands to the translation keeps every block, and lands under the same address."""
    # The library notes the newest migration with each text, and a database of tests is made without any.
    monkeypatch.setattr("wagtail_localize.models.get_schema_version", lambda app_label: "0001")
    page.save_revision().publish()
    translate_object(page, [locales["en"]])
    english = StandardPage.objects.get(translation_key=page.translation_key, locale=locales["en"])
    assert english.slug == "workshops"
    source = TranslationSource.objects.get(object_id=page.translation_key)
    texts = set(StringSegment.objects.filter(source=source).values_list("string__data", flat=True))
    assert texts == {"Ateliers", "Trois jours.", "À Kédougou."}


def test_editors_see_a_page_before_it_is_published(home, page):
    home["fr"].heading = "Bientôt en ligne"
    for draft, words in ((home["fr"], "Bientôt en ligne"), (page, "Ateliers")):
        response = draft.make_preview_request(preview_mode=draft.default_preview_mode)
        response.render()
        assert response.status_code == 200
        assert words in response.content.decode()
        assert not hasattr(response, "public_tags")
