"""What those who speak for a territory write on its page: the lead text, and facts with source and date."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core.text import clean_line, clean_text
from m4d.core.verdicts import of_field, verdict
from m4d.languages import actions as languages

from .. import policies, queries
from ..choices import FactKind, Verb
from ..models import Territory, TerritoryFact
from .refresh import in_turn, refresh_territories

#: What a territory says of itself: one text.
LEAD_FIELDS = ("lead",)


class Changed(Exception):
    """Somebody saved the same texts meanwhile (another window, another seat). Carries what they belong to."""

    def __init__(self, stored):
        self.stored = stored
        super().__init__("changed meanwhile")


def nobody_wrote(thing, fields, *, since: str | None) -> None:
    """Raise Changed where these texts are not those that the person saw; None asks nothing."""
    if since is not None and queries.mark_of(thing, fields) != since:
        raise Changed(thing)


def keep_texts(territory: Territory) -> None:
    """Write the lead text in every language there is into the row of the territory."""
    Territory.objects.filter(pk=territory.pk).update(texts=queries.frozen([territory], ["lead"])[territory.pk])


@in_turn
def amend_lead(
    territory: Territory, *, by, language: str, text: str, version: str | None = None, at: datetime | None = None
) -> Territory:
    """Write what the territory says of itself at the top of its page.

    `version` is the mark of what the person saw; raises Changed where somebody else wrote since.
    """
    policies.may_amend_profile(by, territory).or_refuse()
    territory = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    nobody_wrote(territory, LEAD_FIELDS, since=version)
    at = at or timezone.now()
    languages.write(territory, "lead", language, clean_text(text), by, at=at)
    keep_texts(territory)
    Territory.objects.filter(pk=territory.pk).update(amended_at=at, amended_by=by)
    refresh_territories([territory.pk])
    territory.refresh_from_db()
    activity.record(Verb.PROFILE_AMENDED, by=by, about=territory, at=at, for_followers=True)
    catalogue.put(territory)
    return territory


@in_turn
def state_fact(
    territory: Territory, *, by, kind: str, text: str, language: str, source_title: str, stated_on: date,
    source_url: str = "", at: datetime | None = None,
) -> TerritoryFact:  # fmt: skip
    """Add a line to the profile of a territory, with its source and date."""
    policies.may_amend_profile(by, territory).or_refuse()
    at, text, source_title = at or timezone.now(), clean_line(text), clean_line(source_title)
    verdict(
        of_field("kind", kind not in FactKind.values and _("Choose what the fact is about.")),
        of_field("text", not text and _("Write the fact in a few words.")),
        of_field("source_title", not source_title and _("Name the source. A fact without a source is not shown.")),
        of_field("stated_on", stated_on > at.date() and _("Give a date that is not in the future.")),
    ).or_refuse()
    fact = TerritoryFact.objects.create(
        territory=territory, kind=kind, text=text, language=language, source_title=source_title,
        source_url=source_url, stated_on=stated_on, stated_by=by,
    )  # fmt: skip
    Territory.objects.filter(pk=territory.pk).update(amended_at=at, amended_by=by)
    refresh_territories([territory.pk])
    activity.record(Verb.FACT_STATED, by=by, about=territory, data={"kind": kind, "text": text}, at=at)
    return fact


@in_turn
def withdraw_fact(fact: TerritoryFact, *, by, reason: str, at: datetime | None = None) -> TerritoryFact:
    """Take a fact off the page, with the reason; the row stays."""
    fact = TerritoryFact.objects.select_for_update(of=("self",)).select_related("territory").get(pk=fact.pk)
    policies.may_withdraw_fact(by, fact).or_refuse()
    reason = clean_line(reason)[:240]
    verdict(not reason and _("Say why the fact no longer stands.")).or_refuse()
    fact.withdrawn_at, fact.withdrawn_by, fact.withdrawn_reason = at or timezone.now(), by, reason
    fact.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    refresh_territories([fact.territory_id])
    activity.record(
        Verb.FACT_WITHDRAWN, by=by, about=fact.territory, data={"text": fact.text, "reason": reason}, at=at
    )
    return fact
