"""The attributes that one file changes: estimated from its bytes, exact once it is parsed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from dto_handbook.linter.source_files import UnreadableError, digest_of, parse
from dto_handbook.semantic.attribute_changes import Change, Changes, changes_in

_WORDS = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or chr(byte) == "_" else 0x20 for byte in range(256)
)
# An attribute's name with what may follow it where it is set or deleted: an operator of assignment,
# an annotation, or more targets. The last two occur elsewhere, too; then the syntax tree decides.
_STORE = re.compile(
    rb"\.[\s\\]*([A-Za-z_\x80-\xff][\w\x80-\xff]*)[\s\\)\]]*"
    rb"(?:(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)|:[ \t]*[^\s#]|,|\bin\b)"
)
_OTHER_STORE = re.compile(rb"\bdel\b[^\n]*[.(\[\\]|\bas\b[\s\\]*(?:[(\[]|\w+[\s\\]*[.(\[])")
_SETTER = re.compile(rb"setattr|delattr|__dict__|\bvars\b|patch|namespace=|map_imperatively")
_INNER_CLASS = re.compile(rb"^[ \t]+class[ \t]+\w+\(", re.MULTILINE)  # Its base may be a parameter
_UNNAMED = re.compile(rb"\bsetattr\(\s*[^,()]+,\s*[^\s'\"]")


def may_set_any(content: bytes) -> bool:
    """Return whether a file seems to call `setattr` with a name that is not a literal."""
    return b"setattr(" in content and _UNNAMED.search(content) is not None


def words_of(content: bytes) -> set[bytes]:
    """Return the words of a file."""
    return set(content.translate(_WORDS).split())


class ChangingFile:
    """A file's content, and its changes, which are collected on first use.

    Args:
        path: Its path.
        content: Its content.

    Attributes:
        digest: The digest of the content.
        stores: The names of attributes that it may set or delete.
        may_be_any: Whether it may also set or delete attributes by other names.
        broken_line: The line of a syntax error.
    """

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.digest = digest_of(content)
        self.stores = frozenset(it.decode("utf-8", "replace") for it in _STORE.findall(content))
        self.may_be_any = bool(
            _SETTER.search(content)
            or _OTHER_STORE.search(content)
            or (b"dataclass" in content and _INNER_CLASS.search(content))
        )
        self.broken_line = 1
        self._content: bytes | None = content
        self._changes: Changes | None = None

    @property
    def renamed(self) -> Sequence[tuple[str, str]]:
        """The aliases that it defines, each with the original name; none before it is parsed."""
        return self._changes.renamed if self._changes is not None else ()

    @property
    def changes(self) -> Changes | None:
        """What it changes; None if it cannot be parsed."""
        content, self._content = self._content, None
        if content is not None:
            try:
                tree, _ = parse(content, self.path)
                self._changes = changes_in(tree)
            except UnreadableError as error:
                self.broken_line = error.file_error.line
            except RecursionError:
                self._changes = None
            else:
                for change in _changes_in_doctests(tree) if b">>>" in content else ():
                    self._changes.add(change)
        return self._changes


def _changes_in_doctests(tree: ast.Module) -> Iterator[Change]:
    from doctest import DocTestParser  # Costs start-up time that most checks do not need

    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ">>>" in node.value:
            with suppress(ValueError, RecursionError):  # `doctest` does not read it either
                for example in DocTestParser().get_examples(node.value):
                    yield from _changes_in_example(example.source, node.lineno + example.lineno)


def _changes_in_example(source: str, line: int) -> Iterator[Change]:
    with suppress(SyntaxError):  # What it shows may be just that
        for found in changes_in(ast.parse(source)).by_name.values():
            yield from (replace(it, line=line + it.line - 1, receiver=None) for it in found)
