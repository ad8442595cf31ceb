"""News about oneself say "you"; what is followed or hidden is named."""

import pytest
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.choices import Verb as AccountsVerb
from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity import queries as activities
from m4d.activity.models import Notice
from m4d.core.testing import signed_in
from m4d.discussions.choices import Verb as DiscussionVerb
from m4d.discussions.factories import make_open
from m4d.moderation.choices import Reason
from m4d.moderation.choices import Verb as ModerationVerb
from m4d.people.choices import Verb as PeopleVerb
from m4d.people.factories import make_organization, make_profile, make_seat
from m4d.places.choices import Verb as PlacesVerb

pytestmark = pytest.mark.django_db

ROLE = {"role": Role.VERIFIER.value, "reason": "Asked"}


@pytest.mark.parametrize(
    ("verb", "data", "expected", "others"),
    [
        (PeopleVerb.AFFILIATION_CONFIRMED, {}, "confirmed you as a member of", "confirmed a member of"),
        (PeopleVerb.AFFILIATION_ADMIN, {}, "named you an admin of", "named an admin of"),
        (PeopleVerb.AFFILIATION_ENDED, {}, "ended your membership of", "ended a membership of"),
        (PeopleVerb.SEAT_TAKEN, {}, "put you on the seat", "put somebody on the seat"),
        (PeopleVerb.SEAT_HANDED_OVER, {}, "</a> to you.", "handed over the seat"),
        (PeopleVerb.HOLDING_ENDED, {}, "ended your mandate", "ended the mandate"),
        (PeopleVerb.HOLDING_VERIFIED, {}, "verified your mandate", "verified the mandate"),
        (PeopleVerb.HOLDING_REFUSED, {}, "did not verify your mandate", "did not verify the mandate"),
        (PeopleVerb.HOLDING_EXPIRED, {}, "Your mandate for the seat", "The mandate for the seat"),
        (AccountsVerb.ROLE_GRANTED, ROLE, "gave you a role:", "gave a role:"),
        (AccountsVerb.ROLE_WITHDRAWN, ROLE, "took a role back from you:", "took back a role:"),
        (AccountsVerb.PERSON_APPROVED, {}, "let you in", "let a new member in"),
    ],
)
def test_what_was_done_about_oneself_says_you(lina, verb, data, expected, others):
    club = make_organization("Small club")
    room, _, name = verb.partition(".")
    about = lina if room == "accounts" else club if name.startswith("affiliation") else make_seat(club, duty="Desk")
    entry = activity.record(verb, by=make_person("Tesfaye"), about=about, concerns=lina, data=data)
    ((_entry, own),) = activities.sentences([entry], lina)
    ((_entry, told),) = activities.sentences([entry], make_person("Omar"))
    assert expected in " ".join(own.split())
    assert others in " ".join(told.split())
    assert expected not in " ".join(told.split())


def test_whoever_does_it_about_oneself_is_named_as_ever(lina):
    entry = activity.record(
        PeopleVerb.AFFILIATION_ENDED, by=lina, about=make_organization("Small club"), concerns=lina
    )
    ((_entry, told),) = activities.sentences([entry], lina)
    assert "ended a membership of" in told


@pytest.mark.parametrize("verb", [ModerationVerb.THING_HIDDEN, ModerationVerb.THING_RESTORED])
def test_moderation_names_what_it_hid(verb, lina):
    club, profile = make_organization("Small club"), make_profile("Lina", person=lina)
    data = {"rule": Reason.OTHER, "text": "Not so.", "language": "en"}
    for thing, kind, expected in (
        (club, "organization", '<bdi lang="fr" dir="ltr">Small club</bdi></a>'),
        (profile, "profile", "your profile</a>"),
    ):
        entry = activity.record(verb, by=None, about=thing, concerns=lina, data={**data, "kind": kind})
        ((_entry, told),) = activities.sentences([entry], lina)
        assert expected in told
    ((_entry, told),) = activities.sentences([entry], make_person("Omar"))
    assert "a profile</a>" in told
    assert "Lina" not in told


@pytest.mark.parametrize(("language", "said"), [("en", "You follow"), ("fr", "Vous suivez"), ("ar", "أنت تتابع")])
def test_news_name_what_is_followed(client, lina, corridor, language, said):
    amina = make_person("Amina")
    club = make_organization("Small club")
    for thing, verb in ((corridor.destination, PlacesVerb.PROFILE_AMENDED), (club, PeopleVerb.ORGANIZATION_CHANGED)):
        entry = activity.record(verb, by=amina, about=thing)
        Notice.objects.create(person=lina, entry=entry, followed=True)
    type(club).objects.update(hidden_at=timezone.now())
    html = signed_in(client, lina).get(f"/{language}/").content.decode()
    assert f"<bdi>{corridor.destination.name_in(language)}</bdi></p>" in html
    assert f'<p class="why">{said}' in html
    assert "Small club" not in html


def test_names_in_another_language_say_it_at_home(client, lina):
    discussion = make_open("Qui est à la table ?")
    type(discussion).objects.update(language="fr")
    question = discussion.questions.first()
    entry = activity.record(DiscussionVerb.QUESTION_OPENED, by=None, about=question, data={"title": discussion.title})
    Notice.objects.create(person=lina, entry=entry, followed=True)
    html = signed_in(client, lina).get("/ar/").content.decode()
    assert '<bdi lang="fr" dir="ltr">Qui est à la table ?</bdi>' in html
    french = client.get("/fr/").content.decode()
    assert french.count("Qui est à la table ?") == 1
