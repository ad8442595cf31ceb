"""What is true after a text was written, translated, corrected, confirmed."""

import pytest

from m4d.activity.models import Entry
from m4d.core.verdicts import Refusal
from m4d.languages import actions, privacy, queries
from m4d.languages.models import MachineRequest, Version, digest_of
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def provenances(term):
    return dict(Version.objects.about(term).values_list("language", "provenance"))


def test_an_original_is_rendered_when_it_is_written(term, amina, about):
    version = actions.write(term, "about", "fr", "## Registre\r\n\n<script>x</script> *clair*", amina)
    assert (version.provenance, version.language, version.direction, version.by) == ("original", "fr", "ltr", amina)
    assert version.text == "## Registre\n\n<script>x</script> *clair*"
    assert version.html == ("<h2>Registre</h2>\n<p>&lt;script&gt;x&lt;/script&gt; <em>clair</em></p>\n")
    assert version.digest == digest_of("## Registre\n\n<script>x</script> *clair*")
    assert about == [term]


def test_writing_again_keeps_one_original_and_marks_translations_out_of_date(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "ar", "واحد.", by=jonas)
    assert not queries.best(term, "about", "ar").is_out_of_date
    actions.write(term, "about", "fr", "Deux.", amina)
    shown = queries.best(term, "about", "ar")
    assert (shown.text, shown.provenance, shown.is_out_of_date) == ("واحد.", "human", True)
    assert (shown.original.text, shown.original.language) == ("Deux.", "fr")
    assert Version.objects.about(term).count() == 2


def test_a_change_of_the_language_of_the_original_takes_the_place_of_a_translation(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "en", "One.", by=jonas)
    actions.write(term, "about", "en", "One, in my words.", amina)
    assert provenances(term) == {"en": "original"}


def test_an_emptied_text_takes_its_versions_along(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "en", "One.", by=jonas)
    assert actions.write(term, "about", "fr", "  \n", amina) is None
    assert provenances(term) == {}


