"""My data: what is held, copies, consent, leaving."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from .. import actions, forms, policies, queries
from ..choices import OPTIONAL_PURPOSES, AccessPurpose
from ..models import DataExport


@login_required
def data_detail(request):
    """Everything that is held about the reader, who looked at it, and what they agreed to."""
    return render(request, "accounts/data_detail.html", queries.data_overview(request.user))


@login_required
def history_detail(request):
    """What the reader did here, and what was done about them."""
    return render(request, "accounts/history_detail.html", {"history": queries.history_of(request.user)})


@login_required
@require_POST
@reauthentication_required(app="m4d.accounts")
def data_export(request):
    """Ask for a copy; a session left open is not enough to take everything away."""
    export = actions.request_export(request.user, by=request.user, at=timezone.now())
    if queries.copies_before(export):
        messages.success(request, _("Your copy waits for its turn. It will be on this page later."))
    else:
        messages.success(request, _("We are making your copy. It will be on this page in a few minutes."))
    return redirect("accounts:data_detail")


@login_required
@require_GET
@reauthentication_required(app="m4d.accounts")
def export_file(request, pk):
    """Download a copy: its owner only, and only while it is kept."""
    export = get_object_or_404(DataExport.objects.visible_to(request.user).ready(timezone.now()), pk=pk)
    response = HttpResponse(bytes(export.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="m4d-net-{export.ready_at:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def consent(request, purpose):
    """Give or take back one optional consent."""
    if purpose not in OPTIONAL_PURPOSES:
        raise Http404
    if request.POST.get("give"):
        actions.give_consent(request.user, purpose, language=get_language(), at=timezone.now())
        messages.success(request, _("Saved: you agree."))
    else:
        actions.withdraw_consent(request.user, purpose, at=timezone.now())
        messages.success(request, _("Saved: you no longer agree."))
    return redirect("accounts:data_detail")


@login_required
@reauthentication_required(app="m4d.accounts")
def leaving(request):
    """Leave the network: the rule first, then the address typed by hand."""
    person = request.user
    verdict = policies.may_erase(person, person, admins=queries.number_of_admins())
    form = forms.Leaving(request.POST or None, person=person)
    if request.method != "POST" or not verdict or not form.is_valid():
        context = {"form": form, "verdict": verdict, "held": queries.held_about(person)}
        return render(request, "accounts/leaving.html", context)
    sentences = actions.erase_person(person, by=person, at=timezone.now())
    logout(request)
    return render(request, "accounts/left.html", {"sentences": sentences})


@login_required
def retention_detail(request, form=None):
    """What is removed by itself, and that it really is; for whoever watches over personal data."""
    if not policies.may_guard_data(request.user):
        raise Http404
    context = {"form": form or forms.ForMember(), **queries.retention_overview()}
    return render(request, "accounts/retention_detail.html", context)


@login_required
@require_POST
@reauthentication_required(app="m4d.accounts")
def erasure(request):
    """Close the account of somebody who asked for it by letter or in person."""
    form = forms.ForMember(request.POST)
    if not policies.may_guard_data(request.user) or not form.is_valid():
        actions.log_access(by=request.user, purpose=AccessPurpose.ERASURE, about=[form.person])
        return retention_detail(request, form)
    actions.erase_person(form.person, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
    messages.success(request, _("The account is erased."))
    return redirect("accounts:retention_detail")
