"""Posts: written, changed, taken back, accepted as the answer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.activity.choices import Event
from m4d.core import pages
from m4d.core.text import clean_text, fold, markdown, plain
from m4d.core.verdicts import Verdict, verdict
from m4d.languages import actions as languages
from m4d.moderation import actions as moderation
from m4d.moderation import policies as moderating

from .. import policies, queries
from ..choices import Access, Verb
from ..models import TEXT_LENGTH, Group, Mention, Message, Participant, Post, PostRevision, Topic
from .attachment import attach, drop_attachments
from .kept import POSTS_ON_CARD, topic_changed
from .marks import forget_draft, mark_read


class Changed(Exception):
    """Somebody saved the same thing in the meantime; carries what stands now."""

    def __init__(self, thing):
        self.thing = thing
        super().__init__(str(thing.pk))


def sound_text(text: str) -> Verdict:
    """Whether there is something to read in a text, and not too much of it."""
    return verdict(
        not plain(markdown(text[: TEXT_LENGTH + 1])) and _("Write something first."),
        len(text) > TEXT_LENGTH
        and _("This is too long: 20,000 letters are the most. Put the rest into a second text, or attach a file."),
    )


@transaction.atomic
def write_post(
    topic: Topic, *, by, text: str, language: str = "", in_reply_to: Post | None = None, quoted: Post | None = None,
    via_mail: bool = False, cut: str = "", files: Iterable = (), at: datetime | None = None,
) -> Post:  # fmt: skip
    """Write in a topic or a conversation. Who follows it, is answered or is mentioned is told.

    A file that is not taken refuses the whole post, with the sentence that names it.
    """
    at, text = at or timezone.now(), clean_text(text)
    accounts.hold(by)
    topic = Topic.objects.select_for_update(of=("self",)).select_related("group").get(pk=topic.pk)
    policies.may_post(by, topic).or_refuse()
    sound_text(text).or_refuse()
    moderating.may_write(by, text=text, at=at).or_refuse()
    in_reply_to = in_reply_to if in_reply_to is not None and in_reply_to.topic_id == topic.pk else None
    quoted = quoted if quoted is not None and quoted.topic_id == topic.pk else None
    language = language or queries.language_of(text) or by.language
    post = add_post(
        topic, by=by, text=text, language=language, in_reply_to=in_reply_to, quoted=quoted, via_mail=via_mail,
        cut=cut, at=at,
    )  # fmt: skip
    attach(post, files, by=by, at=at)
    forget_draft(by, f"topic-{topic.pk}")
    activity.follow(by, topic, at=at)
    is_held = moderation.screen(post, by=by, text=text, at=at)
    topic_changed(topic, card=post.number <= POSTS_ON_CARD)
    if not is_held:
        _tell(post, topic, by=by, at=at)
    return post


def post_released(post: Post, at: datetime) -> None:
    """A moderator let a held post stand: those who follow hear of it now, and nothing of a change that was held."""
    if post.author is not None and post.withdrawn_at is None and not queries.was_told(post):
        _tell(post, post.topic, by=post.author, at=at)


def add_post(topic, *, by, text, language, in_reply_to=None, quoted=None, via_mail=False, cut="", at) -> Post:
    """The row of a post with everything that is counted beside it; whoever calls has asked the policies."""
    near = queries.people_near(_near(topic), by)
    kept = queries.with_mentions(text, near)
    model = Message if topic.is_conversation else Post
    has_written = Post.objects.filter(topic=topic, author=by).exists()
    topic.last_number += 1
    post = model.objects.create(
        topic=topic, group=topic.group, number=topic.last_number, author=by, written_at=at, in_reply_to=in_reply_to,
        quoted=quoted, via_mail=via_mail, cut=cut[:TEXT_LENGTH], language=language, **written(kept),
    )  # fmt: skip
    topic.post_count += 1
    topic.people_count += not has_written
    topic.last_post_at = max(topic.last_post_at, at)
    if language not in topic.languages:
        topic.languages = [*topic.languages, language]
    topic.save(update_fields=["last_number", "post_count", "people_count", "last_post_at", "languages"])
    if topic.is_conversation:
        inside = Participant.objects.filter(topic=topic)
        inside.update(last_post_at=topic.last_post_at)
        pages.touch(*(queries.messages_of(person) for person in inside.values_list("person_id", flat=True)))
    else:
        Group.objects.filter(pk=topic.group_id).update(last_post_at=at)
    _keep_mentions(post, kept, at)
    mark_read(topic, by=by, number=post.number, at=at)
    return post


def _near(topic) -> list[int]:
    """Who can be mentioned in a topic: those who wrote in it, its participants, the members of its closed group."""
    if topic.is_conversation:
        return queries.participants_of(topic)
    members = queries.members_of(topic.group).values_list("person_id", flat=True)[:500]
    return queries.people_in(topic, members)


def written(text: str) -> dict:
    """What is kept of a text: as it was typed, as pages show it, as it is searched."""
    html = markdown(text)
    return {"text": text, "html": html, "folded": fold(queries.MENTION.sub(" ", plain(html)))}


def _keep_mentions(post, text, at) -> list[int]:
    """Write down whom a post names; who was named before is not named again."""
    persons = [
        person.pk for person in queries.people_by_slug(queries.mentioned_in(text)) if person.pk != post.author_id
    ]
    known = set(Mention.objects.filter(post_id=post.pk).values_list("person_id", flat=True))
    new = [number for number in persons if number not in known]
    Mention.objects.bulk_create([Mention(post_id=post.pk, person_id=number, at=at) for number in new])
    return new


def _tell(post, topic, *, by, at) -> None:
    """Each person is told once, for the nearest reason; those who follow the topic or its group hear of it as well."""
    if topic.access == Access.PUBLIC:
        languages.written_elsewhere(post, "text", post.language, by=by)
    data = {"post": post.pk, "number": post.number}
    if topic.is_conversation:
        others = Person.objects.filter(pk__in=queries.participants_of(topic))
        activity.record(Verb.MESSAGE_WRITTEN, by=by, about=topic, tell=others, data=data, at=at)
        return
    answered = [post.in_reply_to.author] if post.in_reply_to is not None else []
    near = {Event.MENTION: _mentioned(post, by), Event.REPLY: answered}
    activity.record(Verb.POST_WRITTEN, by=by, about=topic, data=data, at=at, for_followers=True, tell_as=near,
                    followers_of=[topic.group])  # fmt: skip


def _mentioned(post, by) -> list:
    """Those whom a post names and who want to hear from its author."""
    numbers = list(post.mentions.values_list("person_id", flat=True))
    return list(Person.objects.filter(pk__in=set(numbers) - queries.blocked_by(by, numbers)))


@transaction.atomic
def edit_post(post: Post, *, by, text: str, version: int, language: str = "", at: datetime | None = None) -> Post:
    """Change the words of a post; readers see that they changed, and the earlier ones are kept."""
    at, text = at or timezone.now(), clean_text(text)
    accounts.hold(by)
    post = Post.objects.select_for_update(of=("self",)).select_related("topic__group").get(pk=post.pk)
    policies.may_edit_post(by, post).or_refuse()
    if post.version != version:
        raise Changed(post)
    sound_text(text).or_refuse()
    kept = queries.with_mentions(text, queries.people_near(_near(post.topic), by))
    language = language or post.language
    if (kept, language) == (post.text, post.language):
        return post
    moderating.may_write(by, text=text, at=at, is_edit=True).or_refuse()
    PostRevision.objects.create(
        post=post, text=post.text, language=post.language, written_at=post.edited_at or post.written_at
    )
    for name, value in written(kept).items():
        setattr(post, name, value)
    post.language, post.edited_at = language, at
    post.version += 1
    post.save(update_fields=["text", "html", "folded", "language", "edited_at", "version"])
    new = _keep_mentions(post, kept, at)
    is_held = moderation.screen(post, by=by, text=text, at=at, is_edit=True)
    if not is_held:
        _after_edit(post, new, by=by, at=at)
    topic_changed(post.topic, card=post.number <= POSTS_ON_CARD)
    return post


def _after_edit(post, mentioned, *, by, at) -> None:
    topic = post.topic
    if topic.access == Access.PUBLIC:
        languages.written_elsewhere(post, "text", post.language, by=by)
    near = {Event.MENTION: [person for person in _mentioned(post, by) if person.pk in mentioned]}
    activity.record(Verb.POST_EDITED, by=by, about=topic, data={"post": post.pk}, at=at, tell_as=near)


@transaction.atomic
def withdraw_post(post: Post, *, by, at: datetime | None = None) -> Post:
    """Take a post back: its words go with all earlier wordings; that somebody wrote here stays."""
    at = at or timezone.now()
    post = Post.objects.select_for_update(of=("self",)).select_related("topic__group").get(pk=post.pk)
    policies.may_withdraw_post(by, post).or_refuse()
    clear_words(post)
    post.withdrawn_at = at
    post.save(update_fields=["text", "html", "folded", "cut", "withdrawn_at", "version"])
    topic = post.topic
    Topic.objects.filter(accepted_post=post).update(accepted_post=None, accepted_at=None)
    if post.number == 1 and topic.post_count == 1:
        # Nobody answered: nothing is left of the topic but its place.
        topic.archived_at = at
        topic.save(update_fields=["archived_at"])
    activity.record(Verb.POST_WITHDRAWN, by=by, about=topic, data={"post": post.pk}, at=at)
    topic_changed(topic, card=post.number <= POSTS_ON_CARD)
    return post


def clear_words(post: Post) -> None:
    """No word of a post stays, nor of its earlier wordings, whom it named, or its translations."""
    post.text = post.html = post.folded = post.cut = ""
    post.version += 1
    post.revisions.all().delete()
    post.mentions.all().delete()
    drop_attachments(post)
    languages.write(post, "text", post.language, "", None)


@transaction.atomic
def accept_answer(topic: Topic, post: Post | None, *, by, at: datetime | None = None) -> Topic:
    """Say which post answers the question, or (without one) that none does."""
    at = at or timezone.now()
    topic = Topic.objects.select_for_update(of=("self",)).select_related("group").get(pk=topic.pk)
    policies.may_accept(by, topic, post).or_refuse()
    topic.accepted_post, topic.accepted_at = post, at if post else None
    topic.save(update_fields=["accepted_post", "accepted_at"])
    if post is not None:
        tell = [post.author] if post.author is not None else []
        activity.record(Verb.ANSWER_ACCEPTED, by=by, about=topic, tell=tell, data={"post": post.pk}, at=at,
                        for_followers=True)  # fmt: skip
    topic_changed(topic)
    return topic
