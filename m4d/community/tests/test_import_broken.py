"""Dumps that are not what they say change nothing, whatever they hold; large ones do not fill the memory."""

import gzip
import io
import json
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from m4d.activity.models import Entry
from m4d.community import actions
from m4d.community.choices import DumpRefused
from m4d.community.gateways import forum
from m4d.community.models import Imported, Post, Topic

DATA = Path(__file__).parent / "data"
HEAD = "From a@example.org Mon Jan  7 10:00:00 2013\nFrom: Ali <a@example.org>\nSubject: Ours\n"
ROW = '<row Id="1" PostTypeId="1" CreationDate="2014-05-02T08:00:00" Body="{}" Title="Ours" />'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE posts [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f"]><posts>{ROW.format('&j;')}</posts>"
)


def zipped(**files) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.xml", content)
    return file.getvalue()


def damaged() -> bytes:
    """A zip whose list of files is whole and whose bytes are not."""
    content = bytearray(zipped(Posts=(DATA / "exchange" / "Posts.xml").read_bytes()))
    content[200:260] = b"\xff" * 60
    return bytes(content)


def swollen() -> bytes:
    """A zip of some kilobytes that unpacks to 64 MB."""
    return zipped(Posts=f"<posts>{ROW.format('Good words')}" + "\n" * (64 << 20) + "</posts>")


