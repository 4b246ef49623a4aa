"""What Lighthouse says of the built site on a phone: run `python tests/lighthouse.py SITE`.

It needs Lighthouse, which it does not install: `npm install --global lighthouse@12` does, with
Node 18.20 or newer. Each page is read three times, by browsers that keep nothing, and shown as in
the run of the middle performance: whatever else a machine does makes that worse.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from browser_setup import CHROMIUM, QuietHandler, served

PAGES = {
    "Home": "",
    "Placement": "placement/",
    "A guideline": "guidelines/immutability/",
    "A rule": "rules/DTO201/",
    "A domain": "domains/session/",
    "Layers": "layers/",
    "Playground": "playground/",
    "A reference page": "reference/data-session/",
}
BARE = {"site_name": "Bare", "theme": {"name": "material", "font": False}}
"""Configures a site that has one page and nothing but Material: what the others cannot avoid."""

KINDS = ("performance", "accessibility", "best-practices", "seo")
HEAD = ("Page", "Performance", "Accessibility", "Best practices", "SEO", "KB", "DOM nodes")
_PACKED = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml"}
_LIGHTHOUSE = ("npx", "--no", "lighthouse")
_RUNS = 3


class _Packing(QuietHandler):
    """Serves text packed, as static hosts do."""

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if file.suffix not in _PACKED or not file.is_file():
            return super().send_head()
        content = gzip.compress(file.read_bytes(), 9)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)


@dataclass(frozen=True)
class Report:
    """What Lighthouse says of one page."""

    name: str
    data: Mapping[str, Any]

    @property
    def row(self) -> Sequence[str]:
        """The cells of the page's row."""
        scores = [round(100 * self.data["categories"][kind]["score"]) for kind in KINDS]
        audits = self.data["audits"]
        size = audits["total-byte-weight"]["numericValue"] / 1000
        nodes = audits["dom-size-insight"]["details"]["debugData"]["totalElements"]
        return [self.name, *map(str, scores), f"{size:.0f}", f"{nodes}"]

    @property
    def shortfalls(self) -> Sequence[str]:
        """What keeps the page from a full score, with the elements that it names."""
        found = []
        for kind in KINDS:
            for part in self.data["categories"][kind]["auditRefs"]:
                audit = self.data["audits"][part["id"]]
                if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                    value = audit.get("displayValue", "")
                    found.append(f"{self.name}, {kind}: {audit['title']} {value}".rstrip())
                    items = (audit.get("details") or {}).get("items", [])
                    found += [f"  {text}" for item in items[:5] if (text := _element(item))]
        return found


def _element(item: Mapping[str, Any]) -> str:
    return str(
        item.get("node", {}).get("snippet") or item.get("description") or item.get("url") or ""
    )


def look(name: str, address: str) -> Report:
    """Let Lighthouse look at a page as a slow phone would.

    Args:
        name: The page, as the table names it.
        address: Where it is served.

    Returns:
        Of its runs, the one whose performance is in the middle.

    Raises:
        SystemExit: Lighthouse is not there, or cannot look.
    """
    runs = sorted((_run(address) for _ in range(_RUNS)), key=_performance)
    return Report(name, runs[_RUNS // 2])


def _performance(data: Mapping[str, Any]) -> float:
    return float(data["categories"]["performance"]["score"])


def _run(address: str) -> Mapping[str, Any]:
    flags = ["--chrome-flags=--headless --no-sandbox", "--output=json", "--quiet"]
    command = [*_LIGHTHOUSE, address, *flags, f"--only-categories={','.join(KINDS)}"]
    env = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        sys.exit(f"{done.stderr}\n{__doc__}")
    return dict(json.loads(done.stdout))


def bare(folder: Path) -> Path:
    """Build the site that has nothing but Material.

    Args:
        folder: Where to put it, and what it is made of.

    Returns:
        The folder of the built site.
    """
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Bare\n\nOne page.\n")
    (folder / "mkdocs.yml").write_text(json.dumps(BARE))
    subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=folder, check=True)
    return folder / "site"


def main(site: Path) -> None:
    """Print the table, and below it what falls short.

    Args:
        site: The folder of a built site.
    """
    with served(site, _Packing) as address:
        reports = [look(name, address + path) for name, path in PAGES.items()]
    with tempfile.TemporaryDirectory() as folder, served(bare(Path(folder)), _Packing) as address:
        reports.append(look("Material, bare", address))
    for row in (HEAD, ["---"] * len(HEAD), *(report.row for report in reports)):
        print(f"| {' | '.join(row)} |")
    print()
    for report in reports:
        print(*report.shortfalls, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
