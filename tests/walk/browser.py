"""A real browser where one is found, and the site on a port for it."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.testcases import LiveServerThread

BROWSERS = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found() -> str:
    """The path of a Chromium on this machine, or nothing."""
    return next((path for name in BROWSERS if name and (path := shutil.which(name))), "")


def why_not() -> str:
    """Why no browser looks in this run; empty when one does."""
    if connection.vendor != "sqlite":
        return "the browser looks once, in the SQLite pass"
    if not found():
        return "no Chromium found: browser tests skipped (apt install chromium)"
    return ""


class OneAtATime(StaticFilesHandler):
    """Answers one request after the other: a page and what it asks for share one database connection."""

    turn = Lock()

    def __call__(self, environ, start_response):
        with self.turn:
            return super().__call__(environ, start_response)


@contextmanager
def site():
    """The site, in a thread that shares this test's database connection; gives its address."""
    connection.inc_thread_sharing()
    # The connection itself: `connection` only stands for it, and would stand for itself in the other thread.
    shared = {connection.alias: connections[connection.alias]}
    server = LiveServerThread("127.0.0.1", OneAtATime, connections_override=shared)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()
        connection.dec_thread_sharing()


@contextmanager
def chromium():
    """A headless Chromium; Playwright keeps an event loop in this thread, which Django must be told of."""
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    shared = connections[DEFAULT_DB_ALIAS]
    try:
        with sync_playwright() as playwright:
            # Beside a running event loop Django would open a connection of its own, to another world.
            connections[DEFAULT_DB_ALIAS] = shared
            browser = playwright.chromium.launch(executable_path=found(), args=ARGUMENTS)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def axe_source() -> str:
    """The text of axe-core, from the installed package."""
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js")).read_text(encoding="utf-8")


def session_cookies(client, address: str) -> list[dict]:
    """The cookies of a signed-in test client, as the browser takes them."""
    return [
        {"name": name, "value": morsel.value, "url": address}
        for name, morsel in client.cookies.items()
        if morsel.value
    ]


# Where the foot of the page ends, how high its window is, and how many filters lie folded or open.
STANDING = """() => {
    const folds = [...document.querySelectorAll('details.fold:not([open])')];
    const open = folds.filter(fold => fold.lastElementChild.checkVisibility({contentVisibilityAuto: true}));
    const foot = document.querySelector('.footer');
    return {foot: foot ? Math.round(foot.getBoundingClientRect().bottom + scrollY) : null, high: innerHeight,
            wide: innerWidth, open: open.length, folds: folds.length};
}"""


def misplaced(page) -> list[str]:
    """What does not stand where the design puts it: the foot of a short page, the filters of a list."""
    stands = page.evaluate(STANDING)
    faults = []
    if stands["foot"] is not None and stands["foot"] < stands["high"]:
        faults.append(f"the footer ends at {stands['foot']} px of a window of {stands['high']} px")
    if stands["open"] != (stands["folds"] if stands["wide"] >= 960 else 0):
        faults.append(f"{stands['open']} of {stands['folds']} filters are open at {stands['wide']} px")
    return faults


def look(page, axe: str) -> list[str]:
    """What the browser objects to: accessibility rules broken, sideways scroll, parts in the wrong place."""
    found_faults = misplaced(page)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 1:
        found_faults.append(f"scrolls {over} px sideways")
    page.evaluate(axe)
    result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    for violation in result["violations"]:
        target = " ".join(str(part) for part in violation["nodes"][0]["target"])[:100]
        found_faults.append(f"axe {violation['id']} x{len(violation['nodes'])}: {target}")
    return found_faults
