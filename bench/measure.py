"""What is measured of a page: statements, bytes, CPU per request against hello, seconds, and how it arrives."""

import re
import time
from statistics import median

from .client import Client, sign_in

HELLO = "/healthz"


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Visitors:
    """One kept connection for each person who takes part; everybody signs in once."""

    def __init__(self, port: int):
        self.port, self.known = port, {"": Client(port)}

    def of(self, page) -> Client:
        if page.email not in self.known:
            self.known[page.email] = sign_in(self.port, page.email)
        return self.known[page.email]


def statements(site, visitors: Visitors, page) -> dict:
    """Statements when the page has just changed and when it is warm, from Server-Timing (M4D_TIMING=1)."""

    def count(answer) -> int | None:
        found = re.search(r'desc="(\d+) queries"', answer.header("server-timing"))
        return int(found[1]) if found else None

    client = visitors.of(page)
    # The first time, a process may still have to learn the names it needs; a page kept before would not make it.
    for _ in range(2):
        site.change_pages()
        answer = client.get(page.path)
    cold = count(answer)
    rendered = re.search(r"template;dur=([\d.]+)", answer.header("server-timing"))
    # Two processes answer: the warm figure is the least of several.
    warm = [count(client.get(page.path)) for _ in range(8)]
    known = [number for number in warm if number is not None]
    return {
        "statements_cold": cold,
        "statements_warm": min(known) if known else (0 if cold is not None else None),
        "was_rendered": bool(rendered and float(rendered[1])),
    }


def weight(visitors: Visitors, page) -> dict:
    """Status, bytes as sent, cookies given to strangers, and whether head and body come in one piece."""
    client = visitors.of(page)
    sizes = {}
    for name, encoding in (("raw", ""), ("gzip", "gzip"), ("br", "br")):
        usual, client.encoding = client.encoding, encoding
        answer = client.get(page.path)
        client.encoding = usual
        sizes[f"bytes_{name}"] = len(answer.body)
    answer = client.get(page.path)
    return {
        "status": answer.status,
        **sizes,
        "cookies": 0 if page.email else len(answer.headers("set-cookie")),
    }


def cpu_ms(site, client, path: str, seconds: float, *, fresh: bool = False) -> tuple[float, list[float]]:
    """CPU milliseconds of the site per request during so many seconds, and the seconds of each request.

    With `fresh`, everything is said to have changed before each request, so that nothing kept is sent.
    """
    request, taken = client.request("GET", path), []
    before, until = site.cpu_seconds(), time.perf_counter() + seconds
    while time.perf_counter() < until or len(taken) < 3:
        if fresh:
            site.change_pages()
        taken.append(client.ask(request).seconds)
    return 1000 * (site.cpu_seconds() - before) / len(taken), taken


def against_hello(site, visitors: Visitors, page, *, fresh: bool, pairs: int, seconds: float) -> dict:
    """CPU per request of page and hello, interleaved A B A B in one run; the median of the pairs is the ratio."""
    client, stranger = visitors.of(page), visitors.known[""]
    for _ in range(6):
        client.get(page.path)
    ratios, own, taken = [], [], []
    for _ in range(pairs):
        hello, _seconds = cpu_ms(site, stranger, HELLO, seconds)
        mine, times = cpu_ms(site, client, page.path, seconds, fresh=fresh)
        ratios.append(mine / hello)
        own.append(mine)
        taken += times
    return {
        "ratio": round(median(ratios), 2),
        "cpu_ms": round(median(own), 3),
        "p50_ms": round(1000 * quantile(taken, 0.5), 2),
        "p95_ms": round(1000 * quantile(taken, 0.95), 2),
        "requests": len(taken),
    }


def search_times(site, queries: list[str], limit_seconds: float) -> dict:
    """Seconds of the search page for words as people type them; each query is asked once, so nothing is kept."""
    client, taken, before = Client(site.port), [], site.cpu_seconds()
    until = time.perf_counter() + limit_seconds
    for words in queries:
        taken.append(client.get(f"/en/search/?q={words}").seconds)
        if time.perf_counter() > until:
            break
    return {
        "queries": len(taken),
        "p50_ms": round(1000 * quantile(taken, 0.5), 1),
        "p95_ms": round(1000 * quantile(taken, 0.95), 1),
        "cpu_ms": round(1000 * (site.cpu_seconds() - before) / len(taken), 2),
    }
