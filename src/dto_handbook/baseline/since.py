"""Which findings are about something that changed since a commit."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Mapping

from dto_handbook.baseline.file import Key, key
from dto_handbook.baseline.git import Changes
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.source_files import UnreadableError, parse
from dto_handbook.semantic.ast_walk import OPEN, blocks

_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Since:
    """Selects findings on changed lines or in changed symbols.

    Args:
        changes: What changed, by path.
        files: The project's files.
    """

    def __init__(self, changes: Mapping[str, Changes], files: ProjectFiles) -> None:
        self._files = files
        self._changes = changes
        self._trees: dict[str, ast.Module | None] = {}
        self._touched: set[Key] = set()

    def touches(self, finding: Finding, drafts: Collection[str]) -> bool:
        """Return whether a finding is about something that changed.

        Args:
            finding: The finding.
            drafts: The paths of files that fixes have changed in memory. Their lines differ from
                those on disk, so findings in them count if they did before the fixes.
        """
        changes = self._changes.get(finding.path)
        if changes is None:
            return False
        if finding.path in drafts:
            return key(finding) in self._touched
        own = range(finding.line, finding.end_line + 1)
        is_touched = not changes.lines.isdisjoint(own) or self._is_symbol_touched(finding, changes)
        if is_touched:
            self._touched.add(key(finding))
        return is_touched

    def _is_symbol_touched(self, finding: Finding, changes: Changes) -> bool:
        node = self._definition(finding)
        if node is None or node.end_lineno is None:
            return False
        first = node.lineno
        if isinstance(node, _Definition):
            first = min([first, *(decorator.lineno for decorator in node.decorator_list)])
            # What was taken out right above was perhaps a decorator.
            if not changes.gaps.isdisjoint(range(first - 1, node.end_lineno + 1)):
                return True
        elif not changes.gaps.isdisjoint(range(first, node.end_lineno)):
            return True
        return not changes.lines.isdisjoint(range(first, node.end_lineno + 1))

    def _tree(self, path: str) -> ast.Module | None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return parse(self._files.content(path), path)[0]
        except UnreadableError:
            return None

    def _definition(self, finding: Finding) -> ast.stmt | None:
        """Return the definition of a finding's symbol, or the one that encloses it."""
        if finding.path not in self._trees:
            self._trees[finding.path] = self._tree(finding.path)
        tree = self._trees[finding.path]
        found: ast.stmt | None = None
        body = tree.body if tree is not None else []
        for name in filter(None, finding.symbol.split(".")):
            inner = next((it for it in _statements(body) if _defines(it, name)), None)
            if inner is None:
                break
            found = inner
            body = getattr(inner, "body", [])
        return found


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    # Those under an `if` or `try` too; the last of equal names is the one that counts.
    found = list[ast.stmt]()
    for node in body:
        found.append(node)
        if node.__class__ in OPEN:
            for inner in blocks(node):
                if isinstance(inner, ast.ExceptHandler | ast.match_case):
                    found += _statements(inner.body)[::-1]
                elif isinstance(inner, ast.stmt):
                    found += _statements([inner])[::-1]
    return found[::-1]


def _defines(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return node.name == name
        case ast.AnnAssign(target=ast.Name(id=target)):
            return target == name
        case ast.Assign(targets=targets):
            return any(isinstance(it, ast.Name) and it.id == name for it in targets)
    return False
