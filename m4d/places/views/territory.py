"""Territories: the list of countries with its search, and the page of one."""

from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.activity import queries as activity
from m4d.catalogue import queries as catalogue
from m4d.catalogue.choices import side_of
from m4d.core.money import number
from m4d.core.pages import keyset_page, public_page
from m4d.core.time import on
from m4d.core.ui import look
from m4d.core.ui.line import LEVELS, arrow

from .. import policies, queries
from ..choices import Direction, FactKind
from ..forms import TerritorySearch
from ..models import Territory
from ..models.territory import OWN_PAGE, above
from . import maps, tables

#: Lines in the fan at the top of the page; the others follow further down.
FAN_SHOWN = 6
#: Further lines of the page; the list of corridors has all of them.
LINES_SHOWN = 12
FOUND_SHOWN = 25
PROJECTS_SHOWN = 6
#: What only the profile of a page shows: changing it leaves the rest of the page as it is.
OF_PROFILE = ("profile", "amended_at", "amended_by_id", "edited_at")
#: What facts from one source have in common, their language included.
OF_SOURCE = ("source_title", "source_url", "stated_on", "language")
#: What stands between names of one line where it is not the comma of Latin letters.
COMMA = {"ar": "،"}
#: Corridors between places that the map of the world draws, the strongest first.
LINES_DRAWN = 40


@public_page("places", "corridors", queries.TAG)
def territory_list(request):
    """All countries by part of the world; with words or filters, what was found."""
    language = get_language()
    form = TerritorySearch(request.GET) if request.GET else queries.once(TerritorySearch)
    found = form.found() if request.GET else None
    context = {"form": form, "own": keeper(request, "territories", queries.TAG)}
    if found is None:
        lines = queries.once(lambda: queries.lines_between_places(LINES_DRAWN))
        context |= {
            "groups": queries.once(lambda: queries.country_groups(language)),
            "lines": keeper(request, "lines", "corridors", "places", queries.TAG),
            "same_lines": queries.once(lambda: same(request, "world", lines())),
            "map": queries.once(lambda: maps.world_map(lines())),
        }
    else:
        context["own"] = None
        rows, order = form.in_order(found.with_path().defer(*OWN_PAGE, *above()))
        context["page"] = keyset_page(rows, request, order=order, size=FOUND_SHOWN)
    if request.user.is_authenticated:
        context["may_curate"] = bool(policies.may_curate(request.user))
    return render(request, "places/territory_list.html", context)


def keeper(request, kind: str, *tags: str, about: str = "") -> queries.Keeper:
    """For whom a part of a page may be kept: all who read the same language in the same way, on the same side."""
    side = side_of(request.user)
    return queries.Keeper((kind, about, get_language(), look.is_light(request), side), tags)


def same(request, kind: str, *values) -> queries.Keeper:
    """For a part that shows these values and names of countries only: good for as long as they are the same."""
    return keeper(request, kind, queries.TAG, about=queries.sign_of(*values))


@public_page("places", "corridors", "catalogue", queries.TAG)
def territory_detail(request, slug):
    """One territory: its corridors, where it lies, what is known of it, its figures, and what is here."""
    language = get_language()

    @queries.once
    def territory():
        found = queries.territory_page(request.user, slug)
        if found is None:
            raise Http404
        return queries.thawed(found, found.texts, ["lead"], language)

    once, today = queries.once, localdate()
    own = keeper(request, "territory", "places", "corridors", queries.TAG, about=f"{slug} {today}")
    context = shown(territory, language) | {
        "own": own,
        "same_row": once(lambda: same(request, "row", today, queries.values_of(territory(), without=OF_PROFILE))),
        "same_profile": once(lambda: same(request, "profile", queries.values_of(territory()))),
        "same_figures": once(lambda: same_figures(request, territory())),
        "below": keeper(request, "territories below", queries.NAMES, queries.TAG, about=slug),
        "today": today,
        "address": settings.SITE_URL + request.path,
        "catalogue": keeper(request, "territory-here", "places", "catalogue", queries.TAG, about=slug),
        "here": once(lambda: what_is_here(request, territory(), language)),
    }
    if request.user.is_authenticated:
        context |= for_member(request, slug, territory)
    return render(request, "places/territory_detail.html", context)


def shown(territory, language: str) -> dict:
    """What the page of a territory shows to everybody; each value is worked out only where it is not kept."""
    once = queries.once

    @once
    def name():
        row = territory()
        return queries.named(row.name_in(language), row.language_of_name(language), language)

    @once
    def lines():
        return [shown_line(line, name(), language) for line in territory().fan[: FAN_SHOWN + LINES_SHOWN]]

    return {
        "territory": territory,
        "title": name,
        "trail": once(lambda: trail(territory(), language)),
        "lines": once(lambda: lines()[:FAN_SHOWN]),
        "more_lines": once(lambda: lines()[FAN_SHOWN:]),
        "lead": once(lambda: people_sentence(territory(), language)),
        "has_lead": once(lambda: "lead" in territory().texts),
        "map": once(lambda: maps.territory_map(territory(), language)),
        "facts": once(lambda: shown_facts(territory())),
        "other_names": once(lambda: other_names(territory())),
        "tables": once(lambda: tables.country_tables(territory(), language) if territory().is_country else []),
        "country": once(lambda: queries.countries().get(territory().country)),
        "country_name": once(lambda: queries.country_name(territory().country, language)),
        "children": once(lambda: queries.children_of(territory())),
        "comma": COMMA.get(language, ","),
    }


