"""What the benchmark says can be trusted: it counts bytes right, judges right, and measures our own machine only."""

import socket
import threading

import pytest

from bench.client import Client
from bench.measure import quantile
from bench.report import Row, table


@pytest.fixture
def echo():
    """A server of fixed answers, one for each path, on a port of its own."""
    answers = {
        b"/length": b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer-Timing: db;desc="3 queries"\r\n\r\nhello',
        b"/chunks": b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        b"/cookie": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n",
    }
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        line, _address = listening.accept()
        with line:
            while request := line.recv(4096):
                line.sendall(answers[request.split(b" ")[1]])

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


def test_client_reads_lengths_chunks_headers_and_cookies(echo):
    client = Client(echo)
    answer = client.get("/length")
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.header("server-timing") == 'db;desc="3 queries"'
    answer = client.get("/chunks")
    assert (answer.status, answer.body) == (404, b"abcde")
    assert client.get("/cookie").headers("set-cookie") == ["a=1; Path=/"]
    assert client.cookies == {"a": "1"}


@pytest.mark.parametrize(
    ("value", "required", "goal", "verdict"),
    [
        (1.4, 2, 1.5, "goal"),
        (1.9, 2, 1.5, "required"),
        (2.1, 2, 1.5, "OVER"),
        (9, None, None, ""),
        (None, 2, 1, "not measured"),
    ],
)
def test_row_says_what_is_reached(value, required, goal, verdict):
    assert Row("home", "CPU", value, required, goal).verdict == verdict


def test_table_lines_up():
    lines = table([Row("home", "CPU", 1.5, 2, 1.5), Row("a longer name", "bytes", 22, 30, 22, "KB")]).split("\n")
    assert len({len(line) for line in lines}) == 1
    assert "| 22 KB " in lines[3]


def test_quantile_of_few_and_many():
    assert quantile([3.0], 0.95) == 3.0
    assert quantile([float(number) for number in range(100)], 0.95) == 95.0
