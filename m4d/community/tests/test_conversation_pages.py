"""What the pages of private conversations mean, and to whom."""

import re

import pytest
from django.urls import reverse

from m4d.community import actions
from m4d.community.factories import make_member
from m4d.community.models import Topic
from m4d.core.testing import signed_in

from .conftest import address, words

pytestmark = pytest.mark.django_db


def test_conversations_are_private_and_whole_without_script(
    client, amina, lina, youssef, django_capture_on_commit_callbacks
):
    client = signed_in(client, amina)
    path = address("conversation_creation")
    assert "Lina Moreno" in words(client.get(f"{path}?to={lina.profile.slug}"))
    wrong = client.post(path, {"to": "nobody", "text": "Hello."})
    assert wrong.status_code == 422 and "Nobody with this profile" in words(wrong)
    sent = client.post(path, {"to": f"https://m4d.example/en/people/{lina.profile.slug}/", "text": "Between us."})
    talk = Topic.objects.get()
    assert sent["Location"] == talk.get_absolute_url()
    assert signed_in(client, youssef).get(talk.get_absolute_url()).status_code == 404
    client = signed_in(client, lina)
    assert "1 new" in words(client.get(address("conversation_list")))
    with django_capture_on_commit_callbacks(execute=True):
        assert "Between us." in words(client.get(talk.get_absolute_url()))
    assert "1 new" not in words(client.get(address("conversation_list")))
    client.post(address("post_creation", talk.pk), {"text": "Yes."})
    client.post(address("conversation_people", talk.pk), {"person": youssef.profile.slug})
    assert "Between us." in words(signed_in(client, youssef).get(talk.get_absolute_url()))
    client.post(address("conversation_leaving", talk.pk))
    assert client.get(talk.get_absolute_url()).status_code == 404


def test_a_message_can_be_reported_and_the_report_shows_that_message_alone(client, amina, lina):
    talk = actions.start_conversation(by=amina, others=[lina], text="First words.")
    message = actions.write_post(talk, by=amina, text="Rude words.")
    client = signed_in(client, lina)
    assert f"/moderation/report/message/{message.pk}/" in client.get(talk.get_absolute_url()).content.decode()
    from m4d.community.models import Message
    from m4d.moderation import actions as moderation

    moderation.flag(Message.objects.get(pk=message.pk), by=lina, reason="abuse")
    moderator = make_member("Musa Bello", roles=["moderator"])
    said = words(signed_in(client, moderator).get(reverse("moderation:queue")))
    assert "Rude words." in said and "First words." not in said


def test_conversation_detail_is_no_forum(client, settings, amina, lina):
    amina.language = "fr"
    topic = actions.start_conversation(by=amina, others=[lina], title="Le formulaire", text="Bonjour.", language="fr")
    actions.write_post(topic, by=amina, text="La question 6 fait peur.", language="fr")
    page = signed_in(client, lina).get(address("conversation_detail", topic.pk)).content.decode()
    assert '<h1><bdi lang="fr">Le formulaire</bdi></h1>' in page
    thread = page.split('id="community-thread"')[1].split('<section class="reply')[0]
    # Nobody's first words are larger, no role stands beside each name, and nothing is counted as useful.
    assert "lead-post" not in thread
    assert 'class="where"' not in thread
    assert "/useful/" not in thread
    # Each message says its hour.
    assert len(re.findall(r'<time datetime="[^"]+T[^"]+"', thread)) == 2
    # The role of the other stands once, beside the thread; and nothing promises a translation.
    assert "Migration desk officer" in page.split('class="side"')[1]
    assert "No machine translates a private message." in page
    assert "Members can read it translated" not in page


def test_conversation_detail_without_a_title_names_people_as_the_language_lists_them(client, amina, lina, fatou):
    topic = actions.start_conversation(by=amina, others=[lina, fatou], text="Hello.")
    page = signed_in(client, amina).get(address("conversation_detail", topic.pk, language="ar")).content.decode()
    heading = page.split("<h1>")[1].split("</h1>")[0]
    assert "، " in heading and ", " not in heading
