"""`make bench`: measures every page type and says what is reached. SIZE=S (default), or S,M,L for growth.

python -m bench --size S,M [--only people,search] [--no-browser] [--strict] [--pairs 3] [--seconds 0.4]
"""

import argparse
import os
import sys
import time

from . import browser, measure, pages, report
from .report import Row
from .site import SIZES, Site, ask_inside, prepare

PORT = 8790


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def options():
    made = argparse.ArgumentParser(prog="make bench", description=__doc__)
    made.add_argument("--size", default="S", help="S = 4,000 members, M = 100,000, L = 1,000,000; several with commas")
    made.add_argument("--only", default="", help="only pages whose name holds one of these words")
    made.add_argument("--pairs", type=int, default=3, help="how often page and hello take turns")
    made.add_argument("--seconds", type=float, default=0.4, help="how long each turn lasts")
    made.add_argument("--no-browser", action="store_true", help="leave the first visit out")
    made.add_argument("--strict", action="store_true", help="exit status 1 when something required is not reached")
    given = made.parse_args()
    given.sizes = [size.strip().upper() for size in given.size.split(",")]
    if unknown := [size for size in given.sizes if size not in SIZES]:
        made.error(f"there is no size {unknown[0]}; choose from {', '.join(SIZES)}")
    return given


def chosen(found, only: str):
    words = [word.strip() for word in only.split(",") if word.strip()]
    return [page for page in found if not words or any(word in page.name for word in words)]


