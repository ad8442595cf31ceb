"""Templates made ready for one language say what they said before."""

import pytest
from django.utils import translation

from m4d.core.ui.folding import Folding, folded

TEMPLATES = {
    "base.html": "{% load i18n %}<title>{% block title %}{% trans 'Projects' %}{% endblock %}</title>"
    "{% block main %}{% endblock %}"
    "{% block end %}{% if last %}{% trans 'Search' %}{% endif %}{{ word }}{% endblock %}",
    "middle.html": "{% extends 'base.html' %}{% load i18n %}"
    "{% block main %}<p>{% trans 'Places' as word %}{{ word }}</p>{% block inner %}{% endblock %}{% endblock %}",
    "page.html": "{% extends 'middle.html' %}{% load i18n %}{% block title %}{{ name }}{% endblock %}"
    "{% block inner %}{% for one in all %}{% trans one %}{% include 'part.html' with n=one %}{% empty %}"
    "{% trans 'People' %}{% endfor %}{% language 'es' %}{% trans 'Projects' %}{% endlanguage %}{% endblock %}",
    "part.html": "{% load i18n %}<b>{{ n }} {% trans 'Search' %} 100 %</b>"
    "{% if deeper %}{% include 'part.html' %}{% endif %}",
    "chosen.html": "{% extends parent %}{% block title %}x{% endblock %}",
}


@pytest.fixture(scope="module")
def engine():
    options = {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]}
    return Folding({"NAME": "folding", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    "context",
    [
        {"name": "<A>", "all": ["Projects", "<i>"], "last": True},
        {"all": [], "word": "w"},
        {"name": "A", "all": ["People"], "parent": "base.html"},
    ],
)
@pytest.mark.parametrize("name", ["base.html", "middle.html", "page.html", "part.html"])
def test_a_ready_template_says_the_same(engine, name, context, language):
    with translation.override(language):
        ready = engine.get_template(name)
        plain = engine.engine.get_template(name)
        from_django = type(ready).__mro__[1](plain, engine).render(dict(context))
        assert ready.template is not plain
        assert ready.render(dict(context)) == from_django
        assert translation.gettext("Search") in from_django or not context.get("last") or name == "part.html"


def test_each_language_has_its_own(engine):
    with translation.override("fr"):
        assert "Projets" in engine.get_template("base.html").render({})
    with translation.override("en"):
        assert "Projects" in engine.get_template("base.html").render({})


def test_what_is_fixed_is_one_piece_of_text(engine):
    with translation.override("en"):
        pieces = engine.get_template("base.html").template.nodelist
    assert [type(piece).__name__ for piece in pieces] == ["TextNode", "Block"]
    assert pieces[0].s == "<title>Projects</title>"


def test_a_parent_that_is_known_on_the_page_only_is_left_to_django(engine):
    plain = engine.engine.get_template("chosen.html")
    assert folded(plain, "en") is plain
    assert engine.get_template("chosen.html").render({"parent": "base.html"}) == "<title>x</title>"
