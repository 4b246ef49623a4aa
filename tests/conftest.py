"""What all tests share: options, the built site, a browser, a Manager."""

import gc
import os
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

import pytest
import pytest_asyncio
from browser_setup import CHROMIUM, DESKTOP, PHONE, chromium, served
from filelock import FileLock
from handbook_site import BuiltSite, build, built
from handbook_site import Page as SourcePage
from playwright.sync_api import Browser, BrowserContext, Page, expect

if TYPE_CHECKING:
    from running_manager import Manager


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--site", type=Path, help="a site that `mkdocs build --strict` has built; none: build one"
    )
    parser.addoption("--no-site", action="store_true", help="leave out what needs a built site")
    parser.addoption("--all-mutants", action="store_true", help="try all of them, not a sample")
    parser.addoption(
        "--thorough",
        action="store_true",
        default=bool(os.environ.get("CI")),
        help="run slow tests, too, and in the browser every page and test; in CI, this is so",
    )


def takes_all(config: pytest.Config) -> bool:
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS


def pytest_configure(config: pytest.Config) -> None:
    """Take what is named whole; this process passes that on to the others of a run."""
    if hasattr(config, "workerinput"):
        config.option.thorough = config.workerinput["thorough"]
    elif not takes_all(config):
        config.option.thorough = True


class Node(Protocol):
    """One of the processes of a run, as pytest-xdist has it, which has no types."""

    config: pytest.Config
    workerinput: dict[str, object]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Node) -> None:
    """Pass on what was decided here: a process that runs tests parses its arguments anew."""
    node.workerinput["thorough"] = node.config.option.thorough


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Use two processes where all tests run; to start them takes longer than most single files."""
    return 2 if takes_all(config) else 0


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Collect no garbage meanwhile, nor look for any later in what stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def needs(fixture: str, item: pytest.Item) -> bool:
    return fixture in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = set[pytest.Item]()
    if config.getoption("--no-site"):
        left_out = {it for it in items if needs("site_build", it)}
    if not config.getoption("--thorough"):
        left_out |= {it for it in items if it.get_closest_marker("thorough")}
        left_out |= all_but_one_a_file(
            it for it in items if needs("browser", it) and it not in left_out
        )
    if left_out:
        config.hook.pytest_deselected(items=[it for it in items if it in left_out])
        items[:] = [it for it in items if it not in left_out]
    in_order(items)


def in_order(items: list[pytest.Item]) -> None:
    """Let one process build the site while another runs what needs none, and browsers come last.

    Fences come first: the build finds cached what they print.
    """
    # Once a process has started a browser, no other event loop can run in it.
    last = {item.path for item in items if needs("browser", item)}
    with_site = dict.fromkeys(item.path for item in items if needs("site_build", item))
    first = next(iter(path for path in with_site if path not in last), None)
    items.sort(
        key=lambda item: (
            item.path.suffix != ".md",
            item.path != first,
            item.path in last,
            item.path in with_site,
            needs("browser", item),
        )
    )


def all_but_one_a_file(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Return what is left out: all but one case, by chance, of the first test of each file."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    left_out = {item for items in files.values() for item in items}
    for items in files.values():
        name = items[0].nodeid.partition("[")[0]
        cases = [it for it in items if it.nodeid.partition("[")[0] == name]
        left_out.remove(cases[crc32(name.encode()) % len(cases)])
    return left_out


@pytest.fixture(scope="session")
def site_build(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> BuiltSite:
    if folder := request.config.getoption("--site"):
        return built(folder.resolve())
    if not hasattr(request.config, "workerinput"):
        return build(tmp_path_factory.mktemp("site"))
    shared = tmp_path_factory.getbasetemp().parent  # By all processes of this run
    site, log = shared / "site", shared / "site.log"
    with FileLock(shared / "site.lock"):
        if not log.exists():
            log.write_text(build(site).log)
    return built(site, log.read_text())


@pytest.fixture(scope="session")
def site(site_build: BuiltSite) -> BuiltSite:
    if not site_build.pages:
        pytest.fail("no site to look at: see test_the_site_builds_without_a_warning", pytrace=False)
    return site_build


@pytest.fixture(scope="session")
def walked(site: BuiltSite, pytestconfig: pytest.Config) -> Sequence[SourcePage]:
    """The pages that a walk in the browser takes: all, or a short one of a rule and of a clause."""
    if pytestconfig.getoption("--thorough"):
        return site.pages
    pages = sorted(site.pages, key=lambda page: page.built.stat().st_size)
    folders = [
        [it for it in pages if it.source.parent.name == name] for name in ("rules", "guidelines")
    ]
    return [pages[len(pages) // 4] for pages in folders]


@pytest.fixture(scope="session")
def address(site: BuiltSite) -> Iterator[str]:
    with served(site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(reason="no Chromium on the PATH: install one, or name it in CHROMIUM")
    expect.set_options(timeout=30_000)  # A busy machine is slow; what is right does not wait
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests that need no clean one: what was loaded once is cached."""
    context = browser.new_context(
        viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context
    context.close()


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.set_viewport_size(PHONE if request.param == "phone" else DESKTOP)
    yield page
    page.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator["Manager"]:
    """A Manager for all tests of a file."""
    from running_manager import running_manager  # Costs start-up time that few files need

    async with running_manager() as manager:
        yield manager


@pytest_asyncio.fixture(loop_scope="module")
async def manager(shared: "Manager") -> "Manager":
    """The Manager of a file, as a test finds it: empty."""
    await shared.reset()
    return shared
