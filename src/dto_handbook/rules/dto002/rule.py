"""DTO002: an internal DTO in an API's schema."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.guideline.placement import home_of
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import Function, all_parameters, dotted
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.schema_types import internal_dtos, makes_field, wire_kinds
from dto_handbook.semantic.type_expressions import ItemExpression, NameExpression, type_expression

_HOME = home_of("N1", "N2", "N3")
_NO_ARGUMENTS = frozenset({"cls", "info", "parent", "root", "self"})  # Not part of a schema


class ExposedDto(Rule):
    """No API schema, resolver or RPC signature names an internal DTO.

    Why: Whatever a schema names is sent to clients. Every field of the internal DTO leaves the
    Manager, including a field that a developer adds next year. Clients come to rely on these
    fields, and the internal DTO can no longer change.

    How to fix: Name a shared DTO from `common/dto/manager` instead. Convert in an adapter that
    names each field, so that a new internal field stays inside until a developer adds it to the
    adapter.

    Exceptions: The API layer converts, so its adapters, `from_data` methods and helpers take
    internal DTOs. A field that is not part of the schema may hold one: a `ClassVar`, a
    `strawberry.Private`, a private attribute of a Pydantic model. Enumerations may be shared.

    Not seen: A handler that writes the DTO without a schema, as `json.dumps(asdict(status))` does.
    """

    id = "DTO002"
    name = "Exposed DTO"
    clauses = ("P6", "N1", "N2", "N3", "Y2")
    since = "0.1.0"

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain a schema or a remote call."""
        return _may_hold_schema(module) or "rpc" in module.text.lower()

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the fields of schema models and the signatures of resolvers."""
        if _may_hold_schema(module):
            for node, name in module.classes:
                if not module.may_name_dto(_types_in(node)):
                    continue
                kinds = wire_kinds(module.project, f"{module.name}.{name}")
                if kinds & {Kind.GRAPHENE, Kind.PYDANTIC, Kind.STRAWBERRY}:
                    yield from self._check_fields(module, node, name, kinds)
        yield from self._check_functions(module)

    def _check_fields(
        self, module: Module, node: ast.ClassDef, name: str, kinds: frozenset[Kind]
    ) -> Iterator[Finding]:
        for decorator in node.decorator_list:
            for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
                if keyword.arg == "model":
                    yield from self._check_type(module, keyword.value, name)
        for statement in node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=field), annotation=annotation):
                    is_private = field.startswith("_") and Kind.PYDANTIC in kinds
                    if kinds != {Kind.GRAPHENE} and not is_private:
                        yield from self._check_type(module, annotation, f"{name}.{field}")

    def _check_functions(self, module: Module) -> Iterator[Finding]:
        if not module.functions_that_may_name_dtos:
            return
        resolvers = _resolvers_by_name(module)
        owners = {id(member): name for node, name in module.classes for member in node.body}
        for node in module.functions_that_may_name_dtos:
            owner = owners.get(id(node), "")
            if (
                any(_exposes(module, decorator) for decorator in node.decorator_list)
                or node.name in resolvers
                or (node.name.startswith("resolve_") and _is_graphene(module, owner))
            ):
                yield from self._check_signature(module, node, f"{owner}.{node.name}".lstrip("."))

    def _check_signature(self, module: Module, node: Function, name: str) -> Iterator[Finding]:
        for argument in all_parameters(node.args):
            if argument.annotation is not None and argument.arg not in _NO_ARGUMENTS:
                yield from self._check_type(module, argument.annotation, name)
        if node.returns is not None:
            yield from self._check_type(module, node.returns, name)

    def _check_type(self, module: Module, annotation: ast.expr, name: str) -> Iterator[Finding]:
        expression = type_expression(annotation)
        match expression:
            case ItemExpression(NameExpression(base)) | NameExpression(base):
                if module.project.resolve(module.name, base).rpartition(".")[2] == "ClassVar":
                    return
        type_ = module.project.type_of(module.name, expression)
        internal = module.settings.internal
        found = dict.fromkeys(internal_dtos(module.project, internal, type_))
        if found:
            dtos = ", ".join(dto.rpartition(".")[2] for dto in found)
            home = _HOME.package(module.settings)
            message = f"{name} exposes the internal {dtos}: name a DTO of {home} and convert to it"
            yield self.finding(module, annotation, name, message)


def _types_in(node: ast.ClassDef) -> Iterator[ast.expr]:
    """Yield what a class names as types: its fields' annotations, and what it is made from."""
    for decorator in node.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            yield keyword.value
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign):
            yield statement.annotation


def _may_hold_schema(module: Module) -> bool:
    settings = module.settings
    outside = (settings.layers[0], settings.shared, settings.legacy)
    return f"{module.name}.".startswith(tuple(f"{package}." for package in outside))


def _exposes(module: Module, decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    last = (dotted(function) or "").rpartition(".")[2]
    return "rpc" in last.lower().split("_") or makes_field(module.project, module.resolve(function))


def _is_graphene(module: Module, owner: str) -> bool:
    return bool(owner) and Kind.GRAPHENE in wire_kinds(module.project, f"{module.name}.{owner}")


def _resolvers_by_name(module: Module) -> frozenset[str]:
    # Functions that a field names: `strawberry.field(resolver=load_status)`.
    return frozenset(
        keyword.value.id
        for node, _ in module.classes
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and isinstance(call := statement.value, ast.Call)
        and makes_field(module.project, module.resolve(call.func))
        for keyword in call.keywords
        if keyword.arg == "resolver" and isinstance(keyword.value, ast.Name)
    )
