"""What this room holds about a person: what they stated about places, and which names they chose."""

from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts

from . import actions
from .models import Corridor, CorridorEnd, EvidenceStatement, Territory, TerritoryFact, TerritoryName


def held(person) -> list[dict]:
    """Statements and facts, and the mark of who opened, amended or named what."""
    stated = EvidenceStatement.objects.filter(stated_by=person), TerritoryFact.objects.filter(stated_by=person)
    amended = (
        Corridor.objects.filter(opened_by=person),
        CorridorEnd.objects.filter(amended_by=person),
        Territory.objects.filter(amended_by=person),
        TerritoryName.objects.filter(chosen_by=person),
    )
    return [
        {
            "what": _("Evidence and facts about places that you stated"),
            "why": _("So that readers know what a statement rests on, and you can withdraw it."),
            "until": _("They stay. When you leave, your name is taken off."),
            "rows": accounts.Tally(*stated),
        },
        {
            "what": _("Corridors you opened, and pages of places you changed"),
            "why": _("So that it is known who speaks for a place."),
            "until": _("They stay. When you leave, your name is taken off."),
            "rows": accounts.Tally(*amended),
        },
    ]


def export(person) -> dict:
    """Everything of both kinds, in plain values."""
    statements = EvidenceStatement.objects.filter(stated_by=person).select_related("corridor")
    return {
        "evidence": [
            {
                "corridor": row.corridor.slug,
                "kind": row.kind,
                "text": row.text,
                "language": row.language,
                "source": row.source_title,
                "address": row.source_url,
                "date": row.stated_on,
                "stated_at": row.stated_at,
                "withdrawn_at": row.withdrawn_at,
            }
            for row in statements
        ],
        "facts": list(
            TerritoryFact.objects.filter(stated_by=person).values("territory__slug", "kind", "text", "stated_on")
        ),
        "corridors": list(Corridor.objects.filter(opened_by=person).values("slug", "opened_at")),
        "ends": list(CorridorEnd.objects.filter(amended_by=person).values("corridor__slug", "end", "amended_at")),
        "territories": list(Territory.objects.filter(amended_by=person).values("slug", "amended_at")),
        "names": list(TerritoryName.objects.filter(chosen_by=person).values("territory__slug", "language", "name")),
    }


def erase(person) -> str:
    """What was said of places stays, because others rest on it; whose words they were does not."""
    actions.forget_author(person)
    return _("What you stated about places stays without your name, because projects and partners rest on it.")


accounts.register_privacy(room="places", held=held, export=export, erase=erase, turn=actions.TURN)
