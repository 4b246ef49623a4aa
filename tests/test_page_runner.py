"""Run and Edit on the pages, in a real browser: what a reader sees, and what goes wrong."""

import gzip
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import pytest
from browser_setup import DESKTOP, IPHONE, PHONE, QuietHandler, published_at, served
from handbook_site import BuiltSite
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)

PAGE = "guidelines/immutability/"
LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else
ENDLESS = "print('begun')\nwhile True:\n    pass\n"
RUNTIME = re.compile(r"/assets/python[/-]")


@contextmanager
def opened(context: BrowserContext, address: str) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(LOAD)
    problems = list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address + PAGE)
    yield page
    page.close()
    assert not problems


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page in which nothing has run."""
    with opened(context, address) as page:
        yield page


@pytest.fixture(scope="module")
def loaded(context: BrowserContext, address: str) -> Iterator[Page]:
    with opened(context, address) as page:
        yield page


@pytest.fixture
def warm(loaded: Page) -> Iterator[Page]:
    """A page that keeps its Python from test to test."""
    yield loaded
    for name in ("Stop", "Reset"):
        for button in loaded.get_by_role("button", name=name, exact=True).all():
            button.click()


def fence(page: Page, number: int = 1) -> Locator:
    return page.locator("div.run").nth(number)


def press(box: Locator, name: str) -> None:
    box.get_by_role("button", name=name, exact=True).click()


def status(box: Locator) -> Locator:
    return box.get_by_role("status")


def printed(box: Locator) -> Locator:
    return box.get_by_role("log")


def write(box: Locator, code: str) -> None:
    """Replace a fence's code, as a reader does."""
    press(box, "Edit")
    expect(box.locator(".cm-content")).to_be_focused(timeout=LOAD)
    box.page.keyboard.press("ControlOrMeta+A")
    box.page.keyboard.insert_text(code)


def finishes(box: Locator, text: str = "Done") -> None:
    expect(status(box)).to_contain_text(text, timeout=LOAD)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_run_is_pressed_by_keyboard_and_prints_what_the_page_shows(
    warm: Page, size: ViewportSize
) -> None:
    warm.set_viewport_size(size)
    box = fence(warm)
    box.get_by_role("button", name="Run").focus()
    warm.keyboard.press("Enter")
    finishes(box, "Done: 1 line.")
    shown = box.locator(".run__output:not(.run__output--live) pre").inner_text()
    expect(printed(box)).to_have_text(shown)
    expect(box.get_by_role("button", name="Run")).to_be_focused()
    assert warm.evaluate("document.documentElement.scrollWidth <= innerWidth")
    warm.set_viewport_size(DESKTOP)


def test_nothing_that_runs_python_is_fetched_before_a_click(page: Page, address: str) -> None:
    requested = list[str]()
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{address}domains/agent/")
    run = page.get_by_role("button", name="Run").first
    run.hover()
    run.focus()
    page.wait_for_load_state("networkidle")
    assert not [url for url in requested if RUNTIME.search(url)]
    run.click()
    page.wait_for_timeout(300)
    assert [url for url in requested if RUNTIME.search(url)]


def test_output_comes_while_the_code_runs_and_stop_ends_it_at_once(warm: Page) -> None:
    box = fence(warm)
    write(box, ENDLESS)
    press(box, "Run")
    expect(printed(box)).to_have_text("begun\n", timeout=LOAD)
    press(box, "Stop")
    expect(status(box)).to_have_text("Stopped.", timeout=1000)
    press(box, "Reset")
    press(box, "Run")
    finishes(box)


def test_code_that_takes_too_long_is_ended_and_the_next_run_works(warm: Page) -> None:
    took = warm.evaluate(
        """async (code) => {
          const { ask } = await import("/assets/python.js");
          await ask("run", { code: "" }).result;
          const start = performance.now();
          const endless = ask("run", { code }, { limit: 500 });
          const { reason, message } = await endless.result.catch((ended) => ended);
          const took = performance.now() - start;
          return { reason, message, took, next: await ask("run", { code: "" }).result };
        }""",
        ENDLESS,
    )
    assert (took["reason"], took["message"]) == ("too long", "Stopped: it ran for 0.5 seconds.")
    assert took["took"] < 1500
    assert took["next"] == {"ok": True}


def test_a_traceback_begins_with_the_readers_code_and_points_at_its_line(warm: Page) -> None:
    box = fence(warm)
    write(box, "def half(x):\n    return x / 0\n\n\nprint('so far')\nhalf(1)\n")
    warm.keyboard.press("ControlOrMeta+Enter")
    finishes(box, "Line 2: ZeroDivisionError: division by zero")
    lines = printed(box).inner_text().splitlines()
    assert lines[:4] == [
        "so far",
        "Traceback (most recent call last):",
        '  File "<page>", line 6, in <module>',
        "    half(1)",
    ]
    expect(box.locator(".cm-lintRange-error")).to_have_text("    return x / 0")


