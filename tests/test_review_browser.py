"""The comments that a reviewer copies, in a real browser."""

from functools import partial

import pytest
from browser_setup import published_at
from playwright.sync_api import Browser, Page, expect

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.review_comment import clause_comment, rule_comment
from dto_handbook.rules.registry import rule_package

on_a_phone = pytest.mark.parametrize("page", ["phone"], indirect=True)


def comment_on(id: str, link: str) -> str:
    """Write the comment on a rule or a clause, with a link."""
    for clause in CLAUSES:
        if clause.id == id:
            return clause_comment(clause, link)
    return rule_comment(rule_package(id).rule, link)


@on_a_phone
@pytest.mark.parametrize(
    ("path", "id", "anchor"),
    [
        ("rules/DTO201/", "DTO201", ""),
        ("guidelines/immutability/", "G2", "#frozen"),
        ("guidelines/none-checks/", "DTO602", "#identity"),
    ],
)
def test_a_button_beside_the_heading_copies_a_comment_with_the_address_at_which_one_reads(
    page: Page, address: str, path: str, id: str, anchor: str
) -> None:
    comment = comment_on(id, f"{address}{path}{anchor}")
    page.clock.install()
    page.goto(address + path)
    button = page.get_by_role("button", name=f"Copy a review comment on {id}").first
    button.focus()
    page.keyboard.press("Enter")
    said = page.locator("[aria-live=polite]", has_text="Copied")
    expect(said).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == comment
    page.clock.fast_forward(5000)
    expect(said).to_have_count(0)  # Said, and gone
    expect(button).to_be_focused()


def test_the_clause_beside_a_heading_leads_to_its_row_in_the_table(
    page: Page, address: str
) -> None:
    page.goto(f"{address}guidelines/immutability/")
    page.locator("#frozen").get_by_role("link", name="G2").click()
    expect(page).to_have_url(f"{address}traceability/#G2")
    expect(page.locator("tr", has=page.locator("#G2"))).to_be_in_viewport()


def test_without_the_clipboard_the_comment_is_there_to_copy(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{address}rules/DTO201/")
    button = page.locator("h1").get_by_role("button")
    button.click()
    text = page.get_by_role("textbox", name="The comment")
    expect(text).to_be_focused()
    selected = text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert selected == comment_on("DTO201", page.url)
    shown = page.locator(".review > code")
    expect(shown).to_have_text(comment_on("DTO201", page.url))
    expect(page.locator("h1 [aria-live=polite]")).to_contain_text("to copy")
    page.keyboard.press("Escape")
    expect(text).to_have_count(0)
    expect(button).to_be_focused()


def test_a_page_that_came_without_a_load_has_the_button_once(page: Page, address: str) -> None:
    page.route("**/sitemap.xml", partial(published_at, address))
    page.goto(f"{address}rules/DTO201/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.isTheSame = true")
    page.locator("article").get_by_role("link", name="G2").click()
    expect(page.locator("#frozen").get_by_role("button")).to_have_count(1)
    page.go_back()
    expect(page.locator("h1").get_by_role("button")).to_have_count(1)
    assert page.evaluate("window.isTheSame")


def test_without_a_script_there_is_no_button_and_the_comment_is_on_the_page(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}rules/DTO201/")
    expect(page.locator("article").get_by_role("button")).to_have_count(0)
    built_for = "http://127.0.0.1:8000/"  # The site_url of mkdocs.yml
    expect(page.locator(".review")).to_have_text(comment_on("DTO201", f"{built_for}rules/DTO201/"))
    context.close()
