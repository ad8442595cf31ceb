"""Made-up members in bulk: found, counted and told, also after a run that was stopped in the middle."""

from argparse import Namespace
from collections import Counter
from random import Random

import pytest

from m4d.catalogue import queries
from m4d.catalogue.models import FacetCount
from m4d.config.operations import seed
from m4d.core import made_up
from m4d.jobs import actions as jobs
from m4d.jobs.choices import MarkName

from .houses import POSTGRES

ASKED = Namespace(members=12, projects=5)


@pytest.fixture
def demo(db, settings):
    settings.M4D_DEMO = True
    jobs.set_mark(MarkName.DEMO, "yes")


def found() -> int:
    return queries.find(kind="organization", words="valley").total


def test_what_is_seeded_is_found_and_counted_once(demo, capsys):
    assert seed.run(ASKED) == 0
    assert found() == 5
    rows = list(FacetCount.objects.values_list("kind", "audience", "facet", "code"))
    assert len(rows) == len(set(rows)) > 10
    capsys.readouterr()
    assert seed.run(ASKED) == 0
    assert "already" in capsys.readouterr().out
    assert found() == 5


def test_the_run_after_one_that_was_stopped_fills_the_index(demo, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(seed.catalogue, "rebuild_index", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seed.run(ASKED)
    assert found() == 0
    assert seed.run(ASKED) == 0
    assert found() == 5


@pytest.mark.skipif(not POSTGRES, reason="DATABASE_URL names no PostgreSQL")
def test_processes_that_share_the_work_write_everybody_once(copied_house):
    """Numbers that a stopped run left out are filled in; nobody is written twice."""
    told = copied_house.python(
        "from random import Random\n"
        "from m4d.people import seed\n"
        "from m4d.accounts.models import Person\n"
        "from m4d.people.models import Profile\n"
        "from m4d.catalogue.models import Card\n"
        "seed.BATCH = 5\n"
        "seed.seed(33, Random(7), search=False)\n"
        "Person.objects.filter(email__in=[seed._address(12), seed._address(30)]).delete()\n"
        "seed.seed(40, Random(7), search=False)\n"
        "numbers = sorted(int(email[6:13]) for email in Profile.objects.values_list('person__email', flat=True))\n"
        "print(numbers == list(range(1, 41)), Person.objects.count())\n"
    )
    assert told == "True 40\n"


def test_texts_hold_words_as_often_as_a_language_does():
    die, number = Random(7), 60_000
    counted = Counter(made_up.words(die, number))
    shares = [count / number for _word, count in counted.most_common()]
    # Zipf: the tenth comes several times as often as the hundredth, and half of all words came once or twice.
    assert 5 < shares[9] / shares[99] < 12
    assert sum(count < 3 for count in counted.values()) > len(counted) / 2
    assert 0 < counted["diaspora"] / number < 0.002
    assert made_up.words(Random(7), 40) == made_up.words(Random(7), 40)
