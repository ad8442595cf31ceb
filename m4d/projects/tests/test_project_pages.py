"""The page of a project: what it shows, to whom, and that it stays flat."""

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from django.utils.timezone import localdate

from m4d.core.testing import assert_flat, signed_in, statements
from m4d.core.time import on
from m4d.people.factories import make_organization
from m4d.places.models import Territory
from m4d.projects import actions, queries
from m4d.projects.factories import make_project
from m4d.projects.models import (
    Participation,
    Project,
    ProjectDate,
    ProjectPlace,
    ProjectSheet,
)

from .conftest import address, words

pytestmark = pytest.mark.django_db


def test_project_detail_shows_both_ends_and_says_what_is_not_known(client, starter):
    page = words(client.get(address("project_detail", starter("JMDI1-005").slug)))
    assert "Nouvelles solidarités et co-développement en Algérie" in page or "New solidarity" in page
    assert "ANV Touiza, Algeria to Touiza Solidarité, France" in page
    assert "EUR 198,000" in page.replace("\xa0", " ")
    assert "until May 2011, start not known" in page
    assert "Status Not known" in page
    # Who published a source and when it was read, not its address; one date at a glance has no part of its own.
    assert "La Tribune, Djazairess read on 22 November 2026" in page
    assert "https://" not in page.split("Where these facts were read.")[1].split("Cite this page")[0]
    assert "Dates" not in page


def test_project_detail_of_an_untitled_project_says_that_the_title_is_ours(client, starter):
    starter("JMDI1-022")
    response = client.get(address("project_detail", "project-in-khouribga-morocco"))
    page = words(response)
    assert "Project in Khouribga, Morocco (title not known)" in page
    assert "No source that we saw gives the title. This one is ours." in page
    assert "Budget Not known" in page and "When Not known" in page
    assert page.count("Project in Khouribga") >= 2
    assert response.content.count(b"<h1") == 1


def test_project_detail_in_arabic_keeps_names_and_their_direction(client, starter):
    project = starter("JMDI1-036")
    html = client.get(address("project_detail", project.slug, language="ar")).content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert "إعلام المهاجرين وتدريبهم</h1>" in html
    assert "تونس" in html
    assert '<bdi lang="fr">ADDCI-Zarzis</bdi>' in html


def test_project_detail_in_french_uses_the_french_summary(client, starter):
    project = starter("JMDI1-019")
    html = client.get(address("project_detail", project.slug, language="fr")).content.decode()
    assert "Soutien aux personnes qui reviennent" in html
    assert 'hreflang="ar"' in html and "application/ld+json" in html


def test_project_detail_ends_with_how_to_cite_it(client, starter, settings):
    settings.SITE_URL = "http://testserver.example"
    project = starter("JMDI1-036")
    with translation.override("ar"):
        today = on(localdate())
    page = BeautifulSoup(client.get(address("project_detail", project.slug, language="ar")).content, "html.parser")
    (citation,) = page.select("main .citation")
    assert citation.cite.get_text() == "إعلام المهاجرين وتدريبهم"
    assert citation.select_one("[dir=ltr]").get_text() == f"http://testserver.example/ar/projects/{project.slug}/"
    assert citation.get_text().endswith(f"قُرئت في {today}.")


def test_hostile_title_stays_text(client, sample):
    actions.import_iati(sample("bank-2.03.xml"))
    project = Project.objects.get(iati_identifier="XM-BANK-P200")
    for page in (address("project_detail", project.slug), address("project_list")):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html and "<b>by phone" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_project_detail_of_an_imported_project_shows_money_results_and_publisher(client, sample, senegal):
    actions.import_iati(sample("everything-2.03.xml"))
    page = words(client.get(address("project_detail", Project.objects.get().slug))).replace("\xa0", " ")
    assert "EUR 100,000 the sum of the published budgets" in page
    assert "Disbursement 1 XOF 655,957" in page
    assert "41 of 45 planned" in page
    assert "IATI activity XE-EXAMPLE-1234-ALL, published by Publisher Alpha" in page
    assert "Given by the publisher" in page
    for personal in ("Secretlima", "Secretnovember", "secretoscar"):
        assert personal not in page


def test_project_detail_is_written_once_and_anew_after_a_change(client, officer):
    organization = make_organization("Caisse de Louga")
    project = make_project(title="Before", partners=[(organization, "here")])
    page = address("project_detail", project.slug)
    # Somebody signed in, so that the kept pages of visitors do not answer.
    signed_in(client, officer)
    assert "Before" in words(client.get(page))
    with statements() as warm:
        client.get(page)
    # Session, person, which project it is, and the written page, which tests do not keep in memory.
    assert len(warm) == 4
    actions.correct_project(project, by=officer, version=1, values={"title": "After"})
    assert "After" in words(client.get(page))


