"""The same mkdocs.yml builds with Zensical, and its finished site does what that of MkDocs does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from browser_setup import DESKTOP, served
from handbook_site import BuiltSite, fail_with
from playground_steps import QUOTA, UNFROZEN, editor, fragment
from playwright.sync_api import BrowserContext, Page, expect
from project_code import ROOT

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.placement import CASES
from dto_handbook.guideline.review_comment import clause_comment

pytestmark = pytest.mark.thorough

# The theme's own, under other names in each.
THEMES = re.compile(
    r"assets/(_mkdocstrings\.css|(fonts|images|javascripts|stylesheets)/.*)"
    r"|search/.*|sitemap\.xml\.gz"
)
IN_PAGE = {
    "a policy": '<meta http-equiv="Content-Security-Policy"',
    "comments for a review": ' data-review="',
    "a preview": '<meta property="og:',
}
LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with Zensical, finish it, and return its folder."""
    project = tmp_path_factory.mktemp("zensical")
    shutil.copy(ROOT / "mkdocs.yml", project)
    for name in ("docs", "src"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for command in (["zensical", "build", "--clean"], ["dto_handbook_site", "finish", "site"]):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)
    return project / "site"


def names(site: Path) -> set[str]:
    found = {it.relative_to(site).as_posix() for it in site.rglob("*") if it.is_file()}
    return {name for name in found if not THEMES.fullmatch(name)}


def markdown(file: Path, page: str) -> str:
    """Return a page's Markdown; a link to the page itself may be written in two ways."""
    text = file.read_text()
    return re.sub(r"\]\(([^()\s]*)\)", lambda link: f"]({urljoin(f'/{page}', link[1])})", text)


def differences(site: Path, other: Path) -> Iterator[str]:
    for name in sorted(names(site) | names(other)):
        if not (other / name).is_file():
            yield f"{name}: Zensical loses it"
        elif not (site / name).is_file() and name != "search.json":
            yield f"{name}: only Zensical has it"
        elif name.endswith("/index.md") and markdown(site / name, name) != markdown(
            other / name, name
        ):
            yield f"{name}: Zensical's page has other headings, prose, code or links"
        elif name.endswith(".html"):
            ours, theirs = (site / name).read_text(), (other / name).read_text()
            for what, mark in IN_PAGE.items():
                if ours.count(mark) != theirs.count(mark):
                    yield f"{name}: Zensical loses {what}"
        elif name == "llms.txt" and (site / name).read_text() != (other / name).read_text():
            yield f"{name}: Zensical's differs"


def test_zensicals_site_has_all_that_the_site_of_mkdocs_has(site: BuiltSite, other: Path) -> None:
    fail_with(differences(site.folder, other))


@pytest.fixture(scope="module")
def page(context: BrowserContext, other: Path) -> Iterator[Page]:
    """A tab for all tests, which fails where any script of a page did."""
    problems = list[str]()
    with served(other) as address:
        page = context.new_page()
        page.set_viewport_size(DESKTOP)
        page.set_default_timeout(LOAD)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.goto(f"{address}guidelines/immutability/")
        yield page
        page.close()
    fail_with(problems)


def go_to(page: Page, path: str) -> None:
    page.goto(urljoin(page.url, f"/{path}"))


def test_code_runs_in_zensicals_site(page: Page) -> None:
    go_to(page, "guidelines/immutability/")
    run = page.locator("div.run").first
    run.get_by_role("button", name="Run").click()
    expect(run.get_by_role("status")).to_contain_text("Done", timeout=LOAD)


def test_search_finds_in_zensicals_site(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("SessionResourceAllocation", delay=10)
    page.get_by_role("option", name="SessionResourceAllocation").first.click()
    expect(page).to_have_url(re.compile(r"/reference/data-session/.*#.*SessionResourceAllocation"))


def test_an_address_leads_to_its_clause_in_zensicals_site_and_a_comment_on_it_is_copied(
    page: Page,
) -> None:
    go_to(page, "placement/#graphql")
    page.wait_for_load_state("networkidle")  # Until then, the theme may scroll once more
    heading = page.locator("#graphql")
    expect(heading).to_be_in_viewport()
    heading.get_by_role("button").click()
    expect(page.locator("[aria-live=polite]", has_text="Copied")).to_be_visible()
    stated = [clause for clause in CLAUSES if clause.id == heading.get_attribute("data-clause")]
    comment = clause_comment(stated[0], f"{page.url.partition('#')[0]}#graphql")
    assert page.evaluate("navigator.clipboard.readText()") == comment


def test_the_wizard_answers_in_zensicals_site(page: Page) -> None:
    go_to(page, "placement/")
    page.get_by_role("checkbox", name=CASES[0].text.replace("`", ""), exact=True).check()
    expect(page.locator(".answer:visible")).to_have_count(1)
    expect(page.locator(f"#answer-{CASES[0].id} .sample")).to_be_visible()


def test_the_playground_checks_in_zensicals_site(page: Page) -> None:
    go_to(page, f"playground/#{fragment({QUOTA: UNFROZEN})}")
    expect(editor(page)).to_contain_text("class Quota")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".playground")).to_contain_text("DTO201", timeout=LOAD)
