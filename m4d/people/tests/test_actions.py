"""What is true after something happened."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.html import strip_tags

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Mail, Notice
from m4d.catalogue import queries as catalogue
from m4d.catalogue.choices import Audience as Side
from m4d.catalogue.models import Card, CardFace, Word
from m4d.core.verdicts import Refusal
from m4d.people import actions, demo, privacy
from m4d.people.choices import EndReason, Field, Verb
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import Affiliation, Block, Organization, Profile, SavedSearch, SeatHolding
from m4d.places.models import Territory
from m4d.vocabulary import queries as vocabulary

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_new_profile_is_seen_by_nobody_until_it_is_saved():
    amina = make_person("Amina Diallo", language="fr")
    profile = actions.open_profile(amina)
    assert (profile.name, profile.language, profile.is_complete) == ("Amina Diallo", "fr", False)
    assert len(profile.slug) == 10
    assert "amina" not in profile.slug
    assert actions.open_profile(amina) == profile
    assert not Card.objects.exists()


def test_visitors_and_members_get_a_card_each():
    profile = make_profile("Amina Diallo", country="SN", themes=["rights"], bio="I know the town hall.")
    cards = {card.audience: card for card in Card.objects.filter(kind="person", object_id=str(profile.pk))}
    assert set(cards) == {Side.VISITORS, Side.MEMBERS}
    assert (cards[Side.VISITORS].data["name"], cards[Side.MEMBERS].data["name"]) == ("", "Amina Diallo")
    assert cards[Side.VISITORS].sort == "migration desk officer"
    assert cards[Side.MEMBERS].sort == "amina diallo"
    visitors = CardFace.objects.filter(card=cards[Side.VISITORS])
    assert not any("Amina" in face.html + face.row + face.title + face.summary for face in visitors)


def test_a_profile_without_anything_public_has_no_card_for_visitors():
    everything = dict.fromkeys(Field.values, "members")
    profile = make_profile("Amina Diallo", visibility=everything)
    assert [card.audience for card in Card.objects.filter(object_id=str(profile.pk))] == [Side.MEMBERS]
    actions.change_profile(
        profile,
        by=profile.person,
        version=profile.version,
        values={},
        visibility=dict.fromkeys(Field.values, "groups"),
    )
    assert not Card.objects.filter(kind="person").exists()


def test_two_windows_never_overwrite_each_other_silently():
    profile = make_profile("Amina Diallo", bio="first")
    old = profile.version
    actions.change_profile(profile, by=profile.person, version=old, values={"bio": "second"}, visibility={})
    with pytest.raises(actions.Changed) as changed:
        actions.change_profile(profile, by=profile.person, version=old, values={"bio": "third"}, visibility={})
    assert changed.value.stored.bio == "second"
    assert Profile.objects.get(pk=profile.pk).bio == "second"


def test_nobody_else_changes_a_profile():
    profile = make_profile("Amina Diallo")
    with pytest.raises(Refusal):
        actions.change_profile(profile, by=make_person("Jonas"), version=profile.version, values={}, visibility={})


def test_adding_an_organization_makes_its_first_admin():
    amina = make_person("Amina Diallo")
    organization = actions.open_organization(by=amina, values={"name": "New", "name_language": "en"}, at=NOW)
    assert organization.slug == "new-organization"
    membership = Affiliation.objects.get()
    assert (membership.person, membership.is_admin, membership.confirmed_at) == (amina, True, NOW)
    assert Card.objects.filter(kind="organization", object_id=str(organization.pk)).exists()
    assert verbs() == [Verb.ORGANIZATION_OPENED]


def test_the_sixth_organization_of_a_day_waits_until_tomorrow():
    amina = make_person("Amina Diallo")
    for number in range(5):
        actions.open_organization(by=amina, values={"name": f"Number {number}"}, at=NOW)
    with pytest.raises(Refusal) as refused:
        actions.open_organization(by=amina, values={"name": "Number 6"}, at=NOW + timedelta(hours=1))
    assert str(refused.value) == "You have added five organizations today. Add the next one tomorrow."
    actions.open_organization(by=amina, values={"name": "Number 6"}, at=NOW + timedelta(hours=25))


def test_taking_in_the_same_organization_twice_changes_nothing():
    values = {"name": "United Nations Development Programme", "identifier": "XM-DAC-41114"}
    first = actions.take_in_organization(values=values)
    assert actions.take_in_organization(values=values | {"name": "UNDP"}) == first
    assert Organization.objects.get().name == "United Nations Development Programme"


def test_verification_tells_the_admins_in_their_language():
    amina, vera = make_person("Amina", language="fr"), make_person("Vera", roles=["verifier"])
    town = make_organization(admin=amina)
    actions.ask_verification(town, by=amina, evidence="Register number 12", at=NOW)
    actions.answer_verification(town, by=vera, version=town.version, granted=True, at=NOW)
    town.refresh_from_db()
    assert (town.verified_at, town.verified_by) == (NOW, vera)
    assert Mail.objects.get().person == amina
    assert Notice.objects.get().person == amina
    assert town.verification_requests.get().is_granted is True


def test_a_claim_counts_only_when_somebody_else_confirms_it():
    amina, jonas = make_person("Amina"), make_person("Jonas Weber")
    profile = make_profile("Jonas Weber", person=jonas, visibility={"organizations": "public"})
    town = make_organization(admin=amina)
    claim = actions.ask_to_join(town, by=jonas, role="Clerk", at=NOW)
    assert Card.objects.get(object_id=str(profile.pk), audience=Side.VISITORS).data["organizations"] == []
    actions.confirm_member(claim, by=amina, at=NOW)
    assert Card.objects.get(object_id=str(profile.pk), audience=Side.VISITORS).data["organizations"] == [town.name]
    actions.end_affiliation(claim, by=jonas, at=NOW)
    assert Card.objects.get(object_id=str(profile.pk), audience=Side.VISITORS).data["organizations"] == []


def test_handing_over_ends_one_holding_and_starts_the_next():
    amina, jonas = make_person("Amina"), make_person("Jonas")
    town = make_organization(admin=amina)
    join(jonas, town)
    seat = make_seat(town, holder=amina, since=date(2026, 1, 1), verified=True)
    actions.write_seat_note(seat, by=amina, text="The key is at the desk.")
    seen = seat.holdings.get().pk
    actions.hand_over_seat(seat, by=amina, successor=jonas, seen=seen, mandate_from=date(2026, 11, 22), at=NOW)
    new, old = seat.holdings.all()
    assert (old.person, old.ended_at, old.ended_by, old.end_reason) == (amina, NOW, amina, EndReason.HANDED_OVER)
    assert (new.person, new.is_open, new.is_verified) == (jonas, True, False)
    assert [note.text for note in seat.notes.all()] == ["The key is at the desk."]
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Jonas"}
    assert verbs()[-1] == Verb.SEAT_HANDED_OVER


def test_a_seat_is_not_handed_to_somebody_outside():
    amina, lina = make_person("Amina"), make_person("Lina")
    town = make_organization(admin=amina)
    seat = make_seat(town, holder=amina)
    seen = seat.holdings.get().pk
    with pytest.raises(Refusal) as refused:
        actions.hand_over_seat(seat, by=amina, successor=lina, seen=seen, mandate_from=NOW.date(), at=NOW)
    assert str(refused.value) == "The next holder must be a confirmed member of the organization."
    with pytest.raises(Refusal):
        actions.hand_over_seat(seat, by=lina, successor=lina, seen=seen, mandate_from=NOW.date(), at=NOW)
    assert seat.holdings.get().is_open


def test_the_clock_reminds_once_and_ends_what_ran_out():
    amina, jonas = make_person("Amina", language="ar"), make_person("Jonas")
    town = make_organization()
    today = NOW.date()
    soon = make_seat(town, holder=amina, since=date(2025, 1, 1), until=today + timedelta(days=30)).holdings.get()
    make_seat(town, holder=jonas, since=date(2025, 1, 1), until=today + timedelta(days=31))
    over = make_seat(town, holder=jonas, since=date(2025, 1, 1), until=today - timedelta(days=1)).holdings.get()
    assert (actions.remind_of_mandates(at=NOW), actions.remind_of_mandates(at=NOW)) == (1, 0)
    assert Mail.objects.get().person == amina
    assert actions.end_expired_mandates(at=NOW) == 1
    soon.refresh_from_db(), over.refresh_from_db()
    assert (soon.is_open, over.is_open, over.end_reason) == (True, False, EndReason.EXPIRED)
    assert actions.end_expired_mandates(at=NOW) == 0


def test_leaving_an_organization_frees_its_seats():
    amina, jonas = make_person("Amina"), make_person("Jonas")
    town = make_organization(admin=amina)
    membership = join(jonas, town)
    holding = make_seat(town, holder=jonas).holdings.get()
    actions.end_affiliation(membership, by=amina, at=NOW)
    holding.refresh_from_db()
    assert (holding.ended_at, holding.end_reason) == (NOW, EndReason.LEFT)


def test_blocking_twice_is_blocking_once():
    amina, jonas = make_person("Amina"), make_person("Jonas")
    actions.block_person(jonas, by=amina)
    actions.block_person(jonas, by=amina)
    assert Block.objects.count() == 1
    assert not Notice.objects.exists()
    actions.unblock_person(jonas, by=amina)
    actions.unblock_person(jonas, by=amina)
    assert not Block.objects.exists()


def test_a_saved_search_knows_what_came_after_the_last_look():
    lina = make_person("Lina")
    make_profile("Amina Diallo", themes=["rights"])
    search = actions.save_search(by=lina, name="Rights", kind="person", filters={"theme": ["rights"]}, at=NOW)
    make_profile("Jonas Weber", themes=["rights"])
    make_profile("Omar Said", themes=["health"])
    actions.count_news(at=NOW + timedelta(hours=7))
    search.refresh_from_db()
    assert search.news == 1
    actions.look_at_search(search)
    actions.count_news(at=NOW + timedelta(hours=20))
    search.refresh_from_db()
    assert search.news == 0


def test_the_twenty_first_saved_search_is_refused():
    lina = make_person("Lina")
    for number in range(20):
        actions.save_search(by=lina, name=str(number), kind="person")
    with pytest.raises(Refusal) as refused:
        actions.save_search(by=lina, name="one more", kind="person")
    assert str(refused.value) == "You have 20 saved searches. Delete one first."
    assert SavedSearch.objects.count() == 20


def test_leaving_takes_the_profile_and_leaves_the_seat_its_dates():
    amina, jonas = make_person("Amina Diallo"), make_person("Jonas")
    town = make_organization(admin=amina)
    make_profile("Amina Diallo", person=amina)
    make_seat(town, holder=amina, since=date(2026, 1, 1), verified=True)
    actions.block_person(amina, by=jonas)
    held = {part["what"]: part["rows"] for part in privacy.held(amina)}
    assert list(held.values()) == [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]
    exported = privacy.export(amina)
    assert (exported["profile"]["name"], len(exported["seats"])) == ("Amina Diallo", 1)
    sentence = privacy.erase(amina)
    assert "One seat keeps the dates of your mandate without your name." in sentence
    assert not Profile.objects.filter(person=amina).exists()
    assert not Card.objects.filter(kind="person").exists()
    holding = SeatHolding.objects.get()
    assert (holding.person, holding.mandate_from, holding.end_reason) == (None, date(2026, 1, 1), EndReason.ERASED)
    assert [part["rows"] for part in privacy.held(amina)] == [0] * 10


def test_an_organization_is_of_kinds_that_the_vocabulary_has():
    amina = make_person("Amina")
    values = {"name": "Academia Puente", "name_language": "es", "language": "es"}
    wrong = {"kinds": ["training", "training-provider"]}
    with pytest.raises(Refusal, match="There is no kind of person or organization called training-provider."):
        actions.open_organization(by=amina, values=values | wrong, at=NOW)
    with pytest.raises(Refusal, match="training-provider"):
        actions.take_in_organization(values=values | wrong, at=NOW)
    assert not Organization.objects.exists()
    academy = actions.open_organization(by=amina, values=values | {"kinds": ["training"]}, at=NOW)
    with pytest.raises(Refusal, match="training-provider"):
        actions.change_organization(academy, by=amina, version=academy.version, values=wrong, at=NOW)
    academy.refresh_from_db()
    assert (academy.kinds, academy.version) == (["training"], 1)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"stakeholder_type": "wizard"}, "There is no kind of person or organization called wizard."),
        ({"themes": ["rights", "magic"]}, "There is no theme called magic."),
        ({"languages": ["fr", "elvish"]}, "There is no language called elvish."),
        ({"language": "xx"}, "There is no language called xx."),
        ({"country": "ZZ"}, "There is no country called ZZ."),
        ({"level": "high"}, "There is no level called high."),
        ({"corridor_end": "middle"}, "There is no place on the corridor called middle."),
    ],
)
def test_a_profile_holds_codes_that_the_vocabulary_has(values, sentence):
    profile = make_profile("Amina Diallo", themes=["rights"])
    before = Profile.objects.values().get()
    with pytest.raises(Refusal) as refused:
        actions.change_profile(
            profile, by=profile.person, version=profile.version, values={"bio": "New."} | values, visibility={}
        )
    assert [str(reason) for reason in refused.value.reasons] == [sentence]
    assert Profile.objects.values().get() == before


def test_a_profile_holds_corridors_that_are_listed(corridor):
    profile = make_profile("Amina Diallo", corridors=[corridor])
    Territory.objects.filter(pk=corridor.origin_id).update(is_listed=False)
    for wrong in ([corridor], ["kedougou-isere"]):
        with pytest.raises(Refusal, match="There is no corridor called"):
            actions.change_profile(
                profile, by=profile.person, version=profile.version, values={}, visibility={}, corridors=wrong
            )
    assert list(profile.corridors.all()) == [corridor]


def test_a_change_of_one_part_leaves_the_rest_and_its_audiences():
    profile = make_profile("Amina Diallo", bio="Mine.", visibility={"bio": "public"})
    changed = actions.change_profile(
        profile, by=profile.person, version=profile.version, values={"phone": "+221 77 1 00"},
        visibility={"phone": "groups"},
    )  # fmt: skip
    assert (changed.bio, changed.audience_of("bio"), changed.audience_of("phone")) == ("Mine.", "public", "groups")


def test_the_story_of_the_demo_uses_codes_that_the_vocabulary_has():
    told = [values for *_place, values in demo.ORGANIZATIONS.values()] + [row[-1] for row in demo.PROFILES.values()]
    used = {
        (scheme, code)
        for values in told
        for scheme, codes in (
            ("stakeholder_type", [*values.get("kinds", ()), *filter(None, [values.get("stakeholder_type")])]),
            ("level", [values["level"]]),
            ("theme", values.get("themes", ())),
            ("language", values["languages"]),
        )
        for code in codes
    }
    assert sorted(pair for pair in used if not vocabulary.has(*pair)) == []


@pytest.fixture
def named_place(kedougou):
    Territory.objects.filter(pk=kedougou.pk).update(
        name_language="fr", names={"en": "Kedougou", "es": "Kedugú", "ar": "كيدوغو"}
    )
    return Territory.objects.get(pk=kedougou.pk)


def found_by(words, person=None, **question):
    return {entry.object_id for entry in catalogue.find(words=words, audience_for=person, **question).entries}


@pytest.mark.parametrize("typed", ["Kédougou", "kedugú", "كيدوغو", "بكيدوغو"])
def test_people_and_organizations_are_found_by_their_place_in_every_language(named_place, typed):
    shown = {"visibility": {Field.PLACE: "public"}, "country": "SN", "territory": named_place}
    profile = make_profile("Amina Diallo", **shown)
    organization = make_organization("Conseil départemental", country="SN", territory=named_place)
    make_profile("Lina Torres", country="SN")
    for language in ("en", "ar"):
        assert found_by(typed, kind="person", language=language) == {str(profile.pk)}
        assert found_by(typed, kind="organization", language=language) == {str(organization.pk)}


@pytest.mark.parametrize("typed", ["Kédougou", "kedugú", "كيدوغو"])
def test_a_place_is_no_word_for_those_who_may_not_read_it(named_place, typed):
    reader = make_person("Lina Torres")
    profile = make_profile("Amina", country="SN", territory=named_place, visibility={Field.PLACE: "members"})
    assert (found_by(typed, kind="person"), found_by(typed, reader, kind="person")) == (set(), {str(profile.pk)})
    actions.change_profile(
        profile,
        by=profile.person,
        version=profile.version,
        values={},
        visibility={field: profile.audience_of(field) for field in Field.values} | {Field.PLACE: "groups"},
    )
    assert found_by(typed, reader, kind="person") == set()


def test_the_name_of_somebody_who_left_is_no_word_of_the_catalogue():
    profile = make_profile("Wanjiku Diallo", visibility={Field.NAME: "public"})
    make_profile("Oumar Diallo", visibility={Field.NAME: "public"})
    assert Word.objects.filter(word="wanjiku").exists()
    privacy.erase(profile.person)
    assert not Word.objects.filter(word="wanjiku").exists()
    assert Word.objects.filter(word="diallo").exists()


@pytest.mark.parametrize(
    ("language", "label"), [("en", ""), ("fr", "Anglais"), ("es", "Inglés"), ("ar", "الإنجليزية")]
)
def test_a_row_names_the_language_of_a_role_and_not_of_a_name(language, label):
    make_profile("Amina Diallo", visibility={Field.NAME: "public"})
    make_profile("Lina Torres", visibility={Field.NAME: "public"}, headline="")
    rows = {row.title: row.row for row in catalogue.find(kind="person", language=language).entries}
    plain = " ".join(strip_tags(rows["Amina Diallo"]).split())
    assert (label in plain) and (("hidden-text" in rows["Amina Diallo"]) == bool(label))
    assert "hidden-text" not in rows["Lina Torres"]
