"""Files that nobody has checked: refused whole, with a reason, before anything is kept."""

import gzip
import tracemalloc
from time import process_time

import pytest

from m4d.projects.choices import Refused
from m4d.projects.factories import activity, iati_text
from m4d.projects.gateways import iati
from m4d.projects.gateways.iati import file as iati_file_module
from m4d.projects.gateways.iati.reading import Reading

#: Codes are looked up in the vocabulary.
pytestmark = pytest.mark.django_db

BILLION_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE iati-activities [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<iati-activities version="2.03" note="&c;">&c;</iati-activities>"""
EXTERNAL_ENTITY = """<?xml version="1.0"?>
<!DOCTYPE iati-activities [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<iati-activities version="2.03"><iati-activity><iati-identifier>&secret;</iati-identifier></iati-activity>
</iati-activities>"""
PARAMETER_ENTITY = """<?xml version="1.0"?>
<!DOCTYPE iati-activities [<!ENTITY % far SYSTEM "http://127.0.0.1:9/evil.dtd"> %far;]>
<iati-activities version="2.03"/>"""
ONE = iati_text(activity())
UTF16_LAUGHS = BILLION_LAUGHS.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")
HARMLESS = ONE.replace("<iati-act", '<!DOCTYPE iati-activities SYSTEM "iati.dtd"><iati-act', 1)

REFUSED = {
    "empty": (b"", Refused.EMPTY),
    "not XML": (b"identifier,title\nA,B\n", Refused.NOT_XML),
    "truncated": (ONE[: len(ONE) // 2].encode(), Refused.NOT_XML),
    "cut before the last tag": (ONE.rstrip()[:-5].encode(), Refused.NOT_XML),
    "crossed tags": (iati_text("<iati-activity><title></iati-activity></title>").encode(), Refused.NOT_XML),
    "undefined entity": (iati_text("<iati-activity>&nbsp;</iati-activity>").encode(), Refused.NOT_XML),
    "billion laughs": (BILLION_LAUGHS.encode(), Refused.DOCTYPE),
    "billion laughs in UTF-16": (UTF16_LAUGHS, Refused.DOCTYPE),
    "external entity": (EXTERNAL_ENTITY.encode(), Refused.DOCTYPE),
    "parameter entity": (PARAMETER_ENTITY.encode(), Refused.DOCTYPE),
    "harmless document type": (HARMLESS.encode(), Refused.DOCTYPE),
    "version 1.05": (iati_text(activity(), version="1.05").encode(), Refused.VERSION),
    "no version": (ONE.replace(' version="2.03"', "").encode(), Refused.VERSION),
    "another standard": (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', Refused.NOT_IATI),
    "an organisation file": (b'<iati-organisations version="2.03"/>', Refused.NOT_IATI),
    "compressed": (gzip.compress(ONE.encode()), Refused.COMPRESSED),
    "zipped": (b"PK\x03\x04rest", Refused.COMPRESSED),
    "unknown encoding": (ONE.replace("UTF-8", "X-UNHEARD-OF").encode(), Refused.ENCODING),
    "Latin letters said to be UTF-8": (ONE.replace("A title", "Économie").encode("latin-1"), Refused.NOT_XML),
    "NUL bytes": (ONE.replace("A title", "A\x00title").encode(), Refused.NOT_XML),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_file_is_refused_with_its_reason(iati_file, name):
    content, reason = REFUSED[name]
    with pytest.raises(iati.FileRefused) as refused:
        iati.look_at(iati_file(content))
    allowed = {reason, Refused.ENCODING} if name == "Latin letters said to be UTF-8" else {reason}
    assert refused.value.reason in allowed
    assert "root:" not in refused.value.detail


def read_all(path):
    """The readings of a file; each is made before the next activity empties the last one."""
    return [iati.read_activity(element, version="2.03") for element in iati.activities(path)]


def test_refusal_names_the_line(iati_file):
    with pytest.raises(iati.FileRefused) as refused:
        iati.look_at(
            iati_file('<?xml version="1.0"?>\n<iati-activities version="2.03">\n<a>\n</b>\n</iati-activities>')
        )
    assert refused.value.line == 4


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-16", "UTF-16"), ("iso-8859-1", "ISO-8859-1"), ("windows-1252", "windows-1252"), ("utf-8-sig", "UTF-8")],
)
def test_other_encodings_are_read_right(iati_file, encoding, declared):
    text = iati_text(activity(title="Économie à Kédougou"), prolog=f'<?xml version="1.0" encoding="{declared}"?>')
    path = iati_file(text.encode(encoding))
    assert iati.look_at(path) == iati.FileFacts(version="2.03", total=1)
    (reading,) = read_all(path)
    assert reading.fields["title"] == "Économie à Kédougou"


def test_arabic_in_utf16_keeps_its_letters(iati_file):
    text = iati_text(
        activity(title="تحويلات المهاجرين", language="ar"), prolog='<?xml version="1.0" encoding="UTF-16"?>'
    )
    (reading,) = read_all(iati_file(text.encode("utf-16")))
    assert (reading.fields["title"], reading.fields["language"]) == ("تحويلات المهاجرين", "ar")


def test_lines_are_right_far_into_a_file(iati_file):
    filler = "\n" * 70_000
    path = iati_file(iati_text(activity("A"), filler, activity("B", parts='<sector code="00000"/>')))
    *_first, last = read_all(path)
    (finding,) = [finding for finding in last.findings if finding.problem == "code"]
    assert finding.line == 70_000 + 24


def test_large_file_streams_in_bounded_memory(iati_file):
    """Sixteen megabytes go through while no more than a few are held."""
    one = activity(description="Many words. " * 600, identifier="FR-RCS-1-{n}")
    text = iati_text(*(one.replace("{n}", str(n)) for n in range(2000)))
    path = iati_file(text)
    size = path.stat().st_size
    del text
    assert size > 14_000_000
    tracemalloc.start()
    facts = iati.look_at(path)
    seen = sum(1 for _element in iati.activities(path))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert facts.total == seen == 2000
    assert peak < 4_000_000


def test_let_go_elements_leave_the_tree(iati_file):
    path = iati_file(iati_text(*(activity(f"FR-RCS-1-{n}") for n in range(3000))))
    largest = 0
    for element in iati.activities(path):
        largest = max(largest, len(element.getparent()))
    # One chunk of the file holds a few hundred activities; the whole file holds three thousand.
    assert largest < 600


def test_activity_without_end_is_refused(iati_file, monkeypatch):
    monkeypatch.setattr(iati_file_module, "LONGEST_ACTIVITY", 1_000_000)
    path = iati_file(iati_text(activity(description="word " * 400_000)))
    with pytest.raises(iati.FileRefused) as refused:
        iati.look_at(path)
    assert refused.value.reason == Refused.TOO_LARGE


def test_a_file_of_bad_values_is_read_in_a_time_that_grows_with_its_length(iati_file):
    parts = '<transaction><value currency="EUR" value-date="2020-01-01">many</value></transaction>' * 20_000
    element = next(iati.activities(iati_file(iati_text(activity(parts=parts)))))
    reading = Reading(identifier="FR-RCS-1-A", line=1)
    began = process_time()
    for value in element.iterfind("transaction/value"):
        assert reading.number(value, value.text) is None
    assert process_time() - began < 2
    places = [finding.element for finding in reading.findings]
    assert len(places) == 20_000
    assert (places[0], places[-1]) == ("transaction[1]/value", "transaction[20000]/value")
