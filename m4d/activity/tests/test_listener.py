"""A real client speaks to a real port: taken means kept, whatever happens afterwards."""

import smtplib
import socket
import time

import pytest

from m4d.accounts.factories import make_person
from m4d.activity import actions
from m4d.activity.choices import MAIL_BYTES, Outcome
from m4d.activity.gateways import addresses
from m4d.activity.models import Received
from m4d.jobs import actions as jobs

from .conftest import MAILS, plain

pytestmark = pytest.mark.django_db(transaction=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def listener(way, settings, request):
    """The port, open."""
    from m4d.activity.adapters.listener import Listener

    scheme = getattr(request, "param", "smtp")
    settings.INBOUND_EMAIL = f"{scheme}://127.0.0.1:{free_port()}/reply.example.org"
    running = Listener(addresses.way())
    running.start()
    yield running
    running.stop()
    running.handler.close()


@pytest.fixture
def line(listener):
    kind = smtplib.LMTP if listener.way.scheme == "lmtp" else smtplib.SMTP
    with kind("127.0.0.1", listener.way.port, timeout=20) as open_line:
        yield open_line


@pytest.fixture
def address(taken):
    return actions.reply_address("t", make_person(name="Jonas", email="jonas@example.org"), 12)


@pytest.mark.parametrize("listener", ["smtp", "lmtp"], indirect=True)
def test_a_mail_of_every_client_comes_in_by_both_protocols(listener, taken, address, line):
    for path in sorted(MAILS.glob("*.eml")):
        line.sendmail("jonas@example.org", [address], path.read_bytes())
    assert Received.objects.filter(outcome=Outcome.WAITING).count() == len(list(MAILS.glob("*.eml")))
    jobs.work_off()
    assert len(taken) == len(list(MAILS.glob("*.eml")))


def test_the_size_that_is_taken_is_announced_and_more_is_refused_politely(listener, address, line):
    line.ehlo()
    assert line.esmtp_features["size"] == str(MAIL_BYTES)
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        line.sendmail("jonas@example.org", [address], plain("x" * 50_000_000))
    assert refused.value.smtp_code == 552
    assert line.noop()[0] == 250


def test_a_mail_of_fifty_megabytes_that_does_not_say_so_is_refused_without_filling_the_memory(listener, address, line):
    line.ehlo()
    line.mail("jonas@example.org")
    line.rcpt(address)
    code, words = line.data(plain("x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 700_000))
    assert (code, b"Too much" in words) == (552, True)
    assert not Received.objects.exists()
    line.sendmail("jonas@example.org", [address], plain("Short"))
    assert Received.objects.count() == 1


def test_nobody_relays_through_this_port(listener, address, line):
    for stranger in ("somebody@elsewhere.example", "postmaster@reply.example.org", "r+x@elsewhere.example"):
        line.ehlo()
        line.mail("jonas@example.org")
        assert line.rcpt(stranger)[0] == 550
        line.rset()


def test_a_wrong_address_of_ours_is_taken_to_be_answered(listener, address, line):
    line.sendmail("jonas@example.org", [address.replace("r+", "r+x")], plain())
    assert Received.objects.count() == 1


def test_a_mail_that_cannot_be_kept_is_asked_for_again(listener, address, line, monkeypatch):
    def full(*_args):
        raise OSError("No space left")

    monkeypatch.setattr("m4d.activity.gateways.kept.keep", full)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        line.sendmail("jonas@example.org", [address], plain())
    assert refused.value.smtp_code == 451
    monkeypatch.undo()


def test_a_connection_that_breaks_off_leaves_nothing(listener, address):
    with socket.create_connection(("127.0.0.1", listener.way.port), timeout=5) as raw:
        for said in (b"EHLO x\r\n", b"MAIL FROM:<a@b.c>\r\n", f"RCPT TO:<{address}>\r\n".encode(), b"DATA\r\nHalf a"):
            raw.sendall(said)
            time.sleep(0.1)
    time.sleep(0.2)
    assert not Received.objects.exists()


def test_a_very_long_line_and_letters_of_every_script_pass(listener, taken, address, line):
    line.sendmail("jonas@example.org", [address], plain("ب" * 5000, subject="موضوع ✓"))
    jobs.work_off()
    assert len(taken[0][2]) == 5000


def test_two_hundred_mails_a_minute_come_in(listener, taken, address, line):
    """Four times as fast, at least: the machine that runs the tests has other work."""
    began = time.process_time()
    for number in range(200):
        line.sendmail("jonas@example.org", [address], plain(f"Number {number}"))
    jobs.work_off()
    assert len(taken) == 200
    assert time.process_time() - began < 15
