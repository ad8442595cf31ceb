"""For whom somebody speaks by a verified seat whose mandate runs."""

from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.core import time as times
from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..models import Organization


def may_speak_for(person, organization_or_territory, at) -> Verdict:
    """Whether somebody may accept, sign or answer in the name of an authority or another organization.

    It takes a verified seat there whose mandate covers the day of `at`. One good seat is enough.
    """
    place = organization_or_territory
    if not person.is_authenticated:
        return verdict(_("Sign in to speak for %(name)s.") % {"name": place})
    for_territory = not isinstance(place, Organization)
    # Whoever speaks for a territory also speaks for what lies in it.
    where = {"territory__in": place.path()} if for_territory else {"organization": place}
    holdings = queries.holdings_to_speak_from(person, **where)
    if not holdings:
        return verdict(_("You hold no seat for %(name)s, so you cannot speak for it.") % {"name": place})
    objections = [_objection_to(holding, at.date(), for_territory=for_territory) for holding in holdings]
    return verdict(*objections) if all(objections) else verdict()


def territories_spoken_for(person) -> set[int]:
    """Ids of the territories for which somebody speaks today by a seat of their own (the room places asks)."""
    today = timezone.now().date()
    holdings = queries.holdings_to_speak_from(person, territory__isnull=False)
    return {one.seat.territory_id for one in holdings if not _objection_to(one, today, for_territory=True)}


def speakers_for(territories) -> dict:
    """Who speaks for each of these territories today, by its id: a holding of its oldest seat that lets one speak."""
    today = timezone.now().date()
    found: dict = {}
    for holding in queries.holders_for(territories):
        if not _objection_to(holding, today, for_territory=True):
            found.setdefault(holding.seat.territory_id, holding)
    return found


def _objection_to(holding, today, *, for_territory: bool) -> str:
    """Why this holding does not let its holder speak, or an empty string when it does.

    Anybody can open an organization and choose any territory for it, so for a territory it must be verified, too, and
    still be at home there.
    """
    names, organization = {"duty": holding.seat.duty}, holding.seat.organization
    if organization is not None and organization.is_hidden:
        return _("A moderator has hidden %(name)s, so its seats speak for nobody.") % {"name": organization}
    if for_territory and organization is not None and not organization.is_verified:
        return _("A verifier has not yet confirmed %(name)s, so its seats do not speak for a territory.") % {
            "name": organization
        }
    if for_territory and not holding.is_in_place:
        names |= {"name": organization, "place": holding.seat.territory}
        return _("The page of %(name)s names another place than %(place)s, so its seats do not speak for it.") % names
    if holding.is_expired(today):
        names["day"] = times.on(holding.mandate_until)
        return _("Your mandate as %(duty)s ended on %(day)s. Ask for a new mandate, or hand the seat over.") % names
    if holding.mandate_from > today:
        names["day"] = times.on(holding.mandate_from)
        return _("Your mandate as %(duty)s begins on %(day)s.") % names
    if not holding.is_verified:
        return _("A verifier has not yet confirmed that you hold the seat %(duty)s.") % names
    return ""
