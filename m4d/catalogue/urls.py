"""Addresses of the catalogue: `urlpatterns` under a language, `plain` without one."""

from django.urls import path
from django.views.decorators.http import conditional_page

from m4d.catalogue.api import api, readable_only
from m4d.catalogue.views import browse, machines, search
from m4d.core.pages import public_page

urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggestions, name="suggestions"),
    path("themes/", browse.subject_list, {"facet": "theme"}, name="theme_list"),
    path("themes/<str:code>/", browse.subject_detail, {"facet": "theme"}, name="theme_detail"),
    path("sdg/", browse.subject_list, {"facet": "sdg"}, name="sdg_list"),
    path("sdg/<str:code>/", browse.subject_detail, {"facet": "sdg"}, name="sdg_detail"),
    path("gcm/", browse.subject_list, {"facet": "gcm"}, name="gcm_list"),
    path("gcm/<str:code>/", browse.subject_detail, {"facet": "gcm"}, name="gcm_detail"),
]


def conditional(addresses: tuple) -> tuple:
    """The addresses of the API, each answering 304 to whoever has the same answer already.

    `figures` is touched where statistics are loaded, which changes no card; a changed term touches every page.
    """
    for address in addresses[0]:
        answer = machines.language_of_address(readable_only(address.callback))
        address.callback = conditional_page(public_page("catalogue", "figures")(answer))
    return addresses


plain = [
    path("api/v1/", conditional(api.urls)),
    path("feeds/<str:kind>.xml", machines.feed, name="feed"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:part>.xml", machines.sitemap_part, name="sitemap_part"),
    path("robots.txt", machines.robots, name="robots"),
]
