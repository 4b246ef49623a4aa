"""DTO101: a DTO that is not a dataclass."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import statements
from dto_handbook.semantic.class_kinds import DTO_KINDS, Kind

_MADE_WITH = {
    "collections.namedtuple": "NamedTuple",
    "dataclasses.make_dataclass": "make_dataclass()",
    "typing.NamedTuple": "NamedTuple",
    "typing.TypedDict": "TypedDict",
    "typing_extensions.NamedTuple": "NamedTuple",
    "typing_extensions.TypedDict": "TypedDict",
}


class NoDataclass(Rule):
    """A DTO is a dataclass.

    Why: A dataclass is a record and nothing else. A NamedTuple is also a tuple: it equals any tuple
    with the same values, and code that iterates over it gets single values. A Pydantic model
    validates and converts every value again, although the API layer did so when the data came in;
    a Pydantic dataclass does the same. A TypedDict is a dict: everyone who holds it can change
    it, and it has no hash. A type checker does not know the fields of `make_dataclass`. An attrs
    class is a second way to write the same record.

    How to fix: Write `@dataclass(frozen=True)`, imported from `dataclasses`, above the class and
    delete the base class. Code that accessed the fields by position or key accesses them by name.

    Exceptions: A DTO that leaves the Manager is a Pydantic model, in `common/dto/manager`. A plain
    class with behaviour of its own is not a DTO, and is not flagged. The type of a dict that leaves
    or enters the Manager as JSON belongs to the layer that reads or writes it.
    """

    id = "DTO101"
    name = "Not a dataclass"
    clauses = ("G1",)
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what each DTO is made with."""
        for dto in module.dtos:
            kinds = module.project.kinds(dto.full_name) & DTO_KINDS
            if Kind.DATACLASS not in kinds:
                made_with = " and ".join(sorted(kind.value for kind in kinds))
                message = f"{dto.name} is made with {made_with}: make it a frozen dataclass"
                yield self.finding(module, dto.node, dto.name, message)
        for statement, name, function in _assigned_calls(module):
            if (call := _MADE_WITH.get(module.resolve(function))) is not None:
                message = f"{name} is made with {call}: make it a frozen dataclass"
                yield self.finding(module, statement, name, message)


def _assigned_calls(module: Module) -> Iterator[tuple[ast.stmt, str, ast.expr]]:
    """Yield what the module and its classes set to the result of a call, with what is called."""
    bodies = [("", module.tree.body), *((f"{name}.", node.body) for node, name in module.classes)]
    for prefix, body in bodies:
        for statement in statements(body):
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function))
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.Call(func=function))
                ):
                    yield statement, f"{prefix}{name}", function
