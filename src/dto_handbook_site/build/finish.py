"""Makes a built site ours, whichever program built it: MkDocs or Zensical."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from dto_handbook import __version__
from dto_handbook_site.build import built_page, markdown_pages, python_files, search_index
from dto_handbook_site.build.addresses import (
    REGISTRY,
    RegistryError,
    read,
    remove_moves,
    write_moves,
)
from dto_handbook_site.build.content_security_policy import with_policy
from dto_handbook_site.build.review_comments import with_comments
from dto_handbook_site.build.site_problems import site_problems
from dto_handbook_site.build.table_heads import with_heads
from dto_handbook_site.pyodide.runtime import RuntimeMissingError

_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_FOOTER = re.compile(r'(class="md-copyright__highlight">\s*DTO Handbook)[^<]*')
# A name in a signature that leads nowhere
_PLAIN_NAME = re.compile(r'<span title="(?:[\w.]+\.)?(\w+)">\1</span>')
_PYTHON = re.compile(r'<meta name="python-(?:missing|bytes)"[^>]*>')


def finish(site: Path, *, is_served: bool = False) -> Iterator[str]:
    """Add what no builder adds to a site, and look for what is wrong with it.

    It adds Python for the pages, their policy, the handbook's version, the comments for a review,
    the columns of tables for phones, and links from moved addresses. It writes the Markdown pages,
    and puts the search index aside. A site that is finished may be finished again.

    Args:
        site: The folder of the built site.
        is_served: Whether the site is only read here, by the reloading server of MkDocs: it may
            lack Python then, and says so.

    Yields:
        What is wrong, with the file, the place and what to do.
    """
    if not all((site / name).is_file() for name in (built_page.HOME, built_page.ERROR)):
        yield f"{site}: is no built site: build one with mkdocs build, and name its folder"
        return
    try:
        python = f'<meta name="python-bytes" content="{python_files.write(site)}">'
    except RuntimeMissingError as error:
        python = f'<meta name="python-missing" content="{escape(str(error))}">'
        if not is_served:
            yield f"Python cannot run in the pages: {error}"
    remove_moves(site)
    search_index.put_aside(site)
    for file in [*site.rglob(built_page.HOME), *site.glob(built_page.ERROR)]:
        html = file.read_text("utf-8")
        finished = search_index.with_stand_in(html, site)
        finished = _finished(finished, file.relative_to(site), python, is_served=is_served)
        if finished != html:
            file.write_text(finished, "utf-8")
    try:
        write_moves(site, read(REGISTRY.read_text("utf-8")))
    except RegistryError as error:
        yield str(error)
    # Last, so that it has the links which lead on from an old address.
    markdown_pages.write(site)
    yield from site_problems(site)


def _finished(html: str, name: Path, python: str, *, is_served: bool) -> str:
    canonical = _CANONICAL.search(html)
    address = canonical[1] if canonical else name.as_posix().removesuffix(built_page.HOME)
    html = with_comments(python_files.with_libraries(html), address)
    html = with_heads(html)
    html = _PLAIN_NAME.sub(r"\1", html)
    html = _FOOTER.sub(rf"\1 {escape(__version__)}", html)
    html = _PYTHON.sub("", html).replace("</head>", f"{python}</head>", 1)
    return with_policy(html, is_served=is_served)
