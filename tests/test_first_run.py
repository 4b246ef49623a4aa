"""What a first run fetches, from a slow line too, and what many runs leave behind."""

import os
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from threading import Semaphore
from typing import TYPE_CHECKING, AnyStr

import pytest
from browser_setup import QuietHandler, published_at, served
from handbook_site import BuiltSite
from playwright.sync_api import Browser, Page, expect
from processes import memory

from dto_handbook_site.pyodide.runtime import bring

pytestmark = pytest.mark.thorough

if TYPE_CHECKING:
    from _typeshed import SupportsRead, SupportsWrite

MOST_BYTES = 12_000_000
CHUNK = 250_000  # More than what a page is told of at once
LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else
RUN = """async (code) => {
  const { ask } = await import("/assets/python.js");
  const states = [];
  let printed = "";
  const { traceback } = await ask("run", { code }, {
    onOutput: ({ text }) => (printed += text),
    onState: (state) => states.push(state),
  }).result;
  return { states, printed: printed + (traceback ?? "") };
}"""
PAGES = ["guidelines/immutability/", "guidelines/type-hints/", "domains/agent/"]
FOLLOW = """(address) => {
  const link = Object.assign(document.createElement("a"), { href: address });
  document.body.append(link);
  link.click();
  link.remove();
}"""
DONE = "document.querySelector('div.run [role=status]').textContent.match(/^(Done|Line)/)"
# importlib.metadata imports others of the standard library; runpy asks each loader for code.
IMPORTS = """
import contextlib, importlib.metadata, io, warnings
warnings.simplefilter("ignore")
names = %r
for name in names:
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            __import__(name)
        except ImportError as error:
            names.append(error)
            break
importlib.invalidate_caches()
assert all(hasattr(__import__(name).__spec__.loader, "get_code") for name in names)
print(names[-1])
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a reader who comes for the first time."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(LOAD)
    yield page
    context.close()


def test_a_first_run_fetches_at_most_12_mb_and_shows_that_total_from_its_start(
    page: Page, site: BuiltSite, address: str
) -> None:
    fetched = list[str]()
    page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
    page.goto(f"{address}404.html")
    done = page.evaluate(RUN, "print(1)")
    files = [site.folder / name for name in fetched if name.startswith("assets/python/")]
    size = sum(file.stat().st_size for file in files)
    total = int(page.locator("meta[name=python-bytes]").get_attribute("content") or 0)
    assert size == total <= MOST_BYTES
    assert done["printed"] == "1\n"
    shown = f"at most {total / 1e6:.1f} MB"
    assert done["states"][0] == f"Python, {shown}"
    assert all(state.endswith(shown) for state in done["states"][:-1])
    assert done["states"][-2:] == [f"Python, {total / 1e6:.1f} MB of {shown}", "running"]


def test_every_module_of_the_standard_library_is_imported(page: Page, address: str) -> None:
    stock = bring().folder / "node_modules/pyodide/python_stdlib.zip"
    with zipfile.ZipFile(stock) as packed:
        names = {re.split(r"[./]", name)[0] for name in packed.namelist()}
    later = [name for name, archive in bring().modules.items() if archive.startswith("standard")]
    names -= {"site-packages", "antigravity", *later}  # Antigravity needs the page's own window
    page.goto(f"{address}404.html")
    listed = [*later, *sorted(names)]
    listed.remove("antigravity")
    assert page.evaluate(RUN, IMPORTS % listed)["printed"] == f"{listed[-1]}\n"


def test_a_slow_line_is_waited_for_as_long_as_something_comes(page: Page, site: BuiltSite) -> None:
    gate = Semaphore(0)

    class Trickling(QuietHandler):
        def copyfile(
            self, source: "SupportsRead[AnyStr]", outputfile: "SupportsWrite[AnyStr]"
        ) -> None:
            if not self.path.endswith("snapshot.gzip"):
                return super().copyfile(source, outputfile)
            while chunk := source.read(CHUNK):
                outputfile.write(chunk)
                gate.acquire(timeout=60)
            return None

    chunks = -(-(site.folder / "assets/python/snapshot.gzip").stat().st_size // CHUNK)
    with served(site.folder, Trickling) as address:
        page.clock.install()
        page.goto(address + PAGES[0])
        page.locator("div.run .runner__button").first.click()
        status = page.locator("div.run [role=status]").first
        before = ""
        for _ in range(chunks - 1):
            expect(status).not_to_have_text(before)
            before = status.inner_text()
            assert re.fullmatch(r"Fetching Python, (.+ MB of )?at most \d+\.\d MB…", before)
            # All in all 90 seconds, three times the limit; other files come in between.
            page.clock.fast_forward(5_000)
            gate.release()
        gate.release()  # After its last chunk, the server waits, too
        expect(status).to_contain_text("Done", timeout=LOAD)


def test_thirty_runs_in_one_tab_leave_no_more_memory_behind_than_three(
    page: Page, address: str
) -> None:
    page.route("**/sitemap.xml", partial(published_at, address))
    page.goto(address)
    page.evaluate("window.isSame = true")

    used = list[int]()
    tools = page.context.new_cdp_session(page)
    for name in PAGES * 10:
        page.evaluate(FOLLOW, address + name)
        page.wait_for_url(address + name)
        page.wait_for_function(f"() => !{DONE}")
        page.locator("div.run .runner__button").first.click()
        page.wait_for_function(f"() => {DONE}")
        tools.send("HeapProfiler.collectGarbage")
        used.append(memory(os.getpid()))
    # The worker's garbage is collected when it likes: so the most of three, and the least of three.
    assert min(used[-3:]) < 1.1 * max(used[:3]), used
    assert page.evaluate("window.isSame"), "a page was loaded anew: there was nothing to test"
