"""Single posts: written, changed, taken back, accepted; and where each stands."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from .composing import (
    PREVIEW,
    SAVE,
    asked,
    keep_draft,
    one_post,
    or_404,
    preview_of,
    reach,
    show_refusal,
    started,
    status_of,
    who_reads,
)
from .topic import in_its_language, trail


def named(topic) -> str:
    """A topic in the way to a page."""
    return in_its_language(topic.title, topic.language) if topic.title else _("Conversation")


def place_of(post) -> str:
    """The page of the topic that holds a post, with the place in it."""
    topic, start = post.topic, queries.page_start(post.number)
    address = topic.get_absolute_url()
    return f"{address}?from={start}#post-{post.pk}" if start > 1 else f"{address}#post-{post.pk}"


def post_place(request, pk):
    """The address of a post, wherever it was moved."""
    return redirect(place_of(or_404(queries.post_with_place(request.user, pk))))


@login_required
def post_creation(request, pk):
    """Write in a topic or a conversation: send it, look at it first, or keep it for later."""
    topic = or_404(queries.topic_page(request.user, pk) or queries.conversation_page(request.user, pk))
    policies.may_post(request.user, topic).or_refuse()
    place = f"topic-{topic.pk}"
    form = forms.PostForm(
        request.POST or None, request.FILES or None, initial=started(request, topic), auto_id="community-%s"
    )
    if topic.is_conversation:
        form.in_private()
    context = {"topic": topic, "place": place, "who_reads": who_reads(topic.access),
               "reach": reach(topic, request.user),
               "trail": [*trail(topic.group), (named(topic), topic.get_absolute_url()),
                         (_("Your reply"), "")]}  # fmt: skip
    if request.method == "POST":
        if asked(request) == SAVE:
            keep_draft(request, place, form)
            return after_post(request, to=f"{reverse('community:kept_list')}#drafts")
        if form.is_valid() and asked(request) == PREVIEW:
            context["preview"] = preview_of(form.cleaned_data["text"])
        elif form.is_valid():
            given = form.cleaned_data
            try:
                post = actions.write_post(
                    topic, by=request.user, text=given["text"], language=given["language"], at=now(),
                    in_reply_to=one_post(given["in_reply_to"], topic), quoted=one_post(given["quoted"], topic),
                    files=given["files"],
                )  # fmt: skip
                return after_post(request, to=place_of(post))
            except Refusal as refusal:
                show_refusal(form, refusal)
    answered = one_post(form["in_reply_to"].value(), topic)
    if answered is not None:
        who = queries.speakers({answered.pk: answered.author_id}, request.user)
        context |= {"answered": answered, "answered_by": who.get(answered.pk),
                    "answered_words": queries.shown_words(answered.html)}  # fmt: skip
    return render(request, "community/post_creation.html", context | {"form": form}, status=status_of(form))


@login_required
def post_edit(request, pk):
    """Change a post of one's own."""
    post = or_404(queries.post_with_place(request.user, pk))
    policies.may_edit_post(request.user, post).or_refuse()
    names = queries.names_of_profiles(queries.mentioned_in(post.text), request.user)
    start = {
        "text": queries.named(post.text, names, _("a member")),
        "language": post.language,
        "version": post.version,
    }
    form = forms.EditForm(request.POST or None, initial=start, auto_id="community-%s")
    context = {"topic": post.topic, "post": post, "who_reads": who_reads(post.topic.access),
               "trail": [*trail(post.topic.group), (named(post.topic), place_of(post)),
                         (_("Change your post"), "")]}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if asked(request) == PREVIEW:
            context["preview"] = preview_of(given["text"])
        else:
            try:
                post = actions.edit_post(
                    post, by=request.user, text=given["text"], language=given["language"], version=given["version"],
                    at=now(),
                )  # fmt: skip
                return after_post(request, to=place_of(post))
            except actions.Changed as changed:
                form.data = form.data.copy() | {"version": str(changed.thing.version)}
                form.add_error(None, _("You changed this meanwhile in another window. Compare, then save again."))
                context["stored"] = changed.thing
            except Refusal as refusal:
                show_refusal(form, refusal)
    return render(request, "community/post_edit.html", context | {"form": form}, status=status_of(form))


@login_required
def post_history(request, pk):
    """How a post read before: for its author and moderators."""
    post = or_404(queries.post_with_place(request.user, pk))
    policies.may_read_revisions(request.user, post).or_refuse()
    earlier = [(row, queries.shown_words(row.text)) for row in queries.revisions_of(post)[:50]]
    context = {"post": post, "topic": post.topic, "earlier": earlier, "place": place_of(post),
               "trail": [*trail(post.topic.group), (named(post.topic), place_of(post)),
                         (_("Earlier wordings"), "")]}  # fmt: skip
    return render(request, "community/post_history.html", context)


@login_required
def post_withdrawal(request, pk):
    """Take a post back, after a last question."""
    post = or_404(queries.post_with_place(request.user, pk))
    policies.may_withdraw_post(request.user, post).or_refuse()
    topic = post.topic
    if request.method == "POST":
        actions.withdraw_post(post, by=request.user, at=now())
        return after_post(request, to=topic)
    context = {"post": post, "topic": topic, "words": queries.shown_words(post.html),
               "trail": [*trail(topic.group), (named(topic), place_of(post)),
                         (_("Take it back"), "")]}  # fmt: skip
    return render(request, "community/post_withdrawal.html", context)


@login_required
@require_POST
def post_answer(request, pk):
    """Accept a post as the answer, or with `stop` no longer."""
    post = or_404(queries.post_with_place(request.user, pk))
    actions.accept_answer(post.topic, None if request.POST.get("stop") else post, by=request.user, at=now())
    return after_post(request, to=place_of(post))
