"""The files of one project: where its modules are, and what they contain."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from dto_handbook.linter.config import Settings
from dto_handbook.linter.source_files import (
    SKIPPED_FOLDERS,
    UnreadableError,
    decoded,
    lines_of,
    read,
)

_DEEPEST_ROOT = 3  # How many folders below the project's a source root may be
_YOUNG = 2_000_000_000  # Nanoseconds: a younger file may change again within a tick of its clock


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Python file of a project.

    Attributes:
        path: Its path from the project's folder, with slashes; absolute for a file elsewhere.
        module: The dotted name of the module that it is.
        is_package: Whether it is the `__init__` of a package.
    """

    path: str
    module: str
    is_package: bool


Signature: TypeAlias = tuple[int, int, int, int]
"""The file system's data about a file: its size, two times in nanoseconds, its number.

A file with an equal signature is unchanged. The size is negative if that is not certain yet.
"""


class ProjectFiles:
    """The files of a project on disk, with an overlay of changed contents.

    Args:
        root: The project's folder; None for a project with files in the overlay only.
        settings: The packages of the project, with which the names of modules begin.

    Attributes:
        overlay: Contents by paths, in place of those on disk, if there are any.
    """

    def __init__(self, root: Path | None, settings: Settings) -> None:
        self.root = root
        self.overlay: dict[str, bytes] = {}
        self._prefix = "" if root is None else os.path.join(root, "")  # noqa: PTH118 - of strings
        self._settings = settings
        self._listed: dict[str, frozenset[str]] = {}
        self._roots: tuple[str, ...] | None = None
        self._found: dict[str, str | None] = {}
        self._scan = set[str]()
        self._settled = 0  # What was changed before this moment will not be without a trace

    def forget(self) -> None:
        """Forget what was read from disk, so that it is read again."""
        self._settled = time.time_ns() - _YOUNG
        self._listed.clear()
        self._found.clear()
        self._roots = None

    def lay_over(self, contents: Mapping[str, bytes]) -> None:
        """Set the overlay: contents by paths."""
        if contents.keys() != self.overlay.keys():
            self._listed.clear()
            self._found.clear()
            self._roots = None
        self.overlay = dict(contents)

    def path(self, file: str) -> str:
        """Return a path as source files have it: for the project's folder, that is ""."""
        if file + os.sep == self._prefix:
            return ""
        return file.removeprefix(self._prefix).replace(os.sep, "/") if self._prefix else file

    def absolute(self, path: str) -> str:
        """Return where a source file is on disk."""
        return path if _is_absolute(path) else self._prefix + path

    def source(self, path: str) -> SourceFile:
        """Return the source file at a path."""
        return SourceFile(path, *module_name(path, self._settings))

    def content(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            UnreadableError: It cannot be read.
        """
        laid_over = self.overlay.get(path)
        return laid_over if laid_over is not None else read(self.absolute(path), path)

    def lines(self, path: str) -> Sequence[str]:
        """Return a file's lines; none if it cannot be read."""
        try:
            return lines_of(decoded(self.content(path)))
        except (UnreadableError, SyntaxError, LookupError, ValueError):
            return ()

    def signature(self, path: str) -> Signature | None:
        """Return the signature of a file on disk; None if it is missing or in the overlay."""
        if path in self.overlay:
            return None
        try:
            about = os.stat(self.absolute(path))  # noqa: PTH116 - of a string
        except (OSError, ValueError):
            return None
        modified, changed = about.st_mtime_ns, about.st_ctime_ns
        size = about.st_size if max(modified, changed) < self._settled else -1
        return size, modified, changed, about.st_ino % 2**63

    def folders(self, paths: Iterable[str], packages: Iterable[str]) -> dict[str, int]:
        """Return the modification times of the folders in which modules are searched for.

        While these stay the same, no file there was added, removed or renamed.

        Args:
            paths: The files of the project that matter.
            packages: The packages in which a name was not found.
        """
        folders = {root.removesuffix("/") for root in self._scanned()}
        places = [package.replace(".", "/") for package in packages]
        searched = [f"{root}{place}" for root in self._source_roots() for place in places]
        # With all folders around, in each of which a package may appear.
        for folder in [*searched, *(path.rpartition("/")[0] for path in paths)]:
            folder = folder.removesuffix("/")
            while folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        return {folder: self._changed(folder) for folder in sorted(folders)}

    def are_unchanged(self, folders: Mapping[str, int]) -> bool:
        """Return whether folders are as `folders` found them."""
        return bool(folders) and all(
            changed > 0 and self._changed(folder) == changed for folder, changed in folders.items()
        )

    def _changed(self, folder: str) -> int:
        if self.overlay:  # There may be more in it than on disk
            return -1
        try:
            changed = os.stat(self.absolute(folder)).st_mtime_ns  # noqa: PTH116 - of a string
        except (OSError, ValueError):
            return 1
        return changed if changed < self._settled else -1

    def exists(self, path: str) -> bool:
        """Return whether a file exists, on disk or in the overlay."""
        folder, _, name = path.rpartition("/")
        return name in self._names(folder)

    def find(self, module: str) -> str | None:
        """Return the path of a module by its dotted name; None if the project has none."""
        if module not in self._found:
            self._found[module] = self._find(module)
        return self._found[module]

    def names_in(self, package: str) -> frozenset[str]:
        """Return the names in a package's folders, wherever it has one."""
        place = package.replace(".", "/")
        folders = (self._names(f"{root}{place}".removesuffix("/")) for root in self._source_roots())
        return frozenset().union(*folders)

    def is_folder_of(self, package: str) -> bool:
        """Return whether a package has a folder, with or without an `__init__`."""
        around, _, last = f"/{package.replace('.', '/')}".rpartition("/")
        folders = (f"{root}{around[1:]}".removesuffix("/") for root in self._source_roots())
        return any(last in self._names(folder) for folder in folders)

    def has_top(self, module: str) -> bool:
        """Return whether the project has the top-level package of a module's name."""
        first = module.partition(".")[0]
        tops = (self._names(root.removesuffix("/")) for root in self._source_roots())
        return any(first in names or f"{first}.py" in names for names in tops)

    def has_package(self, package: str) -> bool:
        """Return whether the project has a package, be it a folder or a module."""
        return self.find(package) is not None or self.is_folder_of(package)

    def below(self, package: str) -> Iterator[str]:
        """Yield the names of a package's modules, its own first, in order."""
        if self.find(package) is not None:
            yield package
        names = set[str]()
        for root in self._source_roots():
            folder = f"{root}{package.replace('.', '/')}"
            for name in self._names(folder):
                stem = name.removesuffix(".py")
                if stem.isidentifier() and stem != "__init__" and stem not in SKIPPED_FOLDERS:
                    names.add(stem)
        for name in sorted(names):
            yield from self.below(f"{package}.{name}")

    def _find(self, module: str) -> str | None:
        package = self.find(module.rpartition(".")[0]) if "." in module else None
        if package is not None and not package.endswith("/__init__.py"):
            return None  # Python looks for nothing below a module, even where there is a folder
        for root in self._source_roots() if self.has_top(module) else ():
            path = f"{root}{module.replace('.', '/')}"
            folder, _, last = path.rpartition("/")
            names = self._names(folder)
            if last in names and "__init__.py" in self._names(path):
                return f"{path}/__init__.py"
            if f"{last}.py" in names:
                return f"{path}.py"
        return None

    def _source_roots(self) -> Sequence[str]:
        """Return the folders in which packages begin, each with a slash at the end unless empty."""
        if self._roots is None:
            first = self._settings.family.partition(".")[0]
            found, level, self._scan = ["src/", ""], [""], {"src/", ""}
            # Breadth first, so that a copy deeper in the project comes after the project itself.
            for _ in range(_DEEPEST_ROOT):
                level = [
                    f"{folder}{name}/"
                    for folder in level
                    for name in sorted(self._names(folder.removesuffix("/")))
                    if "." not in name and name not in SKIPPED_FOLDERS
                ]
                self._scan.update(level)
                found += [
                    folder
                    for folder in level
                    if folder not in found and first in self._names(folder.removesuffix("/"))
                ]
            self._roots = tuple(found)
        return self._roots

    def _scanned(self) -> Iterable[str]:
        """Return the folders that were searched for source roots."""
        self._source_roots()
        return self._scan

    def _names(self, folder: str) -> frozenset[str]:
        """Return the names in a folder; none if it does not exist."""
        if (known := self._listed.get(folder)) is not None:
            return known
        names = set[str]()
        if self.root is not None and self._may_exist(folder):
            with suppress(OSError, ValueError):
                names.update(os.listdir(self.absolute(folder)))  # noqa: PTH208 - of strings
        prefix = f"{folder}/" if folder else ""
        for path in self.overlay:
            if path.startswith(prefix):
                names.add(path[len(prefix) :].partition("/")[0])
        self._listed[folder] = frozenset(names)
        return self._listed[folder]

    def _may_exist(self, folder: str) -> bool:
        # To look into the folder around it, which is known, takes far less time than to fail.
        if not folder or _is_absolute(folder):
            return True
        around, _, name = folder.rpartition("/")
        return name in self._names(around)


def _is_absolute(path: str) -> bool:
    # `os.path.isabs` takes several times as long, and each file is asked about again and again.
    return path[:1] == "/" or path[1:2] == ":"


def module_name(path: str, settings: Settings) -> tuple[str, bool]:
    """Return the name of the module at a path.

    Args:
        path: The path, with slashes.
        settings: The packages of the project; names begin with their outermost one.

    Returns:
        The dotted name, and whether it is a package.
    """
    whole = f"/{path.removesuffix('.py')}/"
    is_package = whole.endswith("/__init__/")
    whole = whole.removesuffix("__init__/")
    family = settings.family
    start = whole[:-1].rfind("/src/") + len("/src") if "/src/" in whole[:-1] else 0
    for package in (settings.component, family, family.partition(".")[0]):
        place = whole.rfind(f"/{package.replace('.', '/')}/")
        if place >= 0:
            start = place
            break
    return whole[start:].strip("/").replace("/", "."), is_package
