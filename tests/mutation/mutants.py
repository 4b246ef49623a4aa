"""What a mutant is, and where the project's own files are found to make one of."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutation.project_copies import Changes
from project_code import ROOT, SRC

DOCS = ROOT / "docs"

_LOUD = {
    "drop a page", "remove a class", "remove a field", "remove a module", "remove a rule",
    "remove an invalid sample", "rename a class", "rename a field", "rename a module",
    "rename a page", "renumber a rule", "swap valid and invalid",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of a kind that happens in life, and what a failing test has to name."""

    kind: str
    name: str
    changes: Changes
    named: tuple[str, ...]  # One of them is in what the conformance tests say

    @property
    def is_loud(self) -> bool:
        """Whether it breaks more than its own place, and has to be tried alone."""
        return self.kind in _LOUD

    @property
    def id(self) -> str:
        """Name it in a report of tests."""
        return f"{self.kind}: {self.name}"


def batches(mutants: Iterable[Mutant], *, by_kind: bool) -> list[list[Mutant]]:
    """Put mutants together that change different files, so that one build serves them all.

    Args:
        mutants: The mutants; what is loud stays alone.
        by_kind: Whether a batch holds one kind only, or one of each.
    """
    found: list[list[Mutant]] = []
    for mutant in mutants:
        for batch in found:
            others = {path for other in batch for path in other.changes}
            kinds = {other.kind for other in batch}
            fits = kinds == {mutant.kind} if by_kind else mutant.kind not in kinds
            is_loud = mutant.is_loud or any(other.is_loud for other in batch)
            if fits and not is_loud and not others & mutant.changes.keys():
                batch.append(mutant)
                break
        else:
            found.append([mutant])
    return found


def text_of(path: str) -> str:
    """Return the text of one of the project's files."""
    return (ROOT / path).read_text("utf-8")


def edited(path: str, old: str, new: str) -> Changes:
    """Replace the first occurrence of a string in a file, which must have it."""
    text = text_of(path)
    assert old in text, f"{path} does not hold {old!r}"
    return {path: text.replace(old, new, 1)}


def named(path: Path) -> str:
    """Return a path as messages name it."""
    return path.relative_to(ROOT).as_posix()


def dtos() -> Iterator[tuple[str, ast.ClassDef, Sequence[ast.AnnAssign]]]:
    """Yield the classes of good samples that have fields: path, class, fields."""
    folders = (SRC / "ai/backend/manager/data", SRC / "ai/backend/common/dto/manager")
    for file in sorted(path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                fields = [it for it in node.body if isinstance(it, ast.AnnAssign)]
                if fields:
                    yield named(file), node, fields


def without(path: str, *nodes: ast.stmt) -> Changes:
    """Take statements out of a file."""
    lines = text_of(path).splitlines(keepends=True)
    for node in nodes:
        first = min([node.lineno, *(it.lineno for it in getattr(node, "decorator_list", ()))])
        assert node.end_lineno is not None
        lines[first - 1 : node.end_lineno] = [""] * (node.end_lineno - first + 1)
    return {path: "".join(lines)}


def at(path: str, node: ast.expr, new: str) -> Changes:
    """Write an expression that stands on one line anew."""
    lines = text_of(path).splitlines(keepends=True)
    line = lines[node.lineno - 1].encode()
    assert node.end_lineno == node.lineno
    lines[node.lineno - 1] = (
        line[: node.col_offset] + new.encode() + line[node.end_col_offset :]
    ).decode()
    return {path: "".join(lines)}


def pages() -> Sequence[str]:
    """List the pages that people write, in order."""
    return [
        named(path)
        for path in sorted(DOCS.rglob("*.md"))
        if not {"templates", "reference"} & set(path.parts)
    ]


def fences(path: str) -> Sequence[int]:
    """List the numbers of the lines on which a page's fences of Python begin."""
    return [
        number for number, line in enumerate(text_of(path).splitlines(), 1) if line == "```python"
    ]
