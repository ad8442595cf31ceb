"""What the pages mean, to whom, and that they stay flat."""

import re

import pytest
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.models import AccessLog
from m4d.community import actions
from m4d.community.choices import Access
from m4d.community.factories import make_group, make_member, make_topic
from m4d.community.models import Draft, Membership, Post, Topic
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.people.models import Profile

from .conftest import address, anew, words

pytestmark = pytest.mark.django_db


def test_group_list_shows_a_visitor_public_groups_and_talk_only(client, group, closed, secret, topic, amina):
    actions.start_topic(closed, by=amina, title="A closed case", text="Words.")
    said = words(client.get(address("group_list")))
    assert "Return and reintegration" in said and "Who keeps the register?" in said
    assert "Desk officers" not in said and "Case work" not in said and "closed case" not in said


def test_group_list_shows_a_member_what_can_be_asked_for_and_nothing_secret(client, closed, secret, lina):
    said = words(signed_in(client, lina).get(address("group_list")))
    assert "Desk officers" in said and "Case work" not in said


def test_group_detail_of_a_restricted_group_offers_to_ask_and_shows_no_topic(client, closed, amina, lina):
    actions.start_topic(closed, by=amina, title="A closed case", text="Words.")
    client = signed_in(client, lina)
    page = client.get(closed.get_absolute_url())
    assert "Ask to join" in words(page) and "closed case" not in words(page)
    assert client.post(address("group_membership", closed.slug), {"text": "Please."}).status_code == 303
    assert "You have asked to join" in words(client.get(closed.get_absolute_url()))


def test_group_detail_tells_each_member_their_address_to_start_a_topic_by_mail(client, settings, closed, amina, lina):
    place = closed.get_absolute_url()
    assert "mailto:" not in signed_in(client, amina).get(place).content.decode()
    settings.INBOUND_EMAIL = "smtp://127.0.0.1:2525/reply.example.org"
    own = actions.topic_address(closed, amina)
    assert own.endswith("@reply.example.org")
    page = client.get(place).content.decode()
    assert f'href="mailto:{own}"' in page
    assert "its subject becomes the title" in page
    # Neither whoever only knows of the group nor a visitor reads an address.
    assert "mailto:" not in signed_in(client, lina).get(place).content.decode()
    client.logout()
    assert "@reply.example.org" not in client.get(address("group_list")).content.decode()


def test_group_members_answers_requests(client, closed, fatou, lina):
    membership = actions.join_group(closed, by=lina, text="I work on this.")
    client = signed_in(client, fatou)
    said = words(client.get(address("group_members", closed.slug)))
    assert "Lina Moreno" in said and "I work on this." in said
    client.post(address("group_member", closed.slug, membership.pk), {"answer": "yes"})
    assert Membership.objects.get(pk=membership.pk).is_current
    assert client.get(address("group_members", closed.slug)).status_code == 200


def test_topic_detail_names_people_to_members_and_roles_to_visitors(client, topic, amina, lina):
    visitor = words(client.get(topic.get_absolute_url()))
    assert "Migration desk officer" in visitor and "Amina" not in visitor and "Lina" not in visitor
    member = words(signed_in(client, amina).get(topic.get_absolute_url()))
    assert "Lina Moreno" in member and "The employment office keeps it." in member


def test_topic_detail_follows_a_profile_that_changes(client, topic, lina, settings):
    settings.PAGES_KEPT = True
    assert "Coordinator" in words(client.get(topic.get_absolute_url()))
    from m4d.people import actions as people

    Profile.objects.filter(person=lina).update(headline="Chair of the association")
    people.renew_cards(lina.profile)
    from m4d.core.pages.versions import counters, slots_of

    counters().raise_(slots_of([f"person-{lina.profile.slug}"]))
    assert "Chair of the association" in words(client.get(topic.get_absolute_url()))


def test_a_mention_shows_a_name_to_members_only(client, topic, amina, lina):
    post = actions.write_post(topic, by=amina, text="Thank you, @Lina Moreno.")
    assert post.mentions.exists()
    visitor, member = client.get(topic.get_absolute_url()), None
    assert "@ a member" in words(visitor).replace("@a", "@ a") and "Lina" not in visitor.content.decode()
    member = signed_in(client, amina).get(topic.get_absolute_url())
    assert "Lina Moreno" in words(member) and "@{" not in member.content.decode()


