"""Checks codes against the lists of the vocabulary. Which attribute follows which list is the standard's own mapping
(IATI codelist mapping, CC BY 4.0), kept in data/iati-codes.json."""

import json
from functools import cache
from pathlib import Path

from m4d.vocabulary import queries as vocabulary

from ...choices import Outcome, Problem
from .reading import XML_LANG

_MAPPING = Path(__file__).resolve().parents[2] / "data" / "iati-codes.json"


@cache
def _rules() -> dict[str, list[dict]]:
    """The rules by the path of the element inside the activity."""
    rules: dict[str, list[dict]] = {}
    for rule in json.loads(_MAPPING.read_text("utf-8")):
        rules.setdefault(rule["element"], []).append(rule)
    return rules


def check_codes(element, reading):
    """Report every code that its list does not have. The code stays as the publisher wrote it."""
    known: dict[str, frozenset] = {}
    _check(element, "", reading, known)


def _check(element, path, reading, known):
    for rule in _rules().get(path, ()):
        _check_rule(element, rule, reading, known)
    language = element.get(XML_LANG)
    if language is not None:
        primary = language.strip().split("-")[0].lower()
        if not _has("language", primary, known):
            reading.report(element, Problem.CODE, Outcome.AS_TEXT, attribute=XML_LANG, value=language)
    for child in element:
        if isinstance(child.tag, str):
            _check(child, f"{path}/{child.tag}" if path else child.tag, reading, known)


def _check_rule(element, rule, reading, known):
    if "vocabulary" in rule:
        vocabulary_code = element.get("vocabulary")
        if vocabulary_code != rule["vocabulary"] and not (vocabulary_code is None and rule.get("also_without")):
            return
    attribute = rule["attribute"]
    code = element.get(attribute) if attribute else element.text
    if code is None or not code.strip():
        return
    if not _has(rule["scheme"], code.strip(), known):
        reading.report(
            element, Problem.CODE, Outcome.AS_TEXT, attribute=attribute or "", value=code, detail=rule["scheme"]
        )


def _has(scheme: str, code: str, known: dict[str, frozenset]) -> bool:
    """Whether the list has the code; a list that this site does not keep accepts every code."""
    if scheme not in known:
        known[scheme] = frozenset(vocabulary.terms(scheme))
    return not known[scheme] or code in known[scheme]
