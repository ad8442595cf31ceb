"""Following, and having seen what is new."""

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from m4d.core.pages import after_post

from . import actions


def _thing(request):
    """The thing named by `kind` ("places.territory") and `id`, among those that this person may see."""
    try:
        model = apps.get_model(request.POST.get("kind", ""))
        visible = model.objects.visible_to
        number = int(request.POST.get("id", ""))
    except (LookupError, ValueError, AttributeError):
        raise Http404 from None
    return get_object_or_404(visible(request.user), pk=number)


def _back(request) -> str:
    next_page = request.POST.get("next", "")
    return (
        next_page if url_has_allowed_host_and_scheme(next_page, {request.get_host()}) else f"/{request.LANGUAGE_CODE}/"
    )


@login_required
@require_POST
def following(request):
    """Follow a thing, or with `stop` set follow it no more."""
    thing = _thing(request)
    if request.POST.get("stop"):
        actions.unfollow(request.user, thing)
    else:
        actions.follow(request.user, thing)
    return after_post(request, to=_back(request))


@login_required
@require_POST
def notices_seen(request):
    """Everything up to the newest notice on the page was seen."""
    newest = request.POST.get("up_to", "")
    if newest.isdecimal() and len(newest) < 19:
        actions.mark_seen(request.user, up_to=int(newest))
    return after_post(request, to=_back(request))