def test_topic_detail_pages_through_by_number_and_every_post_once(client, group, amina, lina):
    topic = make_topic(group, amina)
    Post.objects.bulk_create(
        Post(
            topic=topic,
            group=group,
            number=number,
            author=lina,
            text=f"word{number:03}",
            html=f"<p>word{number:03}</p>",
        )
        for number in range(2, 121)
    )
    Topic.objects.filter(pk=topic.pk).update(last_number=120, post_count=120)
    seen, path = [], topic.get_absolute_url()
    while path:
        page = client.get(path).content.decode()
        seen += re.findall(r"word(\d{3})", page)
        onward = re.search(r'href="\?from=(\d+)', page)
        path = f"{topic.get_absolute_url()}?from={onward[1]}" if onward else ""
    assert seen == [f"{number:03}" for number in range(2, 121)]
    back = client.get(f"{topic.get_absolute_url()}?to=101").content.decode()
    assert re.findall(r"word(\d{3})", back) == [f"{number:03}" for number in range(51, 101)]


@pytest.mark.parametrize("asked", ["?from=abc", "?from=99999999999999", "?to=0", "?from=-1", "?reply=x", "?quote=9"])
def test_topic_detail_bears_addresses_that_make_no_sense(client, topic, amina, asked):
    assert client.get(topic.get_absolute_url() + asked).status_code == 200
    assert signed_in(client, amina).get(topic.get_absolute_url() + asked).status_code == 200


def test_topic_detail_is_flat_for_visitors_and_members(client, topic, group, lina):
    def more(number):
        for _one in range(number):
            actions.write_post(topic, by=make_member(f"Person {Profile.objects.count()}"), text="Another answer.")
        # That a reader has come further is written once, and is no part of the page.
        actions.mark_read(topic, by=lina, number=Topic.objects.get(pk=topic.pk).last_number)

    assert_flat(anew(lambda: client.get(topic.get_absolute_url())), more, ceiling=6)
    client = signed_in(client, lina)
    client.get(topic.get_absolute_url())
    assert_flat(anew(lambda: client.get(topic.get_absolute_url() + "?from=1")), more, ceiling=13)


def test_a_signed_in_reader_who_has_read_all_costs_ten_statements(client, topic, lina):
    client = signed_in(client, lina)
    client.get(topic.get_absolute_url())
    with statements() as seen:
        client.get(topic.get_absolute_url())
    assert len(seen) <= 10, "\n".join(one["sql"][:160] for one in seen.captured_queries)


def test_group_pages_are_flat(client, group, amina):
    def more(number):
        for one in range(number):
            make_topic(make_group(f"Group {one}"), amina, f"Topic {one}")
            make_topic(group, amina, f"Here {one}")

    assert_flat(anew(lambda: client.get(address("group_list"))), more, ceiling=5)
    assert_flat(anew(lambda: client.get(group.get_absolute_url())), more, ceiling=3)


def test_messages_are_flat(client, amina):
    def more(number):
        for _one in range(number):
            actions.start_conversation(by=amina, others=[make_member(f"P {Profile.objects.count()}")], text="Hello.")

    client = signed_in(client, amina)
    assert_flat(anew(lambda: client.get(address("conversation_list"))), more, ceiling=10)


def test_topic_creation_keeps_what_was_typed_previews_and_sends(client, group, lina):
    client = signed_in(client, lina)
    path = address("topic_creation", group.slug)
    given = {"kind": "question", "title": "Who keeps it?", "text": "Tell **me**.", "language": ""}
    preview = client.post(path, given | {"do": "preview"})
    assert "<strong>me</strong>" in preview.content.decode() and not Topic.objects.exists()
    assert 'value="Who keeps it?"' in preview.content.decode()
    wrong = client.post(path, given | {"title": " "})
    assert wrong.status_code == 422 and "Tell **me**." in wrong.content.decode()
    client.post(path, given | {"do": "save"})
    assert Draft.objects.get().title == "Who keeps it?"
    assert 'value="Who keeps it?"' in client.get(path).content.decode()
    sent = client.post(path, given | {"do": "send"})
    topic = Topic.objects.get()
    assert sent.status_code == 303 and sent["Location"] == topic.get_absolute_url()
    assert not Draft.objects.exists()


def test_a_reply_without_script_is_quoted_previewed_and_sent(client, topic, amina):
    client = signed_in(client, amina)
    answer = topic.posts.get(number=2)
    page = client.get(f"{topic.get_absolute_url()}?quote={answer.pk}").content.decode()
    assert "&gt; The employment office keeps it." in page and f'name="quoted" value="{answer.pk}"' in page
    path = address("post_creation", topic.pk)
    given = {"text": "> The employment office keeps it.\n\nAnd who pays?", "language": "", "in_reply_to": answer.pk,
             "quoted": answer.pk}  # fmt: skip
    preview = client.post(path, given | {"do": "preview"}).content.decode()
    assert "<blockquote>" in preview and topic.posts.count() == 2
    sent = client.post(path, given)
    post = topic.posts.get(number=3)
    assert sent["Location"] == f"{topic.get_absolute_url()}#post-{post.pk}"
    assert (post.in_reply_to, post.quoted) == (answer, answer)