DISCOURSE = (DATA / "discourse.json").read_bytes()
BROKEN = {
    "nothing": (b"  \n", DumpRefused.EMPTY),
    "words": (b"Dear all, here is the archive.", DumpRefused.UNKNOWN),
    "a program": (b"\x7fELF\x02\x01\x01\x00" + bytes(5000), DumpRefused.UNKNOWN),
    "a page": (b"<html><body><p>Sign in</p></body></html>", DumpRefused.NOT_FORUM),
    "packed": (gzip.compress(DISCOURSE), DumpRefused.COMPRESSED),
    "truncated JSON": (DISCOURSE[: len(DISCOURSE) // 2], DumpRefused.NOT_JSON),
    "JSON in another charset": (DISCOURSE.decode().encode("utf-16-le"), DumpRefused.NOT_JSON),
    "JSON of something else": (b'{"type": "FeatureCollection", "features": [{"a": 1}]}', DumpRefused.NOT_FORUM),
    "a list of numbers": (b"[1, 2, 3]", DumpRefused.NOT_FORUM),
    "JSON that goes too deep": (b'{"topics": ' + b"[" * 100_000, DumpRefused.TOO_LARGE),
    "one endless text": (
        b'{"posts": [{"id": 1, "topic_id": 1, "raw": "' + b"x" * (34 << 20) + b'"}]}', DumpRefused.TOO_LARGE),
    "truncated XML": (f"<posts>{ROW.format('Good words')}".encode(), DumpRefused.NOT_XML),
    "XML that is none": (f"<posts>{ROW.format('a < b')}</posts>".encode(), DumpRefused.NOT_XML),
    "XML of something else": (b"<users><row Id='1'/></users>", DumpRefused.NOT_FORUM),
    "entities that swell": (LAUGHS.encode(), DumpRefused.DOCTYPE),
    "an entity of this machine": (
        b'<?xml version="1.0"?><!DOCTYPE posts [<!ENTITY x SYSTEM "file:///etc/passwd">]><posts/>',
        DumpRefused.DOCTYPE),
    "one endless row": (f"<posts>{ROW.format('x' * (33 << 20))}".encode(), DumpRefused.TOO_LARGE),
    "a zip without posts": (zipped(Votes="<votes/>"), DumpRefused.NOT_FORUM),
    "a damaged zip": (zipped(Posts="<posts/>")[:-30], DumpRefused.BROKEN_ZIP),
    "a zip with damaged bytes": (damaged(), DumpRefused.BROKEN_ZIP),
    "a zip that swells": (swollen(), DumpRefused.BOMB),
    "a zip with entities": (zipped(Posts=LAUGHS), DumpRefused.DOCTYPE),
    "a mail of 50 MB": (HEAD.encode() + b"\n" + b"QUJD" * 13_000_000, DumpRefused.TOO_LARGE),
    "good mails and one of 50 MB": (
        (DATA / "list.mbox").read_bytes() + HEAD.encode() + b"\n" + b"QUJDREVG\n" * 5_600_000, DumpRefused.TOO_LARGE),
    "mail that begins elsewhere": (b"From here on all is well.\n" * 9, DumpRefused.UNKNOWN),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("what", BROKEN)
def test_what_is_not_what_it_says_changes_nothing(group, tmp_path, what):
    content, reason = BROKEN[what]
    path = tmp_path / "dump"
    path.write_bytes(content)
    report = actions.import_forum(path, group)
    assert report.refused is not None
    assert report.refused.reason == reason
    assert (report.posts, report.findings) == (0, [])
    for model in (Post, Topic, Imported, Entry):
        assert not model.objects.exists()


@pytest.mark.django_db
def test_a_refusal_says_where(group, tmp_path):
    path = tmp_path / "Posts.xml"
    path.write_text(f"<posts>\n{ROW.format('Good words')}\n{ROW.format('a < b')}\n</posts>")
    refused = actions.import_forum(path, group).refused
    assert (refused.place, refused.detail.split(":")[0]) == ("Posts.xml, line 3", "not well-formed (invalid token)")
    path.write_bytes(DISCOURSE[:2000])
    assert actions.import_forum(path, group).refused.place.startswith("topics[0].posts[")
    path.write_bytes(b"From a b 10:00 2013\nSubject: x\n\nGood words.\n\n" * 3 + BROKEN["a mail of 50 MB"][0])
    assert actions.import_forum(path, group).refused.place == "mail 4, line 16"


@pytest.mark.django_db
def test_mails_that_answer_each_other_in_a_circle_are_kept_once_each(group, tmp_path):
    """Every mail names another one, the clocks run backwards, and one names itself."""
    die, names, path = random.Random(7), [f"<r{number}@example.org>" for number in range(60)], tmp_path / "circle.mbox"
    path.write_text("".join(
        f"From a@b Mon Jan  7 10:00:00 2013\nFrom: P{number} <p@example.org>\nSubject: Re: Round {number % 5}\n"
        f"Date: Mon, 7 Jan 2013 {die.randrange(24):02}:00:00 +0000\nMessage-ID: {name}\n"
        f"References: {names[(number + 1) % 60]}\nIn-Reply-To: {die.choice(names)} {name}\n\nWords of {number}.\n\n"
        for number, name in enumerate(names)
    ))  # fmt: skip
    report = actions.import_forum(path, group)
    assert (report.posts, report.counts.total()) == (60, 0)
    for post in Post.objects.exclude(in_reply_to=None).select_related("in_reply_to"):
        assert post.in_reply_to.topic_id == post.topic_id
        assert post.in_reply_to.number < post.number


HOSTILE = {
    "brackets": "[" * 200_000,
    "links without end": "[a](" * 50_000,
    "quotes without end": "[quote]" * 30_000,
    "one word": "a" * 200_000,
    "one coded picture": "QUJD/+=" * 28_000,
    "signs at the start": "> " * 100_000,
    "elements": "<div>" * 40_000 + "words",
    "rulers": "-----------\n" * 18_000,
    "spaces": "words" + " " * 200_000 + "words",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_texts_take_no_longer_than_others(tmp_path, what):
    text, dump, mails = HOSTILE[what], tmp_path / "dump.json", tmp_path / "list.mbox"
    # fmt: off
    posts = [{"id": 1, "topic_id": 1, "post_number": 1, "created_at": "2013-01-01T00:00:00Z", "raw": text},
             {"id": 2, "topic_id": 1, "post_number": 2, "created_at": "2013-01-02T00:00:00Z", "cooked": text}]
    # fmt: on
    dump.write_text(json.dumps({"posts": posts, "topics": [{"id": 1, "title": text}]}))
    mails.write_text(f"{HEAD}Date: Mon, 7 Jan 2013 10:00:00 +0000\n\nHello.\n{text}\n")
    began = time.process_time()
    for path in (dump, mails):
        with forum.Scratch() as scratch:
            forum.read(path, scratch, lambda *finding: None)
            scratch.arrange(lambda refs: set(), lambda *finding: None)
            for thread in scratch.threads():
                for found in scratch.posts(thread):
                    forum.tidy(found.text)
    assert time.process_time() - began < 5


@pytest.mark.django_db
def test_a_long_talk_by_subject_alone_stays_one_topic(group, tmp_path):
    path = tmp_path / "list.mbox"
    path.write_text("".join(
        f"From a@b Mon Jan  7 10:00:00 2013\nFrom: P <p@example.org>\nSubject: {'Re: ' * bool(number)}Round\n"
        f"Date: {number % 28 + 1} {['Jan', 'Feb', 'Mar'][number // 700]} 2013 10:00:00 +0000\n"
        f"Message-ID: <s{number}@b>\n\nWords of {number}.\n\n" for number in range(2100)
    ))  # fmt: skip
    assert actions.import_forum(path, group).topics == 1
    assert not Post.objects.exclude(in_reply_to=None).exists()


@pytest.mark.django_db
def test_broken_mails_among_others_are_read_as_far_as_they_can_be(group, tmp_path):
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(40))
    mails = [
        HEAD + f"Date: Mon, 7 Jan 2013 10:00:00 +0000\nMIME-Version: 1.0\n{nested}Content-Type: text/plain\n\nDeep.\n",
        HEAD + "Date: yesterday\nContent-Type: text/plain; charset=klingon\n\nBeyond all charsets, été.\n",
        HEAD + "Content-Transfer-Encoding: base64\n\n!!!! no base64 at all\n",
        "From a@b Mon Jan  7 10:00:00 2013\nFrom: =?utf-8?B?gICA?= <x@example.org>\nSubject: =?bad?Q?=\n\nWords.\n",
    ]
    path = tmp_path / "odd.mbox"
    path.write_text("\n".join(mails))
    report = actions.import_forum(path, group)
    assert report.refused is None
    texts = " ".join(Post.objects.values_list("text", flat=True))
    assert "Beyond all charsets, été." in texts
    assert report.posts + report.counts["empty"] == len(mails)


def large_json(path):
    with path.open("w") as file:
        file.write('{"users": [], "posts": [')
        for number in range(20_000):
            post = {"id": number, "post_number": number % 50 + 1, "topic_id": number // 50, "raw": "words " * 380,
                    "created_at": "2013-01-01T00:00:00Z", "reply_to_post_number": number % 50}  # fmt: skip
            file.write(("," if number else "") + json.dumps(post))
        topics = [{"id": number, "title": f"Topic {number}"} for number in range(400)]
        file.write(f'], "topics": {json.dumps(topics)}}}')


def large_xml(path):
    with path.open("w") as file:
        file.write("<posts>\n")
        for number in range(20_000):
            kind = (
                'PostTypeId="1" Title="Asked"'
                if number % 50 == 0
                else f'PostTypeId="2" ParentId="{number - number % 50}"'
            )
            file.write(f'<row Id="{number}" {kind} CreationDate="2014-05-02T08:00:00" Body="{"words " * 380}"/>\n')
        file.write("</posts>")


def large_mbox(path):
    body = "\n".join(["VGhpcyBpcyBub3QgbXVjaCBvZiBhIHBpY3R1cmUsIGJ1dCBpdCBpcyBsb25nLg=="] * 1500)
    with path.open("w") as file:
        for number in range(490):
            file.write(
                f"{HEAD}Date: Mon, 7 Jan 2013 10:00:00 +0000\nMessage-ID: <l{number}@example.org>\nMIME-Version: 1.0\n"
                f'References: <l{number - number % 9}@example.org>\nContent-Type: multipart/mixed; boundary="b"\n\n'
                f"--b\nContent-Type: text/plain\n\nWords {number}.\n--b\nContent-Type: image/png; name=a.png\n"
                f"Content-Transfer-Encoding: base64\n\n{body}\n--b--\n\n"
            )


READ = """
import os, resource, sys, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "m4d.config.settings"
django.setup()
from m4d.community.gateways import forum
from m4d.activity import queries
queries.read_mail(b"Subject: so that all code is loaded\\n\\nWords.")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with forum.Scratch() as scratch:
    forum.read(Path(sys.argv[1]), scratch, lambda *finding: None)
    scratch.arrange(lambda refs: set(), lambda *finding: None)
    count = sum(1 for thread in scratch.threads() for post in scratch.posts(thread))
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(("make", "posts"), [(large_json, 20_000), (large_xml, 20_000), (large_mbox, 490)])
def test_memory_does_not_grow_with_the_file(tmp_path, make, posts):
    path = tmp_path / "large"
    make(path)
    assert path.stat().st_size > 45 << 20
    run = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)  # noqa: S603
    count, megabytes = map(int, run.stdout.split())
    assert count == posts
    # 16 MB of it is what the scratch file keeps in memory.
    assert megabytes < 32
