"""The quick walks over syntax trees see what Python's own walk sees."""

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from project_code import SRC

from dto_handbook.linter.source_files import find_files
from dto_handbook.semantic.ast_walk import branches, nodes_by_kind, statements_by_kind, stores

ODD = """
match subject:
    case True | None | {"key": [first, *rest], **others} if (n := first):
        del n.item, others["x"]
    case Point(x=0, y=-1j) as point:
        global everything
async def walk(a, /, b: int = 1, *c: str, d=None, **e) -> None:
    async with a as (x.y, z), b:
        async for i in [j async for j in c if j if not d]:
            await (lambda k, *, m=1: k or m)(*i, **e)
    try:
        yield f"{x!r:>{b}} {y.z}" if x else [*c, d] if d else {b: x}
    except* (A, B) as error:
        raise x[1:2:3, ...] from error
    else:
        unpacked = {**e, "k": -b}
    finally:
        assert a < b == c, {v for v in e.items()}
@a.b(c)
class C(D, metaclass=E):
    x: "int" = 3
    y.z: int
    (a.b, [c, *d.e]), f[g.h] = x.y = {k: v for k, v in e}
    x.y += 1
"""
# Kinds that hold no other node that a walk yields.
LEAVES = (
    ast.Constant, ast.Name, ast.alias, ast.boolop, ast.cmpop, ast.expr_context, ast.operator,
    ast.type_ignore, ast.unaryop,
)  # fmt: skip

SOURCES = {"odd": ODD} | {
    Path(file).relative_to(SRC).as_posix(): Path(file).read_text("utf-8")
    for file in find_files([SRC])
}


def counted(nodes: Iterable[ast.AST]) -> Counter[type[ast.AST]]:
    return Counter(type(node) for node in nodes if not isinstance(node, LEAVES))


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["odd", "all of src/"])
def test_every_node_that_may_hold_others_is_found_once(name: str) -> None:
    for text in [ODD] if name == "odd" else SOURCES.values():
        tree = ast.parse(text)
        every = list(ast.walk(tree))
        found = [node for nodes in nodes_by_kind(tree).values() for node in nodes]
        assert counted(found) == counted(every)
        statements = [node for nodes in statements_by_kind(tree).values() for node in nodes]
        are = (ast.stmt, ast.Module, ast.ExceptHandler, ast.match_case)
        assert counted(statements) == counted(node for node in every if isinstance(node, are))


def test_the_nodes_right_inside_a_node_are_those_that_python_names() -> None:
    for node in ast.walk(ast.parse(ODD)):
        expected = counted(ast.iter_child_nodes(node))
        assert counted(branches(node) if not isinstance(node, LEAVES) else ()) == expected


def test_what_statements_set_is_found() -> None:
    tree = ast.parse(ODD)
    expected = Counter(
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)
    )
    assert Counter(map(ast.unparse, stores(tree.body))) == expected
    assert {"n", "x.y", "z", "i", "j", "k", "d.e", "y.z"} <= set(expected)
