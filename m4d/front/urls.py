"""Addresses of the room: `plain` ones without a language, the others after it."""

from django.urls import path
from django.views.generic import RedirectView

from . import views

# Wagtail's own pages for persons and groups would go around the rules of the room accounts.
_PERSONS = ("manage/users/", "manage/groups/", "manage/bulk/accounts/person/")

plain = [
    *[
        path(area + rest, views.staff_persons, name="staff_persons")
        for area in _PERSONS
        for rest in ("", "<path:rest>")
    ],
    path("manage/account/", views.staff_account, name="staff_account"),
    path("manage/login/", views.staff_sign_in, name="staff_sign_in"),
    path("manage/logout/", views.staff_sign_out, name="staff_sign_out"),
    path("manage/password_reset/", views.staff_sign_in, name="staff_password_reset"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("contact/", views.contact, name="contact"),
    # Wagtail's own form, which asks for no second factor, is never shown.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="reader_sign_in"),
    path("<slug:slug>/", views.standard_page, name="standard_page"),
]
