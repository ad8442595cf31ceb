"""Saved searches: kept, looked at again, deleted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import actions, forms, policies, queries
from .directory import asked, query_of


@login_required
def saved_search_list(request):
    """One's saved searches with what is new since the last look."""
    searches = list(queries.saved_searches_of(request.user))
    rows = [(search, queries.search_parts(search.words, search.filters)) for search in searches]
    return render(request, "people/saved_search_list.html", {"rows": rows, "limit": policies.SEARCHES_A_MEMBER})


@login_required
def saved_search_creation(request):
    """Name a search and keep it."""
    source = request.POST if request.method == "POST" else request.GET
    query = source.get("query", "")[:2000]
    kind = "organization" if source.get("kind") == "organization" else "person"
    words, filters = asked(QueryDict(query))
    form = forms.SavedSearchForm(request.POST or None)
    allowed = policies.may_save_search(request.user)
    if request.method == "POST" and form.is_valid():
        search = actions.save_search(
            by=request.user, name=form.cleaned_data["name"], kind=kind, words=words, filters=filters
        )
        messages.success(request, _("The search is saved."))
        return redirect(_list_address(search))
    context = {
        "form": form,
        "kind": kind,
        "query": query_of(words, filters),
        "allowed": allowed,
        "parts": queries.search_parts(words, filters),
    }
    return render(request, "people/saved_search_creation.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def saved_search_look(request, pk):
    """Go to the results and remember that one has looked."""
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    actions.look_at_search(search)
    return redirect(_list_address(search))


@login_required
@require_POST
def saved_search_deletion(request, pk):
    """Forget a saved search."""
    actions.delete_search(get_object_or_404(request.user.saved_searches, pk=pk))
    messages.success(request, _("The search is deleted."))
    return redirect("people:saved_search_list")


def _list_address(search) -> str:
    name = "people:organization_list" if search.kind == "organization" else "people:person_list"
    query = query_of(search.words, search.filters)
    return reverse(name) + (f"?{query}" if query else "")
