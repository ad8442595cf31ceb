"""Addresses of this room, after the language."""

from django.urls import path

from . import views

urlpatterns = [
    path("moderation/", views.queue, name="queue"),
    path("moderation/<int:pk>/", views.case_detail, name="case_detail"),
    path("moderation/report/<slug:code>/<int:pk>/", views.flag_creation, name="flag_creation"),
]
