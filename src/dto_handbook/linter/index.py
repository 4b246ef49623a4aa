"""The index: results of earlier checks of a project's files, cached on disk.

For each file, it has what the module defines, what was found in it, and on which other modules the
findings depend. A changed file invalidates its own findings, and those of files that depend on what
it defined before. So a check takes time only for what has changed.

The index is an SQLite database with JSON in it: reading it runs no code, whoever wrote it. A check
that is interrupted, or overtaken by another one, writes nothing. In a read-only folder, the index
is only read.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from dto_handbook.linter.project_files import Signature

if TYPE_CHECKING:
    import sqlite3

    from dto_handbook.linter.config import Settings
    from dto_handbook.semantic.project_index import Dependencies

FOLDER = ".dto-handbook-cache"
ABSENT = "?"
"""The prefix of a module's name, in place of a path, if the project lacks the module."""
NEVER = -1
_NO_SIGNATURE: Signature = (-1, 0, 0, 0)

_KEPT = 4  # Databases: of the last few settings and versions of this tool
_PACKAGE = Path(__file__).parents[1]
_SCHEMA = """
create table if not exists files (
  id integer primary key, path text unique not null, size int, modified int, changed_at int,
  inode int, digest blob, changed int, reads blob, checked int, outcome blob, crc int) strict;
create table if not exists symbols (id integer primary key, symbols blob, crc int) strict;
create table if not exists facts (name text primary key, value blob) strict;
"""


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
    """The entries of a project, read from disk on demand.

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
    _file: Path | None = None
    _is_whole: bool = True  # Whether all that is on disk is in memory
    _reader: sqlite3.Connection | None = None
    _is_readable: bool = False  # Whether what it reads is what was loaded
    _touched: set[int] = field(default_factory=set)
    _stamp: str = ""  # Of what is on disk: each check that writes leaves another one

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
            self._read_symbols("select * from symbols where id = ?", entry.id)
            if not entry.has_symbols:
                raise IndexLostError
        return entry.symbols

    def read_all_symbols(self) -> None:
        """Read from disk what the modules of all entries define, in one query."""
        if any(not entry.has_symbols for entry in self):
            self._read_symbols("select * from symbols")

    def _read_symbols(self, query: str, *parameters: int) -> None:
        with suppress(OSError), self._translated():
            if self._reader is None:
                self._reader = self._connect()
                self._reader.execute("begin")  # One state, whoever writes meanwhile
                self._is_readable = _facts(self._reader)[0] == self._stamp
            for row in self._reader.execute(query, parameters) if self._is_readable else ():
                id, symbols = _verified(row)
                if not (entry := self._by_id[id]).has_symbols:
                    entry.symbols, entry.has_symbols = symbols, True

    def close(self) -> None:
        """Close the database, so that others can write to it; it is reopened on demand."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries.values()))

    # On disk

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

    @classmethod
    def on_disk(cls, folder: Path, settings: Settings) -> Index:
        """Return a project's index in a folder; it is empty if there is none on disk.

        Args:
            folder: The folder for indexes; it is made when one is saved.
            settings: The project's settings; each combination has its own index.
        """
        return cls(_file=folder / f"{_key(settings)}.sqlite", _is_whole=False)

    def save(self) -> None:
        """Write the new entries, unless another check has written in the meantime."""
        if self._file is None:
            return
        self.close()
        touched = self.touched()
        with suppress(OSError):
            folder = self._file.parent
            folder.mkdir(exist_ok=True)
            (folder / ".gitignore").write_text("*\n", "utf-8")
            with self._connected(make=True) as connection:
                connection.executescript(_SCHEMA)
                connection.execute("begin immediate")
                if _facts(connection)[0] == self._stamp:
                    stamp = os.urandom(8).hex()
                    self._write(connection, touched, stamp)
                    connection.commit()
                    self._touched.clear()
                    self._stamp = stamp
            _remove_old(folder)

    def _write(self, connection: sqlite3.Connection, entries: Iterable[Entry], stamp: str) -> None:
        rows, symbols = [], []
        for it in entries:
            about = it.signature or _NO_SIGNATURE
            about = about if about[0] >= 0 else _NO_SIGNATURE  # A time to come may be too large
            row = (it.id, it.path, *about, it.digest, it.changed, _bytes(it.reads), it.checked)
            rows.append((*row, it.outcome, _crc((*row, it.outcome))))
            if it.has_symbols:
                symbols.append((it.id, it.symbols, _crc((it.id, it.symbols))))
        connection.executemany("replace into files values (?,?,?,?,?,?,?,?,?,?,?,?)", rows)
        connection.executemany("replace into symbols values (?,?,?)", symbols)
        names = [sorted(self.names), hex(self.names_read), self.names_checked, self.folders]
        value = json.dumps([stamp, self.generation, *names]).encode()
        connection.execute("replace into facts values ('index', ?)", (value,))

    def load(self) -> None:
        """Read the index from disk, unless that was done before."""
        if self._is_whole:
            return
        self._is_whole = True
        with suppress(OSError), self._connected() as connection:
            connection.execute("begin")  # One state, whoever writes meanwhile
            stamp, generation, names, names_read, names_checked, folders = _facts(connection)
            known, read = frozenset(names), int(names_read, 16)
            entries = [_entry(*_verified(row)) for row in connection.execute("select * from files")]
            for entry in entries:
                self.put(entry)
            self._stamp, self.generation, self.names_checked = stamp, generation, names_checked
            self.names, self.names_read, self.folders = known, read, folders

    @contextmanager
    def _connected(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """Yield a connection to the database.

        Raises:
            OSError: There is no database, or it cannot be used.
        """
        with self._translated():
            connection = self._connect(make=make)
            try:
                yield connection
            finally:
                connection.close()

    def _connect(self, *, make: bool = False) -> sqlite3.Connection:
        if self._file is None or not (make or self._file.is_file()):
            raise FileNotFoundError(self._file)
        try:
            import sqlite3  # Costs start-up time that a check without an index does not need
        except ImportError as error:  # Some builds of Python have none
            raise OSError(str(error)) from error
        uri = f"{self._file.as_uri()}{'' if make else '?mode=ro'}"
        connection = sqlite3.connect(uri, uri=True, timeout=1, isolation_level=None)
        connection.execute("pragma synchronous = off")  # A damaged one is replaced
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn every error that makes the database unusable into one kind.

        Raises:
            OSError: It cannot be used; if it is damaged, it is removed.
        """
        try:
            yield
        except OSError:
            raise
        except Exception as error:
            import sqlite3

            if not isinstance(error, sqlite3.Error | LookupError | TypeError | ValueError):
                raise
            self.close()
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            damaged = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB)
            if code in damaged and self._file is not None:
                with suppress(OSError):  # Cut off, overwritten, or not of this tool
                    self._file.unlink()
            raise OSError(str(error)) from error


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


def _facts(
    connection: sqlite3.Connection,
) -> tuple[str, int, list[str], str, int, dict[str, int]]:
    """Return the stamp, the generation, the optional members, and the folders."""
    facts = connection.execute("select value from facts where name = 'index'").fetchone()
    if facts is None:
        return "", 0, [], "0", NEVER, {}
    stamp, generation, names, names_read, names_checked, folders = json.loads(facts[0])
    return stamp, generation, names, names_read, names_checked, folders


def _crc(row: tuple[int | str | bytes | None, ...]) -> int:
    return crc32(marshal.dumps(row, 2))


def _verified(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without its check sum.

    Raises:
        ValueError: The row is not what was written.
    """
    *found, crc = row
    if crc != _crc(tuple(found)):
        raise ValueError("the index was overwritten")
    return tuple(found)


def _entry(
    id: int, path: str, size: int, modified: int, changed_at: int, inode: int, digest: bytes,
    changed: int, reads: bytes, checked: int, outcome: bytes,
) -> Entry:  # fmt: skip
    about, read = (size, modified, changed_at, inode), int.from_bytes(reads, "little")
    return Entry(id, path, about, digest, None, changed, read, checked, outcome, has_symbols=False)


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "little")


def _key(settings: Settings) -> str:
    key = hashlib.sha256(repr((sys.version, settings)).encode())
    # The linter, the rules, and what these read, such as the table of placement.
    for pattern in ("guideline/*.py", "linter/*.py", "rules/*.py", "rules/*/rule.py",
                    "semantic/*.py"):  # fmt: skip
        for own in sorted(_PACKAGE.glob(pattern)):
            key.update(own.read_bytes())
    return key.hexdigest()[:32]


def _remove_old(folder: Path) -> None:
    kept = sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)
