"""Addresses of the room: under a language, and the two that have none."""

from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("settings/", views.settings_detail, name="settings_detail"),
    path("settings/edit/", views.settings_edit, name="settings_edit"),
    path("settings/data/", views.data_detail, name="data_detail"),
    path("settings/data/history/", views.history_detail, name="history_detail"),
    path("settings/data/exports/", views.data_export, name="data_export"),
    path("settings/data/exports/<int:pk>/", views.export_file, name="export_file"),
    path("settings/data/consents/<slug:purpose>/", views.consent, name="consent"),
    path("settings/retention/", views.retention_detail, name="retention_detail"),
    path("settings/retention/erasures/", views.erasure, name="erasure"),
    path("settings/leaving/", views.leaving, name="leaving"),
    path("settings/roles/", views.role_list, name="role_list"),
    path("settings/roles/change/", views.role_change, name="role_change"),
    path("settings/approvals/<int:pk>/", views.approval, name="approval"),
]

plain = [
    path("accounts/sessions/<int:pk>/ending/", views.session_ending, name="session_ending"),
    path("accounts/welcome/", views.welcome_detail, name="welcome_detail"),
    path("demo/mail/", views.mail_list, name="mail_list"),
    path("demo/mail/<str:name>/", views.mail_detail, name="mail_detail"),
]
