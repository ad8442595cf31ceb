"""Dumps of other forums and archives of lists come into a group, with their threads, dates and languages."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity.models import Entry, Mail, Notice
from m4d.catalogue.models import Card
from m4d.community import actions, queries
from m4d.community.choices import Access, DumpFinding
from m4d.community.factories import make_group
from m4d.community.models import Attachment, Group, Imported, Post, Topic

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"


def taken(group, name, **more):
    report = actions.import_forum(DATA / name, group, **more)
    assert report.refused is None, report.refused
    return report


def words(topic):
    """Who says what in a topic, in its order: (number, name, first words)."""
    rows = Post.objects.filter(topic=topic).order_by("number").select_related("imported", "author")
    return [(post.number, post.imported.name, post.text.split("\n")[0][:30]) for post in rows]


def test_topics_of_discourse_keep_their_threads_dates_languages_and_answers(group):
    report = taken(group, "discourse.json")
    assert (report.topics, report.posts, report.same, report.source) == (2, 5, 0, "Réseau local")
    topic = Topic.objects.get(title="Qui tient la caisse quand il y a deux rives ?")
    assert [row[:2] for row in words(topic)] == [
        (1, "Marie Koné"),
        (2, "حميد العلوي"),
        (3, "Lina M."),
        (4, "Marie Koné"),
    ]
    assert topic.started_at == datetime(2013, 3, 4, 9, 15, tzinfo=UTC)
    assert topic.last_post_at == datetime(2013, 3, 6, 8, 0, tzinfo=UTC)
    assert topic.closed_at == datetime(2013, 3, 6, 8, 0, tzinfo=UTC)
    assert (topic.language, topic.languages, topic.people_count) == ("fr", ["ar", "en", "fr"], 3)
    assert topic.themes == ["remittances"]
    answer, reply = Post.objects.get(topic=topic, number=2), Post.objects.get(topic=topic, number=4)
    assert (topic.accepted_post, topic.kind, reply.in_reply_to) == (answer, "question", answer)
    assert reply.text == "> دفتر واحد\n\n\nMerci, nous ferons cela dans les deux villages."
    arabic = Topic.objects.get(title="شكراً ومرحباً")
    assert (arabic.language, words(arabic)[0][1]) == ("ar", "حميد العلوي")


def test_what_was_not_for_everybody_or_cannot_be_placed_is_reported_and_left_out(group):
    report = taken(group, "discourse.json")
    assert sorted((finding.value, place) for finding, place, _value in report.findings) == [
        ("category", "topics[3]"), ("no_date", "topics[0].posts[6]"), ("no_identifier", "posts[2]"),
        ("nothing_above", "posts[1]"), ("notice", "topics[0].posts[5]"), ("private", "topics[0].posts[4]"),
        ("private", "topics[1]"), ("private", "topics[2]"),
    ]  # fmt: skip
    kept = " ".join(Post.objects.values_list("text", flat=True)) + " ".join(
        Topic.objects.values_list("title", flat=True)
    )
    for secret in ("trust", "For the staff", "private word", "Secret", "Just us"):
        assert secret not in kept
        assert not [value for _finding, _place, value in report.findings if secret in value]


def test_no_address_is_kept_or_shown_and_no_account_is_made(group):
    before = Person.objects.count()
    report = taken(group, "discourse.json")
    taken(group, "list.mbox")
    assert Person.objects.count() == before
    assert report.addresses == 1
    for model in (Post, Topic, Imported):
        for row in model.objects.values():
            assert "@example" not in json.dumps(row, default=str)
    first = Post.objects.get(topic__title__startswith="Qui tient", number=1)
    assert first.text == "Quarante familles épargnent ensemble. **Qui tient la caisse ?** Écrivez-moi à […@…] ou ici."


def test_a_post_belongs_to_whoever_confirmed_the_same_address(group):
    lina = make_person("Lina Moreno", email="lina@example.org")
    stranger = make_person("Not Marie", email="marie.kone@example.org")
    stranger.emailaddress_set.update(verified=False)
    report = taken(group, "discourse.json")
    assert report.members == 1
    post = Post.objects.get(author=lina)
    assert (post.number, post.imported.name) == (3, "")
    assert not Post.objects.filter(author=stranger).exists()


def test_hostile_html_becomes_words(group):
    taken(group, "discourse.json")
    post = Post.objects.get(number=3)
    assert post.html == (
        '<p>Same here, see <strong>the rules</strong> of <a href="https://example.org/rules" '
        'rel="nofollow noopener ugc">our group</a>  that we have with the bank.</p>\n'
    )


def test_questions_of_stack_exchange_have_their_answers_and_comments_in_place(group):
    report = taken(group, "exchange")
    assert (report.topics, report.posts) == (2, 6)
    topic = Topic.objects.get(title="What does a desk for returnees ask?")
    assert words(topic) == [
        (1, "Officer of Kédougou", "We open a desk for people who "),
        (2, "Rosa Quispe", "Is the desk open to everybody?"),
        (3, "", "Le métier et le village, pas p"),
        (4, "Officer of Kédougou", "And the village where they liv"),
        (5, "user 4411", "Nine questions, none about pap"),
    ]
    posts = {post.number: post for post in Post.objects.filter(topic=topic)}
    assert posts[4].in_reply_to == posts[3]
    assert (topic.accepted_post, topic.kind) == (posts[5], "question")
    assert posts[1].html == (
        "<p>We open a desk for people who return. <em>Which questions</em> do you ask?</p>\n"
        "<ul>\n<li>trade</li>\n<li>village</li>\n</ul>\n"
    )
    assert "<pre><code>name; trade\n  village\n</code></pre>" in posts[5].html
    spanish = Topic.objects.get(language="es")
    assert spanish.closed_at == datetime(2014, 7, 1, 8, 0, tzinfo=UTC)
    found = {(finding.value, place) for finding, place, _value in report.findings}
    assert found == {("notice", "Posts.xml, line 6"), ("nothing_above", "Posts.xml, line 7"),
                     ("nothing_above", "Comments.xml, line 5")}  # fmt: skip


def test_a_zip_and_a_single_file_are_read_too(group, tmp_path):
    archive = shutil.make_archive(tmp_path / "returnees", "zip", DATA / "exchange")
    report = actions.import_forum(Path(archive), group)
    assert (report.posts, report.source) == (6, "returnees")
    other = make_group()
    assert actions.import_forum(DATA / "exchange" / "Posts.xml", other).posts == 4
    assert Imported.objects.filter(group=other, name="user 4411").count() == 1


def test_a_mailing_list_keeps_threads_charsets_and_files_and_loses_quotes(group):
    report = taken(group, "list.mbox")
    assert (report.topics, report.posts, report.source) == (2, 6, "Local authorities and migration")
    topic = Topic.objects.get(title="Réintégration : qui fait quoi ?")
    assert words(topic) == [
        (1, "Marie Koné", "Chers collègues,"),
        (2, "حميد العلوي", "عندنا يحتفظ مكتب الشباب في الج"),
        (3, "Amina Diallo", "The employment office keeps it"),
        (4, "佐藤健二", "私たちの町では雇用課が登録を管理しています。"),
    ]
    posts = {post.number: post for post in Post.objects.filter(topic=topic)}
    assert posts[1].text.endswith("From the town hall we hear nothing.")
    assert posts[2].text == "عندنا يحتفظ مكتب الشباب في الجماعة بالسجل، ولا نسأل عن الأوراق."
    assert (posts[3].in_reply_to, posts[4].in_reply_to) == (posts[2], posts[3])
    assert [post.language for post in posts.values()] == ["fr", "ar", "en", "ja"]
    assert posts[4].written_at == datetime(2013, 1, 8, 11, 0, tzinfo=UTC)
    file = Attachment.objects.get()
    assert (file.about, file.name, posts[3].file_count, report.files) == (posts[3], "form.csv", 1, 1)
    spanish = Topic.objects.get(title="Una caja, dos orillas")
    assert words(spanish) == [
        (1, "Ana Torres", "¿Quién guarda la caja de la as"),
        (2, "", "Dos cajas y un solo cuaderno, "),
    ]
    late = Post.objects.get(topic=spanish, number=2)
    assert late.written_at == datetime(2013, 2, 7, 10, 0, tzinfo=UTC)
    assert late.text.endswith("From now it is 10:00 on the way to 2014\nand so on.")
    found = sorted((finding.value, place) for finding, place, _value in report.findings)
    assert [finding for finding, _place in found] == ["date_guessed", "file", "no_archive", "twice"]
    assert found[2] == ("no_archive", "mail 7, line 108")


def test_the_next_month_goes_on_with_the_topics_of_the_last(group, tmp_path):
    taken(group, "list.mbox")
    topic = Topic.objects.get(title="Réintégration : qui fait quoi ?")
    path = tmp_path / "2013-03.mbox"
    path.write_text(
        "From a@example.org Fri Mar  1 10:00:00 2013\nFrom: Ali <a@example.org>\nSubject: Re: something else\n"
        "Date: Fri, 1 Mar 2013 10:00:00 +0000\nMessage-ID: <n1@example.org>\nReferences: <m1@example.org> "
        "<m3@example.org>\n\nWe began in March, and it works well for everybody here.\n"
    )
    report = actions.import_forum(path, group)
    assert (report.topics, report.posts) == (0, 1)
    made = Post.objects.get(topic=topic, number=5)
    assert made.in_reply_to == Post.objects.get(topic=topic, number=3)
    topic.refresh_from_db()
    assert (topic.post_count, topic.last_post_at) == (5, datetime(2013, 3, 1, 10, 0, tzinfo=UTC))


@pytest.mark.parametrize("name", ["discourse.json", "exchange", "list.mbox"])
def test_a_second_time_adds_nothing(group, name):
    first = taken(group, name)
    rows = [list(model.objects.order_by("pk").values()) for model in (Topic, Post, Imported, Attachment, Group, Entry)]
    again = taken(group, name)
    assert (again.topics, again.posts, again.same) == (0, 0, first.posts)
    after = [
        list(model.objects.order_by("pk").values()) for model in (Topic, Post, Imported, Attachment, Group, Entry)
    ]
    assert after == rows


@pytest.mark.parametrize("name", ["discourse.json", "exchange", "list.mbox"])
def test_an_import_that_was_stopped_goes_on_where_it_stood(group, name, monkeypatch):
    whole = make_group()
    taken(whole, name)
    monkeypatch.setattr("m4d.community.actions.importing.BATCH", 2)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_forum(DATA / name, group, progress=stop)
    assert Post.objects.filter(group=group).count() == 2
    report = taken(group, name)
    assert report.same == 2

    def facts(one):
        rows = Post.objects.filter(group=one).order_by("topic__started_at", "number")
        return list(rows.values_list("topic__title", "topic__post_count", "topic__people_count", "number", "text",
                                     "in_reply_to__number", "topic__accepted_post__number", "file_count"))  # fmt: skip

    assert facts(group) == facts(whole)
    group.refresh_from_db()
    assert group.topic_count == 2


def test_nobody_is_told_and_nothing_is_news(group, amina):
    from m4d.activity import actions as activity

    activity.follow(amina, group)
    before = Mail.objects.count(), Notice.objects.count()
    taken(group, "list.mbox")
    assert (Mail.objects.count(), Notice.objects.count()) == before
    assert [entry.verb for entry in Entry.objects.filter(about_id=group.pk)] == ["community.forum_imported"]
    cards = Card.objects.filter(kind="topic", path__contains="topics/")
    assert sorted(card.updated_at.date().isoformat() for card in cards) == ["2013-01-08", "2013-02-07"]


def test_topics_of_a_closed_group_stay_in_it(closed):
    taken(closed, "list.mbox")
    assert not Card.objects.filter(kind="topic").exists()
    assert Topic.objects.filter(access=Access.RESTRICTED).count() == 2
    found, _older = queries.found_inside(closed, "cuaderno")
    assert len(found) == 1


def test_a_topic_that_moved_and_a_post_that_was_taken_back_stay_so(group, fatou):
    other = make_group("Elsewhere", facilitator=fatou)
    lina = make_person("Lina Moreno", email="lina@example.org")
    taken(group, "discourse.json")
    topic = Topic.objects.get(accepted_post__isnull=False)
    actions.move_topic(topic, by=fatou, group=other)
    actions.withdraw_post(Post.objects.get(author=lina), by=lina)
    assert taken(group, "discourse.json").posts == 0
    assert Post.objects.filter(group=other).count() == 4
    assert Post.objects.get(author=lina).text == ""


def test_without_names_nobody_is_named_and_names_go_again(group):
    taken(group, "discourse.json")
    assert taken(group, "discourse.json", with_names=False).unnamed == 5
    assert not Imported.objects.exclude(name="").exists()
    other = make_group()
    taken(other, "list.mbox", with_names=False)
    assert not Imported.objects.exclude(name="").exists()


def test_a_very_long_text_is_continued_in_the_next_posts(group, tmp_path):
    text = "\n\n".join(f"Paragraph {number} of a long report on what towns do." * 20 for number in range(60))
    dump = {"topics": [{"id": 1, "title": "Long", "posts": [
        {"id": 1, "post_number": 1, "created_at": "2013-01-01T00:00:00Z", "raw": text},
        {"id": 2, "post_number": 2, "created_at": "2013-01-02T00:00:00Z", "raw": "x " * 200_000}]}]}  # fmt: skip
    path = tmp_path / "long.json"
    path.write_text(json.dumps(dump))
    report = actions.import_forum(path, group)
    posts = list(Post.objects.order_by("number"))
    assert "\n\n".join(post.text for post in posts[:3]) == text
    assert len(posts) == 3 + 10
    assert all(len(post.text) <= 20_000 for post in posts)
    assert report.counts == {DumpFinding.TOO_LONG: 1}
    assert actions.import_forum(path, group).posts == 0
