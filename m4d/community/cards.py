"""How groups and topics are found: cards for whoever may read them, none for what is closed; and which of their texts
people may translate.
"""

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from m4d.catalogue import actions as catalogue
from m4d.catalogue.choices import Audience, Order, Scope
from m4d.core import pages
from m4d.core.text import fold, plain, teaser
from m4d.languages import actions as languages
from m4d.languages import queries as texts
from m4d.languages.choices import Form

from . import queries
from .actions.kept import GROUPS, topic_changed
from .choices import CLOSED, Access
from .models import Group, Post, Topic

LANGUAGES = [code for code, _name in settings.LANGUAGES]
#: Letters of a summary, and of the posts that a topic is found by.
SUMMARY, BODY = 240, 6_000


def audience_of(access: str) -> Audience:
    """Who reads the card: everybody for what is public, members for the rest."""
    return Audience.EVERYBODY if access == Access.PUBLIC else Audience.MEMBERS


def describe_group(group: Group) -> list[catalogue.Description]:
    """One card; none for a group that nobody knows of, or that a moderator has hidden."""
    if group.is_hidden or group.is_secret:
        return []
    purposes = texts.every_language([group], ["purpose"])[group.pk]["purpose"]
    return [
        catalogue.Description(
            audience=audience_of(group.access),
            path=f"groups/{group.slug}/",
            language=group.language,
            titles={group.language: group.name},
            summaries={code: teaser(text, SUMMARY) for code, text in purposes.items()},
            bodies={code: text for code, text in purposes.items() if len(text) > SUMMARY},
            notes=_notes(lambda: [str(Access(group.access).label) if group.is_closed else ""]),
            facets={"theme": group.themes, "language": [group.language]},
            sort=fold(group.name),
            date=group.opened_at.date(),
            data={"slug": group.slug, "name": group.name, "language": group.language, "themes": group.themes,
                  "access": group.access},
        )
    ]  # fmt: skip


def describe_topic(topic: Topic) -> list[catalogue.Description]:
    """One card: title and first posts. None for what is hidden, closed, in a closed group, or private."""
    gone = topic.is_hidden or topic.is_conversation or topic.merged_into_id is not None
    if gone or topic.access in CLOSED or topic.group.is_hidden:
        return []
    if not hasattr(topic, "for_card"):
        queries.ready_for_cards([topic])
    titles, posts, before = topic.for_card
    bodies: dict[str, str] = {}
    first = ("", "")
    for language, html in posts:
        words = queries.MENTION.sub(" ", plain(html))
        first = first if first[0] else (language, words)
        bodies[language] = f"{bodies.get(language, '')} {words}".strip()[:BODY]
    return [
        catalogue.Description(
            audience=audience_of(topic.access),
            path=topic.get_absolute_url().split("/", 2)[2],
            language=topic.language,
            titles=titles,
            summaries={first[0]: teaser(first[1], SUMMARY)} if first[0] else {},
            bodies=bodies,
            also={topic.language: "\n".join(before)} if before else {},
            notes=_notes(lambda: [_marked(topic.group), _settled(topic)]),
            facets={"theme": topic.themes or topic.group.themes, "language": list(titles)},
            sort=fold(topic.title),
            date=topic.started_at.date(),
            data={"id": topic.pk, "title": topic.title, "language": topic.language, "group": topic.group.slug,
                  "kind": topic.kind, "started": topic.started_at.date().isoformat(),
                  "themes": topic.themes or topic.group.themes},
        )
    ]  # fmt: skip


def _marked(group) -> str:
    """The name of a group, in its own language."""
    return format_html('<bdi lang="{}">{}</bdi>', group.language, group.name)


def _settled(topic) -> str:
    if topic.accepted_post_id:
        return str(_("Answered"))
    return str(_("Settled")) if topic.resolved_at else ""


def _notes(make) -> dict[str, list[str]]:
    """The short line under a title, in each interface language."""
    notes = {}
    for language in LANGUAGES:
        with translation.override(language):
            notes[language] = [note for note in make() if note]
    return notes


catalogue.register(
    catalogue.Kind(
        code="group",
        model=Group,
        describe=describe_group,
        things=lambda: Group.objects.filter(hidden_at=None).exclude(access=Access.PRIVATE).order_by("pk"),
        list_path="groups/",
        label=_("Group"),
        plural=_("Groups"),
        columns=["slug", "name", "language", "themes", "access"],
        schema_org="Organization",
        icon="talk",
        scope=Scope.COMMUNITY,
        facets=("theme", "language"),
    )
)
catalogue.register(
    catalogue.Kind(
        code="topic",
        model=Topic,
        describe=describe_topic,
        things=queries.topics_for_cards,
        ready=queries.ready_for_cards,
        list_path="topics/",
        label=_("Topic"),
        plural=_("Topics"),
        columns=["id", "title", "language", "group", "kind", "started", "themes"],
        schema_org="DiscussionForumPosting",
        icon="talk",
        scope=Scope.COMMUNITY,
        order=Order.NEWEST,
        facets=("theme", "language"),
    )
)


def _group_text_changed(group) -> None:
    pages.touch(f"group-{group.slug}", GROUPS)
    catalogue.put(Group.objects.get(pk=group.pk))


def _topic_text_changed(topic) -> None:
    topic = Topic.objects.select_related("group").get(pk=topic.pk)
    if topic.group is not None:
        topic_changed(topic)


def _post_text_changed(post) -> None:
    pages.touch(f"topic-{post.topic_id}")


def _author(number) -> list[int]:
    return [number] if number else []


languages.register(
    Group,
    fields={"purpose": Form.PLAIN},
    is_public=lambda group: group.access == Access.PUBLIC and not group.is_hidden,
    authors=lambda group: _author(group.opened_by_id),
    changed=_group_text_changed,
    labels={"purpose": _("What the group is for")},
)
languages.register(
    Topic,
    fields={"title": Form.LINE},
    is_public=lambda topic: topic.access == Access.PUBLIC and not topic.is_hidden,
    authors=lambda topic: _author(topic.started_by_id),
    changed=_topic_text_changed,
    labels={"title": _("Title")},
)
languages.register(
    Post,
    fields={"text": Form.MARKDOWN},
    is_public=lambda post: post.topic.access == Access.PUBLIC and not post.is_hidden and not post.topic.is_hidden,
    authors=lambda post: _author(post.author_id),
    changed=_post_text_changed,
    labels={"text": _("Text")},
)
