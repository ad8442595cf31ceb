"""Makes division-names.csv.gz: the names of first-level divisions in French, Spanish and Arabic.

    python build_names.py SUBDIVISIONS OUT

SUBDIVISIONS is the folder lib/countries/data/subdivisions of the Ruby package countries, which carries the names of
the Unicode CLDR; OUT this folder, whose territories.csv.gz must be there. Run by hand, with PyYAML, when the source
has a new edition; the site itself only reads the result. Writes how many divisions of each country were named.
"""

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path

import yaml
from build_places import ARABIC, mended, packed_rows, write

LANGUAGES = ("fr", "es", "ar")
#: The regions of Morocco were redrawn and their codes given again: the source still names those of before.
REDRAWN = {"MA"}
#: Languages of the source whose spelling of a name can be compared with ours.
LATIN = ("en", "fr", "es", "de", "it", "pt", "nl", "ca", "pl", "sv", "da", "nb", "id", "tr", "ro", "vi", "eu", "gl")
#: Arabic names that mean what our name means and do not sound like it, read one by one.
MEANT = {
    "AT.03", "AT.04", "AU.01", "BB.01", "BF.03", "BF.04", "BF.05", "BF.07", "BF.08", "BF.10", "BF.11", "BS.15",
    "BW.01", "BW.08", "BW.09", "CA.09", "CA.13", "CD.11", "CI.78", "CM.04", "CM.07", "CM.08", "CM.09", "CM.12",
    "CO.25", "CU.04", "DO.09", "EG.02", "EG.11", "EG.13", "EG.14", "EG.26", "EG.27", "ER.03", "ER.05", "ER.06",
    "ES.CE", "FI.16", "FJ.01", "FJ.02", "FJ.05", "GH.01", "GH.04", "GH.05", "GH.06", "GH.09", "GH.14", "GM.02",
    "GM.03", "GM.04", "GM.05", "GM.07", "GR.ESYE23", "GR.ESYE41", "GT.11", "GT.14", "HN.11", "HT.03", "HT.07",
    "HT.09", "HT.10", "HT.11", "HT.12", "HT.13", "ID.07", "ID.08", "IL.01", "IL.02", "IL.03", "IS.39", "KP.07",
    "LB.06", "LK.29", "LK.30", "LK.32", "LK.34", "LK.36", "LK.37", "LK.38", "MU.12", "MW.C", "NZ.G3", "PG.01",
    "PG.02", "PY.06", "RW.11", "RW.13", "RW.14", "RW.15", "SB.10", "SB.11", "SL.01", "SL.02", "SL.03", "SL.04",
    "SS.01", "SS.02", "SS.04", "SS.10", "TD.07", "TD.08", "TD.09", "TD.17", "TD.20", "TD.28", "TG.22", "TG.24",
    "TZ.22", "UG.E", "UM.200", "UM.400", "UM.450", "UY.16", "VE.21", "ZA.05", "ZA.08", "ZA.10", "ZA.11", "ZM.01",
    "ZM.02", "ZM.03", "ZM.05", "ZM.06", "ZM.07",
}  # fmt: skip
#: "Company": a mistaken word for the corporations of Trinidad and Tobago.
COMPANY = "شركة "
_KIND = (
    "region|province|governorate|state|department|district|county|prefecture|municipality|wilaya|parish|division|"
    "departement|gouvernorat|provincia|departamento|gobernacion|estado|distrito|kanton|canton|oblast|of|the|de|du|des|"
    "del|la|le|les|d|l"
)
_WORD = re.compile(r"[^\W_]+")
_BEFORE = {
    "fr": re.compile(
        r"^(?:gouvernorat|wilaya|province|région|département|district|état|comté|préfecture|paroisse|canton|"
        r"raïon|oblast|voïvodie|municipalité|arrondissement|division|subdivision|"
        r"gouvernement|județ|raion|comitat|oblys)"
        r"(?: autonome)? (?:d[’']|de l[’']|de la |des |du |de )",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"^(?:gobernación|gobernorado|valiato|provincia|región|departamento|distrito|estado|condado|prefectura|"
        r"parroquia|cantón|raión|óblast|voivodato|municipio|división|wilaya|vilayato|periferia|"
        r"municipalidad)(?: autónoma)? (?:del |de )",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"^(?:محافظة|ولاية|مقاطعة|إقليم|اقليم|جهة|منطقة|دائرة|أوبليس|كانتون|أوبلاست|قسم|شعبة|أبرشية|ابرشية|أبريشة|بلدية|مديرية|"
        r"إدارة|شعبية|إمارة|امارة|ضاحية) "
    ),
}
#: Letters that sound alike stand for each other when the Arabic spelling is compared with the Latin one.
_SOUNDS = str.maketrans({
    "ب": "b", "ت": "t", "ث": "t", "ج": "g", "ح": "h", "خ": "h", "د": "d", "ذ": "d", "ر": "r", "ز": "s", "س": "s",
    "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "غ": "g", "ف": "b", "ق": "k", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "ة": "", "و": "", "ي": "", "ى": "", "ا": "", "أ": "", "إ": "", "آ": "", "ء": "", "ئ": "",
    "ؤ": "", "ع": "", "ـ": "",
})  # fmt: skip
_LATIN_SOUNDS = (
    ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("ch", "s"), ("sh", "s"), ("kh", "h"), ("gh", "g"), ("dh", "d"),
    ("th", "t"), ("ph", "b"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "ks"), ("c", "k"), ("z", "s"), ("j", "g"),
    ("p", "b"), ("f", "b"), ("v", "b"), ("w", ""),
)  # fmt: skip


