"""A text to translate, people around it, and a translation service of our own."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.models import Person
from m4d.languages import actions
from m4d.languages.choices import REGISTERED, Form
from m4d.languages.models import Version, digest_of
from m4d.vocabulary.models import Term

FRENCH = "Une désignation claire ouvre le registre aux personnes revenues de loin dans la commune."
ARABIC = "التعيين الواضح يفتح السجل أمام العائدين من بعيد إلى البلدية الصغيرة."


class Service(BaseHTTPRequestHandler):
    """Answers as the test says: well, slowly, with errors, with rubbish, in the wrong language."""

    mode = "good"
    asked: list[dict] = []

    def do_GET(self):
        self.reply(json.dumps([{"code": "fr", "name": "French"}, {"code": "ar", "name": "Arabic"}]))

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append(question)
        known = {"fr": FRENCH, "ar": ARABIC, "es": "Un registro claro.", "en": "A clear register."}
        words = known["fr" if self.mode == "wrong language" else question["target"]]
        self.reply(json.dumps({"translatedText": [words for _text in question["q"]]}))

    def reply(self, body: str):
        if self.mode == "slow":
            time.sleep(1)
        if self.mode == "broken":
            body = body[: len(body) // 2]
        if self.mode == "short":
            body = json.dumps({"translatedText": []})
        if self.mode == "huge":
            body = json.dumps({"translatedText": ["x" * 3_000_000]})
        self.send_response(500 if self.mode == "failing" else 302 if self.mode == "elsewhere" else 200)
        self.send_header("Content-Length", str(len(body.encode())))
        if self.mode == "elsewhere":
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        # The patience of the other side may have ended, as it should.
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(body.encode())

    def log_message(self, *args):
        """Tests are quiet."""


@pytest.fixture
def service():
    """A translation service on this machine: (handler class with `mode` and `asked`, address)."""
    handler = type("OneService", (Service,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def about():
    """Terms have a public text `about`, for the length of a test; Amina is its author."""
    changed = []
    actions.register(
        Term,
        fields={"about": Form.MARKDOWN, "heading": Form.LINE},
        visible_to=lambda person: Term.objects.exclude(code="hidden"),
        is_public=lambda term: term.code != "inside",
        authors=lambda term: set(Person.objects.filter(email="amina@example.org").values_list("pk", flat=True)),
        changed=changed.append,
        tags=("vocabulary",),
        labels={"about": "About", "heading": "Heading"},
    )
    yield changed
    REGISTERED.pop(Term)


@pytest.fixture
def term(db, about):
    return Term.objects.create(scheme="theme", code="registers", names={"en": "Registers"})


@pytest.fixture
def amina(db):
    """Wrote the text."""
    return Person.objects.create_user("amina@example.org", name="Amina", language="fr")


@pytest.fixture
def jonas(db):
    """Moderates."""
    return Person.objects.create_user("jonas@example.org", name="Jonas", roles=[Role.MODERATOR.value])


@pytest.fixture
def lina(db):
    """A member with no part in it."""
    return Person.objects.create_user("lina@example.org", name="Lina", language="ar")


@pytest.fixture
def shipped():
    """Keep a Spanish version of "Un." as it comes with the site."""

    def keep(term, text="Uno.") -> Version:
        return Version.objects.create(
            content_type=ContentType.objects.get_for_model(term), object_id=term.pk, field="about", language="es",
            text=text, html=f"<p>{text}</p>", digest=digest_of(text), source_digest=digest_of("Un."),
            provenance="site", made_at=timezone.now(),
        )  # fmt: skip

    return keep
