"""The schemes of the vocabularies and the verbs that this room writes into the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    """The code lists that people meet on pages. IATI's own lists are stored under the names IATI gives them."""

    THEME = "theme", _("Themes")
    STAKEHOLDER_TYPE = "stakeholder_type", _("Kinds of people and organizations")
    LEVEL = "level", _("Levels")
    CORRIDOR_END = "corridor_end", _("Places on the corridor")
    TRANSNATIONAL_SPACE = "transnational_space", _("Transnational spaces")
    DOCUMENT_TYPE = "document_type", _("Document types")
    SDG_GOAL = "sdg_goal", _("Sustainable Development Goals")
    SDG_TARGET = "sdg_target", _("Targets of the Sustainable Development Goals")
    GCM_OBJECTIVE = "gcm_objective", _("Objectives of the Global Compact for Migration")
    GCM_PRINCIPLE = "gcm_principle", _("Guiding principles of the Global Compact for Migration")
    COUNTRY = "country", _("Countries")
    LANGUAGE = "language", _("Languages")
    CURRENCY = "currency", _("Currencies")


# The lists that are ours to extend. All others belong to somebody else (the United Nations, ISO, IATI).
OWN_SCHEMES = (
    Scheme.THEME,
    Scheme.STAKEHOLDER_TYPE,
    Scheme.LEVEL,
    Scheme.CORRIDOR_END,
    Scheme.TRANSNATIONAL_SPACE,
    Scheme.DOCUMENT_TYPE,
)
