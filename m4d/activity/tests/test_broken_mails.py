"""Mails with everything wrong that can be: nothing crashes, and what can be read is read."""

import pytest

from m4d.activity.choices import MOST_LETTERS, Outcome
from m4d.activity.gateways import parsing, replies, signs

from .conftest import plain
from .test_receiving import to


def nested(levels, text="Two banks do."):
    body = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    for level in range(levels):
        body = f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n{body}\r\n--b{level}--\r\n'
    head = f"From: jonas@example.org\r\nSubject: Nested\r\nMessage-ID: <n{levels}@x>\r\nMIME-Version: 1.0\r\n"
    return (head + body).encode()


def test_twenty_levels_are_opened_and_forty_are_explained(jonas, taken, arrives):
    from django.core import mail

    assert arrives(nested(15), to(jonas)).outcome == Outcome.TAKEN
    assert arrives(nested(40), to(jonas)).outcome == Outcome.REFUSED
    assert [text for _name, _target, text in taken] == ["Two banks do."]
    assert "packed into each other too deeply" in mail.outbox[0].body


def test_thousands_of_levels_do_not_crash(jonas, taken, arrives):
    assert arrives(nested(3000), to(jonas)).outcome == Outcome.REFUSED


def test_mails_in_mails_do_not_crash():
    raw = b"From: jonas@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 500 + b"Hello"
    assert parsing.read(raw).sender == "jonas@example.org"


CHARSETS = {
    "said to be ASCII, is UTF-8": ("us-ascii", "Déjà reçu", "utf-8"),
    "said to be UTF-8, is Windows Latin": ("utf-8", "Déjà reçu – merci", "cp1252"),
    "said to be UTF-8, is Windows Arabic": ("utf-8", "شكرا جزيلا", "cp1256"),
    "said to be Latin 1, is Windows Latin": ("iso-8859-1", "Il a dit “oui”", "cp1252"),
    "said to be what nobody knows": ("x-unknown-1", "Déjà reçu", "utf-8"),
    "said to be nothing": (None, "Déjà reçu", "utf-8"),
    "a name that is no charset": ('"; drop table', "Déjà reçu", "utf-8"),
}


@pytest.mark.parametrize("name", CHARSETS)
def test_a_wrong_charset_is_seen_through(name):
    said, text, really = CHARSETS[name]
    kind = f"text/plain; charset={said}" if said else "text/plain"
    raw = f"From: jonas@example.org\r\nContent-Type: {kind}\r\n\r\n".encode() + text.encode(really)
    assert parsing.read(raw).text == text


BROKEN = {
    "nothing at all": b"",
    "no headers": b"\r\nOnly a text\r\n",
    "only zeros": b"\x00" * 5000,
    "a boundary that never comes": b'From: j@x.org\r\nContent-Type: multipart/mixed; boundary="zz"\r\n\r\nText',
    "no boundary": b"From: j@x.org\r\nContent-Type: multipart/alternative\r\n\r\nText",
    "an empty boundary": b'From: j@x.org\r\nContent-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nText\r\n----',
    "base64 that is none": b"From: j@x.org\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!not base64===\r\n",
    "an encoding that nobody knows": b"From: j@x.org\r\nContent-Transfer-Encoding: x-zip\r\n\r\nText",
    "a header without an end": b"From: j@x.org\r\nSubject: =?utf-8?B?4pyT4py",
    "a header of a megabyte": b"From: j@x.org\r\nSubject: " + b"x" * 1_000_000 + b"\r\n\r\nText",
    "many senders": b"From: " + b"a@b.c, " * 5000 + b"\r\n\r\nText",
    "a sender that is none": b'From: <<<>>>,,;;"\r\n\r\nText',
    "a name that is an address": b'From: "boss@bank.example" <j@x.org>\r\n\r\nText',
    "a name with direction signs": "From: \u202eevil <j@x.org>\r\n\r\nText".encode(),
    "a file name that climbs": b'From: j@x.org\r\nContent-Type: text/plain; name="../../etc/passwd"\r\n\r\nroot',
    "a file name in no charset": b"From: j@x.org\r\nContent-Disposition: attachment; filename*=zz''%E9\r\n\r\nroot",
    "html that never ends": b"From: j@x.org\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"Text",
    "html of zeros": b"From: j@x.org\r\nContent-Type: text/html\r\n\r\n<p>Te\x00xt</p>",
    "surrogates": b"From: j@x.org\r\nSubject: \xff\xfe\xed\xa0\x80\r\n\r\n\xed\xa0\x80",
    "a date of no calendar": b"From: j@x.org\r\nDate: never\r\n\r\nText",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_mail_is_read_as_far_as_it_can_be(name):
    parsed = parsing.read(BROKEN[name])
    replies.cut(parsed.text, parsed.language)
    parsed.text.encode("utf-8")
    parsed.subject.encode("utf-8")
    assert "@" not in parsed.name and "\u202e" not in parsed.name
    assert all("/" not in file.name and not file.name.startswith(".") for file in parsed.files)
    if parsed.message is not None:
        signs.is_from_program(parsed.message, "j@x.org", parsed.sender, parsed.subject)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_mail_never_stops_the_work(name, jonas, taken, arrives):
    row = arrives(BROKEN[name] or b"\r\n", to(jonas))
    assert row.outcome != Outcome.WAITING


def test_a_long_text_is_cut_where_no_post_goes():
    assert len(parsing.read(plain("word " * 200_000)).text) <= MOST_LETTERS


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        ("On " + "x " * 50 + "\n") * 800,
        "> " * 30_000,
        ("Le " + "1 " * 100 + "\n") * 500,
        "From: x\n" * 5000,
        "في 1 " * 20_000,
        "\n" * 100_000,
        "-- \n" * 20_000,
    ],
    ids=range(8),
)
def test_no_text_takes_long_to_cut(text):
    import time

    began = time.process_time()
    replies.cut(text[:MOST_LETTERS])
    assert time.process_time() - began < 3


def test_html_alone_is_read_as_text_and_what_is_hidden_is_not():
    raw = (
        b"From: j@x.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<html><head><title>T</title><style>p{}</style></head><body><div style='display: none'>Preview</div>"
        b"<p>First &amp; second</p><!-- no --><ul><li>one</li><li>two</li></ul>line<br>break<script>x</script></body>"
    )
    assert parsing.read(raw).text == "First & second\n\n* one\n* two\n\nline\nbreak"


def test_an_empty_plain_text_gives_way_to_html():
    raw = (
        b'From: j@x.org\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/plain\r\n\r\n"
        b"  \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Words</p>\r\n--b--\r\n"
    )
    assert parsing.read(raw).text == "Words"


def test_a_long_subject_is_kept_whole():
    subject = " ".join(["Remittances"] * 60)
    assert parsing.read(plain(subject=subject)).subject == subject


@pytest.mark.parametrize(
    "text, kept",
    [
        ("I think on Monday John wrote:\n\nsomething I do not agree with.", None),
        ("- one\n- two\n\nThanks,\nAmina", None),
        ("From: Dakar\nwe send greetings to all", None),
        ("5 > 3\n> quoted?\nyes", None),
        ("Il a écrit :\nun livre sur le sujet", None),
        ("See -- this is a dash\nand more", None),
        ("Done\n\n--\nJonas\n+49 123", "Done"),
    ],
)
def test_what_only_looks_like_a_quote_stays(text, kept):
    assert replies.cut(text)[0] == (kept or text)
