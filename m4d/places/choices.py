"""Enumerations of the room: kinds of territories, names, evidence and figures, and journal verbs."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from m4d.core.ui.line import LEVELS


class TerritoryKind(models.TextChoices):
    """How large a territory is. No line is drawn on a map below the country."""

    COUNTRY = "country", _("Country or area")
    ADMIN1 = "admin1", _("Region, province or state")
    ADMIN2 = "admin2", _("District, department or municipality")
    PLACE = "place", pgettext_lazy("kind of territory", "City, town or village")


class Region(models.TextChoices):
    """Parts of the world for the list of countries, as GeoNames divides it."""

    AFRICA = "AF", _("Africa")
    ASIA = "AS", _("Asia")
    EUROPE = "EU", _("Europe")
    NORTH_AMERICA = "NA", _("North and Central America, Caribbean")
    SOUTH_AMERICA = "SA", _("South America")
    OCEANIA = "OC", _("Oceania")
    ANTARCTICA = "AN", _("Antarctica")


class NameKind(models.TextChoices):
    """What a name is to its territory."""

    CURRENT = "current", _("Current name")
    LOCAL = "local", _("Other name in use")
    FORMER = "former", _("Former name")


class End(models.TextChoices):
    """One of the two ends of a corridor."""

    ORIGIN = "origin", pgettext_lazy("end of a corridor", "Origin")
    DESTINATION = "destination", pgettext_lazy("end of a corridor", "Destination")


class Direction(models.TextChoices):
    """What kind of corridor it is: worked out from the two countries, and only a label."""

    INTERNAL = "internal", _("Within one country")
    SOUTH_SOUTH = "south-south", _("South to South")
    SOUTH_NORTH = "south-north", _("South to North")
    NORTH_SOUTH = "north-south", _("North to South")
    NORTH_NORTH = "north-north", _("North to North")


class EvidenceKind(models.TextChoices):
    """What a statement about a corridor rests on."""

    DIASPORA = "diaspora", _("Diaspora presence")
    ASSOCIATION = "association", _("Association")
    AGREEMENT = "agreement", _("Agreement")
    PROJECT = "project", _("Project")
    CHANNEL = "channel", _("Remittance channel")
    STOCK = "stock", _("Migrant stock")
    REMITTANCES = "remittances", _("Remittances")
    COST = "cost", _("Cost of a transfer")
    LOCAL = "local", _("Local account")


#: Kinds whose sentence is made from a figure in the reader's language; nobody types them.
FIGURE_KINDS = (EvidenceKind.STOCK, EvidenceKind.REMITTANCES, EvidenceKind.COST)


class Level(models.IntegerChoices):
    """How sure a statement is, in the words that stand beside the line; 0 belongs to a corridor without statements."""

    REPORTED = 1, LEVELS[1]
    OBSERVED = 2, LEVELS[2]
    EVALUATED = 3, LEVELS[3]
    CONFIRMED = 4, _("Confirmed in several places")


#: Levels that need somebody who took no part: those who keep the network's data choose them.
JUDGED_LEVELS = (Level.EVALUATED, Level.CONFIRMED)


class Series(models.TextChoices):
    """Which figure it is. The unit stands in the docstring of models.Figure."""

    STOCK = "stock", _("Migrant stock")
    RECEIVED = "received", _("Remittances received")
    RECEIVED_KNOMAD = "received_knomad", _("Remittances received, estimate of KNOMAD")
    RECEIVED_SHARE = "received_share", _("Remittances received, share of GDP")
    PAID = "paid", _("Remittances paid")
    FLOW = "flow", _("Remittances from one country to another, estimate")
    COST = "cost", _("Average cost of sending money")


class FactKind(models.TextChoices):
    """A line of the profile of a territory."""

    AUTHORITY = "authority", _("Authority")
    LANGUAGES = "languages", pgettext_lazy("profile of a territory", "Languages")
    LEAVES_FOR = "leaves_for", _("People leave for")
    COMES_FROM = "comes_from", _("People come from")
    PLAN = "plan", _("Migration in the local plan")
    CONTACT = "contact", pgettext_lazy("profile of a territory", "Focal point")
    OTHER = "other", _("Also known")


class Verb(models.TextChoices):
    """Journal verbs of the room."""

    CORRIDOR_OPENED = "places.corridor_opened", _("opened a corridor")
    EVIDENCE_STATED = "places.evidence_stated", _("stated evidence")
    STATEMENT_WITHDRAWN = "places.statement_withdrawn", _("withdrew a statement")
    END_AMENDED = "places.end_amended", _("amended one end of a corridor")
    PROFILE_AMENDED = "places.profile_amended", _("amended a territory")
    FACT_STATED = "places.fact_stated", _("stated a fact about a territory")
    FACT_WITHDRAWN = "places.fact_withdrawn", _("withdrew a fact about a territory")
    NAME_CHOSEN = "places.name_chosen", _("chose the name shown for a territory")
    TERRITORY_HIDDEN = "places.territory_hidden", _("hid a territory")
    TERRITORY_SHOWN = "places.territory_shown", _("showed a territory again")


#: The countries of the two JMDI phases and of the handbook's map; their divisions and places are in the data.
FOCUS_COUNTRIES = frozenset(
    ("BD", "CR", "CV", "DZ", "EC", "EG", "ET", "GE", "GH", "JM",
     "LK", "MA", "MD", "ML", "NG", "NP", "PH", "SN", "SV", "TN")
)  # fmt: skip

#: Countries of the European partners in both phases; their regions and larger towns are in the data.
PARTNER_COUNTRIES = frozenset(["AT", "BE", "CH", "CY", "DE", "ES", "FR", "GB", "GR", "IT", "NL", "PT"])

#: The more developed regions of the United Nations statistics outside Europe; with Europe they are "North" here.
NORTH_OUTSIDE_EUROPE = frozenset(["US", "CA", "BM", "GL", "PM", "AU", "NZ", "JP"])


@dataclass(frozen=True)
class Source:
    """Where a series comes from, as every table, download and statement credits it."""

    series: str
    title: str
    url: str
    licence: str
    #: Whether the values are estimates made by a model rather than counts or surveys.
    is_estimate: bool = False


_UN_STOCK = "https://www.un.org/development/desa/pd/content/international-migrant-stock"
_WDI = "World Bank, World Development Indicators, edition of 10 May 2023"

#: Titles are names of publications and are not translated.
SOURCES = {
    Series.STOCK: Source(
        "stock", "United Nations, DESA, International Migrant Stock, 2019 revision", _UN_STOCK, "CC BY 3.0 IGO", True
    ),
    Series.RECEIVED: Source(
        "received", _WDI, "https://data.worldbank.org/indicator/BX.TRF.PWKR.CD.DT", "CC BY 4.0"
    ),
    Series.RECEIVED_SHARE: Source(
        "received_share", _WDI, "https://data.worldbank.org/indicator/BX.TRF.PWKR.DT.GD.ZS", "CC BY 4.0"
    ),
    Series.PAID: Source("paid", _WDI, "https://data.worldbank.org/indicator/BM.TRF.PWKR.CD.DT", "CC BY 4.0"),
    Series.RECEIVED_KNOMAD: Source(
        "received_knomad", "World Bank and KNOMAD, remittance inflows, June 2023", "https://www.knomad.org/data/remittances",
        "CC BY 4.0", True,
    ),
    Series.FLOW: Source(
        "flow", "World Bank, bilateral remittance matrix, taken to be that of 2017", "https://www.knomad.org/data/remittances",
        "CC BY 4.0", True,
    ),
    Series.COST: Source(
        "cost", "World Bank, Remittance Prices Worldwide", "https://remittanceprices.worldbank.org/", "CC BY 4.0"
    ),
}  # fmt: skip
