"""Appealing, with or without an account that is open, and answering an appeal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.activity import queries as activity
from m4d.core.pages import after_post

from .. import actions, forms, policies, queries
from ..models import APPEAL_DELAY, Appeal


def _appeal_page(request, thing, person, *, to: str):
    """The form, or the sentences that say why there is none."""
    allowed = policies.may_appeal(person, thing, at=timezone.now())
    form = forms.AppealForm(request.POST or None)
    if request.method == "POST":
        allowed.or_refuse()
        if form.is_valid():
            actions.appeal(thing, by=person, language=request.LANGUAGE_CODE, **form.cleaned_data)
            messages.success(request, _("Your appeal is with the moderators. You get an answer by mail."))
            return after_post(request, to=to)
    context = {"thing": thing, "form": form, "allowed": allowed, "days": APPEAL_DELAY.days}
    return render(request, "moderation/appeal_creation.html", context, status=422 if form.errors else 200)


@login_required
def appeal_creation(request, word, pk):
    """Somebody objects to what was decided about them."""
    thing = queries.against(request.user, word, pk)
    if thing is None:
        raise Http404
    return _appeal_page(request, thing, request.user, to="moderation:own_standing")


def closed_appeal(request, key):
    """Somebody whose account is closed objects, by the key in the mail that told them."""
    thing = actions.sanction_by_key(key)
    if thing is None:
        raise Http404
    return _appeal_page(request, thing, thing.person, to=request.path)


@login_required
def appeal_detail(request, pk):
    """One appeal beside what it is about; somebody else than who decided answers."""
    policies.may_see_queue(request.user).or_refuse()
    found = Appeal.objects.visible_to(request.user).select_related("by", "answered_by")
    appeal = get_object_or_404(found, pk=pk)
    allowed = policies.may_answer(request.user, appeal)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST":
        allowed.or_refuse()
        if form.is_valid():
            actions.answer_appeal(appeal, by=request.user, language=request.LANGUAGE_CODE, **form.cleaned_data)
            messages.success(request, _("The answer is sent."))
            return redirect("moderation:queue")
    against, is_own = appeal.against, appeal.by == request.user
    shown = [] if appeal.is_veiled else [appeal.by]
    accounts.log_access(by=request.user, purpose=AccessPurpose.REPORTED, about=shown, thing=f"appeal {appeal.pk}")
    deciders = [] if is_own else [against.by, appeal.answered_by]
    accounts.log_access(by=request.user, purpose=AccessPurpose.JOURNAL, about=deciders, thing=f"appeal {appeal.pk}")
    names = activity.names_for([*deciders, *shown], request.user)
    context = {
        "appeal": appeal,
        "against": against,
        "names": names,
        "who": _("Verified member") if appeal.is_veiled else names.get(appeal.by_id, ""),
        "member_path": _member_path(request.user, appeal),
        "decider": names.get(against.by_id, "") if not is_own else "",
        "answerer": names.get(appeal.answered_by_id, "") if not is_own else "",
        "form": form,
        "allowed": allowed,
        "now": timezone.now(),
    }
    return render(request, "moderation/appeal_detail.html", context, status=422 if form.errors else 200)


def _member_path(reader, appeal) -> str:
    """The page of whoever appealed, for moderators who may know who it is."""
    if appeal.by is None or appeal.is_veiled or not policies.may_see_member(reader, appeal.by):
        return ""
    return reverse("moderation:member_detail", args=[appeal.by_id])
