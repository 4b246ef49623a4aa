"""The index: results of earlier checks of a project's files.

For each file, it has what the module defines, what was found in it, and on which other modules the
findings depend. A changed file invalidates its own findings, and those of files that depend on what
it defined before. So a check takes time only for what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dto_handbook.linter.project_files import Signature

if TYPE_CHECKING:
    from dto_handbook.semantic.modules import Dependencies

ABSENT = "?"
"""The prefix of a module's name, in place of a path, if the project lacks the module."""
NEVER = -1


class IndexLostError(Exception):
    """The index on disk was replaced or overwritten since it was read."""


@dataclass(slots=True)
class Entry:
    """The facts about one file, or about a name that no module has.

    Attributes:
        id: A small unique number: its place in a set of modules.
        path: The file's path; or `ABSENT` and a package in which a name was not found.
        signature: The file's, when it was read; None if it may have changed since.
        digest: The digest of its content.
        symbols: What its module defines, as JSON; None if it does not parse.
        changed: The generation of the index in which its symbols last changed.
        reads: The modules on which its outcome depends.
        checked: The generation in which it was checked, or `NEVER`.
        outcome: The outcome of its check, as JSON; empty if nothing was found.
    """

    id: int
    path: str
    signature: Signature | None = None
    digest: bytes = b""
    symbols: bytes | None = None
    changed: int = 0
    reads: Dependencies = 0
    checked: int = NEVER
    outcome: bytes = b""
    has_symbols: bool = True  # Whether they are in memory, and not on disk alone


@dataclass
class Index:
    """The entries of a project, in memory; `StoredIndex` has them on disk as well.

    Attributes:
        generation: A number that grows with each check; the results of a check have the next one.
        names: The names of members that may be None, as `Project.optional_members` has them.
        names_read: The modules that define them.
        names_checked: The generation in which they were collected.
        folders: The modification times of the folders in which modules are searched for.
    """

    generation: int = 0
    names: frozenset[str] = frozenset()
    names_read: Dependencies = 0
    names_checked: int = NEVER
    folders: dict[str, int] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _by_id: dict[int, Entry] = field(default_factory=dict)
    _next: int = 0
    _touched: set[int] = field(default_factory=set)

    def load(self) -> None:
        """Read the index from disk, unless that was done before."""

    def save(self) -> None:
        """Write the new entries, unless another check has written in the meantime."""

    def close(self) -> None:
        """Close the database, so that others can write to it; it is reopened on demand."""

    def get(self, path: str) -> Entry | None:
        """Return the entry of a file; entries on disk only after `load`."""
        return self._entries.get(path)

    def by_id(self, id: int) -> Entry:
        """Return the entry with a number."""
        return self._by_id[id]

    def enter(self, path: str) -> Entry:
        """Return the entry of a file, or a new one, marked as to be saved."""
        entry = self._entries.get(path)
        if entry is None:
            entry = Entry(self._next, path)
            self._next += 1
            self.put(entry)
        self._touched.add(entry.id)
        return entry

    def put(self, entry: Entry) -> None:
        """Add an entry unchanged."""
        self._entries[entry.path] = self._by_id[entry.id] = entry
        self._next = max(self._next, entry.id + 1)

    def symbols(self, entry: Entry) -> bytes | None:
        """Return what an entry's module defines, as JSON.

        Raises:
            IndexLostError: They are no longer on disk.
        """
        if not entry.has_symbols:
            self._read_symbols(entry.id, entry.id)
            if not entry.has_symbols:
                raise IndexLostError
        return entry.symbols

    def read_all_symbols(self) -> None:
        """Read from disk what the modules of all entries define, in one query."""
        if any(not entry.has_symbols for entry in self):
            self._read_symbols(0, self._next)

    def _read_symbols(self, first: int, last: int) -> None:
        """Read from disk what modules define, from one number of an entry to another."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries.values()))

    def touched(self) -> Iterable[Entry]:
        """Return the entries that are not saved yet."""
        return [self._by_id[id] for id in sorted(self._touched)]

    @property
    def is_saved(self) -> bool:
        """Whether all entries are on disk."""
        return not self._touched

    def touch(self, entry: Entry) -> None:
        """Mark an entry as to be saved."""
        self._touched.add(entry.id)

    def take_in(self, entries: Iterable[Entry], reads: Dependencies) -> Dependencies:
        """Merge the results of another process.

        Args:
            entries: Its entries. Those that this index lacks have numbers of that process.
            reads: A set of modules with these numbers.

        Returns:
            The same set, with the numbers that the entries have here.
        """
        entries = list(entries)
        numbers = {
            it.id: self.enter(it.path).id
            for it in entries
            if it.id not in self._by_id or self._by_id[it.id].path != it.path
        }
        for it in entries:
            mine = replace(it, id=numbers.get(it.id, it.id), reads=_renumbered(it.reads, numbers))
            self.put(mine)
            self.touch(mine)
        return _renumbered(reads, numbers)


def members(bits: Dependencies) -> Iterator[int]:
    """Yield the numbers of the entries in a set of modules."""
    first = 0
    for byte in bits.to_bytes((bits.bit_length() + 7) // 8, "little"):
        if byte:
            yield from (first + bit for bit in range(8) if byte >> bit & 1)
        first += 8


def _renumbered(bits: Dependencies, numbers: Mapping[int, int]) -> Dependencies:
    """Return a set of modules with some of the numbers replaced."""
    if not numbers:
        return bits
    first = min(numbers)
    found = bits & ((1 << first) - 1)
    for number in members(bits >> first):
        found |= 1 << numbers.get(first + number, first + number)
    return found
