"""The projects that the open documents belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from dto_handbook.linter.project_root import enclosing_project
from dto_handbook.lsp.document_store import DocumentStore


class Projects:
    """Finds the project of each document, and remembers what was read of it.

    A document in an open folder belongs to the folder's project, as a check in that folder would
    find it. One that is elsewhere belongs to the project that encloses it. If there is none, it is
    checked alone: neither its folder nor the working directory is read.

    Args:
        folders: The folders that the editor has open.
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        inmost_first = sorted(map(_real, folders), key=lambda it: len(it.parts), reverse=True)
        self._folders = inmost_first
        self._roots: dict[Path, Path | None] = {}
        self._stores: dict[Path | None, DocumentStore] = {}

    def of(self, file: Path) -> DocumentStore:
        """Return the project of a file, which need not exist."""
        folder = _real(file).parent
        if folder not in self._roots:
            opened = next((it for it in self._folders if folder.is_relative_to(it)), None)
            self._roots[folder] = enclosing_project(opened or folder) or opened
        root = self._roots[folder]
        if root not in self._stores:
            self._stores[root] = DocumentStore(root)
        return self._stores[root]

    def refresh(self) -> None:
        """Let settings, baselines and the extents of projects be read again."""
        self._roots.clear()
        for store in self._stores.values():
            store.is_current = False


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # A path that does not exist has one, too
