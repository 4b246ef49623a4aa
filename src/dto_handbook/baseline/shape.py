"""The shape of code, which stays the same when a class is renamed or moved."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from dto_handbook.baseline.file import Key
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.source_files import UnreadableError, lines_of, parse


class Shapes:
    """The shapes of a project's classes, functions and modules.

    Args:
        files: The project's files.
    """

    def __init__(self, files: ProjectFiles) -> None:
        self._files = files
        self._known: dict[str, Mapping[str, str]] = {}

    def of(self, entry: Key) -> str:
        """Return the shape of an entry's code; empty if there is none.

        It is made from the text of the outermost class or function, without its own name and
        blanks; for an entry about a module, from the text of the module.

        Args:
            entry: The entry.
        """
        path, _, symbol = entry
        text = self._texts(path).get(symbol.partition(".")[0])
        return hashlib.blake2b(text.encode(), digest_size=4).hexdigest() if text else ""

    def is_gone(self, entry: Key) -> bool:
        """Return whether the module, class or function of an entry no longer exists.

        Args:
            entry: The entry.
        """
        path, _, symbol = entry
        if not self._files.exists(path):
            return True
        texts = self._texts(path)
        return bool(texts) and symbol.partition(".")[0] not in texts

    def all_of(self, entries: Iterable[Key]) -> dict[Key, frozenset[str]]:
        """Return the shapes of entries, as a baseline has them."""
        return {entry: frozenset(filter(None, [self.of(entry)])) for entry in entries}

    def _texts(self, path: str) -> Mapping[str, str]:
        """Return the texts of a file's definitions by name; that of the module has no name."""
        if path not in self._known:
            try:
                tree, text = parse(self._files.content(path), path)
                self._known[path] = dict(_definitions(tree, text))
            except UnreadableError:
                self._known[path] = {}
        return self._known[path]


def _definitions(tree: ast.Module, text: str) -> Iterator[tuple[str, str]]:
    yield "", _plain(text)
    lines, seen = lines_of(text), set[str]()
    for node in ast.walk(tree):  # Breadth first: the outermost of a name comes first
        names = list[str]()
        first = getattr(node, "lineno", 0)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
            first = min([first, *(it.lineno for it in node.decorator_list)])
        elif isinstance(node, ast.Assign):
            names = [it.id for it in node.targets if isinstance(it, ast.Name)]
        for name in names:
            if name not in seen:
                seen.add(name)
                own = "\n".join(lines[first - 1 : getattr(node, "end_lineno", first)])
                yield name, _plain(re.sub(rf"\b{re.escape(name)}\b", "_", own))


def _plain(text: str) -> str:
    return " ".join(text.split())