def test_a_corrected_machine_text_counts_as_human(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    version = actions.record_machine_version(
        term, "about", "es", "Uno raro.", engine="LibreTranslate", source_digest=digest_of("Un.")
    )
    assert queries.best(term, "about", "es").labels == ["Machine translation"]
    seen = actions.mark_of(version, queries.original_of(term, "about"))
    actions.correct(version, "Uno.", by=jonas, seen=seen)
    shown = queries.best(Term.objects.get(pk=term.pk), "about", "es")
    assert (shown.text, shown.provenance, shown.corrected, shown.labels) == (
        "Uno.",
        "human",
        True,
        ["Translated by people"],
    )
    entry = Entry.objects.get(verb="languages.version_corrected")
    assert (entry.by, entry.about_id, entry.data) == (jonas, term.pk, {"field": "about", "language": "es"})


def test_a_machine_never_overwrites_people(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "es", "Uno.", by=jonas)
    kept = actions.record_machine_version(
        term, "about", "es", "Uno raro.", engine="LibreTranslate", source_digest=digest_of("Un.")
    )
    assert kept is None
    assert queries.best(term, "about", "es").text == "Uno."


def test_two_people_at_once_do_not_overwrite_each_other(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    version = actions.add_human_version(term, "about", "es", "Uno.", by=jonas)
    seen = actions.mark_of(version, queries.original_of(term, "about"))
    actions.correct(version, "Uno, de Amina.", by=amina, seen=seen)
    with pytest.raises(Refusal, match="changed while you were writing"):
        actions.correct(version, "Uno, de Jonas.", by=jonas, seen=seen)
    assert queries.best(Term.objects.get(pk=term.pk), "about", "es").text == "Uno, de Amina."


def test_a_confirmed_translation_is_no_longer_out_of_date(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    version = actions.add_human_version(term, "about", "es", "Uno.", by=jonas)
    actions.write(term, "about", "fr", "Un !", amina)
    assert queries.best(term, "about", "es").is_out_of_date
    actions.confirm(version, by=jonas)
    term = Term.objects.get(pk=term.pk)
    assert not queries.best(term, "about", "es").is_out_of_date
    assert Entry.objects.get(verb="languages.version_confirmed").by == jonas


def test_a_stranger_changes_nothing(term, amina, lina):
    actions.write(term, "about", "fr", "Un.", amina)
    with pytest.raises(Refusal, match="Only the author of this text, moderators and editors"):
        actions.add_human_version(term, "about", "ar", "واحد.", by=lina)
    assert provenances(term) == {"fr": "original"}
    assert not Entry.objects.exists()


def test_versions_go_with_the_thing(term, amina):
    actions.write(term, "about", "fr", "Un.", amina)
    other = Term.objects.create(scheme="theme", code="other")
    actions.write(other, "about", "fr", "Deux.", amina)
    term.delete()
    assert list(Version.objects.values_list("text", flat=True)) == ["Deux."]


def test_nothing_is_asked_while_the_engine_is_off(term, amina, lina):
    actions.write(term, "about", "fr", "Un.", amina)
    assert not MachineRequest.objects.exists()
    with pytest.raises(Refusal, match="switched off"):
        actions.request_machine_version(term, "about", "ar", by=lina)


def test_what_came_with_the_site_says_that_nobody_checked_it_until_a_person_confirms_it(
    term, amina, jonas, about, shipped
):
    actions.write(term, "about", "fr", "Un.", amina)
    version = shipped(term)
    shown = queries.best(Term.objects.get(pk=term.pk), "about", "es")
    assert (shown.labels, shown.is_unchecked) == (
        ["Translated for this site, not yet checked by a native speaker"],
        True,
    )
    about.clear()
    actions.confirm(version, by=jonas)
    shown = queries.best(Term.objects.get(pk=term.pk), "about", "es")
    assert (shown.labels, shown.is_unchecked) == (["Translated for this site, confirmed by a person"], False)
    assert about == [term]
    # It still came with the site, also when whoever confirmed it leaves; a new original makes it old all the same.
    privacy.erase(jonas)
    version.refresh_from_db()
    assert (version.provenance, version.corrected_by, version.is_confirmed) == ("site", None, True)
    actions.write(term, "about", "fr", "Un !", amina)
    assert queries.best(Term.objects.get(pk=term.pk), "about", "es").labels == [
        "Translated for this site, confirmed by a person",
        "May be out of date: the original has changed since",
    ]


def test_a_corrected_text_of_the_site_is_a_translation_by_people(term, amina, jonas, shipped):
    actions.write(term, "about", "fr", "Un.", amina)
    version = shipped(term, "Uno raro.")
    seen = actions.mark_of(version, queries.original_of(term, "about"))
    actions.correct(version, "Uno.", by=jonas, seen=seen)
    assert queries.best(Term.objects.get(pk=term.pk), "about", "es").labels == ["Translated by people"]
    other = Term.objects.create(scheme="theme", code="other")
    actions.write(other, "about", "fr", "Un.", amina)
    shipped(other)
    actions.add_human_version(other, "about", "es", "Uno mejor.", by=jonas)
    assert queries.best(other, "about", "es").labels == ["Translated by people"]


def test_a_translation_whose_original_is_gone_is_neither_confirmed_nor_corrected(term, amina, jonas, shipped):
    actions.write(term, "about", "fr", "Un.", amina)
    version = shipped(term)
    Version.objects.about(term).filter(provenance="original").delete()
    with pytest.raises(Refusal, match="There is no text to translate"):
        actions.confirm(version, by=jonas)
    with pytest.raises(Refusal, match="There is no text to translate"):
        actions.correct(version, "Uno.", by=jonas, seen=actions.mark_of(version, None))


def test_a_stranger_confirms_nothing(term, amina, lina, shipped):
    actions.write(term, "about", "fr", "Un.", amina)
    with pytest.raises(Refusal, match="Only the author of this text, moderators and editors"):
        actions.confirm(shipped(term), by=lina)
