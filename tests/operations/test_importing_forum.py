"""`m4d import forum FILE --group SLUG` and `m4d forget NAME` as somebody at the command line reads them; a kill loses
nothing and doubles nothing."""

import csv
import json
import sqlite3
import subprocess
import sys
import time

import pytest

from m4d.community.factories import make_group
from m4d.community.models import Imported, Post
from m4d.config import command_line

from .houses import ROOT, House

DATA = ROOT / "m4d" / "community" / "tests" / "data"


@pytest.fixture
def group(db):
    return make_group("Savings", slug="savings")


def test_it_says_what_came_and_what_was_left_out(group, capsys, tmp_path):
    table = tmp_path / "left-out.csv"
    given = ["import", "forum", str(DATA / "discourse.json"), "--group", "savings", "--report", str(table)]
    assert command_line.main(given) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "5 posts from Réseau local: 5 new in 2 new topics of Savings, 0 as before"
    assert "   1 mail addresses in texts were left out" in said
    assert "   topics[1]: Only some people could read it there; left out" in said
    assert "   3 × Only some people could read it there; left out" in said
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert ("posts[1]", "nothing_above") in [(row["place"], row["code"]) for row in rows]
    assert command_line.main(given) == 0
    assert "0 new in 0 new topics of Savings, 5 as before" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["/nowhere/dump.json", "--group", "savings"], "There is no file /nowhere/dump.json."),
        ([str(DATA / "list.mbox"), "--group", "nobodys"], "Name the group that the topics go into"),
        ([str(DATA / "list.mbox")], "Name the group that the topics go into"),
        ([str(DATA / "README.md"), "--group", "savings"],
         "README.md was refused and nothing was changed. This is neither JSON nor XML of a forum"),
        ([str(DATA / "exchange" / "Users.xml"), "--group", "savings"],
         "Users.xml was refused and nothing was changed. The file holds no topics and no posts. Users.xml, line 2"),
    ],
)  # fmt: skip
def test_trouble_is_told_in_a_sentence(group, capsys, words, sentence):
    assert command_line.main(["import", "forum", *words]) == 1
    assert sentence in capsys.readouterr().err
    assert not Post.objects.exists()


def test_somebody_who_never_joined_is_no_longer_named(group, capsys):
    command_line.main(["import", "forum", str(DATA / "list.mbox"), "--group", "savings"])
    assert command_line.main(["forget", "marie kone", "--group", "savings"]) == 0
    assert "1 posts of Savings no longer show this name" in capsys.readouterr().out
    assert not Imported.objects.filter(name="Marie Koné").exists()
    assert Imported.objects.filter(name="حميد العلوي").exists()
    assert command_line.main(["forget", "marie kone", "--group", "savings"]) == 1
    command_line.main(["import", "forum", str(DATA / "list.mbox"), "--group", "savings"])
    assert not Imported.objects.filter(name="Marie Koné").exists()


PREPARE = """
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from m4d.community.models import Group
Group.objects.create(slug="savings", name="Savings", purpose="x", access="private")
"""
COUNT = """
from m4d.community.models import Group, Imported, Post, Topic
print(Topic.objects.count(), Post.objects.count(), Imported.objects.count(), Post.objects.exclude(html="").count(),
      Group.objects.get().topic_count, sum(Topic.objects.values_list("post_count", flat=True)))
"""


def counted(house) -> list[int]:
    return [int(number) for number in house.python(COUNT).split()]


def test_an_import_that_is_killed_goes_on_when_it_is_given_again(tmp_path):
    """Killed in the middle, as a machine does when it loses its power."""
    house, dump = House(tmp_path / "house", settings="tests.operations.forum_settings"), tmp_path / "dump.json"
    topics = [
        {"id": number, "title": f"Topic {number}", "posts": [
            {"id": number * 10 + post, "post_number": post + 1, "created_at": f"2013-01-0{post + 1}T00:00:00Z",
             "raw": f"We keep **register** {number} of {post}."} for post in range(5)]}
        for number in range(160)
    ]  # fmt: skip
    dump.write_text(json.dumps({"topics": topics}))
    house.python(PREPARE)
    words = ["import", "forum", str(dump), "--group", "savings"]
    running = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "m4d.config.command_line", *words], cwd=ROOT, env=house.environment,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    line = sqlite3.connect(house.folder / "m4d.sqlite3")
    while running.poll() is None and not line.execute("SELECT COUNT(*) FROM community_post").fetchone()[0]:
        time.sleep(0.02)
    line.close()
    running.kill()
    running.wait()
    found = counted(house)
    assert 0 < found[1] < 800
    assert found[1] == found[2] == found[3] == found[5]
    assert f"{found[1]:,} as before" in house.m4d(*words).stdout
    assert counted(house) == [160, 800, 800, 800, 160, 800]
