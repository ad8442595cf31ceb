"""The chapter of people: the seventeen persons get profiles, organizations and seats, through real actions.

Every profile carries a phone that nobody may see and an address for groups only, so that whoever looks for leaks finds
something that could leak. The stranger keeps an empty profile. All persons and organizations here are invented.
"""

from datetime import date, timedelta

from django.utils import timezone

from m4d.moderation import actions as moderation
from m4d.places import actions as place_actions
from m4d.places import queries as places

from . import actions
from .choices import Field

ORGANIZATIONS = {
    "kedougou": ("officer", "Kédougou", "SN", {
        "name": "Municipality of Kédougou", "name_language": "en", "language": "en", "kinds": ["local-authority"],
        "level": "local", "themes": ["local-governance", "capacities"], "languages": ["fr", "ff"],
        "about": "The migration desk of the municipality advises people who leave and people who come back, and "
                 "brings migration into the local development plan."}),
    "isere": ("diaspora", "Isère", "FR", {
        "name": "Association des ressortissants de Kédougou en Isère", "acronym": "ARKI", "name_language": "fr",
        "language": "fr", "kinds": ["hometown-association"], "level": "local",
        "themes": ["communities", "capacities"], "languages": ["fr", "ff"], "identifier": "FR-RNA-DEMO38",
        "about": "L’association relie les familles de Kédougou installées en Isère. Elle envoie des volontaires "
                 "formés et finance des puits, avec la commune."}),
    "naga": ("applicant", "Naga", "PH", {
        "name": "Bikol Centre for Migrants and Families", "acronym": "BCMF", "name_language": "en", "language": "en",
        "kinds": ["ngo-domestic"], "level": "regional", "themes": ["rights", "return", "remittances"],
        "languages": ["en", "tl"],
        "about": "We prepare people before they leave, stay in touch with families, and help those who return to open "
                 "a small business."}),
    "torino": ("partner", "Torino", "IT", {
        "name": "Cooperativa Ponte", "name_language": "it", "language": "es", "kinds": ["ngo-domestic"],
        "level": "local", "themes": ["integration", "remittances"], "languages": ["it", "es"],
        "identifier": "IT-CF-DEMO",
        "about": "Acompañamos a familias filipinas y peruanas en Turín: lengua, empleo y ahorro en común."}),
    "programme": ("programme", "", "CH", {
        "name": "Programme team of M4D Net", "name_language": "en", "language": "en", "kinds": ["un-agency"],
        "level": "international", "themes": ["evaluation", "local-governance"], "languages": ["en", "fr", "es", "ar"],
        "about": "The team looks after this site: it verifies organizations, opens calls and answers questions."}),
    "quick": ("tutor", "", "ES", {
        "name": "Academia Puente", "name_language": "es", "language": "es", "kinds": ["training"],
        "level": "local", "themes": ["education"], "languages": ["es"],
        "about": "Cursos rápidos con descuento solo esta semana. Llame hoy y consiga su visado."}),
}  # fmt: skip
"""Name in the story: its first admin, place, country, and what the page says.

Those that the demo's file of activities names have their identifier from there, so that its import finds them.
"""

