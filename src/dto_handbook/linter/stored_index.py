"""The index on disk.

It is an SQLite database with JSON in it: reading it runs no code, whoever wrote it. A check that is
interrupted, or overtaken by another one, writes nothing. In a read-only folder, the index is only
read.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from dto_handbook.linter.index import NEVER, Entry, Index
from dto_handbook.linter.project_files import Signature

if TYPE_CHECKING:
    import sqlite3

    from dto_handbook.linter.config import Settings

FOLDER = ".dto-handbook-cache"
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


class StoredIndex(Index):
    """A project's index in a folder, read on demand; it is empty if there is none on disk.

    Args:
        folder: The folder for indexes; it is made when one is saved.
        settings: The project's settings; each combination has its own index.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        super().__init__()
        self._file = folder / f"{_key(settings)}.sqlite"
        self._is_whole = False  # Whether all that is on disk is in memory
        self._reader: sqlite3.Connection | None = None
        self._is_readable = False  # Whether what it reads is what was loaded
        self._stamp = ""  # Of what is on disk: each check that writes leaves another one

    def _read_symbols(self, first: int, last: int) -> None:
        query = "select * from symbols where id between ? and ?"
        with suppress(OSError), self._translated():
            if self._reader is None:
                self._reader = self._connect()
                self._reader.execute("begin")  # One state, whoever writes meanwhile
                self._is_readable = _facts(self._reader)[0] == self._stamp
            for row in self._reader.execute(query, (first, last)) if self._is_readable else ():
                id, symbols = _verified(row)
                if not (entry := self._by_id[id]).has_symbols:
                    entry.symbols, entry.has_symbols = symbols, True

    def close(self) -> None:
        """Close the database, so that others can write to it; it is reopened on demand."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def save(self) -> None:
        """Write the new entries, unless another check has written in the meantime."""
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
        if not (make or self._file.is_file()):
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
            if code in damaged:
                with suppress(OSError):  # Cut off, overwritten, or not of this tool
                    self._file.unlink()
            raise OSError(str(error)) from error


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
    of_settings = repr((sys.version, settings)).encode()
    return hashlib.sha256(of_settings + _tool(_PACKAGE)).hexdigest()[:32]


@cache  # A process runs the code that it has imported, whatever stands in the files since
def _tool(package: Path) -> bytes:
    """Return a digest of the linter, the rules, and what these read, such as the clauses."""
    digest = hashlib.sha256()
    for pattern in ("guideline/*.py", "linter/*.py", "rules/*.py", "rules/*/rule.py",
                    "semantic/*.py"):  # fmt: skip
        for own in sorted(package.glob(pattern)):
            digest.update(own.read_bytes())
    return digest.digest()


def _remove_old(folder: Path) -> None:
    kept = sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)
