"""What the staff takes away as a table is never in memory as a whole."""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.core.testing import signed_in, statements
from m4d.front.choices import Verb
from m4d.front.wagtail_hooks import reports
from m4d.jobs.models import Job

pytestmark = pytest.mark.django_db


def exported(client, name, form) -> tuple[list[str], list[str]]:
    """The lines of an export, and each statement that fetched rows of its table."""
    with statements() as seen:
        answer = client.get(reverse(name), {"export": form})
        content = b"".join(answer.streaming_content)
    table = {"front_journal": "activity_entry", "front_work": "jobs_job"}[name]
    fetched = [sql for sql in (query["sql"] for query in seen) if f'FROM "{table}"' in sql and "DISTINCT" not in sql]
    if form == "csv":
        return content.decode().splitlines(), fetched
    sheet = load_workbook(io.BytesIO(content), read_only=True).active
    return [",".join(str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)], fetched


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_long_export_reads_a_few_rows_at_a_time(client, home, monkeypatch, form):
    officer = make_person("Noor Rahman", roles=["admin"], is_superuser=True)
    for number in range(7):
        activity.record(Verb.PAGE_PUBLISHED, by=officer, about=home["fr"], data={"title": f"Page {number}"})
        Job.objects.create(action=f"m4d.jobs.actions.job{number}")
    Job.objects.exclude(action__startswith="m4d.jobs.actions.job").delete()
    monkeypatch.setattr(reports, "EXPORTED_AT_ONCE", 3)
    signed_in(client, officer)
    for name, mark in (("front_journal", "Page {}"), ("front_work", "m4d.jobs.actions.job{}")):
        lines, fetched = exported(client, name, form)
        for number in range(7):
            assert sum(mark.format(number) in line for line in lines) == 1
        assert len(fetched) >= 3
        assert all("LIMIT 3" in sql for sql in fetched), name


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_speaks_the_language_of_who_asks_for_it(client, home, form):
    officer = make_person("Noor Rahman", roles=["admin"], is_superuser=True, language="fr")
    activity.record(Verb.PAGE_PUBLISHED, by=officer, about=home["fr"], data={"title": "Page"})
    heading, row = exported(signed_in(client, officer), "front_journal", form)[0][:2]
    assert heading == "Quand,Ce qui s’est passé,Qui,À propos de quoi,Son numéro,Concernant qui,Détails"
    assert "Front | page d’accueil" in row
    assert translation.get_language() == "en"
