"""Runs the code of a page and keeps what it prints."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

SOURCE_ROOT = Path(__file__).parents[2]
"""The folder `src/`, from which the samples are imported."""


def run(code: str) -> str:
    """Run Python code in this process, on newly imported samples.

    Args:
        code: The code, as the page shows it.

    Returns:
        What it printed on standard output, with paths relative to the project.

    Raises:
        Exception: Whatever the code lets through.
    """
    printed = io.StringIO()
    with fresh_samples(), redirect_stdout(printed):
        exec(compile(code, "<page>", "exec", dont_inherit=True), {"__name__": "__main__"})
    return relative(printed.getvalue())


def run_or_trace(code: str) -> str:
    """Run Python code as `run` does, and return the traceback of an error in place of a text."""
    try:
        return run(code)
    except Exception:
        return traceback.format_exc()


def relative(text: str) -> str:
    """Take this machine's paths out of a text.

    Args:
        text: Anything printed by code of a page.

    Returns:
        The text with `src/…` in place of absolute paths into the project.
    """
    return text.replace(f"{SOURCE_ROOT.parent}/", "")


@contextmanager
def fresh_samples() -> Iterator[None]:
    """Import the project's modules anew inside the block, and then put the older ones back.

    So a page shows the code as it is on disk, also under `mkdocs serve`, and no run sees
    what another one changed.
    """
    before = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    for name in before:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(before)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in {"ai", "dto_handbook"}
