"""The values of `frozen` in the keywords of a call, as far as the text shows them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TypeAlias

from dto_handbook.semantic.ast_walk import dotted

Options: TypeAlias = tuple[bool | str, ...]
"""The values of `frozen` in keywords, in order.

A boolean is the value itself, and a string is the name of a constant, or of a mapping of keywords
after `**`. The empty string is an unknown value.
"""

UNKNOWN_OPTIONS: Options = ("",)


def options(keywords: Iterable[ast.keyword], word: str = "frozen") -> Options:
    """Return the values of one keyword of a call or a class.

    Args:
        keywords: The keywords.
        word: The name of that keyword.
    """
    found = list[bool | str]()
    for keyword in keywords:
        if keyword.arg == word:
            found.append(_option(keyword.value))
        elif keyword.arg is None:
            literal = isinstance(keyword.value, ast.Dict)
            found += (options_of_constant(keyword.value) or ()) if literal else ()
            found += () if literal else (_mapping(keyword.value),)
    return tuple(found)


def options_of_constant(node: ast.expr) -> Options | None:
    """Return a constant's values for `frozen`; None unless it is a boolean or a literal mapping."""
    match node:
        case ast.Constant(value=bool() as given):
            return (given,)
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return options(keywords)
        case ast.Dict(keys=keys, values=values):
            found = list[bool | str]()
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    found.append(_mapping(value))
                elif not isinstance(key, ast.Constant):
                    found.append("")
                elif key.value == "frozen":
                    found.append(_option(value))
            return tuple(reversed(found))  # Of equal keys the last one counts
    return None


def _option(node: ast.expr) -> bool | str:
    return bool(node.value) if isinstance(node, ast.Constant) else dotted(node) or ""


def _mapping(node: ast.expr) -> str:
    name = dotted(node)
    return f"**{name}" if name is not None else ""
