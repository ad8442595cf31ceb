"""The first visit in a real browser: requests, bytes, first paint on slow 3G against a floor page in the same run."""

import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median

FLOOR_BYTES = 10_000
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
NOT_COUNTED = {"Image", "Font"}
"""Pictures, and the display face, which is optional and comes after the first paint."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of a Chromium, or nothing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), "")


class Floor:
    """A page of 10 KB with its style inside and nothing else: what slow 3G lets nobody beat by much."""

    def __enter__(self):
        text = "<p>" + "Migration and development. " * 340 + "</p>"
        page = (
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=width=device-width>"
            f"<title>Floor</title><style>body{{margin:1rem;font:1rem serif}}</style><h1>Floor</h1>{text}"
        ).encode()[:FLOOR_BYTES]

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        return self

    def __exit__(self, *_):
        self.server.shutdown()


class Browser:
    """Chromium, looked into through its own protocol."""

    def __enter__(self):
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where a browser is found

        self.driver = sync_playwright().start()
        self.chromium = self.driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        return self

    def __exit__(self, *_):
        self.chromium.close()
        self.driver.stop()

    def visit(self, urls: list[str], *, slow: bool, cookies: dict | None = None) -> list[dict]:
        """Open addresses one after another in a fresh phone-sized browser; what each of them brought."""
        context = self.chromium.new_context(
            viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True
        )
        for name, value in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": value, "url": urls[0]}])
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        if slow:
            protocol.send("Network.emulateNetworkConditions", SLOW_3G)
        kinds, arrived = {}, []
        protocol.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event}))
        protocol.on("Network.loadingFinished", lambda event: arrived.append(event))
        page.add_init_script(
            "window.__shift=0;new PerformanceObserver(l=>{for(const e of l.getEntries())"
            "if(!e.hadRecentInput)window.__shift+=e.value}).observe({type:'layout-shift',buffered:true})"
        )
        seen = []
        for url in urls:
            arrived.clear()
            page.goto(url, wait_until="load", timeout=120_000)
            page.wait_for_timeout(1500 if slow else 400)
            seen.append(self._seen(page, kinds, list(arrived)))
        context.close()
        return seen

    def _seen(self, page, kinds: dict, arrived: list) -> dict:
        counted = total = requests = 0
        for event in arrived:
            response = kinds.get(event["requestId"])
            if response is None or not response["response"]["url"].startswith("http"):
                continue
            if response["response"].get("fromDiskCache"):
                continue
            total += event["encodedDataLength"]
            if response["type"] not in NOT_COUNTED:
                counted += event["encodedDataLength"]
                requests += 1
        paint = page.evaluate("(performance.getEntriesByName('first-contentful-paint')[0]||{}).startTime||null")
        shift = page.evaluate("window.__shift")
        return {
            "bytes": int(counted),
            "bytes_all": int(total),
            "requests": requests,
            "fcp": paint,
            "cls": round(shift, 3),
        }


def first_visits(browser: Browser, port: int, pages, *, runs: int = 2) -> dict:
    """For each public page: its first visit plain, and its first paint on slow 3G divided by the floor's."""
    found = {}
    with Floor() as floor:
        floors = [browser.visit([floor.url], slow=True)[0]["fcp"] for _ in range(runs)]
        for page in pages:
            url = f"http://127.0.0.1:{port}{page.path}"
            plain = browser.visit([url], slow=False)[0]
            slow = [browser.visit([url], slow=True)[0]["fcp"] for _ in range(runs)]
            floors.append(browser.visit([floor.url], slow=True)[0]["fcp"])
            painted = [value for value in slow if value]
            found[page.name] = {
                **plain,
                "fcp_slow": round(median(painted)) if painted else None,
                "fcp_ratio": round(median(painted) / median(floors), 2) if painted else None,
            }
        found["floor"] = {"fcp_slow": round(median(floors))}
    return found


def signed_in_visits(browser: Browser, port: int, cookies: dict) -> dict:
    """The first page after signing in with an empty cache, and a later one."""
    urls = [f"http://127.0.0.1:{port}{path}" for path in ("/en/", "/en/projects/", "/en/corridors/")]
    seen = browser.visit(urls, slow=False, cookies=cookies)
    return {"first": seen[0], "later": max(seen[1:], key=lambda visit: visit["bytes"])}