def test_a_reply_to_a_post_of_another_topic_is_a_plain_reply(client, topic, group, amina, lina):
    other = make_topic(group, lina, "Elsewhere").posts.get()
    signed_in(client, amina).post(address("post_creation", topic.pk), {"text": "Hm.", "in_reply_to": other.pk})
    assert topic.posts.get(number=3).in_reply_to is None


def test_newer_posts_come_as_rows_and_nothing_new_is_empty(client, topic, lina):
    path = address("topic_newer", topic.pk)
    assert client.get(f"{path}?after=2").status_code == 204
    actions.write_post(topic, by=lina, text="Just now.")
    page = client.get(f"{path}?after=2")
    assert page.content.decode().strip().startswith('<li data-end="') and "Just now." in page.content.decode()
    assert client.get(f"{address('topic_newer', 99)}?after=0").status_code == 404


def test_drafts_are_saved_while_somebody_types(client, topic, lina):
    client = signed_in(client, lina)
    said = client.post(address("draft_saving"), {"place": f"topic-{topic.pk}", "text": "Half a"})
    assert "Draft kept at" in words(said)
    page = words(client.get(address("kept_list")))
    assert "Half a" in page and "Who keeps the register?" in page
    assert "Half a" in client.get(topic.get_absolute_url()).content.decode()
    client.post(address("draft_removal", Draft.objects.get().pk))
    assert not Draft.objects.exists()


def test_useful_bookmark_and_answer_are_buttons_of_one_form(client, topic, amina, lina):
    client = signed_in(client, amina)
    answer = topic.posts.get(number=2)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert page.count("csrfmiddlewaretoken") <= 6
    for act in ("useful", "bookmark", "answer"):
        assert f'formaction="/en/posts/{answer.pk}/{act}/"' in page
        assert client.post(address(f"post_{act}", answer.pk)).status_code == 303
    page = client.get(topic.get_absolute_url())
    assert "Useful to 1" in words(page) and "Accepted answer" in words(page)
    assert "The employment office" in words(client.get(address("kept_list")))
    assert Topic.objects.get(pk=topic.pk).accepted_post == answer


def test_post_edit_and_withdrawal_and_history(client, topic, lina, amina):
    post = topic.posts.get(number=2)
    client = signed_in(client, lina)
    path = address("post_edit", post.pk)
    page = client.get(path).content.decode()
    assert "The employment office keeps it." in page and 'name="version" value="1"' in page
    client.post(path, {"text": "The town hall keeps it.", "language": "en", "version": 1})
    stale = client.post(path, {"text": "An old window.", "language": "en", "version": 1})
    assert stale.status_code == 422 and "What stands now" in words(stale)
    assert "The employment office keeps it." in words(client.get(address("post_history", post.pk)))
    assert client.get(address("post_withdrawal", post.pk)).status_code == 200
    client.post(address("post_withdrawal", post.pk))
    assert "Its author took this back." in words(client.get(topic.get_absolute_url()))
    assert signed_in(client, amina).get(address("post_history", post.pk)).status_code == 404


def test_group_access_shows_first_and_changes_only_what_was_shown(client, closed, amina, fatou):
    actions.start_topic(closed, by=amina, title="A closed case", text="Words.")
    client = signed_in(client, fatou)
    path = address("group_access", closed.slug)
    said = words(client.get(f"{path}?access=public"))
    assert "1 topic that was written for fewer people opens." in said and "Search engines read all of it" in said
    assert "Amina Diallo" in said
    client.post(path, {"access": "public"})
    closed.refresh_from_db()
    assert closed.access == Access.RESTRICTED
    client.post(path, {"access": "public", "seen": "restricted-public"})
    closed.refresh_from_db()
    assert closed.access == Access.PUBLIC


