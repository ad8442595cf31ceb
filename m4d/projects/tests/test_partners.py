"""Which organization a partner is: by identifier, by name where nothing else says it, and as people decide."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry
from m4d.catalogue import queries as catalogue
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.jobs import actions as jobs
from m4d.people.factories import make_organization
from m4d.people.models import Organization
from m4d.places import actions as places
from m4d.places.factories import make_corridor, make_country, make_territory
from m4d.places.models import LoadedFile
from m4d.projects import actions
from m4d.projects.actions import filing, importing
from m4d.projects.choices import Outcome, Problem
from m4d.projects.factories import activity, iati_text, make_project
from m4d.projects.models import ImportProblem, Participation, Project, ProjectPlace

pytestmark = pytest.mark.django_db


def partner(name, ref="", role="4"):
    ref = f' ref="{ref}"' if ref else ""
    return f'<participating-org role="{role}" type="22"{ref}><narrative>{name}</narrative></participating-org>'


@pytest.fixture
def bring(iati_file):
    """Import one activity in Senegal with these partners; its project."""

    def take(*partners, identifier="FR-RCS-1-A", **values):
        text = activity(identifier, parts="".join(partners), **values)
        run = actions.import_iati(iati_file(iati_text(text))).run
        assert not run.is_refused
        return run

    return take


def attached(name):
    return Participation.objects.get(name=name).organization


def reported():
    return [
        (row.value, row.outcome, row.organization) for row in ImportProblem.objects.filter(problem=Problem.NAMESAKE)
    ]


def test_an_identifier_that_agrees_attaches_and_needs_no_look(bring):
    known = make_organization("Another name today", country="SN", identifier="SN-NINEA-1")
    bring(partner("Kédougou Solidaire", "SN-NINEA-1"))
    assert attached("Kédougou Solidaire") == known
    assert reported() == []


@pytest.mark.parametrize("ref", ["", "SN-NINEA-1"])
@pytest.mark.parametrize("is_verified", [True, False])
def test_the_one_organization_of_a_name_and_country_is_attached_and_reported(bring, ref, is_verified):
    known = make_organization("Kedougou solidaire", country="SN", verified=is_verified)
    first = bring(partner("Kédougou  Solidaire", ref))
    before = Organization.objects.count()
    assert attached("Kédougou Solidaire") == known
    assert reported() == [("Kédougou Solidaire", Outcome.ATTACHED, known)]
    row = first.problems.get(problem=Problem.NAMESAKE)
    assert (row.element, row.identifier, row.line) == ("participating-org[2]", "FR-RCS-1-A", 12)
    second = bring(partner("Kédougou  Solidaire", ref))
    third = bring(partner("Kédougou  Solidaire", ref), title="Anew", updated="2026-02-01T00:00:00Z")
    assert (second.same, third.updated, Organization.objects.count()) == (1, 1, before)
    assert attached("Kédougou Solidaire") == known
    known.refresh_from_db()
    assert known.identifier == ""


def test_another_identifier_is_another_organization_and_the_double_is_reported(bring):
    known = make_organization("Kédougou Solidaire", country="SN", identifier="SN-NINEA-2")
    bring(partner("Kédougou Solidaire", "SN-NINEA-1"))
    taken = attached("Kédougou Solidaire")
    assert taken != known and taken.identifier == "SN-NINEA-1"
    assert reported() == [("Kédougou Solidaire", Outcome.NEW_NAMESAKE, known)]


@pytest.mark.parametrize("ref", ["", "SN-NINEA-1"])
def test_where_several_have_the_name_one_is_taken_in_once_and_reported(bring, ref):
    first = make_organization("Touba", country="SN")
    make_organization("Touba", country="SN")
    bring(partner("Touba", ref))
    assert Organization.objects.filter(name="Touba").count() == 3
    assert reported() == [("Touba", Outcome.NEW_NAMESAKE, first)]
    bring(partner("Touba", ref), identifier="FR-RCS-1-B")
    assert Organization.objects.filter(name="Touba").count() == 3


def test_a_name_in_another_country_is_not_attached_but_looked_at(bring):
    abroad = make_organization("Ministry of Health", country="KE")
    bring(partner("Ministry of Health"))
    assert attached("Ministry of Health") != abroad
    assert reported() == [("Ministry of Health", Outcome.NEW_NAMESAKE, abroad)]
    bring(partner("Ministry of Health"), identifier="FR-RCS-1-B")
    assert Organization.objects.filter(name="Ministry of Health").count() == 2


def test_a_partner_without_identifier_is_found_where_the_publisher_is(bring):
    known = make_organization("Amis du Sénégal", country="FR")
    bring(partner("Amis du Sénégal"))
    assert (attached("Amis du Sénégal"), Participation.objects.get(name="Amis du Sénégal").end) == (known, "there")


@pytest.mark.parametrize("seconds", [-1, 60])
def test_a_namesake_is_reported_once_however_many_slices_an_import_takes(officer, monkeypatch, seconds):
    monkeypatch.setattr(importing, "SLICE_SECONDS", seconds)
    monkeypatch.setattr(importing, "BATCH", 2)
    first, attached_to = make_organization("Touba", country="SN"), make_organization("Dahra", country="SN")
    make_organization("Touba", country="SN")
    parts = partner("Touba") + partner("Dahra") + partner("Known to nobody") + partner("Touba", "SN-NINEA-1")
    text = iati_text(*(activity(f"FR-RCS-1-{number}", parts=parts) for number in range(6)))
    run = actions.request_import(SimpleUploadedFile("six.xml", text.encode()), by=officer)
    slices = 0
    while not run.is_finished:
        actions.continue_import(run_id=run.pk)
        run.refresh_from_db()
        slices += 1
    assert (slices, run.created) == ((4, 6) if seconds < 0 else (2, 6))
    touba = ("Touba", Outcome.NEW_NAMESAKE, first)
    assert reported() == [touba, ("Dahra", Outcome.ATTACHED, attached_to), touba]
    assert Organization.objects.filter(name="Touba").count() == 4
    assert Participation.objects.filter(name="Known to nobody").values("organization").distinct().count() == 1


def test_report_links_the_organization_to_compare(client, officer, bring):
    known = make_organization("Touba", country="SN")
    run = bring(partner("Touba"))
    html = signed_in(client, officer).get(f"/en/projects/imports/{run.pk}/").content.decode()
    assert f'<a href="/en/organizations/{known.slug}/"><bdi>Touba</bdi></a>' in html
    assert "Attached by its name. Look whether it is the same organization:" in html
    told = b"".join(client.get(f"/en/projects/imports/{run.pk}/report.csv").streaming_content).decode()
    assert f"/en/organizations/{known.slug}/" in told


def correct(client, project, **partners):
    typed = {
        "title": project.title,
        "summary": project.summary,
        "language": project.language,
        "themes": project.themes,
    }
    project.refresh_from_db()
    page = f"/en/projects/{project.slug}/correction/"
    return client.post(page, {**typed, "version": project.version, **partners})


def test_programme_says_which_organization_a_partner_is_and_files_leave_it(client, officer, bring):
    wrong, right = make_organization("Touba", country="SN"), make_organization("Touba de Kolda", country="SN")
    bring(partner("Touba"))
    project = Project.objects.get()
    row = project.participations.get(name="Touba")
    signed_in(client, officer)
    page = client.get(f"/en/projects/{project.slug}/correction/").content.decode()
    assert f'name="partner-{row.pk}" value="Touba"' in page
    field = f"partner-{row.pk}"
    assert correct(client, project, **{field: "touba de kolda"}).status_code == 303
    assert attached("Touba") == right
    project.refresh_from_db()
    entry = Entry.objects.get(verb="projects.project_corrected")
    assert (project.version, project.corrected_by, entry.data["fields"]) == (2, officer, ["partners"])
    assert project.title in client.get(f"/en/organizations/{right.slug}/").content.decode()
    assert project.title not in client.get(f"/en/organizations/{wrong.slug}/").content.decode()
    before = reported()
    bring(partner("Touba"), title="Anew", updated="2026-02-01T00:00:00Z")
    assert (attached("Touba"), reported()) == (right, before)
    row = project.participations.get(name="Touba")
    assert correct(client, project, **{f"partner-{row.pk}": ""}).status_code == 303
    assert attached("Touba") is None
    bring(partner("Touba"), title="Once more", updated="2026-03-01T00:00:00Z")
    assert attached("Touba") is None


def test_correction_of_partners_asks_back_and_clears_nothing_unsent(client, officer):
    first, second = make_organization("Touba", country="SN"), make_organization("Touba", country="ML")
    project = make_project(partners=[(first, "here")])
    row = project.participations.get()
    signed_in(client, officer)
    page = client.get(f"/en/projects/{project.slug}/correction/").content.decode()
    assert f'value="/en/organizations/{first.slug}/"' in page
    field = f"partner-{row.pk}"
    several, unknown = correct(client, project, **{field: "Touba"}), correct(client, project, **{field: "Nobody"})
    assert (several.status_code, unknown.status_code) == (422, 422)
    assert f"/en/organizations/{second.slug}/" in several.content.decode()
    assert "The directory has no organization “Nobody”." in unknown.content.decode()
    assert correct(client, project).status_code == 303
    row.refresh_from_db()
    assert (row.organization, Project.objects.get().version) == (first, 1)
    there = f"https://m4d.example/en/organizations/{second.slug}/"
    assert correct(client, project, **{field: there}).status_code == 303
    row.refresh_from_db()
    assert row.organization == second


def test_only_the_programme_says_who_partners_are_and_never_over_a_newer_version(client, officer):
    mine = make_organization("Mine", country="SN")
    project = make_project(partners=[(mine, "here")])
    row = project.participations.get()
    with pytest.raises(Refusal):
        actions.correct_project(project, by=make_person("Lina"), version=1, values={}, partners={row.pk: None})
    actions.correct_project(project, by=officer, version=1, values={"summary": "Newer."})
    with pytest.raises(actions.Changed):
        actions.correct_project(project, by=officer, version=1, values={}, partners={row.pk: None})
    row.refresh_from_db()
    assert row.organization == mine


def test_a_project_stands_on_the_corridors_between_its_places_and_its_partners(bring):
    senegal, france = make_country("SN"), make_country("FR")
    kedougou, dakar = (make_territory(name, parent=senegal) for name in ("Kédougou", "Dakar"))
    isere = make_territory("Isère", parent=france)
    town = make_territory("Saraya", parent=kedougou, kind="place")
    below, above = make_corridor(kedougou, isere), make_corridor(senegal, france)
    make_corridor(dakar, isere)
    make_corridor(isere, kedougou)
    # The project works where its place is, not where the partner has its office; who pays only names a country.
    make_organization("Les amis", country="FR", identifier="FR-RNA-9", territory=isere)
    make_organization("Municipality", country="SN", identifier="SN-1", territory=dakar)
    place = "<location><name><narrative>Saraya</narrative></name></location>"
    work = (partner("Les amis", "FR-RNA-9"), partner("Municipality", "SN-1"), place, '<sector code="24050"/>')
    bring(*work)
    project = Project.objects.get()
    assert ProjectPlace.objects.get().territory == town
    assert set(project.corridors.all()) == {below, above}
    bring(partner("Les amis", "FR-RNA-9", role="1"), place, '<sector code="24050"/>', updated="2026-02-01T00:00:00Z")
    assert set(project.corridors.all()) == {above}


def test_a_project_comes_onto_its_corridors_with_its_first_theme_and_goes_with_the_last(bring, officer):
    isere = make_territory("Isère", parent=make_country("FR"))
    kedougou = make_territory("Kédougou", parent=make_country("SN"))
    corridor = make_corridor(kedougou, isere)
    make_organization("Les amis", country="FR", identifier="FR-RNA-9", territory=isere)
    bring(partner("Les amis", "FR-RNA-9"), "<location><name><narrative>Kédougou</narrative></name></location>")
    project = Project.objects.get()
    assert not project.corridors.exists()
    project = actions.correct_project(project, by=officer, version=project.version, values={"themes": ["gender"]})
    assert set(project.corridors.all()) == {corridor}
    again = actions.correct_project(project, by=officer, version=project.version, values={"title": "Another"})
    assert set(again.corridors.all()) == {corridor}
    project = actions.correct_project(again, by=officer, version=again.version, values={"themes": []})
    assert not project.corridors.exists()


@pytest.mark.parametrize("at_once", [1, 500])
def test_a_corridor_takes_in_the_projects_that_were_there_before_it(bring, officer, monkeypatch, at_once):
    monkeypatch.setattr(filing, "AT_ONCE", at_once)
    kedougou, dakar = make_territory("Kédougou"), make_territory("Dakar")
    isere = make_territory("Isère", country="FR")
    make_organization("Les amis", country="FR", identifier="FR-RNA-9", territory=isere)
    place = "<location><name><narrative>Kédougou</narrative></name></location>"
    work = (partner("Les amis", "FR-RNA-9"), place, '<sector code="24050"/>')
    for letter in "ABC":
        bring(*work, identifier=f"FR-RCS-1-{letter}")
    bring(*work[:2], identifier="FR-RCS-1-without-a-theme")
    elsewhere = make_project("Elsewhere", countries=["TN"])
    starter = make_project("Of the starter list")
    for end, territory in (("here", kedougou), ("there", isere)):
        ProjectPlace.objects.create(project=starter, territory=territory, end=end, name=territory.name)
    corridor = places.open_corridor(kedougou, isere, by=officer)
    assert not corridor.projects.exists()
    jobs.work_off()
    filed = set(corridor.projects.values_list("identifier", flat=True))
    assert filed == {"FR-RCS-1-A", "FR-RCS-1-B", "FR-RCS-1-C", starter.identifier}
    found = catalogue.find(kind="project", filters={"corridor": [corridor.slug]}, language="en")
    assert len(found.entries) == 4
    assert not elsewhere.corridors.exists()
    # Again, and where nobody works, nothing is filed.
    assert actions.file_under_corridors(corridor_ids=[corridor.pk]) == min(at_once, 6)
    jobs.work_off()
    other = places.open_corridor(dakar, isere, by=officer)
    jobs.work_off()
    assert (corridor.projects.count(), other.projects.count()) == (4, 0)


@pytest.mark.parametrize("loaded", [["an earlier edition"], []])
def test_a_later_edition_of_the_corridors_takes_in_the_projects_that_were_there_before_it(bring, monkeypatch, loaded):
    kedougou, isere = make_territory("Kédougou"), make_territory("Isère", country="FR")
    make_organization("Les amis", country="FR", identifier="FR-RNA-9", territory=isere)
    place = "<location><name><narrative>Kédougou</narrative></name></location>"
    bring(partner("Les amis", "FR-RNA-9"), place, '<sector code="24050"/>')
    row = {"code": "new", "kind": "project", "level": 1, "period": "2026", "language": "en", "text": "A well."}
    row |= {"source_title": "A page", "source_url": "https://source.example.org/", "read_on": "2026-11-22"}
    ways = [(kedougou, isere), (make_country("SN"), make_country("FR"))]
    rows = [
        row | {"code": f"new{n}", "origin": here.code, "destination": there.code, "themes": []}
        for n, (here, there) in enumerate(ways)
    ]
    starter = "m4d.places.actions.starter"
    monkeypatch.setattr(f"{starter}.gateways.starter_corridors", lambda: rows)
    monkeypatch.setattr(f"{starter}.FOCUS_COUNTRIES", frozenset(["SN"]))
    monkeypatch.setattr(f"{starter}.load_places", lambda: 0)
    monkeypatch.setattr(f"{starter}.load_figures", lambda: 0)
    LoadedFile.objects.bulk_create(LoadedFile(name="starter corridors", digest=digest) for digest in loaded)
    assert places.load_starter()["corridors"] == 2
    jobs.work_off()
    # On a new site the projects come afterwards, and look for their corridors themselves.
    assert Project.objects.get().corridors.count() == (2 if loaded else 0)
