"""The fences of our own: Python that runs while the page is built, and a file of the project."""

from __future__ import annotations

import logging
from html import escape
from pathlib import Path
from typing import Any

from markdown import Markdown

from dto_handbook_site.execute.execution import SOURCE_ROOT, RunError
from dto_handbook_site.execute.outputs import output

# A child of MkDocs' logger, so that a strict build fails on what is logged here.
_logger = logging.getLogger("mkdocs.plugins.dto_handbook")

_STARTS_GIT = (
    "dto_handbook_site.demos.legacy_project"  # Which a browser cannot, so it gets no button to run
)


def format_python(
    source: str,
    language: str,
    class_name: str,
    options: dict[str, str],
    md: Markdown,
    **kwargs: object,
) -> str:
    """Render a Python fence, as a formatter of pymdownx.superfences.

    Args:
        source: The code between the fence's marks.
        language: The fence's language.
        class_name: Unused; superfences passes it.
        options: The fence's own, such as a title.
        md: The converter that renders the page.
        **kwargs: What else superfences passes: the classes, id and attributes.

    Returns:
        HTML of the code and, where it printed something, its output.
    """
    fences: Any = md.preprocessors["fenced_code_block"]
    shown = fences.highlight(src=source, language=language, options=options, md=md, **kwargs)
    try:
        printed = output(source)
    except RunError as error:
        _logger.warning(
            "%s: a Python fence failed while the page was built:\n%s\n%s", _page(md), source, error
        )
        return str(shown)
    # Only what prints something gets a button to run it.
    kind = " data-here" if _STARTS_GIT in source else " data-prints" if printed else ""
    return f'<div class="run"{kind}>{shown}{_output(printed)}</div>'


def format_file(
    source: str,
    language: str,
    class_name: str,
    options: dict[str, str],
    md: Markdown,
    **kwargs: object,
) -> str:
    """Render a file of the project in place of its path, as a formatter of pymdownx.superfences.

    Args:
        source: The file's path in the project.
        language: Unused: the file's name gives it.
        class_name: Unused; superfences passes it.
        options: The fence's own, such as a title.
        md: The converter that renders the page.
        **kwargs: What else superfences passes: the classes, id and attributes.

    Returns:
        HTML of the file; empty, with a warning that fails a strict build, where there is none.
    """
    path = source.strip()
    try:
        text = (SOURCE_ROOT.parent / path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _logger.warning("%s: cannot show the file %s: %s", _page(md), path, error)
        return ""
    suffix = Path(path).suffix.removeprefix(".")
    language = "yaml" if suffix == "yml" else suffix  # As Pygments calls it
    fences: Any = md.preprocessors["fenced_code_block"]
    shown = fences.highlight(src=text, language=language, options=options, md=md, **kwargs)
    return f'<div data-file="{escape(path)}">{shown}</div>'


def _output(text: str) -> str:
    if not text:
        return ""
    return (
        '<div class="run__output" role="group" aria-label="Output">'
        f"<pre><code>{escape(text, quote=False)}</code></pre></div>"
    )


def _page(md: Markdown) -> str:
    # MkDocs gives a converter its page by way of this processor; elsewhere there is none.
    if "relpath" not in md.treeprocessors:
        return "a page"
    links: Any = md.treeprocessors["relpath"]
    return str(links.file.src_uri)
