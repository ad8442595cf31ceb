"""What cards and lists read of projects, in batches."""

from django.db.models import Prefetch, prefetch_related_objects

from m4d.languages import queries as languages
from m4d.places.models import Corridor

from ..models import Participation, Project, ProjectPlace

_ENDS = [
    f"{end}__{name}"
    for end in ("origin", "destination")
    for name in ("slug", "name", "name_language", "names", "is_listed")
]


def _card_parts():
    """What a card reads beside the project itself."""
    return (
        Prefetch("participations", queryset=Participation.objects.select_related("organization")),
        Prefetch("places", queryset=ProjectPlace.objects.select_related("territory__parent")),
        Prefetch("corridors", queryset=Corridor.objects.select_related("origin", "destination").only("slug", *_ENDS)),
        "sources",
    )


def ready_for_cards(projects: list[Project]) -> list[Project]:
    """These projects with everything that their cards read; asks once for all of them."""
    if projects:
        prefetch_related_objects(projects, *_card_parts())
        texts = languages.every_language(projects, ["title", "summary"])
        for project in projects:
            project.texts_in_every_language = texts[project.pk]
    return projects


def ready_for_card(project: Project) -> Project:
    """One project with everything that its card reads; asks nothing when it was made ready before."""
    if not hasattr(project, "texts_in_every_language"):
        ready_for_cards([project])
    return project
