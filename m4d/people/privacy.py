"""What this room holds about a person, how it is handed over, and what stays when somebody leaves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.accounts import actions as accounts
from m4d.activity import queries as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages

from . import actions, queries
from .choices import Field
from .models import (
    Affiliation,
    Block,
    Counted,
    Organization,
    Profile,
    SavedSearch,
    Seat,
    SeatHolding,
    SeatNote,
    VerificationRequest,
)

ACTS = (
    (Organization, "created_by"), (Organization, "verified_by"), (Affiliation, "confirmed_by"), (Seat, "created_by"),
    (SeatHolding, "appointed_by"), (SeatHolding, "verified_by"), (SeatHolding, "ended_by"),
)  # fmt: skip
"""Columns that say who did something for an organization, a seat, or somebody else there."""


def held(person) -> list[dict]:
    """What is kept, why, and until when, in sentences for the person."""
    until = _("Until you delete it or leave.")
    return [
        _part(_("Your profile, and who may see each field of it"), _("So that members find you by your work."),
              until, Profile.objects.filter(person=person)),
        _part(_("Organizations that you belong to"), _("So that colleagues see what you share with them only."),
              until, Affiliation.objects.filter(person=person)),
        _part(_("Seats that you hold or held"), _("So that people know who spoke for an authority, and when."),
              _("The seat keeps the dates. Your name leaves with you."),
              SeatHolding.objects.filter(person=person)),
        _part(_("Requests for verification that you sent, with what you wrote as evidence"),
              _("So that a verifier can see who stands behind an organization."),
              _("Until you leave. The organization keeps the date and the answer."),
              VerificationRequest.objects.filter(by=person)),
        _part(_("Requests for verification that you answered"), _("So that answers can be explained."),
              _("The answer stays. Your name leaves with you."),
              VerificationRequest.objects.filter(decided_by=person)),
        _part(_("Notes that you left on seats"), _("So that whoever holds the seat next can go on."),
              _("They stay with the seat. Your name leaves with you."), SeatNote.objects.filter(by=person)),
        _part(_("Organizations and seats that you opened, members and mandates that you confirmed, gave or ended"),
              _("So that it can be explained why somebody was trusted."),
              _("They stay with the organization or the seat. Your name leaves with you."),
              *(model.objects.filter(**{column: person}) for model, column in ACTS)),
        _part(_("Saved searches"), _("So that you find them again."), until,
              SavedSearch.objects.filter(person=person)),
        _part(_("How you want to be counted"), _("So that counts show who has not been heard. Nobody reads yours."),
              until, Counted.objects.filter(person=person)),
        _part(_("People you have blocked"), _("So that they cannot reach you."), until,
              Block.objects.filter(person=person)),
    ]  # fmt: skip


def _part(what, why, until, *rows) -> dict:
    return {"what": what, "why": why, "until": until, "rows": accounts.Tally(*rows)}


def export(person) -> dict:
    """Everything, as plain values."""
    profile = Profile.objects.filter(person=person).select_related("territory").first()
    affiliations = list(Affiliation.objects.filter(person=person).select_related("organization"))
    names = activity.names_of_things([row.organization for row in affiliations], person)
    return {
        "profile": _profile(profile) if profile else None,
        "organizations": [
            {
                "name": names[Organization, row.organization_id],
                "role": row.role,
                "is_admin": row.is_admin,
                "asked_at": row.created_at,
                "confirmed_at": row.confirmed_at,
                "ended_at": row.ended_at,
            }
            for row in affiliations
        ],
        "seats": [
            {
                "duty": row.seat.duty,
                "from": row.mandate_from,
                "until": row.mandate_until,
                "evidence": row.evidence,
                "verified_at": row.verified_at,
                "ended_at": row.ended_at,
                "end_reason": row.end_reason,
                "reason_given": row.end_note,
            }
            for row in SeatHolding.objects.filter(person=person).select_related("seat")
        ],
        "requests_for_verification": _requests(
            VerificationRequest.objects.filter(by=person),
            person,
            "evidence",
            "evidence_url",
            "language",
            "created_at",
            "decided_at",
            "is_granted",
            "reason",
        ),
        "answers_about_verification": _requests(
            VerificationRequest.objects.filter(decided_by=person),
            person,
            "decided_at",
            "is_granted",
            "reason",
        ),
        "acts": _acts(person),
        "notes_on_seats": list(SeatNote.objects.filter(by=person).values("text", "language", "created_at")),
        "saved_searches": list(SavedSearch.objects.filter(person=person).values("name", "kind", "words", "filters")),
        "counted_as": queries.own_count(person),
        "blocked": [row.blocked.profile.slug for row in queries.blocks_of(person) if hasattr(row.blocked, "profile")],
    }


def _requests(rows, person, *columns) -> list[dict]:
    """Requests as plain values, each with the organization that it is about."""
    rows = list(rows.select_related("organization"))
    names = activity.names_of_things([row.organization for row in rows], person)
    return [
        {"organization": names[Organization, row.organization_id]} | {name: getattr(row, name) for name in columns}
        for row in rows
    ]


def _acts(person) -> dict:
    """What the person did for organizations and seats, without the others whom it was about."""
    mandates = SeatHolding.objects.order_by("pk")
    return {
        "organizations_opened": _organizations(Organization.objects.filter(created_by=person), person),
        "organizations_verified": _organizations(Organization.objects.filter(verified_by=person), person),
        "members_confirmed_at": list(
            Affiliation.objects.filter(confirmed_by=person).values_list("confirmed_at", flat=True)
        ),
        "seats_opened": list(Seat.objects.filter(created_by=person).values("duty", "created_at")),
        "mandates_given": list(mandates.filter(appointed_by=person).values("seat__duty", "created_at")),
        "mandates_verified": list(mandates.filter(verified_by=person).values("seat__duty", "verified_at")),
        "mandates_ended": list(mandates.filter(ended_by=person).values("seat__duty", "ended_at")),
    }


def _organizations(found, person) -> list[str]:
    return list(activity.names_of_things(list(found), person).values())


def _profile(profile) -> dict:
    plain = [field for field in Field.values if field not in (Field.ORGANIZATIONS, Field.PLACE, Field.CORRIDORS)]
    return {
        **{field: getattr(profile, field) for field in plain},
        "country": profile.country,
        "place": profile.territory.name if profile.territory else "",
        "corridors": [corridor.slug for corridor in profile.corridors.all()],
        "language_of_text": profile.language,
        "visibility": {field: profile.audience_of(field) for field in Field.values},
        "created_at": profile.created_at,
        "changed_at": profile.changed_at,
    }


def erase(person) -> str:
    """Delete the profile and the private lists; a seat keeps its dates without the name."""
    # Before its cards, as whoever changes it: nobody waits crosswise.
    list(Profile.objects.select_for_update().filter(person=person).values_list("pk"))
    profile = Profile.objects.with_parts().filter(person=person).first()
    if profile is not None:
        # Afterwards nobody could say which kept pages show the person.
        pages.touch(*actions.tags_of(profile))
        catalogue.remove(profile)
        profile.delete()
    Affiliation.objects.filter(person=person).delete()
    SavedSearch.objects.filter(person=person).delete()
    Counted.objects.filter(person=person).delete()
    Block.objects.filter(person=person).delete()
    Block.objects.filter(blocked=person).delete()
    SeatNote.objects.filter(by=person).update(by=None)
    actions.forget_requests_of(person)
    holdings = actions.vacate_seats_of(person)
    for model, column in ACTS:
        model.objects.filter(**{column: person}).update(**{column: None})
    return " ".join(
        [
            _("Your profile, your memberships, your saved searches and your blocked list were deleted."),
            ngettext(
                "One seat keeps the dates of your mandate without your name.",
                "%(count)s seats keep the dates of your mandates without your name.",
                holdings,
            )
            % {"count": holdings}
            if holdings
            else "",
        ]
    ).strip()


PRIVACY = accounts.register_privacy(room="people", held=held, export=export, erase=erase)
