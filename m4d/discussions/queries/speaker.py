"""How a person is shown beside their words: a name as they allow it, a pseudonym, or an organization for them."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from m4d.community import queries as community
from m4d.places import queries as places
from m4d.places.choices import Region

from ..choices import PlaceShown


@dataclass(frozen=True, slots=True)
class Speaker:
    """What is said of whoever speaks; empty where the reader may not know it."""

    name: str
    where: str = ""
    path: str = ""
    end: str = ""
    # The name alone, for words that tell less of the place: a role may name it, and so does the profile.
    bare: str = ""


def speakers_for(
    rows: list[dict], reader, *, is_moderator: bool = False, beside: list[int] = ()
) -> dict[int, Speaker]:
    """Who speaks in each row (id, author_id, pseudonym__name, is_on_behalf, on_behalf_of__name, …__slug, place).

    Nobody's profile is read for words that were written under a pseudonym or through an organization. People named
    beside the rows (`beside`, their numbers) are read along with them and stand in the answer as minus their number.
    """
    open_rows = {row["author_id"] for row in rows if _is_open(row)} - {None}
    known = _known(open_rows | set(beside), reader)
    found = {-pk: known[pk] for pk in beside if pk in known}
    for row in rows:
        if row["pseudonym__name"]:
            speaker = speaker_of_pseudonym(row["pseudonym__name"], is_moderator=is_moderator)
            found[row["id"]] = _from(row, speaker)
        elif row.get("is_on_behalf"):
            found[row["id"]] = _from(row, _through(row))
        else:
            speaker = known.get(row["author_id"]) or Speaker(_("Former member"))
            found[row["id"]] = _less(row, speaker) if row.get("place_shown") else speaker
    return found


def introduced(persons, reader) -> list[Speaker]:
    """People who are named for what they do here, in their order, as the reader may know them."""
    known = _known({person.pk for person in persons}, reader)
    return [known[person.pk] for person in persons if person.pk in known]


def speaker_of_pseudonym(name: str, *, is_moderator: bool = False) -> Speaker:
    """A pseudonym; moderators read that a verified member is behind it, and nothing more."""
    return Speaker(name, _("Verified member") if is_moderator else _("Pseudonym for this discussion"))


def _from(row, speaker: Speaker) -> Speaker:
    """A speaker without a profile, with the place that they chose to tell."""
    place = _told_place(row)
    return replace(speaker, where=_(", ").join((speaker.where, place))) if place else speaker


def _less(row, speaker: Speaker) -> Speaker:
    """A member who tells less of their place than their profile does."""
    return Speaker(speaker.bare or speaker.name, _told_place(row))


def _told_place(row) -> str:
    place = row.get("place")
    if not place:
        return ""
    return str(Region(place).label) if row["place_shown"] == PlaceShown.REGION else places.country_name(place)


def _is_open(row) -> bool:
    return not row["pseudonym__name"] and not row.get("is_on_behalf")


def _through(row) -> Speaker:
    name, slug = row["on_behalf_of__name"], row["on_behalf_of__slug"]
    if not name:
        return Speaker(_("Somebody without an account"))
    where = _("for a person without an account")
    return Speaker(name, where, reverse("people:organization_detail", args=[slug]))


def _known(numbers, reader) -> dict[int, Speaker]:
    """As they are shown beside posts, kept in the process; whoever left is not among them."""
    return {
        pk: Speaker(
            byline.name, byline.where, byline.path, byline.end, byline.name if byline.is_named else _("A member")
        )
        for pk, byline in community.bylines(numbers, reader).items()
    }
