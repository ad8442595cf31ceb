"""What every page with a composer shares: the draft, the preview, who will read it and who will be told."""

from django.http import Http404
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from m4d.activity import queries as activity
from m4d.core.text import markdown
from m4d.core.verdicts import Refusal

from .. import actions, queries
from ..choices import Access, Verb
from ..models import Post

#: What the three buttons under a text say.
SEND, PREVIEW, SAVE = "send", "preview", "save"


def asked(request) -> str:
    """Which button was pressed; a form without one is sent."""
    given = request.POST.get("do", SEND)
    return given if given in (SEND, PREVIEW, SAVE) else SEND


def preview_of(text: str):
    """The text as it will look."""
    return mark_safe(markdown(text))  # noqa: S308 - made safe by the sanitizer


def show_refusal(form, refusal: Refusal) -> None:
    """The reasons stand in the form, with everything that was typed."""
    for reason in refusal.reasons:
        form.add_error(None, reason)


def status_of(form) -> int:
    """What a page with a form answers: 422 where something in it is wrong."""
    return 422 if form.is_bound and form.errors else 200


def who_reads(access: str, group=None) -> str:
    """Who will see what is written here, in one sentence."""
    if access == Access.PUBLIC:
        return _("Everybody can read this, also without an account. Your name appears as your profile allows.")
    if access == Access.MEMBERS:
        return _("Every member of this site can read this. Visitors and search engines cannot.")
    if access:
        return _("Only the members of this group can read this.")
    return _("Only the people in this conversation can read this.")


def reach(topic, person) -> str:
    """How many will be told of a reply, in one sentence; nothing where nobody follows."""
    things = [topic, topic.group] if topic.group is not None else [topic]
    found = activity.reach(things, Verb.POST_WRITTEN, by=person)
    if not (found.now or found.digest):
        return ""
    return _("Will reach %(now)s now, %(digest)s by digest.") % {"now": found.now, "digest": found.digest}


def started(request, topic, has_draft: bool = True) -> dict:
    """What stands in an empty composer: the draft, or the words that are quoted, and what is answered."""
    given = {}
    answered = one_post(request.GET.get("reply", ""), topic)
    quoted = one_post(request.GET.get("quote", ""), topic)
    if answered or quoted:
        given["in_reply_to"] = (answered or quoted).pk
    draft = queries.draft_of(request.user, f"topic-{topic.pk}") if has_draft else None
    if draft is not None:
        given["text"] = draft.text
    if quoted is not None:
        given["quoted"] = quoted.pk
        names = queries.names_of_profiles(queries.mentioned_in(quoted.text), request.user)
        words = queries.named(quoted.text, names, _("a member"))
        before = given.get("text", "")
        lines = "\n".join(f"> {line}".rstrip() for line in words.splitlines())
        given["text"] = f"{before}\n\n{lines}\n\n".lstrip() if before else f"{lines}\n\n"
    return given


def one_post(number, topic) -> Post | None:
    """A post of this topic by its number in the database, as it stands in an address or a form."""
    number = str(number or "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return Post.objects.standing().filter(pk=int(number), topic=topic).first()


def keep_draft(request, place: str, form) -> object:
    """Keep what was typed as it is."""
    return actions.save_draft(place, by=request.user, text=form.data.get("text", ""), title=form.data.get("title", ""))


def or_404(thing):
    """The thing, or the page that says there is none."""
    if thing is None:
        raise Http404
    return thing