def same_figures(request, territory: Territory) -> queries.Keeper:
    """For the tables of a country, which change with its sheet and its name; of a place they name the country."""
    sheet = territory.sheet.data if territory.is_country and territory.sheet else None
    return same(request, "figures", territory.slug, territory.country, territory.names, sheet)


def trail(territory: Territory, language: str) -> list[tuple]:
    """Places, and the territories above this one."""
    steps = [(_("Places"), reverse("places:territory_list"))]
    for place in territory.path()[:-1]:
        # A hidden region has no page that its readers could open.
        steps.append((place.name_in(language), place.get_absolute_url() if place.is_listed else ""))
    return [*steps, (territory.name_in(language), "")]


def shown_line(line: dict, here, language: str) -> dict:
    """A corridor of the fan as `{% fan %}` draws it."""

    def worded(end):
        return queries.named(
            end["names"].get(language) or end["name"],
            language if end["names"].get(language) else end["lang"],
            language,
        )

    name = worded(line)
    near = worded(line["here"]) if line.get("here") else here
    pair = (name, near) if line["inbound"] else (near, name)
    if line.get("here"):
        name = format_html("{} {} {}", pair[0], arrow(language), pair[1])
    level = str(LEVELS[line["level"]])
    if not line["count"]:
        note = level
    elif line["stock"]:
        note = f"{queries.people_in(int(line['stock']), '2019')}. {level}"
    else:
        note = ngettext("%(number)s statement. %(level)s", "%(number)s statements. %(level)s", line["count"]) % {
            "number": line["count"], "level": level,
        }  # fmt: skip
    if line["inbound"]:
        note = _("People come from there. %(note)s") % {"note": note}
    return {
        "name": name,
        "url": reverse("places:corridor_detail", args=[line["slug"]]),
        "level": line["level"],
        "note": note,
        "inbound": line["inbound"],
        "pair": pair,
        "direction": Direction(line["direction"]).label,
    }


def shown_facts(territory: Territory) -> list[dict]:
    """The lines of a profile with their source: once below them where it is one and the same, else at each line."""
    sources = {tuple(fact[name] for name in OF_SOURCE) for fact in territory.profile}
    return [
        fact
        | {
            "label": FactKind(fact["kind"]).label,
            "source_day": on(date.fromisoformat(fact["stated_on"])),
            "shares_source": len(sources) == 1 < len(territory.profile),
        }
        for fact in territory.profile
    ]


def people_sentence(territory: Territory, language: str) -> str:
    """For a country without words of its own: how many people left and came, from its figures."""
    data = territory.sheet.data if territory.is_country and territory.sheet else {}
    abroad, here = (data.get(name, {}).get("2019") for name in ("abroad", "here"))
    if not abroad or not here:
        return ""
    return _(
        "In 2019 %(abroad)s people from %(country)s lived elsewhere, and %(here)s people from elsewhere lived in "
        "%(country)s."
    ) % {"abroad": number(int(abroad)), "here": number(int(here)), "country": territory.name_in(language)}


def other_names(territory: Territory) -> list[dict]:
    """Names in use beside the one shown, and former ones."""
    return [
        {"name": name, "language": language, "kind": _("former name") if kind == "former" else ""}
        for name, language, kind in territory.other_names
    ]


def what_is_here(request, territory: Territory, language: str) -> dict:
    """Projects, and how many organizations and people: read from the catalogue, never from other rooms."""
    facet, code = ("country", territory.country) if territory.is_country else ("territory", territory.slug)
    projects = catalogue.carrying(
        facet, code, kinds=["project"], person=request.user, size=PROJECTS_SHOWN + 1, language=language, order=None
    )
    by_kind, query = catalogue.counts_by_kind(facet, code, request.user), f"?{facet}={code}"
    counts = [
        (by_kind.get("project", 0), _("Projects"), f"/{language}/projects/{query}"),
        (by_kind.get("organization", 0), _("Organizations"), f"/{language}/organizations/{query}"),
        (by_kind.get("person", 0), _("People"), f"/{language}/people/{query}"),
    ]
    return {
        "projects": projects[:PROJECTS_SHOWN],
        "counts": [{"n": number(n), "label": label, "url": url} for n, label, url in counts if n],
        "all_projects": f"/{language}/projects/{query}" if len(projects) > PROJECTS_SHOWN else "",
    }


def for_member(request, slug: str, territory) -> dict:
    """What a signed-in person can do on the page. Whoever has no part in a place asks for its number only."""
    person = request.user
    pk = queries.territory_id(person, slug)
    if pk is None:
        raise Http404
    context: dict = {
        "follows": activity.is_following(person, Territory(pk=pk)),
        "kind_name": Territory._meta.label_lower,
        "follow_id": pk,
        "desk": policies.desks_of(person, [pk]).get(pk),
    }
    if policies.may_open_some_corridor(person):
        context["may_amend"] = bool(policies.may_amend_profile(person, territory()))
        context["may_curate"] = bool(policies.may_curate(person))
        if not territory().is_listed:
            context |= {"own": None, "catalogue": None}
    return context
