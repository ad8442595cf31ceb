"""The staff side of this room: a line in the menu of /manage/ that leads to what waits for a verifier."""

from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import policies


class VerificationItem(MenuItem):
    """Shown to those who may verify."""

    def is_shown(self, request):
        """Whether the person holds one of the verifying roles."""
        return policies.is_verifier(request.user)


@hooks.register("register_admin_menu_item")
def verification_menu_item():
    """Verifiers need no access to the staff side, so the page itself is one of the site."""
    # Lazy: the menu is built once, and read in every language.
    return VerificationItem(
        gettext_lazy("Verification"), reverse("people:verification_list"), icon_name="check", order=350
    )
