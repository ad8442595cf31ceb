"""A small HTTP/1.1 client on one kept connection: little work of its own, and it counts bytes as they arrive."""

import re
import socket
import time
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


@dataclass
class Answer:
    """One answer as it came over the wire."""

    status: int
    head: bytes
    body: bytes
    seconds: float
    packets_before_body_ended: int = 1

    def header(self, name: str) -> str:
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found[1].decode("latin-1") if found else ""

    def headers(self, name: str) -> list[str]:
        pattern = rb"\r\n" + name.encode() + rb": *([^\r]*)"
        return [value.decode("latin-1") for value in re.findall(pattern, self.head, re.IGNORECASE)]


@dataclass
class Client:
    """One visitor: a connection, the cookies, and how the browser says what it understands."""

    port: int
    encoding: str = "br"
    cookies: dict = field(default_factory=dict)
    line: socket.socket | None = None

    def get(self, path: str, *, extra: str = "") -> Answer:
        return self.ask(self.request("GET", path, extra))

    def post(self, path: str, form: bytes) -> Answer:
        extra = (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nReferer: http://127.0.0.1:{self.port}{path}\r\n"
        )
        return self.ask(self.request("POST", path, extra) + form)

    def request(self, method: str, path: str, extra: str = "") -> bytes:
        """The bytes of a request, so that a measuring loop makes them once."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Language: en\r\n"
        if self.encoding:
            lines += f"Accept-Encoding: {self.encoding}\r\n"
        if cookie:
            lines += f"Cookie: {cookie}\r\n"
        return (lines + extra + "\r\n").encode()

    def ask(self, request: bytes) -> Answer:
        """Send and read one answer; a connection that the server closed meanwhile is opened again once."""
        for attempt in (1, 2):
            try:
                return self._ask(request)
            except (ConnectionError, OSError):
                self.line = None
                if attempt == 2:
                    raise
        raise AssertionError

    def _ask(self, request: bytes) -> Answer:
        if self.line is None:
            self.line = socket.create_connection(("127.0.0.1", self.port), timeout=120)
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        self.line.sendall(request)
        got, reads = b"", 0
        while b"\r\n\r\n" not in got:
            got += self._read()
            reads += 1
        head, _gap, body = got.partition(b"\r\n\r\n")
        head = b"\r\n" + head
        status = int(head[11:14])
        if found := _LENGTH.search(head):
            while len(body) < int(found[1]):
                body += self._read()
                reads += 1
        elif _CHUNKED.search(head):
            while not body.endswith(b"0\r\n\r\n"):
                body += self._read()
                reads += 1
            body = _unchunked(body)
        seconds = time.perf_counter() - began
        for cookie in re.findall(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", head, re.IGNORECASE):
            self.cookies[cookie[0].decode()] = cookie[1].decode()
        return Answer(status, head, body, seconds, reads)

    def _read(self) -> bytes:
        piece = self.line.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        return piece


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _gap, body = body.partition(b"\r\n")
        length = int(size, 16)
        whole += body[:length]
        body = body[length + 2 :]
    return whole


def sign_in(port: int, email: str, password: str = "m4d-demo") -> Client:
    """A visitor who has signed in through the form like anybody else."""
    client = Client(port)
    client.encoding = ""
    page = client.get("/accounts/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
    if token is None:
        raise SystemExit("The sign-in page holds no form.")
    form = f"csrfmiddlewaretoken={token[1].decode()}&login={email.replace('@', '%40')}&password={password}"
    answer = client.post("/accounts/login/", form.encode())
    if answer.status != 302 or "sessionid" not in client.cookies:
        raise SystemExit(f"{email} could not sign in (status {answer.status}).")
    client.encoding = "br"
    return client
