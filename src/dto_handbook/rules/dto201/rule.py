"""DTO201: a DTO that is not frozen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.engine.findings import Finding
from dto_handbook.engine.module import Module
from dto_handbook.engine.rule import Rule


class NotFrozen(Rule):
    """A DTO is a frozen dataclass.

    Why: A DTO passes through many hands. Where each of them may change it, all must look out for
    changes, and a value that was right when it was read is wrong when it is used.

    How to fix: Write `@dataclass(frozen=True)`. Code that changed a field makes a changed copy with
    `dataclasses.replace`. A base class and the classes derived from it are frozen together.

    When not: An object that is meant to change is no DTO. Keep it out of `manager/data`.
    """

    id = "DTO201"
    name = "Not frozen"
    clauses = ("G2",)

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at the decorator of each dataclass."""
        for dto in module.dtos:
            for decorator in dto.node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                name = module.resolve(call.func if call is not None else decorator)
                if name != "dataclasses.dataclass" or (call is not None and _is_frozen(call)):
                    continue
                message = f"{dto.name} is not frozen: write @dataclass(frozen=True)"
                yield self.finding(module, decorator, dto.name, message)


def _is_frozen(call: ast.Call) -> bool:
    return any(
        keyword.arg == "frozen"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in call.keywords
    )
