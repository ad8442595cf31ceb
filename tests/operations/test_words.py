"""What was rendered when it was written follows the words of the interface."""

from django.conf import settings
from django.utils import timezone, translation

from m4d.catalogue import actions as catalogue
from m4d.catalogue.models import CardFace, Rendering
from m4d.config.operations import start
from m4d.jobs import actions as jobs
from m4d.places import actions as places
from m4d.places.choices import EvidenceKind
from m4d.places.factories import make_corridor, make_country, make_statement, make_stock
from m4d.places.models import Corridor, Territory
from m4d.projects.actions.sheets import write_sheets
from m4d.projects.factories import make_project
from m4d.projects.models import ProjectSheet


def test_new_words_reach_pages_that_were_written_before(db):
    project = make_project(title="Wells")
    start.renew_words()
    write_sheets(project_ids=[project.pk])
    start.renew_words()
    assert ProjectSheet.objects.count() == 4
    ProjectSheet.objects.update(html="old words")
    jobs.set_mark("words", "those of an older release")
    start.renew_words()
    jobs.work_off()
    assert [sheet.html == "old words" for sheet in ProjectSheet.objects.all()] == [False] * 4


def test_new_words_reach_the_rows_of_corridors_and_what_is_stored_of_places_holds_none(db, monkeypatch):
    corridor = make_corridor(make_country("SN"), make_country("FR"))
    make_stock(corridor.origin, corridor.destination, {"2019": 129_790})
    make_statement(corridor, "", series="stock", period="2019", value=129_790, kind=EvidenceKind.STOCK)
    catalogue.put(corridor)
    start.renew_words()
    stored = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            places.refresh_corridors([corridor], with_figures=True)
        stored[language] = [
            *Corridor.objects.values_list("page", "sheet"),
            *Territory.objects.order_by("pk").values_list("fan", "profile", "texts", "other_names"),
        ]
    # Numbers, codes and texts by people: the words are those of the moment at which somebody reads.
    assert all(rows == stored["en"] for rows in stored.values())
    faces = CardFace.objects.filter(card__kind="corridor")
    faces.update(row="old words")
    monkeypatch.setattr("m4d.catalogue.actions.upkeep.digest_of_rendering", lambda: "a newer release")
    Rendering.objects.update_or_create(pk=1, defaults={"digest": "an older one", "rendered_at": timezone.now()})
    jobs.set_mark("words", "those of an older release")
    start.renew_words()
    jobs.work_off()
    assert faces.count() > 0
    assert not faces.filter(row="old words").exists()
