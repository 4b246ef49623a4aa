"""What readers do, in browsers that they have: Firefox, WebKit, and Chromium as an iPhone."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from browser_setup import IPHONE, QuietHandler, served
from driven_browsers import FIREFOX, WEBKIT, Tab, Value, firefox, webkit
from handbook_site import BuiltSite
from playground_steps import fragment
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.thorough

RUN = "document.querySelector('div.run')"
STATUS = f"{RUN}.querySelector('[role=status]').textContent"
RUN_BUTTON = "div.run .runner__button"
PLAYGROUND_STATUS = "document.querySelector('.playground__status').textContent"
LONG = "print(0, flush=True);sum(range(10**13))\n"
ENDLESS = "print('begun', flush=True)\nwhile True:\n    pass\n"


class Chromium(Tab):
    """A tab of Playwright's Chromium, by the same steps."""

    def __init__(self, page: Page, version: str) -> None:
        self._page = page
        self.version = version

    def open(self, address: str) -> None:
        self._page.goto(address)

    def ask(self, script: str, *given: object) -> Value:
        return self._page.evaluate(f"async (given) => {{ {script} }}", [*given])

    def press(self, selector: str) -> None:
        self._page.locator(selector).first.click()

    def write(self, selector: str, text: str) -> None:
        self._page.locator(selector).first.press_sequentially(text)

    def paste(self, selector: str) -> None:
        self._page.locator(selector).first.press("Control+v")


@contextmanager
def as_iphone(browser: Browser) -> Iterator[Tab]:
    """Pyodide does something else there, in any engine."""
    context = browser.new_context(
        user_agent=IPHONE, permissions=["clipboard-read", "clipboard-write"]
    )
    yield Chromium(context.new_page(), f"Chromium {browser.version}, as an iPhone")
    context.close()


@pytest.fixture(scope="module", params=["firefox", "webkit", "iphone"])
def tab(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tab]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "iphone":
        made = as_iphone(browser)
    elif request.param == "firefox":
        made = firefox(needed(folder, FIREFOX, "Firefox"))
    else:
        made = webkit(needed(folder, WEBKIT, "MiniBrowser of WebKitGTK"))
    with made as tab:
        yield tab


