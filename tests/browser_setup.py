"""What tests in a browser need: a Chromium, a server for the built site, sizes of screens."""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

_NAMES = (
    "chromium-headless-shell",  # A quarter of the others' time for a page, as it draws no window
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
ZOOMED: ViewportSize = {"width": 640, "height": 450}  # A desk's at 200 %, for whom all is too small
SMALL: ViewportSize = {"width": 320, "height": 568}  # The least that WCAG asks for: 1280 at 400 %


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser inside the block, and yield it."""
    with sync_playwright() as playwright:
        # Without the sandbox: in a container, root may not use it.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, which the browser may keep, and is silent about it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    """Keeps more connections waiting than the five of its class, which a browser exceeds."""

    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # A browser that leaves a page in the middle of a download


@contextmanager
def served(folder: Path, handler: type[QuietHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder on this machine inside the block.

    Args:
        folder: The folder.
        handler: What answers each request.

    Yields:
        The address at which it is.
    """
    with _Server(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def open_page(page: Page, address: str) -> None:
    """Open a page, and wait until it is loaded and requests nothing.

    On a busy machine, the network can be idle long before a page is parsed: `goto` with
    `wait_until="networkidle"` returns then.

    Args:
        page: The tab.
        address: The page's.
    """
    page.goto(address)
    page.wait_for_load_state("networkidle")


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server that was started answers.

    Args:
        address: What it is asked.
        server: Its process; where it has ended, what it said is the error.

    Raises:
        RuntimeError: It has ended.
        TimeoutError: It does not answer.
    """
    for _ in range(300):
        if server.poll() is not None:
            said = server.stdout.read().decode() if server.stdout else ""
            raise RuntimeError(f"{server.args!r} ended with {server.returncode}:\n{said}")
        try:
            urlopen(address).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def published_at(address: str, route: Route) -> None:
    """Let the site's map name this server: only then does Material navigate instantly.

    Args:
        address: The server's.
        route: The request for the map.
    """
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r"(?<=<loc>)http://[^/]+/", address, answer.text()))
