"""The modules of a project, for resolving names; they are read on first use."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass

from dto_handbook.linter.index import ABSENT, NEVER, Entry, Index, IndexLostError
from dto_handbook.linter.project_files import ProjectFiles, SourceFile
from dto_handbook.linter.source_files import UnreadableError, digest_of, parse
from dto_handbook.semantic.modules import Modules
from dto_handbook.semantic.symbols import ModuleSymbols, symbols_of
from dto_handbook.semantic.symbols_json import dump, load


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file with its text and its syntax tree."""

    source: SourceFile
    text: str
    tree: ast.Module


class ModuleTable(Modules):
    """What a project's modules define; for unchanged files, this comes from the index.

    Args:
        files: The project's files.
        index: The index of the files, which the table updates.
        wanted: The paths of files that will be checked: the table keeps their trees.

    Attributes:
        parsed: Files that were parsed and are wanted, by their paths.
    """

    def __init__(self, files: ProjectFiles, index: Index, wanted: Collection[str] = ()) -> None:
        self.parsed: dict[str, ParsedFile] = {}
        self._files = files
        self._index = index
        self._wanted = wanted
        self._known: dict[str, tuple[ModuleSymbols | None, int]] = {}
        self._current = set[str]()
        self._defined: dict[str, ModuleSymbols] = {}  # Of files that were parsed just now

    def get(self, name: str) -> ModuleSymbols | None:
        """Return a module's symbols by its dotted name; None if the project has no such module.

        Args:
            name: The name.
        """
        known = self._known.get(name)
        if known is None:
            path = self._files.find(name)
            entry = self._absence(name) if path is None else self.current(path)
            symbols = self._symbols(entry) if path is not None else None
            known = self._known[name] = (symbols, 1 << entry.id)
        self.read |= known[1]
        return known[0]

    def _symbols(self, entry: Entry) -> ModuleSymbols | None:
        symbols = self._defined.pop(entry.path, None)
        if symbols is None and (content := self._symbols_of(entry)) is not None:
            symbols = load(content)
        return symbols

    def below(self, package: str) -> Iterable[str]:
        """Return the names of a package's modules, its own among them."""
        return self._files.below(package)

    def is_module(self, source: SourceFile) -> bool:
        """Return whether the name of a file's module resolves to that file."""
        return self._files.find(source.module) == source.path

    def replaced(self, file: ParsedFile) -> ModuleTable:
        """Return a table in which the name of a file's module resolves to that file."""
        other = ModuleTable(self._files, self._index)
        other._current = self._current
        symbols = symbols_of(file.tree, file.source.module, is_package=file.source.is_package)
        flag = 1 << self._index.enter(file.source.path).id
        other._known = {**self._known, file.source.module: (symbols, flag)}
        return other

    def take_as_current(self, paths: Iterable[str]) -> None:
        """Trust the index for files: they are not compared with the disk."""
        self._current.update(paths)

    def current(self, path: str) -> Entry:
        """Return the current entry of a file, which is read again if it has changed.

        Args:
            path: Its path; one that cannot be read defines nothing.
        """
        entry = self._index.get(path)
        if entry is not None and path in self._current:
            return entry
        self._current.add(path)
        signature = self._files.signature(path)
        is_settled = signature is not None and signature[0] >= 0
        if entry is not None and is_settled and signature == entry.signature:
            return entry
        try:
            content = self._files.content(path)
        except UnreadableError:
            content = b""
            digest = b""
        else:
            digest = digest_of(content)
        if entry is not None and entry.digest == digest:
            if entry.signature != signature:
                entry.signature = signature
                self._index.touch(entry)
            return entry
        entry = self._index.enter(path)
        entry.signature, entry.digest = signature, digest
        self.define(entry, self._read_symbols(path, content) if digest else None)
        entry.checked = NEVER
        return entry

    def define(self, entry: Entry, symbols: bytes | None) -> None:
        """Record what an entry's module now defines."""
        try:
            is_same = symbols == self._index.symbols(entry)
        except IndexLostError:
            is_same = False
        if not is_same:
            entry.changed = self._index.generation
            self._index.touch(entry)
        entry.symbols, entry.has_symbols = symbols, True

    def look_at(self, entries: Iterable[Entry]) -> None:
        """Record whether the files of entries have changed.

        Args:
            entries: The entries.
        """
        for entry in entries:
            if entry.path not in self._current and not entry.path.startswith(ABSENT):
                self.current(entry.path)

    def locate(self, entries: Iterable[Entry]) -> None:
        """Record whether names lead to other files than before.

        Args:
            entries: The entries of the files, and of names that no module had.
        """
        for entry in entries:
            if entry.path.startswith(ABSENT):
                self._list(entry)
            elif self._files.find(self._files.source(entry.path).module) != entry.path:
                entry.changed = self._index.generation
                self._index.touch(entry)

    def _absence(self, name: str) -> Entry:
        """Return the entry that changes if an unknown name may have become a module's."""
        if not self._files.has_top(name):
            return self._absent(name.partition(".")[0])
        if self._files.is_folder_of(name):
            return self._absent(f"{name}.*")
        package = name.rpartition(".")[0]
        path = self._files.find(package) if package else None
        if path is not None and not path.endswith("__init__.py"):
            return self.current(path)  # Nothing is below a module, unless a package takes its place
        if package and path is None and not self._files.is_folder_of(package):
            return self._absence(package)
        return self._absent(f"{package}.*")

    def _absent(self, name: str) -> Entry:
        path = f"{ABSENT}{name}"
        entry = self._index.get(path) or self._index.enter(path)
        self._list(entry)
        return entry

    def _list(self, entry: Entry) -> None:
        """Record the names at a place that lacks the wanted one."""
        package, star, _ = entry.path.removeprefix(ABSENT).partition(".*")
        if star:
            is_there = not package or self._files.is_folder_of(package)
            names = sorted(self._files.names_in(package)) if is_there else []
            listing = digest_of("\n".join([str(is_there), *names]).encode("utf-8", "replace"))
        else:
            listing = b"there" if self._files.has_top(package) else b""
        if entry.digest != listing:
            entry.digest, entry.changed = listing, self._index.generation
            self._index.touch(entry)

    def parse(self, path: str) -> ParsedFile:
        """Return a file's tree.

        Args:
            path: Its path.

        Raises:
            UnreadableError: It cannot be read, or this Python version cannot parse it.
        """
        file = self.parsed.pop(path, None)
        if file is not None:
            return file
        return self._parse(path, self._files.content(path))

    def _parse(self, path: str, content: bytes) -> ParsedFile:
        tree, text = parse(content, path)
        return ParsedFile(self._files.source(path), text, tree)

    def _symbols_of(self, entry: Entry) -> bytes | None:
        try:
            return self._index.symbols(entry)
        except IndexLostError:  # The file is as it was, and defines what it did
            with suppress(UnreadableError):
                content = self._files.content(entry.path)
                entry.symbols = self._read_symbols(entry.path, content)
            entry.has_symbols = True
            return entry.symbols

    def _read_symbols(self, path: str, content: bytes) -> bytes | None:
        try:
            file = self._parse(path, content)
            if path in self._wanted:
                self.parsed[path] = file
            source = file.source
            symbols = symbols_of(file.tree, source.module, is_package=source.is_package)
            self._defined[path] = symbols
            return dump(symbols)
        except (UnreadableError, RecursionError):
            return None
