"""Reports gather in one queue, a moderator decides, the author is told why and never by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity.models import Entry, Mail, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.moderation import actions, policies, privacy, queries
from m4d.moderation.choices import Outcome, Reason, Verb
from m4d.moderation.models import DELAY, Case, Flag, Moderated

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def reasons(verdict):
    return [str(reason) for reason in verdict.reasons]


def test_two_reports_make_one_case_with_the_stated_delay(things):
    amina, jonas, lina = make_person("Amina"), make_person("Jonas"), make_person("Lina")
    actions.flag(amina, by=jonas, reason=Reason.SPAM, at=NOW)
    actions.flag(amina, by=lina, reason=Reason.HARM, text="Look at the second line.", at=NOW + timedelta(hours=1))
    case = Case.objects.get()
    assert (case.flags.count(), case.due_at, case.is_waiting) == (2, NOW + DELAY, True)
    assert (case.is_late(NOW + DELAY), case.is_late(NOW + DELAY + timedelta(seconds=1))) == (False, True)
    assert not Notice.objects.exists()


def test_who_may_report(things):
    amina, jonas = make_person("Amina"), make_person("Jonas")
    assert reasons(policies.may_flag(AnonymousUser(), amina, at=NOW)) == ["Sign in to report something."]
    assert reasons(policies.may_flag(amina, amina, at=NOW)) == ["This is your own. You can change it yourself."]
    actions.flag(amina, by=jonas, reason=Reason.SPAM, at=NOW)
    assert reasons(policies.may_flag(jonas, amina, at=NOW)) == [
        "You have already reported this. A moderator will look at it."
    ]


def test_the_twenty_first_report_of_a_day_waits(things):
    jonas = make_person("Jonas")
    for number in range(20):
        actions.flag(make_person(f"Person {number}"), by=jonas, reason=Reason.SPAM, at=NOW)
    with pytest.raises(Refusal) as refused:
        actions.flag(make_person("Amina"), by=jonas, reason=Reason.SPAM, at=NOW + timedelta(hours=23))
    assert str(refused.value) == "You have sent many reports today. Write the next one tomorrow."


def test_hiding_tells_the_author_why_in_their_language_and_not_by_whom(things):
    amina, jonas = make_person("Amina", language="fr"), make_person("Jonas Reporter")
    omar = make_person("Omar Moderator", roles=["moderator"])
    actions.flag(amina, by=jonas, reason=Reason.SPAM, text="Jonas saw it", at=NOW)
    actions.decide(
        Case.objects.get(), by=omar, outcome=Outcome.HIDE, rule=Reason.SPAM, text="Pure advertising.", at=NOW
    )
    assert Case.objects.get().decided_at == NOW
    assert things.changed == [amina]
    mail = Mail.objects.get()
    assert (mail.person, "Pure advertising." in mail.text) == (amina, True)
    assert not [word for word in ("Jonas", "Omar", "saw it") if word in mail.text + mail.subject]
    assert Notice.objects.get().person == amina
    entry = Entry.objects.get(verb=Verb.THING_HIDDEN)
    assert (entry.concerns, entry.data["rule"]) == (amina, "spam")
    assert "Jonas" not in str(entry.data)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_mails_to_an_author_name_the_contact_page_in_full(things, settings, monkeypatch, language):
    settings.SITE_URL = "https://m4d.example"
    amina, omar = make_person("Amina", language=language), make_person("Omar", roles=["moderator"])
    actions.flag(amina, by=make_person("Jonas"), reason=Reason.SPAM, at=NOW)
    case = Case.objects.get()
    for outcome in (Outcome.HIDE, Outcome.RESTORE):
        actions.decide(case, by=omar, outcome=outcome, rule=Reason.SPAM, text="So.", at=NOW)
        monkeypatch.setattr(Person, "hidden_at", NOW)
    assert Mail.objects.count() == 2
    for mail in Mail.objects.all():
        assert f"https://m4d.example/{language}/contact/\n" in mail.text


def test_dismissing_tells_nobody_and_closes_the_case(things):
    amina, jonas, omar = make_person("Amina"), make_person("Jonas"), make_person("Omar", roles=["moderator"])
    actions.flag(amina, by=jonas, reason=Reason.OTHER, at=NOW)
    actions.decide(Case.objects.get(), by=omar, outcome=Outcome.DISMISS, rule=Reason.OTHER, text="Fine.", at=NOW)
    assert not Mail.objects.exists()
    assert not things.changed
    actions.flag(amina, by=jonas, reason=Reason.OTHER, at=NOW)
    assert Case.objects.waiting().count() == 1


def test_who_may_decide(things):
    amina, jonas = make_person("Amina", roles=["moderator"]), make_person("Jonas")
    omar = make_person("Omar", roles=["moderator"])
    actions.flag(amina, by=jonas, reason=Reason.SPAM, at=NOW)
    case = Case.objects.get()
    assert reasons(policies.may_decide(jonas, case, Outcome.HIDE, thing=amina)) == [
        "Only moderators decide about reports."
    ]
    assert reasons(policies.may_decide(amina, case, Outcome.HIDE, thing=amina)) == [
        "This is about you. Another moderator must decide."
    ]
    assert policies.may_decide(omar, case, Outcome.HIDE, thing=amina)
    assert reasons(policies.may_decide(omar, case, Outcome.RESTORE, thing=amina)) == [
        "This is not hidden, so there is nothing to show again."
    ]
    actions.decide(case, by=omar, outcome=Outcome.DISMISS, rule=Reason.SPAM, text="Fine.", at=NOW)
    with pytest.raises(Refusal):
        actions.decide(case, by=omar, outcome=Outcome.HIDE, rule=Reason.SPAM, text="No.", at=NOW)


def test_a_thing_of_no_registered_kind_is_a_mistake_of_the_program(things):
    with pytest.raises(LookupError):
        queries.kind_for(Flag())


def test_late_reports_are_told_to_every_moderator(things):
    amina, jonas = make_person("Amina"), make_person("Jonas")
    omar, ngozi = make_person("Omar", roles=["moderator"]), make_person("Ngozi", roles=["moderator"], language="ar")
    actions.flag(amina, by=jonas, reason=Reason.SPAM, at=NOW)
    assert actions.remind_of_late_cases(at=NOW + DELAY) == 0
    assert actions.remind_of_late_cases(at=NOW + DELAY + timedelta(hours=1)) == 1
    assert set(Mail.objects.values_list("person", flat=True)) == {omar.pk, ngozi.pk}


def test_leaving_keeps_the_report_without_the_name(things):
    amina, jonas = make_person("Amina"), make_person("Jonas")
    actions.flag(amina, by=jonas, reason=Reason.SPAM, text="Words.", at=NOW)
    assert [part["rows"] for part in privacy.held(jonas)] == [1, 0, 0, 0]
    assert privacy.export(jonas)["reports"][0]["text"] == "Words."
    privacy.erase(jonas)
    assert Flag.objects.get().by is None
    assert [part["rows"] for part in privacy.held(jonas)] == [0, 0, 0, 0]


def test_the_mixin_says_whether_a_thing_is_hidden():
    class Note(Moderated):
        class Meta:
            app_label = "moderation"
            managed = False

    assert (Note().is_hidden, Note(hidden_at=NOW).is_hidden) == (False, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/en/moderation/", "No report is waiting."),
        ("/en/moderation/?show=decided", "Nothing has been decided yet."),
        ("/fr/moderation/", "Aucun signalement n’attend."),
        ("/ar/moderation/", "لا بلاغ ينتظر."),
    ],
)
def test_an_empty_queue_says_so_and_draws_no_table(client, address, said):
    page = BeautifulSoup(
        signed_in(client, make_person("Omar", roles=["moderator"])).get(address).content, "html.parser"
    )
    assert page.select_one("main .empty strong").get_text() == said
    assert not page.select("main table")
    assert len(page.select("main .views a")) == 3
