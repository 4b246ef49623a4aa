"""The site in a real browser: what a reader can do, at a desk and on a phone."""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from handbook_site import BuiltSite
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)

NO_BROWSER = "no Chromium on the PATH: install one, or name it in CHROMIUM"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, and keeps silent about it."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: BuiltSite) -> Iterator[str]:
    handler = partial(QuietHandler, directory=str(site.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without the sandbox: in a container, root may not use it.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    size = PHONE if request.param == "phone" else DESKTOP
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]})
    yield context.new_page()
    context.close()


def addresses(site: BuiltSite, address: str) -> list[str]:
    return [
        f"{address}{page.built.relative_to(site.folder).parent.as_posix()}/".replace("/./", "/")
        for page in site.pages
    ]


def test_no_page_asks_another_host_or_logs_an_error_or_scrolls_sideways(
    page: Page, site: BuiltSite, address: str
) -> None:
    asked, problems = list[str](), list[str]()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    def check(answer: Response) -> None:
        if answer.status >= 400:
            problems.append(f"{answer.status} {answer.url}")

    page.on("request", lambda request: asked.append(request.url))
    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", check)
    for url in addresses(site, address):
        page.goto(url)
        overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems += [f"{url} is {overhang} pixels too wide"] if overhang > 0 else []
    problems += [f"asks {url}" for url in asked if not url.startswith((address, "data:"))]
    assert not problems, "\n".join(problems)


def test_a_link_to_a_place_inside_a_hidden_tab_opens_the_tab(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/")
    bad = page.locator("[data-module='dto_handbook.rules.dto201.bad']")
    expect(bad).to_be_hidden()
    bad.evaluate("element => element.id = 'inside'")
    page.evaluate("location.hash = 'inside'")
    expect(bad).to_be_visible()


def test_a_link_to_a_tab_opens_it_on_arrival(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/#frozen-bad-not-frozen")
    expect(page.locator("[data-module='dto_handbook.rules.dto201.bad']")).to_be_visible()


def test_search_finds_a_dto_by_its_name(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("f")
    page.keyboard.type("ScaleOperationContext", delay=10)
    found = page.locator(".md-search-result a[href*='#ai.backend.manager.data.deployment.scale.']")
    expect(found.first).to_be_attached()


def test_the_colours_follow_the_system(browser: Browser, address: str) -> None:
    def background(scheme: str) -> str:
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        page.goto(address)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
        return str(colour)

    assert background("light") == "rgb(255, 255, 255)"
    assert background("dark") != background("light")
