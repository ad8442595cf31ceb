"""What is told by mail of groups, topics and conversations, and what becomes of the answers."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.activity import actions as activity
from m4d.activity.actions import Incoming, Message, Taken
from m4d.activity.choices import Event
from m4d.core.verdicts import verdict

from .. import queries
from ..choices import Verb
from ..models import Group, Post, Topic
from .attachment import files_of_mail
from .post import write_post
from .topic import start_topic

#: The letters of our mailboxes: an answer to a post, a new topic in a group.
ANSWER, NEW_TOPIC = "p", "g"


def register_events() -> None:
    """Called once at start-up: which verbs are told by mail, and which mailboxes are ours."""
    for verb, event in ((Verb.POST_WRITTEN, Event.TOPIC), (Verb.TOPIC_STARTED, Event.TOPIC),
                        (Verb.MESSAGE_WRITTEN, Event.MESSAGE)):  # fmt: skip
        activity.register_event(verb, event=event, message=_of_post, thing=_thing, readers=_readers)
    activity.register_event(Verb.ANSWER_ACCEPTED, event=Event.DECISION, message=_accepted, readers=_readers)
    activity.register_event(Verb.GROUP_ASKED, event=Event.TASK, message=_asked)
    activity.register_event(Verb.GROUP_ANSWERED, event=Event.DECISION, message=_answered)
    activity.register_mailbox(ANSWER, take_answer)
    activity.register_mailbox(NEW_TOPIC, take_topic)


def topic_address(group, person) -> str:
    """Where this person writes to start a topic in a group; "" where the site takes no mail."""
    return activity.reply_address(NEW_TOPIC, person, group.pk)


def _thing(entry) -> str:
    return f"post-{entry.data.get('post')}"


def _readers(entry, people) -> set[int]:
    topic = entry.about
    if topic is None:
        return set()
    return queries.wish_to_hear(entry.by_id, queries.readers_of(topic, people))


def _post(entry) -> Post | None:
    rows = Post.objects.standing().select_related("topic__group")
    return rows.filter(pk=entry.data.get("post")).first()


def _list_of(topic) -> dict:
    if topic.is_conversation:
        return {}
    return {"list_id": f"group-{topic.group_id}", "list_name": topic.group.name,
            "list_target": (NEW_TOPIC, topic.group_id),
            "themes": tuple(topic.themes or topic.group.themes)}  # fmt: skip


def _of_post(entry, language: str) -> Message | None:
    """A new post, topic or message, with its words; nothing where it was taken back or hidden meanwhile."""
    post = _post(entry)
    if post is None or post.topic.is_hidden:
        return None
    topic, who = post.topic, queries.author_in_mail(post.author_id) or _("A member")
    text, html, shown = queries.shown_in_mail(post, language)
    if topic.is_conversation:
        title = topic.title or _("A private message")
        byline, hint = _("%(who)s writes to you:") % {"who": who}, _("Answer this mail to answer the message.")
    elif entry.verb == Verb.TOPIC_STARTED:
        title = queries.title_in(topic, language)
        asks = _("%(who)s asks in the group %(group)s:") if topic.is_question else _(
            "%(who)s begins a topic in the group %(group)s:"
        )  # fmt: skip
        byline, hint = asks % {"who": who, "group": topic.group.name}, _("Answer this mail to answer in the topic.")
    else:
        title = queries.title_in(topic, language)
        byline, hint = _("%(who)s writes:") % {"who": who}, _("Answer this mail to answer in the topic.")
    foreign = shown.language if shown.language != language else ""
    return Message(
        subject=title, title=title, text=text, html=html, byline=byline, hint=hint, language=foreign,
        label=". ".join(shown.labels), path=f"posts/{post.pk}/", thread=f"topic-{topic.pk}",
        starts_thread=post.number == 1, target=(ANSWER, post.pk), **_list_of(topic),
    )  # fmt: skip


def _accepted(entry, language: str) -> Message | None:
    post = _post(entry)
    if post is None or post.topic.is_hidden:
        return None
    title = queries.title_in(post.topic, language)
    text = _("An answer to this question was accepted. Whoever has the same question finds it at once.")
    return Message(subject=title, title=title, text=text, path=f"posts/{post.pk}/", thread=f"topic-{post.topic_id}",
                   **_list_of(post.topic))  # fmt: skip


def _asked(entry, language: str) -> Message:
    group, who = entry.about, queries.author_in_mail(entry.by_id) or _("A member")
    count = queries.requests_for(group).count()
    text = ngettext(
        "%(number)d person waits for an answer.", "%(number)d people wait for an answer.", count
    ) % {"number": count}  # fmt: skip
    return Message(
        subject=_("%(who)s asks to join %(group)s") % {"who": who, "group": group.name}, title=group.name,
        text=text, path=f"groups/{group.slug}/members/", list_id=f"group-{group.pk}", list_name=group.name,
    )  # fmt: skip


def _answered(entry, language: str) -> Message:
    group = entry.about
    text = (
        _("You belong to the group now. You are told what is new in it, as your settings say.")
        if entry.data.get("granted")
        else _("The facilitators did not let you into the group this time. You can ask them why.")
    )
    return Message(subject=group.name, title=group.name, text=text, path=f"groups/{group.slug}/")


def take_answer(person, target_id: int, incoming: Incoming) -> Taken:
    """A mail that answers a post becomes a post below it; what it may not become is refused with the reasons."""
    post = queries.post_with_place(person, target_id)
    verdict(post is None and _("What you answer is not there any more, or you no longer read it.")).or_refuse()
    sound, left_out = files_of_mail(incoming)
    made = write_post(
        post.topic, by=person, text=incoming.text, language=queries.language_of(incoming.text) or incoming.language,
        in_reply_to=post if post.number > 1 else None, via_mail=True, cut=incoming.cut, at=incoming.was_received_at,
        files=sound,
    )  # fmt: skip
    return Taken(path=f"posts/{made.pk}/", title=post.topic.title, words=left_out)


def take_topic(person, target_id: int, incoming: Incoming) -> Taken:
    """A mail to a group becomes a topic; a subject that is too long for a title stands whole above the text."""
    group = Group.objects.readable_by(person).filter(pk=target_id).first()
    verdict(group is None and _("This group is not there any more, or you no longer read it.")).or_refuse()
    title, text = incoming.subject.strip(), incoming.text
    if len(title) > 150:
        text, title = f"{title}\n\n{text}", title[:150].rsplit(" ", 1)[0] + "…"
    sound, left_out = files_of_mail(incoming)
    topic = start_topic(group, by=person, title=title, text=text, via_mail=True, cut=incoming.cut, files=sound,
                        at=incoming.was_received_at)  # fmt: skip
    return Taken(path=Topic.get_absolute_url(topic).split("/", 2)[2], title=topic.title, words=left_out)
