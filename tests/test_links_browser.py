"""Deep links, and addresses that have moved, in a real browser."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from browser_setup import published_at, served
from handbook_site import BuiltSite
from playwright.sync_api import Browser, Page, expect

from dto_handbook_site.build.addresses import REGISTRY, read, write_moves

pytestmark = pytest.mark.thorough

at_a_desk = pytest.mark.parametrize("page", ["desktop"], indirect=True)

BAD = "dto_handbook.rules.dto201.invalid"
MOVES = {
    "/guidelines/frozen/": "/guidelines/immutability/",
    "/guidelines/frozen/#lists": "/guidelines/immutability/#tuples",
    "/guidelines/frozen/#a-list": "/guidelines/immutability/#tuples-bad-a-list",
    "/guidelines/immutability/#parameters": "/guidelines/postels-law/#abstract-parameters",
    "/guidelines/immutability/#lists": "/guidelines/immutability/#tuples",
}


# Lines


def test_a_link_to_a_line_opens_its_tab_and_marks_it(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/#{BAD}-7")
    line = page.locator(f"[id='{BAD}-7']")
    expect(line).to_be_in_viewport()
    shown = page.locator("pre.lines__here")
    expect(shown).to_have_count(1)
    code = shown.locator("code")
    background = code.evaluate("code => getComputedStyle(code).backgroundPositionY")
    offset, height = line.evaluate(
        """line => [line.getBoundingClientRect().y - line.closest('pre').getBoundingClientRect().y,
                    line.getBoundingClientRect().height]"""
    )
    marked = code.evaluate(
        """code => { const probe = document.createElement('i');
          probe.style.cssText = `position: absolute;
            height: ${getComputedStyle(code).backgroundPositionY}`;
          code.append(probe); const { height } = probe.getBoundingClientRect(); probe.remove();
          return height }"""
    )
    assert abs(marked - offset) < height / 4, f"marks {background}, but the line is at {offset}"
    page.evaluate(f"location.hash = '{BAD}-9'")
    expect(page.locator("pre.lines__here")).to_have_attribute("style", "--line: 8;")


def test_a_number_puts_its_address_into_the_bar_and_leaves_the_page_where_it_is(
    page: Page, address: str
) -> None:
    page.goto(f"{address}rules/DTO201/")
    page.wait_for_load_state("networkidle")
    line = page.locator(f"[id='{BAD}-3']")
    line.scroll_into_view_if_needed()
    # A quarter of a second after a reader has scrolled, Material writes the section into the bar.
    page.wait_for_timeout(500)
    before = page.evaluate("scrollY")
    line.click()
    expect(page).to_have_url(f"{address}rules/DTO201/#{BAD}-3")
    expect(page.locator("pre.lines__here")).to_have_attribute("style", "--line: 2;")
    assert page.evaluate("scrollY") == before


@at_a_desk
def test_lines_are_one_stop_of_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}rules/DTO201/")
    group = page.get_by_role("group", name=f"Lines of {BAD}", exact=True)
    group.get_by_role("link", name="Line 1", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(group.get_by_role("link", name="Line 2", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}rules/DTO201/#{BAD}-2")
    page.keyboard.press("Tab")
    expect(group.locator(":focus")).to_have_count(0)


@at_a_desk
def test_lines_have_numbers_after_a_page_came_without_a_load(page: Page, address: str) -> None:
    page.route("**/sitemap.xml", partial(published_at, address))
    page.goto(f"{address}rules/DTO202/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.isTheSame = true")
    page.get_by_role("link", name="DTO201 Not frozen", exact=True).click()
    expect(page.locator(f"[id='{BAD}-1']")).to_have_count(1)
    assert page.evaluate("window.isTheSame")


@at_a_desk
def test_a_sample_that_stands_twice_has_ids_of_its_own(page: Page, address: str) -> None:
    page.goto(f"{address}guidelines/immutability/")
    expect(page.locator(".lines").first).to_be_attached()
    ids = page.locator("[id]").evaluate_all("all => all.map(({ id }) => id)")
    assert len(ids) == len(set(ids))
    assert "ai.backend.manager.data.session.allocation-2-1" in ids


# What has moved


@pytest.fixture(scope="module")
def moved_site(site: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moved")
    heavy = shutil.ignore_patterns("python", "reference", "rules", "domains")
    shutil.copytree(site.folder, folder / "sub" / "path", ignore=heavy)
    write_moves(folder / "sub" / "path", {**read(REGISTRY.read_text("utf-8")), **MOVES})
    return folder


@pytest.fixture(params=["served below a path", "as files"])
def base(request: pytest.FixtureRequest, moved_site: Path) -> object:
    if request.param == "as files":
        yield f"{(moved_site / 'sub' / 'path').as_uri()}/"
    else:
        with served(moved_site) as address:
            yield f"{address}sub/path/"


def index(base: str) -> str:
    return "index.html" if base.startswith("file:") else ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("guidelines/frozen/{}", "guidelines/immutability/{}"),
        ("guidelines/frozen/{}#frozen-harm", "guidelines/immutability/{}#frozen-harm"),
        ("guidelines/frozen/{}#lists", "guidelines/immutability/{}#tuples"),
        ("guidelines/frozen/{}#a-list", "guidelines/immutability/{}#tuples-bad-a-list"),
        ("guidelines/immutability/{}#lists", "guidelines/immutability/{}#tuples"),
    ],
)
@at_a_desk
def test_an_old_address_leads_to_the_new_one(page: Page, base: str, old: str, new: str) -> None:
    page.goto(base + old.format(index(base)))
    expect(page).to_have_url(base + new.format(index(base)))
    if "#" in new:
        expect(page.locator(f"#{new.partition('#')[2]}")).to_be_attached()


@at_a_desk
def test_an_anchor_leads_to_the_page_that_has_it_now(page: Page, base: str) -> None:
    page.goto(f"{base}guidelines/immutability/{index(base)}#parameters")
    expect(page).to_have_url(f"{base}guidelines/postels-law/#abstract-parameters")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("guidelines/frozen/{}", "guidelines/immutability/"),
        ("guidelines/frozen/{}#lists", "guidelines/immutability/#tuples"),
        ("guidelines/immutability/{}#parameters", "guidelines/postels-law/#abstract-parameters"),
    ],
)
def test_without_a_script_an_old_address_shows_a_link_to_the_new_one(
    browser: Browser, base: str, old: str, new: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + old.format(index(base)))
    link = page.get_by_role("link", name=f"/{new}", exact=True)
    expect(link).to_be_in_viewport()
    link.click()
    expect(page).to_have_url(base + new)
    context.close()
