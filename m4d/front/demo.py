"""Chapter of front: members follow what concerns them, and a text they follow is translated, changed and corrected."""

from datetime import timedelta

from django.utils import timezone

from m4d.activity import actions as activity
from m4d.languages import actions as languages
from m4d.languages import queries as versions
from m4d.places import actions as places

LEAD = {
    "en": "A region in the south-east of Senegal that people leave for Dakar and for France, and that others come to "
    "for its gold sites. Both movements stand in its local plan.",
    "es": "Una región del sudeste de Senegal de la que se parte hacia Dakar y Francia, y a la que otras personas "
    "llegan por los yacimientos de oro. Ambos movimientos figuran en su plan local.",
}
ADDED = {
    "fr": "Le bureau d’accueil reçoit chaque mercredi matin.",
    "en": "The welcome desk is open every Wednesday morning.",
}


def tell(story) -> None:
    """The officer, the diaspora and the learner follow Kédougou; the editor gives its text two more languages.

    Then the officer adds a sentence. The editor follows in English; the Spanish text says that it may be out of date.
    """
    followed = {
        "officer": ["territory.kedougou", "corridor.isere", "corridor.dakar", "corridor.guinea"],
        "diaspora": ["territory.isere", "territory.kedougou", "corridor.isere", "corridor.ile-de-france"],
        "learner": ["territory.kedougou"],
        "facilitator": ["corridor.isere"],
    }
    at = timezone.now() - timedelta(days=9)
    for person, things in followed.items():
        for thing in things:
            activity.follow(story.people[person], story.things[thing], at=at)
    kedougou, officer, editor = story.things["territory.kedougou"], story.people["officer"], story.people["editor"]
    english, _spanish = [
        languages.add_human_version(kedougou, "lead", language, text, by=editor, at=at + timedelta(days=3 + day))
        for day, (language, text) in enumerate(LEAD.items())
    ]
    original = versions.original_of(kedougou, "lead")
    text = f"{original.text} {ADDED['fr']}"
    places.amend_lead(kedougou, by=officer, language="fr", text=text, at=at + timedelta(days=6))
    seen = languages.mark_of(english, versions.original_of(kedougou, "lead"))
    text = f"{LEAD['en']} {ADDED['en']}"
    languages.correct(english, text, by=editor, seen=seen, at=at + timedelta(days=7))
