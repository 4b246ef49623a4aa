"""DTO501: a function with missing annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import Function, blocks


class MissingAnnotation(Rule):
    """A function in `manager/data` annotates each parameter and its result.

    Why: A type checker does not check the body of a function without annotations, and accepts any
    use of its result. A wrong value gets in, and the error appears where the value is used, or not
    at all.

    How to fix: Annotate every parameter, including `*args` and `**kwargs`, and the result. The
    result of a function that returns nothing is `None`.

    Exceptions: `self` and `cls` need no annotation. `__init__` needs no `-> None` if one of its
    parameters is annotated. A lambda cannot be annotated, and is not flagged.
    """

    id = "DTO501"
    name = "Missing annotation"
    clauses = ("G5",)
    since = "0.1.0"
    follows_names = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the signature of each function, including overloads and inner functions."""
        waiting: list[tuple[ast.AST, str, bool]] = [(module.tree, "", False)]
        while waiting:
            parent, prefix, is_class = waiting.pop()
            for node in blocks(parent):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    name = prefix + node.name
                    if missing := list(_missing(module, node, is_method=is_class)):
                        message = f"{name} lacks annotations: annotate {', '.join(missing)}"
                        yield self.finding(module, node, name, message)
                    waiting.append((node, f"{name}.", False))
                elif isinstance(node, ast.ClassDef):
                    waiting.append((node, f"{prefix}{node.name}.", True))
                else:
                    waiting.append((node, prefix, is_class))


def _missing(module: Module, node: Function, *, is_method: bool) -> Iterator[str]:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args]
    if is_method and named and not _is_static(module, node):
        named.pop(0)
    named += arguments.kwonlyargs
    given = [*named, *filter(None, (arguments.vararg, arguments.kwarg))]
    yield from (argument.arg for argument in named if argument.annotation is None)
    for stars, argument in (("*", arguments.vararg), ("**", arguments.kwarg)):
        if argument is not None and argument.annotation is None:
            yield f"{stars}{argument.arg}"
    if node.returns is None:
        is_constructor = is_method and node.name in {"__init__", "__init_subclass__"}
        if not is_constructor or all(argument.annotation is None for argument in given):
            yield "the result"


def _is_static(module: Module, node: Function) -> bool:
    return any(
        module.resolve(decorator) == "builtins.staticmethod" for decorator in node.decorator_list
    )
