"""Pages about texts: all versions of one, a form to translate or correct, and what the labels mean."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from m4d.activity import queries as activity
from m4d.core.pages import after_post, public_page
from m4d.core.verdicts import Refusal
from m4d.vocabulary import queries as vocabulary

from . import actions, forms, policies, queries
from .choices import REGISTERED
from .models import Version

_LARGEST_KEY = 2**63 - 1


@require_safe
@public_page("languages")
def how_texts_are_translated(request):
    return render(request, "languages/how_texts_are_translated.html", {"engine_is_on": queries.engine_is_on()})


@require_safe
def text_detail(request, kind, pk, field):
    """Every version of one text, each with its label; what is missing, and who may add it."""
    thing, label = _visible_text(request.user, kind, pk, field)
    original, versions = queries.text_page(thing, field)
    if original is None:
        raise Http404
    waiting = queries.waiting_requests(thing, field)
    there = {version.language for version in versions} | {original.language}
    missing = [
        {
            "language": code,
            "name": vocabulary.name("language", code),
            "within": vocabulary.language_within(code),
            "waiting": waiting.get(code),
            "machine": policies.may_request_machine_version(request.user, thing, field, code, original=original),
        }
        for code, _name in settings.LANGUAGES
        if code not in there
    ]
    names = activity.names_for([version.corrected_by for version in versions], request.user)
    context = {
        "thing": thing,
        "label": label,
        "original": original,
        "original_label": queries.original_label(original.language),
        "translations": [
            {**row, "corrected_by": names.get(row["version"].corrected_by_id, "")}
            for row in queries.translations_of(thing, field, versions, original)
        ],
        "missing": missing,
        "may_translate": policies.may_translate(request.user, thing),
        "may_ask_today": policies.may_ask_today(request.user),
        "address": {"kind": kind, "pk": pk, "field": field},
        "thing_address": getattr(thing, "get_absolute_url", str)(),
    }
    return render(request, "languages/text_detail.html", context)


@login_required
def version_edit(request, kind, pk, field, language):
    """The original on one side, the translation on the other."""
    thing, label = _visible_text(request.user, kind, pk, field)
    original = queries.original_of(thing, field)
    if original is None or language == original.language or language not in dict(settings.LANGUAGES):
        raise Http404
    policies.may_translate(request.user, thing).or_refuse()
    version = Version.objects.about(thing).filter(field=field, language=language).first()
    seen = actions.mark_of(version, original)
    form = forms.VersionForm(
        request.POST or None,
        initial={"text": version.text if version else "", "seen": seen},
        language=language,
    )
    refused_for = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(thing, field, language, version, form.cleaned_data, by=request.user)
            return after_post(request, to=reverse("languages:text_detail", args=[kind, pk, field]))
        except Refusal as refusal:
            refused_for = refusal.reasons
            form.data = {**form.data.dict(), "seen": seen}
            form.errors["text"] = form.error_class(refused_for)
    context = {
        "thing": thing,
        "label": label,
        "original": original,
        "version": version,
        # Somebody else's words are shown beside the person's own, so that nothing is lost on either side.
        "theirs": version if refused_for and version else None,
        "form": form,
        "language": language,
        "language_name": vocabulary.name("language", language),
        "language_within": vocabulary.language_within(language),
        "original_label": queries.original_label(original.language),
        "address": {"kind": kind, "pk": pk, "field": field},
    }
    return render(request, "languages/version_edit.html", context)


@login_required
@require_POST
def machine_request(request, kind, pk, field, language):
    thing, _label = _visible_text(request.user, kind, pk, field)
    actions.request_machine_version(thing, field, language, by=request.user)
    return after_post(request, to=reverse("languages:text_detail", args=[kind, pk, field]))


@login_required
@require_POST
def version_confirmation(request, kind, pk, field, language):
    thing, _label = _visible_text(request.user, kind, pk, field)
    version = get_object_or_404(Version.objects.about(thing), field=field, language=language)
    actions.confirm(version, by=request.user)
    return after_post(request, to=reverse("languages:text_detail", args=[kind, pk, field]))


def _save(thing, field, language, version, typed, *, by):
    """A new translation, or a correction of the one that is there."""
    if version is None:
        actions.add_human_version(thing, field, language, typed["text"], by=by)
    else:
        actions.correct(version, typed["text"], by=by, seen=typed["seen"])


def _visible_text(person, kind, pk, field):
    """The thing and the name of its text, or 404 for what is unknown or not for this person."""
    texts = next((texts for model, texts in REGISTERED.items() if model._meta.label_lower == kind), None)
    if texts is None or field not in texts.fields or pk > _LARGEST_KEY:
        raise Http404
    thing = get_object_or_404(texts.visible_to(person), pk=pk)
    return thing, texts.labels.get(field) or texts.model._meta.get_field(field).verbose_name
