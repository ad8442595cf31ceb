"""Signing in and joining."""

from allauth.account import forms as allauth
from allauth.socialaccount import forms as allauth_social
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .. import actions
from .fields import NameField, email_field, password_hint, restyle, restyle_password
from .gate import Gate


class SignIn(allauth.LoginForm):
    """Address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        restyle_password(self, "password", label=_("Password"))
        restyle(self, "remember", label=_("Stay signed in on this device for 60 days"))
        self.order_fields(["login", "password", "remember"])


def agreement_field():
    """The rules, agreed to before an account exists."""
    return forms.BooleanField(
        label=_("I agree to the rules of the network and to how my data is used"),
        error_messages={
            "required": _("Read the rules and tick the box if you agree. Without this we cannot keep your data.")
        },
    )


class Joining:
    """What every way of joining asks: a name and agreement to the rules."""

    def add_joining_fields(self):
        """Our own fields beside those of allauth."""
        self.fields["name"] = NameField(initial=self.initial.get("name", ""))
        self.fields["email"] = email_field(help_text=_("We send a link to this address. Nobody else sees it."))
        self.fields["agreement"] = agreement_field()

    @transaction.atomic
    def save(self, request):
        """The account and the agreement, both or neither."""
        person = super().save(request)
        actions.record_agreement(person, language=get_language(), at=timezone.now())
        return person


class SignUp(Joining, Gate, allauth.SignupForm):
    """Name, address, password and agreement; the gate asks more only of whoever behaves like a program."""

    field_order = ["name", "email", "password1", "agreement", "sum", "ticket", "website"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_joining_fields()
        restyle_password(self, "password1", label=_("Password"), help_text=password_hint(), new=True)
        honeypot = self.fields["website"]
        honeypot.label = _("Leave this empty")
        honeypot.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        self.order_fields(self.field_order)

    def try_save(self, request):
        """A taken address takes as long and answers the same as a new one."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class SignUpFromProvider(Joining, allauth_social.SignupForm):
    """The last step for somebody who comes from another organization's sign-in."""

    field_order = ["name", "email", "agreement"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_joining_fields()
        self.order_fields(self.field_order)
