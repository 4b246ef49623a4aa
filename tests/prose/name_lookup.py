"""What a name in inline code stands for: an object of the project, or one of somebody else's."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import keyword
import sys
from collections.abc import Mapping, Sequence
from functools import cache

from project_code import SRC, exists, module_file, modules, parsed
from prose.surrounding_code import Code

from dto_handbook_site.generate.symbols import targets

OURS = ("ai.", "dto_handbook.", "dto_handbook_site.")
_NOTHING = object()
_PYTHONS = frozenset({*dir(builtins), "self", "cls", "args", "kwargs"})  # By custom, the last


def kind_of_name(text: str, code: Code) -> str:
    """Return what a name, bare or dotted, stands for.

    The first that holds decides: a word of Python's own; a name in the code that the page shows; an
    entry of the reference; a name that a module of the project imports, or a dotted one that can be
    imported; the only class or function of the project with that name. So a field that is not shown
    needs its class in front of it.

    Args:
        text: The name.
        code: The code that surrounds it.

    Returns:
        The kind; empty where it stands for nothing.
    """
    if text.startswith(OURS):
        return "symbol" if exists(text) else ""
    root, _, rest = text.partition(".")
    if not rest and (keyword.iskeyword(text) or text in _PYTHONS):
        return "Python's own"
    if meant := targets().get(text):
        return "symbol" if len(meant) == 1 or text in code.names else ""
    if entry := targets().get(root):
        return "symbol" if any(exists(f"{path}.{rest}") for path in entry) else ""
    if set(text.split(".")) <= code.names:
        return "shown"
    if found(text) is not _NOTHING:
        return "foreign"
    return "symbol" if len(_public().get(text, ())) == 1 else ""


def found(text: str) -> object:
    """Return what a name of Python's or of a library means; `_NOTHING` where there is none."""
    root, *rest = text.split(".")
    value: object = getattr(builtins, root, _NOTHING)
    if value is _NOTHING and (source := _imported().get(root)):
        module, name = source
        value = importlib.import_module(module)
        value = getattr(value, name, _NOTHING) if name else value
    if value is _NOTHING and rest and root in sys.stdlib_module_names | _libraries():
        value = importlib.import_module(root)
    path = root
    for name in rest:
        path = f"{path}.{name}"
        if inspect.ismodule(value) and not hasattr(value, name):
            try:
                importlib.import_module(path)
            except ImportError:
                return _NOTHING
        value = getattr(value, name, _NOTHING)
    return value


def takes(function: object, keyword_argument: str) -> bool:
    """Return whether a function of somebody else's has a parameter of a name."""
    if not callable(function):
        return False
    try:
        return keyword_argument in inspect.signature(function).parameters
    except ValueError:  # Written in C
        return False


@cache
def _imported() -> Mapping[str, tuple[str, str]]:
    """Return what the project's modules import from elsewhere: module and name, by the name."""
    sources = dict[str, tuple[str, str]]()
    for file in sorted(SRC.rglob("*.py")):
        for node in parsed(file).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                if not f"{node.module}.".startswith(OURS):
                    for alias in node.names:
                        sources.setdefault(alias.name, (node.module, alias.name))
            elif isinstance(node, ast.Import):
                for root in {alias.name.partition(".")[0] for alias in node.names}:
                    sources.setdefault(root, (root, ""))
    return sources


@cache
def _public() -> Mapping[str, Sequence[str]]:
    """Return the paths of the tool's classes and functions by their names."""
    found = dict[str, list[str]]()
    for module in [*modules("dto_handbook"), *modules("dto_handbook_site")]:
        for node in parsed(module_file(module)).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and ".rules." not in module:
                found.setdefault(node.name, []).append(f"{module}.{node.name}")
    return found


@cache
def _libraries() -> frozenset[str]:
    return frozenset(module.partition(".")[0] for module, _ in _imported().values())
