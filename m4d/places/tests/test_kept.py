"""Parts of pages that stay in memory: the same for all who read the same, gone when what they show changes."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from m4d.accounts.factories import make_person
from m4d.catalogue.choices import Audience
from m4d.core.pages import touch
from m4d.core.pages.versions import counters, slots_of
from m4d.core.testing import signed_in, statements
from m4d.core.time import moment_element, told_in
from m4d.places import actions, policies, queries
from m4d.places.choices import End, EvidenceKind, Series
from m4d.places.factories import make_corridor, make_country, make_territory
from m4d.places.models import Figure, Sheet
from m4d.places.queries import kept
from m4d.vocabulary import actions as vocabulary
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeping(settings):
    """As on a site, and not as in other tests, pages and parts are kept."""
    settings.PAGES_KEPT = True
    queries.parts.clear()
    yield
    queries.parts.clear()


@pytest.fixture
def corridor():
    return make_corridor(make_territory("Kédougou"), make_territory("Isère", country="FR", latitude=45, longitude=5))


def change_frame():
    """What a new menu does: every kept page goes, the parts stay."""
    counters().raise_(slots_of(["every-page"]))


def text(response):
    return response.content.decode()


def test_a_page_whose_frame_changed_asks_nothing_about_places(client, corridor):
    for address in (f"/en/territories/{corridor.origin.slug}/", f"/en/corridors/{corridor.slug}/"):
        before = text(client.get(address))
        change_frame()
        with statements() as seen:
            after = text(client.get(address))
        assert after == before
        assert [query["sql"] for query in seen.captured_queries if "places_" in query["sql"]] == []


def test_a_part_that_a_member_asks_for_first_tells_the_time_of_the_site_to_all():
    at = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)
    keeper = queries.Keeper(("corridor", "kedougou-isere", "en"), (queries.TAG,))
    with translation.override("en"), told_in(lambda: "Asia/Kathmandu"):
        first = queries.parts.get(keeper, "times", lambda: moment_element(at))
    assert "16:00 UTC</time>" in first
    assert queries.parts.get(keeper, "times", lambda: "made anew") == first


def test_a_statement_shows_at_once(client, corridor, django_capture_on_commit_callbacks):
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    for address in (f"/en/corridors/{corridor.slug}/", f"/en/territories/{corridor.origin.slug}/", "/en/corridors/"):
        client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        actions.state_evidence(
            corridor, by=programme, kind=EvidenceKind.LOCAL, text="Signed in 2025.", language="en", level=3,
            source_title="Minutes", stated_on=corridor.opened_at.date(),
        )  # fmt: skip
    assert "Signed in 2025." in text(client.get(f"/en/corridors/{corridor.slug}/"))
    assert "1 statement. Evaluated" in text(client.get(f"/en/territories/{corridor.origin.slug}/"))
    assert "Evaluated" in text(client.get("/en/corridors/"))


def test_a_hidden_territory_is_gone_at_once(client, corridor, django_capture_on_commit_callbacks):
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    address = f"/en/territories/{corridor.origin.slug}/"
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide_territory(corridor.origin, by=programme, reason="Asked for")
    assert client.get(address).status_code == 404
    assert client.get(f"/en/corridors/{corridor.slug}/").status_code == 404
    assert "This territory is hidden." in text(signed_in(client, programme).get(address))
    client.logout()
    assert client.get(address).status_code == 404


def test_what_lies_in_a_hidden_region_leads_nobody_to_it(client, django_capture_on_commit_callbacks):
    region = make_territory("Kolda")
    address = f"/en/territories/{make_territory('Dabo', kind='place', parent=region).slug}/"
    link = f'href="/en/territories/{region.slug}/"'
    assert link in text(client.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide_territory(region, by=make_person("Tesfaye Bekele", roles=["programme"]), reason="Entered twice.")
    page = text(client.get(address))
    assert "Kolda" in page and link not in page


def test_what_one_may_change_is_never_kept_for_another(client, corridor):
    amina, lina = make_person("Amina Diallo"), make_person("Lina Torres")
    address = f"/en/corridors/{corridor.slug}/"
    with policies.speaking(lambda who: [corridor.origin_id] if who == amina else []):
        actions.state_evidence(
            corridor, by=amina, kind=EvidenceKind.LOCAL, text="People meet.", language="en", source_title="Register",
            stated_on=corridor.opened_at.date(), end=End.ORIGIN,
        )  # fmt: skip
        own = text(signed_in(client, amina).get(address))
        assert "/ends/origin/" in own
        assert "/withdrawal/" in own
        for person in (lina, None):
            client.logout() if person is None else signed_in(client, person)
            page = text(client.get(address))
            assert "/ends/origin/" not in page
            assert "/withdrawal/" not in page
            assert "People meet." in page
        assert "/ends/origin/" in text(signed_in(client, amina).get(address))


def test_languages_and_light_pages_are_kept_apart(client, corridor):
    address = f"territories/{corridor.origin.parent.slug}/"
    assert "السنغال" in text(client.get(f"/ar/{address}"))
    assert "Sénégal" in text(client.get(f"/fr/{address}"))
    assert "السنغال" in text(client.get(f"/ar/{address}"))
    assert 'class="weave"' in text(client.get(f"/fr/{address}"))


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr("m4d.places.queries.kept.LONGEST", 1000)
    keepers = [queries.Keeper(("test", number), ("places",)) for number in range(10)]
    for keeper in keepers:
        queries.parts.get(keeper, "part", lambda: "x" * 300)
    assert len(queries.parts.held) == 3
    assert queries.parts.size == 900
    assert queries.parts.get(keepers[-1], "part", lambda: "new") == "x" * 300
    assert queries.parts.get(keepers[0], "part", lambda: "new") == "new"


def test_a_touched_tag_lets_a_part_go(django_capture_on_commit_callbacks):
    def part(words):
        return queries.parts.get(queries.Keeper(("test",), ("places",)), "part", lambda: words)

    assert [part("old"), part("new")] == ["old", "old"]
    with django_capture_on_commit_callbacks(execute=True):
        touch("places")
    assert part("new") == "new"


def test_what_was_read_before_a_change_is_not_kept_after_it(django_capture_on_commit_callbacks):
    early = queries.Keeper(("test",), ("places",))
    read = "the words of a moment ago"
    with django_capture_on_commit_callbacks(execute=True):
        touch("places")
    assert queries.parts.get(early, "part", lambda: read) == read
    assert queries.parts.get(queries.Keeper(("test",), ("places",)), "part", lambda: "new words") == "new words"


def test_a_kept_part_holds_plain_values_and_nothing_of_who_asked_first(client, corridor):
    for address in (f"/en/territories/{corridor.origin.slug}/", f"/en/corridors/{corridor.slug}/", "/en/territories/"):
        client.get(address)
    assert {type(value) for key in queries.parts.held for value in key} <= {str, bool, Audience}


def test_an_edit_elsewhere_draws_no_figures_and_no_map_again(client, corridor, monkeypatch):
    make_country("SN")
    addresses = ("/en/territories/senegal/", f"/en/corridors/{corridor.slug}/", "/en/territories/")
    before = {address: text(client.get(address)) for address in addresses}
    for name in ("tables.country_tables", "tables.corridor_tables", "maps.world_map"):
        monkeypatch.setattr(f"m4d.places.views.{name}", lambda *given: pytest.fail("drawn again"))
    counters().raise_(slots_of(["every-page", "places", "corridors", "catalogue"]))
    assert {address: text(client.get(address)) for address in addresses} == before


def test_new_figures_and_new_names_below_show_at_once(client, corridor, django_capture_on_commit_callbacks):
    senegal = corridor.origin.parent
    address = f"/en/territories/{senegal.slug}/"
    assert "Louga" not in text(client.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        louga = make_territory("Louga")
        touch("places", queries.NAMES)
    assert "Louga" in text(client.get(address))
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    with django_capture_on_commit_callbacks(execute=True):
        actions.choose_name(louga, by=programme, language="en", name="Luga", reason="Asked for")
    assert "Luga" in text(client.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide_territory(louga, by=programme, reason="Asked for")
    assert "Luga" not in text(client.get(address))
    assert "4,321" not in text(client.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        senegal.sheet, _new = Sheet.objects.update_or_create(
            country="SN", defaults={"data": {"abroad": {"2019": 4321.0}}}
        )
        senegal.save()
        touch("places")
    assert "4,321" in text(client.get(address))


def test_a_member_costs_at_most_ten_statements_on_every_page(client, corridor):
    signed_in(client, make_person("Lina Torres"))
    counts = {}
    for address in (f"/en/territories/{corridor.origin.slug}/", f"/en/corridors/{corridor.slug}/", "/en/corridors/",
                    "/en/territories/", "/en/territories/?q=kedougou"):  # fmt: skip
        client.get(address)
        with statements() as seen:
            client.get(address)
        counts[address] = len(seen)
    assert {address: count for address, count in counts.items() if count > 10} == {}


def test_figures_and_terms_of_the_api_are_anew_after_a_load(client, monkeypatch, django_capture_on_commit_callbacks):
    make_country("SN")
    term = Term.objects.create(scheme="theme", code="testing", names={"en": "Testing"})
    reader = []
    files = {"figures-stock.csv.gz": ((Series.STOCK,), lambda: iter(reader))}
    monkeypatch.setattr("m4d.places.actions.figures._FILES", files)
    for value in (5, 7):
        reader[:] = [(Series.STOCK, "", "SEN", "2019", float(value))]
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.load_figures(force=True) == 1
        read = client.get("/api/v1/figures/").json()["items"]
        assert [row["value"] for row in read] == [value]
    Figure.objects.update(value=9)
    assert client.get("/api/v1/figures/").json()["items"] == read
    with django_capture_on_commit_callbacks(execute=True):
        vocabulary.amend_term(term, names={"en": "Trying"}, unofficial=[], at=timezone.now())
    assert [row["value"] for row in client.get("/api/v1/figures/").json()["items"]] == [9]


def test_figures_of_the_api_are_paged_by_their_number(client):
    country = make_country("SN")
    for year in range(2000, 2025):
        Figure.objects.create(series=Series.STOCK, destination=country, period=str(year), value=year)
    found, address = [], "/api/v1/figures/?country=SN&limit=10"
    costs = []
    while address:
        with statements() as seen:
            answer = client.get(address).json()
        costs.append(len(seen))
        found += [row["period"] for row in answer["items"]]
        Figure.objects.filter(period__in=found).delete()
        address = (answer["next"] or "").removeprefix("http://127.0.0.1:8000")
    assert found == [str(year) for year in range(2000, 2025)]
    assert len(set(costs[1:])) == 1


def test_a_part_that_leaves_while_it_is_read_is_given_all_the_same(monkeypatch):
    keeper = queries.Keeper(("corridor", "kedougou-isere", "en"), (queries.TAG,))
    queries.parts.get(keeper, "words", lambda: "Words")
    held = queries.parts.held

    class Leaving(type(held)):
        """What is held; as another thread would, it lets a part go as soon as somebody has found it."""

        def get(self, key):
            return self.pop(key, None)

    monkeypatch.setattr(queries.parts, "held", Leaving(held))
    assert queries.parts.get(keeper, "words", lambda: "Words made anew") == "Words"


def test_made_up_addresses_do_not_fill_the_memory():
    for number in range(5000):
        kept.slots_of_tags((f"territory-made-up-{number}",))
    assert kept.slots_of_tags.cache_info().currsize <= 4096
