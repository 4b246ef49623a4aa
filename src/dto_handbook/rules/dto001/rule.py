"""DTO001: a schema model in `manager/data`."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.guideline.placement import home_of
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.schema_types import wire_kinds
from dto_handbook.semantic.types import with_article

_EXPOSED = home_of("N1", "N2", "N3")
_INTERNAL = home_of("A1", "A2", "A3", "A4")


class WireModel(Rule):
    """No schema model is defined in `manager/data`.

    Why: A Pydantic, Strawberry or Graphene class defines a schema, and a SQLAlchemy class defines a
    table. In `manager/data`, developers mistake it for an internal DTO and add fields for the
    service layer. Each of these fields then leaves the Manager, or needs a migration of the
    database.

    How to fix: Move the model to `common/dto/manager`, or to the API layer if only that layer needs
    it; move a table to `models`. Give the service layer a frozen dataclass, and convert between the
    two in an adapter or a repository.

    Exceptions: A dataclass is not a schema model, even if a schema model is made from it or it has
    a name such as `ProbeResponse`. Nor is an enumeration: internal and shared DTOs may both use it.

    Not seen: A model that a call makes, such as `create_model("Status", state=(str, ...))`.
    """

    id = "DTO001"
    name = "Schema model"
    clauses = ("A1", "A2", "A3", "A4", "N1", "N2", "N3", "N5", "E2")
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the base classes and decorators of each class."""
        for node, name in module.classes:
            if kinds := wire_kinds(module.project, f"{module.name}.{name}"):
                made_with = " and ".join(sorted(kind.value for kind in kinds))
                home = _home_of(kinds, module.settings)
                kind = with_article(made_with)
                message = f"{name} is {kind} model: move it to {home}, or make it {_INTERNAL.form}"
                yield self.finding(module, node, name, message)


def _home_of(kinds: frozenset[Kind], settings: Settings) -> str:
    if Kind.SQLALCHEMY in kinds:
        return settings.layers[-1]
    if kinds & {Kind.STRAWBERRY, Kind.GRAPHENE}:
        return settings.layers[0]
    return _EXPOSED.package(settings)
