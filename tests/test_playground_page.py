"""The playground in a real browser: written in, checked, fixed and run."""

import re
from collections.abc import Iterator

import pytest
from browser_setup import DESKTOP, PHONE
from playground_cases import found_by_command_line, requests
from playground_steps import MARKUP, QUOTA, UNFROZEN, editor, fragment, open_link, panel, status
from playwright.sync_api import BrowserContext, Page, expect

LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else


@pytest.fixture(scope="module")
def workshop(context: BrowserContext, address: str) -> Iterator[Page]:
    """A playground with Python loaded."""
    page = context.new_page()
    page.set_default_timeout(LOAD)
    problems = list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.goto(f"{address}playground/")
    page.get_by_role("button", name="Check").click()
    expect(status(page)).to_have_text("Nothing found.", timeout=LOAD)
    # At the first change of the address, Material fetches the page once more.
    with page.expect_response(f"{address}playground/"):
        page.evaluate("location.hash = 'playground'")
    expect(status(page)).to_be_empty()
    yield page
    page.close()
    assert not problems


@pytest.fixture
def page(workshop: Page, address: str) -> Page:
    """The same, with nothing in it but one file."""
    open_link(workshop, fragment({QUOTA: UNFROZEN}))
    return workshop


def shown(page: Page) -> list[str]:
    """The findings that the page lists: where each is, and its rule."""
    return [
        f"{place.text_content()} {rule.text_content()}"
        for place, rule in zip(
            page.locator(".finding__place").all(), page.locator(".finding a").all(), strict=True
        )
    ]


def announced(name: str) -> list[str]:
    return [
        f"{str(found['path']).rpartition('/')[2]}:{found['line']}:{found['column']} {found['rule']}"
        for found in found_by_command_line(name)
    ]


# The checker


@pytest.mark.thorough
def test_every_sample_gets_the_findings_that_the_command_line_gives_it(
    workshop: Page, address: str
) -> None:
    found = workshop.evaluate(
        """async ([module, requests]) => {
            const { ask } = await import(module);
            const found = {};
            for (const [name, request] of Object.entries(requests)) {
                found[name] = await ask("check", request).result;
            }
            return found;
        }""",
        [f"{address}assets/python.js", requests()],
    )
    for name in requests():
        assert found[name]["findings"] == found_by_command_line(name), name
        assert found[name]["errors"] == [], name


@pytest.mark.thorough
def test_a_rules_page_opens_its_invalid_samples_with_the_same_findings(
    workshop: Page, address: str
) -> None:
    workshop.goto(f"{address}rules/DTO205/")
    workshop.get_by_role("link", name="Fix the bad sample in the playground").click()
    expect(workshop.get_by_role("tab")).to_have_text(
        ["deployment_launch.py", "deployment_options.py"]
    )
    expect(workshop.locator(".finding")).to_have_count(0)
    workshop.get_by_role("button", name="Check").click()
    expect(workshop.locator(".finding")).to_have_count(len(announced("DTO205")), timeout=LOAD)
    assert shown(workshop) == announced("DTO205")


def test_findings_come_and_go_as_one_types(page: Page) -> None:
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# nothing")
    expect(status(page)).to_have_text("1 finding: 1 error.")
    expect(page.locator(".cm-lintRange-error")).to_have_text("dataclass")
    link = page.locator(".finding").get_by_role("link", name="DTO201")
    expect(link).to_have_attribute("href", re.compile("/rules/DTO201/$"))
    editor(page).get_by_text("@").click()
    page.keyboard.press("End")
    page.keyboard.type("(frozen=True)")
    expect(status(page)).to_have_text("Nothing found.")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_code_that_does_not_parse_is_a_finding_at_its_place(page: Page) -> None:
    open_link(page, fragment({QUOTA: "text = '\U0001f600'; class\n"}))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding")).to_contain_text("Syntax")
    expect(page.locator(".finding__place")).to_have_text("quota.py:1:13")


def test_rules_that_are_off_are_checked_where_one_asks_for_it(page: Page) -> None:
    open_link(page, fragment({QUOTA: UNFROZEN.replace("int", "dict[str, int]")}))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding a")).to_have_text(["DTO201", "DTO402"])
    page.get_by_label("with the rules that are off by default").check()
    expect(page.locator(".finding a")).to_have_text(["DTO201", "DTO402", "DTO203"])


def test_a_finding_leads_to_its_place_in_whichever_file_it_is(page: Page) -> None:
    open_link(page, fragment({"src/a.py": "x = 1\n", QUOTA: UNFROZEN}))
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="quota.py:6:2").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="quota.py")).to_have_attribute("aria-selected", "true")
    expect(editor(page)).to_be_focused()
    page.keyboard.type("there")
    expect(editor(page)).to_contain_text("@theredataclass")


# Fixes


def test_a_fix_is_one_click_and_one_step_back(page: Page) -> None:
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Fix: Add frozen=True").click()
    expect(editor(page)).to_contain_text("@dataclass(frozen=True)")
    expect(status(page)).to_have_text("Add frozen=True. Nothing found.")
    expect(status(page)).to_be_focused()
    editor(page).click()
    page.keyboard.press("Control+z")
    expect(editor(page)).not_to_contain_text("frozen=True")
    expect(status(page)).to_have_text("1 finding: 1 error.")


