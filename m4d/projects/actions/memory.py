"""What one import has looked up already: territories by name, and which organization of the directory a partner is."""

from dataclasses import dataclass
from datetime import datetime

from m4d.core.text import clean_line, fold
from m4d.people import actions as people_actions
from m4d.people import queries as people
from m4d.people.models import Organization
from m4d.places import queries as places
from m4d.places.models import Territory
from m4d.vocabulary import queries as vocabulary

from ..choices import Outcome
from ..models import Participation

#: OrganisationType of IATI to the stakeholder types of the network, where one follows from the other.
_KINDS = {
    "10": "ministry",
    "11": "local-authority",
    "21": "ngo-international",
    "22": "ngo-domestic",
    "24": "ngo-domestic",
    "40": "international-organization",
    "70": "company",
    "71": "company",
    "72": "company",
    "73": "company",
    "80": "academia",
}
#: Prefixes of organization identifiers that look like a country and are agencies of the United Nations or others.
_NO_COUNTRIES = ("XM", "XI", "XR")
#: Activities whose partners are read together.
_AT_ONCE = 500


@dataclass(frozen=True)
class _Known:
    """What tells apart organizations of one name."""

    pk: int
    identifier: str
    country: str
    is_published: bool


class Memory:
    """What one import has looked up already, so that a file of a thousand activities asks once per name."""

    def __init__(self, by=None):
        """Start with nothing known; `by` is who imports, None on the command line."""
        self.by = by
        self.organizations: dict = {}
        self.territories: dict = {}
        self.names: dict[str, dict[str, list[_Known]]] = {}

    def territory(self, name: str, country: str) -> Territory | None:
        """The territory with this name in a country, or None."""
        key = (fold(name), country)
        if key not in self.territories:
            self.territories[key] = places.territory_named(name, country) if name and country else None
        return self.territories[key]

    def organization(self, row, reading, here) -> Organization | None:
        """The organization of a partner, taken in as an unverified one when nobody knows it yet.

        `row` has the country that its identifier names. One that has none but a name is looked for where the
        project works (`here`) and where its publisher is. What only a name says is reported, once per import.
        """
        if not row.name:
            return None
        countries = _where(row.ref, here, reading.fields.get("publisher_ref", ""))
        key = (row.ref or fold(row.name), *countries)
        if key not in self.organizations:
            self.organizations[key] = self._find(row, reading, countries)
        return self.organizations[key]

    def recall(self, identifiers: list[str], *, since: datetime) -> None:
        """Know again the partners of these activities, as far as this import wrote them: an earlier slice of it did.

        Nobody is asked twice about them, and none that it took in is taken for a namesake.
        """
        for start in range(0, len(identifiers), _AT_ONCE):
            rows = Participation.objects.filter(
                project__iati_identifier__in=identifiers[start : start + _AT_ONCE],
                project__updated_at__gte=since,
                organization__isnull=False,
                is_chosen=False,
            )
            known = {}
            columns = ("ref", "name", "project__countries", "project__publisher_ref", "organization")
            for ref, name, here, publisher, organization in rows.order_by("pk").values_list(*columns):
                known.setdefault((ref or fold(name), *_where(ref, here, publisher)), organization)
            organizations = Organization.objects.in_bulk(set(known.values()))
            for key, organization in known.items():
                self.organizations.setdefault(key, organizations[organization])

    def _find(self, row, reading, countries) -> Organization:
        found = people.organization_identified(row.ref[:120])
        if found is not None:
            return found
        namesakes = self._named(row.name, countries)
        same = _the_one_meant(row, namesakes, countries)
        if same is not None:
            found = Organization.objects.get(pk=same.pk)
            reading.report_partner(row, found, Outcome.ATTACHED)
            return found
        taken = self._take_in(row, reading)
        double = Organization.objects.filter(pk=namesakes[0].pk).first() if namesakes else None
        if double is None and not row.country:
            named = Organization.objects.filter(name__iexact=row.name[:200].strip()).exclude(pk=taken.pk)
            double = named.order_by("pk").first()
        if double is not None:
            reading.report_partner(row, double, Outcome.NEW_NAMESAKE)
        return taken

    def _named(self, name: str, countries) -> list[_Known]:
        """Organizations of this name, however it is spelled, in these countries or in one that nobody knows."""
        missing = [code for code in ("", *countries) if code not in self.names]
        if missing:
            self.names |= {code: {} for code in missing}
            rows = Organization.objects.filter(country__in=missing).order_by("pk")
            columns = ("name", "pk", "identifier", "country", "source_title", "verified_at")
            for said, pk, identifier, country, source, verified_at in rows.values_list(*columns).iterator():
                self._remember(said, _Known(pk, identifier, country, bool(source) and verified_at is None))
        return [known for code in (*countries, "") for known in self.names[code].get(_spelled(name), ())]

    def _remember(self, name: str, known: _Known) -> None:
        if known.country in self.names:
            self.names[known.country].setdefault(_spelled(name), []).append(known)

    def _take_in(self, row, reading) -> Organization:
        kind = _KINDS.get(row.kind)
        source = f"{reading.fields.get('publisher_name', '')} ({reading.identifier})"
        taken = people_actions.take_in_organization(
            by=self.by,
            values={
                "name": row.name[:200],
                "name_language": row.language[:8],
                "kinds": [kind] if kind else [],
                "country": row.country,
                "identifier": row.ref[:120],
                "iati_type": row.kind,
                "source_title": source[:300],
            },
        )
        self._remember(taken.name, _Known(taken.pk, taken.identifier, taken.country, True))
        return taken


def _where(ref: str, here, publisher_ref: str) -> tuple[str, ...]:
    """Where a partner is looked for: in the country of its identifier, else at both ends of what is published."""
    country = country_of(ref)
    countries = (country,) if country else () if ref else (*here, country_of(publisher_ref))
    return tuple(code for code in dict.fromkeys(countries) if code)


def _the_one_meant(row, namesakes: list[_Known], countries) -> _Known | None:
    """The one organization of this name that the partner can be; None where several can, or where it is unsure.

    Two different published identifiers are two organizations, whatever their names.
    """
    at_home = [known for known in namesakes if known.country in countries]
    anywhere = [] if row.ref else [known for known in namesakes if not known.country]
    for found in (at_home, anywhere):
        if len(found) == 1:
            return None if row.ref and found[0].identifier else found[0]
    # Where several have the name, the one that was taken in for want of a better answer is taken again.
    earlier = [known for known in anywhere if known.is_published and not known.identifier]
    return earlier[0] if earlier else None


def _spelled(name: str) -> str:
    return fold(clean_line(name[:200]))


def country_of(ref: str) -> str:
    """The country an organization identifier names ("NL-KVK-27264198"); agencies like XM and XI name none."""
    prefix = ref.partition("-")[0].upper()
    is_country = len(prefix) == 2 and prefix not in _NO_COUNTRIES and vocabulary.has("country", prefix)
    return prefix if is_country else ""
