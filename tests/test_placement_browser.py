"""The wizard on the page about placement, in a real browser."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dto_handbook.guideline.placement import DOMAINS, INTERNAL, QUESTIONS, Question

at_a_desk = pytest.mark.parametrize("page", ["desktop"], indirect=True)

INSIDE = next(question for question in QUESTIONS if question.home is INTERNAL)


def text_of(question: Question) -> str:
    return question.text.replace("`", "")


def radio(page: Page, name: str | Question) -> Locator:
    name = name if isinstance(name, str) else text_of(name)
    return radios(page).and_(page.get_by_role("radio", name=name, exact=True))


def radios(page: Page) -> Locator:
    return page.locator(".placement").get_by_role("radio")


def headline(page: Page, question: Question) -> Locator:
    return page.locator(f"#answer-{question.id} summary")


def expect_answer(page: Page, question: Question, path: str = "") -> None:
    """Expect one answer and no other, shown, said and in the address."""
    expect(page.locator(".answer:visible")).to_have_count(1)
    expect(radio(page, question)).to_be_checked()
    said = f"{text_of(question)} Yes: {path or question.home.path}, {question.home.form}"
    expect(headline(page, question)).to_have_text(said)
    expect(page.locator(".placement__status")).to_have_text(said)
    expect(page.locator(f"#answer-{question.id} .sample")).to_be_visible()


def expect_no_answer(page: Page) -> None:
    expect(radios(page).first).to_be_visible()
    expect(page.locator(".placement :checked")).to_have_count(0)
    expect(page.locator(".answer:visible")).to_have_count(0)


@pytest.fixture
def wizard(page: Page, address: str) -> str:
    page.goto(f"{address}placement/")
    expect_no_answer(page)
    return f"{address}placement/"


def test_every_answer_is_reached_by_a_click_and_comes_into_view(page: Page, wizard: str) -> None:
    for question in QUESTIONS:
        page.get_by_text(text_of(question)).and_(page.locator("label span")).click()
        expect_answer(page, question)
        expect(headline(page, question)).to_be_in_viewport()
        expect(page).to_have_url(f"{wizard}?yes={question.id}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_every_answer_is_reached_by_keyboard(page: Page, wizard: str) -> None:
    radio(page, QUESTIONS[0]).focus()
    page.keyboard.press("Space")
    for question in QUESTIONS:
        expect_answer(page, question)
        expect(radio(page, question)).to_be_focused()
        expect(page).to_have_url(f"{wizard}?yes={question.id}")
        page.keyboard.press("Enter")
        expect(headline(page, question)).to_be_focused()
        radio(page, question).focus()
        page.keyboard.press("ArrowDown")


@pytest.mark.thorough
@at_a_desk
def test_every_answer_is_reached_by_its_address(page: Page, address: str) -> None:
    for question in QUESTIONS:
        page.goto(f"{address}placement/?yes={question.id}", wait_until="domcontentloaded")
        expect_answer(page, question)
        expect(headline(page, question)).to_be_focused()
        expect(headline(page, question)).to_be_in_viewport()
    page.goto(f"{address}placement/#answer-{INSIDE.id}")
    page.reload()
    expect_answer(page, INSIDE)


@at_a_desk
def test_a_domain_can_be_chosen_inside_the_manager_alone(page: Page, wizard: str) -> None:
    domain = radio(page, "vfolder")
    for question in QUESTIONS:
        radio(page, question).check()
        expect(domain).to_be_visible(visible=question.home is INTERNAL)


def test_the_next_tab_stop_after_the_questions_is_the_domain(page: Page, wizard: str) -> None:
    radio(page, INSIDE).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(radio(page, "deployment")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(radio(page, "session")).to_be_checked()
    expect(page).to_have_url(f"{wizard}?yes={INSIDE.id}&domain=session")
    page.keyboard.press("Tab")
    expect(headline(page, INSIDE)).to_be_focused()


@at_a_desk
def test_the_answer_is_written_for_the_domain_and_copied_so(page: Page, wizard: str) -> None:
    for question in QUESTIONS:
        radio(page, question).check()
        for domain in DOMAINS if question.home is INTERNAL else [""]:
            path = question.home.path
            if domain:
                radio(page, domain).check()
                path = path.replace("<domain>", domain)
                neighbours = page.locator(f"#answer-{question.id} a[href*='domains/{domain}/']")
                expect(neighbours).to_be_visible()
            expect_answer(page, question, path)
            button = page.locator(".answer__actions button").first
            button.click()
            expect(button).to_have_text("The template is copied")
            expect(page.locator(".placement__status")).to_have_text("The template is copied")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied == question.template_text(domain)


@at_a_desk
def test_a_copied_link_shows_the_same_answer_at_once(page: Page, wizard: str) -> None:
    radio(page, INSIDE).check()
    radio(page, "user").check()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="The link is copied")).to_be_visible()
    expect(page.locator(".placement__status")).to_have_text("The link is copied")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()  # Ready again
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{wizard}?yes={INSIDE.id}&domain=user"
    other = page.context.new_page()
    other.goto(link)
    expect_answer(other, INSIDE, "manager/data/user/")


@at_a_desk
def test_where_the_browser_does_not_copy_it_says_so(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"{address}placement/?yes=rest")
    page.get_by_role("button", name="Copy link").click()
    said = "The browser does not let this page copy"
    expect(page.get_by_role("button", name=said)).to_be_visible()
    expect(page.locator(".placement__status")).to_have_text(said)


def test_back_and_forward_go_through_the_answers_and_other_pages(page: Page, wizard: str) -> None:
    first, second = QUESTIONS[1], INSIDE
    radio(page, first).check()
    radio(page, second).check()
    page.locator(f"#answer-{second.id}").get_by_role("link", name="DTO006").click()
    expect(page.get_by_role("heading", name="DTO006: No domain")).to_be_visible()
    page.go_back()
    expect_answer(page, second)
    page.go_back()
    expect_answer(page, first)
    page.go_back()
    expect_no_answer(page)
    expect(page).to_have_url(wizard)
    page.go_forward()
    expect_answer(page, first)


@at_a_desk
def test_arrow_keys_leave_one_step_to_go_back(page: Page, wizard: str) -> None:
    radio(page, QUESTIONS[0]).focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect_answer(page, QUESTIONS[3])
    page.go_back()
    expect_no_answer(page)


def test_start_again_clears_the_answer_and_the_address(page: Page, wizard: str) -> None:
    radio(page, INSIDE).check()
    radio(page, "auth").check()
    page.get_by_role("button", name="Start again").click()
    expect_no_answer(page)
    expect(page).to_have_url(wizard)
    expect(radio(page, QUESTIONS[0])).to_be_focused()
    radio(page, INSIDE).check()
    expect_answer(page, INSIDE)


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
    expect(note).to_have_text("A part of the address is unknown here, and was left aside.")
    expect(note).to_be_visible()
    expect(page.locator(".placement__status")).to_contain_text("unknown here")
    if answered:
        expect(headline(page, INSIDE)).to_contain_text(INSIDE.home.path)
    else:
        expect_no_answer(page)
    assert page.locator("article img").count() == 0
    radio(page, QUESTIONS[0]).check()
    expect(note).to_be_hidden()
    expect_answer(page, QUESTIONS[0])
    assert not problems


@at_a_desk
def test_what_is_right_in_an_address_gets_no_note(page: Page, address: str) -> None:
    for query in ("?yes=rest&domain=user", "?q=elsewhere#rest"):
        page.goto(f"{address}placement/{query}")
        expect(radios(page).first).to_be_visible()
        expect(page.locator(".placement__note")).to_be_hidden()


@at_a_desk
def test_a_clauses_anchor_still_leads_to_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}placement/?yes=rpc#graphql")
    expect(page.locator("#graphql")).to_be_in_viewport()
    expect(headline(page, QUESTIONS[3])).to_contain_text("common/dto/manager/")


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
    expect(rows).to_have_count(len(QUESTIONS))
    expect(radios(page)).to_have_count(0)
    for row, question in zip(rows.all(), QUESTIONS, strict=True):
        expect(row).to_contain_text(text_of(question))
        expect(row).to_contain_text(question.home.path)
        headline(page, question).click()
        expect(page.locator(f"#answer-{question.id} .sample")).to_be_visible()
    context.close()
