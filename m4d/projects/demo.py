"""The chapter of projects: the programme office imports a file, and the desk in Kédougou corrects what it says.

The agency and both activities are invented; the projects of the starter list are real and stay as they are.
"""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from . import actions
from .models import Project

FILE = Path(__file__).parent / "data" / "demo-activities.xml"
SUMMARY = (
    "Les familles installées en Isère paient la moitié de chaque puits, la commune l’autre moitié. Des jeunes de "
    "quatre villages apprennent à les entretenir, et le bureau des migrations suit chaque puits pendant un an."
)


def tell(story) -> None:
    """The programme officer imports two activities; whoever speaks for the municipality tells one of them better."""
    now = timezone.now()
    actions.import_iati(FILE, by=story.people["programme"], at=now - timedelta(days=20))
    wells = Project.objects.get(iati_identifier="XE-M4D-DEMO-1-KEDOUGOU")
    story.things["project wells"] = actions.correct_project(
        wells,
        by=story.people["officer"],
        version=wells.version,
        values={"summary": SUMMARY, "themes": ["local-governance", "communities", "youth"]},
        at=now - timedelta(days=18),
    )
    story.things["project savings"] = Project.objects.get(iati_identifier="XE-M4D-DEMO-1-NAGA")
