"""The addresses that belong to no room: the root, health, kept files, and what is shown when something is wrong."""

import mimetypes

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation

from m4d.config.operations import health
from m4d.core.pages import problems, unsent

# Renditions of pictures, and the pictures of organizations.
PUBLIC_FOLDERS = ("images/", "organizations/")


def root(request):
    """Every page lives under a language; the visitor's own is the one to begin with."""
    return HttpResponseRedirect(f"/{translation.get_language()}/")


def alive(request):
    """The process answers. Five bytes behind the whole middleware: what other pages are measured against."""
    return HttpResponse(b"alive", content_type="text/plain")


def ready(request):
    """Whether database, cache, search and background work can be used: 200, or 503 with the ones that cannot."""
    checks = health.readiness()
    good = all(check.is_good for check in checks)
    return JsonResponse(
        {check.name: "ok" if check.is_good else "failing" for check in checks}, status=200 if good else 503
    )


def media(request, path):
    """Public pictures, and nothing else: documents are answered by Wagtail, which knows who may read them."""
    kind, _ = mimetypes.guess_type(path)
    try:
        if not path.startswith(PUBLIC_FOLDERS) or ".." in path:
            raise Http404
        file = default_storage.open(path.replace("\x00", ""))
    except (OSError, SuspiciousOperation, ValueError):
        raise Http404 from None
    inline = bool(kind) and kind.startswith("image/") and kind != "image/svg+xml"
    response = FileResponse(file, content_type=kind or "application/octet-stream", as_attachment=not inline)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def bad_request(request, exception=None):
    if problems.for_programs(request):
        return problems.problem(400, ["This request cannot be read."])
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def stale_form(request, reason=""):
    """A form without the mark that belongs to this browser: mostly a page that was open for too long.

    What was typed comes back with a fresh mark, unless another site sent it.
    """
    lines = unsent.typed(request) if unsent.comes_from_here(request) else []
    if lines:
        return render(request, "core/unsent.html", {"lines": lines, "path": request.get_full_path()}, status=403)
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    if problems.for_programs(request):
        return problems.problem(404, ["There is no such address. /api/v1/ lists the collections."])
    return render(request, "404.html", status=404)


def broken(request):
    if problems.for_programs(request):
        return problems.problem(500, ["Something broke here. Those who run this site can read what it was."])
    return render(request, "500.html", status=500)