PROFILES = {
    "officer": ("Kédougou", "SN", "Migration desk officer", "en", {
        "bio": "I keep the register of skills of those who return. Ask me how migration came into our local plan.",
        "stakeholder_type": "local-authority", "level": "local", "corridor_end": "origin",
        "themes": ["capacities", "local-governance"], "languages": ["fr", "ff"]}),
    "diaspora": ("Isère", "FR", "Coordinateur d’association", "fr", {
        "bio": "Quinze ans de jumelage. Je peux dire comment préparer une mission de volontaires.",
        "stakeholder_type": "hometown-association", "level": "local", "corridor_end": "destination",
        "themes": ["communities", "capacities"], "languages": ["fr", "ff"]}),
    "applicant": ("Naga", "PH", "Head of the migrant resource desk", "en", {
        "bio": "We have prepared 400 families before departure and count who comes back to us.",
        "stakeholder_type": "ngo-domestic", "level": "regional", "corridor_end": "origin",
        "themes": ["return", "rights"], "languages": ["en", "tl"]}),
    "partner": ("Torino", "IT", "Mediadora intercultural", "es", {
        "bio": "Trabajo con familias que ahorran juntas para un proyecto en su pueblo.",
        "stakeholder_type": "ngo-domestic", "level": "local", "corridor_end": "destination",
        "themes": ["integration", "remittances"], "languages": ["es", "it", "qu"]}),
    "facilitator": ("", "CI", "Facilitatrice du réseau", "fr", {
        "bio": "J’accompagne les discussions et j’écris les résumés.", "stakeholder_type": "expert",
        "level": "international", "themes": ["communication", "evaluation"], "languages": ["fr", "en"]}),
    "moderator": ("", "NG", "Moderator", "en", {
        "stakeholder_type": "volunteer", "level": "international", "themes": ["rights"], "languages": ["en"]}),
    "assessor": ("", "SE", "Researcher on return migration", "en", {
        "stakeholder_type": "academia", "level": "national", "themes": ["return", "evaluation"],
        "languages": ["en", "sv"]}),
    "second.assessor": ("", "FR", "Économiste du développement", "fr", {
        "stakeholder_type": "expert", "level": "international", "themes": ["remittances", "evaluation"],
        "languages": ["fr", "en"]}),
    "programme": ("", "CH", "Programme officer", "en", {
        "stakeholder_type": "un-agency", "level": "international", "themes": ["local-governance", "evaluation"],
        "languages": ["en", "am"]}),
    "finance": ("", "CH", "Finance officer", "en", {
        "stakeholder_type": "un-agency", "level": "international", "themes": ["evaluation"],
        "languages": ["en", "hi"]}),
    "donor": ("", "NL", "Policy officer for migration", "en", {
        "stakeholder_type": "donor", "level": "international", "themes": ["evaluation", "data"],
        "languages": ["nl", "en"]}),
    "tutor": ("Loja", "EC", "Tutor de cursos", "es", {
        "stakeholder_type": "training", "level": "local", "themes": ["education"], "languages": ["es"]}),
    "author": ("", "TN", "Course author", "en", {
        "stakeholder_type": "academia", "level": "national", "themes": ["education", "capacities"],
        "languages": ["ar", "en"]}),
    "learner": ("", "MA", "موظفة بالجماعة الترابية", "ar", {
        "bio": "أتعلم كيف ندرج الهجرة في مخطط الجماعة.", "stakeholder_type": "local-authority", "level": "local",
        "corridor_end": "origin", "themes": ["local-governance", "gender"], "languages": ["ar", "fr"]}),
    "editor": ("", "KE", "Editor of this site", "en", {
        "stakeholder_type": "un-agency", "level": "international", "themes": ["communication"], "languages": ["en"]}),
    "admin": ("", "CH", "Administrator of this site", "en", {
        "stakeholder_type": "un-agency", "level": "international", "languages": ["en", "ar"]}),
}  # fmt: skip
"""Short name: place, country, role, language of the text, and the rest."""

WIDER = {
    "diaspora": {"name": "public", "organizations": "public", "corridors": "public"},
    "officer": {"organizations": "public"},
    "applicant": {"organizations": "public", "bio": "public", "messaging": "members"},
    "donor": {"name": "groups", "themes": "members"},
    "assessor": dict.fromkeys(Field.values, "members") | {"phone": "nobody", "email": "groups"},
    "author": {"languages": "groups", "organizations": "nobody"},
}
"""What some of them chose otherwise than the default."""


def tell(story) -> None:
    """Organizations first, then profiles, memberships, seats, and two reports."""
    now = timezone.now()
    _organizations(story, now - timedelta(days=90))
    _profiles(story, now - timedelta(days=85))
    _memberships(story, now - timedelta(days=80))
    _seats(story, now - timedelta(days=70))
    for tell_more in story.once_seated:
        tell_more()
    actions.open_profile(story.people["stranger"])
    actions.block_person(story.people["tutor"], by=story.people["learner"])
    actions.save_search(
        by=story.people["officer"], name="Return, in French", kind="person",
        filters={"theme": ["return"], "language": ["fr"]},
    )  # fmt: skip
    _reports(story, now)
    _measures(story, now)


def _organizations(story, at) -> None:
    for code, (admin, place, country, values) in ORGANIZATIONS.items():
        territory = places.territory_named(place, country) if place else None
        story.things[f"organization {code}"] = actions.open_organization(
            by=story.people[admin], values=values | {"country": country, "territory": territory}, at=at
        )
    verifier = story.people["moderator"]
    for code in ("kedougou", "isere", "naga"):
        organization = story.things[f"organization {code}"]
        admin = story.people[ORGANIZATIONS[code][0]]
        actions.ask_verification(
            organization, by=admin, evidence="Decision of the council, page 12 of the register.", at=at
        )
        actions.answer_verification(
            organization, by=verifier, version=organization.version, granted=True, reason="Seen on paper.", at=at
        )
    actions.ask_verification(
        story.things["organization torino"], by=story.people["partner"], language="es",
        evidence="Inscrita en el registro de cooperativas de Turín.", at=at,
    )  # fmt: skip


