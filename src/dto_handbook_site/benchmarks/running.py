"""How quickly Python runs in a page: medians, and their ratios to Pyodide as it comes.

Run `python -m dto_handbook_site.benchmarks.running`; it needs Playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.pyodide.runtime import bring

_STOCK = """
import { loadPyodide } from "/stock/pyodide.mjs";
const python = await loadPyodide();
python.setStdout({ batched: (text) => postMessage(text) });
python.runPython("print(1)");
"""
_FIRST_OF_STOCK = """async () => {
  const start = performance.now();
  const worker = new Worker("/stock/worker.mjs", { type: "module" });
  await new Promise((resolve) => (worker.onmessage = resolve));
  return { "stock, first output": performance.now() - start };
}"""
_OURS = """async () => {
  const { ask } = await import("/assets/python.js");
  const took = {};
  const run = async (name, what, request) => {
    const start = performance.now();
    let first;
    const call = ask(what, request, { onOutput: () => (first ??= performance.now()) });
    await call.result;
    took[name] = (first ?? performance.now()) - start;
  };
  const code = "print(1)";
  const sample = "from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig\\n" +
    "print(DeploymentScaleConfig(1, 8, 0.7, 300))";
  await run("first output", "run", { code });
  await run("first run of a sample", "run", { code: sample });
  await run("second run of a sample", "run", { code: sample });
  const endless = ask("run", { code: "while True: pass" });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  endless.stop();
  await endless.result.catch(() => {});
  await run("first output after Stop", "run", { code });
  await run("first output with Pydantic", "run", { code: "import pydantic; print(1)" });
  const files = { "src/ai/backend/manager/data/session/request.py": `%s` };
  await run("first check", "check", { files, all: false });
  await run("second check", "check", { files, all: false });
  return took;
}"""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def _measure(browser: Browser, address: str, script: str) -> Mapping[str, float]:
    context = browser.new_context()  # With a cache of its own
    page = context.new_page()
    page.goto(address)
    took: Mapping[str, float] = page.evaluate(script)
    context.close()
    return took


def main() -> None:
    """Measure, and print the medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, help="a built site, in place of one built now")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    root = SOURCE_ROOT.parent
    checked = (SOURCE_ROOT / "ai/backend/manager/data/session/lifecycle.py").read_text("utf-8")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with TemporaryDirectory() as folder:
        site = Path(folder, "site")
        if options.site:
            shutil.copytree(options.site, site)
        else:
            build = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(site)]
            subprocess.run(build, cwd=root, check=True)
        shutil.copytree(bring().folder / "node_modules/pyodide", site / "stock")
        (site / "stock/worker.mjs").write_text(_STOCK, "utf-8")
        (site / "stock/index.html").write_text("<!doctype html>", "utf-8")
        took: dict[str, list[float]] = {}
        with _served(site) as address, sync_playwright() as playwright:
            for _ in range(options.rounds):
                for page, script in (("stock/", _FIRST_OF_STOCK), ("404.html", _OURS % checked)):
                    # A browser of its own: compiled code is cached in a process.
                    browser = playwright.chromium.launch(
                        executable_path=chromium, args=["--no-sandbox"]
                    )
                    for name, value in _measure(browser, address + page, script).items():
                        took.setdefault(name, []).append(value)
                    browser.close()
    stock = median(took["stock, first output"])
    for name, values in took.items():
        print(f"{name:<28} {median(values):8.0f} ms {median(values) / stock:6.2f} of stock")


if __name__ == "__main__":
    main()
