"""DTO403: a class attribute that is not a field."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import DtoClass
from dto_handbook.linter.fixes import Fix, insert
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import statements
from dto_handbook.semantic.types import simple_name

# Calls that make a method, a property or a field with a type of its own.
_MAKERS = frozenset({
    "attrib", "cached_property", "classmethod", "computed_field", "field_serializer",
    "field_validator", "ib", "model_serializer", "model_validator", "partialmethod", "property",
    "root_validator", "staticmethod", "validator",
})  # fmt: skip


class NotAnnotated(Rule):
    """An attribute in the body of a DTO has an annotation.

    Why: An attribute without an annotation is not a field. The constructor does not accept it, `==`
    and `repr` ignore it, and all instances share one value.

    How to fix: Annotate the attribute with its type. Annotate a constant of the class with
    `ClassVar`.

    Automatic fix: It adds the type of a default that is a number, a string or a boolean. The fix is
    unsafe: the attribute becomes a field, so it is a parameter of the constructor, and `==` and
    `repr` include it.

    Exceptions: Names that begin with an underscore, `model_config`, and assignments that create a
    method or a property need no annotation.
    """

    id = "DTO403"
    name = "Not annotated"
    clauses = ("G4b",)
    since = "0.1.0"
    fixes = "unsafe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check each assignment in the body of a DTO."""
        for dto in module.dtos:
            known = _known(dto)
            for node in statements(dto.node.body):
                if not isinstance(node, ast.Assign) or _makes_method(module, node.value, known):
                    continue
                names = [
                    name.id
                    for target in node.targets
                    for name in ast.walk(target)
                    if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
                    if not name.id.startswith("_") and name.id not in ("model_config", *known)
                ]
                if names:
                    symbol = f"{dto.name}.{names[0]}"
                    message = f"{symbol} has no annotation, so it is not a field: annotate it"
                    fix = _fix(module, dto, node)
                    yield self.finding(module, node, symbol, message, fix=fix)


def _known(dto: DtoClass) -> frozenset[str]:
    # The names that are annotated elsewhere in the body, or are methods or classes there.
    found = set()
    for node in statements(dto.node.body):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
    return frozenset(found)


def _makes_method(module: Module, value: ast.expr, known: frozenset[str]) -> bool:
    match value:
        case ast.Lambda():
            return True
        case ast.Name(id=name):
            full = module.resolve(value)
            owner, _, last = full.rpartition(".")
            symbols = module.project.modules.get(owner)
            return name in known or (symbols is not None and last in symbols.functions)
        case ast.Attribute():
            owner, _, last = module.resolve(value).rpartition(".")
            return module.project.method(owner, last) is not None
        case ast.Call(func=ast.Call(func=function)) | ast.Call(func=function):
            return simple_name(module.resolve(function)) in _MAKERS or (
                module.resolve(function) in ("attr.field", "attrs.field")
            )
    return False


def _fix(module: Module, dto: DtoClass, node: ast.Assign) -> Fix | None:
    match node.value:
        case ast.Constant(value=bool() | float() | int() | str() as value):
            type_ = type(value).__name__
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float() | int() as value)):
            type_ = type(value).__name__
        case _:
            return None
    # A field without a default cannot follow one with a default.
    is_last = not any(
        isinstance(other, ast.AnnAssign) and other.value is None and other.lineno > node.lineno
        for other in dto.node.body
    )
    match node.targets:
        case [ast.Name() as target] if is_last:
            place = module.source.end(target)
            after = module.source.between(place, module.source.start(node.value))
            if after.lstrip().startswith("="):  # Not `(name) = 1`, which cannot be annotated
                return Fix(f"Annotate it {type_}", (insert(place, f": {type_}"),), is_safe=False)
    return None
