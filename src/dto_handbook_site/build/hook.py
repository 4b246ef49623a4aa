"""The hook of MkDocs: adds Python, review comments, Markdown pages and moved addresses."""

from __future__ import annotations

import gzip
import json
import logging
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from hatchling.builders.wheel import WheelBuilder
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from dto_handbook_site.build import markdown_pages, search_index
from dto_handbook_site.build.addresses import REGISTRY, RegistryError, read, write_moves
from dto_handbook_site.build.content_security_policy import with_policy
from dto_handbook_site.build.review_comments import with_comments
from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.playground.checker import samples
from dto_handbook_site.pyodide.runtime import Runtime, RuntimeMissingError, bring, libraries

_FOLDER = "assets/python"
_EDITOR = SOURCE_ROOT.parent / "docs/assets/editor.src.js"
_logger = logging.getLogger("mkdocs.plugins.dto_handbook")
_state = {"command": "build"}
_navigations = list[Navigation]()  # Of the build that runs


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Record whether the site is to be published or only read here."""
    _state["command"] = command


def on_config(config: MkDocsConfig) -> None:
    """Add what runs in the page, or let the pages say why it is missing."""
    config.extra["libraries"] = [asdict(library) for library in libraries()]
    try:
        config.extra["runtime"] = bring()
    except RuntimeMissingError as error:
        # A site to be published is whole, and whoever only reads it here reads on.
        level = logging.INFO if _state["command"] == "serve" else logging.WARNING
        _logger.log(level, "Python cannot run in the pages: %s", error)
        config.extra["runtime_missing"] = str(error)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the files that the pages fetch when a reader runs something."""
    sources = [file for file in files if file.src_uri.endswith(".src.js")]
    for file in sources:
        files.remove(file)
    runtime: Runtime | None = config.extra.get("runtime")
    if runtime is None:
        return
    for path in runtime.files:
        uri = f"{_FOLDER}/{path.name}"
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    facts = {
        "info": runtime.lock,
        "table": runtime.table,
        "modules": runtime.modules,
        "sizes": {path.name: path.stat().st_size for path in runtime.files},
        "sources": _sources(),
    }
    contents = {
        "python.gzip": gzip.compress(json.dumps(facts).encode(), mtime=0),
        "samples.json": json.dumps(samples()).encode(),
    }
    # What a first run fetches, at most; a library comes when it is imported.
    config.extra["python_bytes"] = len(contents["python.gzip"]) + sum(
        path.stat().st_size for path in runtime.files if path.suffix in (".js", ".gzip")
    )
    if _EDITOR.is_file():
        contents["editor.js"] = runtime.bundle(_EDITOR)
    for name, content in contents.items():
        files.append(File.generated(config, f"{_FOLDER}/{name}", content=content))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep the table of contents short, and give headings the comments that a reviewer copies."""
    page.toc.items = _without_attributes(page.toc.items)
    return with_comments(html, page.canonical_url or page.url)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Record the pages, which have titles only after they are read."""
    _navigations[:] = [nav]


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the policy into a page."""
    return with_policy(output, is_served=_state["command"] == "serve")


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Put the policy into the error page, which MkDocs does not treat as a page."""
    is_html = template_name.endswith(".html")
    return with_policy(output, is_served=_state["command"] == "serve") if is_html else output


def on_post_build(config: MkDocsConfig) -> None:
    """Put the search index aside, add links at moved addresses, and write each page as Markdown."""
    search_index.put_aside(Path(config.site_dir))
    try:
        write_moves(Path(config.site_dir), read(REGISTRY.read_text("utf-8")))
    except RegistryError as error:
        raise PluginError(str(error)) from error
    # Last, so that it has the links which lead on from an old address.
    for navigation in _navigations:
        markdown_pages.write(navigation, config)


def _without_attributes(entries: Sequence[AnchorLink]) -> list[AnchorLink]:
    """Leave fields and constants of the reference out of a table of contents."""
    shown = [entry for entry in entries if "doc-symbol-attribute" not in entry.title]
    for entry in shown:
        entry.children = _without_attributes(entry.children)
    return shown


def _sources() -> Mapping[str, str]:
    """Return the contents of the project's own wheel, and of the samples, which are in no wheel."""
    contents = {
        path.relative_to(SOURCE_ROOT).as_posix(): path.read_text("utf-8")
        for folder in ("ai", "dto_handbook_site")
        for path in sorted((SOURCE_ROOT / folder).rglob("*"))
        if path.suffix in (".json", ".py")
        and path.name not in ("archives.py", "package.json", "package-lock.json")
    }
    with TemporaryDirectory() as folder:
        builder = WheelBuilder(str(SOURCE_ROOT.parent))
        [built] = builder.build(directory=folder, versions=["standard"])
        with zipfile.ZipFile(built) as wheel:
            contents |= {name: wheel.read(name).decode("utf-8") for name in wheel.namelist()}
    return contents
