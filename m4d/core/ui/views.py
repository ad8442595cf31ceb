"""The style sheet for later visits, the choice of how pages look, and the gallery of components."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from m4d.core.pages import unsent
from m4d.core.ui import forms, look
from m4d.core.ui import gallery as shown

A_YEAR = 31_536_000


@require_safe
def stylesheet(request, digest):
    """The joined style sheet. A page kept by a browser may ask for an older one: it gets today's, not for keeping."""
    sheet = next((s for s in map(look.sheet_for, (True, False)) if s.digest == digest), None)
    headers = {"Cache-Control": f"public, max-age={A_YEAR}, immutable"}
    if sheet is None:
        sheet, headers = look.sheet_for(False), {"Cache-Control": "no-cache"}
    accepted = request.headers.get("Accept-Encoding", "")
    body = sheet.body
    if "br" in accepted:
        body, headers["Content-Encoding"] = sheet.brotli, "br"
    elif "gzip" in accepted:
        body, headers["Content-Encoding"] = sheet.gzip, "gzip"
    headers["Vary"] = "Accept-Encoding"
    return HttpResponse(body, content_type="text/css; charset=utf-8", headers=headers)


def appearance(request):
    """Light or dark, with or without pictures: kept in two cookies on this device, nowhere else.

    A member's choice goes with the account, so members find it in their settings.
    """
    if request.user.is_authenticated:
        return HttpResponseRedirect(f"/{get_language()}/settings/edit/")
    back = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = ""
    kept = {"theme": request.COOKIES.get("m4d_theme", ""), "light": request.COOKIES.get("m4d_light") == "1"}
    form = forms.Appearance(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        response = HttpResponseRedirect(back or f"{request.path}?saved=1")
        response.status_code = 303
        for name, value in (("m4d_theme", form.cleaned_data["theme"]), ("m4d_light", form.light_cookie())):
            if value:
                response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
            else:
                response.delete_cookie(name, samesite="Lax")
        return response
    context = {"form": form, "next": back, "saved": "saved" in request.GET}
    return render(request, "core/appearance.html", context)


@require_safe
@login_required
def unsent_form(request, key):
    """What somebody typed before they had to sign in again, for sending it once more."""
    path, lines = unsent.find(request, key) or ("", [])
    context = {"path": path, "lines": lines, "key": key}
    return render(request, "core/unsent.html", context, status=200 if lines else 404)


@require_safe
def gallery(request):
    """Every component and every drawing on one page, as a reader of this language sees them."""
    return render(request, "core/gallery.html", shown.context(request))
