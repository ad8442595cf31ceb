"""All themes, goals and objectives, and everything that carries one of them."""

from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from m4d.catalogue import queries
from m4d.core.pages import public_page


@require_safe
@public_page("catalogue", "vocabulary")
def theme_list(request):
    """All themes with what there is of each kind."""
    return _list(request, "theme")


@require_safe
@public_page("catalogue", "vocabulary")
def theme_detail(request, code):
    """Everything with one theme."""
    return _detail(request, "theme", code)


@require_safe
@public_page("catalogue", "vocabulary")
def sdg_list(request):
    """The 17 goals with what there is of each kind."""
    return _list(request, "sdg")


@require_safe
@public_page("catalogue", "vocabulary")
def sdg_detail(request, code):
    """Everything with one goal or target."""
    return _detail(request, "sdg", code)


@require_safe
@public_page("catalogue", "vocabulary")
def gcm_list(request):
    """The 23 objectives with what there is of each kind."""
    return _list(request, "gcm")


@require_safe
@public_page("catalogue", "vocabulary")
def gcm_detail(request, code):
    """Everything with one objective."""
    return _detail(request, "gcm", code)


def _list(request, facet):
    shelf = queries.shelf(facet)
    return render(
        request, f"catalogue/{facet}_list.html", {"shelf": shelf, "codes": queries.codes_on(shelf, request.user)}
    )


def _detail(request, facet, code):
    found = queries.one_code(facet, code, request.user, translation.get_language())
    if found is None:
        raise Http404
    return render(request, f"catalogue/{facet}_detail.html", {"found": found, "shelf": found.shelf})
