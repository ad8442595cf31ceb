"""What a new term must be, and what is said when it is not."""

import pytest
from django.utils import timezone

from m4d.core.verdicts import Refusal
from m4d.vocabulary import actions, policies, queries
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db

NAMES = {"en": "Jobs in the village", "fr": "Emplois au village", "es": "Empleos", "ar": "وظائف في القرية"}
WHOLE = {"scheme": "theme", "code": "local-jobs", "parent": "", "names": NAMES}
OWNER = "This list belongs to somebody else. Only its owner can add to it."
CODE = "Write the code with small Latin letters, digits and single hyphens, such as “local-jobs”."
TAKEN = "This list has a term with this code already. It may be retired."
NAMED = "Give the name in all four languages."
PLACE = "Choose a term of the same list that is still offered and stands below no other."


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, []),
        ({"parent": "jobs"}, []),
        ({"scheme": "country", "code": "zz"}, [OWNER]),
        ({"scheme": "ActivityStatus"}, [OWNER]),
        ({"code": "Local"}, [CODE]),
        ({"code": "a--b"}, [CODE]),
        ({"code": "local_jobs"}, [CODE]),
        ({"code": "../jobs"}, [CODE]),
        ({"code": "x" * 41}, [CODE]),
        ({"code": "jobs"}, [TAKEN]),
        ({"names": NAMES | {"ar": "  "}}, [NAMED]),
        ({"names": {}}, [NAMED]),
        ({"parent": "nothing"}, [PLACE]),
        ({"scheme": "level", "parent": "jobs"}, [PLACE]),
    ],
)
def test_what_a_new_term_must_be(change, reasons):
    assert [str(reason) for reason in policies.may_add_term(**WHOLE | change).reasons] == reasons


def test_a_term_stands_below_one_that_is_still_offered_and_never_two_deep():
    now = timezone.now()
    child = actions.add_term(**WHOLE | {"parent": "jobs"}, source="", at=now)
    queries.forget()
    assert queries.children("theme", "jobs") == [child]
    with pytest.raises(Refusal):
        actions.add_term(**WHOLE | {"code": "deeper", "parent": "local-jobs"}, source="", at=now)
    actions.retire_term(Term.objects.get(scheme="theme", code="health"), at=now)
    queries.forget()
    with pytest.raises(Refusal):
        actions.add_term(**WHOLE | {"code": "clinics", "parent": "health"}, source="", at=now)
    with pytest.raises(Refusal):
        actions.add_term(**WHOLE, source="", at=now)
    assert not Term.objects.filter(code__in=["deeper", "clinics"]).exists()


def test_a_new_term_is_offered_at_the_end_of_its_list_and_stays_when_the_files_are_read_again():
    actions.add_term(**WHOLE, source="M4D Net", at=timezone.now())
    queries.forget()
    assert queries.choices("theme", "fr")[-1] == ("local-jobs", "Emplois au village")
    assert actions.load_starter() == {"added": 0, "changed": 0}
    assert queries.name("theme", "local-jobs", "ar") == NAMES["ar"]
