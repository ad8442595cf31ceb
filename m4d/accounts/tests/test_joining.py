"""Joining: from the form through the mail to being signed in, and everything that is refused on the way."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.utils import timezone, translation
from django.utils.html import escape

from m4d.accounts import actions
from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.accounts.forms import gate
from m4d.accounts.models import Consent, Person

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
SENT = "/accounts/confirm-email/"


def link_in(message):
    """The address that a mail asks to open."""
    return re.search(rf"{settings.SITE_URL}(/accounts/\S+)", message.body)[1]


def test_amina_joins_and_is_signed_in_by_the_link_in_her_mail(client, answers, journal):
    assert client.get(SIGN_UP + "?lang=fr").status_code == 200
    answer = client.post(SIGN_UP + "?lang=fr", answers())
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    amina = Person.objects.get()
    assert (amina.email, amina.name, amina.language, amina.roles) == ("amina@example.org", "Amina Diallo", "fr", [])
    assert list(Consent.objects.values_list("person", "purpose", "version", "language", "withdrawn_at")) == [
        (amina.pk, "membership", "2026-11-22", "fr", None)
    ]
    (posted,) = mail.outbox
    assert (posted.to, posted.extra_headers["Content-Language"]) == (["amina@example.org"], "fr")
    link = link_in(posted)
    ((html, kind),) = posted.alternatives
    assert kind == "text/html"
    assert f'href="{settings.SITE_URL}{link}"' in html
    assert '<html lang="fr" dir="ltr">' in html
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.filter(verified=True).exists()
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/welcome/")
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert client.get("/accounts/welcome/").status_code == 200
    assert [(verb, said["by"], said["about"]) for verb, said in journal] == [("accounts.person_joined", amina, amina)]


def test_a_mail_to_an_arabic_reader_runs_from_right_to_left(client, answers):
    client.post(SIGN_UP + "?lang=ar", answers(name="ليلى بنعيسى"))
    (posted,) = mail.outbox
    assert posted.extra_headers["Content-Language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in posted.alternatives[0][0]
    assert Person.objects.get().name == "ليلى بنعيسى"


def test_a_link_opened_on_another_device_confirms_and_asks_to_sign_in(client, answers):
    client.post(SIGN_UP, answers())
    link = link_in(mail.outbox[0])
    client.cookies.clear()
    # As a browser sends it: the button stands on the page of the link, to which nobody needs to come back.
    answer = client.post(link, HTTP_REFERER=f"http://testserver{link}")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/en/people/me/")
    sign_in = client.get(answer["Location"]).content.decode()
    assert "Your address is confirmed." in sign_in
    assert "You joined in another browser, so sign in here with your address and password." in sign_in
    assert 'name="next" value="/en/people/me/"' in sign_in
    assert EmailAddress.objects.get().verified
    page = client.get(link).content.decode()
    assert "This link does not work any more" in page or "This address is confirmed already" in page


@pytest.mark.parametrize("key", ["abc", "Mg:1wABC:xyz", "x" * 3000])
def test_a_broken_link_says_what_to_do(client, key):
    answer = client.get(f"{SENT}{key}/")
    assert answer.status_code == 200
    assert "<h1>This link does not work any more</h1>" in answer.content.decode()


def test_a_taken_address_answers_the_same_bytes_and_tells_its_owner(client, answers):
    make_person("Jonas Berg", email="jonas@example.org", language="ar")
    fresh = client.post(SIGN_UP, answers(email="new@example.org"))
    fresh_page = client.get(SENT)
    client.cookies.clear()
    taken = client.post(SIGN_UP, answers(email="Jonas@example.org"))
    taken_page = client.get(SENT)
    assert (taken.status_code, taken["Location"], taken.content) == (302, SENT, fresh.content)
    assert taken_page.content == fresh_page.content
    assert list(Person.objects.order_by("email").values_list("email", flat=True)) == [
        "jonas@example.org",
        "new@example.org",
    ]
    to_new, to_jonas = mail.outbox
    assert (to_jonas.to, to_jonas.extra_headers["Content-Language"]) == (["jonas@example.org"], "ar")
    assert link_in(to_new).startswith(SENT)
    assert link_in(to_jonas) == "/accounts/password/reset/"


BAD_NAMES = {
    "Аmina Diallo": "This name mixes letters of different alphabets that look alike. "
    "Write each word in one alphabet only.",
    "Amina \u202eollaiD": "Remove the invisible characters from the name, then type it again by hand.",
    "Amina\u200b Diallo": "Remove the invisible characters from the name, then type it again by hand.",
    "Win at https://evil.example": "Write only your name here, without a web or e-mail address.",
    "www.evil": "Write only your name here, without a web or e-mail address.",
    "<b>Amina</b> Diallo": "Write plain words here, without HTML tags.",
    "12345": "Write the name with letters.",
    "A" * 121: "Shorten the name to at most %(limit_value)d characters.",
    "   ": "Give the name that colleagues know you by.",
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("name", "sentence"), BAD_NAMES.items())
def test_a_name_that_could_deceive_is_answered_with_what_to_do(client, answers, name, sentence, language):
    answer = client.post(f"{SIGN_UP}?lang={language}", answers(name=name))
    page = answer.content.decode()
    assert answer.status_code == 200
    with translation.override(language):
        said = translation.gettext(sentence)
        error = translation.gettext("Error:")
    assert escape(said % {"limit_value": 120} if "%" in said else said) in page
    assert f"<title>{error} " in page
    assert 'value="Amina@Example.org"' in page
    assert not Person.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "name", ["Amina Diallo", "ليلى بنعيسى", "Nguyễn Thị Minh", "Ольга Ким", "王 Wang", "O’Brien-Smith"]
)
def test_names_of_the_world_are_taken_as_they_are(client, answers, name):
    assert client.post(SIGN_UP, answers(name=f"  {name} ")).status_code == 302
    assert Person.objects.get().name == name


def test_html_in_a_name_is_text_everywhere(client, answers):
    hostile = 'Amina <3 "&amp;'
    assert client.post(SIGN_UP, answers(name=hostile)).status_code == 302
    assert Person.objects.get().name == hostile
    (posted,) = mail.outbox
    assert escape(hostile) in posted.alternatives[0][0]
    assert "<3" not in posted.alternatives[0][0]
    assert hostile in posted.body
    page = client.post(link_in(posted), follow=True).content.decode()
    assert escape(hostile) in page
    assert "<3" not in page


def test_html_in_the_other_fields_is_refused_and_shown_as_text(client, answers):
    page = client.post(
        SIGN_UP, answers(email="<script>alert(1)</script>@x", ticket="<b>", password1="<b>")
    ).content.decode()
    assert "<script>alert(1)" not in page
    assert not Person.objects.exists()


@pytest.mark.parametrize("field", ["name", "email", "password1", "ticket", "agreement", "website", "sum"])
def test_ten_megabytes_in_any_field_are_answered_briefly(client, answers, field):
    answer = client.post(SIGN_UP, answers(**{field: "ab " * 3_500_000}))
    assert answer.status_code in (200, 302)
    assert len(answer.content) < 70_000
    expected = 1 if field in ("agreement", "sum") else 0
    assert Person.objects.count() == expected


def test_the_honeypot_catches_without_saying_so(client, answers):
    answer = client.post(SIGN_UP, answers(website="http://spam.example"))
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    assert not Person.objects.exists()
    assert mail.outbox == []


def test_without_agreement_nothing_is_kept(client, answers):
    page = client.post(SIGN_UP, answers(agreement="")).content.decode()
    assert "Read the rules and tick the box if you agree." in page
    assert not Person.objects.exists()


@pytest.mark.parametrize("seconds", [0, 1, 5 * 60 * 60])
def test_too_quick_and_too_slow_are_asked_once_more_with_everything_kept(client, answers, shown_at, seconds):
    page = client.post(SIGN_UP, answers(ticket=shown_at(seconds))).content.decode()
    assert "Please answer the question below" in page
    assert 'value="Amina Diallo"' in page
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    first, second = gate.terms(gate.read(ticket)[0])
    assert f"What is {first} plus {second}?" in page
    assert client.post(SIGN_UP, answers(ticket=ticket, sum=str(first + second + 1))).status_code == 200
    assert not Person.objects.exists()
    assert client.post(SIGN_UP, answers(ticket=ticket, sum=str(first + second))).status_code == 302
    assert Person.objects.count() == 1


def test_the_question_takes_arabic_digits_and_stands_in_arabic_pages(client, answers, shown_at):
    ticket = shown_at(60, asks=True)
    total = sum(gate.terms(gate.read(ticket)[0]))
    arabic = str(total).translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
    page = client.post(SIGN_UP + "?lang=ar", answers(ticket=ticket, sum="")).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert 'name="sum"' in page
    assert client.post(SIGN_UP, answers(ticket=ticket, sum=arabic)).status_code == 302


@pytest.mark.parametrize("ticket", ["", "forged", "a.1.0:sig", "x" * 5000])
def test_a_forged_ticket_is_asked_like_a_quick_one(client, answers, ticket):
    assert 'name="sum"' in client.post(SIGN_UP, answers(ticket=ticket)).content.decode()
    assert not Person.objects.exists()


def test_many_sign_ups_from_one_place_are_slowed_with_a_friendly_page(client, answers):
    codes = [client.post(SIGN_UP + "?lang=ar", answers(name="")).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    page = client.post(SIGN_UP + "?lang=ar", answers()).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert page.count("<h1>") == 1


def test_a_password_everybody_uses_is_refused(client, answers):
    page = client.post(SIGN_UP, answers(password1="password")).content.decode()
    assert "This password is too common." in page
    assert not Person.objects.exists()


def test_where_the_programme_approves_a_new_account_waits(client, answers, settings):
    settings.ACCOUNTS_APPROVAL = True
    client.post(SIGN_UP, answers())
    amina = Person.objects.get()
    assert amina.awaits_approval
    answer = client.post(link_in(mail.outbox[0]), follow=True)
    assert "<h1>This account is not open</h1>" in answer.content.decode()
    client.post("/accounts/login/", {"login": amina.email, "password": "three quiet rivers"})
    assert "_auth_user_id" not in client.session
    ngozi = make_person("Ngozi Eze", roles=[Role.MODERATOR])
    actions.approve_person(amina, by=ngozi, at=timezone.now())
    client.post("/accounts/login/", {"login": amina.email, "password": "three quiet rivers"})
    assert client.session["_auth_user_id"] == str(amina.pk)
