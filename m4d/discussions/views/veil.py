"""Seeing who is behind a pseudonym: the request, the second person, and the look."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from m4d.core.pages import after_post, keyset_page
from m4d.core.verdicts import Refusal

from .. import actions, policies, queries
from ..forms import ReasonForm
from ..models import Pseudonym, Unveiling
from .shared import form_page, refused


@login_required
def veil_list(request):
    """What was asked, what waits for a second person, what was agreed."""
    if not policies.unveils(request.user):
        raise Http404
    rows = Unveiling.objects.visible_to(request.user).select_related("pseudonym__discussion", "asked_by", "agreed_by")
    page = keyset_page(rows, request, order=("-asked_at", "-id"))
    context = {"page": page, "trail": _steps((_("Pseudonyms"), ""))}
    return render(request, "discussions/veil_list.html", context)


def _steps(*last) -> list[tuple]:
    return [(_("E-discussions"), reverse("discussions:discussion_list")), *last]


@login_required
def veil_request(request, pk):
    """Ask to see who is behind a pseudonym, with a reason."""
    if not policies.unveils(request.user):
        raise Http404
    pseudonym = get_object_or_404(Pseudonym.objects.select_related("discussion"), pk=pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("The member will read it.")
    if form.is_valid():
        try:
            asked = actions.ask_to_unveil(
                pseudonym,
                by=request.user,
                reason=form.cleaned_data["reason"],
                language=request.user.language,
                at=now(),
            )
            return after_post(request, to=reverse("discussions:veil_detail", args=[asked.pk]))
        except Refusal as refusal:
            refused(form, refusal)
    return form_page(
        request, pseudonym.discussion, form, heading=_("Ask who is behind a pseudonym"), label=_("Ask"),
        lead=_("A second moderator must agree. Then you both see who it is, and the member is told your names."),
    )  # fmt: skip


@login_required
def veil_detail(request, pk):
    """One request: agree to it, or, once two have agreed, look."""
    found = Unveiling.objects.visible_to(request.user).select_related("pseudonym__discussion", "asked_by", "agreed_by")
    unveiling = get_object_or_404(found, pk=pk)
    if request.method == "POST":
        actions.agree_to_unveil(unveiling, by=request.user, at=now())
        return after_post(request, to=request.path)
    may_see = policies.may_see_unveiled(request.user, unveiling)
    people = queries.names_of([unveiling.asked_by, unveiling.agreed_by], request.user)
    context = {
        "unveiling": unveiling,
        "names": people,
        "may_agree": policies.may_agree_to_unveil(request.user, unveiling),
        "may_see": may_see,
        "member": actions.see_unveiled(unveiling, by=request.user, at=now()) if may_see else None,
        "trail": _steps((_("Pseudonyms"), reverse("discussions:veil_list")), (unveiling.pseudonym.name, "")),
    }
    return render(request, "discussions/veil_detail.html", context)
