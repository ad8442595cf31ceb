"""How posts of other forums stand on pages: whose they are, who reads the name, and that they stay flat."""

from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry
from m4d.community import actions, privacy, queries
from m4d.community.factories import make_topic
from m4d.community.models import Imported, Post, Topic
from m4d.config.operations.export import is_personal
from m4d.core.testing import assert_flat, signed_in, statements

from .conftest import address, anew, words

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"


@pytest.fixture
def talk(group):
    actions.import_forum(DATA / "list.mbox", group, source="JMDI list")
    return Topic.objects.get(title="Réintégration : qui fait quoi ?")


def test_topic_detail_says_who_wrote_where_to_members_and_names_nobody_to_visitors(client, talk, lina):
    visitor = client.get(talk.get_absolute_url())
    assert "Somebody imported from JMDI list" in words(visitor)
    for name in ("Koné", "Diallo", "العلوي", "佐藤"):
        assert name not in visitor.content.decode()
    page = signed_in(client, lina).get(talk.get_absolute_url())
    said = words(page)
    assert "Marie Koné imported from JMDI list" in said
    assert "حميد العلوي imported from JMDI list" in said
    assert 'lang="ar" dir="rtl"' in page.content.decode()
    assert "form.csv" in said
    assert "4 people" in said


def test_topic_detail_says_it_in_every_language(client, talk, lina):
    signed_in(client, lina)
    for language, phrase in {"fr": "importé de JMDI list", "es": "importado de JMDI list",
                             "ar": "مستورد من JMDI list"}.items():  # fmt: skip
        with translation.override(language):
            path = talk.get_absolute_url()
        assert phrase in words(client.get(path))


def test_topic_detail_of_an_import_is_flat_and_costs_others_nothing(client, talk, group, amina, lina):
    def more(number):
        last = Post.objects.filter(topic=talk).order_by("-number").first().number
        for one in range(1, number + 1):
            post = Post.objects.create(topic=talk, group=group, number=last + one, text="x", html="<p>x</p>")
            Imported.objects.create(post=post, group=group, ref=f"{last + one}", name=f"P {one}", source="JMDI list")

    signed_in(client, lina)
    client.get(talk.get_absolute_url())
    assert_flat(anew(lambda: client.get(talk.get_absolute_url() + "?from=1")), more, ceiling=12, is_kept=True)
    own = make_topic(group, amina)
    with statements() as seen:
        client.get(own.get_absolute_url())
    assert not [one for one in seen.captured_queries if "community_imported" in one["sql"]]


def test_lists_name_them_too(client, talk, group, fatou):
    signed_in(client, fatou)
    post = Post.objects.get(topic=talk, number=3)
    found = words(client.get(address("group_search", group.slug), {"q": "employment"}))
    assert "Amina Diallo imported from JMDI list" in found
    actions.keep_post(post, by=fatou)
    assert "Amina Diallo imported from JMDI list" in words(client.get(address("kept_list")))
    assert "Amina Diallo" in words(client.get(address("topic_split", talk.pk)))
    reply = client.get(address("post_creation", talk.pk), {"reply": post.pk})
    assert "Amina Diallo imported from JMDI list" in words(reply)


def test_members_answer_move_and_report_what_was_imported(client, talk, group, fatou, lina):
    post = Post.objects.get(topic=talk, number=2)
    answer = actions.write_post(talk, by=lina, text="We do the same, @Amina Diallo.", in_reply_to=post)
    assert (answer.number, answer.in_reply_to) == (5, post)
    page = words(signed_in(client, lina).get(talk.get_absolute_url()))
    assert "In reply to حميد العلوي" in page
    made = actions.move_posts(talk, [post.pk, answer.pk], by=fatou, title="Registers")
    assert (made.people_count, made.post_count) == (2, 2)
    flag = reverse("moderation:flag_creation", args=["post", post.pk])
    assert client.get(flag).status_code == 200
    answer_to_flag = client.post(flag, {"reason": "privacy", "text": "It names me."}, follow=True)
    assert answer_to_flag.status_code == 200


def test_the_copy_of_ones_data_says_where_a_post_came_from_and_leaving_takes_the_name(group):
    marie = make_person("Marie", email="marie@example.org")
    actions.import_forum(DATA / "list.mbox", group, source="JMDI list")
    with translation.override("en"):
        assert [post["imported_from"] for post in privacy.export(marie)["posts"]] == ["JMDI list"]
        privacy.erase(marie)
        post = Post.objects.get(number=1, topic__title__startswith="Réintégration")
        who = queries.speakers({post.pk: post.author_id}, make_person("Reader"))
    assert who[post.pk].name == "Somebody"


def test_imported_names_are_no_signal_no_count_and_no_public_table(talk, group):
    lina = make_person("Lina", email="marie@example.org")
    assert queries.signals_of(lina).written == 0
    assert is_personal(apps.get_model("community", "imported"))
    month = queries.counted(Topic.objects.get(pk=talk.pk).last_post_at)["months"][-1]
    assert (month["posts"], month["topics"], month["first_posts"]) == (0, 0, 0)


def test_the_journal_says_it_in_every_language(talk, lina):
    from m4d.activity import queries as journal

    entry = Entry.objects.get(verb="community.forum_imported")
    said = {}
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            said[language] = str(dict(journal.sentences([entry], lina))[entry])
    assert "The site imported 6 posts of JMDI list into the group" in said["en"]
    assert len(set(said.values())) == 4
