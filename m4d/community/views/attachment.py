"""Files on what people wrote: fetched by whoever may read it, taken away by whoever added it."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal

from .. import actions, forms, queries
from ..models import Attachment
from ..queries.attachment import FILES_OF_ONE
from .composing import or_404, show_refusal, status_of
from .post import named, place_of
from .topic import trail


@require_GET
def attachment_file(request, pk):
    """One file, always as a download: nothing of it runs or is drawn on this site."""
    attachment = queries.attachment_for(request.user, pk)
    if attachment is None:
        raise Http404
    try:
        content = attachment.file.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type=attachment.media_type)
    response["Content-Length"] = attachment.size
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_POST
def attachment_removal(request, pk):
    """Whoever added a file takes it away."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    about = attachment.about
    actions.drop_attachment(attachment, by=request.user)
    return after_post(request, to=about)


@login_required
def post_files(request, pk):
    """The files of a post of one's own: added and taken away."""
    post = or_404(queries.post_with_place(request.user, pk))
    if post.author_id != request.user.pk or post.is_withdrawn:
        raise Http404
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.FilesForm(*given, auto_id="community-%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.attach(post, form.cleaned_data["files"], by=request.user)
            return after_post(request, to=place_of(post))
        except Refusal as refusal:
            show_refusal(form, refusal)
    context = {
        "post": post,
        "form": form,
        "files": queries.attachments_of(post),
        "most": FILES_OF_ONE,
        "trail": [*trail(post.topic.group), (named(post.topic), place_of(post)), (_("Files"), "")],
    }
    return render(request, "community/post_files.html", context, status=status_of(form))
