"""The moderators' desk and the summary, as pages."""

import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in, statements
from m4d.core.text import markdown
from m4d.discussions import actions, queries
from m4d.discussions.factories import AFTER, CLOSES_AT, DURING, OPEN_AT, WINDOW_ENDS_AT, make_open, make_put, say
from m4d.discussions.gateways import blocks_of, summary_as_pdf
from m4d.languages import actions as languages
from m4d.people import actions as people
from m4d.people.factories import make_organization, make_profile
from m4d.places.factories import make_country, make_territory

from .conftest import address, words

pytestmark = pytest.mark.django_db


class TestDesk:
    def test_only_moderators_of_the_discussion_have_a_desk(self, client, at):
        at(DURING)
        discussion = make_open()
        for person in (discussion.facilitator, make_person("Lina Moreno")):
            assert signed_in(client, person).get(address("desk", discussion.slug)).status_code == 403
        assert signed_in(client, discussion.team[0]).get(address("desk", discussion.slug)).status_code == 200

    def test_the_balance_tells_no_small_number(self, client, at):
        at(DURING)
        discussion = make_open()
        for number in range(4):
            person = make_profile(f"Voice {number}", country="", stakeholder_type="academia").person
            say(discussion, f"Way {number}.", by=person, language="en" if number else "fr")
        page = words(signed_in(client, discussion.team[0]).get(address("desk", discussion.slug)))
        assert "fewer than 3" in page
        assert re.search(r"English 3 .*French fewer than 3", page)

    def test_the_balance_counts_participants_as_they_say_in_fives_and_marks_who_is_silent(self, client, at):
        at(DURING)
        discussion = make_open()
        for number in range(11):
            person = make_profile(f"Voice {number}", country="").person
            if number < 7:
                people.say_how_counted(by=person, sex="woman" if number < 6 else "man")
            say(discussion, f"Way {number}.", by=person)
        client = signed_in(client, discussion.team[0])
        page = words(client.get(address("desk", discussion.slug)))
        assert re.search(r"As a woman 5 to 9 As a man fewer than 5 In another way fewer than 5 Not stated", page)
        assert "Told in steps of five" in page
        looks = queries.balance_of(discussion, queries.heard_in(discussion))
        silent = {label for label, _count, is_silent in looks[-1].rows if is_silent}
        assert silent == {"As a man", "In another way"}
        for person in (discussion.facilitator, make_person("Lina Moreno")):
            assert signed_in(client, person).get(address("desk", discussion.slug)).status_code == 403

    def test_whom_to_invite_are_organizations_of_silent_parts_of_the_world(self, client, at):
        at(DURING)
        for code in ("SN", "PH"):
            make_country(code)
        discussion = make_open()
        say(discussion, "Way.", by=make_profile("Voice", country="SN").person)
        for name, country in (("Council of Thiès", "SN"), ("Iloilo City", "PH")):
            make_organization(name, country=country, verified=True)
        page = signed_in(client, discussion.team[0]).get(address("desk", discussion.slug)).content.decode()
        invited = page.split('aria-labelledby="invite"')[1].split("</section>")[0]
        assert "Iloilo City" in invited
        assert "Thiès" not in invited
        assert "Voice" not in page.split('aria-labelledby="balance"')[1].split("</section>")[0]

    def test_a_late_mail_is_admitted_with_a_reason_on_the_page(self, client, at):
        discussion = make_open()
        at(AFTER)
        question = discussion.questions.get(number=1)
        late = actions.contribute_late(
            question, by=make_person("Rosa Quispe"), text="Late words.", language="en", at=CLOSES_AT
        )
        desk = words(signed_in(client, discussion.team[0]).get(address("desk", discussion.slug)))
        assert "Late words." in desk
        client.post(address("admission", late.pk), {"reason": "The power was out."})
        client.logout()
        page = words(client.get(question.get_absolute_url()))
        assert "Came after the close. Admitted by a moderator: The power was out." in page

    def test_a_recap_is_pinned(self, client, at):
        at(DURING)
        discussion = make_open()
        signed_in(client, discussion.team[0])
        client.post(address("recap", discussion.slug), {"text": "Dates matter.", "language": "en"})
        client.logout()
        assert "What was said so far 10 March 2026 Dates matter." in words(client.get(discussion.get_absolute_url()))
        assert "Dates matter." in words(client.get(address("recap_list", discussion.slug)))


