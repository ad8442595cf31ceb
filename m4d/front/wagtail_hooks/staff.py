"""The staff side: menus, vocabularies, the journal and background work."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ..models import Menu
from . import reports, terms


class MenuViewSet(SnippetViewSet):
    model = Menu
    icon = "bars"
    menu_label = _("Menus")
    menu_name = "m4d-menus"
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["__str__"]


register_snippet(MenuViewSet)
register_snippet(terms.TermViewSet)


@hooks.register("register_admin_urls")
def report_addresses():
    return [
        path("reports/journal/", reports.JournalReport.as_view(), name="front_journal"),
        path(
            "reports/journal/results/", reports.JournalReport.as_view(results_only=True), name="front_journal_results"
        ),
        path("reports/background/", reports.WorkReport.as_view(), name="front_work"),
        path("reports/background/results/", reports.WorkReport.as_view(results_only=True), name="front_work_results"),
    ]


class ReportItem(MenuItem):
    """A line of the menu that only those see who may open what it leads to."""

    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


@hooks.register("register_reports_menu_item")
def journal_item():
    return ReportItem(
        _("Journal"), reverse("front_journal"), permission="activity.view_entry", icon_name="history", order=100
    )


@hooks.register("register_reports_menu_item")
def work_item():
    return ReportItem(
        _("Background work"), reverse("front_work"), permission="jobs.view_job", icon_name="time", order=110
    )


@hooks.register("construct_homepage_panels")
def no_news_from_elsewhere(request, panels):
    """Nothing on the staff side comes from, or is sent to, another company."""
    panels[:] = [
        panel
        for panel in panels
        if type(panel).__name__ not in {"UpgradeNotificationPanel", "WhatsNewInWagtailVersionPanel"}
    ]


@hooks.register("construct_settings_menu")
def settled_by_the_program(request, items):
    """The line for persons leads to the roles; groups have the rights that actions/staff.py gives them, and there is
    one site, whose address comes from the settings.
    """
    items[:] = [item for item in items if item.name not in ("groups", "sites")]
