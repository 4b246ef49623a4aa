"""The wizard on the page about placement, in a real browser."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dto_handbook.guideline.placement import (
    ADAPTER,
    CASES,
    DOMAIN_QUESTION,
    DOMAINS,
    INTERNAL,
    Case,
)

at_a_desk = pytest.mark.parametrize("page", ["desktop"], indirect=True)

REST, INSIDE = CASES[0], next(case for case in CASES if case.home is INTERNAL)


def text_of(case: Case) -> str:
    return case.text.replace("`", "")


def box(page: Page, case: Case) -> Locator:
    return boxes(page).and_(page.get_by_role("checkbox", name=text_of(case), exact=True))


def boxes(page: Page) -> Locator:
    return page.locator(".placement").get_by_role("checkbox")


def domain_field(page: Page) -> Locator:
    return page.get_by_role("combobox", name=DOMAIN_QUESTION)


def headline(page: Page) -> Locator:
    return page.locator(".placement__headline")


def answer(page: Page, case: Case) -> Locator:
    return page.locator(f"#answer-{case.id}")


def expect_answers(page: Page, *cases: Case, domain: str = "") -> None:
    """Expect these cases ticked, what follows from them said, and their answers, no others."""
    homes = {case.home for case in cases}
    shown = [*cases, *([ADAPTER] if len(homes) > 1 else [])]
    expect(page.locator(".placement :checked")).to_have_count(len(cases))
    expect(page.locator(".answer:visible")).to_have_count(len(shown))
    for case in cases:
        expect(box(page, case)).to_be_checked()
    for case in shown:
        path = case.home.path.replace("<domain>", domain or "<domain>")
        expect(answer(page, case).locator("summary")).to_contain_text(f"{path}, {case.home.form}")
    for case in {case.home: case for case in reversed(shown)}.values():
        expect(answer(page, case).locator(".sample")).to_be_visible()
    for home in homes:
        path = home.path.replace("<domain>", domain or "<domain>")
        expect(headline(page)).to_contain_text(f"{home.form} in {path}")
    number = "Two DTOs and an adapter" if len(homes) > 1 else "One DTO"
    expect(headline(page)).to_contain_text(f"{number}:")


def expect_no_answer(page: Page) -> None:
    expect(boxes(page).first).to_be_visible()
    expect(page.locator(".placement :checked")).to_have_count(0)
    expect(page.locator(".answer:visible")).to_have_count(0)
    expect(headline(page)).to_be_hidden()


@pytest.fixture
def wizard(page: Page, address: str) -> str:
    page.goto(f"{address}placement/")
    expect_no_answer(page)
    return f"{address}placement/"


def test_every_answer_is_reached_by_a_click(page: Page, wizard: str) -> None:
    for case in CASES:
        label = page.get_by_text(text_of(case)).and_(page.locator("label span"))
        label.click()
        expect_answers(page, case)
        expect(page).to_have_url(f"{wizard}?yes={case.id}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        label.click()
        expect_no_answer(page)


def test_a_query_result_that_graphql_also_shows_is_two_dtos_and_an_adapter(
    page: Page, wizard: str
) -> None:
    by_id = {case.id: case for case in CASES}
    shown, result = by_id["graphql"], by_id["query-result"]
    box(page, result).check()
    expect_answers(page, result)
    box(page, shown).check()
    expect_answers(page, shown, result)
    domain_field(page).fill("session")
    expect_answers(page, shown, result, domain="session")
    expect(page).to_have_url(f"{wizard}?yes=graphql&yes=query-result&domain=session")
    expect(answer(page, ADAPTER).locator(".sample")).to_contain_text("SessionSummary")
    box(page, result).uncheck()
    expect_answers(page, shown, domain="session")


@at_a_desk
def test_the_answer_of_two_dtos_is_on_the_first_screen(page: Page, wizard: str) -> None:
    box(page, REST).check()
    box(page, INSIDE).check()
    expect(headline(page)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def test_every_answer_is_reached_by_keyboard(page: Page, wizard: str) -> None:
    box(page, CASES[0]).focus()
    for number, case in enumerate(CASES, 1):
        expect(box(page, case)).to_be_focused()
        page.keyboard.press("Space")
        expect_answers(page, *CASES[:number])
        page.keyboard.press("Tab")
    expect(domain_field(page)).to_be_focused()
    page.keyboard.type("auth")
    page.keyboard.press("Enter")
    expect(headline(page)).to_be_focused()
    expect_answers(page, *CASES, domain="auth")


@pytest.mark.thorough
@at_a_desk
def test_every_answer_is_reached_by_its_address(page: Page, address: str) -> None:
    for case in CASES:
        page.goto(f"{address}placement/?yes={case.id}", wait_until="domcontentloaded")
        expect_answers(page, case)
        expect(headline(page)).to_be_focused()
        expect(headline(page)).to_be_in_viewport()
    page.goto(f"{address}placement/#answer-{INSIDE.id}")
    page.reload()
    expect_answers(page, INSIDE)


@at_a_desk
def test_the_answer_is_written_for_any_domain_and_copied_so(page: Page, wizard: str) -> None:
    for domain in ("vfolder", "model_card"):
        for case in CASES:
            box(page, case).check()
            domain_field(page).fill(domain)
            is_known = domain in DOMAINS
            neighbours = page.locator(f".placement a[href*='domains/{domain}/']:visible")
            expect(neighbours).to_have_count(1 if is_known else 0)
            expect_answers(page, case, domain=domain)
            button = answer(page, case).locator(".answer__actions button")
            expect(button).to_have_text("Copy template")  # It was pressed for the other domain
            button.click()
            expect(button).to_have_text("The template is copied")
            expect(page.locator(".placement__status")).to_have_text("The template is copied")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied == case.template_text(domain)
            box(page, case).uncheck()


@at_a_desk
def test_a_name_that_no_directory_can_have_is_marked_and_changes_nothing(
    page: Page, wizard: str
) -> None:
    box(page, INSIDE).check()
    domain_field(page).fill("My Domain")
    expect(domain_field(page)).to_have_attribute("aria-invalid", "true")
    expect_answers(page, INSIDE)
    expect(page).to_have_url(f"{wizard}?yes={INSIDE.id}")


@at_a_desk
def test_a_copied_link_shows_the_same_answer_at_once(page: Page, wizard: str) -> None:
    box(page, REST).check()
    box(page, INSIDE).check()
    domain_field(page).fill("user")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="The link is copied")).to_be_visible()
    expect(page.locator(".placement__status")).to_have_text("The link is copied")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()  # Ready again
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{wizard}?yes={REST.id}&yes={INSIDE.id}&domain=user"
    other = page.context.new_page()
    other.goto(link)
    expect_answers(other, REST, INSIDE, domain="user")


@at_a_desk
def test_where_the_browser_does_not_copy_it_says_so(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"{address}placement/?yes=rest")
    page.get_by_role("button", name="Copy link").click()
    said = "The browser does not let this page copy"
    expect(page.get_by_role("button", name=said)).to_be_visible()
    expect(page.locator(".placement__status")).to_have_text(said)


def test_back_and_forward_go_through_the_answers_and_other_pages(page: Page, wizard: str) -> None:
    box(page, REST).check()
    box(page, INSIDE).check()
    domain_field(page).fill("user")  # No step of its own
    answer(page, INSIDE).get_by_role("link", name="DTO006").click()
    expect(page.get_by_role("heading", name="DTO006: No domain")).to_be_visible()
    page.go_back()
    expect_answers(page, REST, INSIDE, domain="user")
    page.go_back()
    expect_answers(page, REST)
    page.go_back()
    expect_no_answer(page)
    expect(page).to_have_url(wizard)
    page.go_forward()
    expect_answers(page, REST)


def test_start_again_clears_the_answer_and_the_address(page: Page, wizard: str) -> None:
    box(page, INSIDE).check()
    domain_field(page).fill("auth")
    page.get_by_role("button", name="Start again").click()
    expect_no_answer(page)
    expect(page).to_have_url(wizard)
    expect(box(page, CASES[0])).to_be_focused()
    box(page, INSIDE).check()
    expect_answers(page, INSIDE)


HOSTILE = "<img src=x onerror=alert(1)>"


@at_a_desk
@pytest.mark.parametrize(
    ("query", "answered"),
    [
        (f"?yes={HOSTILE}", False),
        ("?yes=__proto__&domain=constructor", False),
        (f"?yes={INSIDE.id}&domain={HOSTILE}", True),
        (f"?domain={HOSTILE}", False),
        (f"#answer-{HOSTILE}", False),
        ("?yes=%E0%A4%A", False),
    ],
)
def test_what_the_address_cannot_mean_is_left_aside_with_a_note(
    query: str, answered: bool, page: Page, address: str
) -> None:
    problems = list[str]()
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}placement/{query}")
    note = page.locator(".placement__note")
    expect(note).to_have_text("A part of the address is unknown here, and was ignored.")
    expect(note).to_be_visible()
    expect(page.locator(".placement__status")).to_contain_text("unknown here")
    if answered:
        expect_answers(page, INSIDE)
    else:
        expect_no_answer(page)
    assert page.locator("article img").count() == 0
    box(page, REST).check()
    expect(note).to_be_hidden()
    expect_answers(page, *([REST, INSIDE] if answered else [REST]))
    assert not problems


@at_a_desk
def test_what_is_right_in_an_address_gets_no_note(page: Page, address: str) -> None:
    for query in ("?yes=rest&domain=user", "?q=elsewhere#rest"):
        page.goto(f"{address}placement/{query}")
        expect(boxes(page).first).to_be_visible()
        expect(page.locator(".placement__note")).to_be_hidden()


@at_a_desk
def test_a_clauses_anchor_still_leads_to_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}placement/?yes=rpc#graphql")
    expect(page.locator("#graphql")).to_be_in_viewport()
    expect(headline(page)).to_contain_text("common/dto/manager/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_script_the_table_and_every_answer_are_there(
    browser: Browser, address: str, scheme: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{address}placement/")
    rows = page.locator(".placement tbody tr")
    expect(rows).to_have_count(len(CASES))
    expect(boxes(page)).to_have_count(0)
    expect(page.locator(".placement__outcomes li")).to_have_count(3)
    for row, case in zip(rows.all(), CASES, strict=True):
        expect(row).to_contain_text(text_of(case))
        expect(row).to_contain_text(case.home.path)
    for case in (*CASES, ADAPTER):
        answer(page, case).locator("summary").click()
        expect(answer(page, case).locator(".sample")).to_be_visible()
    context.close()
