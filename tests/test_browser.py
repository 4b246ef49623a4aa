"""The site in a real browser: what a reader can do, at a desk and on a phone."""

from browser_setup import open_page
from handbook_site import BuiltSite
from playwright.sync_api import (
    Page,
    expect,
)


def test_a_link_to_a_place_inside_a_hidden_tab_opens_the_tab(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/")
    bad = page.locator("[data-module='dto_handbook.rules.dto201.invalid']")
    expect(bad).to_be_hidden()
    page.evaluate("location.hash = 'dto_handbook.rules.dto201.invalid-3'")
    expect(bad).to_be_visible()


def test_a_link_to_a_tab_opens_it_on_arrival(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/#frozen-bad-not-frozen")
    expect(page.locator("[data-module='dto_handbook.rules.dto201.invalid']")).to_be_visible()


def test_search_finds_a_dto_by_its_name(page: Page, address: str) -> None:
    requested = list[str]()
    page.on("request", lambda request: requested.append(request.url))
    open_page(page, address)
    assert f"{address}search/index.json" not in requested  # It weighs more than all else
    page.keyboard.press("f")
    page.keyboard.type("ScaleOperationContext", delay=10)
    found = page.locator(".md-search-result a[href*='#ai.backend.manager.data.deployment.scale.']")
    found.first.click()
    expect(page.locator("article mark").first).to_have_text("ScaleOperationContext")


def test_the_colours_follow_the_system(page: Page, address: str) -> None:
    page.goto(address)
    body = page.locator("body")
    page.emulate_media(color_scheme="light")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(body).not_to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_page_that_links_its_markdown_asks_for_nothing_that_is_not_there(
    page: Page, address: str
) -> None:
    missing = list[str]()
    page.on("response", lambda it: missing.append(it.url) if it.status >= 400 else None)
    open_page(page, f"{address}use/output-formats/")
    link = page.locator("link[type='text/markdown']").evaluate("link => link.href")
    assert link == f"{address}use/output-formats/index.md"
    assert missing == []


def test_the_error_page_offers_to_search_for_what_the_address_names(
    page: Page, site: BuiltSite, address: str
) -> None:
    error = (site.folder / "404.html").read_text()
    wrong = f"{address}rules/not-frozen/"
    page.route(wrong, lambda it: it.fulfill(status=404, content_type="text/html", body=error))
    page.goto(wrong)
    expect(page.get_by_label("Search the handbook for")).to_have_value("not frozen")


def test_a_door_opens_wherever_it_is_pressed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("Six guidelines, each").click(force=True)  # The link lies over the text
    expect(page).to_have_url(f"{address}guidelines/")