def measure_size(size: str, given) -> dict:
    """Everything about one size, by page name."""
    say(f"\n== {size}: {SIZES[size]:,} members")
    took = prepare(size, PORT)
    say(f"   data ready (first made in {took['start'] + took['seed']:.0f} s)")
    figures: dict = {"took": took, "pages": {}}
    with Site(size, PORT, timing=True) as site:
        figures["engine"] = "postgresql" if site.database_pids() else "sqlite"
        found = chosen(pages.find_pages(PORT), given.only)
        visitors = measure.Visitors(PORT)
        for page in found:
            figures["pages"][page.name] = measure.statements(site, visitors, page)
        if not any(figures["pages"][page.name]["was_rendered"] for page in found if page.is_public):
            raise SystemExit("No page was made anew after a change: the benchmark does not know how pages are kept.")
    with Site(size, PORT) as site:
        figures["cold_start"] = round(site.cold_start, 2)
        visitors = measure.Visitors(PORT)
        for page in found:
            facts = figures["pages"][page.name]
            facts |= measure.weight(visitors, page)
            facts["warm"] = measure.against_hello(
                site, visitors, page, fresh=False, pairs=given.pairs, seconds=given.seconds
            )
            if page.is_public and not page.email and page.just_changed:
                facts["fresh"] = measure.against_hello(
                    site, visitors, page, fresh=True, pairs=max(3, given.pairs // 2), seconds=given.seconds
                )
            say(f"   {page.name}: {facts['warm']['ratio']} hellos warm, {facts['bytes_br']:,} bytes")
        asked = ask_inside(size, PORT, 300)
        figures["cards"] = asked["cards"]
        if not given.only or "search" in given.only:
            figures["search"] = measure.search_times(site, asked["queries"], 60)
        figures["memory"] = site.memory_mb()
        if not given.only:
            figures["mail"] = ask_inside(size, PORT, module="mail")
        if size == given.sizes[0] and not given.no_browser:
            figures["visits"], figures["member_visits"] = visit(site, found, visitors)
    figures["found"] = found
    return figures


def visit(site, found, visitors):
    """First visits, where a Chromium is found."""
    if not browser.chromium():
        say("   no Chromium found: the first visit is left out (apt install chromium)")
        return {}, {}
    with browser.Browser() as opened:
        visits = browser.first_visits(opened, PORT, [page for page in found if page.first_visit and not page.email])
        member = measure.sign_in(PORT, "officer@demo.example")
        return visits, browser.signed_in_visits(opened, PORT, member.cookies)


def rows_of_size(size: str, figures: dict) -> list[Row]:
    """The judged figures of one size."""
    rows = []
    for page in figures["found"]:
        facts, what = figures["pages"][page.name], f"{page.name} ({size})"
        if facts["status"] != (404 if page.name == "no such page" else 200):
            rows.append(Row(what, "does not answer: status", facts["status"], 200, 200))
            continue
        if page.email:
            rows.append(Row(what, "CPU, hellos", facts["warm"]["ratio"], 20, 7))
            rows.append(Row(what, "statements", facts["statements_warm"], 10, 4))
            continue
        if page.is_public:
            rows.append(Row(what, "CPU warm, hellos", facts["warm"]["ratio"], 2, 1.5))
            rows.append(Row(what, "statements warm", facts["statements_warm"], 0, 0))
            rows.append(Row(what, "cookies", facts["cookies"], 0, 0))
        if "fresh" in facts:
            goal = 5 if page.just_changed == 12 else page.just_changed
            rows.append(Row(what, "CPU just changed, hellos", facts["fresh"]["ratio"], page.just_changed, goal))
        else:
            rows.append(Row(what, "CPU, hellos", facts["warm"]["ratio"]))
        rows.append(Row(what, "statements just changed", facts["statements_cold"]))
        rows.append(Row(what, "page, br", round(facts["bytes_br"] / 1024, 1), unit="KB"))
    return rows + rows_of_site(size, figures)


def rows_of_site(size: str, figures: dict) -> list[Row]:
    """Search, memory, start."""
    rows = []
    if search := figures.get("search"):
        judged = size == "M" or (size == "L" and figures["engine"] == "postgresql")
        goal = 10 if size == "M" and figures["engine"] == "sqlite" else 40
        what = f"search, {figures['cards']:,} faces of cards ({size})"
        rows.append(Row(what, "p50", search["p50_ms"], unit="ms"))
        rows.append(Row(what, "p95", search["p95_ms"], 80 if judged else None, goal if judged else None, "ms"))
    if mail := figures.get("mail"):
        rows.append(Row(f"{mail['out']:,} notification mails ({size})", "CPU", mail["out_cpu"], 60, 20, "s"))
        rows.append(Row(f"{mail['in']:,} mails in ({size})", "CPU", mail["in_cpu"], 60, 10, "s"))
    workers = figures["memory"][1:]
    rows.append(Row(f"a worker ({size})", "memory, PSS", max(workers), 150, 110, "MB"))
    rows.append(Row(f"whole site ({size})", "memory, PSS", round(sum(figures["memory"]), 1), None, 300, "MB"))
    rows.append(Row(f"cold start ({size})", "seconds", figures["cold_start"], 4, 2, "s"))
    rows.append(Row(f"seed ({size})", "seconds", figures["took"]["seed"], 300 if size == "M" else None, None, "s"))
    return rows


def rows_of_visits(figures: dict) -> list[Row]:
    """What a phone sees on the first visit."""
    rows = []
    for name, seen in figures.get("visits", {}).items():
        if name == "floor":
            rows.append(Row("floor page", "first paint, slow 3G", seen["fcp_slow"], unit="ms"))
            continue
        rows.append(Row(name, "first visit", round(seen["bytes"] / 1024, 1), 30, 22, "KB"))
        rows.append(Row(name, "requests", seen["requests"], 5, 3))
        rows.append(Row(name, "first paint, slow 3G, floors", seen["fcp_ratio"], 2.2, 1.4))
        rows.append(Row(name, "layout shift", seen["cls"], 0.1, 0))
    if seen := figures.get("member_visits"):
        rows.append(Row("first page after signing in", "bytes", round(seen["first"]["bytes"] / 1024, 1), 48, 36, "KB"))
        rows.append(Row("later page, signed in", "bytes", round(seen["later"]["bytes"] / 1024, 1), 12, 10, "KB"))
    return rows


def rows_of_growth(small: str, large: str, measured: dict) -> list[Row]:
    """The same page on more data: the same statements, and hardly more CPU."""
    rows = []
    before, after = measured[small]["pages"], measured[large]["pages"]
    for name in before:
        match = (
            name if name in after else next((each for each in after if each.split(",")[0] == name.split(",")[0]), None)
        )
        if match is None:
            continue
        was, is_now = before[name], after[match]
        what = f"{match}: {small} to {large}"
        for kind in ("fresh", "warm"):
            if kind in was and kind in is_now:
                growth = round(is_now[kind]["ratio"] / was[kind]["ratio"], 2)
                rows.append(Row(what, f"CPU {kind}, growth", growth, 1.5, 1.3))
                break
        if None not in (was["statements_cold"], is_now["statements_cold"]):
            more = is_now["statements_cold"] - was["statements_cold"]
            rows.append(Row(what, "more statements", more, 0, 0))
    return rows


def main() -> int:
    given = options()
    began = time.monotonic()
    measured = {size: measure_size(size, given) for size in given.sizes}
    rows = []
    for size, figures in measured.items():
        rows += rows_of_size(size, figures)
    rows += rows_of_visits(measured[given.sizes[0]])
    for large in given.sizes[1:]:
        rows += rows_of_growth(given.sizes[0], large, measured)
    for figures in measured.values():
        figures.pop("found")
    facts = {"cores": os.cpu_count(), "engine": measured[given.sizes[0]]["engine"], "measured": measured}
    report.write(given.sizes, rows, facts)
    say(f"Took {time.monotonic() - began:.0f} s")
    return 1 if given.strict and any(row.verdict == "OVER" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
