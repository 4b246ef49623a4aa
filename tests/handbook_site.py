"""The built site as a reader sees it, and the sources that its pages come from."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest
from lxml import html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from project_code import ROOT
from pytest_markdown_docs.plugin import extract_fence_tests

DOCS = ROOT / "docs"


def fence_parser() -> MarkdownIt:
    """Make the parser that finds fences, those inside tabs and admonitions too."""
    return MarkdownIt("commonmark").disable("code")


@dataclass(frozen=True)
class Fence:
    """A fence that pytest executes."""

    code: str
    line: int  # Of its first line of code


@dataclass(frozen=True)
class Run:
    """A fence on a built page, with what is shown as its output."""

    code: str
    output: str
    is_for_browsers: bool = True  # Whether a reader may run it in the page


@dataclass(frozen=True)
class Page:
    """A page of the built site beside its Markdown source."""

    source: Path
    built: Path

    @property
    def name(self) -> str:
        """Path of the source, as messages name it."""
        return self.source.relative_to(ROOT).as_posix()

    @cached_property
    def article(self) -> html.HtmlElement:
        """The page's own content, without header, navigation and footer."""
        [article] = parsed(self.built).cssselect("article")
        return article

    @cached_property
    def fences(self) -> Sequence[Fence]:
        """The fences of the source that pytest-markdown-docs executes, in order."""
        text, parser = self.source.read_text(), fence_parser().disable("inline")
        tests = extract_fence_tests(parser, text, 0, self.source)
        return [Fence(test.source.lstrip("\n"), test.start_line + 1) for test in tests]

    @cached_property
    def runs(self) -> Sequence[Run]:
        """The fences that the built page shows, with their outputs, in order."""
        return [
            Run(
                code="".join(block.text_content() for block in run.cssselect(".highlight pre")),
                output="".join(block.text_content() for block in run.cssselect(".run__output pre")),
                is_for_browsers="data-here" not in run.attrib,
            )
            for run in self.article.cssselect("div.run")
        ]

    def where(self, text: str) -> str:
        """Name the place of the source at which a string begins.

        Args:
            text: Text of the built page.

        Returns:
            The source's path, with a line number where the text's first line was found.
        """
        first = next((line.strip() for line in text.splitlines() if line.strip()), "")
        for number, line in enumerate(self.source.read_text().splitlines(), 1):
            if first and first in line:
                return f"{self.name}:{number}"
        return self.name


@dataclass(frozen=True)
class BuiltSite:
    """What a strict build left behind."""

    folder: Path
    log: str
    pages: tuple[Page, ...]  # None where the build broke off

    def page(self, name: str) -> Page:
        """Return the page with a given source, such as `docs/placement.md`."""
        return next(page for page in self.pages if page.name == name)


def build(folder: Path) -> BuiltSite:
    """Build the site as a user does.

    Args:
        folder: Where to build it.

    Returns:
        The site; without pages where the build broke off.
    """
    # The variable silences an announcement of Material's that no build can fix.
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=env)
    failure = f"\nexit status {done.returncode}" if done.returncode else ""
    return built(folder, done.stderr + failure)


def built(folder: Path, log: str = "") -> BuiltSite:
    """Return a site that was built before.

    Args:
        folder: Where it is.
        log: What the build said.

    Returns:
        The site; without pages where the build broke off.
    """
    pages: tuple[Page, ...] = ()
    if (folder / "sitemap.xml").exists():
        pages = tuple(Page(source, _built(folder, source)) for source in sources())
    return BuiltSite(folder, log, pages)


def sources() -> Sequence[Path]:
    """List the pages' Markdown sources."""
    return sorted(path for path in DOCS.rglob("*.md") if "templates" not in path.parts)


def _built(folder: Path, source: Path) -> Path:
    page = source.relative_to(DOCS).with_suffix("")
    parts = page.parts[:-1] if page.name == "index" else page.parts
    return folder.joinpath(*parts, "index.html")


def what_is(sample: str) -> str:
    """Return what a sample module is, by its place and name: good, bad or not flagged."""
    package, _, name = sample.rpartition(".")
    if not package.startswith("dto_handbook.rules."):
        return "Good"
    if name.startswith("valid"):
        return "Not flagged"
    return "" if name in ("consequence", "rule") else "Bad"


def not_accepted(found: str, page: str) -> str:
    """Write what a page shows that nobody has accepted, and how to accept it."""
    return f"{found}If that is right, run: python -m dto_handbook_site accept {page}"


def fail_with(problems: Iterable[str]) -> None:
    """Fail with every problem on a line of its own, where there is one."""
    if lines := list(problems):
        pytest.fail("\n".join(["", *lines]), pytrace=False)


@cache
def parsed(file: Path) -> html.HtmlElement:
    """Return a built page as a tree, which is shared and must not be changed."""
    return html.parse(str(file)).getroot()


@cache
def tokens_of(source: Path) -> Sequence[Token]:
    """Return the Markdown of a page or of the README as tokens, which must not be changed."""
    return fence_parser().parse(source.read_text())


@cache
def ids_of(file: Path) -> AbstractSet[str]:
    """Return every id of a built page."""
    return set(parsed(file).xpath("//@id"))
