"""What is true after an import: rows, reports, and what stayed."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from lxml import etree

from m4d.activity.models import Entry
from m4d.catalogue.models import Card
from m4d.core.text import clean_text
from m4d.core.verdicts import Refusal
from m4d.languages import queries as languages
from m4d.people.models import Organization
from m4d.projects import actions
from m4d.projects.choices import Outcome, Problem, Refused
from m4d.projects.factories import activity, iati_text
from m4d.projects.models import (
    Budget,
    ImportProblem,
    ImportRun,
    Indicator,
    Participation,
    PeriodValue,
    Project,
    ProjectDate,
    ProjectPlace,
    Transaction,
)

pytestmark = pytest.mark.django_db
SAMPLES = ["everything-2.03.xml", "association-2.02.xml", "bank-2.03.xml", "ministerio-2.03.xml"]


def rows():
    """Every row of the room but the imports, without numbers that the database gives."""
    found = {}
    for model in apps.get_app_config("projects").get_models():
        if model.__name__ in ("ImportRun", "ImportProblem", "ProjectSheet"):
            continue
        names = [field.attname for field in model._meta.fields if not field.primary_key and not field.is_relation]
        found[model.__name__] = sorted(str(row) for row in model.objects.values_list(*names))
    return found


def problems(run):
    return {(row.problem, row.element, row.line, row.outcome) for row in run.problems.all()}


@pytest.mark.parametrize("name", SAMPLES)
def test_importing_twice_leaves_the_same_rows(sample, name):
    first = actions.import_iati(sample(name)).run
    before = rows()
    second = actions.import_iati(sample(name)).run
    assert first.created > 0
    assert (second.created, second.updated, second.same) == (0, 0, first.created)
    assert second.skipped == first.skipped
    assert second.publishers == first.publishers != []
    assert rows() == before


@pytest.mark.parametrize("name", SAMPLES)
def test_reading_anew_gives_the_same_rows(sample, name):
    """A reader that learned something writes every row again: nothing doubles."""
    actions.import_iati(sample(name))
    before = rows()
    Project.objects.update(content_hash="")
    run = actions.import_iati(sample(name)).run
    assert run.updated > 0
    after = rows()
    for changing in ("Project",):
        assert len(before.pop(changing)) == len(after.pop(changing))
    assert after == before


def test_nothing_a_publisher_wrote_is_lost_and_no_contact_is_kept(sample):
    path = sample("everything-2.03.xml")
    run = actions.import_iati(path).run
    assert (run.created, run.problem_count, run.contacts_left_out) == (1, 0, 1)
    kept = json.dumps(rows(), ensure_ascii=False)
    personal = "Secret"
    wanted = set()
    for element in etree.parse(str(path)).getroot().find("iati-activity").iter(etree.Element):
        wanted |= {value for value in element.attrib.values() if any(letter.isdigit() for letter in value)}
        wanted.add(clean_text(element.text or ""))
    wanted = {word for word in wanted if len(word) > 3 and personal not in word and "secret" not in word}
    skipped = {"2024-01-15", "12.5605 -12.1747", "70.19", "2026-01-04T09:00:00Z"}
    assert len(wanted) > 100
    dates = {word for word in wanted if len(word) == 10 and word[4:5] == "-"}
    missing = {word for word in wanted - skipped - dates if word not in kept}
    assert missing == set()
    assert "70.19" in kept
    for said in ("Secretlima", "Secretnovember", "secretoscar", "Secretpapa", "Secretmike"):
        assert said not in kept
        assert said not in str(Card.objects.values_list("data", flat=True))


def test_rows_of_the_full_activity_are_exact(sample, senegal, kedougou):
    actions.import_iati(sample("everything-2.03.xml"))
    project = Project.objects.get()
    assert (project.title, project.language, project.status) == ("Title words Bravo", "en", "2")
    assert project.summary == "General description Charlie, with a second sentence."
    assert (project.countries, project.partner_countries) == (["SN"], ["FR"])
    assert (project.sdg, project.gcm, project.tag_basis) == (["10", "10.7"], ["19"], "published")
    assert (project.themes, project.theme_basis) == (["local-governance"], "from_sectors")
    assert (str(project.start_on), str(project.end_on)) == ("2024-02-01", "2026-12-31")
    # The revised budget of 2024 stands for the original one.
    assert (project.budget_amount, project.budget_currency) == (Decimal("100000"), "EUR")
    assert languages.best(project, "title", "fr").text == "Titre Bravo en francais"
    partners = {row.name: (row.role, row.end, row.country) for row in Participation.objects.all()}
    assert partners == {
        "Lead Foxtrot": ("2", "there", "FR"),
        "Partner Golf": ("4", "here", "SN"),
        "Funder Hotel": ("1", "", ""),
    }
    organization = Organization.objects.get(identifier="SN-NINEA-7003")
    assert (organization.name, organization.is_verified, organization.kinds) == (
        "Partner Golf",
        False,
        ["ngo-domestic"],
    )
    transaction = Transaction.objects.get(ref="TX-7020")
    assert (transaction.amount, transaction.currency, str(transaction.value_on)) == (655957, "XOF", "2024-04-02")
    assert (transaction.provider_name, transaction.receiver_activity) == ("Payer Ginkgo", "XE-RA-7022")
    assert Budget.objects.filter(currency="EUR").count() == 3
    assert {(value.kind, value.number) for value in PeriodValue.objects.all()} == {
        ("target", 45),
        ("actual", 41),
        ("actual", 20),
    }
    assert PeriodValue.objects.get(value="20").dimensions == [{"name": "age", "value": "dim-7030"}]
    place = ProjectPlace.objects.get()
    assert (place.latitude, place.longitude) == (Decimal("12.56050000"), Decimal("-12.17470000"))


def test_problems_name_line_element_identifier_and_what_was_done(sample):
    run = actions.import_iati(sample("bank-2.03.xml")).run
    assert (run.total, run.created, run.skipped) == (3, 2, 1)
    assert problems(run) >= {
        (Problem.DATE, "activity-date[1]/@iso-date", 14, Outcome.SKIPPED_VALUE),
        (Problem.POINT, "location/point/pos", 17, Outcome.AS_TEXT),
        (Problem.CODE, "sector/@code", 18, Outcome.AS_TEXT),
        (Problem.NUMBER, "budget[1]/value", 19, Outcome.AS_TEXT),
        (Problem.CODE, "budget[2]/value/@currency", 20, Outcome.AS_TEXT),
        (Problem.NUMBER, "result/indicator/period/target/@value", 21, Outcome.AS_TEXT),
        (Problem.TWICE, "iati-activity", 24, Outcome.SKIPPED_ACTIVITY),
    }
    assert set(run.problems.values_list("identifier", flat=True)) == {"XM-BANK-P100"}
    project = Project.objects.get(iati_identifier="XM-BANK-P100")
    assert project.title == "Roads & remittances for Kayes"
    assert project.other["unread"][-1]["elements"][2]["text"] == "1,000,000"
    assert PeriodValue.objects.get(kind="target").value == "1,300.00"
    assert PeriodValue.objects.get(kind="target").number is None
    assert "Rating-8002" in str(project.other)
    assert project.settings_published["unit"] == "Unit-8001"


def test_activity_without_identifier_is_left_out_and_the_rest_is_kept(sample):
    run = actions.import_iati(sample("association-2.02.xml")).run
    assert (run.iati_version, run.created, run.skipped) == ("2.02", 1, 1)
    assert (Problem.NO_IDENTIFIER, "iati-activity", 20, Outcome.SKIPPED_ACTIVITY) in problems(run)
    project = Project.objects.get()
    assert (project.themes, project.budget_amount, project.budget_note) == (
        ["remittances"],
        15000,
        {"from": "commitments"},
    )


def test_spanish_ministry_keeps_its_letters(sample):
    actions.import_iati(sample("ministerio-2.03.xml"))
    project = Project.objects.get()
    assert (project.title, project.language) == ("Formación de jóvenes que vuelven a Imbabura", "es")
    assert project.slug == "formacion-de-jovenes-que-vuelven-a-imbabura"


def test_schema_fault_is_reported_and_the_activity_kept(iati_file):
    run = actions.import_iati(iati_file(iati_text(activity(parts="<unheard-of>Word-9001</unheard-of>")))).run
    assert [(row.problem, row.outcome) for row in run.problems.all()] == [(Problem.SCHEMA, Outcome.KEPT)]
    assert "Word-9001" in str(Project.objects.get().other)


def test_amended_activity_is_updated(iati_file):
    actions.import_iati(iati_file(iati_text(activity(title="Old", parts='<sector code="24050"/>'))))
    slug = Project.objects.get().slug
    run = actions.import_iati(iati_file(iati_text(activity(title="New", updated="2026-02-01T00:00:00Z")))).run
    project = Project.objects.get()
    assert (run.created, run.updated, run.same) == (0, 1, 0)
    assert (project.title, project.slug, project.sectors.count()) == ("New", slug, 0)
    assert (project.themes, project.version) == ([], 2)


def test_older_activity_changes_nothing(iati_file):
    actions.import_iati(iati_file(iati_text(activity(title="New", updated="2026-02-01T00:00:00Z"))))
    run = actions.import_iati(iati_file(iati_text(activity(title="Old", updated="2025-02-01T00:00:00Z")))).run
    assert (run.skipped, Project.objects.get().title) == (1, "New")
    assert [row.problem for row in run.problems.all()] == [Problem.OLDER]


def test_another_publisher_cannot_take_over_an_activity(iati_file):
    actions.import_iati(iati_file(iati_text(activity(title="Ours"))))
    run = actions.import_iati(iati_file(iati_text(activity(title="Theirs", publisher="DE-2")))).run
    assert (run.skipped, Project.objects.get().title) == (1, "Ours")
    assert [row.problem for row in run.problems.all()] == [Problem.OTHER_PUBLISHER]


def test_what_people_corrected_stays(iati_file, officer):
    actions.import_iati(iati_file(iati_text(activity(title="Published", parts='<sector code="24050"/>'))))
    project = Project.objects.get()
    values = {"summary": "Told by Amina.", "themes": ["gender"]}
    actions.correct_project(project, by=officer, version=project.version, values=values)
    text = activity(title="Published anew", description="Published words.", parts='<sector code="15190"/>')
    run = actions.import_iati(iati_file(iati_text(text))).run
    project.refresh_from_db()
    assert run.updated == 1
    assert (project.title, project.summary, project.themes) == ("Published anew", "Told by Amina.", ["gender"])
    assert project.theme_basis == "corrected"
    assert project.narratives.get(field="description").text == "Published words."


FOREIGN = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
REFUSED = {
    "truncated": (iati_text(activity())[:300], Refused.NOT_XML),
    "1.05": (iati_text(activity(), version="1.05"), Refused.VERSION),
    "external entity": (FOREIGN + iati_text(activity(), prolog=""), Refused.DOCTYPE),
    "not XML": ("no markup here", Refused.NOT_XML),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_file_changes_nothing(iati_file, name):
    content, reason = REFUSED[name]
    before = rows()
    report = actions.import_iati(iati_file(content))
    assert report.is_refused
    assert report.run.refusal == reason
    assert rows() == before
    assert (Organization.objects.count(), Card.objects.count()) == (0, 0)
    assert Entry.objects.filter(verb="projects.import_refused").count() == 1


def test_truncated_after_many_good_activities_changes_nothing(iati_file):
    text = iati_text(*(activity(f"FR-RCS-1-{n}") for n in range(200)))
    assert actions.import_iati(iati_file(text[:-40])).is_refused
    assert (Project.objects.count(), ProjectDate.objects.count()) == (0, 0)


def test_only_the_programme_office_imports(iati_file, stranger, officer):
    path = iati_file(iati_text(activity()))
    with pytest.raises(Refusal):
        actions.import_iati(path, by=stranger)
    assert ImportRun.objects.count() == 0
    assert actions.import_iati(path, by=officer).run.created == 1


def test_import_tells_the_journal(iati_file, officer):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    run = actions.import_iati(iati_file(iati_text(activity())), by=officer, at=at).run
    entry = Entry.objects.get(verb="projects.import_finished")
    assert (entry.by, entry.data["created"], run.finished_at) == (officer, 1, at)


def test_progress_is_told(iati_file):
    told = []
    text = iati_text(*(activity(f"FR-RCS-1-{n}") for n in range(60)))
    actions.import_iati(iati_file(text), progress=lambda done, total: told.append((done, total)))
    assert told == [(25, 60), (50, 60), (60, 60)]


def test_interrupted_import_goes_on_where_it_stopped(iati_file, monkeypatch):
    path = iati_file(iati_text(*(activity(f"FR-RCS-1-{n}") for n in range(60))))

    def stop(done, total):
        if done == 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_iati(path, progress=stop)
    assert Project.objects.count() == 50
    run = actions.import_iati(path).run
    assert (run.same, run.created, Project.objects.count()) == (50, 10, 60)


def test_upload_works_in_slices_and_forgets_the_file(
    iati_file, officer, client, monkeypatch, django_capture_on_commit_callbacks
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from m4d.projects.actions import importing
    from m4d.projects.gateways import uploads

    monkeypatch.setattr(importing, "SLICE_SECONDS", -1)
    text = iati_text(*(activity(f"FR-RCS-1-{n}") for n in range(60)), activity("FR-RCS-1-0", title="Again"))
    run = actions.request_import(SimpleUploadedFile("../../evil.xml", text.encode()), by=officer)
    seen = []
    assert client.get(f"/media/{run.kept_file}").status_code != 200
    while not run.is_finished:
        with django_capture_on_commit_callbacks(execute=True):
            actions.continue_import(run_id=run.pk)
        run.refresh_from_db()
        seen.append((run.done, run.total))
    assert seen == [(0, 61), (25, 61), (50, 61), (61, 61)]
    assert (run.created, run.skipped) == (60, 1)
    assert [row.problem for row in run.problems.all()] == [Problem.TWICE]
    assert run.file_name == "evil.xml"
    assert actions.continue_import.speaks_outside
    assert not uploads._storage().exists(run.kept_file)


@pytest.fixture
def upload(officer):
    """Sixty activities and one that is left out, uploaded and looked at."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = iati_text(*(activity(f"FR-RCS-1-{n}") for n in range(60)), activity("", title="No identifier"))
    run = actions.request_import(SimpleUploadedFile("a.xml", text.encode()), by=officer)
    actions.continue_import(run_id=run.pk)
    return run


