"""Addresses of the room, after the language."""

from django.urls import path

from . import views

app_name = "languages"

_text = "languages/texts/<str:kind>/<int:pk>/<slug:field>/"

urlpatterns = [
    path("languages/", views.how_texts_are_translated, name="how_texts_are_translated"),
    path(_text, views.text_detail, name="text_detail"),
    path(_text + "<slug:language>/", views.version_edit, name="version_edit"),
    path(_text + "<slug:language>/request/", views.machine_request, name="machine_request"),
    path(_text + "<slug:language>/confirmation/", views.version_confirmation, name="version_confirmation"),
]
