"""Polls: asked, answered, closed."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from ..models import Poll, Topic
from .composing import or_404, show_refusal
from .tidy import form_page


@login_required
def poll_creation(request, pk):
    """Put a poll at the head of a topic."""
    topic = or_404(queries.topic_page(request.user, pk))
    policies.may_open_poll(request.user, topic).or_refuse()
    form = forms.PollForm(request.POST or None, initial={"language": topic.language})
    if form.is_valid():
        try:
            actions.open_poll(topic, by=request.user, at=now(), **form.cleaned_data)
            return after_post(request, to=topic)
        except Refusal as refusal:
            show_refusal(form, refusal)
    lead = _("Who chose what is written nowhere: only the numbers are kept, so a vote cannot be changed.")
    return form_page(request, topic, form, heading=_("Ask with a poll"), label=_("Ask"), lead=lead)


@login_required
@require_POST
def poll_vote(request, pk):
    """Choose one answer; with `stop`, close the poll."""
    poll = get_object_or_404(Poll, topic__in=Topic.objects.visible_to(request.user), topic_id=pk)
    if request.POST.get("stop"):
        actions.close_poll(poll, by=request.user, at=now())
    else:
        given = request.POST.get("choice", "")
        actions.vote(poll, int(given) if given.isdecimal() and len(given) < 18 else 0, by=request.user)
    return after_post(request, to=poll.topic)
