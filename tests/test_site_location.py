"""The built site works wherever it is put: below a path, unpacked from an archive, as files."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser_setup import free_port, open_page, served, wait_for
from handbook_site import BuiltSite, fail_with, parsed
from playwright.sync_api import BrowserContext, Page, Response, expect

pytestmark = pytest.mark.thorough

KINDS = ["", "placement/", "guidelines/immutability/", "rules/DTO201/", "rules/", "playground/"]
AS_FILES = [f"{kind}index.html" for kind in KINDS]
PETROL = "rgb(15, 92, 99)"  # Of the handbook's own style
LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else

at_a_desk = pytest.mark.parametrize("page", ["desktop"], indirect=True)


def test_no_page_names_a_place_from_the_root_of_its_host(site: BuiltSite) -> None:
    # The error page must: it is shown at any address.
    fail_with(
        f"{page.name}: {link} leads elsewhere below a path: make it relative"
        for page in site.pages
        for link in parsed(page.built).xpath("//@href | //@src | //@action")
        if link.startswith("/")
    )


def test_every_link_and_asset_of_a_page_is_a_file_of_the_site(site: BuiltSite) -> None:
    names = {file.relative_to(site.folder).as_posix() for file in site.folder.rglob("*")}
    fail_with(
        f"{page.name}: {link} is not there"
        for page in site.pages
        for link in set(parsed(page.built).xpath("//@href | //@src"))
        if (path := urlsplit(link)).path and not path.scheme
        if target(page.built, path.path).relative_to(site.folder).as_posix() not in names
    )


def target(page: Path, path: str) -> Path:
    """Return the file to which a relative link of a page leads."""
    found = Path(page.parent, unquote(path)).resolve()
    return found / "index.html" if path.endswith(("/", ".")) else found


# Served


@contextmanager
def unpacked(site: Path, folder: Path) -> Iterator[str]:
    """Serve the site as somebody does who was sent an archive of it."""
    archive = shutil.make_archive(str(folder / "handbook"), "zip", site)
    shutil.unpack_archive(archive, folder / "elsewhere")
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(
        command, cwd=folder / "elsewhere", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


@pytest.fixture(scope="module", params=["below a path", "from an archive"])
def base(
    request: pytest.FixtureRequest, site: BuiltSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("anywhere")
    if request.param == "from an archive":
        with unpacked(site.folder, folder) as address:
            yield address
    else:
        (folder / "some").mkdir()
        (folder / "some" / "where").symlink_to(site.folder)
        with served(folder) as address:
            yield f"{address}some/where/"


def test_each_kind_of_page_gets_all_that_it_asks_for(context: BrowserContext, base: str) -> None:
    problems = list[str]()

    def check(answer: Response) -> None:
        if answer.status >= 400 or not answer.url.startswith((base, "data:", "blob:")):
            problems.append(f"{page.url}: {answer.status} {answer.url}")

    page = context.new_page()
    page.on("response", check)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    for kind in KINDS:
        open_page(page, base + kind)
    page.close()
    fail_with(problems)


@at_a_desk
def test_search_finds_and_leads_there(page: Page, base: str) -> None:
    page.goto(f"{base}guidelines/immutability/")
    page.keyboard.press("f")
    page.keyboard.type("SessionResourceAllocation", delay=10)
    found = "reference/data-session/'][href*='#ai.backend.manager.data.session.allocation."
    page.locator(f".md-search-result a[href*='{found}']").first.click()
    expect(page.locator("article mark").first).to_have_text("SessionResourceAllocation")
    assert page.url.startswith(f"{base}reference/data-session/")


@at_a_desk
def test_code_runs(page: Page, base: str) -> None:
    page.goto(f"{base}guidelines/immutability/")
    run = page.locator("div.run").first
    run.get_by_role("button", name="Run").click()
    expect(run.get_by_role("status")).to_contain_text("Done", timeout=LOAD)


# Read from files


@pytest.fixture
def files(page: Page, site: BuiltSite) -> Iterator[str]:
    problems = list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield f"{site.folder.as_uri()}/"
    assert not problems


def test_read_from_files_a_page_has_its_style_and_its_tabs(page: Page, files: str) -> None:
    page.goto(f"{files}guidelines/immutability/index.html")
    expect(page.locator(".md-typeset .rule")).to_have_css("border-left-color", PETROL)
    bad = page.locator("[data-module='dto_handbook.rules.dto201.invalid']")
    expect(bad).to_be_hidden()
    page.get_by_text("Bad: not frozen").first.click()
    expect(bad).to_be_visible()
    expect(page.locator(".lines").first).to_be_attached()


@at_a_desk
def test_read_from_files_links_lead_from_page_to_page(page: Page, files: str) -> None:
    page.goto(f"{files}index.html")
    page.get_by_role("link", name="Write", exact=True).click()
    expect(page).to_have_url(f"{files}guidelines/index.html")
    expect(page.locator(".files-note")).to_be_visible()  # Then links lead to files
    page.locator(".md-tabs").get_by_role("link", name="Rules").click()
    expect(page).to_have_url(f"{files}rules/index.html")
    expect(page.locator(".files-note")).to_be_visible()
    page.locator("article").get_by_role("link", name="DTO201").first.click()
    expect(page).to_have_url(f"{files}rules/DTO201/index.html")
    expect(page.locator(".files-note")).to_be_visible()
    page.keyboard.press("n")
    expect(page).to_have_url(f"{files}rules/DTO202/index.html")


@at_a_desk
def test_read_from_files_no_link_shows_the_list_of_a_folder(page: Page, files: str) -> None:
    for name in AS_FILES[2:5]:
        page.goto(files + name)
        expect(page.locator(".files-note")).to_be_visible()
        links = page.locator(":is(a, link)[href]").evaluate_all("all => all.map((a) => a.href)")
        paths = {unquote(urlsplit(link).path) for link in links if link.startswith("file:")}
        assert len(paths) > 20
        fail_with(f"{name}: {path}" for path in paths if not Path(path).is_file())


@pytest.mark.parametrize("name", AS_FILES[2:4])
def test_read_from_files_search_and_run_say_that_they_need_a_server(
    page: Page, files: str, name: str
) -> None:
    page.goto(files + name)
    expect(page.locator(".files-note")).to_contain_text("python -m http.server")
    field = page.locator("[data-md-component=search-query]")
    expect(field).to_be_disabled()
    expect(field).to_have_attribute("placeholder", "Needs a server")
    expect(page.locator("div.run .runner").first).to_have_text("Run and Edit need a server.")
    assert page.locator(".runner button").count() == 0