def plain(text):
    """Letters without accents and case."""
    text = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁøØđĐıßʼ", "lLoOdDis'"))).casefold()
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def flat(text):
    """A name without accents, case, articles and the word for its kind, to compare names of two lists."""
    words = [word for word in _WORD.findall(plain(text)) if not re.fullmatch(_KIND, word)]
    return "".join(words) or "".join(_WORD.findall(plain(text)))


def sounds(text):
    """The consonants of a name in either alphabet, those that are heard alike written alike."""
    text = plain(text)
    for written, heard in _LATIN_SOUNDS:
        text = text.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", re.sub(r"[^bdghklmnrst]", "", text.translate(_SOUNDS)))


def alike(arabic, others):
    """How much an Arabic name sounds like one of the others, 0 to 1."""
    heard = sounds(re.sub(r"\bال", "", arabic))
    return max(SequenceMatcher(None, heard, sounds(other)).ratio() for other in others)


def tidied(name, language):
    """A name of the source as we show it: without the explanation that follows it."""
    name = unicodedata.normalize("NFC", re.sub(r"\s*[(،,].*$| gobernación$", "", name).replace("'", "’").strip())
    return mended(name) if language == "ar" else name


def short(name, language):
    """A name without the word for its kind: "Gouvernorat d’Alexandrie" is "Alexandrie"."""
    left = _BEFORE[language].sub("", name)
    return left[:1].upper() + left[1:] if len(left) > 1 else name


def with_article(name, own):
    """ "Paz", left of "Département de la Paz", where our name has an article: "La Paz"."""
    article = re.match(r"(?:La|Las|El|Los|Le|Les) ", own)
    return f"{article[0]}{name}" if article and flat(own) == flat(name) and not name.startswith(article[0]) else name


def readable(name, language):
    """Whether a name is written with the letters of its language."""
    if language == "ar":
        return bool(ARABIC.match(name)) and not name.startswith(COMPANY)
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def entries_of(folder, country):
    """The divisions of a country in the source: {code: {language: name}}."""
    path = folder / f"{country}.yaml"
    if country in REDRAWN or not path.exists():
        return {}
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return {code: entry["translations"] for code, entry in loaded.items() if entry.get("translations")}


def pairs(ours, entries):
    """Which of our divisions is which of theirs: by name, never by code alone, and only where there is one of each."""
    by_name = defaultdict(set)
    for code, names in entries.items():
        for language in LATIN:
            if names.get(language):
                by_name[flat(names[language])].add(code)
    found = {}
    for row in ours:
        codes = by_name.get(flat(row["name"]), set())
        same = {code for code in codes if f"{row['country']}-{code}" == row["iso_code"]}
        if len(same or codes) == 1:
            found[row["code"]] = next(iter(same or codes))
    times = Counter(found.values())
    return {ours: theirs for ours, theirs in found.items() if times[theirs] == 1}


def named(ours, entries, doubtful):
    """(code, language, name) of the divisions of one country."""
    rows = {row["code"]: row for row in ours}
    for language in LANGUAGES:
        full = {}
        for code, theirs in pairs(ours, entries).items():
            name = tidied(entries[theirs].get(language, ""), language)
            if not name or not readable(name, language):
                continue
            latin = [rows[code]["name"], *(entries[theirs][each] for each in LATIN if entries[theirs].get(each))]
            if language == "ar" and code not in MEANT and alike(short(name, "ar"), latin) < 0.6:
                doubtful.append((code, rows[code]["name"], name))
                continue
            full[code] = name
        shortened = {code: with_article(short(name, language), rows[code]["name"]) for code, name in full.items()}
        times, whole = Counter(shortened.values()), Counter(full.values())
        for code, name in full.items():
            # Two divisions of one name keep the word for their kind; two that even so have one name have none.
            if times[shortened[code]] == 1:
                yield code, language, shortened[code]
            elif whole[name] == 1:
                yield code, language, name


def main(folder, out):
    """Write the file and tell what was matched."""
    countries = defaultdict(list)
    for row in packed_rows(out / "territories.csv.gz"):
        if row["kind"] == "admin1":
            countries[row["country"]].append(row)
    records, doubtful = [], []
    for country, ours in sorted(countries.items()):
        found = list(named(ours, entries_of(folder, country), doubtful))
        records += found
        counts = Counter(language for _code, language, _name in found)
        told = ", ".join(f"{language} {counts[language]}" for language in LANGUAGES)
        sys.stdout.write(f"{country} {len(ours)}: {told}\n")
    sys.stdout.writelines(f"left out: {' '.join(line)}\n" for line in doubtful)
    write(out / "division-names.csv.gz", ["code", "language", "name"], sorted(records))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
