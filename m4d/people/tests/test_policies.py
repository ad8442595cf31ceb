"""Who sees which field, and who may do what, with the sentences."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.people import actions, policies, queries
from m4d.people.choices import CONTACT, DEFAULT_AUDIENCE, NEVER_PUBLIC, Audience, Field
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import Profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def world():
    """Amina's profile seen by herself, by a colleague, by somebody she blocked, by a stranger and by a visitor."""
    amina = make_person("Amina Diallo")
    profile = make_profile("Amina Diallo", person=amina)
    town = make_organization(admin=amina)
    viewers = {
        "owner": amina,
        "colleague": make_person("Jonas Weber"),
        "blocked colleague": make_person("Karim Haddad"),
        "claims to be a colleague": make_person("Marta Ruiz"),
        "blocked": make_person("Pia Blom"),
        "member": make_person("Lina Reyes"),
        "moderator": make_person("Omar Said", roles=["moderator"]),
        "visitor": AnonymousUser(),
    }
    join(viewers["colleague"], town)
    join(viewers["blocked colleague"], town)
    join(viewers["claims to be a colleague"], town, confirmed=False)
    for name in ("blocked", "blocked colleague"):
        actions.block_person(viewers[name], by=amina)
    return profile, viewers


#: For each viewer, which audiences are wide enough; contact data have a column of their own.
SEEN = [
    ("owner", {"nobody", "groups", "members", "public"}, {"nobody", "groups", "members", "public"}),
    ("colleague", {"groups", "members", "public"}, {"groups", "members", "public"}),
    ("claims to be a colleague", {"members", "public"}, {"members", "public"}),
    ("blocked colleague", {"members", "public"}, set()),
    ("member", {"members", "public"}, {"members", "public"}),
    ("moderator", {"members", "public"}, {"members", "public"}),
    ("blocked", {"members", "public"}, set()),
    ("visitor", {"public"}, {"public"}),
]


@pytest.mark.parametrize("audience", Audience.values)
@pytest.mark.parametrize(("viewer", "plain", "contact"), SEEN)
def test_each_field_is_seen_by_its_audience_and_by_nobody_else(world, viewer, plain, contact, audience):
    profile, viewers = world
    Profile.objects.filter(pk=profile.pk).update(visibility=dict.fromkeys(Field.values, audience))
    profile = Profile.objects.get(pk=profile.pk)
    expected = set()
    for field in Field.values:
        really = "members" if field in NEVER_PUBLIC and audience == "public" else audience
        if really in (contact if field in CONTACT else plain):
            expected.add(field)
    assert policies.visible_fields(viewers[viewer], profile) == expected


def test_the_defaults_are_narrow_for_contact_data_and_open_for_role_and_place():
    assert {DEFAULT_AUDIENCE[field] for field in CONTACT} == {Audience.NOBODY}
    assert DEFAULT_AUDIENCE[Field.NAME] == Audience.MEMBERS
    assert {DEFAULT_AUDIENCE[Field.HEADLINE], DEFAULT_AUDIENCE[Field.PLACE]} == {Audience.PUBLIC}
    assert set(DEFAULT_AUDIENCE) == set(Field.values)


@pytest.mark.parametrize("field", sorted(NEVER_PUBLIC))
def test_a_number_is_never_public_whatever_is_stored(field):
    profile = Profile(visibility={field: "public"})
    assert profile.audience_of(field) == Audience.MEMBERS
    assert field not in policies.fields_open_to(profile, Audience.PUBLIC)


@pytest.mark.parametrize("stored", ["everyone", "", None, 3, ["public"]])
def test_an_unknown_audience_counts_as_nobody(stored):
    profile = Profile(visibility={"headline": stored})
    assert profile.audience_of("headline") == Audience.NOBODY


def test_many_profiles_cost_as_much_as_one(world, django_assert_num_queries):
    _profile, viewers = world
    for name in ("Nour Ali", "Rosa Diaz", "Tomas Novak"):
        make_profile(name, visibility={"email": "groups"})
    profiles = list(Profile.objects.order_by("pk"))
    with django_assert_num_queries(2):
        policies.visible_fields_of(viewers["member"], profiles)
    with django_assert_num_queries(0):
        policies.visible_fields_of(viewers["member"], profiles[:1])
    with django_assert_num_queries(0):
        policies.visible_fields_of(viewers["visitor"], profiles)


def test_a_higher_room_can_add_groups(world):
    profile, viewers = world
    lina = viewers["member"]

    def source(viewer, people):
        shared = [profile.person_id] if viewer.pk == lina.pk else []
        return Person.objects.filter(pk__in=shared).values_list("pk", flat=True)

    queries.register_group_source(source)
    try:
        profile.visibility = {"email": "groups"}
        assert Field.EMAIL in policies.visible_fields(lina, profile)
        assert Field.EMAIL not in policies.visible_fields(viewers["moderator"], profile)
    finally:
        queries.profile._group_sources.remove(source)


def test_the_journal_names_people_as_they_allow(world):
    profile, viewers = world
    amina = viewers["owner"]
    names = {viewer: policies.names_for([amina], person) for viewer, person in viewers.items()}
    assert names["member"] == {amina.pk: "Amina Diallo"}
    assert names["visitor"] == {}
    Profile.objects.filter(pk=profile.pk).update(visibility={"name": "nobody"})
    amina = Person.objects.get(pk=amina.pk)
    assert policies.names_for([amina], viewers["member"]) == {}
    assert policies.names_for([amina], amina) == {amina.pk: "Amina Diallo"}


def reasons(verdict):
    return [str(reason) for reason in verdict.reasons]


def test_who_may_change_an_organization():
    amina, jonas = make_person("Amina"), make_person("Jonas")
    town = make_organization(admin=amina)
    join(jonas, town)
    allowed = {
        "admin of the page": policies.may_edit_organization(amina, town),
        "mere member": policies.may_edit_organization(jonas, town),
        "verifier": policies.may_edit_organization(make_person("Vera", roles=["verifier"]), town),
        "programme": policies.may_edit_organization(make_person("Paul", roles=["programme"]), town),
        "visitor": policies.may_edit_organization(AnonymousUser(), town),
    }
    assert {who: bool(verdict) for who, verdict in allowed.items()} == {
        "admin of the page": True,
        "mere member": False,
        "verifier": False,
        "programme": True,
        "visitor": False,
    }
    assert reasons(allowed["mere member"]) == ["Only the organization's own admins can change this page."]


def test_nobody_confirms_themself():
    vera = make_person("Vera", roles=["verifier"])
    town = make_organization()
    claim = join(vera, town, confirmed=False)
    assert reasons(policies.may_confirm_member(vera, claim)) == ["Somebody else must confirm you."]
    assert reasons(policies.may_verify_organization(vera, town)) == [
        "You belong or belonged to this organization. Another verifier must answer."
    ]
    holding = make_seat(town, holder=vera).holdings.get()
    assert reasons(policies.may_verify_holding(vera, holding)) == ["Somebody else must confirm your mandate."]
