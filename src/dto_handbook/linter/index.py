"""What earlier checks found out about a project's files, kept on disk.

For each file: what its module defines, what was found in it, and on which other modules that
depends. A change of a file makes void what was found in it and in the files that looked at what it
defined before. So a check costs what was changed, and not what there is.

The index is an SQLite database with JSON in it: to read it runs no code, whoever wrote it. A check
that is interrupted, or that another one overtakes, writes nothing. A folder in which nothing can be
written is read, and no more.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dto_handbook.linter.project_files import Signature

if TYPE_CHECKING:
    import sqlite3

    from dto_handbook.linter.config import Settings
    from dto_handbook.semantic.project_index import Dependencies

FOLDER = ".dto-handbook-cache"
ABSENT = "?"
"""Before the name of a module that the project does not have, in place of a path."""
NEVER = -1
_NO_SIGNATURE: Signature = (-1, 0, 0, 0)

_KEPT = 4  # Databases: of the last few settings and versions of this tool
_PACKAGE = Path(__file__).parents[1]
_SCHEMA = """
create table if not exists files (
  id integer primary key, path text unique not null, size int, modified int, changed_at int,
  inode int, digest blob, changed int, reads blob, checked int, outcome blob) strict;
create table if not exists symbols (id integer primary key, symbols blob) strict;
create table if not exists facts (name text primary key, value blob) strict;
"""


@dataclass(slots=True)
class Entry:
    """What is known of one file, or of a name that is no module's.

    Attributes:
        id: A small number of its own: its place in a set of modules.
        path: The file's path; or `ABSENT` and a package in which a name was looked for in vain.
        signature: The file's, when it was read; None where it may have changed since.
        digest: What stands for its content.
        symbols: What its module defines, as JSON; None where it does not parse.
        changed: In which generation of the index its symbols changed for the last time.
        reads: The modules on which its outcome depends.
        checked: In which generation it was checked; `NEVER` where it was not.
        outcome: What the check of it came to, as JSON; empty where nothing was found.
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
    """The entries of a project, read from disk as they are asked for.

    Attributes:
        generation: A number that grows with each check; what a check finds out bears the next one.
        names: The names of members that may be None, as `Project.optional_members` has them.
        names_read: The modules from which they come.
        names_checked: The generation in which they were collected.
        folders: When the folders were changed in which modules are looked for.
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
    _touched: set[int] = field(default_factory=set)
    _saved: int = 0  # The generation that is on disk

    def get(self, path: str) -> Entry | None:
        """Return what is known of a file."""
        self._load()
        return self._entries.get(path)

    def by_id(self, id: int) -> Entry:
        """Return the entry with a number."""
        return self._by_id[id]

    def enter(self, path: str) -> Entry:
        """Return the entry of a file, a new one where there is none; it is to be saved."""
        self._load()
        entry = self._entries.get(path)
        if entry is None:
            entry = Entry(self._next, path)
            self._next += 1
            self.put(entry)
        self._touched.add(entry.id)
        return entry

    def put(self, entry: Entry) -> None:
        """Take an entry in, as it is."""
        self._entries[entry.path] = self._by_id[entry.id] = entry
        self._next = max(self._next, entry.id + 1)

    def symbols(self, entry: Entry) -> bytes | None:
        """Return what an entry's module defines, as JSON."""
        if not entry.has_symbols:
            with suppress(OSError), self._connected() as connection:
                query = "select symbols from symbols where id = ?"
                found = connection.execute(query, (entry.id,)).fetchone()
                entry.symbols = found[0] if found else None
            entry.has_symbols = True
        return entry.symbols

    def all_symbols(self) -> dict[int, bytes | None]:
        """Return what all entries' modules define, by their numbers."""
        found: dict[int, bytes | None] = {}
        if any(not entry.has_symbols for entry in self._entries.values()):
            with suppress(OSError), self._connected() as connection:
                found.update(connection.execute("select id, symbols from symbols"))
        return found | {it.id: it.symbols for it in self._entries.values() if it.has_symbols}

    def __iter__(self) -> Iterator[Entry]:
        self._load()
        return iter(list(self._entries.values()))

    # On disk

    def touched(self) -> Iterable[Entry]:
        """Return the entries that were entered and are not saved yet."""
        return [self._by_id[id] for id in sorted(self._touched)]

    @property
    def is_saved(self) -> bool:
        """Whether all that was entered is on disk."""
        return not self._touched

    def touch(self, entry: Entry) -> None:
        """Mark an entry, to be saved."""
        self._touched.add(entry.id)

    def take_in(self, entries: Iterable[Entry], reads: Dependencies) -> Dependencies:
        """Take in what another process found out.

        Args:
            entries: Its entries. To those that this index does not have, it gave numbers itself.
            reads: A set of modules with these numbers.

        Returns:
            The set with the numbers that the entries have here.
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
        """Return the index of a project that is on disk in a folder, if there is one.

        Args:
            folder: Where indexes are; it is made when one is saved.
            settings: What a check depends on, besides the files: each has an index of its own.
        """
        return cls(_file=folder / f"{_key(settings)}.sqlite", _is_whole=False)

    def load(self) -> None:
        """Read what is on disk, if that was not done before."""
        self._load()

    def save(self) -> None:
        """Write what was entered; nothing where another check has written meanwhile."""
        if self._file is None:
            return
        touched = self.touched()
        with suppress(OSError):
            folder = self._file.parent
            folder.mkdir(exist_ok=True)
            (folder / ".gitignore").write_text("*\n", "utf-8")
            with self._connected(make=True) as connection:
                connection.executescript(_SCHEMA)
                connection.execute("begin immediate")
                if _generation(connection) == self._saved:
                    self._write(connection, touched)
                    connection.commit()
                    self._touched.clear()
                    self._saved = self.generation
            _remove_old(folder)

    def _write(self, connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
        rows, symbols = [], []
        for it in entries:
            about = (*(it.signature or _NO_SIGNATURE), it.digest, it.changed)
            rows.append((it.id, it.path, *about, _bytes(it.reads), it.checked, it.outcome))
            if it.has_symbols:
                symbols.append((it.id, it.symbols))
        connection.executemany("replace into files values (?,?,?,?,?,?,?,?,?,?,?)", rows)
        connection.executemany("replace into symbols values (?,?)", symbols)
        names = [sorted(self.names), hex(self.names_read), self.names_checked, self.folders]
        value = json.dumps([self.generation, *names]).encode()
        connection.execute("replace into facts values ('index', ?)", (value,))

    def _load(self) -> None:
        if self._is_whole:
            return
        self._is_whole = True
        with suppress(OSError), self._connected() as connection:
            facts = connection.execute("select value from facts where name = 'index'").fetchone()
            if facts is None:
                return
            generation, names, names_read, self.names_checked, self.folders = json.loads(facts[0])
            self.generation = self._saved = int(generation)
            self.names = frozenset(names)
            self.names_read = int(names_read, 16)
            for row in connection.execute("select * from files"):
                id, path, size, modified, changed_at, inode, digest, changed, reads, *found = row
                about = (size, modified, changed_at, inode)
                read, (checked, outcome) = int.from_bytes(reads, "little"), found
                entry = Entry(id, path, about, digest, None, changed, read, checked, outcome, False)
                self.put(entry)

    @contextmanager
    def _connected(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """Yield a connection to the database.

        Raises:
            OSError: There is none, or it cannot be used.
        """
        if self._file is None or not (make or self._file.is_file()):
            raise FileNotFoundError(self._file)
        try:
            import sqlite3  # Costs start-up time that a check without an index does not need
        except ImportError as error:  # Some builds of Python have none
            raise OSError(str(error)) from error
        try:
            mode = "" if make else "?mode=ro"
            uri = f"{self._file.as_uri()}{mode}"
            connection = sqlite3.connect(uri, uri=True, timeout=1, isolation_level=None)
            try:
                yield connection
            finally:
                connection.close()
        except (sqlite3.Error, ValueError, TypeError) as error:
            if type(error) is not sqlite3.OperationalError:
                with suppress(OSError):  # Cut off, or overwritten: the next check writes a new one
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
    """Return a set of modules in which some have other numbers."""
    if not numbers:
        return bits
    first = min(numbers)
    found = bits & ((1 << first) - 1)
    for number in members(bits >> first):
        found |= 1 << numbers.get(first + number, first + number)
    return found


def _generation(connection: sqlite3.Connection) -> int:
    facts: Any = connection.execute("select value from facts where name = 'index'").fetchone()
    return int(json.loads(facts[0])[0]) if facts else 0


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
