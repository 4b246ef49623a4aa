"""DTO101: a DTO that is not a dataclass."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.class_kinds import DTO_KINDS, Kind

_NAMED_TUPLES = ("collections.namedtuple", "typing.NamedTuple", "typing_extensions.NamedTuple")


class NoDataclass(Rule):
    """A DTO is a dataclass.

    Why: A dataclass is a record and nothing else. A NamedTuple is also a tuple: it equals any tuple
    with the same values, and code that iterates over it gets single values. A Pydantic model
    validates and converts every value again, although the API layer did so when the data came in.
    An attrs class is a second way to write the same record.

    How to fix: Write `@dataclass(frozen=True)` above the class and delete the base class. Code that
    accessed the fields by position accesses them by name.

    When not: A DTO that leaves the Manager is a Pydantic model, in `common/dto/manager`. A plain
    class with behaviour of its own is not a DTO, and is not flagged.
    """

    id = "DTO101"
    name = "Not a dataclass"
    clauses = ("G1",)

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what each DTO is made with."""
        for dto in module.dtos:
            kinds = module.project.kinds(dto.full_name) & DTO_KINDS
            if Kind.DATACLASS not in kinds:
                made_with = " and ".join(sorted(kind.value for kind in kinds))
                message = f"{dto.name} is made with {made_with}: make it a frozen dataclass"
                yield self.finding(module, dto.node, dto.name, message)
        for statement in module.tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                    if module.resolve(function) in _NAMED_TUPLES:
                        message = f"{name} is made with NamedTuple: make it a frozen dataclass"
                        yield self.finding(module, statement, name, message)
