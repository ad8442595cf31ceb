"""What a process keeps in memory goes when what it rests on is touched, and never comes back."""

import pytest

from m4d.core.pages.memory import Memory, forget_all
from m4d.core.pages.versions import touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def memory():
    return Memory("memory-test", most=3)


def test_a_value_is_worked_out_once_until_its_tag_is_touched(memory, django_capture_on_commit_callbacks):
    made = []
    for _ in range(2):
        memory.get("key", lambda: made.append(1) or len(made))
    assert memory.get("key", lambda: 0) == 1
    with django_capture_on_commit_callbacks(execute=True):
        touch("another-tag")
    assert memory.get("key", lambda: 0) == 1
    with django_capture_on_commit_callbacks(execute=True):
        touch("memory-test")
    assert memory.get("key", lambda: 2) == 2


def test_what_was_read_before_a_change_is_not_kept_after_it(memory, django_capture_on_commit_callbacks):
    known = memory.now()
    with django_capture_on_commit_callbacks(execute=True):
        touch("memory-test")
    memory.now()
    known["key"] = "old"
    assert memory.get("key", lambda: "new") == "new"


def test_it_holds_no_more_than_it_may(memory):
    memory.now().update(dict.fromkeys("abcd"))
    assert memory.now() == {}


def test_everything_can_be_forgotten(memory):
    memory.get("key", lambda: "old")
    forget_all()
    assert memory.get("key", lambda: "new") == "new"
