"""axe-core on what opens in a page: nothing is wrong, at a desk and on a phone."""

import re
from collections.abc import Callable

import pytest
from accessibility import SETTLED, found, misplaced, prepare
from handbook_site import fail_with
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.thorough

LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else

# What opens lies above what was tried without it, and what it covers cannot be judged.
COVERED = re.compile("partially obscured|overlapped|too short to determine")


def search(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("f")
    page.keyboard.type("frozen dataclass")
    more = page.locator(".md-search-result summary")
    more.first.click()
    expect(page.locator(".md-search-result details[open]").first).to_be_visible()


def menu(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/")
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
        page.locator("[for=__toc]:visible").first.click()


def whole_menu(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/")
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("checkbox", name="Pages of Rules").press("Space")


def placement(page: Page, address: str) -> None:
    page.goto(f"{address}placement/?yes=query-result&domain=session")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="The link is copied")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")  # Or the header covers one of the questions


def runner(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/")
    box = page.locator("div.run").first
    box.get_by_role("button", name="Edit").click()
    expect(box.locator(".cm-content")).to_be_focused(timeout=LOAD)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text("import sys\nprint('so far')\nprint('no', file=sys.stderr)\n1 / 0\n")
    box.get_by_role("button", name="Run").click()
    expect(box.get_by_role("status")).to_contain_text("Line 4", timeout=LOAD)


def playground(page: Page, address: str) -> None:
    page.goto(f"{address}playground/#DTO201")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding").first).to_be_visible(timeout=LOAD)


def review(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{address}rules/DTO201/")
    page.locator("h1").get_by_role("button").click()
    expect(page.get_by_role("textbox", name="The comment")).to_be_focused()


def copied(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/")
    page.locator("div.run").first.get_by_role("button", name="Copy to clipboard").first.click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()


def filtered(page: Page, address: str) -> None:
    page.goto(f"{address}rules/")
    page.locator(".filtered select").first.select_option(index=1)
    expect(page.locator(".filtered output")).to_have_text(re.compile("rules"))


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The looks of texts whose colours were tried."""
    return set()


@pytest.mark.parametrize(
    "opening",
    [search, menu, whole_menu, placement, runner, playground, review, copied, filtered],
)
def test_axe_finds_nothing_wrong_in_what_opens(
    page: Page, address: str, known: set[str], opening: Callable[[Page, str], None]
) -> None:
    prepare(page)
    opening(page, address)
    page.evaluate(SETTLED)
    lines = [*found(page, known), *misplaced(page)]
    fail_with(line for line in lines if not COVERED.search(line))
