"""Made-up members: the same numbers give the same people, and asking again adds nothing."""

from random import Random

import pytest

from m4d.accounts.models import Person
from m4d.catalogue import actions as catalogue
from m4d.catalogue.models import Card
from m4d.people import seed
from m4d.people.models import Organization, Profile

pytestmark = pytest.mark.django_db


def test_the_same_numbers_give_the_same_people(kedougou, corridor):
    seed.seed(12, Random(7))
    first = list(Profile.objects.order_by("pk").values_list("slug", "name", "headline", "country"))
    assert (len(first), Person.objects.count(), Organization.objects.count()) == (12, 12, 5)
    seed.seed(12, Random(7))
    assert Person.objects.count() == 12
    seed.seed(20, Random(7))
    again = list(Profile.objects.order_by("pk").values_list("slug", "name", "headline", "country"))
    assert (len(again), again[:12]) == (20, first)
    assert Organization.objects.count() == 5


def test_made_up_members_stand_in_the_directory_without_their_numbers(kedougou):
    told = []
    seed.seed(5, Random(7), tell=lambda total: told.append)
    assert told == [5]
    cards = Card.objects.filter(kind="person")
    assert cards.count() >= 5
    assert not [card for card in cards if "+221" in str(card.data) or "@" in str(card.data)]
    assert all(organization.sheet["texts"]["about"] for organization in Organization.objects.all())


def test_members_whose_cards_were_not_written_get_them_when_it_is_asked_again(kedougou):
    seed.seed(5, Random(7))
    lost = Profile.objects.order_by("pk").first()
    catalogue.remove(lost)
    seed.seed(5, Random(7))
    assert Card.objects.filter(kind="person", object_id=str(lost.pk)).exists()
