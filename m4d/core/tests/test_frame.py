"""The frame of every page: languages, menu, errors, forms, and how pages look."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from m4d.core.pages.middleware import Refusals
from m4d.core.ui import frame, gallery, navigation
from m4d.core.ui.forms import Explained
from m4d.core.verdicts import Refusal

LANGUAGES = ("en", "fr", "es", "ar")


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_offers_itself_in_the_others(client, language):
    page = client.get(f"/{language}/gallery/?theme=skills").content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    masthead = page.split('class="drop"', 1)[1].split("</nav>", 1)[0]
    assert re.findall(r'href="([^"]+)" lang="(\w+)" hreflang="(\w+)"', masthead) == [
        (f"/{code}/gallery/?theme=skills", code, code) for code in LANGUAGES
    ]
    assert re.findall(r'rel="alternate" hreflang="(\w+)" href="[^"]*/(\w+)/gallery/"', page) == [
        (code, code) for code in LANGUAGES
    ]
    assert page.count("<h1") == 1


@pytest.mark.django_db
def test_the_frame_holds_no_script_no_style_attribute_and_no_handler(client):
    page = client.get("/en/gallery/").content.decode()
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert re.findall(r"<script(?![^>]* src=)", bare) == []
    assert re.findall(r"\sstyle=", bare) == []
    assert re.findall(r"\son[a-z]+=", bare) == []


@pytest.mark.django_db
def test_an_overlong_query_is_not_carried_into_the_other_languages(client):
    page = client.get("/en/gallery/?q=" + "x" * 10_000).content.decode()
    assert "x" * 600 not in page


@pytest.mark.django_db
def test_every_component_has_an_example_and_stands_in_the_gallery(client):
    components = {path.stem for path in gallery.FOLDER.glob("*.html") if not path.stem.endswith(".example")}
    examples = {path.name.split(".")[0] for path in gallery.FOLDER.glob("*.example.html")}
    assert components - examples == set()
    page = client.get("/en/gallery/").content.decode()
    assert set(re.findall(r'id="c-([a-z-]+)"', page)) == examples
    drawings = {"span", "fan", "weave", "reach", "bars", "units", "route"}
    assert {name for name in drawings if f'class="{name}' in page} == drawings


@pytest.mark.parametrize("code", [400, 403, 404, 429])
@pytest.mark.django_db
def test_error_pages_show_a_way_on(code, client):
    request = RequestFactory().get("/en/nowhere/")
    request.user = type("Visitor", (), {"is_authenticated": False})()
    page = render_to_string(f"{code}.html", request=request)
    assert page.count("<h1") == 1
    assert 'href="/en/"' in page


def test_the_page_of_last_resort_asks_nothing_of_the_database():
    page = render_to_string("500.html")
    assert page.count("<h1") == 1
    assert "<style>" in page
    assert 'href="/en/"' in page


def test_a_refusal_shows_its_sentences(db):
    request = RequestFactory().get("/en/x/")
    request.user = type("Visitor", (), {"is_authenticated": False})()
    page = render_to_string("core/refusal.html", {"reasons": ["This call has closed.", "<b>no</b>"]}, request=request)
    assert "<p>This call has closed.</p><p>&lt;b&gt;no&lt;/b&gt;</p>" in page


def test_a_refusal_leads_back_to_the_page_before(db):
    def links(**headers):
        request = RequestFactory().get("/en/x/", headers=headers)
        request.user = type("Visitor", (), {"is_authenticated": False})()
        page = Refusals(None).process_exception(request, Refusal(["No."])).content.decode()
        return re.findall(r'<a class="button[^"]*" href="([^"]*)"', page[page.index("<main") :])

    assert links(referer="http://testserver/en/places/?q=a") == ["/en/places/?q=a", "/en/"]
    assert (
        links() == links(referer="https://elsewhere.example/") == links(referer="http://testserver/en/x/") == ["/en/"]
    )


class Partner(forms.Form):
    name = forms.CharField(label="Name", error_messages={"required": "Give the name"}, help_text="In full")
    keeps = forms.ChoiceField(
        label="Who keeps the money?",
        widget=forms.RadioSelect,
        choices=[("we", Explained("We do", "The municipality")), ("they", "They do")],
        error_messages={"required": "Choose who"},
    )
    story = forms.CharField(label="Story", required=False, widget=forms.Textarea(attrs={"data-words": 150}))
    agree = forms.BooleanField(label="I agree", required=False)


def test_a_wrong_answer_is_said_above_beside_and_to_screen_readers():
    html = str(Partner({"story": "kept text"}))
    assert '<h2 id="error-summary">2 answers need another look</h2>' in html
    assert '<a href="#id_name">Name: Give the name</a>' in html
    assert '<a href="#id_keeps_0">Who keeps the money? Choose who</a>' in html
    assert '<div class="field wrong"><label for="id_name">Name</label>' in html
    assert '<span class="error" id="id_name_error">Give the name</span>' in html
    name = re.search(r'<input[^>]*name="name"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in name
    assert 'aria-describedby="id_name_helptext id_name_error"' in name
    assert 'class="input"' in name and 'dir="auto"' in name
    assert "kept text" in html


def test_choices_are_a_fieldset_with_their_hints_and_optional_fields_say_so():
    html = str(Partner())
    assert html.count("<fieldset") == 1
    assert "<legend>Who keeps the money?</legend>" in html
    assert 'We do<span class="hint">The municipality</span>' in html
    assert '<label for="id_story">Story <span class="optional">(optional)</span></label>' in html
    assert 'id="id_story_count" data-text="# words left">150 words at most' in html
    assert '<label class="choice"><input type="checkbox"' in html
    assert "error-summary" not in html


@pytest.mark.django_db
def test_a_visitor_chooses_how_pages_look_and_returns_to_where_they_were(client):
    answer = client.post("/en/look/", {"theme": "dark", "light": "on", "next": "/en/gallery/"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/en/gallery/"
    assert (answer.cookies["m4d_theme"].value, answer.cookies["m4d_light"].value) == ("dark", "1")
    page = client.get("/en/gallery/").content.decode()
    assert '<html lang="en" dir="ltr" data-theme="dark">' in page
    assert 'class="weave' not in page.split("</style>")[-1]
    client.post("/en/look/", {"theme": ""})
    assert "data-theme" not in client.get("/en/gallery/").content.decode().split("</style>")[-1]


@pytest.mark.django_db
def test_how_pages_look_never_sends_a_visitor_elsewhere(client):
    answer = client.post("/en/look/", {"theme": "light", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/en/look/?saved=1"
    assert client.post("/en/look/", {"theme": "purple"}).status_code == 200


def test_a_line_of_the_menu_knows_whether_it_is_current():
    lines = [navigation.Line("Projects", "projects/"), navigation.Line("Home", ""), navigation.Line("API", "/api/v1/")]
    assert navigation.current(lines, "fr", "/fr/projects/loja/") == ("true", "", "")
    assert navigation.current(lines, "fr", "/fr/projects/") == ("page", "", "")
    assert navigation.placed(lines, "fr", ("page", "", "")) == [
        {"label": "Projects", "path": "/fr/projects/", "current": "page"},
        {"label": "Home", "path": "/fr/", "current": ""},
        {"label": "API", "path": "/api/v1/", "current": ""},
    ]


class Member:
    pk = 0
    is_authenticated = True
    name = "<i>Amina</i> of the long, long name"
    email = "amina@example.org"


@pytest.mark.django_db
def test_the_kept_masthead_is_filled_in_for_each_reader():
    visits = RequestFactory()
    own = frame.masthead(visits.get("/en/desk/"), "en", person=Member(), token="secret-token")
    assert "<bdi>&lt;i&gt;Amina&lt;/i&gt; of the lon…</bdi>" in own
    assert own.count('value="secret-token"') == 2
    other = frame.masthead(visits.get("/en/a%22b/"), "en")
    assert "Amina" not in other and "secret-token" not in other
    assert "next=%2Fen%2Fa%22b%2F" in other
    assert 'href="/fr/a&quot;b/"' in other
    assert "@@" not in own + other + frame.footer(visits.get("/en/desk/"), "en")


def test_addresses_that_differ_by_more_than_their_language_are_given_by_the_view():
    found = frame.languages(RequestFactory().get("/en/about/"), {"fr": "/fr/a-propos/"})
    assert (found["fr"], found["es"]) == ("/fr/a-propos/", "/es/about/")
    assert frame.languages(RequestFactory().get("/accounts/login/"))["ar"] == "/accounts/login/?lang=ar"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/", "/\\evil.example/", "/\t/evil.example/"])
def test_no_link_of_the_frame_leads_to_the_site_that_an_address_names(path):
    request = RequestFactory().get("/")
    request.path = path
    assert set(frame.languages(request).values()) == {
        f"/evil.example/?lang={code}" for code in ("en", "fr", "es", "ar")
    }
    html = frame.masthead(request, "en") + frame.footer(request, "en")
    assert "next=%2Fevil.example%2F" in html
    for link in re.findall(r'href="([^"]*)"', html):
        assert not re.match(r"[/\\\s]{2}", link), link


@pytest.mark.django_db
def test_words_of_a_menu_that_look_like_a_hole_stay_as_they_are(monkeypatch):
    line = navigation.Line("Write to @@somebody@@", "about/")
    monkeypatch.setattr(navigation, "lines", lambda menu, language: (line,) if menu == "main" else ())
    assert "Write to @@somebody@@" in frame.masthead(RequestFactory().get("/en/"), "en")


def test_the_query_tag_changes_one_parameter_and_keeps_the_rest():
    request = RequestFactory().get("/?theme=a&theme=b&after=x")
    made = Template('{% load ui %}{% query after="" before="y" %}').render(Context({"request": request}))
    assert made == "?theme=a&amp;theme=b&amp;before=y"
