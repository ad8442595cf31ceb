"""`m4d import iati FILE` and `m4d import forum FILE` as somebody at the command line reads them."""

from types import SimpleNamespace

import pytest

from m4d.config.operations import Trouble, importing
from m4d.people.factories import make_organization
from m4d.projects.factories import activity, iati_text
from m4d.projects.models import Project

pytestmark = pytest.mark.django_db
PARTNER = '<participating-org role="4" type="22"><narrative>Touba</narrative></participating-org>'


@pytest.fixture
def published(tmp_path):
    path = tmp_path / "published.xml"
    path.write_text(iati_text(activity("FR-RCS-1-A", parts=PARTNER)), encoding="utf-8")
    return path


def test_report_names_the_organization_to_compare_and_its_page(published, capsys):
    known = make_organization("Touba", country="SN")
    assert importing.run(SimpleNamespace(format="iati", file=str(published))) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "Look whether" in line)
    assert line.endswith(f"the same organization: Touba, {known.get_absolute_url()}")


def test_a_broken_file_is_refused_in_sentences_that_end(published):
    published.write_text(published.read_text(encoding="utf-8")[:-30], encoding="utf-8")
    with pytest.raises(Trouble) as told:
        importing.run(SimpleNamespace(format="iati", file=str(published)))
    assert "published.xml was refused and nothing was changed. The file is not valid XML" in str(told.value)
    assert "too early. Line " in str(told.value)
    assert not Project.objects.exists()
