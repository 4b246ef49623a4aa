"""A rule's page in a real browser: what is seen first, and how one gets to a message."""

import pytest
from browser_setup import DESKTOP, PHONE
from playwright.sync_api import Page, expect

RULES = ("DTO201", "DTO202", "DTO301")
TOP = "all => all.map((it) => it.getBoundingClientRect().top)"


@pytest.mark.parametrize("id", RULES)
def test_a_rules_first_screen_has_bad_and_good_beside_each_other(
    page: Page, address: str, id: str
) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{address}rules/{id}/")
    for seen in (".flagged__message", ".flagged", "#samples-good .sample"):
        expect(page.locator(f".instead {seen}").first).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#fix")).to_be_in_viewport()
    bad, good = page.locator(".instead .sample").evaluate_all(TOP)
    assert bad == good


@pytest.mark.parametrize("id", RULES)
def test_on_a_phone_good_is_below_bad(page: Page, address: str, id: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{address}rules/{id}/")
    expect(page.locator(".flagged__message").first).to_be_in_viewport()
    bad, good = page.locator(".instead .sample").evaluate_all(TOP)
    assert bad < good


def test_the_keyboard_leads_from_a_flagged_span_to_its_message_and_back(
    page: Page, address: str
) -> None:
    page.goto(f"{address}rules/DTO202/")
    page.locator(".flagged > a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flagged__message:target")).to_contain_text("Line 15")
    page.locator(".flagged__message > a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flagged:target")).to_have_text("list[str]")


def test_only_what_prints_has_a_button_to_run_it(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/")
    expect(page.locator(".runner").first).to_be_attached()
    assert page.locator(".sample .runner").count() == 1
    assert page.locator(".sample[data-module$='.consequence'] .runner").count() == 1
    page.goto(f"{address}guidelines/type-hints/")
    expect(page.locator(".runner").first).to_be_attached()
    assert page.locator(".run:not(:has(.run__output)) .runner").count() == 0


def test_a_link_to_a_line_opens_the_sample_that_hides_it(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/#dto_handbook.rules.dto201.invalid_alias-20")
    expect(page.locator("[data-module$='.invalid_alias'] pre")).to_be_visible()


def test_the_list_of_rules_is_filtered_and_the_address_says_by_what(
    page: Page, address: str
) -> None:
    page.goto(f"{address}rules/?group=Immutability&fix=none")
    rows = page.locator(".filtered tbody tr:visible td:first-child a")
    expect(rows).to_have_text(["DTO203", "DTO204", "DTO205"])
    expect(page.locator(".filtered output")).to_have_text("3 rules")
    page.get_by_label("Severity").select_option("off")
    expect(page).to_have_url(f"{address}rules/?group=Immutability&severity=off&fix=none")
    expect(rows).to_have_text(["DTO203"])
    for name in ("Group", "Severity", "Fix"):
        page.get_by_label(name).select_option("any")
    expect(page).to_have_url(f"{address}rules/")
    page.goto(f"{address}rules/?group=Nothing")
    expect(rows.first).to_have_text("DTO001")
