"""What repair and renewal leave behind while others go on writing."""

import pytest
from django.db import connection

from m4d.catalogue import actions, queries
from m4d.catalogue.actions import cards, upkeep
from m4d.catalogue.models import Card, CardFace, Word, registry
from m4d.core.testing import statements
from m4d.jobs import actions as jobs
from m4d.vocabulary.models import Term

from .conftest import Neighbour, Tale, describe_tale

pytestmark = pytest.mark.django_db


def describe_word(term):
    """What a word of the vocabulary calls itself; none while it is retired."""
    return [actions.Description(titles=term.names, facets={"theme": [term.parent]})] if term.names else []


@pytest.fixture
def words():
    """Words of a vocabulary as things of the catalogue: words(3) makes three, with their cards."""
    kind = actions.register(
        actions.Kind(
            code="word", model=Term, describe=describe_word, things=lambda: Term.objects.filter(scheme="tests"),
            list_path="words/", label="Word", plural="Words", columns=[],
        )
    )  # fmt: skip

    def make(number):
        made = [
            Term.objects.create(scheme="tests", code=str(n), names={"fr": f"Mot {n}"}, parent="rights", position=n)
            for n in range(number)
        ]
        actions.put_many(kind, made)
        return made

    return make


def meanwhile(monkeypatch, change):
    """Have `change` happen, once, while the first thing is described."""
    kind = registry.kinds["word"]
    waiting = [change]

    def describe(thing):
        if waiting:
            waiting.pop()()
        return describe_word(thing)

    monkeypatch.setattr(cards, "AT_WORK", 1)
    monkeypatch.setitem(registry.kinds, "word", actions.Kind(**{**vars(kind), "describe": describe}))


def titles():
    return [entry.title for entry in queries.find(kind="word", language="fr").entries]


def test_refresh_describes_all_and_drops_what_is_gone(words):
    first, second = words(2)
    Term.objects.filter(pk=first.pk).delete()
    Term.objects.filter(pk=second.pk).update(names={"fr": "Transferts solidaires"})
    assert actions.refresh("word") == 1
    assert titles() == ["Transferts solidaires"]


@pytest.mark.parametrize("renewal", ["refresh", "renew_carrying"])
def test_what_was_hidden_during_a_renewal_stays_hidden(words, monkeypatch, renewal):
    *_others, last = words(3)

    def hide():
        Term.objects.filter(pk=last.pk).update(names={"fr": "Sans nom"})
        actions.put(Term.objects.get(pk=last.pk))

    meanwhile(monkeypatch, hide)
    if renewal == "refresh":
        assert actions.refresh("word") == 3
    else:
        assert actions.renew_carrying(facet="theme", code="rights") == 3
    assert titles() == ["Mot 0", "Mot 1", "Sans nom"]


@pytest.mark.parametrize("renewal", ["refresh", "renew_carrying"])
def test_what_was_erased_during_a_renewal_gets_no_card_again(words, monkeypatch, renewal):
    *_others, last = words(3)

    def erase():
        actions.remove(last)
        Term.objects.filter(pk=last.pk).delete()

    meanwhile(monkeypatch, erase)
    if renewal == "refresh":
        assert actions.refresh("word") == 2
    else:
        actions.renew_carrying(facet="theme", code="rights")
    assert titles() == ["Mot 0", "Mot 1"]


def test_a_renewal_locks_a_thing_before_it_reads_it(words):
    words(1)
    with statements() as seen:
        actions.refresh("word")
    of_terms = [row["sql"] for row in seen if 'FROM "vocabulary_term"' in row["sql"]]
    assert ("FOR UPDATE" in of_terms[1]) == (connection.vendor == "postgresql")
    assert '"names"' not in of_terms[1]
    assert '"names"' in of_terms[2]


def test_a_new_name_comes_to_what_carries_it_a_part_in_each_job(words, monkeypatch):
    words(5)
    actions.put(Neighbour(1, "Fatou", "Agente"))
    registry.kinds.pop("neighbour")
    monkeypatch.setattr(upkeep, "BATCH", 2)
    Term.objects.filter(scheme="tests").update(names={"fr": "Nouveau"})
    assert actions.renew_carrying.speaks_outside
    assert actions.renew_carrying(facet="theme", code="health") == 0
    assert actions.renew_carrying(facet="theme", code="rights") == 2
    assert titles().count("Nouveau") == 2
    jobs.work_off()
    assert titles() == ["Nouveau"] * 5