def test_a_member_reads_a_project_in_four_statements_however_many_lead_it(client, stranger, keeping):
    project = make_project(partners=[(make_organization(f"Partner {number}"), "here") for number in range(8)])
    page = address("project_detail", project.slug)
    signed_in(client, stranger)
    before = words(client.get(page))
    with statements() as seen:
        after = words(client.get(page))
    # Session, person, which project it is, and at which of its leads this member holds a seat.
    assert len(seen) == 4, "\n".join(query["sql"] for query in seen.captured_queries)
    assert after == before and "Partner 7" in after and "Correct this page" not in after


def test_a_kept_project_is_anew_after_a_correction_and_gone_once_it_is_unlisted(
    client, officer, stranger, keeping, django_capture_on_commit_callbacks
):
    project = make_project(title="Before")
    page = address("project_detail", project.slug)
    assert "Before" in words(signed_in(client, stranger).get(page))
    assert "Correct this page" in words(signed_in(client, officer).get(page))
    with django_capture_on_commit_callbacks(execute=True):
        actions.correct_project(project, by=officer, version=1, values={"title": "After"})
    assert "After" in words(signed_in(client, officer).get(page))
    assert "After" in words(signed_in(client, stranger).get(page))
    Project.objects.update(is_listed=False)
    assert "After" in words(signed_in(client, officer).get(page))
    assert signed_in(client, stranger).get(page).status_code == 404


def test_visitors_see_a_correction_and_a_translation_at_once(client, officer, django_capture_on_commit_callbacks):
    from m4d.languages import actions as languages

    project = make_project(title="Before")
    page, french = (address("project_detail", project.slug, language=code) for code in ("en", "fr"))
    assert "Before" in words(client.get(page)) and "Before" in words(client.get(french))
    with django_capture_on_commit_callbacks(execute=True):
        actions.correct_project(project, by=officer, version=1, values={"title": "After"})
    assert "After" in words(client.get(page))
    project.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        languages.add_human_version(project, "title", "fr", "Ensuite", by=officer)
    assert "Ensuite" in words(client.get(french))


def test_project_detail_follows_a_renamed_organization(client, officer, django_capture_on_commit_callbacks):
    from m4d.people import actions as people

    organization = make_organization("Old name", admin=officer)
    project = make_project(partners=[(organization, "here")])
    Participation.objects.update(name="")
    page = address("project_detail", project.slug)
    assert "Old name" in words(client.get(page))
    with django_capture_on_commit_callbacks(execute=True):
        people.change_organization(organization, by=officer, version=1, values={"name": "New name"})
    assert "New name" in words(client.get(page))
    assert "New name" in words(signed_in(client, officer).get(page))


def test_project_detail_costs_the_same_for_many_rows(client, officer):
    signed_in(client, officer)
    project = make_project()

    def add(number):
        for _one in range(number):
            organization = make_organization(f"Partner {Participation.objects.count()}")
            Participation.objects.create(
                project=project, organization=organization, name=organization.name, end="here"
            )
            ProjectPlace.objects.create(project=project, name="Somewhere", end="here", country="SN")
            ProjectDate.objects.create(project=project, kind="1", on="2024-01-01")

    def get():
        ProjectSheet.objects.all().delete()
        return client.get(address("project_detail", project.slug))

    assert_flat(get, add, ceiling=25)


def test_unlisted_project_is_nowhere(client, officer, stranger):
    project = make_project(title="Not yet shown", is_listed=False)
    page = address("project_detail", project.slug)
    assert client.get(page).status_code == 404
    assert "Not yet shown" not in words(client.get(address("project_list")))
    assert signed_in(client, stranger).get(page).status_code == 404
    assert signed_in(client, officer).get(page).status_code == 200


def test_both_ends_in_words_have_the_comma_of_the_readers_language():
    project = make_project()
    for language, sentence in (("ar", "السنغال، فرنسا"), ("fr", "Sénégal, France")):
        with translation.override(language):
            assert queries.span_of_countries(project) == sentence


@pytest.mark.parametrize(
    ("language", "named", "precise"),
    [
        ("en", "Turin Italy", "Mirafiori (eight streets) Metropolitan City of Turin, Italy"),
        ("fr", "Turin Italie", "Mirafiori (eight streets) Metropolitan City of Turin, Italie"),
        ("ar", "تورينو إيطاليا", "Mirafiori (eight streets) تورينو، إيطاليا"),
    ],
)
def test_places_of_a_project_go_by_the_readers_names_and_keep_what_is_more_precise(client, language, named, precise):
    names = {"fr": "Italie", "ar": "إيطاليا"}
    italy = Territory.objects.create(
        slug="italy", kind="country", country="IT", code="IT", name="Italy", key="i", names=names
    )
    turin = Territory.objects.create(
        slug="turin", kind="admin2", country="IT", code="IT.12.TO", parent=italy, name="Metropolitan City of Turin",
        key="t", names={"ar": "تورينو"},
    )  # fmt: skip
    project = make_project()
    for name in ("Turin", "Mirafiori (eight streets)"):
        ProjectPlace.objects.create(project=project, name=name, end="there", country="IT", territory=turin)
    page = words(client.get(address("project_detail", project.slug, language=language)))
    assert named in page and precise in page