@pytest.mark.parametrize("step", ["_keep_batch", "_finish", "_check"])
def test_an_import_that_two_workers_have_at_once_is_counted_and_told_once(
    upload, monkeypatch, django_capture_on_commit_callbacks, step
):
    from m4d.projects.actions import importing
    from m4d.projects.gateways import uploads

    if step == "_check":
        ImportRun.objects.filter(pk=upload.pk).update(checked_at=None)
    real, calls = getattr(importing, step), []

    def late(*args, **more):
        # The other worker does all of it while the first stands here.
        calls.append(1)
        if len(calls) == 1:
            actions.continue_import(run_id=upload.pk)
            actions.continue_import(run_id=upload.pk)
        return real(*args, **more)

    monkeypatch.setattr(importing, step, late)
    with django_capture_on_commit_callbacks(execute=True):
        actions.continue_import(run_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.done, upload.total, upload.created, upload.skipped, upload.same) == (61, 61, 60, 1, 0)
    assert (upload.problem_count, upload.problems.count()) == (1, 1)
    assert Entry.objects.filter(verb="projects.import_finished").count() == 1
    assert not uploads._storage().exists(upload.kept_file)


def test_the_file_of_an_import_that_ended_with_its_worker_is_forgotten(upload, django_capture_on_commit_callbacks):
    from m4d.projects.gateways import uploads

    # What comes after the end of the import does not come any more.
    actions.continue_import(run_id=upload.pk)
    assert uploads._storage().exists(upload.kept_file)
    with django_capture_on_commit_callbacks(execute=True):
        actions.continue_import(run_id=upload.pk)
    assert not uploads._storage().exists(upload.kept_file)


def test_more_problems_than_are_kept_are_still_counted(iati_file, monkeypatch):
    from m4d.projects.actions import importing

    monkeypatch.setattr(importing, "MOST_PROBLEMS", 3)
    text = iati_text(activity(parts='<sector code="00000" vocabulary="1"/>' * 8))
    run = actions.import_iati(iati_file(text)).run
    assert (run.problem_count, ImportProblem.objects.count()) == (8, 3)


def test_results_without_numbers_stay_words(iati_file):
    parts = """<result type="1"><title><narrative>R</narrative></title><indicator measure="5">
    <title><narrative>I</narrative></title><period><period-start iso-date="2024-01-01"/>
    <period-end iso-date="2024-12-31"/><actual value="much better"/></period></indicator></result>"""
    run = actions.import_iati(iati_file(iati_text(activity(parts=parts)))).run
    value = PeriodValue.objects.get()
    assert (value.value, value.number, run.problem_count) == ("much better", None, 0)
    assert Indicator.objects.get().measure == "5"
