"""Addresses of this room, after the language."""

from django.urls import path

from . import views

urlpatterns = [
    path("projects/", views.project_list, name="project_list"),
    path("projects/imports/", views.import_list, name="import_list"),
    path("projects/imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("projects/imports/<int:pk>/report.csv", views.import_report, name="import_report"),
    path("projects/<slug:slug>/", views.project_detail, name="project_detail"),
    path("projects/<slug:slug>/correction/", views.project_correction, name="project_correction"),
]
