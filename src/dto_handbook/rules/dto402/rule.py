"""DTO402: an undocumented field that is not obvious."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fields import Field, field_call
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import statements
from dto_handbook.semantic.collection_types import COLLECTIONS
from dto_handbook.semantic.types import (
    ClassType,
    Type,
    UnknownType,
    alternatives,
    named,
    simple_name,
)

_ANYTHING = frozenset({"builtins.object", "typing.Any", "typing_extensions.Any"})
_KEYED = frozenset(
    name
    for name, row in COLLECTIONS.items()
    if row.is_mapping and row.parameters == ("key", "value")
)
_ANNOTATED = ("typing.Annotated", "typing_extensions.Annotated")
_DESCRIBING = ("description", "doc", "metadata", "title")  # Keywords of field() and its like

# A directive for a tool or a note of work to do says nothing about the field. The reason of a
# suppression does, unless this rule is what it suppresses.
_NO_DOCUMENTATION = re.compile(
    r"#[\s:!]*($|noqa|type:|pragma|fmt:|mypy:|pyright:|pylint:|ruff:|nosec|"
    r"TODO|FIXME|XXX|HACK|WRONG|dto:\s*ignore\s*\[[^\]]*DTO402)"
)


class Undocumented(Rule):
    """A field that is not obvious has a comment or docstring.

    Why: `dict[str, str]` does not say which keys there are, and `Any` does not say which values. A
    developer who reads the field has to guess, and a wrong guess raises no error.

    How to fix: Write a comment on the field's line or above it, or a docstring below it. Say what
    the name does not: the keys and values, the members of the tuple.

    Exceptions: A field whose name and type say everything needs no comment. The rule reports only
    annotations that contain `Any`, `object`, a mapping with string keys, or a tuple without item
    types.

    Not seen: Whether the comment says what the field holds.
    """

    id = "DTO402"
    name = "Undocumented field"
    clauses = ("G4c",)
    since = "0.1.0"
    severity = Severity.WARNING

    def check(self, module: Module) -> Iterator[Finding]:
        """Check fields with a vague annotation for a comment or docstring."""
        comments: Mapping[int, bool] | None = None
        for dto in module.dtos:
            for field in dto.fields:
                vague = _vague(field.type_)
                if vague is None:
                    continue
                comments = comments if comments is not None else _comments(module.text)
                if (
                    not _has_comment(field.node, comments)
                    and not _is_described(module, field)
                    and not _is_followed_by_docstring(dto.node, field.node)
                    and not _is_mentioned(field.name, dto.node)
                ):
                    symbol = f"{dto.name}.{field.name}"
                    message = f"{symbol} holds {vague}: explain it in a comment or docstring"
                    yield self.finding(module, field.node, symbol, message)


def _vague(type_: Type) -> str | None:
    # The vague part of a type, as the message names it.
    for part in named(type_):
        if part.name in _ANYTHING:
            return simple_name(part.name)
        if part.name in _KEYED and ClassType("builtins.str") in map(_first, part.arguments[:1]):
            return f"{simple_name(part.name)}[str, …]"
        if part == ClassType("builtins.tuple"):
            return "a bare tuple"
    return None


def _first(type_: Type) -> Type:
    return next(iter(alternatives(type_)), UnknownType())


def _comments(text: str) -> Mapping[int, bool]:
    # By line: whether the documenting comment is on a line of its own.
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and not _NO_DOCUMENTATION.match(token.string):
                found[token.start[0]] = not token.line[: token.start[1]].strip()
    except (tokenize.TokenError, SyntaxError):
        pass  # The tokens read so far count
    return found


def _has_comment(node: ast.AnnAssign, comments: Mapping[int, bool]) -> bool:
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return any(line in comments for line in lines) or comments.get(node.lineno - 1, False)


def _is_described(module: Module, field: Field) -> bool:
    calls = [field.node.value, *_metadata(module, field.node.annotation)]
    for value in calls:
        match value:
            case ast.Constant(value=str()) if value is not field.node.value:
                return True
            case ast.Call() if simple_name(module.resolve(value.func)) == "Doc":
                return True
            case ast.Call() if field_call(module, value) is not None:
                if any(keyword.arg in _DESCRIBING for keyword in value.keywords):
                    return True
    return False


def _metadata(module: Module, annotation: ast.expr) -> Iterator[ast.expr]:
    for node in ast.walk(annotation):
        match node:
            case ast.Subscript(value=base, slice=ast.Tuple(elts=[_, *added])):
                if module.resolve(base) in _ANNOTATED:
                    yield from added


def _is_followed_by_docstring(node: ast.ClassDef, field: ast.AnnAssign) -> bool:
    body = list(statements(node.body))
    match body[body.index(field) + 1 : body.index(field) + 2]:
        case [ast.Expr(value=ast.Constant(value=str()))]:
            return True
    return False


def _is_mentioned(name: str, node: ast.ClassDef) -> bool:
    # `name:`, `name (dict):`, "``name`` - ..." or `name : dict`.
    pattern = rf"(?<![\w.]){re.escape(name)}[`*]*\s*(\([^)]*\))?\s*(:|--|\u2013|\u2014|\s-\s)"
    return re.search(pattern, ast.get_docstring(node) or "") is not None
