"""Search over everything, and the completion of what is being typed."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from m4d.catalogue import queries
from m4d.core.pages import public_page


@require_safe
@public_page("catalogue")
def search(request):
    """Everything that this reader may see and that matches words and choices."""
    listing = queries.listing(request)
    return render(request, "catalogue/search.html", {"listing": listing, "found": listing.found})


@require_safe
def suggestions(request):
    """Titles that hold what was typed so far, for the reader's own eyes."""
    language = translation.get_language()
    found = queries.suggest(request.GET.get("q", ""), request.user, language)
    rows = [
        {
            "title": entry.title,
            "language": entry.title_language,
            "kind": queries.kind_label(entry.kind),
            "path": f"/{language}/{entry.path}",
        }
        for entry in found
    ]
    response = JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, max-age=60"
    response["X-Robots-Tag"] = "noindex"
    return response
