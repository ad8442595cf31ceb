"""All themes, goals and objectives, and everything that carries one of them. `urls.py` says which of the three."""

from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from m4d.catalogue import queries
from m4d.core.pages import public_page


@require_safe
@public_page("catalogue", "vocabulary")
def subject_list(request, facet):
    """All themes, the 17 goals or the 23 objectives, with what there is of each kind."""
    shelf = queries.shelf(facet)
    return render(
        request, f"catalogue/{facet}_list.html", {"shelf": shelf, "codes": queries.codes_on(shelf, request.user)}
    )


@require_safe
@public_page("catalogue", "vocabulary")
def subject_detail(request, facet, code):
    """Everything with one theme, one goal or target, or one objective."""
    found = queries.one_code(facet, code, request.user, translation.get_language())
    if found is None:
        raise Http404
    return render(request, f"catalogue/{facet}_detail.html", {"found": found, "shelf": found.shelf})
