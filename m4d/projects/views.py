"""Pages of this room: the list with its map, one project, its correction, and the imports of the programme office."""

import csv

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.catalogue import queries as catalogue
from m4d.catalogue.choices import side_of
from m4d.core.pages import after_post, keyset_page, public_page
from m4d.core.text import no_formula
from m4d.core.ui import look
from m4d.places import queries as places
from m4d.vocabulary import queries as vocabulary

from . import actions, forms, policies, queries
from .models import Project

#: Stands in a written page for the map, which light pages leave out.
MAP_MARK = "<!--map-->"
PROBLEMS_SHOWN = 100


@public_page("projects", "catalogue:project", "places", places.TAG, "vocabulary")
def project_list(request):
    """Projects by theme, country, phase, corridor, goal, objective and year, with a map and the list."""
    listing = places.once(lambda: catalogue.listing(request, kind="project"))
    light = look.is_light(request)
    countries = places.once(lambda: queries.countries_of(listing().found))
    asked = _kept_question(request.GET)
    tags = ("catalogue:project", "places", places.TAG, "vocabulary")
    own = None if asked is None else _keeper(request, f"list {asked}", *tags)
    return render(
        request,
        "projects/project_list.html",
        {
            "listing": listing,
            "own": own,
            "same_countries": places.once(lambda: _keeper(request, places.sign_of(countries()), places.TAG)),
            "chart": places.once(lambda: None if light else queries.chart_of_countries(countries())),
            "may_import": bool(policies.may_import(request.user)),
        },
    )


@public_page("projects", "catalogue:organization", "places", places.TAG, "corridors", "vocabulary")
def project_detail(request, slug):
    """One project with both its ends."""
    sheet = places.once(lambda: _sheet(slug, get_language(), request.user))
    today = timezone.localdate()
    tags = (f"project-{slug}", "catalogue:organization", "places", places.TAG, "corridors", "vocabulary")
    context = {
        "sheet": sheet,
        "main": places.once(lambda: _main(sheet(), request)),
        # The day is part of it: dates pass, and what was to come is then done.
        "own": _keeper(request, f"{slug} {today}", *tags),
        "today": today,
        "address": settings.SITE_URL + request.path,
    }
    if request.user.is_authenticated:
        project = queries.project_in_short(request.user, slug)
        if project is None:
            raise Http404
        context["project"] = project
        context["may_correct"] = policies.may_correct(request.user, project, at=timezone.now())
        if not project.is_listed:
            # Only those who may see it read it, so nothing of it is kept for others.
            context["own"] = None
    return render(request, "projects/project_detail.html", context)


def _kept_question(given) -> str | None:
    """The list without a question, and those of one country or one theme, to which pages lead, are kept.

    Other questions are too many: None.
    """
    if not given:
        return ""
    country, theme = given.get("country", ""), given.get("theme", "")
    if len(given) > 1 or any(len(values) > 1 for _name, values in given.lists()):
        return None
    is_known = country in places.countries() or vocabulary.term("theme", theme) is not None
    return given.urlencode() if is_known else None


def _keeper(request, about: str, *tags: str) -> places.Keeper:
    """For whom a part of a page may be kept: all who read the same language in the same way, on the same side."""
    side = side_of(request.user)
    return places.Keeper(("project", about, get_language(), look.is_light(request), side), tags)


def _main(sheet, request) -> str:
    """The written page, with its map for whoever wants maps."""
    chart = "" if look.is_light(request) else sheet.map_html
    return mark_safe(sheet.html.replace(MAP_MARK, chart))  # noqa: S308 (written by our own template)


def _sheet(slug, language, person):
    """The written page of a project, written now when there is none that still holds."""
    sheet = queries.sheet_for(slug, language, person)
    if sheet is not None:
        return sheet
    project = get_object_or_404(Project.objects.visible_to(person), slug=slug)
    read = queries.stamped(project.pk)
    if read is None:
        # Deleted between the two questions.
        raise Http404
    return actions.write_sheet(*read, language)


@login_required
def project_correction(request, slug):
    """Correct what stands about a project, without overwriting somebody else unawares."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    policies.may_correct(request.user, project, at=timezone.now()).or_refuse()
    says_who = policies.may_say_who_partners_are(request.user)
    partners = queries.partners_with_organizations(project) if says_who else []
    form = forms.CorrectionForm(request.POST if request.method == "POST" else None, project=project, partners=partners)
    newer = None
    if form.is_bound and form.is_valid():
        try:
            project = actions.correct_project(
                project,
                by=request.user,
                version=form.cleaned_data["version"],
                values=form.values(),
                partners=form.chosen(),
            )
            return after_post(request, to=project)
        except actions.Changed as changed:
            newer = changed.project
            form.add_error(
                None, _("Somebody else changed this project while you were writing. Compare and save again.")
            )
            form.data = {**form.data.dict(), "themes": form.data.getlist("themes"), "version": newer.version}
    context = {"project": project, "form": form, "newer": newer}
    return render(request, "projects/project_correction.html", context, status=422 if form.errors else 200)


@login_required
def import_list(request):
    """The imports so far, and the form for the next one."""
    policies.may_import(request.user).or_refuse()
    form = forms.UploadForm(request.POST, request.FILES) if request.method == "POST" else forms.UploadForm()
    if form.is_bound and form.is_valid():
        try:
            run = actions.request_import(form.cleaned_data["file"], by=request.user)
        except actions.UnderWay as found:
            run = found.run
            messages.info(request, _("This very file is being imported already. It was not started a second time."))
        return after_post(request, to=run)
    page = keyset_page(queries.import_runs(request.user), request, order=("-requested_at", "-id"))
    for run in page.items:
        run.outcome = queries.outcome_of(run)
    context = {"form": form, "page": page}
    return render(request, "projects/import_list.html", context, status=422 if form.errors else 200)


@login_required
def import_detail(request, pk):
    """How far an import is, and afterwards its report."""
    policies.may_import(request.user).or_refuse()
    run = get_object_or_404(queries.import_runs(request.user), pk=pk)
    page = keyset_page(queries.problems_of(run), request, order=("id",), size=PROBLEMS_SHOWN)
    return render(request, "projects/import_detail.html", {"run": run, "page": page})


@login_required
def import_report(request, pk):
    """The whole report as CSV."""
    policies.may_import(request.user).or_refuse()
    run = get_object_or_404(queries.import_runs(request.user), pk=pk)
    response = StreamingHttpResponse(_csv_lines(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


class _Echo:
    """Hands every written line straight on."""

    def write(self, line):
        return line


def _csv_lines(run):
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(
        [_("Line"), _("Element"), _("Identifier"), _("What was wrong"), _("Value"), _("Detail"), _("What was done")]
    )
    for row in queries.problems_of(run).iterator(chunk_size=1000):
        values = [row.line, row.element, row.identifier, row.get_problem_display(), row.value, row.detail]
        done = row.get_outcome_display()
        if row.organization is not None:
            done = f"{done} {settings.SITE_URL}{row.organization.get_absolute_url()}"
        yield writer.writerow([no_formula(value) for value in (*values, done)])
