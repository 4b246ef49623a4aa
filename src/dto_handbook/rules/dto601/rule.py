"""DTO601: a truthiness test of an optional field."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixes import Edit, Fix, Source, insert, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule, symbol_in_function
from dto_handbook.semantic.ast_walk import Nodes, dotted, nodes_by_kind
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.collection_types import collection_of
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.state import Origin, State
from dto_handbook.semantic.types import (
    NONE_TYPE,
    ClassType,
    Type,
    UnionType,
    alternatives,
    without_none,
)

_FALSY = frozenset(
    {
        "decimal.Decimal",
        "datetime.timedelta",
        *(f"builtins.{name}" for name in ("bool", "bytes", "complex", "float", "int", "str")),
    }
)
_NEVER_FALSY = frozenset(
    {"datetime.date", "datetime.datetime", "pathlib.Path", "pathlib.PurePath", "uuid.UUID"}
)
# What something is done with is not tested itself.
_ATTRIBUTE = re.compile(r"\.[\s\\]*+(\w++)(?![ \t]*(?:[.(\[=<>!+\-*/%|&@^]|(?:is|in|not)\b))")
_TESTS = (
    ast.BoolOp, ast.Call, ast.DictComp, ast.GeneratorExp, ast.If, ast.IfExp, ast.ListComp,
    ast.Match, ast.SetComp, ast.UnaryOp, ast.While,
)  # fmt: skip
_ASSIGNMENTS = (ast.AnnAssign, ast.Assign, ast.NamedExpr)


class TruthinessOfOptional(Rule):
    """An optional field is compared with `is None` or `is not None`, not tested for truthiness.

    Why: None means that no value was given. An empty string, zero and False are values, and a
    truthiness test treats them like None. The condition or value is then lost without an error.

    How to fix: Write `if dto.field is not None:`. For a default, write
    `dto.field if dto.field is not None else default`.

    Automatic fix: It writes the comparison with None. The fix is unsafe: the empty string, zero and
    False then count as values, which changes what the code does with them.

    Exceptions: A field that cannot be None may be tested for truthiness. If the empty value should
    count as unset, convert it to None where it comes in. A field whose type has no falsy value,
    such as a UUID, is reported as information only, because no value is lost yet. After a check for
    None that ends with `sys.exit()` or a function that returns `NoReturn`, the field is known to be
    set.

    Not seen: That a function always raises, unless it is annotated `NoReturn`.
    """

    id = "DTO601"
    name = "Truthiness of an optional field"
    clauses = ("G6",)
    since = "0.1.0"
    fixes = "unsafe"

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain functions, or call some."""
        return module.may_run_code

    def check(self, module: Module) -> Iterator[Finding]:
        """Infer types, and check what is tested for truthiness."""
        found = list[Finding]()

        def tested(node: ast.expr, state: State) -> None:
            type_, origins = flow.read(node, state)
            if not isinstance(type_, UnionType) or NONE_TYPE not in type_.parts:
                return
            match origins:
                case [Origin(attribute, read_from, is_whole=True)]:
                    owner = module.internal_dto(read_from)
                case _:
                    return
            if owner is None:
                return
            field = f"{owner.name.rpartition('.')[2]}.{attribute.attr}"
            message = f"{field} may be None: compare it with None instead of testing its truthiness"
            severity = _severity(without_none(type_), module.project)
            edits = _edits(module.source, node, _parents(walked, node.lineno))
            fix = Fix("Compare with None", edits, is_safe=False) if edits else None
            symbol = symbol_in_function(module, node, attribute.attr)
            found.append(self.finding(module, node, symbol, message, severity, fix))

        names = module.project.optional_members(module.settings.internal)
        lines = module.lines_with(_ATTRIBUTE, names) if names else ()
        if not lines:
            return
        flow = Flow(module.project, module.name, is_package=module.is_package, tested=tested)
        walked: ast.AST = module.tree
        outside = module.statements_outside_functions(lines)
        if any(_may_test(names, it, lines, is_all=False) for it in outside):
            flow.walk_module(module.tree)
        for function, owner in module.functions_at(lines):
            if _may_test(names, function, lines):
                walked = function
                flow.walk(function, owner)
        # A loop's or handler's body may be walked more than once.
        yield from dict.fromkeys(found)


def _parents(tree: ast.AST, line: int) -> Mapping[ast.AST, ast.AST]:
    """Return what each node is right inside of, for all statements on a line."""
    every = nodes_by_kind(tree, [line]).values()
    return {
        child: node for nodes in every for node in nodes for child in ast.iter_child_nodes(node)
    }


def _may_test(
    names: frozenset[str], code: ast.AST, lines: Sequence[int], *, is_all: bool = True
) -> bool:
    """Return whether code tests an attribute with one of some names, or a name for its value.

    Args:
        names: The names of the attributes.
        code: The code.
        lines: The lines, sorted, where such an attribute may be tested, or bound to a name.
        is_all: Whether a name is tested there, if at all.
    """
    nodes = nodes_by_kind(code, lines)
    read = _read(names, nodes)
    if read and not is_all:
        return True
    if read:  # It may be bound to more names, and tested, on any line
        nodes = nodes_by_kind(code)
        read = _read(names, nodes)
    for kind in _TESTS:
        for node in nodes.get(kind, ()):
            for test in _tested_by(node):
                part: ast.expr = test.value if isinstance(test, ast.NamedExpr) else test
                if isinstance(part, ast.Attribute):
                    if part.attr in names:
                        return True
                elif read and isinstance(part, ast.Name) and part.id in read:
                    return True
    return False


