"""The seventeen persons of the demo story. They exist only where M4D_DEMO=1."""

from datetime import timedelta

from django.utils import timezone

from . import actions
from .choices import Role

PASSWORD = "m4d-demo"  # noqa: S105 published on purpose, see the contract

#: Short name in the story: name, language, roles. The address is <short name>@demo.example.
PERSONS = {
    "officer": ("Aïssatou Cissokho", "fr", []),
    "diaspora": ("Mamadou Sylla", "fr", []),
    "applicant": ("Maria Luz Reyes", "en", []),
    "partner": ("Rosa Quispe", "es", []),
    "facilitator": ("Claire Kouassi", "fr", [Role.FACILITATOR]),
    "moderator": ("Ngozi Eze", "en", [Role.MODERATOR, Role.VERIFIER]),
    "assessor": ("Jonas Lindqvist", "en", [Role.ASSESSOR]),
    "second.assessor": ("Hélène Mbarga", "fr", [Role.ASSESSOR]),
    "programme": ("Tesfaye Bekele", "en", [Role.PROGRAMME]),
    "finance": ("Priya Nair", "en", [Role.FINANCE]),
    "donor": ("Anke Visser", "en", [Role.DONOR]),
    "tutor": ("Diego Paredes", "es", [Role.TUTOR]),
    "author": ("Samira Haddad", "en", [Role.AUTHOR]),
    "learner": ("ليلى بنعيسى", "ar", []),
    "editor": ("Grace Otieno", "en", [Role.EDITOR]),
    "stranger": ("Lina Torres", "es", []),
    "admin": ("Noor Rahman", "en", [Role.ADMIN, Role.DATA_PROTECTION]),
}


def tell(story) -> None:
    """Everybody joins, a few days apart, and the programme gives out its roles."""
    start = timezone.now() - timedelta(days=120)
    for number, (short, (name, language, roles)) in enumerate(PERSONS.items()):
        person = actions.register(
            email=f"{short}@demo.example",
            name=name,
            language=language,
            password=PASSWORD,
            roles=roles,
            at=start + timedelta(days=number),
        )
        if short == "admin":
            person.is_staff = person.is_superuser = True
            person.save(update_fields=["is_staff", "is_superuser"])
        story.people[short] = person