def test_a_fix_that_may_change_the_meaning_says_so(page: Page) -> None:
    open_link(page, "DTO201")
    page.get_by_role("button", name="Check").click()
    unsafe = page.get_by_role("button", name="Fix, but the meaning may change: Add frozen=True")
    expect(unsafe).to_have_count(3)
    safe = page.locator(".finding__fix:not(.finding__fix--unsafe)").count()
    assert safe
    page.get_by_role("button", name="Apply safe fixes").click()
    left = len(announced("DTO201")) - safe
    expect(status(page)).to_have_text(f"Applied the safe fixes. {left} findings: {left} errors.")
    unsafe.first.click()
    expect(editor(page)).to_contain_text("@dataclass(frozen=True)")


# Files


def test_files_are_added_named_left_and_removed_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Add a file").focus()
    page.keyboard.press("Enter")
    path = panel(page).get_by_label("Path")
    expect(path).to_be_focused()
    page.keyboard.type("src/ai/backend/manager/data/session/limits.py")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tab", name="limits.py")).to_have_attribute("aria-selected", "true")
    expect(editor(page)).to_be_focused()
    page.keyboard.type("from ai.backend.manager.data.session.quota import Quota\n")
    page.keyboard.press("Shift+Tab")
    expect(path).to_be_focused()
    page.get_by_role("tab", name="limits.py").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="quota.py")).to_be_focused()
    expect(editor(page)).to_contain_text("class Quota")
    page.keyboard.press("End")
    expect(editor(page)).to_contain_text("import Quota")
    page.get_by_role("button", name="Remove this file").press("Enter")
    expect(page.get_by_role("tab", name="quota.py")).to_be_focused()
    expect(page.get_by_role("tab")).to_have_count(1)


@pytest.mark.parametrize(
    "path",
    ["../up.py", "/etc/passwd.py", "src//a.py", "src/./a.py", "notes.txt", "C:\\a.py", ".py", "é"],
)
def test_a_path_that_will_not_do_is_refused_with_a_reason(page: Page, path: str) -> None:
    field = panel(page).get_by_label("Path")
    field.fill(path)
    field.press("Tab")
    expect(panel(page).get_by_role("alert")).to_have_text(re.compile("path"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("tab")).to_have_text(["quota.py"])


def test_a_place_is_chosen_from_a_list_and_what_is_found_follows_it(page: Page) -> None:
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding")).to_have_count(1)
    panel(page).get_by_label("Package").select_option("Services")
    expect(panel(page).get_by_label("Path")).to_have_value(
        "src/ai/backend/manager/services/quota.py"
    )
    expect(status(page)).to_have_text("Nothing found.")


def test_findings_fit_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    open_link(page, "DTO202")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding")).to_have_count(len(announced("DTO202")))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size(DESKTOP)


def test_tab_leaves_the_editor(page: Page) -> None:
    editor(page).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check")).to_be_focused()
    expect(editor(page)).to_contain_text("class Quota")


# Runs


def test_a_run_shows_what_is_printed_while_it_is_and_can_be_stopped(page: Page) -> None:
    text = "import time\nprint('begun')\nwhile True:\n    time.sleep(0.01)\n"
    open_link(page, fragment({QUOTA: text}))
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("log")).to_have_text("begun\n", timeout=LOAD)
    page.get_by_role("button", name="Stop").click()
    expect(status(page)).to_have_text("Stopped.", timeout=1000)
    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_files_import_each_other_and_an_error_names_the_line(page: Page) -> None:
    user = "from ai.backend.manager.data.session.quota import Quota\nprint(Quota(3))\n1 / 0\n"
    open_link(page, fragment({"src/use.py": user, QUOTA: UNFROZEN}))
    editor(page).focus()
    page.keyboard.press("Control+Enter")
    expect(status(page)).to_have_text("The run failed in line 3.", timeout=LOAD)
    expect(page.get_by_role("log")).to_contain_text("Quota(limit=3)")
    expect(page.get_by_role("log")).to_contain_text("ZeroDivisionError")


def test_a_reload_finds_what_was_written(page: Page) -> None:
    editor(page).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# kept\n")
    expect(page).not_to_have_url(re.compile(re.escape(fragment({QUOTA: UNFROZEN}))))
    expect(status(page)).to_have_text("1 finding: 1 error.")
    page.reload()
    expect(editor(page)).to_contain_text("# kept")


def test_markup_in_a_link_stays_text(page: Page) -> None:
    text = f'class Bad:\n    """{MARKUP}"""\n'
    open_link(page, fragment({QUOTA: f"raise ValueError('{MARKUP}')\n", "src/b.py": text}))
    expect(editor(page)).to_contain_text(MARKUP)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("log")).to_contain_text(f"ValueError: {MARKUP}", timeout=LOAD)
    open_link(page, fragment({QUOTA: f"'{MARKUP}\n"}))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding")).to_have_count(1)
    assert page.locator(".playground img[src=x]").count() == 0


def test_one_leaves_while_it_runs_and_comes_back_to_what_was_written(
    page: Page, address: str
) -> None:
    open_link(page, fragment({QUOTA: "while True: pass\n"}))
    page.get_by_role("button", name="Run").click()
    page.locator(".md-tabs").get_by_role("link", name="Guidelines").click()
    expect(page).to_have_url(f"{address}guidelines/")
    page.go_back()
    expect(editor(page)).to_contain_text("while True: pass")
    page.get_by_role("button", name="Check").click()
    expect(status(page)).to_have_text("Nothing found.", timeout=LOAD)
