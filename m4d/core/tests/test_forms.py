"""Lists to choose from are written by us, and come out as Django writes them."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.loader import render_to_string
from django.utils import translation

from m4d.core.ui.forms import Renderer

CHOICES = [
    ("", "Any"),
    ("<b>", "A & <b>"),
    ("Senegal", [("kedougou", "Kédougou"), (7, "ليلى")]),
]


def tight(html):
    """Without the white space between elements."""
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", [None, "", "<b>", "kedougou", 7, ["kedougou", "7"]])
def test_select_comes_out_as_django_writes_it(widget, value):
    made = widget(choices=CHOICES, attrs={"class": "input", "required": True, "hidden": False, "data-x": 'a"b'})
    ours = made.render("place", value, renderer=Renderer())
    assert tight(ours) == tight(made.render("place", value, renderer=DjangoTemplates()))
    assert "<b></option>" not in ours


INPUTS = [
    forms.TextInput, forms.EmailInput, forms.URLInput, forms.NumberInput, forms.HiddenInput, forms.DateInput,
    forms.CheckboxInput, forms.Textarea,
]  # fmt: skip


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("value", [None, "", '<b>"', "two\nlines", 7, True])
def test_inputs_come_out_as_django_writes_them(kind, value):
    made = kind(attrs={"class": "input", "required": True, "hidden": False, "data-x": 'a"b'})
    ours = made.render("place", value, renderer=Renderer())
    assert tight(ours) == tight(made.render("place", value, renderer=DjangoTemplates()))
    assert "<b>" not in ours


@pytest.mark.parametrize("kind", [forms.CheckboxSelectMultiple, forms.RadioSelect])
@pytest.mark.parametrize("wrap_label", [True, False])
def test_options_come_out_as_django_writes_them(kind, wrap_label):
    def drawn(renderer):
        form = type("Asking", (forms.Form,), {"place": forms.ChoiceField(choices=CHOICES, widget=kind)})
        field = form({"place": ["kedougou"]}, renderer=renderer)["place"]
        return [tight(option.tag(wrap_label=wrap_label)) for option in field.subwidgets]

    assert drawn(Renderer()) == drawn(DjangoTemplates())


class Narrowing(forms.Form):
    """A list's search field and two filters."""

    is_filter = True
    q = forms.CharField(label="Name", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    place = forms.ChoiceField(label="Place", choices=CHOICES, required=False)
    verified = forms.BooleanField(label="Verified", required=False)


@pytest.mark.parametrize(
    ("asked", "word"),
    [({}, "Filters"), ({"q": "Naga"}, "Filters"), ({"q": "Naga", "place": "7", "verified": "on"}, "Filters (2)")],
)
def test_filters_fold_and_say_how_many_are_in_use_while_the_search_stays_out(asked, word):
    html = render_to_string("components/filters.html", {"form": Narrowing(asked), "action": "/en/places/"})
    before, folded = html.split('<details class="fold">')
    assert folded.startswith(f"<summary>{word}</summary>")
    assert 'name="q"' in before and 'name="q"' not in folded
    assert 'name="place"' in folded and 'name="verified"' in folded


def test_the_word_on_folded_filters_is_in_the_readers_language():
    with translation.override("fr"):
        html = render_to_string("components/filters.html", {"form": Narrowing({"place": "7"}), "action": ""})
    assert "<summary>Filtres (1)</summary>" in html