def test_a_syntax_error_points_at_its_line(warm: Page) -> None:
    box = fence(warm)
    write(box, "x = 1\nif x\n    pass\n")
    press(box, "Run")
    finishes(box, "Line 2: SyntaxError: expected ':'")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('no newline', end='')", "Done: 1 line."),
        ("print('two\\nlines', end='')", "Done: 2 lines."),
        ("raise ExceptionGroup('both', [ValueError(1), KeyError(2)])",
         "Line 1: ExceptionGroup: both (2 sub-exceptions)"),
        ("help(int.bit_length)", "Done: 10 lines."),
        ("import doctest\nprint(doctest.testmod())", "Done: 1 line."),
        ("x = 1\nbreakpoint()", "Line 2: RuntimeError: this code waits for input, which a page"),
        ("import pickle\nclass A:\n    pass\npickle.dumps(A())", "Done. It prints nothing."),
    ],
)  # fmt: skip
def test_the_line_below_a_run_says_what_became_of_it(warm: Page, code: str, said: str) -> None:
    box = fence(warm)
    write(box, code)
    press(box, "Run")
    finishes(box, said)


def test_a_module_is_edited_and_reset(page: Page, address: str) -> None:
    name = "dto_handbook.rules.dto201.consequence"
    page.goto(f"{address}rules/DTO201/")
    sample = page.locator(f"[data-module='{name}']")
    press(sample, "Run")
    finishes(sample, "Done: 2 lines.")
    write(sample, "print(__name__)\nraise ValueError('mine')\n")
    press(sample, "Run")
    finishes(sample, "Line 2: ValueError: mine")
    expect(printed(sample)).to_contain_text(f"{name}\n")
    expect(printed(sample)).to_contain_text(f"src/{name.replace('.', '/')}.py")
    press(sample, "Reset")
    expect(sample.locator(".highlight").first).to_be_visible()
    press(sample, "Run")
    finishes(sample, "Done: 2 lines.")


def test_without_the_editor_a_plain_field_does(page: Page) -> None:
    page.route("**/editor.js", lambda route: route.abort())
    box = fence(page)
    press(box, "Edit")
    field = box.get_by_role("textbox", name="Edit this code")
    expect(field).to_be_focused()
    field.fill("print(6 * 7)")
    press(box, "Run")
    finishes(box)
    expect(printed(box)).to_have_text("42\n")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_code_in_the_page_reaches_no_other_address(warm: Page) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        other.settimeout(1)
        place = f"127.0.0.1:{other.getsockname()[1]}"
        box = fence(warm)
        write(
            box,
            f"""import js
from urllib.request import urlopen
request = js.XMLHttpRequest.new()
request.open("GET", "http://{place}/", False)
for what, reach in {{
    "XHR": lambda: request.send(),
    "fetch": lambda: js.fetch("http://{place}/"),
    "WebSocket": lambda: js.WebSocket.new("ws://{place}/"),
    "import": lambda: js.eval("import('http://{place}/x.mjs')"),
    "worker": lambda: js.Worker.new("http://{place}/x.js"),
    "beacon": lambda: js.navigator.sendBeacon("http://{place}/"),
    "urllib": lambda: urlopen("http://{place}/"),
}}.items():
    try:
        reach()
        print(what, "tried")
    except BaseException as error:
        print(what, "refused")
""",
        )
        press(box, "Run")
        finishes(box, "Done: 7 lines.")
        expect(printed(box)).to_contain_text("XHR refused")
        with pytest.raises(TimeoutError):
            other.accept()


@pytest.mark.parametrize("name", ["pyodide.asm.wasm.gzip", "snapshot.gzip", "python-worker.js"])
def test_a_broken_download_is_reported_and_the_next_run_tries_again(
    context: BrowserContext, address: str, name: str
) -> None:
    page = context.new_page()
    page.goto(address + PAGE)
    page.route(f"**/{name}", lambda route: route.abort())
    box = fence(page)
    press(box, "Run")
    expect(status(box)).to_contain_text("Python could not be loaded", timeout=LOAD)
    expect(status(box)).to_contain_text("Run tries again.")
    page.unroute(f"**/{name}")
    press(box, "Run")
    finishes(box)
    page.close()


def test_a_download_that_stands_still_is_given_up(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.route("**/snapshot.gzip", lambda route: None)
    page.clock.install()
    page.goto(address + PAGE)
    box = fence(page)
    with page.expect_request("**/snapshot.gzip"):
        press(box, "Run")
    page.wait_for_timeout(500)
    page.clock.fast_forward(60_000)
    expect(status(box)).to_contain_text("nothing came for half a minute. Run tries again.")
    page.close()


def test_a_server_that_takes_gzip_for_an_encoding_will_do(page: Page) -> None:
    def answer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(body=gzip.decompress(answer.body()), content_type="text/plain")

    page.route("**/python.gzip", answer)  # As the browser hands it on that has unpacked it
    press(fence(page), "Run")
    finishes(fence(page))


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            "script-src 'self' 'unsafe-inline'; worker-src 'self' blob:",
            "has to allow 'wasm-unsafe-eval' in script-src.",
        ),
        ("worker-src 'self'", "has to allow blob: in worker-src."),
    ],
)
def test_where_the_servers_policy_forbids_python_run_says_what_it_has_to_allow(
    browser: Browser, site: BuiltSite, policy: str, said: str
) -> None:
    class Forbidding(QuietHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    with served(site.folder, Forbidding) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + PAGE)
        press(fence(page), "Run")
        finishes(fence(page), said)
        context.close()


