"""Pages of editors in the catalogue: one card for all languages of a page."""

from django.utils.translation import gettext_lazy as _

from m4d.catalogue import actions as catalogue
from m4d.core import text as words

from . import queries
from .models import StandardPage


def describe(page: StandardPage) -> list[catalogue.Description]:
    """One card with the words of every live language, held by the oldest one; the others have none."""
    versions = queries.live_versions(page)
    if not versions or versions[0].pk != page.pk:
        return []
    by_language = {version.locale.language_code: version for version in versions}
    published = page.last_published_at.date() if page.last_published_at else None
    return [
        catalogue.Description(
            path=f"{page.slug}/",
            language=page.locale.language_code,
            titles={code: version.title for code, version in by_language.items()},
            summaries={code: version.lead for code, version in by_language.items() if version.lead},
            bodies={code: words.plain(version.body.render_as_block()) for code, version in by_language.items()},
            facets={"language": list(by_language)},
            sort=words.fold(page.title),
            date=published,
            data={
                "title": page.title,
                "path": f"{page.slug}/",
                "languages": list(by_language),
                "published_on": published.isoformat() if published else None,
            },
        )
    ]


catalogue.register(
    catalogue.Kind(
        code="page",
        model=StandardPage,
        describe=describe,
        things=lambda: StandardPage.objects.live().public().select_related("locale"),
        list_path="",
        label=_("Page"),
        plural=_("Pages"),
        columns=["title", "path", "languages", "published_on"],
        schema_org="WebPage",
        icon="page",
        scope="pages",
        is_completed=True,
        facets=("language",),
    )
)
