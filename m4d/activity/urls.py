"""Addresses of this room; both take only POST."""

from django.urls import path

from . import views

urlpatterns = [
    path("following/", views.following, name="following"),
    path("notices/seen/", views.notices_seen, name="notices_seen"),
]
