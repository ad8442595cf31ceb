"""Builders for tests: groups, topics and posts, made by the actions that people use."""

from itertools import count

from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.people import actions as people
from m4d.people.models import Profile

from . import actions
from .choices import Access, GroupRole
from .models import Group, Membership

_numbers = count(1)


def make_member(name="Amina Diallo", *, headline="Migration desk officer", roles=(), **values):
    """A person with a complete profile."""
    person = make_person(name, roles=roles)
    people.open_profile(person)
    Profile.objects.filter(person=person).update(
        name=name, headline=headline, completed_at=timezone.now(), **{"country": "SN", **values}
    )
    return person


def make_group(name="Return and reintegration", *, access=Access.PUBLIC, facilitator=None, members=(), **values):
    """A group with its facilitator and members."""
    number = next(_numbers)
    group = Group.objects.create(
        **{"slug": f"group-{number}", "name": name, "purpose": "How people who return find work.", "access": access}
        | values
    )
    for person, role in [*((one, GroupRole.MEMBER) for one in members),
                         *([(facilitator, GroupRole.FACILITATOR)] if facilitator else [])]:  # fmt: skip
        Membership.objects.create(group=group, person=person, role=role, confirmed_at=timezone.now())
        group.member_count += 1
    group.save()
    return group


def make_topic(group, by, title="Who keeps the register?", *, text="Who keeps it where you are?", replies=(), **more):
    """A topic with its first post and further ones: (person, text) pairs."""
    topic = actions.start_topic(group, by=by, title=title, text=text, language=more.pop("language", "en"), **more)
    for person, words in replies:
        actions.write_post(topic, by=person, text=words, language="en")
    topic.refresh_from_db()
    return topic
