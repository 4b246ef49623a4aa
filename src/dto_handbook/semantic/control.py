"""Calls that do not return, and context managers that suppress exceptions."""

from __future__ import annotations

import ast

from dto_handbook.semantic.collection_types import MUTATORS
from dto_handbook.semantic.inference import Inference
from dto_handbook.semantic.state import State
from dto_handbook.semantic.types import ClassType

_TYPING = ("typing", "typing_extensions")
_NEVER = frozenset(
    ClassType(f"{module}.{name}") for module in _TYPING for name in ("Never", "NoReturn")
)
_EXITS = frozenset({
    "builtins.exit", "builtins.quit", "exit", "quit",  # `site` makes them, where it is loaded
    "os._exit", "os.abort", "sys.exit",
    *(f"os.exec{ending}" for ending in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
    *(f"pytest.{name}" for name in ("exit", "fail", "skip", "xfail")),
    *(f"{module}.assert_never" for module in _TYPING),
})  # fmt: skip
_SUPPRESS = frozenset({"contextlib.suppress", "pytest.raises"})


def never_returns(types: Inference, node: ast.expr, state: State) -> bool:
    """Return whether an expression is a call that ends the function, or the program.

    Args:
        types: Resolves the called name, and knows the declared results of functions.
        node: The expression.
        state: What is known there.
    """
    call = node.value if isinstance(node, ast.Await) else node
    if not isinstance(call, ast.Call):
        return False
    if isinstance(call.func, ast.Attribute) and call.func.attr in MUTATORS:
        return False  # `append` and the like are the most frequent calls by far
    if types.resolve(call.func) in _EXITS and not types.is_local(call.func, state):
        return True
    return types.type_of(node, state) in _NEVER


def may_suppress(types: Inference, manager: ast.expr, state: State) -> bool:
    """Return whether a context manager is known to suppress exceptions.

    As in type checkers, a class suppresses them if its `__exit__` is declared to return `bool`.

    Args:
        types: Resolves names, and knows the types of expressions.
        manager: The expression after `with`.
        state: What is known there.
    """
    called = manager.func if isinstance(manager, ast.Call) else manager
    if types.resolve(called) in _SUPPRESS:
        return True
    return any(
        types.method_result(manager, name, state) == ClassType("builtins.bool")
        for name in ("__exit__", "__aexit__")
    )
