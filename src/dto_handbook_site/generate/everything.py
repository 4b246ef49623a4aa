"""Writes everything derived from code: pages, lists, links, navigation, addresses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from dto_handbook.rules.completeness import FOLDER, verify
from dto_handbook_site.build.addresses import REGISTRY, register
from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.generate.rules import pages

_ROOT = SOURCE_ROOT.parent


class BuildError(Exception):
    """The site does not build; the message is MkDocs's output."""


def generate() -> Iterator[str]:
    """Write what has changed, and build the site to register its new addresses.

    Yields:
        The paths of changed files, and the addresses that are new.

    Raises:
        RuleError: A rule's package is incomplete.
        BuildError: The site does not build.
        RegistryError: The registry of addresses cannot be used.
    """
    verify(FOLDER)
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            yield path.relative_to(_ROOT).as_posix()
    with TemporaryDirectory() as folder:
        _build(Path(folder))
        registry = REGISTRY.relative_to(_ROOT).as_posix()
        yield from (f"{registry}: {address}" for address in register(Path(folder)))


def _build(folder: Path) -> None:
    # Not with --quiet: it hides warnings from --strict, too.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"mkdocs build:\n{done.stdout}{done.stderr}".rstrip())