def test_words_nobody_holds_are_forgotten(tell, monkeypatch):
    monkeypatch.setattr(upkeep, "WORDS_A_JOB", 1)
    tell(1, fr="Épargne")
    tell(2, fr="Transferts")
    tell(3, fr="Prêt solidaire")
    actions.remove_many("tale", ["1", "3"])
    assert Word.objects.filter(word="solidaire").exists()
    actions.forget_words()
    jobs.work_off()
    assert set(Word.objects.values_list("word", flat=True)) == {"transferts"}


@pytest.mark.django_db(transaction=True)
def test_words_are_looked_for_while_others_may_write(tell, monkeypatch):
    tell(1, fr="Épargne")
    actions.remove_many("tale", ["1"])
    tell(2, fr="Transferts")
    found = []
    nowhere = upkeep.nowhere

    def look(words):
        found.append((connection.in_atomic_block, len(words)))
        gone = nowhere(words)
        if len(found) == 1:
            # Somebody writes the word again between the search and the deletion.
            actions.put(Tale(3, {"fr": "Épargne"}))
        return gone

    monkeypatch.setattr(upkeep, "nowhere", look)
    assert actions.forget_words.speaks_outside
    actions.forget_words()
    assert found == [(False, 2), (True, 1)]
    assert set(Word.objects.values_list("word", flat=True)) == {"epargne", "transferts"}


def test_faces_are_rendered_again_when_the_wording_changed(words, monkeypatch):
    words(1)
    asked = []
    monkeypatch.setattr(upkeep, "later", lambda action, **given: asked.append((action, given)))
    assert (actions.render_if_changed(), actions.render_if_changed()) == (False, False)
    monkeypatch.setattr(upkeep, "RENDERER", "next")
    CardFace.objects.update(html="as it was")
    since = Card.objects.get().updated_at
    assert actions.render_if_changed()
    ((action, given),) = asked
    assert action == "m4d.catalogue.actions.render_again"
    assert actions.render_again(**given) == 1
    assert not CardFace.objects.filter(html="as it was").exists()
    assert Card.objects.get().updated_at == since
    assert not actions.render_if_changed()


def test_the_digest_of_rendering_covers_every_kind_of_the_house(db, monkeypatch):
    kind = registry.kinds["tale"]
    before = upkeep.digest_of_rendering()
    actions.register(actions.Kind(**{**vars(kind), "row_template": "catalogue/_entries.html"}))
    with_template = upkeep.digest_of_rendering()
    actions.register(actions.Kind(**{**vars(kind), "row_template": describe_tale}))
    assert len({before, with_template, upkeep.digest_of_rendering()}) == 3


def moments():
    return dict(Card.objects.values_list("audience", "updated_at"))


def test_a_card_that_says_the_same_keeps_its_moment(tell):
    def told(**more):
        given = {
            "facets": {"theme": ["rights"]},
            "summaries": {"fr": "Une tontine."},
            "data": {"title": "a", "n": [1]},
        }
        tell(1, fr="Épargne", **{**given, **more})
        return Card.objects.get().updated_at

    since = told()
    assert told() == since
    for change in (
        {"en": "Savings"},
        {"summaries": {"fr": "Une banque."}},
        {"bodies": {"fr": "Plus long."}},
        {"facets": {"theme": ["health"]}},
        {"data": {"title": "b", "n": [1]}},
    ):
        assert told(**change) > since
        since = told()


def test_what_members_alone_see_moves_no_card_of_visitors(db):
    actions.put(Neighbour(1, "Fatou", "Agente"))
    before = moments()
    actions.put(Neighbour(1, "Fatou Diallo", "Agente"))
    after = moments()
    assert (after[1] == before[1], after[2] > before[2]) == (True, True)


def test_a_card_for_everybody_that_is_parted_keeps_the_moment_of_who_sees_the_same(db, monkeypatch):
    neighbour = registry.kinds["neighbour"].describe

    def describe(thing):
        visitors, members = neighbour(thing)
        return [visitors, members] if thing.secret else [actions.Description(**{**vars(visitors), "audience": 0})]

    def put(secret=""):
        actions.put(Neighbour(1, "Fatou", "Agente", secret=secret))
        return moments()

    kind = registry.kinds["neighbour"]
    monkeypatch.setitem(registry.kinds, "neighbour", actions.Kind(**{**vars(kind), "describe": describe}))
    one = put()
    two = put("hidden")
    assert (two[1] == one[0], two[2] > one[0]) == (True, True)
    assert put()[0] > two[2]
