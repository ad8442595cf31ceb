"""The demo story is told by people who may do on the pages what they did in it."""

import pytest

from m4d.core.testing import signed_in
from m4d.people import policies as people
from m4d.places import policies
from m4d.places.choices import End
from m4d.places.models import Corridor, EvidenceStatement


@pytest.fixture
def corridor(world, db):
    return Corridor.objects.get(origin__code="SN.17", destination__code="FR.84.38")


def test_each_end_of_the_corridor_was_written_by_who_may_write_it(world, corridor):
    speakers = {End.ORIGIN: world.people["officer"], End.DESTINATION: world.people["diaspora"]}
    for end, person in speakers.items():
        other = End.DESTINATION if end == End.ORIGIN else End.ORIGIN
        assert people.territories_spoken_for(person) == {corridor.territory_at(end).pk}
        assert policies.may_edit_end(person, corridor, end)
        assert not policies.may_edit_end(person, corridor, other)
        assert policies.may_state_evidence(person, corridor, end)
        assert not policies.may_state_evidence(person, corridor, other)
        told = EvidenceStatement.objects.filter(corridor=corridor, end=end)
        assert {row.stated_by for row in told} == {person}


def test_each_side_finds_the_way_to_its_own_end_and_no_other(client, world, corridor):
    for name, end, other in (("diaspora", "destination", "origin"), ("officer", "origin", "destination")):
        page = signed_in(client, world.people[name]).get(corridor.get_absolute_url()).content.decode()
        base = f"/en/corridors/{corridor.slug}/ends"
        assert f"{base}/{end}/" in page
        assert f"{base}/{other}/" not in page
        assert client.get(f"{base}/{end}/").status_code == 200
        assert client.get(f"{base}/{other}/").status_code == 403


def test_the_story_of_the_community_has_three_kinds_of_groups_four_languages_and_an_accepted_answer(world, db):
    from m4d.community.models import Group, Post, Topic

    assert set(Group.objects.values_list("access", flat=True)) == {"public", "members", "restricted"}
    topic = Topic.objects.get(group__name="Return and reintegration")
    assert set(topic.languages) == {"fr", "en", "es", "ar"}
    assert topic.accepted_post.number == 4 and topic.accepted_post.useful_count == 4
    assert Topic.objects.conversations().count() == 1
    assert not Post.objects.filter(hidden_at__isnull=False).exists()


def test_nothing_in_the_story_of_e_discussions_hides_their_newest_news_behind_a_translation(client, world, db):
    client.force_login(world.people["learner"])
    rows = client.get("/en/", HTTP_ACCEPT_LANGUAGE="en").context["news"]
    about = [one.notice.entry for one in rows if one.notice.entry.about_type.app_label == "discussions"]
    assert about
    assert not [entry.verb for entry in about if entry.verb.startswith("languages.")]
    moments = [one.notice.entry.at for one in rows]
    assert moments == sorted(moments, reverse=True)