def test_the_pages_of_tidying_work_without_script(client, topic, group, closed, fatou, lina):
    client = signed_in(client, fatou)
    reply = topic.posts.get(number=2)
    other = make_topic(group, lina, "Elsewhere")
    for name in ("topic_title", "topic_summary", "topic_move", "topic_merger", "topic_split", "topic_closing"):
        assert client.get(address(name, topic.pk)).status_code == 200, name
        assert signed_in(client, lina).get(address(name, topic.pk)).status_code == 403, name
        client = signed_in(client, fatou)
    client.post(address("topic_title", topic.pk), {"title": "Registers", "language": "en"})
    client.post(address("topic_summary", topic.pk), {"text": "In short.", "language": "en"})
    client.post(address("topic_settlement", topic.pk))
    made = client.post(address("topic_split", topic.pk), {"post": [reply.pk], "title": "A tail", "target": ""})
    assert made.status_code == 303 and Post.objects.get(pk=reply.pk).topic.title == "A tail"
    refused = client.post(address("topic_split", topic.pk), {"title": "Nothing", "target": ""})
    assert refused.status_code == 422 and "Tick the replies" in words(refused)
    client.post(address("topic_closing", topic.pk), {"reason": "Done."})
    client.post(address("topic_closing", topic.pk), {"stop": "1"})
    client.post(address("topic_merger", topic.pk), {"target": other.pk})
    assert Topic.objects.get(pk=topic.pk).merged_into == other
    assert client.post(address("topic_move", other.pk), {"group": closed.slug}).status_code == 303
    assert Topic.objects.get(pk=other.pk).group == closed


def test_a_moderator_who_reads_what_was_hidden_is_kept_for_its_author(client, topic, amina, lina):
    rosa = make_member("Rosa Quispe", roles=[Role.MODERATOR])
    signed_in(client, rosa).get(topic.get_absolute_url())
    assert not AccessLog.objects.exists()
    Post.objects.filter(topic=topic, author=lina).update(hidden_at=timezone.now())
    assert "The employment office keeps it." not in words(signed_in(client, amina).get(topic.get_absolute_url()))
    assert not AccessLog.objects.exists()
    assert "The employment office keeps it." in words(signed_in(client, rosa).get(topic.get_absolute_url()))
    assert list(AccessLog.objects.values_list("by", "concerned")) == [(rosa.pk, lina.pk)]
    # Looking again at once adds no row, so the part that brings new posts is asked on a clean sheet.
    AccessLog.objects.all().delete()
    assert signed_in(client, rosa).get(f"/en/topics/{topic.pk}/newer/?after=0").status_code == 200
    assert list(AccessLog.objects.values_list("by", "concerned")) == [(rosa.pk, lina.pk)]
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
    signed_in(client, rosa).get(topic.get_absolute_url())
    assert set(AccessLog.objects.values_list("concerned", flat=True)) == {amina.pk, lina.pk}


def test_what_is_hidden_is_gone_for_others_and_kept_for_its_author(client, topic, amina, lina):
    post = topic.posts.get(number=2)
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert "employment office" not in words(client.get(topic.get_absolute_url()))
    assert "employment office" in words(signed_in(client, lina).get(topic.get_absolute_url()))
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
    assert signed_in(client, lina).get(topic.get_absolute_url()).status_code == 404
    assert signed_in(client, amina).get(topic.get_absolute_url()).status_code == 200


def test_group_search_stays_in_the_group_and_says_where_to_search_else(client, group, closed, topic, amina):
    actions.start_topic(closed, by=amina, title="A closed case", text="The employment office elsewhere.")
    said = words(client.get(address("group_search", group.slug) + "?q=employment"))
    assert "The employment office keeps it." in said and "elsewhere" not in said
    assert client.get(address("group_search", closed.slug) + "?q=employment").status_code == 404


def test_a_french_post_says_its_language_and_a_translation_takes_its_place(client, topic, lina, amina):
    from m4d.languages import actions as languages

    post = actions.write_post(topic, by=lina, text="Nous le gardons à la mairie.", language="fr")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert '<div class="body" lang="fr" dir="ltr">' in page and "Original in French" in page
    languages.add_human_version(post, "text", "en", "We keep it in the **town hall**.", by=lina)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<strong>town hall</strong>" in page and "Translated by people" in page and "mairie" not in page
    arabic = actions.write_post(topic, by=lina, text="نحتفظ بالسجل في مكتب التشغيل", language="ar")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert '<div class="body" lang="ar" dir="rtl">' in page and arabic.text in page


def test_a_list_of_topics_shows_titles_in_the_language_of_the_reader(client, group, amina):
    from m4d.languages import actions as languages

    topic = make_topic(group, amina, "Qui tient le registre ?", language="fr")
    languages.add_human_version(topic, "title", "en", "Who keeps the register?", by=amina)
    for page in (address("group_list"), group.get_absolute_url()):
        html = client.get(page).content.decode()
        assert f'href="{topic.get_absolute_url()}"><bdi lang="en">Who keeps the register?</bdi>' in html
    assert "Qui tient le registre ?" in client.get(address("group_list", language="fr")).content.decode()
