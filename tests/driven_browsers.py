"""Browsers that Playwright cannot drive: Firefox by Marionette, WebKit by WebDriver."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeAlias
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from browser_setup import free_port, wait_for
from processes import descendants

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
LONGEST = 120_000  # Milliseconds that a script may take
Value: TypeAlias = Any  # Of JSON
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver's key of a reference to an element
_CONTROL = "\ue009"  # WebDriver's letter for the key
_ASYNC = """
const done = arguments[arguments.length - 1];
(async (...given) => { %s })(...arguments).then(
  (value) => done({ value }), (error) => done({ error: `${error}\\n${error?.stack}` }));
"""
_PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_open_during_load": False,
    "marionette.port": 0,  # Any that is free
    "remote.log.level": "Error",
    "toolkit.telemetry.enabled": False,
}


class DriverError(Exception):
    """A browser refuses a command, or a script in it fails."""


class Driver(Protocol):
    """Sends commands of WebDriver to a browser."""

    def send(self, command: str, **body: object) -> Value:
        """Send a command, by Marionette's name, and return its value."""


class Tab:
    """A tab of a browser, as a reader uses it.

    Args:
        driver: What sends commands to it.
        version: The browser, with its version.
        process: The number of the process that has started all of the browser's.
    """

    def __init__(self, driver: Driver, version: str, process: int) -> None:
        self._driver = driver
        self.version = version
        self.process = process
        driver.send("SetTimeouts", script=LONGEST)

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is there."""
        self._driver.send("Navigate", url=address)

    def ask(self, script: str, *given: object) -> Value:
        """Run the body of an async function in the page.

        Args:
            script: The body; `given` holds its arguments.
            *given: They.

        Returns:
            What it returns.

        Raises:
            DriverError: It fails.
        """
        sent = self._driver.send("ExecuteAsyncScript", script=_ASYNC % script, args=[*given])
        if "error" in sent:
            raise DriverError(sent["error"])
        return sent.get("value")

    def until(self, condition: str, *given: object, seconds: float = 60) -> Value:
        """Wait until an expression is true in the page, and return its value.

        Args:
            condition: The expression.
            *given: Its arguments, in `given`.
            seconds: How long to wait.

        Raises:
            TimeoutError: It is not.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.ask(f"return ({condition})", *given):
                return found
            time.sleep(0.05)
        raise TimeoutError(f"{self.version}: never {condition} {given}")

    def press(self, selector: str) -> None:
        """Click the middle of the first element that matches, as soon as there is one."""
        self.until("document.querySelector(given[0]) !== null", selector)
        # Drivers scroll it to the edge, where the page's head may cover it.
        show = "document.querySelector(given[0]).scrollIntoView({ block: 'center' })"
        self.ask(show, selector)
        self._driver.send("ElementClick", id=self._find(selector))

    def write(self, selector: str, text: str) -> None:
        """Type into the first element that matches."""
        self._driver.send("ElementSendKeys", id=self._find(selector), text=text)

    def paste(self, selector: str) -> None:
        """Paste into the first element that matches, by the keyboard."""
        self.write(selector, f"{_CONTROL}v")

    def is_busy(self) -> bool:
        """Tell whether some thread of the browser does little but work, for a second."""
        seen = Counter[str]()
        for _ in range(10):
            seen.update(self._working())
            time.sleep(0.1)
        return max(seen.values(), default=0) > 6

    def _working(self) -> set[str]:
        """Return the threads that have a processor or wait for one."""
        working = set[str]()
        for process in descendants(self.process):
            with suppress(OSError):  # It has ended meanwhile
                for file in Path("/proc", process, "task").glob("*/stat"):
                    state, *_ = file.read_text().rpartition(")")[2].split()
                    working |= {file.parent.name} if state == "R" else set()
        return working

    def _find(self, selector: str) -> str:
        found = self._driver.send("FindElement", using="css selector", value=selector)
        return str(found.get("value", found)[_ELEMENT])


class _Marionette:
    """Firefox's own protocol, by which its WebDriver drives it: JSON with its length before it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=LONGEST / 1000)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._receive()  # Its greeting

    def send(self, command: str, **body: object) -> Value:
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{command}", body]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, value = self._receive()
        if error:
            raise DriverError(f"{command}: {error['message']}")
        return value.get("value", value) if isinstance(value, dict) else value

    def _receive(self) -> Value:
        size = b""
        while (digit := self._stream.read(1)) != b":":
            if not digit:
                raise DriverError("Firefox has ended the connection")
            size += digit
        return json.loads(self._stream.read(int(size)))


class _WebDriver:
    """The standard's protocol: JSON by HTTP."""

    _PATHS: Mapping[str, str] = {
        "SetTimeouts": "/timeouts",
        "Navigate": "/url",
        "ExecuteAsyncScript": "/execute/async",
        "FindElement": "/element",
        "ElementClick": "/element/{id}/click",
        "ElementSendKeys": "/element/{id}/value",
    }

    def __init__(self, address: str, options: object) -> None:
        self._address = f"{address}session"
        self.session = self._post("", {"capabilities": {"alwaysMatch": options}})
        self._address += f"/{self.session['sessionId']}"

    def send(self, command: str, **body: object) -> Value:
        return self._post(self._PATHS[command].format(**body), body)

    def end(self) -> None:
        urlopen(Request(self._address, method="DELETE"), timeout=30).close()

    def _post(self, path: str, body: object) -> Value:
        request = Request(
            self._address + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urlopen(request, timeout=LONGEST / 1000) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise DriverError(f"{path}: {error.read().decode()}") from error


@contextmanager
def firefox(folder: Path, **preferences: object) -> Iterator[Tab]:
    """Run Firefox inside the block.

    Args:
        folder: Where it may write.
        **preferences: What `about:config` is to have, with `__` for a dot.

    Yields:
        A tab.
    """
    own = {name.replace("__", "."): value for name, value in preferences.items()}
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in (_PREFERENCES | own).items()
    )
    (folder / "user.js").write_text("".join(lines))
    command = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    with _running(command, {"HOME": str(folder)}) as process:
        driver = _Marionette(_written(folder / "MarionetteActivePort", process))
        found = driver.send("NewSession", capabilities={})["capabilities"]
        yield Tab(driver, f"Firefox {found['browserVersion']}", process.pid)


def _written(file: Path, process: subprocess.Popen[bytes]) -> int:
    """Wait for the number that a process writes to a file."""
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        if file.is_file() and (text := file.read_text()):
            return int(text)
        time.sleep(0.1)
    raise TimeoutError(file)


@contextmanager
def webkit(folder: Path) -> Iterator[Tab]:
    """Run WebKit's small browser inside the block, on a screen that nobody sees.

    Args:
        folder: Where it may write.

    Yields:
        A tab.
    """
    port = free_port()
    with (
        _screen() as display,
        _running(
            ["WebKitWebDriver", f"--port={port}"],
            {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "DISPLAY": display},
        ) as process,
    ):
        wait_for(f"http://127.0.0.1:{port}/status", process)
        options = {"binary": str(WEBKIT), "args": ["--automation"]}
        driver = _WebDriver(f"http://127.0.0.1:{port}/", {"webkitgtk:browserOptions": options})
        version = driver.session["capabilities"]["browserVersion"]
        try:
            yield Tab(driver, f"WebKitGTK {version}", process.pid)
        finally:
            driver.end()


@contextmanager
def _screen() -> Iterator[str]:
    """Run a server of X inside the block, and yield the name of its display."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        try:
            yield f":{process.stdout.readline().strip()}"
        finally:
            process.terminate()


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command,
        env=os.environ | dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
