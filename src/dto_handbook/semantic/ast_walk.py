"""Fast walks over syntax trees."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

Function = ast.FunctionDef | ast.AsyncFunctionDef

# The fields of each kind of node in which there may be nodes that hold others. Names, constants and
# operators, most of a tree, are left out: they hold none.
_LEAVES = frozenset({ast.Constant, ast.Name, type(None)})
_NO_BRANCHES = frozenset({
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "is_lazy", "kind", "kwd_attrs",
    "level", "module", "name", "names", "op", "ops", "rest", "simple", "str", "tag",
    "type_comment", "type_ignores",
})  # fmt: skip
_BRANCHES = {
    kind: tuple(field for field in kind._fields if field not in _NO_BRANCHES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
} | {ast.MatchSingleton: ()}
# Those in which there are statements, or what holds statements.
_BLOCKS = {
    kind: tuple(f for f in ("body", "cases", "handlers", "orelse", "finalbody") if f in branches)
    for kind, branches in _BRANCHES.items()
    if not issubclass(kind, ast.expr)
}


_DECORATED = frozenset({ast.AsyncFunctionDef, ast.ClassDef, ast.FunctionDef})
OPEN = frozenset({
    ast.AsyncFor, ast.AsyncWith, ast.For, ast.If, ast.Match, ast.Try, ast.TryStar, ast.While,
    ast.With,
})  # fmt: skip
"""The statements without a scope of their own: names in them belong to the scope around."""

Nodes = Mapping[type[ast.AST], Sequence[ast.AST]]


def statements_by_kind(tree: ast.Module) -> Nodes:
    """Return all statements of a tree, including nested ones, in no particular order."""
    found: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        found[node.__class__].append(node)
        for block in _BLOCKS[node.__class__]:
            waiting += getattr(node, block)
    return found


def nodes_by_kind(tree: ast.AST, lines: Sequence[int] | None = None) -> Nodes:
    """Return all nodes of a tree or subtree that may contain others, in no particular order.

    Args:
        tree: The tree.
        lines: The sorted lines to which the statements in it are limited.
    """
    # Every node passes here: `ast.iter_child_nodes` takes five times as long.
    found: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if lines is not None and isinstance(node, ast.stmt) and not _may_stand_on(node, lines):
            continue
        found[node.__class__].append(node)
        for branch in _BRANCHES[node.__class__]:
            value = getattr(node, branch)
            if value.__class__ is list:
                waiting += [item for item in value if item.__class__ not in _LEAVES]
            elif value.__class__ not in _LEAVES:
                waiting.append(value)
    return found


def _may_stand_on(node: ast.stmt, lines: Sequence[int]) -> bool:
    return node.__class__ in _DECORATED or stands_on(node, lines)  # Decorators are above it


def stands_on(node: ast.stmt, lines: Sequence[int]) -> bool:
    """Return whether a statement, without its decorators, is on one of the lines.

    Args:
        node: The statement.
        lines: The lines, sorted.
    """
    at = bisect_left(lines, node.lineno)
    return at < len(lines) and lines[at] <= (node.end_lineno or lines[at])


def branches(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the direct children of a node that may contain others."""
    for branch in _BRANCHES[node.__class__]:
        value = getattr(node, branch)
        if value.__class__ is list:
            for item in value:
                if item.__class__ not in _LEAVES:
                    yield item
        elif value.__class__ not in _LEAVES:
            yield value


def dotted(node: ast.AST) -> str | None:
    """Return `os.path.join` for such a chain of names; None for anything else."""
    rest = ""
    while isinstance(node, ast.Attribute):
        rest = f".{node.attr}{rest}"
        node = node.value
    return node.id + rest if isinstance(node, ast.Name) else None


def all_parameters(arguments: ast.arguments) -> Sequence[ast.arg]:
    """Return a function's parameters, `*args` and `**kwargs` among them."""
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*named, *filter(None, (arguments.vararg, arguments.kwarg))]


def annotations_of(function: Function) -> Sequence[ast.expr]:
    """Return the annotations of a function's parameters and result."""
    found = [it.annotation for it in all_parameters(function.args) if it.annotation is not None]
    return [*found, function.returns] if function.returns is not None else found


def stores(body: Iterable[ast.AST]) -> Iterator[ast.Name | ast.Attribute]:
    """Yield the names and attributes that statements set, in no particular order."""
    waiting: list[ast.AST | None] = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(ctx=ast.Store()):
                yield node
            case None | ast.Name() | ast.Constant():
                continue
            case ast.Attribute(ctx=ast.Store()):
                yield node
        for branch in _BRANCHES[node.__class__]:
            value = getattr(node, branch)
            if value.__class__ is list:
                waiting += value
            else:
                waiting.append(value)


def blocks(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements directly inside a node, and its handlers and cases."""
    for block in _BLOCKS[node.__class__]:
        yield from getattr(node, block)


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements; in place of `if`, `for`, `try` and similar ones, those inside them."""
    for node in body:
        if node.__class__ in OPEN:
            for inner in blocks(node):
                if isinstance(inner, ast.ExceptHandler | ast.match_case):
                    yield from statements(inner.body)
                elif isinstance(inner, ast.stmt):
                    yield from statements([inner])
        else:
            yield node
