"""The mails of the demo, which nobody else delivers."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .. import gateways

FOLDER = settings.DATA_DIR / "mail"


@require_GET
def mail_list(request):
    """All mails that the demo wrote, newest first."""
    if not settings.M4D_DEMO:
        raise Http404
    return render(request, "accounts/mail_list.html", {"mails": gateways.kept_mails(FOLDER)})


@require_GET
def mail_detail(request, name):
    """One mail, as text."""
    mail = gateways.kept_mail(FOLDER, name) if settings.M4D_DEMO else None
    if mail is None:
        raise Http404
    return render(request, "accounts/mail_detail.html", {"mail": mail})
