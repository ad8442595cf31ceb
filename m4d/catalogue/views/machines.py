"""What programs read: feeds, sitemap, robots.txt. Always as a visitor sees the site."""

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from m4d.catalogue import queries
from m4d.catalogue.gateways import xml
from m4d.catalogue.models import registry
from m4d.core.pages import public_page

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def language_of_address(view):
    """Answer in the language of ?lang=, else in the site's own: answers without a language in their path are kept by
    address, so they may not depend on what else a browser says."""

    @wraps(view)
    def spoken(request, *args, **kwargs):
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        return response

    return spoken


@require_safe
@public_page("catalogue")
@language_of_address
def feed(request, kind):
    """The newest changes of a kind, or the newest results of a search, as Atom in the language of ?lang=."""
    language = translation.get_language()
    if kind == "search":
        return _search_feed(request, language)
    declared = registry.kinds.get(kind)
    if declared is None:
        raise Http404
    title = _("%(kind)s on M4D Net") % {"kind": declared.plural}
    page = f"{settings.SITE_URL}/{language}/{declared.list_path}"
    return _atom(request, title, page, language, queries.newest_changes(kind, language))


def _search_feed(request, language):
    words = " ".join(request.GET.get("q", "").split())[:200]
    kinds = [kind for kind in request.GET.getlist("kind") if kind in registry.kinds]
    filters = queries.filters_of(request.GET)
    found = queries.find(kind=kinds or None, words=words, filters=filters, language=language, order="newest", size=30)
    title = _("M4D Net: search for %(words)s") % {"words": words} if words else _("New on M4D Net")
    asked = [("q", words), *(("kind", kind) for kind in kinds)]
    asked += [(facet, code) for facet, codes in filters.items() for code in codes]
    query = urlencode([pair for pair in asked if pair[1]])
    return _atom(request, title, f"{settings.SITE_URL}/{language}/search/?{query}", language, found.entries)


def _atom(request, title, page, language, entries):
    rows = [
        {
            "id": f"{settings.SITE_URL}/{entry.path}",
            "address": f"{settings.SITE_URL}/{language}/{entry.path}",
            "title": entry.title,
            "language": entry.title_language,
            "summary": entry.summary,
            "summary_language": entry.summary_language,
            "updated": entry.updated_at,
            "kind": entry.kind,
        }
        for entry in entries
    ]
    body = xml.atom(
        title=title,
        address=settings.SITE_URL + request.get_full_path()[:1000],
        page=page,
        language=language,
        updated=queries.last_change(entries),
        entries=rows,
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
@public_page("catalogue")
def sitemap_index(request):
    """The parts of the sitemap; part 0 holds the lists."""
    parts = range(queries.sitemap_parts() + 1)
    body = xml.sitemap_index(f"{settings.SITE_URL}/sitemap-{part}.xml" for part in parts)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@require_safe
@public_page("catalogue")
def sitemap_part(request, part):
    """One part: up to two thousand addresses, each naming its other languages."""
    if part > queries.sitemap_parts():
        raise Http404
    pages = queries.sitemap_pages(part)
    body = "".join(xml.sitemap(settings.SITE_URL, LANGUAGES, pages))
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@require_safe
@public_page("catalogue")
def robots(request):
    """What robots may read: every public page, but not the endless ways to narrow a list."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: /{code}/search/" for code in LANGUAGES]
    lines += [
        "Disallow: /*?",
        "Disallow: /accounts/",
        "Disallow: /manage/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
