"""Forms of the settings pages."""

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from m4d.core.verdicts import Refusal

from .. import actions
from ..choices import Role, Theme
from ..models import Person
from .fields import Line, NameField, ZoneField, email_field


class Settings(forms.Form):
    """Name, language and how pages look."""

    name = NameField()
    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        choices=settings.LANGUAGES,
        error_messages={"invalid_choice": _("Choose one of the languages in the list.")},
    )
    time_zone = ZoneField()
    theme = forms.ChoiceField(
        label=_("Light or dark pages"),
        choices=Theme.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the entries in the list.")},
    )
    light_pages = forms.BooleanField(
        label=_("Light pages"),
        help_text=_("Without maps, photos and the heading letters: fewer bytes on a slow or costly connection."),
        required=False,
    )


class NewAddress(allauth.AddEmailForm):
    """Another e-mail address for the same account."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(
            label=_("Another e-mail address"), help_text=_("We send a link to it. It counts once you opened the link.")
        )

    @transaction.atomic
    def save(self, request):
        """Asked once more while nobody else can add one: two requests at once do not pass the limit together."""
        actions.hold(self.user)
        try:
            self.clean_email()
        except forms.ValidationError as error:
            raise Refusal(error.messages) from error
        return super().save(request)


class Leaving(forms.Form):
    """The address typed by hand: nobody leaves by a slip of the finger."""

    email = email_field(label=_("Type your e-mail address to confirm"))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self):
        """The person's own address, whatever its case."""
        email = self.cleaned_data["email"]
        if email != self.person.email:
            raise forms.ValidationError(_("Type the address that you sign in with, exactly as it stands above."))
        return email


class ForMember(forms.Form):
    """Something the staff does for one member, with a reason."""

    # Whom the address belongs to, once it was looked up.
    person = None
    email = email_field(label=_("E-mail address of the member"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence. It stays in the journal."),
        max_length=240,
        widget=Line(),
        error_messages={"required": _("Say in one sentence why.")},
    )

    def clean_email(self):
        """The address of somebody who is here; `self.person` is that member."""
        email = self.cleaned_data["email"]
        self.person = Person.objects.active().filter(email=email).first()
        if self.person is None:
            raise forms.ValidationError(_("Nobody here uses this address. Check it and type it again."))
        return email


class RoleGrant(ForMember):
    """Whom a role is given to or taken from."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ["email", "role", "reason"]
