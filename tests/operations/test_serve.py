"""`m4d serve` as a process: it answers in one piece, works off jobs, says what is wrong, and stops politely."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from .houses import ROOT


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(make_house, port):
    """A function that serves a small house and waits until it answers."""
    running = []

    def start():
        house = make_house("small")
        assert house.m4d("start").returncode == 0
        process = subprocess.Popen(
            [sys.executable, "-m", "m4d.config.command_line", "serve", "--port", str(port)],
            cwd=ROOT,
            env=house.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        for _ in range(400):
            try:
                ask(port, "/healthz")
                break
            except OSError:
                assert process.poll() is None, process.stdout.read()
                time.sleep(0.05)
        return house, process

    yield start
    for process in running:
        if process.poll() is None:
            # With the processes that it forked.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask(port, path):
    """The first piece of an answer that arrives."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        return line.recv(65536)


def test_serve_sends_head_and_body_together_works_and_says_its_address(serve, port):
    house, process = serve()
    answers = [ask(port, "/healthz") for _ in range(10)]
    assert all(answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"hello") for answer in answers)

    house.python("from m4d.jobs import actions; actions.ask('m4d.jobs.actions.answer', {'token': 'done by the site'})")
    for _ in range(100):
        if "done by the site" in str(house.rows()["jobs_mark"]):
            break
        time.sleep(0.1)
    assert "done by the site" in str(house.rows()["jobs_mark"])

    second = house.m4d("serve", "--port", port)
    assert second.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in second.stderr

    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert "heartbeat" not in str(house.rows()["jobs_mark"])
    assert f"M4D Net answers at http://127.0.0.1:{port}/" in process.stdout.read()


def test_serve_finishes_the_request_in_hand_before_it_stops(serve, port):
    _house, process = serve()
    got = []
    asking = threading.Thread(target=lambda: got.append(ask(port, "/slow")))
    asking.start()
    time.sleep(0.4)
    process.send_signal(signal.SIGTERM)
    asking.join(15)
    assert got
    assert got[0].endswith(b"done")
    assert process.wait(20) == 0


def test_serve_refuses_an_empty_database(make_house, port):
    done = make_house("empty").m4d("serve", "--port", port)
    assert (done.returncode, done.stderr) == (1, "The database is empty. Run m4d start first.\n")
