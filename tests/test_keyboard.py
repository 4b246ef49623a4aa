"""The site by keyboard alone, in a real browser: one sees where one is, and gets on."""

from collections.abc import Iterator

import pytest
from browser_setup import open_page
from handbook_site import fail_with
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.thorough

at_a_desk = pytest.mark.parametrize("page", ["desktop"], indirect=True)
on_a_phone = pytest.mark.parametrize("page", ["phone"], indirect=True)

GUIDELINE = "guidelines/immutability/"
KINDS = [
    "",
    GUIDELINE,
    "rules/",
    "rules/DTO201/",
    "placement/?yes=query-result",
    "playground/",
    "404.html",
]

# What is outlined and can be seen: in the window, and not below something else.
SEEN = """() => {
  const { tagName, className, id, parentElement } = document.activeElement;
  if (tagName === "BODY") return null;
  const kind = `${tagName}.${className} in ${parentElement.className}`;
  // A frame is drawn at the focus, around it, or at the label of a hidden input, which comes later
  const near = ":focus-within, :focus *, :focus ~ *, :focus ~ * *";
  const seen = [...document.querySelectorAll(near)].filter((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return false;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right - left < 8 || bottom - top < 8) return false;
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return element.contains(above) || above?.contains(element);
  });
  return [kind, document.activeElement.outerHTML.slice(0, 120), seen.length];
}"""

LATE = 500  # Milliseconds until a busy machine has done what follows a key


@pytest.fixture
def page(page: Page) -> Page:
    page.emulate_media(reduced_motion="reduce")
    return page


def walk(page: Page, most: int = 150) -> Iterator[tuple[str, str, bool]]:
    """Go on by the Tab key to the end: yield each stop, its kind, and whether one sees it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        stop = page.evaluate(SEEN)
        if stop and not stop[2]:
            page.wait_for_timeout(LATE)
            stop = page.evaluate(SEEN)
        if not stop:
            return
        yield stop[0], stop[1], stop[2] > 0


def is_drawn(page: Page) -> bool:
    """Whether a picture of the page shows where one is: what is cut off changes nothing."""
    focused = page.screenshot()
    page.evaluate("window.held = document.activeElement; held.blur()")
    try:
        return page.screenshot() != focused
    finally:
        page.evaluate("held.focus({ preventScroll: true })")
        page.wait_for_timeout(20)


@pytest.mark.parametrize("path", KINDS)
def test_each_stop_of_the_tab_key_is_seen(page: Page, address: str, path: str) -> None:
    open_page(page, address + path)
    stops, kinds, problems = 0, set[str](), list[str]()
    for kind, stop, is_seen in walk(page):
        stops += 1
        if kind not in kinds and is_seen and not (is_seen := is_drawn(page)):
            page.wait_for_timeout(LATE)
            is_seen = is_drawn(page)
        kinds.add(kind)
        if not is_seen:
            problems.append(f"/{path}: no focus is to be seen at {stop}")
    assert stops > 10
    fail_with(problems)


def test_the_first_stop_leads_past_header_and_menu(page: Page, address: str) -> None:
    page.goto(address + GUIDELINE)
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_have_css("opacity", "1")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_timeout(LATE)  # The target is followed by what takes the focus away
    page.keyboard.press("Tab")
    expect(page.locator("article :focus")).to_have_count(1)


@at_a_desk
def test_arrow_keys_go_from_tab_to_tab(page: Page, address: str) -> None:
    page.goto(address + GUIDELINE)
    tabs = page.locator(".tabbed-set").first
    good, bad = tabs.get_by_role("radio").all()
    good.focus()
    page.keyboard.press("ArrowRight")
    expect(bad).to_be_focused()
    expect(tabs.locator(".tabbed-block").nth(1)).to_be_visible()
    expect(tabs.locator(".tabbed-block").nth(0)).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(tabs.locator(".tabbed-block").nth(0)).to_be_visible()


@at_a_desk
def test_code_is_copied_by_keyboard_and_it_is_said(page: Page, address: str) -> None:
    page.goto(address + GUIDELINE)
    box = page.locator("div.run").first
    button = box.get_by_role("button", name="Copy to clipboard").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied to clipboard")).to_be_visible()
    code = box.locator("pre > code").first.text_content()
    assert page.evaluate("navigator.clipboard.readText()") == (code or "").rstrip("\n")
    expect(button).to_be_focused()


# Search


@at_a_desk
def test_escape_leads_back_from_the_search_to_where_one_was(page: Page, address: str) -> None:
    page.goto(address + GUIDELINE)
    start = page.locator("article a", has_text="DTO202").first
    start.focus()
    page.keyboard.press("f")
    field = page.get_by_role("textbox", name="Search")
    expect(field).to_be_focused()
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    page.keyboard.type("frozen")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__output")).to_be_hidden()
    expect(start).to_be_focused()


def test_results_are_counted_aloud_and_reached_by_arrow_keys(page: Page, address: str) -> None:
    page.goto(address + GUIDELINE)
    page.keyboard.press("f")
    page.keyboard.type("frozen")
    said = page.get_by_role("status").filter(has_text="matching documents")
    expect(said).to_be_visible()
    page.keyboard.press("ArrowDown")
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_focused()
    to = first.evaluate("link => link.href").split("?")[0]
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.startswith(to))


@at_a_desk
def test_tab_leaves_the_search(page: Page, address: str) -> None:
    page.goto(address + GUIDELINE)
    page.keyboard.press("f")
    page.keyboard.press("Tab")
    expect(page.locator(".md-search__output")).to_be_hidden()
    expect(page.locator(".md-tabs :focus")).to_have_text("Start")


# The menu of a narrow window


@on_a_phone
def test_the_menu_is_opened_by_keyboard_and_left_by_escape(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/")
    menu = page.get_by_role("button", name="Menu")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # Past the link to the content
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    part = page.get_by_role("checkbox", name="Pages of Rules")
    expect(part).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="DTO001 Schema model")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()


@on_a_phone
def test_parts_of_the_menu_open_and_close_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/")
    page.get_by_role("button", name="Menu").press("Enter")
    page.keyboard.press("Space")  # Back to all parts
    page.get_by_role("checkbox", name="Pages of Start").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Where does my DTO go?")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}placement/")
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()


@on_a_phone
def test_who_leaves_the_menu_closes_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Menu").press("Enter")
    expect(page.locator(".md-sidebar--primary :focus")).to_have_count(1)
    while page.locator(".md-sidebar--primary :focus").count():
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Menu")).to_have_attribute("aria-expanded", "false")