@pytest.fixture(autouse=True)
def recorded(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    """Note the browser of a test, for tests/try_browsers.py."""
    if "tab" in request.fixturenames:
        record_property("browser", request.getfixturevalue("tab").version)


def needed(folder: Path, program: object, name: str) -> Path:
    if program is None:
        pytest.skip(reason=f"no {name} on this machine: install it")
    return folder


def test_code_runs_and_prints_what_the_page_shows(tab: Tab, address: str) -> None:
    tab.open(f"{address}guidelines/immutability/")
    tab.press(RUN_BUTTON)
    tab.until(f"{STATUS}.startsWith('Done')")
    shown, printed = tab.ask(
        f"return [...{RUN}.querySelectorAll('.run__output pre')].map((it) => it.textContent.trim())"
    )
    assert printed == shown


def test_a_first_run_fetches_each_file_once(tab: Tab, site: BuiltSite) -> None:
    requested = list[str]()

    class Recording(QuietHandler):
        def do_GET(self) -> None:
            requested.append(self.path)
            super().do_GET()

    with served(site.folder, Recording) as address:
        tab.open(f"{address}404.html")
        tab.ask("await (await import('/assets/python.js')).ask('run', { code: '' }).result")
    python = [path for path in requested if path.startswith("/assets/python")]
    assert "/assets/python/pyodide.asm.js" in python
    assert sorted(set(python)) == sorted(python)


def test_stop_ends_a_loop_and_later_runs_work(tab: Tab, address: str) -> None:
    tab.open(f"{address}guidelines/immutability/")
    took = tab.ask(
        """const { ask } = await import("/assets/python.js");
           await new Promise((begun) => {
             window.call = ask("run", { code: given[0] }, { onOutput: begun });
           });
           const start = performance.now();
           window.call.stop();
           const { message } = await window.call.result.catch((ended) => ended);
           const took = performance.now() - start;
           return { message, took, next: await ask("run", { code: "" }).result };""",
        ENDLESS,
    )
    assert (took["message"], took["next"]) == ("Stopped.", {"ok": True})
    assert took["took"] < 1000


@pytest.mark.parametrize("tab", ["firefox", "webkit"], indirect=True)
def test_stopped_code_has_no_further_effect(tab: Tab, address: str) -> None:
    tab.open(f"{address}guidelines/immutability/")
    tab.ask(
        """const { ask } = await import("/assets/python.js");
           const begun = Promise.withResolvers();
           const call = ask("run", { code: given[0] }, { onOutput: begun.resolve });
           await begun.promise;
           call.result.catch(() => {});
           await new Promise((later) => setTimeout(later, 5000));
           call.stop();""",  # What runs for long is compiled anew, and is harder to end in WebKit
        ENDLESS,
    )
    # A spare Python starts meanwhile.
    assert any(not tab.is_busy() for _ in range(20))


@pytest.mark.parametrize("start", [firefox, webkit], ids=["firefox", "webkit"])
def test_stop_reports_a_call_that_goes_on(
    start: Callable[[Path], AbstractContextManager[Tab]], address: str, tmp_path: Path
) -> None:
    program, name = (FIREFOX, "Firefox") if start is firefox else (WEBKIT, "WebKit")
    with start(needed(tmp_path, program, name)) as tab:  # Its own, because the call goes on
        tab.open(f"{address}guidelines/immutability/")
        tab.press(f"{RUN_BUTTON} + .runner__button")
        tab.until("document.activeElement.matches('div.run .cm-content')")
        tab.write("div.run .cm-content", LONG)
        tab.press(RUN_BUTTON)
        tab.until(f"{RUN}.querySelector('[role=log]').textContent")
        tab.press(RUN_BUTTON)
        tab.until(f"{STATUS} === 'Stopped.'")
        time.sleep(6)
        goes_on = tab.ask(f"return {STATUS}.includes('cannot end the call')")
        # A spare Python starts meanwhile.
        assert goes_on == all(tab.is_busy() for _ in range(5))

        # The playground reports it, too.
        tab.open(f"{address}playground/#{fragment({'src/long.py': LONG})}")
        tab.until("document.querySelector('.playground .cm-editor')")
        press_named(tab, "Run")
        tab.until("document.querySelector('.playground [role=log]').textContent")
        press_named(tab, "Stop")
        tab.until(f"{PLAYGROUND_STATUS} === 'Stopped.'")
        reported = f"{PLAYGROUND_STATUS}.includes('cannot end the call')"
        if goes_on:  # Two calls by now: the page is slow
            tab.until(reported)
        else:
            time.sleep(6)
            assert not tab.ask(f"return {reported}")


def press_named(tab: Tab, name: str) -> None:
    """Press a button of the playground by its name."""
    tab.ask(
        "[...document.querySelectorAll('.playground button')]"
        ".find((it) => it.textContent === given[0]).click()",
        name,
    )


def test_the_playground_checks_and_copies_its_link(tab: Tab, address: str) -> None:
    tab.open(f"{address}playground/#DTO201")
    tab.until("document.querySelector('.playground .cm-editor')")
    tab.press(".playground__results button")
    tab.until("document.querySelector('.finding')?.textContent.includes('DTO201')")
    tab.press(".playground__bar button")
    tab.until("document.querySelector('.playground__status').textContent === 'The link is copied.'")
    assert pasted(tab) == tab.ask("return location.href")


def pasted(tab: Tab) -> str:
    """Return what was copied."""
    tab.ask(
        "document.body.prepend(Object.assign(document.createElement('textarea'), { id: 'paste' }))"
    )
    tab.paste("#paste")
    return str(tab.until("document.querySelector('#paste').value"))


def test_code_is_copied(tab: Tab, address: str) -> None:
    tab.open(f"{address}guidelines/immutability/")
    tab.press("div.run .md-code__button[data-md-type=copy]")
    tab.until("document.querySelector('.md-dialog__inner').textContent.includes('Copied')")
    code = tab.ask(f"return {RUN}.querySelector('pre > code').textContent")
    assert pasted(tab).strip() == code.strip()


def test_the_wizard_answers(tab: Tab, address: str) -> None:
    tab.open(f"{address}placement/")
    tab.until("document.querySelector('.placement input[type=checkbox]')")
    tab.press(".placement input[type=checkbox]")
    tab.until("document.querySelector('.placement__headline').textContent")


def test_the_search_finds(tab: Tab, address: str) -> None:
    tab.open(address)
    searches(tab)


def searches(tab: Tab) -> None:
    tab.write("[data-md-component=search-query]", "DTO201")
    tab.until("document.querySelector('.md-search-result a[href*=DTO201]')")


def test_the_theme_changes_and_stays(tab: Tab, address: str) -> None:
    tab.open(address)
    changes_theme(tab)
    chosen = tab.ask("return document.body.dataset.mdColorScheme")
    tab.open(f"{address}rules/")
    assert tab.ask("return document.body.dataset.mdColorScheme") == chosen


def changes_theme(tab: Tab) -> None:
    """Choose the light theme, then the dark one."""
    for scheme in ("default", "slate"):
        tab.until("document.querySelector('[data-md-component=palette] label:not([hidden])')")
        tab.press("[data-md-component=palette] label:not([hidden])")
        tab.until("document.body.dataset.mdColorScheme === given[0]", scheme)


# What a reader has switched off


@pytest.fixture
def refusing(tmp_path: Path, address: str) -> Iterator[Tab]:
    """Firefox that stores nothing."""
    with firefox(needed(tmp_path, FIREFOX, "Firefox"), dom__storage__enabled=False) as tab:
        tab.open(address)
        yield tab


def test_without_storage_search_and_theme_work(refusing: Tab) -> None:
    changes_theme(refusing)
    searches(refusing)


def test_without_web_assembly_run_says_so(tmp_path: Path, address: str) -> None:
    with firefox(needed(tmp_path, FIREFOX, "Firefox"), javascript__options__wasm=False) as tab:
        tab.open(f"{address}guidelines/immutability/")
        tab.press(RUN_BUTTON)
        tab.until(f"{STATUS}.includes('WebAssembly is off in this browser.')")
