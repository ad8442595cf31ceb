"""Addresses of this room, after the language."""

from django.urls import path

from . import views

urlpatterns = [
    path("moderation/", views.queue, name="queue"),
    path("moderation/<int:pk>/", views.case_detail, name="case_detail"),
    path("moderation/report/<slug:code>/<int:pk>/", views.flag_creation, name="flag_creation"),
    path("moderation/about-me/", views.own_standing, name="own_standing"),
    path("moderation/about-me/<slug:word>/<int:pk>/appeal/", views.appeal_creation, name="appeal_creation"),
    path("moderation/appeals/<int:pk>/", views.appeal_detail, name="appeal_detail"),
    path("moderation/appeals/by-mail/<str:key>/", views.closed_appeal, name="closed_appeal"),
    path("moderation/members/<int:pk>/", views.member_detail, name="member_detail"),
    path("moderation/members/<int:pk>/everything/", views.sweep_creation, name="sweep_creation"),
    path("moderation/sanctions/<int:pk>/lifting/", views.sanction_lifting, name="sanction_lifting"),
    path("moderation/everything/<int:pk>/", views.sweep_detail, name="sweep_detail"),
    path("moderation/everything/<int:pk>/undoing/", views.sweep_undoing, name="sweep_undoing"),
]
