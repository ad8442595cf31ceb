"""Every address of the site; the names are those of docs/map.md."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import Resolver404, URLResolver, include, path
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils.functional import cached_property
from django.utils.module_loading import module_has_submodule

from m4d.config import views
from m4d.front import adapters

LANGUAGES = dict(settings.LANGUAGES)

handler400 = "m4d.config.views.bad_request"
handler403 = "m4d.config.views.forbidden"
handler404 = "m4d.config.views.not_found"
handler500 = "m4d.config.views.broken"


class Room(URLResolver):
    """The addresses of one room, asked only for paths that begin as one of them does: most are another room's."""

    @cached_property
    def beginnings(self) -> set[str] | None:
        """The first parts of its addresses, without the language; None where one of them may begin with anything."""
        patterns = [
            one
            for pattern in self.url_patterns
            # Of addresses under another beginning, that is theirs.
            for one in (pattern.url_patterns if isinstance(pattern.pattern, LocalePrefixPattern) else [pattern])
        ]
        found = {str(pattern.pattern).partition("/")[0] for pattern in patterns}
        is_known = all(isinstance(pattern.pattern, RoutePattern) for pattern in patterns)
        return found if is_known and not any("<" in part or not part for part in found) else None

    def resolve(self, path: str):
        """What Django finds in the room, or nothing."""
        first, _, rest = path.partition("/")
        if first in LANGUAGES:
            first = rest.partition("/")[0]
        if self.beginnings is not None and first not in self.beginnings:
            raise Resolver404({"path": path})
        return super().resolve(path)


def rooms() -> list:
    """What each room's urls.py declares: `urlpatterns` live under a language, `plain` ones do not; lowest room first.

    Names are reached as "<room>:<name>" for both, so both lie in one namespace; `include` would refuse that.
    """
    modules = [("core", import_module("m4d.core.ui.urls"))]
    for app in apps.get_app_configs():
        if app.name.startswith("m4d.") and module_has_submodule(app.module, "urls"):
            modules.append((app.label, import_module(f"{app.name}.urls")))
    return [
        Room(
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
