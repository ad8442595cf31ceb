"""The command line: its help, its refusals, and what `start` and `demo` will not do."""

from argparse import ArgumentTypeError, Namespace

import pytest

from m4d.accounts.models import Person
from m4d.config import command_line
from m4d.config.operations import Trouble, demo, seed, start
from m4d.jobs import actions as jobs
from m4d.jobs.choices import MarkName

from .houses import SMALL

WORDS = (
    ["start", "serve", "worker", "demo", "seed", "import", "export", "backup", "restore", "doctor", "messages"]
)  # fmt: skip


def test_help_names_every_command_in_plain_words(capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    for word in WORDS:
        assert f"    {word} " in told


@pytest.mark.parametrize("word", WORDS)
def test_each_command_has_a_help_of_its_own(word, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main([word, "--help"])
    assert ended.value.code == 0
    assert f"usage: m4d {word}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["dance"], ["export", "iati"], ["backup"], ["seed", "--members", "many"]])
def test_wrong_words_end_with_status_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(words)
    assert ended.value.code == 2
    assert "usage: m4d" in capsys.readouterr().err


def test_trouble_is_said_in_a_sentence_and_ends_with_status_1(capsys):
    assert command_line.main(["restore", "/nowhere/backup.tar.gz"]) == 1
    assert capsys.readouterr().err == "There is no file /nowhere/backup.tar.gz.\n"


@pytest.mark.parametrize(("text", "count"), [("4000", 4000), ("100k", 100_000), ("1M", 1_000_000)])
def test_members_reads_thousands_and_millions(text, count):
    assert command_line.members(text) == count


@pytest.mark.parametrize("text", ["0", "-4", "many", "", "k", "1.5k"])
def test_members_refuses_what_is_no_number_of_people(text):
    with pytest.raises(ArgumentTypeError, match="whole number"):
        command_line.members(text)


@pytest.mark.django_db
@pytest.mark.parametrize(("made_as", "demo_mode"), [("no", True), ("yes", False)])
@pytest.mark.parametrize("command", [start.run, demo.run, seed.run])
def test_a_demo_and_a_real_site_never_share_a_database(settings, made_as, demo_mode, command):
    jobs.set_mark(MarkName.DEMO, made_as)
    settings.M4D_DEMO = demo_mode
    before = Person.objects.count()
    with pytest.raises(Trouble):
        command(Namespace(members=10, projects=None))
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_seed_is_refused_on_a_real_site(settings):
    settings.M4D_DEMO = False
    with pytest.raises(Trouble, match="demo database only"):
        seed.run(Namespace(members=10, projects=None))


@pytest.mark.django_db
def test_start_loads_the_starter_content_of_a_room_once(monkeypatch, capsys):
    class Actions:
        loaded = 0

        @classmethod
        def load_starter(cls):
            cls.loaded += 1

    monkeypatch.setattr(start, "rooms_with", lambda module: [("vocabulary", Actions)])
    start.load_starter_content()
    start.load_starter_content()
    assert Actions.loaded == 1
    assert capsys.readouterr().out.count("Loading the starter content of vocabulary") == 1


def test_start_compiles_the_words_before_anything_is_rendered(monkeypatch):
    from m4d.config.operations import start

    done = []
    monkeypatch.setattr(start, "refuse_wrong_mode", lambda: None)
    monkeypatch.setattr(start.messages, "compile_all", lambda: done.append("compiled"))

    def stop():
        done.append("began")
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "has_tables", stop)
    with pytest.raises(KeyboardInterrupt):
        start.run(None)
    assert done == ["compiled", "began"]


def test_demo_is_not_told_again_under_a_running_site(make_house):
    house = make_house("small")
    assert house.m4d("start", M4D_DEMO="1", DJANGO_SETTINGS_MODULE=SMALL).returncode in (0, 1)
    house.python("from m4d.jobs import actions; actions.set_mark('demo', 'yes'); actions.beat()")
    before = house.rows()
    refused = house.m4d("demo", M4D_DEMO="1")
    assert refused.returncode == 1
    assert "is running on this database" in refused.stderr
    assert house.rows() == before


def test_demo_empties_the_database_and_the_files_and_starts_anew(make_house, engine):
    house = make_house("small", engine)
    house.m4d("start", M4D_DEMO="1")
    house.python("from django.contrib.auth.models import User; User.objects.create(username='lina')")
    house.store("old.txt", b"old")
    told = house.m4d("demo", M4D_DEMO="1")
    assert "Emptying the demo database" in told.stdout, told.stderr
    assert house.rows()["auth_user"] == []
    assert house.files() == {}
    assert "'demo', 'yes'" in str(house.rows()["jobs_mark"])


def test_small_house_starts_once_and_refuses_the_other_mode(make_house, engine):
    house = make_house("small", engine)
    first = house.m4d("start")
    assert (first.returncode, "Preparing the tables" in first.stdout) == (0, True), first.stderr
    second = house.m4d("start")
    assert (second.returncode, second.stdout) == (0, "")
    for word in ("start", "serve", "worker", "demo"):
        refused = house.m4d(word, M4D_DEMO="1")
        assert refused.returncode == 1
        assert "was not created in demo mode" in refused.stderr
