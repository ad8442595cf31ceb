"""Addresses of this part of core: the style sheet (no language), how pages look, unsent forms, the gallery."""

from django.urls import path

from m4d.core.ui import views

plain = [
    path("look/<str:digest>.css", views.stylesheet, name="stylesheet"),
]
urlpatterns = [
    path("look/", views.appearance, name="appearance"),
    path("unsent/<str:key>/", views.unsent_form, name="unsent_form"),
    path("gallery/", views.gallery, name="gallery"),
]
