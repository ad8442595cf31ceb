"""Chapter of places: Kédougou and the corridors that its migration desk and its diaspora describe.

Officer and diaspora write when they hold their seats, as they would on the pages: the room people says when.
"""

from datetime import timedelta

from django.utils import timezone

from . import actions, queries
from .choices import End, EvidenceKind, FactKind, Level
from .models import Territory

#: Kédougou, Dakar, Isère, Île-de-France, Guinea, Naga and Turin, by the data's own keys.
CODES = ["SN.17", "SN.01", "FR.84.38", "FR.11", "GN", "geonames:1698829", "geonames:3165524"]


def tell(story) -> None:
    """The programme opens five corridors; officer and diaspora each speak for their own end."""
    at = timezone.now() - timedelta(days=60)
    people = story.people
    found = Territory.objects.filter(code__in=CODES)
    by_code = {row.code: row for row in found.with_path()}
    kedougou, isere = by_code["SN.17"], by_code["FR.84.38"]
    pairs = {
        "isere": (kedougou, isere, ["decentralized-cooperation", "jobs"]),
        "ile-de-france": (kedougou, by_code["FR.11"], ["communities"]),
        "dakar": (kedougou, by_code["SN.01"], ["south-south"]),
        "guinea": (by_code["GN"], kedougou, ["south-south"]),
        "turin": (by_code["geonames:1698829"], by_code["geonames:3165524"], ["remittances", "rights"]),
    }
    for name, (origin, destination, themes) in pairs.items():
        story.things[f"corridor.{name}"] = actions.open_corridor(
            origin, destination, by=people["programme"], themes=themes, at=at
        )
    story.things["territory.kedougou"], story.things["territory.isere"] = kedougou, isere
    _programme(story, at + timedelta(days=8))

    def tell_ends():
        _officer(story, kedougou, at + timedelta(days=3))
        _diaspora(story, at + timedelta(days=5))
        queries.forget()

    story.once_seated.append(tell_ends)


def _officer(story, kedougou, at) -> None:
    officer, today = story.people["officer"], at.date()
    actions.amend_lead(
        kedougou,
        by=officer,
        language="fr",
        at=at,
        text="Une région du sud-est du Sénégal que l’on quitte pour Dakar et pour la France, et que d’autres "
        "rejoignent pour les sites d’or. Les deux mouvements figurent dans son plan local.",
    )
    for kind, text in (
        (FactKind.AUTHORITY, "Conseil départemental et Agence régionale de développement"),
        (FactKind.LANGUAGES, "Pulaar, malinké, bassari, français"),
        (FactKind.LEAVES_FOR, "Dakar, France, Espagne"),
        (FactKind.COMES_FROM, "Mali, Guinée, Burkina Faso"),
        (FactKind.CONTACT, "Bureau d’accueil et d’orientation des migrants"),
    ):
        actions.state_fact(
            kedougou, by=officer, kind=kind, text=text, language="fr", at=at, stated_on=today,
            source_title="Bureau d’accueil et d’orientation des migrants, Kédougou",
        )  # fmt: skip
    statements = {
        "dakar": ("Beaucoup de jeunes partent d’abord à Dakar ; le bureau d’accueil y suit trois foyers d’étudiants.",
                  Level.REPORTED, End.ORIGIN),
        "guinea": ("Des personnes arrivent de Guinée vers les sites d’or ; le bureau en a orienté 140 cette année.",
                   Level.OBSERVED, End.DESTINATION),
        "isere": ("Deux délégations sont venues depuis 2024 pour le maraîchage ; les comptes rendus sont au bureau.",
                  Level.OBSERVED, End.ORIGIN),
    }  # fmt: skip
    for name, (text, level, end) in statements.items():
        actions.state_evidence(
            story.things[f"corridor.{name}"], by=officer, kind=EvidenceKind.LOCAL, text=text, language="fr",
            source_title="Registre du bureau d’accueil, Kédougou", stated_on=today, level=level, end=end, at=at,
        )  # fmt: skip
    actions.amend_end(
        story.things["corridor.isere"], End.ORIGIN, by=officer, language="fr", at=at,
        has="Une salle de formation avec énergie solaire ; des familles d’accueil.",
        looks_for="Un formateur en maraîchage qui parle pulaar.",
    )  # fmt: skip


def _diaspora(story, at) -> None:
    diaspora = story.people["diaspora"]
    corridor = story.things["corridor.isere"]
    actions.state_evidence(
        corridor, by=diaspora, kind=EvidenceKind.LOCAL, language="fr", end=End.DESTINATION, at=at,
        text="L’association réunit une soixantaine de familles de Kédougou à Grenoble et dans sa périphérie.",
        source_title="Assemblée générale de l’association, Grenoble", stated_on=at.date(), level=Level.REPORTED,
    )  # fmt: skip
    actions.amend_end(
        corridor, End.DESTINATION, by=diaspora, language="fr", at=at,
        has="Une association de familles, deux maraîchers, un contact à la Métropole.",
        looks_for="Des projets où les jeunes de Kédougou décident avec nous.",
    )  # fmt: skip


def _programme(story, at) -> None:
    actions.state_evidence(
        story.things["corridor.turin"], by=story.people["programme"], kind=EvidenceKind.LOCAL, language="en", at=at,
        text="A cooperative in Turin and families in Naga save together for small businesses at home.",
        source_title="Talk with the cooperative, Turin", stated_on=at.date(), level=Level.REPORTED,
    )  # fmt: skip
