"""What is wrong with a built site: Zensical builds much that MkDocs refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import basename, join, normpath
from urllib.parse import unquote

from dto_handbook_site.build.built_page import HOME, BuiltPage, links_around, navigation, pages

_DOCS, _SETTINGS = Path("docs"), Path("mkdocs.yml")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_CODE = re.compile(
    r"^( *)(`{3,}).*?^\1\2|(`+)[^\n]+?\3(?!`)|<code>.*?</code>", re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r"\]\(([^)#\s]+)[^)\n]*\)")


def site_problems(site: Path) -> Iterator[str]:
    """Look for what leads nowhere, what the navigation lacks and what failed.

    Args:
        site: The folder of a built site.

    Yields:
        What is wrong, with the file, where it is known the line, and what to do.
    """
    by_name = {page.name: page for page in pages(site)}
    home = by_name[HOME]
    settings = _SETTINGS.read_text("utf-8") if _SETTINGS.is_file() else ""
    links = [link for entry in navigation(home) for link in entry.links()]
    for link in links:
        if _file(home, link) not in by_name:
            place = f"{_SETTINGS}{_line(settings, link)}"
            yield f"{place}: nav has {link}, which is no page: correct it, or write the page"
    listed = {_file(home, link) for link in links}
    for page in by_name.values():
        source = _source(page)
        text = source.read_text("utf-8") if source.is_file() else ""
        if page.name not in listed and not page.is_left_behind:
            yield f"{source}: nav in mkdocs.yml lacks the page: add it there"
        yield from (f"{source}: {failure}" for failure in page.facts.failures)
        for link in page.facts.links:
            if problem := _problem(site, by_name, page, link):
                yield f"{source}{_line(text, link)}: the link {link} {problem}"
        yield from _unrecognized(source, text)
    for link in links_around(home):
        if link not in links and (problem := _problem(site, by_name, home, link)):
            place = f"{_SETTINGS}{_line(settings, link)}"
            yield f"{place}: the link {link} around the home page {problem}"


def _problem(site: Path, by_name: Mapping[str, BuiltPage], page: BuiltPage, link: str) -> str:
    """Say what is wrong with a link; nothing where all is well."""
    if _ELSEWHERE.match(link):
        return ""
    if link.startswith("/"):
        return "is absolute: make it relative, as the site may stand below a path"
    name, anchor = _file(page, link), link.partition("#")[2]
    target = by_name.get(name)
    if target is None:
        if name.startswith("../") or not (site / name).is_file():
            return "leads to no file: correct it, or add the file"
    elif anchor and unquote(anchor) not in target.facts.ids:
        return f"leads to no anchor of {_source(target)}: correct it, or add the heading"
    return ""


def _file(page: BuiltPage, link: str) -> str:
    """Return the name of the file to which a relative link of a page leads."""
    path = unquote(re.split("[?#]", link, maxsplit=1)[0])
    if not path:
        return page.name
    name = normpath(join(page.folder, path))
    return name if "." in basename(name).strip(".") else normpath(join(name, HOME))


def _source(page: BuiltPage) -> Path:
    """Return the Markdown of a page, relative to the project."""
    folder = page.folder.removesuffix("/")
    single = _DOCS / f"{folder}.md"
    return single if folder and single.is_file() else _DOCS / folder / "index.md"


def _line(text: str, link: str) -> str:
    """Return the line of a source that has a link, as a message names it."""
    path, _, anchor = link.partition("#")
    name = basename(path.rstrip("/")).strip(".")
    pattern = rf"(?<![\w-]){re.escape(name)}(?:\.md)?/?" if name else ""
    pattern += f"#{re.escape(anchor)}" if anchor else ""
    found = re.search(rf"{pattern}(?![\w.-])", text) if pattern else None
    return f":{text.count(chr(10), 0, found.start()) + 1}" if found else ""


def _unrecognized(source: Path, text: str) -> Iterator[str]:
    """Yield the links of a source that name no file: where they lead in the site is chance."""
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    for found in _LINK.finditer(prose):
        link = found[1]
        if not _ELSEWHERE.match(link) and link[0] != "/" and "." not in basename(link).strip("."):
            line = prose.count("\n", 0, found.start()) + 1
            yield f"{source}:{line}: the link {link} names no file: write one, such as layers.md"
