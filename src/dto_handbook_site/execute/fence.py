"""The handbook's own fences: Python that runs while the page is built, and a project's file."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from markdown import Markdown

from dto_handbook_site.execute.execution import SOURCE_ROOT, RunError
from dto_handbook_site.execute.outputs import output

# What runs the commands of a console. The reader sees these; there is nothing to run in the page.
_CONSOLES = ("dto_handbook_site.demos.legacy_project", "dto_handbook_site.generate.console")


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
        HTML of the code and, if it printed something, its output. For code that runs commands, the
        console comes first, and the code can be opened below it. For code that fails, what `finish`
        reports.
    """
    fences: Any = md.preprocessors["fenced_code_block"]
    shown = fences.highlight(src=source, language=language, options=options, md=md, **kwargs)
    try:
        printed = output(source)
    except RunError as error:
        return _failed(f"a Python fence failed while the page was built:\n{source}\n{error}", shown)
    if any(module in source for module in _CONSOLES):
        return (
            f'<div class="run" data-here data-search-exclude>{_console(printed)}'
            '<details class="source"><summary>The code that ran this</summary>'
            f"{shown}</details></div>"
        )
    prints = " data-prints" if printed else ""  # Only what prints something gets a button to run it
    return f'<div class="run" data-search-exclude{prints}>{shown}{_output(printed)}</div>'


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
        HTML of the file; if it is missing, what `finish` reports.
    """
    path = source.strip()
    try:
        text = (SOURCE_ROOT.parent / path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _failed(f"cannot show the file {path}: {error}")
    kind = Path(path).suffix.removeprefix(".") or Path(path).name.lower()
    # As Pygments calls it
    language = {"conf": "nginx", "el": "elisp", "yml": "yaml", "py": "python"}.get(kind, kind)
    fences: Any = md.preprocessors["fenced_code_block"]
    shown = fences.highlight(src=text, language=language, options=options, md=md, **kwargs)
    return f'<div data-file="{escape(path)}">{shown}</div>'


def _console(text: str) -> str:
    lines = escape(text, quote=False).split("\n")
    shown = "\n".join(f"<b>{it}</b>" if it.startswith("$ ") else it for it in lines)
    return (
        '<div class="run__output run__output--console" role="group" aria-label="Console">'
        f"<pre><code>{shown}</code></pre></div>"
    )


def _output(text: str) -> str:
    if not text:
        return ""
    return (
        '<div class="run__output" role="group" aria-label="Output">'
        f"<pre><code>{escape(text, quote=False)}</code></pre></div>"
    )


def _failed(why: str, shown: str = "") -> str:
    # No logger of one builder is the other's: what is in the page, `finish` sees in either.
    return f'<div data-failed="{escape(why)}">{shown}</div>'
