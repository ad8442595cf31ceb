"""Where allauth calls us, and Django when somebody's groups change."""

import time
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from m4d.core.verdicts import Refusal

from . import actions, gateways, queries
from .models import NAME_LENGTH, Person


def groups_changed(sender, instance, action, reverse, pk_set, **_more):
    """Somebody joined or left groups: groups and roles agree, whoever wrote them."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    changed = pk_set or set()
    if reverse:
        members = instance.user_set.all() if action == "pre_clear" else Person.objects.filter(pk__in=changed)
        people, names = list(members), {instance.name}
    else:
        groups = instance.groups.all() if action == "pre_clear" else Group.objects.filter(pk__in=changed)
        people, names = [instance], set(groups.values_list("name", flat=True))
    actions.follow_groups(people, names, joined=action == "post_add")


def _at_this_site(address: str) -> str:
    """The same page under the one name that the people who run the site gave it."""
    return settings.SITE_URL + urlunsplit(("", "", *urlsplit(address)[2:]))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of our own: the name, the reader's language in mails, our sentences."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Write to us if you think this is a mistake."),
        "cannot_remove_primary_email": _("Make another address the main one first, then remove this one."),
        "duplicate_email": _("This address is in your list already."),
        "email_password_mismatch": _(
            "The address and the password do not belong together. Check both, or ask for a link to set a new password."
        ),
        "email_taken": _("This address cannot be used. Choose another one."),
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_code": _("This code is not right, or no longer. Type the one that is shown now."),
        "incorrect_password": _("This is not your password. Type it again, or ask for a link to set a new one."),
        "max_email_addresses": _("You can keep at most %d addresses. Remove one first."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "unverified_primary_email": _("Open the link that we sent to this address first."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "same_as_current": _("This is your present address. Give another one."),
        "invalid_password_reset": _("This link was used already or is too old. Ask for a new one."),
        "unknown_email": _("Check the address and type it again."),
    }

    def is_safe_url(self, url):
        """Whether a page may lead on to this address; what nobody can read as one leads nowhere."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def save_user(self, request, user, form, commit=True):
        """A new person, with the language of the page; waits for approval where the programme wants that."""
        user.name = form.cleaned_data.get("name", "")
        user.language = translation.get_language()
        user.awaits_approval = settings.ACCOUNTS_APPROVAL
        return super().save_user(request, user, form, commit)

    def login(self, request, user):
        """The last step of every way to sign in: an account that nobody has let in yet stops here."""
        if user.awaits_approval:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def confirm_email(self, request, email_address):
        """The first confirmed address makes a member."""
        is_first = not EmailAddress.objects.filter(user_id=email_address.user_id, verified=True).exists()
        confirmed = super().confirm_email(request, email_address)
        if confirmed and is_first:
            actions.welcome(email_address.user, at=timezone.now())
        return confirmed

    def get_email_verification_redirect_url(self, email_address):
        """Whoever opened the link in another browser is told why they sign in first, and then goes on all the same."""
        if self.request.user.is_authenticated:
            return super().get_email_verification_redirect_url(email_address)
        sentence = _(
            "You joined in another browser, so sign in here with your address and password. "
            "Then you say what you do and where."
        )
        messages.info(self.request, sentence)
        goal = f"/{email_address.user.language}/people/me/"
        return f"{reverse('account_login')}?{urlencode({'next': goal}, safe='/')}"

    def get_login_redirect_url(self, request):
        """Home, in the person's own language."""
        return f"/{request.user.language}/"

    def get_password_change_redirect_url(self, request):
        """Back to the settings, in the language of the page."""
        return f"/{translation.get_language()}/settings/"

    def get_logout_redirect_url(self, request):
        """Home, in the language of the page."""
        return f"/{translation.get_language()}/"

    def get_reauthentication_methods(self, user):
        """The ways to show once more that it is you, in our words."""
        words = {
            "reauthenticate": _("With my password"),
            "mfa_reauthenticate": _("With a code of my app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("With my key"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words.get(method["id"], method["description"])} for method in methods]

    def is_reauthentication_required(self, *, app, **options):
        """Whoever signed in a moment ago need not show once more that it is them."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **options)

    def send_mail(self, template_prefix, email, words):
        """Mails speak the recipient's language; that of the page where the address belongs to nobody."""
        with translation.override(queries.language_of(email) or translation.get_language()):
            super().send_mail(template_prefix, email, words)

    def render_mail(self, template_prefix, email, words, headers=None):
        """Our own way of composing a mail."""
        to = [email] if isinstance(email, str) else email
        # allauth takes the site's name from the request, where anybody can write whatever they like.
        words = {name: _at_this_site(word) if name.endswith("_url") else word for name, word in words.items()}
        message = gateways.composed(template_prefix, words, to=to, headers=headers)
        # Links and codes in it let whoever reads them into the account, so the outbox keeps no copy.
        message.opens_account = True
        return message


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, in our sentences."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Turn off the second factor first, then add an address, then turn it on again."),
        "cannot_delete_authenticator": _("The second factor cannot be turned off for this account."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a security key first."),
        "incorrect_code": _("This code is not right, or no longer. Type the one that is shown now."),
        "unverified_email": _(
            "One of your e-mail addresses is not confirmed. Open the link that we sent to it, or remove it in your "
            "settings."
        ),
    }

    def encrypt(self, text):
        """The secret of an app and the seed of recovery codes lie encrypted in the database."""
        return gateways.sealed(text)

    def decrypt(self, encrypted_text):
        """Back again. One that no key of this site opens lets nobody in, and says what helps."""
        try:
            return gateways.opened(encrypted_text)
        except gateways.Sealed as closed:
            raise Refusal(
                [
                    _(
                        "Your second factor cannot be read, because the secret key of this site was changed. "
                        "Write to whoever runs this site."
                    )
                ]
            ) from closed

    def generate_authenticator_name(self, user, type):
        """The name that stands in the box before a key gets its own."""
        number = user.authenticator_set.filter(type=type).count() + 1
        return translation.gettext("Key %(number)d") % {"number": number}


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in through another organization (OpenID Connect)."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "This address already has an account here. Sign in to it first, then connect %s in your settings."
        ),
        "no_password": _("Set a password first, so that you can still sign in."),
        "no_verified_email": _("Confirm an e-mail address first, so that you can still sign in."),
        "disconnect_last": _("This is your only way to sign in. Set a password first."),
        "connected_other": _("This sign-in already belongs to another account here."),
        "invalid_token": _("The answer of the other organization could not be read. Try again."),
    }

    def populate_user(self, request, sociallogin, data):
        """What the other organization knows, as a proposal: the person still reads and sends the form."""
        person = sociallogin.user
        person.email = (data.get("email") or "").strip().lower()[:254]
        person.name = (data.get("name") or "")[:NAME_LENGTH]
        return person

    def get_signup_form_initial_data(self, sociallogin):
        """The proposal in the form."""
        return {"email": sociallogin.user.email, "name": sociallogin.user.name}

    def save_user(self, request, sociallogin, form=None):
        """A new person; a member at once where the other organization has confirmed the address."""
        person = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=person, verified=True).exists():
            actions.welcome(person, at=timezone.now())
        return person