def _read(names: frozenset[str], nodes: Nodes) -> set[str]:
    """Return the names of variables that may hold the value of such an attribute."""
    found, others = set[str](), list[tuple[str, str]]()
    for kind in _ASSIGNMENTS:
        for node in nodes.get(kind, ()):
            for target, value in _pairs(node):
                if isinstance(value, ast.Attribute):
                    if value.attr in names:
                        found.add(target)
                elif isinstance(value, ast.Name):
                    others.append((target, value.id))
    return found | {name for name, other in others if other in found}


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            for target, value in zip(targets, values, strict=False):
                if isinstance(target, ast.Name):
                    yield target.id, value
        case (
            ast.AnnAssign(target=ast.Name(id=name), value=value)
            | ast.NamedExpr(target=ast.Name(id=name), value=value)
        ):
            yield name, value


def _tested_by(node: ast.AST) -> Sequence[ast.expr]:
    match node:
        case ast.Call(func=function):  # Most nodes are calls
            return node.args if isinstance(function, ast.Name) and function.id == "bool" else ()
        case ast.If() | ast.While() | ast.IfExp():
            return [node.test]
        case ast.BoolOp():
            return node.values
        case ast.UnaryOp(op=ast.Not()):
            return [node.operand]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [test for generator in node.generators for test in generator.ifs]
        case ast.Match():
            return [case.guard for case in node.cases if case.guard is not None]
    return ()


def _severity(type_: Type, project: Project) -> Severity:
    names = [part.name for part in alternatives(type_) if isinstance(part, ClassType)]
    if any(name in _FALSY or _may_be_empty(name, project) for name in names):
        return Severity.ERROR
    if names and all(_is_never_falsy(name, project) for name in names):
        return Severity.INFO
    return Severity.WARNING


_ALWAYS_TRUE = frozenset({
    Kind.ATTRS, Kind.DATACLASS, Kind.ENUM, Kind.PYDANTIC, Kind.PYDANTIC_DATACLASS,
})  # fmt: skip


def _may_be_empty(name: str, project: Project) -> bool:
    found = collection_of(project.lineage(name))
    return found is not None and not found.is_lazy


def _is_never_falsy(name: str, project: Project) -> bool:
    if name in _NEVER_FALSY:
        return True
    if not project.kinds(name) & _ALWAYS_TRUE:
        return False
    return not any(project.method(name, special) for special in ("__bool__", "__len__"))


def _edits(source: Source, node: ast.expr, parents: Mapping[ast.AST, ast.AST]) -> tuple[Edit, ...]:
    """Return the edits that turn a truthiness test of an attribute into a comparison with None.

    There are none where no small edit keeps the meaning. The value of `a.b or c` is the attribute
    itself, so it can be kept. The value of `a.b and c` may be the attribute's empty value, and only
    a developer can decide whether the code needs that value.
    """
    if not source.holds(node):
        return ()
    parent = parents[node]
    if isinstance(parent, ast.UnaryOp):
        operator = source.start(parent)
        after = (operator[0], operator[1] + len("not"))
        between = source.between(after, source.start(node))
        spaces = len(between) - len(between.lstrip(" \t"))
        return (
            replace(operator, (after[0], after[1] + spaces), ""),
            insert(source.end(node), " is None"),
        )
    if _is_only_tested(node, parents):
        return (insert(source.end(node), " is not None"),)
    name = source.segment(node)
    match parent:
        case ast.BoolOp(op=ast.Or(), values=[first, second, *_]) if first is node and dotted(node):
            outer = parents[parent]
            if "\n" in name or (isinstance(outer, ast.IfExp) and outer.orelse is not parent):
                return ()
            place = source.find("or", source.end(first), source.start(second))
            if place is not None:
                until = (place[0], place[1] + len("or"))
                edit = replace(place, until, f"if {name} is not None else")
                is_bare = isinstance(outer, ast.comprehension) and outer.iter is parent
                return _in_parentheses(source, parent, edit) if is_bare else (edit,)
    return ()


def _in_parentheses(source: Source, node: ast.expr, edit: Edit) -> tuple[Edit, ...]:
    """Return an edit inside an expression, with parentheses around that if it has none."""
    (line, start), (end_line, end) = source.start(node), source.end(node)
    before, after = source.lines[line - 1][: start - 1], source.lines[end_line - 1][end - 1 :]
    if before.endswith("(") and after.startswith(")"):
        return (edit,)
    return (insert((line, start), "("), edit, insert((end_line, end), ")"))


def _is_only_tested(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> bool:
    """Return whether an expression is used only for its truthiness."""
    parent = parents[node]
    match parent:
        case ast.Assert() | ast.If() | ast.IfExp() | ast.While():
            return parent.test is node
        case ast.comprehension(ifs=conditions):
            return node in conditions
        case ast.match_case(guard=guard):
            return guard is node
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Name(id="bool")):
            return True
        case ast.BoolOp():
            return _is_only_tested(parent, parents)
    return False