class TestSummary:
    def test_moderators_tick_what_a_paragraph_rests_on(self, client, at):
        discussion = make_open()
        at(DURING)
        contribution = say(discussion)
        signed_in(client, discussion.team[0])
        place = address("paragraph_new", discussion.slug)
        assert "The date changed everything." in words(client.get(place))
        refused = client.post(place, {"text": "Dates.", "language": "en"})
        assert "Tick the contributions that this paragraph rests on" in words(refused)
        client.post(place, {"text": "Dates.", "language": "en", "sources": [contribution.pk]})
        paragraph = discussion.paragraphs.get()
        assert paragraph.citation_count == 1
        edit = address("paragraph_edit", discussion.slug, paragraph.pk)
        form = {"text": "Luis's words", "language": "en", "sources": [contribution.pk], "version": 0}
        conflict = client.post(edit, form)
        assert conflict.status_code == 422
        assert "Saved meanwhile" in words(conflict)
        client.post(edit, {"remove": "1"})
        assert not discussion.paragraphs.standing().exists()

    def test_the_whole_procedure_on_pages(self, client, at):
        put = make_put(contributions=4)
        at(AFTER)
        place = address("summary", put.slug)
        assert "In endorsement" in words(client.get(place))
        for person in put.speakers[:2]:
            signed_in(client, person).post(address("endorsement", put.slug), {"organization": ""})
        signed_in(client, put.speakers[2])
        form = {"text": "Money decides.", "language": "en"}
        client.post(address("objection", put.slug, put.paragraphs.get().pk), form)
        client.logout()
        actions.end_windows(at=WINDOW_ENDS_AT)
        at(WINDOW_ENDS_AT)
        page = words(client.get(place))
        assert "Endorsed by participants" in page
        assert "2 endorsements, quorum 2" in page
        assert "Money decides." in page

    def test_below_the_quorum_the_page_says_published_not_endorsed(self, client, at):
        put = make_put(contributions=4)
        actions.end_windows(at=WINDOW_ENDS_AT)
        at(WINDOW_ENDS_AT)
        page = words(client.get(address("summary", put.slug)))
        assert "Published, not endorsed" in page
        assert "Fewer participants endorsed this summary than the quorum asks for." in page

    def test_a_draft_nobody_was_given_has_no_page(self, client, at):
        at(DURING)
        assert client.get(address("summary", make_open().slug)).status_code == 404

    @pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
    def test_the_summary_as_pdf_is_tagged_in_each_language(self, client, at, language):
        put = make_put()
        paragraph = put.paragraphs.get()
        moderator = make_person("Ngozi Eze", roles=["moderator"])
        languages.add_human_version(
            paragraph, "text", "ar", "التواريخ تقرر (budget participatif) من يحضر.", by=moderator
        )
        actions.object_to(paragraph, by=put.speakers[0], text="اعتراض: المال يقرر", language="ar", at=AFTER)
        assert client.get(address("pdf", put.slug, language=language)).status_code == 404
        actions.end_windows(at=WINDOW_ENDS_AT)
        at(WINDOW_ENDS_AT)
        answer = client.get(address("pdf", put.slug, language=language))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert b"/StructTreeRoot" in answer.content or b"/MarkInfo" in answer.content
        assert f"/Lang({language})".encode() in answer.content.replace(b" ", b"")


def test_the_summary_is_flat(client, at):
    put = make_put()
    at(AFTER)
    place = address("summary", put.slug)
    client.get(place)
    with statements() as before:
        client.get(place)
    for number in range(4):
        actions.save_paragraph(put, by=put.team[0], text=f"More {number}", language="en", sources=put.said, at=AFTER)
    with statements() as after:
        client.get(place)
    assert len(after) == len(before) <= 8


class TestRecommendation:
    @pytest.fixture
    def form(self, client, at):
        """A moderator opens the form of a new recommendation; what they send, and where."""
        put = make_put()
        at(AFTER)
        signed_in(client, put.team[0])
        fields = {"text": "Meet on Sundays.", "language": "en", "sources": [put.paragraphs.get().pk]}
        return put, address("recommendation_new", put.slug), fields

    def test_it_is_addressed_to_an_organization_and_a_territory(self, client, form):
        put, place, fields = form
        senegal = make_country("SN")
        make_territory("Kédougou", parent=senegal)
        union = make_organization("Union of mayors")
        client.post(place, fields | {"organization": "union of mayors", "territory": "Kédougou, Senegal"})
        made = put.recommendations.get()
        assert (made.organization, made.territory.name) == (union, "Kédougou")
        assert made.addressed_to == "Union of mayors"
        edit = address("recommendation_edit", put.slug, made.pk)
        html = client.get(edit).content.decode()
        assert 'value="Union of mayors"' in html
        assert 'value="Kédougou, Senegal"' in html
        kept = {
            "addressed_to": "Municipal councils",
            "organization": union.get_absolute_url(),
            "version": made.version,
        }
        client.post(edit, fields | kept)
        made.refresh_from_db()
        assert (made.addressed_to, made.organization, made.territory) == ("Municipal councils", union, None)
        client.logout()
        page = client.get(address("summary", put.slug))
        assert "Addressed to Municipal councils · Union of mayors" in words(page)
        assert f'href="{union.get_absolute_url()}"' in page.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"organization": "Union of nobody"}, "The directory has no organization “Union of nobody”."),
            ({"territory": "Atlantis"}, "We know no territory named “Atlantis”."),
            ({}, "Say to whom the recommendation is addressed."),
        ],
    )
    def test_what_nobody_knows_is_sent_back_with_what_to_write(self, client, form, wrong, said):
        put, place, fields = form
        answer = client.post(place, fields | wrong)
        assert answer.status_code == 422
        assert said in words(answer)
        assert not put.recommendations.exists()


