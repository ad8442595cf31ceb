"""Pages that editors compose, in the reader's language or the nearest one."""

from django.conf import settings

from m4d.accounts.choices import Role
from m4d.accounts.models import Person

from ..models import HomePage, StandardPage


def home_page(language: str) -> HomePage:
    """The home page in a language; in the first language of the site where that one is missing; empty without any."""
    pages = {page.locale.language_code: page for page in HomePage.objects.live().public().select_related("locale")}
    return pages.get(language) or pages.get(settings.LANGUAGE_CODE) or HomePage(title=settings.WAGTAIL_SITE_NAME)


def page_in(language: str, slug: str) -> StandardPage | None:
    """The page at an address, in the reader's language if it exists there, else in its own; never a draft."""
    pages = list(
        StandardPage.objects.live().public().filter(slug=slug).select_related("locale").order_by("first_published_at")
    )
    return next((page for page in pages if page.locale.language_code == language), None) or (pages or [None])[0]


def live_versions(page: StandardPage) -> list[StandardPage]:
    """The languages in which everybody can read a page, the oldest first: that one holds its card."""
    return list(
        StandardPage.objects.live()
        .public()
        .filter(translation_key=page.translation_key)
        .select_related("locale")
        .order_by("first_published_at", "pk")
    )


def facilitators() -> list[Person]:
    """The people who read messages of visitors."""
    return list(Person.objects.with_role(Role.FACILITATOR).order_by("pk"))
