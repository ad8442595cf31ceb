"""Every address of the site; the names are those of docs/map.md."""

from importlib import import_module

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLResolver, include, path
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils.module_loading import module_has_submodule

from m4d.config import views
from m4d.front import adapters

handler400 = "m4d.config.views.bad_request"
handler403 = "m4d.config.views.forbidden"
handler404 = "m4d.config.views.not_found"
handler500 = "m4d.config.views.broken"


def rooms() -> list:
    """What each room's urls.py declares: `urlpatterns` live under a language, `plain` ones do not; lowest room first.

    Names are reached as "<room>:<name>" for both, so both lie in one namespace; `include` would refuse that.
    """
    modules = [("core", import_module("m4d.core.ui.urls"))]
    for app in apps.get_app_configs():
        if app.name.startswith("m4d.") and module_has_submodule(app.module, "urls"):
            modules.append((app.label, import_module(f"{app.name}.urls")))
    return [
        URLResolver(
            RoutePattern(""),
            [
                *getattr(module, "plain", []),
                URLResolver(LocalePrefixPattern(), getattr(module, "urlpatterns", [])),
            ],
            app_name=label,
            namespace=label,
        )
        for label, module in modules
    ]


urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("accounts/", include("allauth.urls")),
    path("media/<path:path>", views.media, name="media"),
    *rooms(),
    # After the rooms: front answers the sign-in of the staff side itself.
    path("manage/", include(adapters.staff_addresses())),
    path("documents/", include("wagtail.documents.urls")),
    *i18n_patterns(path("", include("wagtail.urls"))),
]
