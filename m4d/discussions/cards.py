"""How e-discussions look in lists, search, feeds, the API and exports, and which texts people may translate."""

import re

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from m4d.catalogue import actions as catalogue
from m4d.catalogue.choices import Audience, Order, Scope
from m4d.core.text import fold, teaser
from m4d.core.time import span_element
from m4d.languages import actions as languages
from m4d.languages.choices import Form

from . import actions, queries
from .models import Contribution, Discussion, Objection, Paragraph, Question, Recap, Recommendation

SUMMARY = 240
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def describe(discussion) -> list[catalogue.Description]:
    """One card for everybody once it is announced. Nobody who takes part stands on it."""
    if not discussion.is_public:
        return []
    if not hasattr(discussion, "texts_in_every_language"):
        queries.ready_for_cards([discussion])
    texts = discussion.texts_in_every_language
    bodies: dict[str, str] = {}
    for asked in discussion.asked_in_every_language:
        for code, title in asked.items():
            bodies[code] = f"{bodies.get(code, '')} {title}".strip()
    return [
        catalogue.Description(
            audience=Audience.EVERYBODY,
            path=discussion.catalogue_path,
            language=discussion.language,
            titles=texts["title"],
            summaries={code: teaser(text, SUMMARY) for code, text in texts["purpose"].items()},
            bodies=bodies,
            notes=_notes(discussion),
            facets={"theme": discussion.themes, "language": list(discussion.languages)},
            sort=re.sub(r"^\W+", "", fold(discussion.title)),
            date=discussion.starts_on,
            data=_row(discussion),
        )
    ]


def _notes(discussion) -> dict[str, list[str]]:
    notes = {}
    for language in LANGUAGES:
        with translation.override(language):
            state = discussion.state(timezone.now())
            notes[language] = [str(state.label), span_element(discussion.starts_on, discussion.ends_on)]
    return notes


def _row(discussion) -> dict:
    return {
        "title": discussion.title,
        "language": discussion.language,
        "state": str(discussion.state(timezone.now())),
        "starts_on": discussion.starts_on and discussion.starts_on.isoformat(),
        "ends_on": discussion.ends_on and discussion.ends_on.isoformat(),
        "time_zone": discussion.time_zone,
        "languages": discussion.languages,
        "themes": discussion.themes,
        "contributions": discussion.contribution_count,
        "quorum": discussion.quorum,
        "endorsements": discussion.endorsement_count if discussion.published_at else None,
        "is_endorsed": discussion.is_endorsed,
    }


catalogue.register(
    catalogue.Kind(
        code="e_discussion",
        model=Discussion,
        describe=describe,
        things=Discussion.objects.public,
        ready=queries.ready_for_cards,
        list_path="e-discussions/",
        label=_("E-discussion"),
        plural=_("E-discussions"),
        columns={
            "title": _("Title"),
            "language": _("Language"),
            "state": _("Standing"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "time_zone": _("Time zone"),
            "languages": _("Languages"),
            "themes": _("Themes"),
            "contributions": _("Contributions"),
            "quorum": _("Quorum"),
            "endorsements": _("Endorsements"),
            "is_endorsed": _("Endorsed"),
        },
        schema_org="DiscussionForumPosting",
        icon="message",
        scope=Scope.COMMUNITY,
        order=Order.NEWEST,
        orders={Order.NEWEST: _("Latest start first"), Order.NAME: _("By title")},
        facets=("theme", "language"),
    )
)


def _discussion_changed(discussion) -> None:
    actions.shown(Discussion.objects.get(pk=discussion.pk), card=True, everywhere=True)


def _part_changed(thing) -> None:
    actions.shown(thing.discussion)


def _is_public(thing) -> bool:
    return thing.discussion.is_public


def _is_put(thing) -> bool:
    """Parts of a summary are read by its moderators alone until the draft is put."""
    return thing.discussion.is_public and thing.discussion.draft_put_at is not None


def _authors_of_contribution(contribution) -> list[int]:
    """The moderators, and whoever wrote it; not under a pseudonym, or for somebody else: a correction under their own
    name would give them away.
    """
    is_open = not contribution.pseudonym_id and not contribution.is_on_behalf
    return _moderators(contribution) + ([contribution.author_id] if contribution.author_id and is_open else [])


def _moderators(thing) -> list[int]:
    discussion = thing if isinstance(thing, Discussion) else thing.discussion
    return [person.pk for person in queries.moderators_of(discussion)]


languages.register(
    Discussion,
    fields={"title": Form.LINE, "purpose": Form.MARKDOWN, "paper": Form.MARKDOWN, "follow_up": Form.MARKDOWN},
    is_public=lambda discussion: discussion.is_public,
    authors=_moderators,
    changed=_discussion_changed,
    labels={
        "title": _("Title"),
        "purpose": _("Purpose"),
        "paper": _("Background paper"),
        "follow_up": _("What came of it"),
    },
)
languages.register(
    Question,
    fields={"title": Form.LINE, "text": Form.MARKDOWN},
    is_public=_is_public,
    authors=_moderators,
    changed=_part_changed,
    labels={"title": _("Question"), "text": _("Explanation")},
)
languages.register(
    Contribution,
    fields={"text": Form.MARKDOWN},
    is_public=lambda thing: thing.discussion.is_public and thing.is_published and thing.withdrawn_at is None,
    authors=_authors_of_contribution,
    changed=_part_changed,
    labels={"text": _("Contribution")},
)
for model, is_public, label in (
    (Recap, _is_public, _("Recap")),
    (Paragraph, _is_put, _("Paragraph of a summary")),
    (Recommendation, _is_put, _("Recommendation")),
    (Objection, lambda objection: _is_put(objection) and not objection.is_hidden, _("Objection")),
):
    languages.register(
        model,
        fields={"text": Form.MARKDOWN},
        is_public=is_public,
        authors=_moderators,
        changed=_part_changed,
        labels={"text": label},
    )
