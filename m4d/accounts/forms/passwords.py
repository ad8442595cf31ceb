"""Forms around the password."""

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _

from .fields import email_field, password_hint, restyle_password


class ForgottenPassword(allauth.ResetPasswordForm):
    """Asks for a link that sets a new password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()


class PasswordFromLink(allauth.ResetPasswordKeyForm):
    """A new password, typed once: a typing error is mended by another link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        restyle_password(self, "password1", label=_("New password"), help_text=password_hint(), new=True)


class NewPassword(allauth.ChangePasswordForm):
    """The old password and a new one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        restyle_password(self, "oldpassword", label=_("Present password"))
        restyle_password(self, "password1", label=_("New password"), help_text=password_hint(), new=True)


class FirstPassword(allauth.SetPasswordForm):
    """A password for somebody who so far signed in through another organization."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        restyle_password(self, "password1", label=_("New password"), help_text=password_hint(), new=True)


class PasswordAgain(allauth.ReauthenticateForm):
    """The password once more, before something that cannot be undone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        restyle_password(self, "password", label=_("Password"))
