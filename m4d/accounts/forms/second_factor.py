"""Forms of the second factor."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from .fields import restyle


def restyle_code(form, *, label, help_text=""):
    """A code field: digits, read aloud digit by digit, with no limit that a pasted code could break."""
    field = restyle(form, "code", label=label, help_text=help_text, required=_("Give the code."))
    field.max_length = 100
    field.widget.attrs.update({"inputmode": "numeric", "dir": "ltr"})


class TypedCode:
    """A code of the authenticator app, or one of the recovery codes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        restyle_code(
            self,
            label=_("Code"),
            help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        )


class SecondFactor(TypedCode, base.AuthenticateForm):
    """The code after the password."""


class SecondFactorAgain(TypedCode, base.ReauthenticateForm):
    """The code once more, before something that cannot be undone."""


class AuthenticatorApp(totp.ActivateTOTPForm):
    """The first code of the app, which shows that it knows the key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        restyle_code(self, label=_("Code"), help_text=_("The six digits that the app shows now."))


class NewKey(webauthn.AddWebAuthnForm):
    """A passkey or a security key, with a name to know it by."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        restyle(self, "name", label=_("Name of the key"), help_text=_("For example: office laptop, blue key."))
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"
        restyle(
            self,
            "passwordless",
            label=_("Sign in with this key alone"),
            help_text=_(
                "The device then asks for your fingerprint, your face or its code, and no password is needed."
            ),
        )


class KeyName(webauthn.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        restyle(self, "name", label=_("Name of the key"), required=_("Give the key a name."))
        self.fields["name"].widget.attrs["maxlength"] = "60"

    def clean_name(self):
        """A name that fits on one line of the list."""
        return self.cleaned_data["name"][:60]
