"""The same mkdocs.yml builds with Zensical, and what is lost there is known."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest
from handbook_site import BuiltSite, fail_with
from lxml import html
from project_code import ROOT

LOST = {
    "assets/python/": "what runs in the pages: a hook brings it",
    "index.md": "the Markdown pages: a hook writes them",
    "llms.txt": "the list of the Markdown pages: a hook writes it",
    "a policy": "which scripts a page may run: a hook names them",
    "comments for a review": "a hook gives them to the headings",
}
"""What Zensical's site lacks, each with the reason. Moved pages join it when there are some."""

# The theme's own, under other names in each.
THEMES = re.compile(
    r"assets/(_mkdocstrings\.css|(fonts|images|javascripts|stylesheets)/.*)"
    r"|search(\.json|/.*)|sitemap\.xml\.gz|.*\.src\.js"
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with Zensical, and return its folder."""
    project = tmp_path_factory.mktemp("zensical")
    shutil.copy(ROOT / "mkdocs.yml", project)
    shutil.copytree(ROOT / "docs", project / "docs")
    (project / "src").symlink_to(ROOT / "src")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"zensical build --strict\n{done.stdout}{done.stderr}", pytrace=False)
    return project / "site"


def pages(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("index.html"))


@cache
def read(file: Path) -> html.HtmlElement:
    return html.parse(str(file)).getroot()


def shown(file: Path, page: str) -> Counter[str]:
    """Return the headings, code blocks and links of a page's article."""
    [article] = read(file).cssselect("article")
    found = Counter[str]()
    for heading in article.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]"):
        found[f"the heading #{heading.get('id')} {text(heading)!r}"] += 1
    for block in article.iter("pre"):
        found[f"the code {text(block)!r}"] += 1
    for link in article.xpath(".//a/@href"):
        to = urljoin(f"/{page}", link)
        found[f"the link to {to.replace('/index.html', '/')}"] += 1
    return found


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def lost(site: Path, other: Path) -> Iterator[tuple[str, str]]:
    """Say what Zensical's site lacks: under which name of `LOST`, and where."""
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    for name in sorted(names):
        if not (other / name).is_file() and not THEMES.fullmatch(name):
            folder = next((it for it in LOST if it.endswith("/") and name.startswith(it)), "")
            yield folder or name.rpartition("/")[2], name
    for page in pages(site):
        for what, path in [
            ("a policy", "//meta[@http-equiv='Content-Security-Policy']"),
            ("comments for a review", "//*[@data-review]"),
        ]:
            if read(site / page).xpath(path) and not read(other / page).xpath(path):
                yield what, page


def test_zensical_builds_every_page(site: BuiltSite, other: Path) -> None:
    assert pages(other) == pages(site.folder)


def test_zensical_keeps_each_pages_headings_code_and_links(site: BuiltSite, other: Path) -> None:
    fail_with(
        f"{page}: {'only Zensical has' if more else 'Zensical loses'} {what}"
        for page in pages(site.folder)
        for ours, theirs in [(shown(site.folder / page, page), shown(other / page, page))]
        for more, difference in [(False, ours - theirs), (True, theirs - ours)]
        for what in difference
    )


def test_what_zensical_loses_is_listed(site: BuiltSite, other: Path) -> None:
    found = list(lost(site.folder, other))
    fail_with(
        f"{where}: Zensical loses {what}: say why in LOST"
        for what, where in found
        if what not in LOST
    )
    fail_with(f"LOST: {what!r} is not lost: take it out" for what in LOST.keys() - dict(found))
