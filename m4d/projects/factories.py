"""Builders for tests: projects with their cards, and small IATI files."""

from itertools import count

from m4d.catalogue import actions as catalogue

from .choices import End, Origin
from .models import Participation, Project, Source

_numbers = count(1)

#: One valid activity; `parts` goes before the end of it.
ACTIVITY = """
  <iati-activity xml:lang="{language}" default-currency="EUR" last-updated-datetime="{updated}">
    <iati-identifier>{identifier}</iati-identifier>
    <reporting-org ref="{publisher}" type="22"><narrative>{publisher_name}</narrative></reporting-org>
    <title><narrative>{title}</narrative></title>
    <description><narrative>{description}</narrative></description>
    <participating-org ref="{publisher}" role="2" type="22"><narrative>{publisher_name}</narrative></participating-org>
    <activity-status code="2"/>
    <activity-date type="2" iso-date="2024-01-01"/>
    <recipient-country code="SN" percentage="100"/>
    {parts}
  </iati-activity>"""


def make_project(title="Savings groups in Kédougou", *, partners=(), themes=("remittances",), **values):
    """A listed project with its card. `partners` are (organization, end) pairs."""
    number = next(_numbers)
    project = Project.objects.create(
        **{
            "slug": f"project-{number}",
            "identifier": f"TEST-{number}",
            "origin": Origin.STARTER,
            "title": title,
            "language": "en",
            "summary": "People save together and lend to one another.",
            "countries": ["SN"],
            "partner_countries": ["FR"],
            "themes": list(themes),
            **values,
        }
    )
    for organization, end in partners:
        Participation.objects.create(
            project=project, organization=organization, name=organization.name, end=end or End.HERE
        )
    Source.objects.create(project=project, address=f"https://source.example.org/{number}")
    catalogue.put(project)
    return project


def activity(identifier="FR-RCS-1-A", **values) -> str:
    """One activity as XML text."""
    values = {
        "language": "en",
        "updated": "2026-01-01T00:00:00Z",
        "publisher": "FR-RCS-1",
        "publisher_name": "Example Association",
        "title": "A title",
        "description": "What it does.",
        "parts": "",
        **values,
    }
    return ACTIVITY.format(identifier=identifier, **values)


def iati_text(*activities, version="2.03", prolog='<?xml version="1.0" encoding="UTF-8"?>') -> str:
    """A whole activity file as text."""
    return f'{prolog}\n<iati-activities version="{version}">{"".join(activities)}\n</iati-activities>\n'
