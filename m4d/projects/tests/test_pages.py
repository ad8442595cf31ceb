"""What the pages mean, to whom, and that they stay flat."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate

from m4d.core.pages.versions import counters, slots_of
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.core.time import on
from m4d.core.verdicts import Refusal
from m4d.people.factories import make_organization
from m4d.places import queries as places
from m4d.projects import actions, queries
from m4d.projects.choices import Refused
from m4d.projects.factories import activity, iati_text, make_project
from m4d.projects.gateways.starter import starter_projects
from m4d.projects.models import (
    ImportProblem,
    ImportRun,
    Participation,
    Project,
    ProjectDate,
    ProjectPlace,
    ProjectSheet,
)

pytestmark = pytest.mark.django_db


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"projects:{name}", args=args)


def words(response):
    """The text of a page without its tags."""
    html = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+([.,:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", html).split()))


@pytest.fixture
def starter(senegal, monkeypatch):
    """Loads the named projects of the starter list, or all of them."""
    programme, rows = starter_projects()

    def load(*identifiers):
        wanted = [row for row in rows if not identifiers or row["identifier"] in identifiers]
        monkeypatch.setattr("m4d.projects.actions.starter.starter_projects", lambda: (programme, wanted))
        actions.load_starter()
        return Project.objects.first()

    return load


def test_project_detail_shows_both_ends_and_says_what_is_not_known(client, starter):
    page = words(client.get(address("project_detail", starter("JMDI1-005").slug)))
    assert "Nouvelles solidarités et co-développement en Algérie" in page or "New solidarity" in page
    assert "ANV Touiza, Algeria to Touiza Solidarité, France" in page
    assert "EUR 198,000" in page.replace("\xa0", " ")
    assert "until May 2011, start not known" in page
    assert "Status Not known" in page
    assert "djazairess.com/fr/latribune/65257" in page


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


@pytest.fixture
def keeping(settings):
    """As on a site, and not as in other tests, parts of pages are kept."""
    settings.PAGES_KEPT = True
    places.parts.clear()
    yield
    places.parts.clear()


def test_lists_of_one_country_or_theme_are_kept_until_a_project_changes(
    client, senegal, keeping, django_capture_on_commit_callbacks
):
    make_project(title="Wells")
    page = address("project_list")
    for question in ("", "?country=SN", "?theme=remittances"):
        assert "Wells" in words(client.get(page + question))
        counters().raise_(slots_of(["every-page"]))
        with statements() as seen:
            assert "Wells" in words(client.get(page + question))
        assert not seen.captured_queries, question
    with django_capture_on_commit_callbacks(execute=True):
        make_project(title="Later wells")
    for question in ("", "?country=SN", "?theme=remittances"):
        assert "Later wells" in words(client.get(page + question))


@pytest.mark.parametrize(
    "question",
    ["country=ZZ", "theme=none", "country=SN&country=FR", "country=SN&q=wells", "q=SN", "country=SN&after=x"],
)
def test_other_questions_are_not_kept(client, senegal, keeping, question):
    client.get(address("project_list") + "?" + question)
    assert not [key for key in places.parts.held if key[-1] == "listing"]


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


def test_project_list_is_flat(client, officer):
    signed_in(client, officer)

    def add(number):
        for _one in range(number):
            make_project(partners=[(make_organization(f"Partner {Participation.objects.count()}"), "here")])

    assert_flat(lambda: client.get(address("project_list")), add, ceiling=12)


def test_project_list_narrows_by_theme_country_phase_goal_and_year(client, starter):
    def count(query):
        return re.search(r"(\d+) results?", words(client.get(address("project_list") + query)))[1]

    starter()
    assert count("") == "49"
    assert count("?phase=jmdi-2") == "13"
    assert count("?country=MA") == "10"
    assert count("?theme=remittances&country=SN") == "1"
    assert count("?year=2015") == "4"
    assert count("?gcm=20&phase=jmdi-1") == "6"
    assert count("?q=kedougou+louga") in ("1", "2", "3")


def test_project_list_says_in_which_order_it_stands_and_keeps_it_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("m4d.catalogue.queries.pages.listing.__kwdefaults__", {"kind": "", "size": 2, "order": None})
    for title, start in (("Apples", None), ("Boats", "2009-01-01"), ("Choirs", "2015-06-01")):
        make_project(title=title, start_on=date.fromisoformat(start) if start else None)

    def seen(query):
        page = BeautifulSoup(client.get(address("project_list") + query).content, "html.parser")
        onward = page.select_one('a[rel="next"]')
        shown = [link.get_text() for link in page.select(".entries h3 a")]
        return page.select_one("#results strong").get_text(), shown, onward and onward["href"].partition("?")[2]

    assert seen("")[:2] == ("By title", ["Apples", "Boats"])
    order, shown, onward = seen("?order=newest")
    assert (order, shown) == ("Latest start first", ["Choirs", "Boats"])
    # Where no source gives a start, the project comes last.
    assert seen(f"?{onward}") == ("Latest start first", ["Apples"], None)
    assert seen("?q=savings")[0] == "Best match"
    assert seen("?q=save&order=newest&theme=remittances")[0] == "Latest start first"
    page = client.get(address("project_list") + "?q=save&order=newest&theme=remittances").content.decode()
    assert '<input type="hidden" name="order" value="newest">' in page
    assert seen("?order=sideways")[0] == "By title"


@pytest.mark.parametrize(
    "query", ["?q=%22", "?q=*", "?q=NEAR(", "?q=" + "x" * 10000, "?theme=%00", "?after=%00&country=zz"]
)
def test_project_list_survives_any_question(client, query):
    make_project()
    assert client.get(address("project_list") + query).status_code == 200


def test_project_list_in_arabic(client, starter):
    starter("JMDI1-022")
    html = client.get(address("project_list", language="ar")).content.decode()
    assert 'dir="rtl"' in html and "المغرب" in html


def test_correction_keeps_what_was_typed_when_somebody_was_faster(client, officer):
    project = make_project()
    signed_in(client, officer)
    page = address("project_correction", project.slug)
    assert client.get(page).status_code == 200
    actions.correct_project(project, by=officer, version=1, values={"summary": "Faster."})
    typed = {
        "title": project.title,
        "summary": "Typed slowly.",
        "language": "en",
        "themes": ["gender"],
        "version": "1",
    }
    response = client.post(page, typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Typed slowly." in html and "Faster." in html and "<title>Error:" in html
    assert 'name="version" value="2"' in html
    assert client.post(page, {**typed, "version": "2"}).status_code == 303
    project.refresh_from_db()
    assert (project.summary, project.themes) == ("Typed slowly.", ["gender"])


def test_correction_is_refused_to_strangers(client, stranger):
    project = make_project()
    page = address("project_correction", project.slug)
    assert client.get(page).status_code == 302
    response = signed_in(client, stranger).post(page, {"title": "Mine", "version": "1"})
    assert response.status_code == 403
    assert "Only the programme office" in words(response)
    assert "Correct this page" not in words(client.get(address("project_detail", project.slug)))


def test_too_many_themes_are_answered_with_a_sentence(client, officer):
    project = make_project()
    typed = {
        "title": "T",
        "language": "en",
        "version": "1",
        "themes": ["gender", "jobs", "rights", "return", "health"],
    }
    response = signed_in(client, officer).post(address("project_correction", project.slug), typed)
    assert response.status_code == 422
    assert "Choose the 4 that matter most." in words(response)
    with pytest.raises(Refusal):
        actions.correct_project(project, by=officer, version=1, values={"themes": typed["themes"]})


def test_empty_title_is_answered_with_a_sentence(client, officer):
    project = make_project()
    response = signed_in(client, officer).post(
        address("project_correction", project.slug), {"title": " ", "version": "1"}
    )
    assert response.status_code == 422


@pytest.mark.parametrize("page", ["import_list"])
def test_imports_are_closed_to_others(client, stranger, page):
    assert client.get(address(page)).status_code == 302
    assert signed_in(client, stranger).get(address(page)).status_code == 403


def test_import_page_takes_a_file_and_shows_its_report(client, officer):
    signed_in(client, officer)
    text = iati_text(activity(parts='<sector code="=1+1"/>'), activity("FR-RCS-1-B", title="Second"))
    upload = SimpleUploadedFile("activities.xml", text.encode(), content_type="text/xml")
    response = client.post(address("import_list"), {"file": upload})
    run = ImportRun.objects.get()
    assert (response.status_code, response["Location"]) == (303, address("import_detail", run.pk))
    waiting = words(client.get(address("import_detail", run.pk)))
    if not run.is_finished:
        assert "You can leave this page: the import goes on." in waiting
    while not ImportRun.objects.get().is_finished:
        actions.continue_import(run_id=run.pk)
    page = words(client.get(address("import_detail", run.pk)))
    assert "New projects 2" in page
    assert "sector/@code" in page and "The code is not on the list: =1+1" in page and "Kept as text" in page
    report = b"".join(client.get(address("import_report", run.pk)).streaming_content).decode()
    assert "Line,Element,Identifier" in report and "'=1+1" in report


def test_the_same_file_twice_at_once_is_one_import_and_one_message(client, officer):
    signed_in(client, officer)

    def send(name, text):
        upload = SimpleUploadedFile(name, text.encode(), content_type="text/xml")
        return client.post(address("import_list"), {"file": upload}, follow=True)

    first = send("ours.xml", iati_text(activity()))
    second = send("copy of ours.xml", iati_text(activity()))
    told = "This very file is being imported already. It was not started a second time."
    assert told not in words(first)
    assert words(second).count(told) == 1
    (run,) = ImportRun.objects.all()
    assert second.redirect_chain[-1][0] == first.redirect_chain[-1][0] == run.get_absolute_url()
    assert told not in words(send("others.xml", iati_text(activity("FR-RCS-1-B"))))
    # Once it is done, the same file may come again: it changes nothing.
    ImportRun.objects.update(finished_at=run.requested_at)
    assert told not in words(send("ours.xml", iati_text(activity())))
    assert ImportRun.objects.count() == 3
    # One whose work was given up keeps nobody waiting for ever.
    ImportRun.objects.update(finished_at=None, requested_at=run.requested_at - timedelta(hours=7))
    assert told not in words(send("ours.xml", iati_text(activity())))
    assert ImportRun.objects.count() == 4


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("en", "0 new projects, 0 changed, 0 as before", "1 new project, 1 changed, 1 as before",
         "3 new projects, 3 changed, 3 as before"),
        ("fr", "0 nouveau projet, 0 modifié, 0 inchangé", "1 nouveau projet, 1 modifié, 1 inchangé",
         "3 nouveaux projets, 3 modifiés, 3 inchangés"),
        ("es", "0 proyectos nuevos, 0 cambiados, 0 sin cambios", "1 proyecto nuevo, 1 cambiado, 1 sin cambios",
         "3 proyectos nuevos, 3 cambiados, 3 sin cambios"),
        ("ar", "لا مشاريع جديدة، لا مشاريع متغيرة، لا مشاريع كما كانت", "مشروع جديد واحد، واحد متغير، واحد كما كان",
         "3 مشاريع جديدة، 3 متغيرة، 3 كما كانت"),
    ],
)  # fmt: skip
def test_what_an_import_brought_is_counted_as_each_language_counts(client, officer, language, none, one, many):
    for number in (0, 1, 3):
        counts = {"created": number, "updated": number, "same": number}
        ImportRun.objects.create(file_name="a.xml", finished_at=timezone.now(), **counts)
    page = words(signed_in(client, officer).get(address("import_list", language=language)))
    assert none in page and one in page and many in page


def test_refused_file_is_answered_in_the_readers_language(client, officer):
    signed_in(client, officer)
    run = actions.request_import(
        SimpleUploadedFile("old.xml", iati_text(activity(), version="1.05").encode()), by=officer
    )
    actions.continue_import(run_id=run.pk)
    page = words(client.get(address("import_detail", run.pk)))
    assert "This file was refused and nothing was changed." in page
    assert "It reads 2.01, 2.02 and 2.03" in page
    assert 'dir="rtl"' in client.get(address("import_detail", run.pk, language="ar")).content.decode()


@pytest.mark.parametrize(
    ("language", "place", "intro"),
    [
        ("en", "Reading stopped in line 1, at character ", "What the program that reads XML says, in English"),
        ("fr", "La lecture s’est arrêtée à la ligne 1, au caractère ", "Ce que dit le lecteur XML, en anglais"),
        ("es", "La lectura se detuvo en la línea 1, en el carácter ", "Lo que dice el lector de XML, en inglés"),
        ("ar", "توقفت القراءة في السطر 1، عند الحرف ", "ما يقوله قارئ XML بالإنجليزية"),
    ],
)
def test_a_broken_file_is_located_in_the_readers_language(client, officer, iati_file, language, place, intro):
    text = iati_text(activity()).replace("\n", " ")
    run = actions.import_iati(iati_file(text.replace("</iati-identifier>", "</iati-identifier")), by=officer).run
    assert (run.refusal_line, "line" in run.refusal_detail) == (1, False)
    assert text[run.refusal_column - 30 : run.refusal_column].count("</iati-identifier>") == 1
    page = signed_in(client, officer).get(address("import_detail", run.pk, language=language))
    told = BeautifulSoup(page.content, "html.parser").select_one(".notice.bad")
    assert place in told.p.get_text() and told.details.summary.get_text() == intro
    assert (told.details.p["lang"], told.details.p["dir"]) == ("en", "ltr")
    assert run.refusal_detail not in told.p.get_text()


def test_raw_values_of_a_file_are_never_drawn_backwards(client, officer, iati_file):
    text = activity(parts='<activity-date iso-date="2026-31-12" type="3"/>', title="ع" * 700)
    run = actions.import_iati(iati_file(iati_text(text)), by=officer).run
    page = signed_in(client, officer).get(address("import_detail", run.pk, language="ar"))
    shown = {mark.get_text(): mark.get("dir") for mark in BeautifulSoup(page.content, "html.parser").select("bdi")}
    assert (shown["2026-31-12"], shown["activity-date[2]/@iso-date"], shown["FR-RCS-1-A"]) == ("ltr", "ltr", "ltr")
    # Words keep the direction of their own letters.
    assert shown["ع" * 120] is None


@pytest.mark.parametrize("refusal", Refused.values)
def test_each_refusal_has_its_sentence_in_arabic(client, officer, refusal):
    run = ImportRun.objects.create(
        file_name="a.xml", by=officer, refused_at="2026-01-01T00:00:00Z", refusal=refusal, refusal_line=4
    )
    html = signed_in(client, officer).get(address("import_detail", run.pk, language="ar")).content.decode()
    with translation.override("en"):
        english = str(Refused(refusal).label)
    with translation.override("ar"):
        arabic = str(Refused(refusal).label)
    assert arabic != english
    assert arabic in html and english not in html


def test_upload_too_large_or_missing_is_told(client, officer, monkeypatch):
    from m4d.projects import forms

    signed_in(client, officer)
    monkeypatch.setattr(forms, "LARGEST_UPLOAD", 10)
    big = client.post(address("import_list"), {"file": SimpleUploadedFile("a.xml", b"x" * 11)})
    none = client.post(address("import_list"), {})
    assert (big.status_code, none.status_code) == (422, 422)
    assert "larger than 50 MB" in words(big) and "Choose the file to import." in words(none)
    assert ImportRun.objects.count() == 0


def test_import_lists_are_flat(client, officer):
    signed_in(client, officer)
    run = ImportRun.objects.create(file_name="a.xml", by=officer, finished_at="2026-01-01T00:00:00Z")

    def add(number):
        for _one in range(number):
            ImportRun.objects.create(file_name="b.xml", by=officer)
            ImportProblem.objects.create(run=run, line=1, element="sector", problem="code", outcome="as_text")

    assert_flat(lambda: client.get(address("import_list")), add)
    assert_flat(lambda: client.get(address("import_detail", run.pk)), add)


def test_both_ends_in_words_have_the_comma_of_the_readers_language():
    project = make_project()
    for language, words in (("ar", "السنغال، فرنسا"), ("fr", "Sénégal, France")):
        with translation.override(language):
            assert queries.span_of_countries(project) == words
