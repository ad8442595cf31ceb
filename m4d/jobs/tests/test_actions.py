"""What is true after a job was asked for, done, tried again, given up; and what the clock does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from m4d.core.later import Every, later, outside
from m4d.jobs import actions, queries
from m4d.jobs.choices import BACK_OFF_SECONDS, MarkName
from m4d.jobs.models import Job, Mark, Tick

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def bad_day(monkeypatch):
    """An action that writes a mark and then fails with a message that quotes a person."""

    def stumble(name):
        Mark.objects.create(name=name, value="half done")
        raise RuntimeError("Amina's address is amina@example.org")

    monkeypatch.setattr(actions, "stumble", stumble, raising=False)
    return "m4d.jobs.actions.stumble"


def test_later_writes_the_job_down_and_run_job_does_it_once():
    later(actions.answer, token="one")
    job = Job.objects.get()
    assert (job.action, job.arguments, job.attempts, job.done_at) == (
        "m4d.jobs.actions.answer",
        {"token": "one"},
        0,
        None,
    )

    assert actions.run_job(job.pk) is True
    assert actions.run_job(job.pk) is False
    job.refresh_from_db()
    assert job.attempts == 1
    assert job.done_at is not None
    assert job.lease_until is None
    assert queries.mark(MarkName.ANSWER) == "one"


def test_later_is_undone_with_the_change_that_asked_for_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        later(actions.answer, token="never")
        1 / 0  # noqa: B018
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "m4d.jobs.models.Job",
        "m4d.jobs.actions._carry",
        "m4d.jobs.queries.mark",
        "subprocess.actions.run",
        "m4d.config.operations.backup.run",
    ],
)
def test_only_names_inside_actions_are_accepted(name):
    with pytest.raises(ValueError, match="is not an action of a room"):
        actions.ask(name, {})
    assert not Job.objects.exists()


def test_resolve_refuses_an_action_that_does_not_exist():
    with pytest.raises(ValueError, match="is not an action of a room"):
        actions.resolve("m4d.jobs.actions.nothing_of_the_kind")


def test_failing_job_leaves_nothing_behind_and_is_tried_again_after_a_pause(bad_day):
    job = actions.ask(bad_day, {"name": "trace"})
    before = timezone.now()
    assert actions.run_job(job.pk) is False
    job.refresh_from_db()
    assert not Mark.objects.filter(name="trace").exists()
    assert job.failed_at is None
    assert job.attempts == 1
    assert timedelta(seconds=9) < job.due_at - before < timedelta(seconds=20)
    assert actions.run_job(job.pk) is False
    job.refresh_from_db()
    assert job.attempts == 1


def test_error_says_kind_and_place_and_never_what_a_person_wrote(bad_day):
    job = actions.ask(bad_day, {"name": "trace"})
    actions.run_job(job.pk)
    job.refresh_from_db()
    assert job.error.startswith("RuntimeError in jobs/")
    assert "Amina" not in job.error
    assert "@" not in job.error


def test_job_is_given_up_after_five_tries_and_can_be_tried_again(bad_day):
    job = actions.ask(bad_day, {"name": "trace"})
    for pause in (*BACK_OFF_SECONDS, 0):
        Job.objects.update(due_at=timezone.now())
        actions.run_job(job.pk)
        job.refresh_from_db()
        if pause:
            assert job.failed_at is None
    assert (job.attempts, job.failed_at is not None) == (5, True)
    assert queries.waiting()["failed"] == 1
    assert actions.run_job(job.pk) is False

    again = actions.try_again(job)
    assert (again.attempts, again.failed_at) == (0, None)
    assert queries.waiting() == {"waiting": 1, "failed": 0, "oldest": again.due_at}


def test_action_that_outlives_its_lease_is_undone_when_another_worker_took_over(monkeypatch):
    def overtaken():
        Mark.objects.create(name="overtaken", value="by Jonas")
        Job.objects.update(leased_by="another worker")

    monkeypatch.setattr(actions, "overtaken", overtaken, raising=False)
    job = actions.ask("m4d.jobs.actions.overtaken", {})
    assert actions.run_job(job.pk) is False
    assert not Mark.objects.filter(name="overtaken").exists()
    job.refresh_from_db()
    assert job.done_at is None


def test_action_that_speaks_outside_keeps_what_it_committed_before_it_failed(monkeypatch):
    @outside
    def deliver():
        Mark.objects.create(name="delivered", value="yes")
        raise OSError("the mail server hung up")

    monkeypatch.setattr(actions, "deliver", deliver, raising=False)
    job = actions.ask("m4d.jobs.actions.deliver", {})
    assert actions.run_job(job.pk) is False
    assert Mark.objects.filter(name="delivered").exists()
    job.refresh_from_db()
    assert (job.done_at, job.attempts) == (None, 1)


def test_sweep_hands_over_what_a_dead_worker_held_and_nothing_that_is_in_hands():
    dead, held, waiting = (actions.ask("m4d.jobs.actions.answer", {"token": name}) for name in ("a", "b", "c"))
    now = timezone.now()
    actions.lease(dead.pk)
    Job.objects.filter(pk=dead.pk).update(lease_until=now - timedelta(seconds=1))
    actions.lease(held.pk)
    assert actions.sweep() == 1
    assert set(Job.objects.exclude(carried_until=None).values_list("pk", flat=True)) == {dead.pk, waiting.pk}
    # The third one is still on its way; when it does not arrive it is handed over again.
    assert actions.sweep(at=now + timedelta(seconds=90)) == 2
    assert waiting.attempts == 0


def test_sweep_gives_up_a_job_that_killed_its_worker_each_time():
    job = actions.ask("m4d.jobs.actions.answer", {"token": "x"})
    Job.objects.update(attempts=5, lease_until=timezone.now() - timedelta(minutes=1))
    assert actions.sweep() == 0
    job.refresh_from_db()
    assert job.failed_at is not None
    assert job.error == "Its worker was stopped each time"


def test_job_put_off_is_handed_over_when_it_is_due():
    tomorrow = timezone.now() + timedelta(days=1)
    actions.ask("m4d.jobs.actions.answer", {"token": "x"}, tomorrow)
    assert actions.sweep() == 0
    assert actions.work_off() == 0
    assert actions.sweep(at=tomorrow) == 1


def test_clock_fires_once_for_each_moment_however_many_processes_ask():
    lines = [Every("m4d.jobs.actions.tidy", hours=6)]
    assert actions.fire_clock(lines, at=NOON) == []
    assert actions.fire_clock(lines, at=NOON + timedelta(hours=5, minutes=59)) == []
    due = actions.fire_clock(lines, at=NOON + timedelta(hours=6, minutes=1))
    assert [job.action for job in due] == ["m4d.jobs.actions.tidy"]
    assert actions.fire_clock(lines, at=NOON + timedelta(hours=6, minutes=2)) == []
    assert Job.objects.count() == 1
    assert [tick.due_at for tick in Tick.objects.order_by("due_at")] == [NOON, NOON + timedelta(hours=6)]


def test_clock_counts_the_firings_that_were_missed_as_one():
    lines = [Every("m4d.jobs.actions.tidy", hours=1)]
    actions.fire_clock(lines, at=NOON)
    assert len(actions.fire_clock(lines, at=NOON + timedelta(days=30))) == 1


def test_clock_tells_two_lines_of_one_action_apart_by_their_arguments():
    lines = [Every("m4d.jobs.actions.tidy", hours=1, arguments={"days": days}) for days in (1, 2)]
    actions.fire_clock(lines, at=NOON)
    assert [job.arguments for job in actions.fire_clock(lines, at=NOON + timedelta(hours=1))] == [
        {"days": 1},
        {"days": 2},
    ]


def test_clock_of_another_process_that_already_fired_wins():
    line = Every("m4d.jobs.actions.tidy", hours=6)
    actions.fire_clock([line], at=NOON)
    real = queries.last_firings()
    Tick.objects.create(name=line.action, due_at=NOON + timedelta(hours=6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "last_firings", lambda: real)
        assert actions.fire_clock([line], at=NOON + timedelta(hours=6)) == []


def test_a_line_of_the_clock_has_run_once_its_job_is_done_and_not_when_its_count_began():
    line = Every("m4d.jobs.actions.tidy", hours=24)
    actions.fire_clock([line], at=NOON)
    assert queries.last_runs() == {}
    [job] = actions.fire_clock([line], at=NOON + timedelta(days=1))
    done = NOON + timedelta(days=1, minutes=2)
    Job.objects.filter(pk=job.pk).update(done_at=done)
    assert queries.last_runs() == {line.action: done}
    Job.objects.all().delete()
    assert queries.last_runs() == queries.last_firings()


def test_tidy_forgets_what_is_done_and_keeps_what_waits_or_was_given_up():
    long_ago = timezone.now() - timedelta(days=8)
    done, failed, waiting = (actions.ask("m4d.jobs.actions.answer", {"token": name}) for name in "abc")
    Job.objects.filter(pk=done.pk).update(done_at=long_ago)
    Job.objects.filter(pk=failed.pk).update(failed_at=long_ago)
    actions.tidy()
    assert set(Job.objects.values_list("pk", flat=True)) == {failed.pk, waiting.pk}


def test_every_line_of_every_clock_names_an_action_that_exists():
    from m4d.jobs.adapters import schedule

    lines = schedule()
    assert "m4d.jobs.actions.tidy" in [line.action for line in lines]
    for line in lines:
        assert callable(actions.resolve(line.action))
        assert line.hours > 0


@pytest.mark.parametrize(
    ("made_as", "demo_mode", "says"),
    [
        (None, True, ""),
        (None, False, ""),
        ("yes", True, ""),
        ("no", False, ""),
        ("no", True, "this database was not created in demo mode"),
        ("yes", False, "holds sign-ins with a published password"),
    ],
)
def test_demo_objection_keeps_demo_and_real_sites_apart(made_as, demo_mode, says):
    if made_as:
        actions.set_mark(MarkName.DEMO, made_as)
    objection = queries.demo_objection(demo_mode=demo_mode)
    assert says in objection
    assert bool(says) == bool(objection)


def test_somebody_works_as_long_as_a_worker_is_heard_of():
    assert queries.somebody_works() is False
    actions.beat()
    assert queries.somebody_works() is True
    assert queries.somebody_works(timezone.now() + timedelta(minutes=2)) is False
