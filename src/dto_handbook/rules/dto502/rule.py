"""DTO502: a bare generic or a whole-field `Any`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.collection_types import COLLECTIONS
from dto_handbook.semantic.type_expressions import (
    ItemExpression,
    NameExpression,
    TypeExpression,
    UnionExpression,
    type_expression,
)

_ANY = frozenset({"typing.Any", "typing_extensions.Any"})
_CLASS_VAR = frozenset({"typing.ClassVar", "typing_extensions.ClassVar"})
_FIRST_ONLY = frozenset({"Annotated", "Final", "InitVar"})  # The other arguments are not types
_CHOICES = frozenset({"Optional", "Union"})
_GENERIC = frozenset(name for name, row in COLLECTIONS.items() if row.parameters) | {
    f"{module}.{name}"
    for module in ("collections.abc", "typing", "typing_extensions")
    for name in ("Awaitable", "Callable", "Coroutine")
}


class VagueType(Rule):
    """A field's annotation says what the field holds.

    Why: A bare `list` may hold anything, and a field of type `Any` may be anything. A reader has to
    search for the code that fills the field, and a type checker accepts every use of it.

    How to fix: Write the type parameters: `tuple[str, ...]`, `Mapping[str, int]`. If a value has a
    known structure, give it a DTO of its own. If it may be anything and is only passed on, write
    `object`.

    Exceptions: `Any` inside a type parameter, such as `Mapping[str, Any]`, still says what the
    field is. A `ClassVar` is not a field.
    """

    id = "DTO502"
    name = "Vague type"
    clauses = ("G5", "G4b")
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the annotation of each field, including quoted ones."""
        for dto in module.dtos:
            for statement in dto.node.body:
                match statement:
                    case ast.AnnAssign(target=ast.Name(id=field), annotation=annotation):
                        name = f"{dto.name}.{field}"
                        if problem := _problem(module, type_expression(annotation)):
                            yield self.finding(module, annotation, name, f"{name} {problem}")


def _problem(module: Module, expression: TypeExpression) -> str:
    match expression:
        case ItemExpression(NameExpression(base)) | NameExpression(base):
            if module.project.resolve(module.name, base) in _CLASS_VAR:
                return ""
    if _is_any(module, expression):
        return "is of type Any: name its type"
    if bare := next(_bare(module, expression), None):
        return f"has a bare {bare}: write what is in it, as in {bare}[…]"
    return ""


def _is_any(module: Module, expression: TypeExpression) -> bool:
    match expression:
        case NameExpression(name):
            return module.project.resolve(module.name, name) in _ANY
        case UnionExpression(parts):
            return any(_is_any(module, part) for part in parts)
        case ItemExpression(NameExpression(name), arguments):
            last = module.project.resolve(module.name, name).rpartition(".")[2]
            if last in _CHOICES:
                return any(_is_any(module, argument) for argument in arguments)
            return last in _FIRST_ONLY and _is_any(module, arguments[0])
    return False


def _bare(module: Module, expression: TypeExpression) -> Iterator[str]:
    match expression:
        case NameExpression(name):
            if module.project.resolve(module.name, name) in _GENERIC:
                yield name
        case UnionExpression(parts):
            for part in parts:
                yield from _bare(module, part)
        case ItemExpression(NameExpression(name), arguments):
            last = module.project.resolve(module.name, name).rpartition(".")[2]
            if last != "Literal":
                for argument in arguments[:1] if last in _FIRST_ONLY else arguments:
                    yield from _bare(module, argument)
