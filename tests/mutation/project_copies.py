"""Copies of the project to change, and the conformance tests run on them."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from project_code import ROOT

Changes = Mapping[str, str | None]
"""New contents of files by their paths; None removes the file or folder."""

_LEFT_OUT = shutil.ignore_patterns(
    ".*cache",
    ".git",
    ".venv",
    ".hypothesis",
    "site",
    "*.egg-info",
    "*.pyc.*",  # Another process writes it
)


def copy_project(folder: Path) -> Path:
    """Copy the project, compiled code too, and return the copy's folder."""
    target = folder / "project"
    shutil.copytree(ROOT, target, ignore=_LEFT_OUT)
    return target


def change(folder: Path, changes: Changes) -> None:
    """Write or remove files of a copy."""
    for path, text in changes.items():
        place = folder / path
        if text is None and place.is_dir():
            shutil.rmtree(place)
        elif text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")


def restore(folder: Path, changes: Changes) -> None:
    """Bring back what was changed in a copy."""
    for path in changes:
        place, original = folder / path, ROOT / path
        if original.is_dir():
            shutil.copytree(original, place, ignore=_LEFT_OUT)
        elif original.is_file():
            shutil.copy2(original, place)
        else:
            place.unlink()


def conformance_tests(project: Path, *options: str, ahead: str = "") -> str:
    """Run a copy's conformance tests.

    Args:
        project: The copy.
        *options: Options for pytest.
        ahead: A folder from which Python imports before all others.

    Returns:
        What they say; empty where all of them pass.
    """
    arguments = [
        "pytest",
        "tests/conformance",
        "-q",
        "-p",
        "no:cacheprovider",
        "--disable-warnings",
        *options,
    ]
    return run(project, arguments, ahead)


def site_tests(project: Path, site: Path) -> str:
    """Run those of a copy's conformance tests that look at a built site.

    Args:
        project: The copy.
        site: The site.

    Returns:
        What they say; empty where all of them pass.
    """
    return conformance_tests(project, f"--site={site}", "-p", "mutation.only_with_site")


def build(project: Path, site: Path) -> str:
    """Build a copy's site; return what a strict build says where it fails."""
    return run(project, ["mkdocs", "build", "--strict", "--site-dir", str(site)])


# Each run has a process of its own, forked from one that has imported what does not change.

_LIBRARIES = (
    "_hypothesis_pytestplugin", "aiohttp.web", "aiosqlite", "grimp", "hatchling.builders.wheel",
    "hypothesis.strategies", "lxml.html", "markdownify", "material.plugins.search.plugin",
    "mkdocs.commands.build", "mkdocstrings_handlers.python", "playwright.sync_api",
    "pydantic.root_model", "pymdownx.superfences", "pytest", "pytest_asyncio.plugin",
    "pytest_markdown_docs.plugin", "sqlalchemy.ext.asyncio", "strawberry.aiohttp.views",
)  # fmt: skip


def run(project: Path, arguments: Sequence[str], ahead: str = "") -> str:
    """Run a module in a copy.

    Args:
        project: The copy.
        arguments: The module's name, and its arguments.
        ahead: A folder from which Python imports before all others.

    Returns:
        What it says; empty where it succeeds.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LIBRARIES))
    with NamedTemporaryFile("r", encoding="utf-8", errors="replace") as said:
        process = context.Process(target=_run_here, args=(project, arguments, ahead, said.name))
        process.start()
        process.join()
        return said.read() if process.exitcode else ""


def _run_here(project: Path, arguments: Sequence[str], ahead: str, said: str) -> None:
    output = os.open(said, os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    ours = tuple(str(ROOT / folder) for folder in ("src", "tests"))
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(ours):
            del sys.modules[name]
    paths = [it for it in (ahead, str(project / "src"), str(project / "tests")) if it]
    sys.path[:] = [*paths, *(it for it in sys.path if not it.startswith(ours))]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # It would be compiled anew for each run
    sys.dont_write_bytecode = False
    os.environ |= {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": os.pathsep.join(paths)}
    os.chdir(project)
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
