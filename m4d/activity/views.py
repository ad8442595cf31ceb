"""Following, having seen what is new, and what is told by mail."""

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from m4d.core.pages import after_post, keyset_page

from . import actions, forms, queries
from .choices import Cadence, Letter, Level
from .gateways import addresses
from .models import Follow

STOPS = (Letter.STOP_EVENT, Letter.STOP_THING, Letter.STOP_DIGEST, Letter.STOP_ALL)


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
    """The page of this site that the button stood on, else home."""
    next_page = request.POST.get("next", "")
    # Whatever does not begin with a slash would be taken for the name of an address.
    is_ours = next_page.startswith("/") and url_has_allowed_host_and_scheme(next_page, None)
    return next_page if is_ours else f"/{request.LANGUAGE_CODE}/"


@login_required
@require_POST
def following(request):
    """Follow a thing, at a level where one is given, or with `stop` set follow it no more."""
    thing = _thing(request)
    level = request.POST.get("level", "")
    if request.POST.get("stop"):
        actions.unfollow(request.user, thing)
    else:
        actions.follow(request.user, thing, level=level if level in Level.values else "")
    return after_post(request, to=_back(request))


@login_required
@require_POST
def notices_seen(request):
    """Everything up to the newest notice on the page was seen."""
    newest = request.POST.get("up_to", "")
    if newest.isdecimal() and len(newest) < 19:
        actions.mark_seen(request.user, up_to=int(newest))
    return after_post(request, to=_back(request))


@login_required
def notification_settings(request):
    """How soon mails tell of what, and everything that is followed."""
    form = forms.Wishes(request.POST or None, initial=queries.preferences_of(request.user))
    if request.method == "POST" and form.is_valid():
        actions.wish(request.user, form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("activity:notification_settings")
    rows = keyset_page(queries.follows_of(request.user), request, order=("id",))
    return render(
        request,
        "activity/notification_settings.html",
        {
            "form": form,
            "page": rows,
            "follows": queries.named_follows(rows.items, request.user),
            "levels": Level.choices,
            "cadences": Cadence.choices,
            "paused": queries.mail_pauses_for(request.user),
            "join_address": addresses.join_address(),
        },
    )


@login_required
@require_POST
def follow_change(request, pk):
    """How much and how soon for one thing that is followed; with `stop` set it is followed no more."""
    row = get_object_or_404(Follow, pk=pk, person=request.user)
    form = forms.Following(request.POST)
    if request.POST.get("stop"):
        row.delete()
    elif form.is_valid():
        actions.change_follow(row, **form.cleaned_data)
    messages.success(request, _("Your settings are saved."))
    return redirect("activity:notification_settings")


@login_required
@require_POST
def mail_resumption(request):
    """Send mail again, after it had paused because nothing arrived."""
    actions.resume_mail(request.user)
    messages.success(request, _("You get mail again."))
    return redirect("activity:notification_settings")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def mail_stop(request, token):
    """The link in every mail: a page that asks, and one click of a mail program (RFC 8058) that does it.

    Nobody has to sign in, and nothing but mail can be stopped, so a forged form does no harm that it could not undo.
    """
    sealed = addresses.unseal(token)
    if sealed is None or sealed.purpose not in STOPS:
        raise Http404
    if request.method == "POST":
        every = request.POST.get("everything")
        actions.stop_mail(addresses.Sealed(Letter.STOP_ALL, sealed.person, 0) if every else sealed)
    context = {"what": queries.what_stops(sealed), "is_done": request.method == "POST", "token": token}
    return render(request, "activity/mail_stop.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def mail_confirmation(request, token):
    """The link that asks somebody whether a mail in their name, from an address we do not know, is theirs."""
    sealed = addresses.unseal(token)
    received = queries.received_to_confirm(sealed) if sealed and sealed.purpose == Letter.CONFIRM else None
    if received is None:
        raise Http404
    if request.method == "POST":
        actions.confirm_received(received, at=timezone.now())
    return render(
        request, "activity/mail_confirmation.html", {"received": received, "is_done": request.method == "POST"}
    )