def _profiles(story, at) -> None:
    home, away = places.territory_named("Kédougou", "SN"), places.territory_named("Isère", "FR")
    corridor = place_actions.open_corridor(home, away, by=story.people["programme"], at=at)
    for number, (short, (place, country, headline, language, more)) in enumerate(PROFILES.items(), start=1):
        person = story.people[short]
        profile = actions.open_profile(person)
        visibility = {field: profile.audience_of(field) for field in Field.values}
        visibility |= {"email": "groups", "phone": "nobody"} | WIDER.get(short, {})
        values = {
            "name": person.name,
            "headline": headline,
            "language": language,
            "country": country,
            "territory": places.territory_named(place, country) if place else None,
            "email": f"{short}.direct@demo.example",
            "phone": f"+221 77 000 00 {number:02}",
            "messaging": f"Signal 77 100 00 {number:02}",
        }
        corridors = [corridor] if short in ("officer", "diaspora") else []
        story.things[f"profile {short}"] = actions.change_profile(
            profile, by=person, version=profile.version, values=values | more, visibility=visibility,
            corridors=corridors, at=at + timedelta(days=number),
        )  # fmt: skip


def _memberships(story, at) -> None:
    def join(short, code, role, *, by):
        organization = story.things[f"organization {code}"]
        claim = actions.ask_to_join(organization, by=story.people[short], role=role, at=at)
        if by:
            actions.confirm_member(claim, by=story.people[by], at=at)

    join("second.assessor", "isere", "Trésorière", by="diaspora")
    for short, role in (("finance", "Finance"), ("editor", "Editing"), ("admin", "Administration")):
        join(short, "programme", role, by="programme")
    join("author", "programme", "Courses", by="programme")
    join("learner", "kedougou", "Stagiaire", by=None)


def _seats(story, at) -> None:
    town, verifier = story.things["organization kedougou"], story.people["moderator"]
    officer, day = story.people["officer"], at.date()
    desk = actions.open_seat(by=officer, duty="Migration desk", organization=town, territory=town.territory, at=at)
    holding = actions.take_seat(
        desk, by=officer, holder=officer, mandate_from=date(day.year - 1, 3, 1),
        mandate_until=date(day.year + 1, 2, 28),
        evidence="Order 2025/12 of the mayor.", at=at,
    )  # fmt: skip
    actions.verify_holding(holding, by=verifier, at=at)
    actions.write_seat_note(
        desk, by=officer, text="The register of returnees is in the blue folder, and on the shared drive.", at=at
    )
    story.things["seat desk"] = desk
    actions.open_seat(by=officer, duty="Deputy mayor for partnerships", organization=town, at=at)

    association = story.things["organization isere"]
    helene, mamadou = story.people["second.assessor"], story.people["diaspora"]
    # Verified, with its territory: the association of those who left Kédougou is who speaks for Isère in the story.
    seat = actions.open_seat(
        by=mamadou, duty="Coordination", language="fr", organization=association, territory=association.territory,
        at=at,
    )  # fmt: skip
    first = actions.take_seat(seat, by=mamadou, holder=helene, mandate_from=date(day.year - 3, 1, 1), at=at)
    actions.verify_holding(first, by=verifier, at=at)
    second = actions.hand_over_seat(
        seat, by=mamadou, successor=mamadou, seen=first.pk, mandate_from=day,
        mandate_until=date(day.year + 2, 12, 31), at=at,
    )  # fmt: skip
    actions.verify_holding(second, by=verifier, at=at)
    story.things["seat coordination"] = seat

    bridge, rosa = story.things["organization torino"], story.people["partner"]
    old = actions.open_seat(by=rosa, duty="Oficina de cooperación", language="es", organization=bridge, at=at)
    ended = actions.take_seat(
        old, by=rosa, holder=rosa, mandate_from=date(day.year - 2, 1, 1), mandate_until=day + timedelta(days=30), at=at
    )
    actions.verify_holding(ended, by=verifier, at=at)
    story.things["seat expired"] = old


def _reports(story, now) -> None:
    moderation.flag(
        story.things["organization quick"], by=story.people["learner"], reason="spam", language="ar",
        text="صفحة إعلانية لا علاقة لها بالشبكة.", at=now - timedelta(days=3),
    )  # fmt: skip
    moderation.flag(
        story.things["profile tutor"], by=story.people["applicant"], reason="other",
        text="Is this the same person as the academy?", at=now - timedelta(hours=5),
    )  # fmt: skip


def _measures(story, now) -> None:
    """Lina asked many people for work in one afternoon. Ngozi reminded her of the rules, then slowed her down."""
    lina, ngozi = story.people["stranger"], story.people["moderator"]
    moderation.sanction(
        lina, by=ngozi, measure="reminder", rule="spam", at=now - timedelta(days=12),
        text="You sent the same request for work to eleven members in one afternoon. Please ask in a group instead.",
    )  # fmt: skip
    slowed = moderation.sanction(
        lina, by=ngozi, measure="slow", rule="spam", posts_a_day=5, days=30, at=now - timedelta(days=3),
        text="Again nine messages with the same words.",
    )  # fmt: skip
    moderation.appeal(
        slowed, by=lina, language="es", at=now - timedelta(days=2),
        text="Escribí a nueve personas distintas y cada mensaje decía algo propio. Busco trabajo, no vendo nada.",
    )  # fmt: skip
