"""Addresses of territories and of the corridors between them."""

from django.urls import path, register_converter

from . import views


class Sheet:
    """The two forms in which figures are downloaded."""

    regex = "csv|xlsx"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class End:
    """One of the two ends of a corridor."""

    regex = "origin|destination"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Sheet, "sheet")
register_converter(End, "end")

urlpatterns = [
    path("territories/", views.territory_list, name="territory_list"),
    path("territories/names/", views.neutral_list, name="neutral_list"),
    path("territories/<slug:slug>/", views.territory_detail, name="territory_detail"),
    path("territories/<slug:slug>/edit/", views.territory_edit, name="territory_edit"),
    path("territories/<slug:slug>/facts/", views.territory_facts, name="territory_facts"),
    path("territories/<slug:slug>/facts/<int:pk>/withdrawal/", views.fact_withdrawal, name="fact_withdrawal"),
    path("territories/<slug:slug>/names/", views.territory_names, name="territory_names"),
    path("territories/<slug:slug>/listing/", views.territory_listing, name="territory_listing"),
    path("territories/<slug:slug>/figures.<sheet:form>", views.territory_figures, name="territory_figures"),
    path("corridors/", views.corridor_list, name="corridor_list"),
    path("corridors/opening/", views.corridor_opening, name="corridor_opening"),
    path("corridors/<slug:slug>/", views.corridor_detail, name="corridor_detail"),
    path("corridors/<slug:slug>/statements/", views.statement_adding, name="statement_adding"),
    path(
        "corridors/<slug:slug>/statements/<int:pk>/withdrawal/",
        views.statement_withdrawal,
        name="statement_withdrawal",
    ),
    path("corridors/<slug:slug>/ends/<end:end>/", views.corridor_end, name="corridor_end"),
    path("corridors/<slug:slug>/figures.<sheet:form>", views.corridor_figures, name="corridor_figures"),
    path("corridors/<slug:slug>/statements.<sheet:form>", views.corridor_statements, name="corridor_statements"),
]
