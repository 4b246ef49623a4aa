"""Recognises data on the wire: schema classes, schema fields, remote calls."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.semantic.class_kinds import WIRE_KINDS, Kind
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.types import ClassType, Type, UnionType

_TYPE_MAKERS = ("type", "input", "interface")
_FIELD_MAKERS = ("field", "mutation", "subscription", "connection", "node")
_HIDDEN = ("strawberry.Parent", "strawberry.Private", "strawberry.types.private.Private")


def wire_kinds(project: Project, name: str) -> frozenset[Kind]:
    """Return the libraries for which a class is a schema model.

    Args:
        project: The project that its name is resolved in.
        name: The class's full name.

    Returns:
        The kinds of schema model that it is; empty for any other class.
    """
    found = set(project.kinds(name) & WIRE_KINDS)
    for ancestor in project.lineage(name):
        if ancestor.startswith("strawberry.relay."):
            found.add(Kind.STRAWBERRY)
        elif ancestor.endswith((".generate_base", ".as_declarative_base")):
            found.add(Kind.SQLALCHEMY)
        elif (symbol := project.class_symbol(ancestor)) is not None and any(
            _is_strawberry(project, project.resolve(symbol[0].name, it.function), _TYPE_MAKERS)
            for it in symbol[1].decorators
        ):
            found.add(Kind.STRAWBERRY)
    return frozenset(found)


def makes_field(project: Project, name: str) -> bool:
    """Return whether a decorator, by its full name, makes a function a GraphQL field."""
    return _is_strawberry(project, name, _FIELD_MAKERS)


def internal_dtos(project: Project, internal: str, type_: Type) -> Iterator[str]:
    """Yield the full names of the internal DTOs in a type, except those kept out of the schema.

    Args:
        project: The project that the names are resolved in.
        internal: The package of internal DTOs.
        type_: The type of a field, a parameter or a result.
    """
    match type_:
        case UnionType(parts):
            for part in parts:
                yield from internal_dtos(project, internal, part)
        case ClassType(name, arguments) if name not in _HIDDEN:
            if name.startswith(f"{internal}.") and project.is_dto_class(name):
                yield name
            for argument in arguments:
                yield from internal_dtos(project, internal, argument)


def _is_strawberry(project: Project, name: str, makers: tuple[str, ...]) -> bool:
    # Strawberry's own decorator, or one of the project's that replaces it and says so: a
    # `gql_field` in a module that imports Strawberry.
    module, _, last = name.rpartition(".")
    if not last.endswith(makers):
        return False
    if module.startswith("strawberry"):
        return module.partition(".")[0] == "strawberry"
    symbols = project.modules.get(module)
    return (
        symbols is not None
        and last in symbols.functions
        and any(target.partition(".")[0] == "strawberry" for target in symbols.imports.values())
    )
