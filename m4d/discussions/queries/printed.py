"""What is taken along, as plain values: the summary for a printed page, the whole discussion for one file."""

from django.conf import settings
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from m4d.core.text import direction, isolate, plain
from m4d.core.time import on, span
from m4d.languages import queries as languages

from .. import gateways
from ..models import Contribution
from .contribution import COLUMNS, read_contributions
from .discussion import moderators_of, newest_recap, questions_of, said
from .speaker import introduced
from .summary import summary_of


def _spoken(thing, field) -> dict:
    """A text with its language and direction, and the label that says where it comes from."""
    best = languages.best(thing, field)
    if best is None:
        here = get_language()
        return {"text": "", "blocks": [], "language": here, "direction": direction(here), "label": ""}
    return {
        "text": plain(best.html),
        "blocks": gateways.blocks_of(str(best.html)),
        "language": best.language,
        "direction": best.direction,
        "label": ". ".join(best.labels),
    }


def printed_summary(discussion, reader) -> dict:
    """Everything that the printed summary says, in the reader's language where it exists in it."""
    read = summary_of(discussion, reader)
    said([discussion], "title", "purpose")
    standing = discussion.endorsement_count
    endorsed = ngettext(
        "%(count)d endorsement, quorum %(quorum)d", "%(count)d endorsements, quorum %(quorum)d", standing
    )
    return {
        "language": get_language(),
        "direction": direction(get_language()),
        "title": _spoken(discussion, "title"),
        "purpose": _spoken(discussion, "purpose"),
        "standing": str(discussion.state(discussion.published_at).label),
        "days": span(discussion.starts_on, discussion.ends_on),
        "published": on(discussion.published_at.date()),
        "counted": endorsed % {"count": standing, "quorum": discussion.quorum},
        "from": ngettext("from %(count)d contribution", "from %(count)d contributions", discussion.contribution_count)
        % {"count": discussion.contribution_count},
        "address": settings.SITE_URL + discussion.get_absolute_url(),
        "words": {
            "summary": pgettext("of an e-discussion", "Summary"),
            "point": _("Point %(number)s"), "synthesis": _("Moderators’ own synthesis"),
            "objection": _("Objection"), "recommendations": _("Recommendations"), "addressed": _("Addressed to"),
            "behind": _("Who stands behind it"), "nobody": _("Nobody has endorsed it yet."), "sources": _("Sources"),
        },
        "points": [_point(paragraph) for paragraph in read["paragraphs"]],
        "recommendations": [
            {"addressed": _addressed(row), "sources": [source.number for source in row.sources]}
            | _spoken(row, "text")
            for row in read["recommendations"]
        ],
        "endorsers": [_apart(row["organization__name"] or row["speaker"].name) for row in read["endorsers"]],
    }  # fmt: skip


def _apart(words: str) -> str:
    return isolate(words, get_language())


def _addressed(row) -> str:
    """To whom a recommendation goes, in words, and the organization and the territory where others are named."""
    named = [row.addressed_to]
    if row.organization is not None and not row.organization.is_hidden:
        named.append(row.organization.name)
    if row.territory is not None and not row.territory.is_hidden:
        named.append(row.territory.name_in(get_language()))
    return " · ".join(_apart(name) for name in dict.fromkeys(named))


def _point(paragraph) -> dict:
    sources = [
        {"name": _apart(row["speaker"].name), "where": _apart(row["speaker"].where)}
        for row in paragraph.citations
        if row["stands"]
    ]
    dissent = [{"name": _apart(one.speaker.name)} | _spoken(one, "text") for one in paragraph.dissent]
    return _spoken(paragraph, "text") | {
        "heading": _("Point %(number)s") % {"number": paragraph.number},
        "is_synthesis": paragraph.is_synthesis,
        "sources": sources,
        "dissent": dissent,
    }


def whole_discussion(discussion, reader) -> dict:
    """The discussion with every contribution, question by question, in a fixed number of statements."""
    questions = questions_of(discussion)
    said([discussion], "title", "purpose", "paper", "follow_up")
    rows = list(
        Contribution.objects.published()
        .filter(discussion=discussion)
        .order_by("question__number", "pk")
        .values(*COLUMNS)
    )
    read_contributions(rows, reader)
    for question in questions:
        question.rows = [row for row in rows if row["question_id"] == question.pk]
    known = {
        "discussion": discussion,
        "questions": questions,
        "recap": newest_recap(discussion),
        "moderators": [one.name for one in introduced(moderators_of(discussion), reader)],
        "site_url": settings.SITE_URL,
    }
    return known | (summary_of(discussion, reader) if discussion.draft_put_at else {})
