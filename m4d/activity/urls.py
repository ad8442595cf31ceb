"""Addresses of this room: following and notices take only POST, the others are pages and what mails link to."""

from django.urls import path

from . import views
from .adapters import webhooks

app_name = "activity"

plain = [
    path("mail/webhooks/<slug:provider>/inbound/", webhooks.mail_webhook, {"kind": "inbound"}, name="mail_webhook"),
    path("mail/webhooks/<slug:provider>/events/", webhooks.mail_webhook, {"kind": "tracking"}, name="mail_events"),
]

urlpatterns = [
    path("following/", views.following, name="following"),
    path("notices/seen/", views.notices_seen, name="notices_seen"),
    path("settings/notifications/", views.notification_settings, name="notification_settings"),
    path("settings/notifications/follows/<int:pk>/", views.follow_change, name="follow_change"),
    path("settings/notifications/resumption/", views.mail_resumption, name="mail_resumption"),
    path("mail/stop/<slug:token>/", views.mail_stop, name="mail_stop"),
    path("mail/confirmation/<slug:token>/", views.mail_confirmation, name="mail_confirmation"),
]
