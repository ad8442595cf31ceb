"""Corridors: the list with its filters, and the page of one, with both ends alike."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.activity import queries as activity
from m4d.catalogue import queries as catalogue
from m4d.core.money import number
from m4d.core.pages import public_page

from .. import policies, queries
from ..choices import Direction, End, EvidenceKind
from ..models import Corridor
from . import maps, tables
from .territory import keeper, same, shown_facts

#: Statements that the page shows before the rest folds.
STATEMENTS_SHOWN = 12


@public_page("corridors", "catalogue", queries.TAG)
def corridor_list(request):
    """Every corridor, the strongest evidence first, with filters that treat all kinds alike."""
    listing = queries.once(lambda: catalogue.listing(request, kind="corridor"))
    context = {
        "listing": listing,
        "trail": [(_("Places"), reverse("places:territory_list")), (_("Corridors"), "")],
        "csv": queries.once(lambda: listing().download_address("csv")),
        "xlsx": queries.once(lambda: listing().download_address("xlsx")),
        # Questions are many; only the list without one is kept.
        "own": None if request.GET else keeper(request, "corridors", "corridors", "catalogue", queries.TAG),
    }
    if request.user.is_authenticated:
        context["may_open"] = bool(policies.may_open_some_corridor(request.user))
    return render(request, "places/corridor_list.html", context)


def corridor_or_404(request, slug) -> Corridor:
    """The corridor of an address, if this person may see it."""
    corridor = queries.corridor_page(request.user, slug)
    if corridor is None:
        raise Http404
    return corridor


@public_page("corridors", "places", "catalogue", queries.TAG)
def corridor_detail(request, slug):
    """One corridor: the line, both ends, figures, what is known with its source, what was done, over time."""
    corridor = queries.once(lambda: corridor_or_404(request, slug))
    language = get_language()
    own = keeper(request, "corridor", "corridors", "places", queries.TAG, about=f"{slug} {localdate()}")
    here = keeper(request, "corridor-here", "corridors", "places", "catalogue", queries.TAG, about=slug)
    context = shown(corridor, language) | {
        "own": own,
        "today": localdate(),
        "address": settings.SITE_URL + request.path,
        "here": here,
        "same_row": queries.once(
            lambda: same(request, "row of a corridor", localdate(), queries.values_of(corridor()))
        ),
        "same_figures": queries.once(lambda: same(request, "flows", slug, corridor().sheet)),
        "may_change": own,
        "may_change_ends": here,
        "ends": queries.once(lambda: ends(request, corridor(), language)),
        "done": queries.once(lambda: done(request, corridor(), language)),
    }
    if request.user.is_authenticated:
        context |= for_member(request, slug, corridor, context["shown"])
    return render(request, "places/corridor_detail.html", context)


def shown(corridor, language: str) -> dict:
    """What the page of a corridor shows to everybody; each value is worked out only where it is not kept."""
    once = queries.once

    @once
    def statements():
        return queries.thawed_statements(corridor(), language)

    @once
    def all_shown():
        return [shown_statement(statement, corridor(), language) for statement in statements()]

    def stock():
        return next((item["said"] for item in all_shown() if item["statement"].kind == EvidenceKind.STOCK), "")

    return {
        "corridor": corridor,
        "shown": all_shown,
        "trail": once(lambda: trail(corridor(), language)),
        "direction": once(lambda: Direction(corridor().direction).label),
        "map": once(lambda: maps.corridor_map(corridor(), language)),
        "lead": once(stock),
        "tables": once(lambda: tables.corridor_tables(corridor(), language)),
        "is_internal": once(lambda: corridor().direction == Direction.INTERNAL),
        "between_countries": once(lambda: corridor().origin.is_country and corridor().destination.is_country),
        "statements": once(lambda: all_shown()[:STATEMENTS_SHOWN]),
        "more_statements": once(lambda: all_shown()[STATEMENTS_SHOWN:]),
        "withdrawn": once(lambda: queries.thawed_statements(corridor(), language, which="withdrawn")),
        "stages": once(lambda: stages(statements())),
    }


def trail(corridor: Corridor, language: str) -> list[tuple]:
    """Places, corridors, and the two names."""
    names = {"origin": corridor.origin.name_in(language), "destination": corridor.destination.name_in(language)}
    return [
        (_("Places"), reverse("places:territory_list")),
        (_("Corridors"), reverse("places:corridor_list")),
        (_("%(origin)s and %(destination)s") % names, ""),
    ]


def shown_statement(statement, corridor: Corridor, language: str) -> dict:
    """A statement with its words, and what it rests on."""
    end = statement.end and corridor.territory_at(statement.end).name_in(language)
    return {
        "statement": statement,
        "kind": EvidenceKind(statement.kind).label,
        "said": "" if statement.text else queries.said(statement, corridor, language),
        "end": end,
        "period": queries.period_words(statement.period) if statement.text else "",
    }


def stages(statements) -> list[dict]:
    """Points of time on the line, each with the statements that speak of it."""
    points: dict[str, list] = {}
    for statement in queries.timeline(statements):
        title = queries.period_words(statement.period) or str(statement.stated_on.year)
        points.setdefault(title, []).append(statement)
    return [{"title": title, "statements": held} for title, held in points.items()]


def ends(request, corridor: Corridor, language: str) -> list[dict]:
    """Both ends, each with the same lines in the same order: what it says of itself, its facts, who is there."""
    parts = queries.thawed_parts(corridor, language)
    found = []
    for end, territory in corridor.ends:
        facet, code = ("country", territory.country) if territory.is_country else ("territory", territory.slug)
        counts = catalogue.counts_by_kind(facet, code, request.user)
        query = f"?{facet}={code}"
        found.append(
            {
                "end": end,
                "territory": territory,
                "country": "" if territory.is_country else territory.path()[0],
                "part": parts.get(end),
                "has": written(parts.get(end), "has", language),
                "looks_for": written(parts.get(end), "looks_for", language),
                "facts": shown_facts(territory),
                "people": counts.get("person", 0) and number(counts["person"]),
                "organizations": counts.get("organization", 0) and number(counts["organization"]),
                "people_url": f"/{language}/people/{query}",
                "organizations_url": f"/{language}/organizations/{query}",
                "is_origin": end == End.ORIGIN,
            }
        )
    return found


def written(part, field: str, language: str) -> bool:
    """Whether an end has said anything in this field."""
    return part is not None and part.__dict__["_shown_texts"].get((field, language)) is not None


def done(request, corridor: Corridor, language: str):
    """Projects on this corridor, read from the catalogue."""
    return catalogue.carrying(
        "corridor", corridor.slug, kinds=["project"], person=request.user, size=10, language=language, order=None
    )


def for_member(request, slug: str, corridor, shown) -> dict:
    """What a signed-in person can do on the page. Whoever has no part in a place asks for its number only."""
    person = request.user
    pk = queries.corridor_id(person, slug)
    if pk is None:
        raise Http404
    context = {
        "follows": activity.is_following(person, Corridor(pk=pk)),
        "kind_name": Corridor._meta.label_lower,
        "follow_id": pk,
    }
    if policies.may_open_some_corridor(person) or queries.has_stated(person, pk):
        context |= for_part(person, corridor(), shown)
    return context


def for_part(person, corridor: Corridor, shown) -> dict:
    """What somebody who speaks for a place, keeps the data or stated something can do on this page."""
    editable = [end for end, _territory in corridor.ends if policies.may_edit_end(person, corridor, end)]
    may_state = bool(editable) or bool(policies.may_state_evidence(person, corridor))
    context: dict = {"editable_ends": editable, "may_state": may_state}
    for item in shown():
        statement = item["statement"]
        mine = statement.stated_by_id == person.pk or statement.end in editable or policies.keeps_places(person)
        item["may_withdraw"] = mine and not statement.series
    if may_state or any(item["may_withdraw"] for item in shown()):
        context["may_change"] = None
    if editable:
        context["may_change_ends"] = None
    if not (corridor.origin.is_listed and corridor.destination.is_listed):
        context |= dict.fromkeys(["own", "here", "may_change", "may_change_ends"])
    return context