def test_a_page_that_the_browser_keeps_keeps_no_python(page: Page) -> None:
    box = fence(page)
    press(box, "Run")
    finishes(box)
    assert pythons(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    for _ in range(50):  # The browser tells of a worker's end a little later
        if not pythons(page):
            break
        page.wait_for_timeout(100)
    assert not pythons(page)
    press(box, "Run")
    finishes(box)


def pythons(page: Page) -> int:
    return sum(worker.url.startswith("blob:") for worker in page.workers)


def test_where_the_snapshot_does_not_fit_python_starts_without_it(
    browser: Browser, address: str
) -> None:
    # Pyodide leaves a function out for iPhones: places in its table of functions are others then.
    context = browser.new_context(user_agent=IPHONE)
    page = context.new_page()
    page.goto(address + PAGE)
    press(fence(page), "Run")
    finishes(fence(page))
    context.close()


def test_what_starts_git_has_no_button(page: Page, address: str) -> None:
    page.goto(f"{address}use/old-code/")
    page.wait_for_load_state("networkidle")
    expect(fence(page)).to_be_visible()
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(0)


def test_without_script_there_are_no_buttons(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGE)
    expect(fence(page)).to_be_visible()
    expect(page.locator(".runner")).to_have_count(0)
    context.close()


def test_a_browser_that_keeps_nothing_will_do(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        """const get = () => { throw new DOMException("refused", "SecurityError"); };
           for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
             Object.defineProperty(self, name, { get });"""
    )
    page = context.new_page()
    page.goto(address + PAGE)
    press(fence(page), "Run")
    finishes(fence(page))
    context.close()


def test_who_leaves_the_page_ends_what_runs_and_may_come_back(page: Page, address: str) -> None:
    page.route("**/sitemap.xml", partial(published_at, address))
    page.reload()
    errors = list[str]()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.evaluate("window.isSame = true")
    box = fence(page)
    write(box, ENDLESS)
    press(box, "Run")
    expect(printed(box)).to_have_text("begun\n", timeout=LOAD)
    # A second later there is a spare beside it.
    busy, *_ = [worker for worker in page.workers if worker.url.startswith("blob:")]
    with busy.expect_event("close"):
        page.locator(".md-nav--primary").get_by_role("link", name="Type hints").click()
        expect(page).to_have_url(re.compile("type-hints"))
    page.go_back()
    expect(page).to_have_url(re.compile("immutability"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Immutability")
    press(fence(page), "Run")
    finishes(fence(page))
    assert page.evaluate("window.isSame"), "the page was loaded anew: there was nothing to test"
    assert not errors


def test_two_runs_do_not_wait_for_each_other(warm: Page) -> None:
    endless, other = fence(warm, 1), fence(warm, 2)
    write(endless, ENDLESS)
    press(endless, "Run")
    expect(printed(endless)).to_have_text("begun\n", timeout=LOAD)
    press(other, "Run")
    finishes(other)
    expect(printed(endless)).to_have_text("begun\n")
    press(endless, "Stop")
    expect(status(endless)).to_have_text("Stopped.")


def test_a_page_shows_the_beginning_of_what_never_ends(warm: Page) -> None:
    box = fence(warm)
    write(box, "for number in range(1_000_000):\n    print(number)\n")
    press(box, "Run")
    finishes(box)
    expect(printed(box)).to_contain_text("The page shows no more than this.")
    assert len(printed(box).inner_text().splitlines()) < 6000


def test_a_page_is_verified_and_an_output_that_differs_is_shown_as_one(page: Page) -> None:
    outputs = page.locator("[data-prints] > .run__output")
    count = outputs.count()
    assert count > 3
    verify = page.get_by_role("button", name="Verify this page")
    verify.click()
    said = page.locator(".verify").get_by_role("status")
    expect(said).to_contain_text(f"{count} of {count} outputs verified", timeout=LOAD)
    expect(said).to_contain_text(re.compile(r"with Python 3\.\d+\.\d+"))
    expect(page.locator(".verified")).to_have_count(count)
    outputs.nth(1).locator("code").evaluate("code => code.textContent = 'something else'")
    verify.click()
    expect(said).to_contain_text(f"{count - 1} of {count} outputs verified", timeout=LOAD)
    different = page.locator(".verified--different")
    expect(different).to_contain_text("Your browser prints this instead:")
    expect(page.locator("[data-prints]", has=different)).to_contain_text("something else")
