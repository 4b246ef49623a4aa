"""DTO601: a truthiness test of an optional field."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.engine.findings import Finding, Severity
from dto_handbook.engine.flow import Flow, State, without_none
from dto_handbook.engine.module import Module
from dto_handbook.engine.project import (
    NONE_TYPE,
    ClassType,
    Kind,
    Project,
    Type,
    UnionType,
    alternatives,
)
from dto_handbook.engine.rule import Rule

_FALSY = frozenset(
    {
        "decimal.Decimal",
        "datetime.timedelta",
        *(
            f"builtins.{name}"
            for name in (
                "bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "set",
                "str", "tuple",
            )
        ),
        *(
            f"collections.abc.{name}"
            for name in ("Collection", "Iterable", "Mapping", "Sequence", "Set")
        ),
    }
)  # fmt: skip
_NEVER_FALSY = frozenset(
    {"datetime.date", "datetime.datetime", "pathlib.Path", "pathlib.PurePath", "uuid.UUID"}
)


class TruthinessOfOptional(Rule):
    """Whether an optional field is set is asked with `is None` or `is not None`.

    Why: None means that nothing was said. An empty text, zero and False are something that was
    said, and a truthiness test drops them with it. The condition or value is lost without a word.

    How to fix: Write `if dto.field is not None:`. For a default, write
    `dto.field if dto.field is not None else default`.

    When not: A field that cannot be None is tested as it is. Where the empty value really shall
    count as unset, turn it into None where it comes in. A field whose type has no falsy value, such
    as a UUID, is reported as information only: nothing is lost yet.
    """

    id = "DTO601"
    name = "Truthiness of an optional field"
    clauses = ("G6",)

    def check(self, module: Module) -> Iterator[Finding]:
        """Follow the types in each function, and look at what is tested for truth."""
        found = list[Finding]()

        def tested(node: ast.expr, state: State) -> None:
            if not isinstance(node, ast.Attribute):
                return
            owner = module.internal_dto(flow.type_of(node.value, state))
            type_ = flow.type_of(node, state)
            if owner is None or not isinstance(type_, UnionType) or NONE_TYPE not in type_.parts:
                return
            field = f"{owner.name.rpartition('.')[2]}.{node.attr}"
            message = f"{field} may be None: compare it with None, not for truth"
            severity = _severity(without_none(type_), module.project)
            found.append(self.finding(module, node, field, message, severity))

        flow = Flow(module.project, module.name, is_package=module.is_package, tested=tested)
        for function, owner in module.functions:
            if any(map(_is_tested_attribute, ast.walk(function))):
                flow.walk(function, owner)
        # A loop's or handler's body may be walked more than once.
        yield from dict.fromkeys(found)


def _is_tested_attribute(node: ast.AST) -> bool:
    match node:
        case ast.If() | ast.While() | ast.IfExp():
            tested: list[ast.expr] = [node.test]
        case ast.BoolOp():
            tested = node.values
        case ast.UnaryOp(op=ast.Not()):
            tested = [node.operand]
        case ast.comprehension():
            tested = node.ifs
        case ast.Call(func=ast.Name(id="bool")):
            tested = node.args
        case _:
            return False
    return any(
        isinstance(part.value if isinstance(part, ast.NamedExpr) else part, ast.Attribute)
        for part in tested
    )


def _severity(type_: Type, project: Project) -> Severity:
    names = [part.name for part in alternatives(type_) if isinstance(part, ClassType)]
    if any(name in _FALSY for name in names):
        return Severity.ERROR
    if names and all(_is_never_falsy(name, project) for name in names):
        return Severity.INFO
    return Severity.WARNING


def _is_never_falsy(name: str, project: Project) -> bool:
    if name in _NEVER_FALSY:
        return True
    if not project.kinds(name) & {Kind.ENUM, Kind.DATACLASS, Kind.PYDANTIC, Kind.ATTRS}:
        return False
    return not any(project.method(name, special) for special in ("__bool__", "__len__"))
