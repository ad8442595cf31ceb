"""What a searched word means beyond itself: the theme, country or kind of actor that it names.

"remittances" also finds what carries the theme Remittances, "sénégal" what happens in Senegal, in any of our languages
and without a word more in the index: names of codes are few and lie in memory.
"""

from m4d.catalogue.gateways import analysis
from m4d.vocabulary import queries as vocabulary

#: Words in names of kinds of actors that by themselves name none, folded as they stand there, in each language.
_SAY_LITTLE = """
based civil domestic individual intermediate international local migrant migrants money nations national operator
organization other private provider regional society trade transfer union united
argent autre civile consulaire fonds individuel internationale intermediaire locale locales migrante nationale
operateur organisation organisme personne privee regionale societe transfert unies
centro comunicacion intermedia internacional medios migrantes nacional naciones operador organismo organizacion otra
persona privada remesas sociedad unidas
ابناء اخري اصغر اموال الاتحاد المتحده بلده تابعه تحويل تمويل جهه جهويه حكوميه خاصه دوليه شخص علمي عماليه غير للامم
مجتمع محليه مدني مستقل منظمه مهاجر مهاجرين مهنيه هييه وسايل وسيطه وطنيه
"""
SAY_LITTLE = frozenset(_SAY_LITTLE.split())

#: Facet, scheme, and the words of a name that say little. Any other word of it names it, or two together: "university"
#: is enough for "University or research", "united nations" for the agencies. A country (None) has its whole name or
#: nothing: "united" is no country.
NAMED = (
    ("theme", "theme", frozenset()),
    ("country", "country", None),
    ("stakeholder", "stakeholder_type", SAY_LITTLE),
)

#: A word that is in more names than this names nothing in particular.
MOST_MEANINGS = 4

_kept: dict[str, tuple[dict, list, dict]] = {}


def meanings(words: tuple[str, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each word the (facet, code) pairs that it names, alone or together with other words of the query."""
    forms = {word: frozenset(analysis.alternatives(word)) for word in words}
    found: dict[str, dict[tuple[str, str], None]] = {word: {} for word in words}
    for facet, scheme, says_little in NAMED:
        names, by_form = _names(scheme)
        near = {place for wanted in forms.values() for form in wanted for place in by_form.get(form, ())}
        for place in sorted(near):
            code, parts = names[place]
            hits = {word for word in words if any(not forms[word].isdisjoint(part) for part in parts.values())}
            named = [
                written for written, part in parts.items() if any(not forms[hit].isdisjoint(part) for hit in hits)
            ]
            if len(named) == len(parts) or _is_enough(named, says_little):
                for word in hits:
                    found[word][(facet, code)] = None
    return {word: tuple(pairs) for word, pairs in found.items() if 0 < len(pairs) <= MOST_MEANINGS}


def _is_enough(named: list[str], says_little: frozenset[str] | None) -> bool:
    """Whether these words out of a longer name already say which one is meant."""
    return says_little is not None and (len(named) > 1 or not says_little.issuperset(named))


def _names(scheme: str) -> tuple[list, dict]:
    """Every name of every code as the forms of its telling words, and the names that hold each form."""
    terms = vocabulary.terms(scheme)
    kept = _kept.get(scheme)
    if kept is None or kept[0] is not terms:
        names: list[tuple[str, dict[str, frozenset[str]]]] = []
        by_form: dict[str, list[int]] = {}
        for code, term in terms.items():
            for language, name in term.names.items():
                words, _ = analysis.query_words(name)
                parts = {word: frozenset({word, *analysis.stems(word, language)}) for word in words}
                for form in {form for part in parts.values() for form in part}:
                    by_form.setdefault(form, []).append(len(names))
                names.append((code, parts))
        kept = _kept[scheme] = (terms, names, by_form)
    return kept[1], kept[2]
