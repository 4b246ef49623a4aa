"""Links to the playground: what they bring, what they cannot do, and the page without Python."""

import json
import random
import re
import string
from collections.abc import Iterator

import pytest
from browser_setup import DESKTOP, PHONE
from playground_steps import (
    MARKUP,
    QUOTA,
    UNFROZEN,
    alert,
    editor,
    fragment,
    open_link,
    pack,
    panel,
    status,
)
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.thorough

PYTHON = re.compile(r"/assets/python(-worker.js|/(?!editor.js|samples.json))")
"""Addresses of what runs Python."""


@pytest.fixture(scope="module")
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A playground in which nothing was done."""
    page, problems = context.new_page(), list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.goto(f"{address}playground/")
    expect(editor(page)).to_be_visible()
    # At the first change of the address, Material fetches the page once more.
    with page.expect_response(f"{address}playground/"):
        page.evaluate("location.hash = 'playground'")
    yield page
    page.close()
    assert not problems


def test_a_copied_link_opens_the_same_code_and_neither_checks_nor_runs_it(
    page: Page, context: BrowserContext
) -> None:
    text = f"{UNFROZEN}# <b>é\U0001f600</b>\n"
    open_link(page, fragment({QUOTA: text, "src/other.py": "print('run')\n"}, all=True))
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("The link is copied.")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    other, requested = context.new_page(), list[str]()
    other.on("request", lambda request: requested.append(request.url))
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(editor(other)).to_contain_text("# <b>é\U0001f600</b>")
    expect(other.get_by_role("tab")).to_have_text(["quota.py", "other.py"])
    expect(other.get_by_label("with the rules that are off by default")).to_be_checked()
    expect(status(other)).to_contain_text("It is checked when you change it or press Check.")
    other.get_by_role("tab", name="other.py").click()
    other.wait_for_timeout(400)  # Longer than a change waits for its check
    assert not list(filter(PYTHON.search, requested))
    other.close()


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (fragment({"../../etc/passwd.py": ""}), 'named "../../etc/passwd.py"'),
        (fragment({f"{MARKUP}.py": ""}), f'named "{MARKUP}.py"'),
        (fragment({"__proto__": ""}), 'named "__proto__"'),
        (fragment({QUOTA: UNFROZEN})[:-9], "damaged"),
        (fragment({QUOTA: "a" * 600_000}), "more text than the playground accepts"),
        (f"v1.{'A' * 70_000}", "longer than 64,000 characters"),
        (f"v1.{MARKUP}", "damaged"),
        ("v2.AAAA", "This version of the playground cannot open this link."),
        (pack(b'{"files": []}'), "no files"),
        (pack(b'{"files": [{"path": 1, "text": {}}]}'), "no files"),
        (pack(b"null"), "no files"),
        (pack(b"[" * 100_000), "damaged"),
        (fragment({f"src/{n}.py": "" for n in range(21)}), "more than 20 files"),
        (
            pack(json.dumps({"files": [{"path": "a.py", "text": ""}] * 2}).encode()),
            "the same path",
        ),
    ],
)
def test_a_link_with_something_wrong_in_it_says_what_and_does_nothing(
    page: Page, hostile: str, reason: str
) -> None:
    open_link(page, hostile)
    expect(alert(page)).to_contain_text(reason)
    assert page.locator(".playground img[src=x]").count() == 0
    expect(editor(page)).to_have_text("")  # As where one begins


def test_more_than_a_link_holds_is_said_and_stays_in_the_page(page: Page) -> None:
    text = "".join(random.Random(0).choices(string.ascii_letters, k=80_000))
    page.evaluate("text => navigator.clipboard.writeText(text)", f"'{text}'")
    open_link(page, fragment({QUOTA: ""}))
    before = page.url
    editor(page).click()
    page.keyboard.press("Control+v")
    expect(alert(page)).to_have_text(re.compile("too much for a link"))
    assert page.url == before


# The rest of the page


def test_it_fits_the_screen_and_follows_the_colours_and_asks_for_no_python_before_its_use(
    context: BrowserContext, address: str
) -> None:
    page, requested = context.new_page(), list[str]()
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{address}playground/#DTO202")
    expect(editor(page)).to_contain_text("resource_slots: list[str]")
    page.get_by_role("tab").last.click()
    panel(page).get_by_label("Package").focus()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    shown = page.locator(".cm-editor").last
    page.emulate_media(color_scheme="light")
    expect(shown).to_have_css("background-color", "rgb(244, 246, 245)")
    page.emulate_media(color_scheme="dark")
    expect(shown).to_have_css("background-color", "rgb(27, 35, 39)")
    assert not list(filter(PYTHON.search, requested))
    with page.expect_request(PYTHON):
        page.get_by_role("button", name="Check").click()
    page.close()


def test_without_script_it_says_so_and_leads_to_the_samples(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}playground/")
    expect(page.get_by_text("This needs JavaScript")).to_be_visible()
    page.get_by_role("link", name="DTO201: Not frozen").click()
    expect(page).to_have_url(f"{address}rules/DTO201/")
    context.close()


def test_without_its_files_it_says_so_and_stays_readable(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/python/editor.js", lambda route: route.abort())
    page.goto(f"{address}playground/")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(page.get_by_role("link", name="DTO201: Not frozen")).to_be_visible()
    context.close()
