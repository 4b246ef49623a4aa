"""DTO201: a DTO that is not frozen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import DtoClass
from dto_handbook.linter.fixes import Edit, Fix, insert, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class NotFrozen(Rule):
    """A DTO is a frozen dataclass.

    Why: Repository, service and adapter share one DTO object. If any of them may change it, all of
    them must expect changes: a value that was right when it was read may be wrong when it is used.

    How to fix: Write `@dataclass(frozen=True)`. Code that changed a field makes a changed copy with
    `dataclasses.replace`. Freeze a base class and the classes derived from it together.

    When not: An object that is meant to change is not a DTO. Keep it out of `manager/data`. The fix
    is safe only if no file of the project, tests included, may change an instance: none sets an
    attribute of that name on an object of unknown class, none calls `setattr` with an unknown name,
    and no class derives from the DTO. Otherwise, the fix names the line that may do so.
    """

    id = "DTO201"
    name = "Not frozen"
    clauses = ("G2",)
    fixes = "safe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the decorator of each dataclass."""
        for dto in module.dtos:
            for decorator in dto.node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                name = module.resolve(call.func if call is not None else decorator)
                if name != "dataclasses.dataclass" or (call is not None and _is_frozen(call)):
                    continue
                message = f"{dto.name} is not frozen: write @dataclass(frozen=True)"
                fix = _fix(module, dto, decorator)
                yield self.finding(module, decorator, dto.name, message, fix=fix)


def _is_frozen(call: ast.Call) -> bool:
    return any(
        keyword.arg == "frozen"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in call.keywords
    )


def _fix(module: Module, dto: DtoClass, decorator: ast.expr) -> Fix | None:
    methods = {node.name for node in dto.node.body if isinstance(node, ast.FunctionDef)}
    edit = _freeze(module, decorator)
    if edit is None or methods & {"__setattr__", "__delattr__"}:  # No frozen class has these
        return None
    # `Workspace.judged` looks for changes in the whole project, where the fix is asked for.
    return Fix("Add frozen=True", (edit,), is_safe=False, freezes=dto.full_name)


def _freeze(module: Module, decorator: ast.expr) -> Edit | None:
    source = module.source
    if not isinstance(decorator, ast.Call):
        return insert(source.end(decorator), "(frozen=True)")
    if decorator.args or any(keyword.arg is None for keyword in decorator.keywords):
        return None  # The content of `**options` is not known
    for keyword in decorator.keywords:
        if keyword.arg == "frozen":
            is_false = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            places = source.start(keyword.value), source.end(keyword.value)
            return replace(*places, "True") if is_false else None
    if not decorator.keywords:
        opening = source.find("(", source.end(decorator.func), source.end(decorator))
        return insert((opening[0], opening[1] + 1), "frozen=True") if opening else None
    line, column = source.start(decorator.keywords[0])
    before = source.lines[line - 1][: column - 1]
    return insert((line, column), f"frozen=True,{' ' if before.strip() else chr(10) + before}")
