"""What is taken along: the summary as PDF, and everything as one file."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.utils.translation import get_language

from .. import gateways, queries
from .shared import discussion_or_404, kept_page


@kept_page
def pdf(request, slug):
    """The published summary as a tagged PDF in the language of the page, each text in its own direction."""
    discussion = discussion_or_404(request, slug)
    if discussion.published_at is None:
        raise Http404
    written = queries.printed_summary(discussion, request.user)
    response = HttpResponse(gateways.summary_as_pdf(written), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}-{get_language()}.pdf"'
    return response


@kept_page
def whole(request, slug):
    """The discussion with all that was said, as one file without pictures or scripts, to read without a connection."""
    discussion = discussion_or_404(request, slug)
    if discussion.scheduled_at is None:
        raise Http404
    context = queries.whole_discussion(discussion, request.user) | {"state": discussion.state(now())}
    html = render_to_string("discussions/whole.html", context, request=request)
    # Handed out to be kept, never shown by the site itself.
    response = HttpResponse(html, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{get_language()}.html"'
    return response
