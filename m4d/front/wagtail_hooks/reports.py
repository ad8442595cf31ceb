"""Lists that the staff side shows and exports: the journal and background work."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

import django_filters
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessKind, AccessPurpose
from m4d.accounts.choices import Verb as Accounts
from m4d.accounts.models import Person
from m4d.activity import queries as activity
from m4d.activity.models import Entry
from m4d.core.text import no_formula
from m4d.front.choices import Verb as Front
from m4d.jobs.models import Job
from m4d.languages.choices import Verb as Languages
from m4d.moderation.choices import Verb as Moderation
from m4d.people.choices import Verb as People
from m4d.places.choices import Verb as Places
from m4d.projects.choices import Verb as Projects

EXPORTED_AT_ONCE = 500
"""How many rows of an export are read from the database together."""


class InBatches:
    """A long list for an export, read so many rows at a time; each batch is prepared before its rows are written.

    No cursor stays open meanwhile: a slow reader holds nothing in the database.
    """

    def __init__(self, queryset, prepare):
        self.model, self.queryset, self.prepare = queryset.model, queryset.order_by("-pk"), prepare

    def __iter__(self):
        rows = list(self.queryset[:EXPORTED_AT_ONCE])
        while rows:
            self.prepare(rows)
            yield from rows
            rows = list(self.queryset.filter(pk__lt=rows[-1].pk)[:EXPORTED_AT_ONCE])


class SafeReport(ReportView):
    """A report whose export no spreadsheet program runs as a formula, and which is never in memory as a whole."""

    def get(self, request, *args, **kwargs):
        if self.is_export:
            # The context of the page would fetch every row, only to count them.
            return self.as_spreadsheet(self.get_filtered_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return super().as_spreadsheet(InBatches(queryset, self.prepare), spreadsheet_format)

    def prepare(self, rows) -> None:
        """What a batch of rows needs before they are written."""

    def stream_csv(self, queryset):
        return _spoken(super().stream_csv(queryset), translation.get_language())

    def to_row_dict(self, item):
        return {key: _harmless(value) for key, value in super().to_row_dict(item).items()}


def _spoken(lines: Iterator, language: str) -> Iterator:
    """Lines that are written while they are sent, when the language of the page is over already."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _harmless(value):
    """The value as a cell: text that a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return no_formula(str(value))


SECRET_VERBS = (People.PERSON_BLOCKED, People.PERSON_UNBLOCKED)
"""Whom a member blocks is nobody else's business, the staff's included."""

_DONE = dict(
    chain.from_iterable(room.choices for room in (Accounts, Front, Languages, Moderation, People, Places, Projects))
)
"""What was done, in a few words, by verb: for entries whose thing is gone."""

LOOKED_UP = 20
"""How many people one look for a name finds at most; each of them can see that somebody looked."""


class JournalFilterSet(WagtailFilterSet):
    verb = django_filters.CharFilter(label=_("What happened, such as people.organization"), lookup_expr="startswith")
    by = django_filters.CharFilter(label=_("Name or e-mail address of who did it"), method="done_by")
    at = django_filters.DateFromToRangeFilter(label=_("From day to day"), widget=DateRangePickerWidget)

    class Meta:
        model = Entry
        fields = ["verb", "by", "at"]

    def done_by(self, queryset, name, value):
        found = list(Person.objects.filter(Q(name__icontains=value) | Q(email__iexact=value))[:LOOKED_UP])
        accounts.log_access(by=self.request.user, purpose=AccessPurpose.JOURNAL_SEARCH, about=found)
        return queryset.filter(by__in=found)


class JournalReport(SafeReport):
    """Who did what to what, and when. Nobody can change a row of it."""

    page_title = _("Journal")
    header_icon = "history"
    model = Entry
    any_permission_required = ["view"]
    permission_policy = ModelPermissionPolicy(Entry)
    filterset_class = JournalFilterSet
    results_template_name = "front/staff/journal_results.html"
    index_url_name = "front_journal"
    index_results_url_name = "front_journal_results"
    list_export = ["at", "verb", "by", "about_type", "about_id", "concerns", "data"]
    export_headings = {
        "at": _("When"),
        "verb": _("What happened"),
        "by": _("Who"),
        "about_type": _("About what"),
        "about_id": _("Its number"),
        "concerns": _("Concerning whom"),
        "data": _("Details"),
    }

    def get_queryset(self):
        people = ("by__profile", "concerns__profile")
        return Entry.objects.exclude(verb__in=SECRET_VERBS).select_related(*people, "about_type").order_by("-id")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        people = [person for entry in context["object_list"] for person in (entry.by, entry.concerns)]
        accounts.log_access(by=self.request.user, purpose=AccessPurpose.JOURNAL, about=people)
        rows = list(context["object_list"])
        self.prepare(rows)
        self._tell(rows)
        context["object_list"] = rows
        return context

    def prepare(self, rows):
        """Each entry gets what the people in it are called for this reader, all in as many statements as one."""
        people = [person for entry in rows for person in (entry.by, entry.concerns)]
        names = activity.names_for(people, self.request.user)
        for entry in rows:
            entry.by_name, entry.concerns_name = names.get(entry.by_id, ""), names.get(entry.concerns_id, "")

    def _tell(self, rows) -> None:
        """Each entry gets its sentence, as the personal history has it; one whose thing is gone says what was done."""
        told = activity.sentences(activity.with_things(rows), self.request.user)
        sentences = {entry.pk: sentence for entry, sentence in told}
        for entry in rows:
            entry.sentence, entry.done = sentences.get(entry.pk, ""), _DONE.get(entry.verb, entry.verb)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        pairs = queryset.order_by().values_list("by_id", "concerns_id").distinct()
        accounts.log_access(
            by=self.request.user,
            purpose=AccessPurpose.JOURNAL,
            about={person for pair in pairs for person in pair},
            kind=AccessKind.EXPORTED,
        )
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def to_row_dict(self, item):
        row = super().to_row_dict(item)
        return row | {"by": _harmless(item.by_name), "concerns": _harmless(item.concerns_name)}

    def get_filename(self):
        return f"journal-{date.today().isoformat()}"


class WorkReport(SafeReport):
    """What the background gave up, and what it still has to do."""

    page_title = _("Background work")
    header_icon = "time"
    model = Job
    any_permission_required = ["view"]
    permission_policy = ModelPermissionPolicy(Job)
    results_template_name = "front/staff/work_results.html"
    index_url_name = "front_work"
    index_results_url_name = "front_work_results"
    list_export = ["action", "asked_at", "due_at", "attempts", "failed_at", "error"]

    def get_queryset(self):
        return Job.objects.filter(done_at=None).order_by("-failed_at", "due_at", "pk")

    def get_filename(self):
        return f"background-work-{date.today().isoformat()}"
