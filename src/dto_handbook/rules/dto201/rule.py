"""DTO201: a DTO that is not frozen."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import DtoClass
from dto_handbook.linter.fixes import Edit, Fix, insert, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import statements, stores
from dto_handbook.semantic.class_kinds import DTO_KINDS, Kind
from dto_handbook.semantic.dataclass_makers import inherited_maker, maker
from dto_handbook.semantic.type_expressions import decorators

_WRITE = "@dataclass(frozen=True)"


class NotFrozen(Rule):
    """A DTO is a frozen dataclass.

    Why: Repository, service and adapter share one DTO object. If any of them may change it, all of
    them must expect changes: a value that was right when it was read may be wrong when it is used.

    How to fix: Write `@dataclass(frozen=True)`. Code that changed a field makes a changed copy with
    `dataclasses.replace`. Freeze a base class and the classes derived from it together, and give
    each derived class that declares a field the decorator. Without it, the constructor does not
    accept the field, `replace` drops its value, and every holder can assign to it.

    Automatic fix: It adds `frozen=True`. The fix is safe only if no file of the project, tests
    included, may change an instance. On an object of unknown class, no file sets an attribute that
    the DTO has, or calls `setattr` with an unknown name; a file that names the DTO sets no
    attribute at all. The DTO has no derived class, no base class but `ABC`, `Generic` or
    `Protocol`, and no decorator that the rule does not know. Otherwise, the fix is unsafe, and the
    checker names the line that may change an instance. Notebooks and the examples in Markdown files
    are not read.

    Exceptions: An object that is meant to change is not a DTO. Keep it out of `manager/data`. The
    rule follows aliases, `functools.partial`, and the value of a constant in any module of the
    project. A value that it cannot read is reported as such. A decorator or base class of your own
    is marked with `dataclass_transform(frozen_default=True)`.
    """

    id = "DTO201"
    name = "Not frozen"
    clauses = ("G2",)
    since = "0.1.0"
    fixes = "safe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what makes each DTO a dataclass."""
        for dto in module.dtos:
            if module.project.kinds(dto.full_name) & DTO_KINDS != {Kind.DATACLASS}:
                continue
            is_decorated = False
            for decorator in dto.node.decorator_list:
                makers = [maker(module.project, module.name, it) for it in decorators(decorator)]
                frozen = [it.is_frozen for it in makers if it is not None]
                is_decorated = is_decorated or bool(frozen)
                if problem := _problem(dto.name, frozen):
                    fix = _fix(module, dto, decorator)
                    yield self.finding(module, decorator, dto.name, problem, fix=fix)
            if not is_decorated and (problem := _inherited_problem(module, dto)):
                yield self.finding(module, dto.node, dto.name, problem)


def _problem(name: str, frozen: Collection[bool | None]) -> str:
    if False in frozen:
        return f"{name} is not frozen: write {_WRITE}"
    if None in frozen:
        return f"{name} is not known to be frozen: write {_WRITE}"
    return ""


def _inherited_problem(module: Module, dto: DtoClass) -> str:
    """Return what is wrong with a class that has no decorator of its own."""
    inherited = inherited_maker(module.project, dto.full_name)
    if inherited is not None:
        return _problem(dto.name, [inherited.is_frozen])
    bases = module.project.bases(dto.full_name)
    if not dto.fields or not any(Kind.DATACLASS in module.project.kinds(it) for it in bases):
        return ""
    name = dto.fields[0].name
    return f"{dto.name} has no decorator of its own, so {name} is not a field: write {_WRITE}"


def _fix(module: Module, dto: DtoClass, decorator: ast.expr) -> Fix | None:
    if module.resolve(getattr(decorator, "func", decorator)) != "dataclasses.dataclass":
        return None  # What it stands for is written somewhere else
    bound = {it.name for it in statements(dto.node.body) if isinstance(it, ast.FunctionDef)}
    bound |= {it.id for it in stores(statements(dto.node.body)) if isinstance(it, ast.Name)}
    edit = _freeze(module, decorator)
    if edit is None or bound & {"__setattr__", "__delattr__"}:  # No frozen class has these
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
