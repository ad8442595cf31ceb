"""The demo world, and what must never be seen by others."""

from types import SimpleNamespace

PERSONAS = (
    "visitor", "officer", "diaspora", "applicant", "partner", "facilitator", "moderator", "assessor",
    "second.assessor", "programme", "finance", "donor", "tutor", "author", "learner", "editor", "stranger", "admin",
)  # fmt: skip


def tell() -> SimpleNamespace:
    """Starter content and the demo story, as `make run` makes them."""
    from m4d.accounts.models import Person
    from m4d.config.operations import demo, start
    from m4d.jobs import actions as jobs

    start.load_starter_content()
    demo.tell()
    jobs.work_off()
    people = {person.email.split("@")[0]: person for person in Person.objects.filter(email__endswith="@demo.example")}
    return SimpleNamespace(people=people)


def planted_secrets(reader) -> list[str]:
    """Values that other personas keep to themselves; none may appear on a page that this reader opens."""
    from m4d.people.models import Profile

    profiles = Profile.objects.select_related("person")
    if reader is not None:
        profiles = profiles.exclude(person=reader)
    return [
        value
        for profile in profiles
        for value in (profile.phone,)
        if value and profile.visibility.get("phone", "nobody") == "nobody"
    ]