def test_the_printed_summary_keeps_lists_and_what_is_strong():
    text = "Dates **decide**:\n\n- first\n- *second*\n\n1. third\n\n> said [before](https://example.org/a)"
    paragraph, bullets, numbers, quote = blocks_of(str(markdown(text)))
    assert [(run["text"], run["marks"]) for run in paragraph["runs"]] == [
        ("Dates ", []), ("decide", ["strong"]), (":", [])
    ]  # fmt: skip
    assert [item["blocks"][0]["runs"][0]["text"] for item in bullets["blocks"]] == ["first", "second"]
    assert bullets["blocks"][1]["blocks"][0]["runs"][0]["marks"] == ["emph"]
    assert numbers["kind"] == "numbered"
    assert quote["blocks"][0]["runs"][1]["link"] == "https://example.org/a"


@pytest.mark.parametrize(
    "text", ["", "*", "| a | b |\n|---|---|\n| 1 | 2 |", "    code\n\n---", "> > > deep\n\n1. 1. 1. x"]
)
def test_every_text_is_printed_as_some_block(text):
    put = printed_with(text)
    assert summary_as_pdf(put).startswith(b"%PDF-")


def printed_with(text):
    """What the layout takes, with one text of Markdown as its only point."""
    part = {"blocks": blocks_of(str(markdown(text))), "text": text, "language": "en", "direction": "ltr", "label": ""}
    names = ("summary", "synthesis", "objection", "recommendations", "addressed", "behind", "nobody", "sources")
    told = dict.fromkeys(("standing", "days", "published", "counted", "from", "address"), "…")
    point = part | {"heading": "Point 1", "is_synthesis": False, "sources": [], "dissent": [part | {"name": "Rosa"}]}
    return told | {
        "language": "en", "direction": "ltr", "title": part | {"text": "Title"}, "purpose": part,
        "words": {name: name for name in names}, "points": [point], "recommendations": [], "endorsers": [],
    }  # fmt: skip


def test_a_page_that_offers_a_contribution_goes_at_the_close(client, at, settings, monkeypatch):
    settings.PAGES_KEPT = True
    discussion = make_open()
    questions = list(discussion.questions.all())
    assert queries.next_turn(discussion, questions, OPEN_AT) == questions[1].opens_at
    almost = CLOSES_AT - timedelta(seconds=60)
    at(almost)
    monkeypatch.setattr("m4d.core.pages.store.timezone", SimpleNamespace(now=lambda: almost))
    assert "Add your contribution" in words(client.get(discussion.get_absolute_url()))
    at(CLOSES_AT)
    assert "Add your contribution" in words(client.get(discussion.get_absolute_url()))
    after = time.monotonic() + 61
    monkeypatch.setattr("m4d.core.pages.store.time", SimpleNamespace(monotonic=lambda: after))
    assert "Add your contribution" not in words(client.get(discussion.get_absolute_url()))
    put = make_put(title="A second table")
    assert queries.next_turn(put, [], AFTER) == WINDOW_ENDS_AT
    assert queries.next_turn(put, [], WINDOW_ENDS_AT) is None


def test_what_came_of_it_is_told_from_the_summary(client, at):
    put = make_put()
    actions.end_windows(at=WINDOW_ENDS_AT)
    at(WINDOW_ENDS_AT)
    place = address("follow_up", put.slug)
    signed_in(client, put.facilitator)
    assert f'href="{place}"' in client.get(address("summary", put.slug)).content.decode()
    assert client.get(place).status_code == 200
    client.post(place, {"text": "Three councils changed.", "language": "en"})
    client.logout()
    assert "Three councils changed." in words(client.get(put.get_absolute_url()))
