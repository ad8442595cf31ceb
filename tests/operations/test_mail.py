"""`m4d mail` as a process: what it promised to have taken is there, also when it is killed in the middle."""

import contextlib
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time

import pytest

from .houses import ROOT

NUMBER = 120
SETTINGS = "tests.operations.mail_settings"
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from m4d.accounts.models import Person
from m4d.activity.gateways import addresses
person = Person.objects.create_user("jonas@example.org", None, name="Jonas")
print(addresses.address("t", person.pk, 12))
"""
# Each mail adds one to a mark of its own: twice taken would be 2.
WORK = """
import os, sys, time
from m4d.activity import actions
from m4d.jobs import actions as jobs
from m4d.jobs.models import Mark

def take(person, target, incoming):
    name = "mail-" + incoming.text
    before = Mark.objects.filter(pk=name).first()
    jobs.set_mark(name, str(int(before.value) + 1 if before else 1))
    if not jobs.__dict__.get("quick"):
        time.sleep(0.02)
    print(name, flush=True)
    return actions.Taken()

actions.register_mailbox("t", take)
until = time.monotonic() + 60
while time.monotonic() < until:
    jobs.sweep()
    jobs.work_off()
    from m4d.jobs.models import Job
    if not Job.objects.unfinished().exists():
        break
    time.sleep(0.2)
"""
COUNT = """
from m4d.activity.models import Received
from m4d.jobs.models import Mark
marks = Mark.objects.filter(pk__startswith="mail-")
print(Received.objects.count(), Received.objects.filter(outcome="taken").count(), marks.count(),
      sorted(set(marks.values_list("value", flat=True))))
"""


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def house(make_house, engine, port):
    house = make_house("mail", engine, settings=SETTINGS)
    house.environment["INBOUND_EMAIL"] = f"smtp://127.0.0.1:{port}/reply.example.org"
    house.environment["SECRET_KEY"] = "a key of this house that is long enough to be one"
    return house


@pytest.fixture
def run(house):
    """A function that starts a process of the house; those that still run at the end are killed."""
    running = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=house.environment, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def listening(process, port):
    for _ in range(400):
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=10)
        except OSError:
            assert process.poll() is None
            time.sleep(0.05)
    raise AssertionError("nobody listens")


def mail(number):
    return f"From: jonas@example.org\r\nMessage-ID: <{number}@example.org>\r\nSubject: Re\r\n\r\n{number}\r\n"


def send(line, address, numbers, taken, *, until=None):
    """Send mails one after the other; `taken` gets those whose 250 came."""
    for number in numbers:
        if until is not None and len(taken) >= until:
            return
        line.sendmail("jonas@example.org", [address], mail(number))
        taken.append(number)


def test_a_kill_in_between_loses_nothing_and_takes_nothing_twice(house, run, port):
    address = house.python(PREPARE).strip()
    listener = run("-m", "m4d.config.command_line", "mail")
    line, taken = listening(listener, port), []
    send(line, address, range(NUMBER), taken, until=NUMBER // 2)
    # One more is in hand when it is killed: whether it was kept, nobody told its sender.
    line.mail("jonas@example.org")
    line.rcpt(address)
    line.putcmd("data")
    line.getreply()
    line.send(mail(NUMBER // 2).encode() + b"\r\n.\r\n")
    os.kill(listener.pid, signal.SIGKILL)
    listener.wait()
    line.close()
    assert len(taken) == NUMBER // 2

    second = run("-m", "m4d.config.command_line", "mail")
    with listening(second, port) as line:
        # As mail servers do: whatever nobody said 250 to is sent again, and here some that were taken, too.
        send(line, address, range(NUMBER // 2 - 5, NUMBER), taken)
    second.terminate()
    assert second.wait(timeout=20) == 0

    worker = run("-c", f"import django; django.setup()\n{WORK}")
    for _ in range(20):
        worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    time.sleep(2.1)
    house.python(WORK)
    assert house.python(COUNT).strip() == f"{NUMBER} {NUMBER} {NUMBER} ['1']"


def test_where_no_mail_comes_in_the_command_says_what_to_set(house):
    done = house.m4d("mail", INBOUND_EMAIL="")
    assert (done.returncode, "INBOUND_EMAIL is not set" in done.stderr) == (1, True)
    done = house.m4d("mail", INBOUND_EMAIL="pop3://x")
    assert (done.returncode, "smtp://host:port/domain" in done.stderr) == (1, True)


def test_a_taken_port_is_said_plainly(house, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = house.m4d("mail")
    assert (done.returncode, f"Port {port} on 127.0.0.1 is taken" in done.stderr) == (1, True)


def test_doctor_sends_a_mail_and_sees_it_read(house, run, port):
    house.python(PREPARE)
    probe = "from m4d.config.operations import mail\nprint(mail.prove(mail.read_way()))"
    assert "Start m4d mail" in house.python(probe)
    run("-m", "m4d.config.command_line", "mail")
    run("-c", "import django; django.setup()\nfrom m4d.jobs.adapters import work_until_stopped\nwork_until_stopped()")
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    assert "came in and was read" in house.python(probe)


def is_open(port) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            return line.recv(3) == b"220"
    except OSError:
        return False


def waits_until(condition, seconds=20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_site_takes_mail_while_it_runs_and_leaves_no_process_behind(make_house, port, end):
    house = make_house("served", settings=SETTINGS)
    house.environment["INBOUND_EMAIL"] = f"smtp://127.0.0.1:{port}/reply.example.org"
    house.python(PREPARE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        web = probe.getsockname()[1]
    words = ["-m", "m4d.config.command_line", "serve", "--port", str(web), "--workers", "1"]
    site = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=house.environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert waits_until(lambda: is_open(port))
        site.send_signal(end)
        site.wait(timeout=30)
        assert waits_until(lambda: not is_open(port))
    finally:
        # The site and whatever it forked and left are one group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(site.pid, signal.SIGKILL)
        site.wait()
