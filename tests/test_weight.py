"""What a guideline's page weighs and requests in a browser, before its reader does anything."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser_setup import DESKTOP, PHONE, open_page
from handbook_site import BuiltSite, fail_with
from handbook_site import Page as Source
from playwright.sync_api import Browser, Request, ViewportSize

pytestmark = pytest.mark.thorough

MOST_BYTES = 130_000  # Of all answers, each packed by gzip -9 as a static host does at its best
MOST_REQUESTS = 15
LATER = {
    "search/index.json": "the first letter of a search",
    "assets/javascripts/workers/": "the first letter of a search",
    "assets/python.js": "the first run",
    "assets/python-worker.js": "the first run",
    "assets/python/": "the first run or edit",
    "assets/playground/": "the playground",
    "assets/placement.js": "the placement page",
}
"""What is not requested, by its address, and what it comes with."""

WATCH = """addEventListener("DOMContentLoaded", () => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => (node?.outerHTML ?? "text").slice(0, 80));
      window.shifts.push(`${value.toFixed(4)}: ${moved.join(" and ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
})"""
SETTLED = """async () => {
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)));
  return window.shifts;
}"""


@dataclass(frozen=True)
class Visit:
    """A page's first visit, in a browser that keeps nothing."""

    name: str
    fetched: Sequence[tuple[int, str]]  # Packed bytes and address, the largest first
    shifts: Sequence[str]

    @property
    def bytes(self) -> int:
        return sum(size for size, _ in self.fetched)

    def __str__(self) -> str:
        lines = [f"  {size:>7} {url}" for size, url in self.fetched]
        return "\n".join(
            [f"{self.name}: {self.bytes} bytes in {len(self.fetched)} requests:", *lines]
        )


def visit(
    browser: Browser, site: BuiltSite, address: str, page: Source, size: ViewportSize
) -> Visit:
    """Look at a page and do nothing."""
    url = f"{address}{page.built.parent.relative_to(site.folder).as_posix()}/"
    context = browser.new_context(viewport=size)
    tab = context.new_page()
    requests = list[Request]()
    context.on("request", lambda request: requests.append(request))
    tab.add_init_script(WATCH)
    open_page(tab, url)
    shifts = tab.evaluate(SETTLED)
    fetched = [
        (packed(site.folder, url), url)
        for request in requests
        if not (url := request.url.removeprefix(address)).startswith("data:")
    ]
    context.close()
    return Visit(f"{page.name} at {size['width']}", sorted(fetched, reverse=True), shifts)


@cache
def packed(folder: Path, url: str) -> int:
    file = folder / unquote(urlsplit(url).path)
    file = file / "index.html" if file.is_dir() else file
    return len(gzip.compress(file.read_bytes(), 9)) if file.is_file() else 0


@pytest.fixture(scope="module")
def visits(
    browser: Browser, site: BuiltSite, walked: Sequence[Source], address: str
) -> Sequence[Visit]:
    return [
        visit(browser, site, address, page, size)
        for page in walked
        if page.name.startswith("docs/guidelines/")
        for size in (PHONE, DESKTOP)
    ]


def test_a_guideline_is_light_and_asks_for_little(visits: Sequence[Visit]) -> None:
    assert visits
    fail_with(
        f"{it}\n  More than {MOST_BYTES} bytes or {MOST_REQUESTS} requests."
        for it in visits
        if it.bytes >= MOST_BYTES or len(it.fetched) > MOST_REQUESTS
    )


def test_a_guideline_asks_only_its_own_host(visits: Sequence[Visit]) -> None:
    fail_with(
        f"{it.name}: requests {url}" for it in visits for _, url in it.fetched if "://" in url
    )


def test_nothing_on_a_guideline_moves_while_it_loads(visits: Sequence[Visit]) -> None:
    fail_with(f"{it.name}: moves by {shift}" for it in visits for shift in it.shifts)


@pytest.mark.parametrize("later", LATER)
def test_what_is_for_a_use_waits_for_it(
    visits: Sequence[Visit], site: BuiltSite, later: str
) -> None:
    assert (site.folder / later).exists()
    fail_with(
        f"{it.name}: requests {url}, which comes with {LATER[later]}"
        for it in visits
        for _, url in it.fetched
        if url.startswith(later)
    )
