"""Small projects of chance: modules that import each other in every way that there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

from dto_handbook.linter.config import Settings
from dto_handbook.linter.project_files import module_name

_MANAGER = "src/ai/backend/manager"
_PATHS = (
    f"{_MANAGER}/data/user/types.py",
    f"{_MANAGER}/data/user/more.py",
    f"{_MANAGER}/data/user/__init__.py",
    f"{_MANAGER}/data/__init__.py",
    f"{_MANAGER}/data/kernel.py",
    f"{_MANAGER}/data/kernel/__init__.py",  # Python imports it in place of kernel.py
    f"{_MANAGER}/data/kernel/parts.py",
    f"{_MANAGER}/services/user.py",
    f"{_MANAGER}/api/user.py",
    f"{_MANAGER}/dto/user.py",
    "src/ai/backend/common/dto/user.py",
    "src/ai/backend/common/types.py",
    "tools/report.py",
    # Other files with the names of modules above.
    "ai/backend/manager/data/user/types.py",
    "old/src/ai/backend/manager/data/user/more.py",
)
_HEAD = """\
from __future__ import annotations
import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Optional
from pydantic import BaseModel
"""
_NAMES = ("A", "A", "A", "B", "T")
_FIELDS = ("x", "x", "y", "tags")
_TYPES = (
    "A", "B", "T", "str | None", "str | None", "list[str]", "A | None", "int", "dict[str, int]",
    "list[A]", "tuple[B, ...]", "Optional[T]", "Optional[int]", "'A | None'", "m.A", "m.T | None",
)  # fmt: skip
_ARGUMENTS = ("A", "A", "A", "B", "T", "list[A]", "tuple[B, ...]", "A | None", "m.A")
_BASES = (
    "", "", "", "", "", "(A)", "(B)", "(T)", "(m.B)", "(m.A)", "(BaseModel)", "(enum.Enum)",
    "(NamedTuple)", "(Exception)",
)  # fmt: skip
_DECORATORS = ("@dataclass\n", "@dataclass(frozen=True)\n", "@dataclass\n", "@T\n", "")
_COMMENTS = (*("",) * 20, "  # dto: ignore[DTO201, DTO202] so", "  # dto: ignore[DTO402] so")
_BODIES = (
    "if a.x:\n        return b",
    "if a.x:\n        pass",
    "return a.x or b.x  # dto: ignore[DTO601] so",
    "if not a.y and b.x:\n        pass",
    "a.x = 1",
    "a.tags.append('1')",
    "a.tags.append('1')  # dto: ignore[DTO205] so",
    "return a.x or b.y",
    "for it in a:\n        if it.x:\n            it.y = 2",
    "c = f(a, b)\n    if c.x:\n        c.tags.clear()",
    "return [it.x for it in b if it.y]",
    "if a.y.x:\n        del b.x.y",
    "if a.x == None:\n        pass",
    "return list(a)",
    "c = A(1)\n    return c.y or m.f(b).x",
)
_IMPORTS = (
    "from {module} import {name}",
    "from {module} import {name}, {other}",
    "from {module} import *",
    "import {module} as m",
    "from {module} import {name} as {other}",
    "from {parent} import {last} as m",
    "from .{last} import {name}",
    "from .{last} import *",
    "from .. import {last} as m",
    "from . import {name}",
    "if TYPE_CHECKING:\n    from {module} import {name}",
    "try:\n    from {module} import {name}\nexcept ImportError:\n    {name} = {other}",
    "__all__ = ['{name}', '{other}']",
)
_Choose: TypeAlias = Callable[[Sequence[str]], str]
_numbers = st.integers(0, 2**32)
"""Each stands for a text: one draw is far faster than one for each of its parts."""


def _import(number: int, modules: Sequence[str]) -> str:
    choose = Random(number).choice
    form, module = choose(_IMPORTS), choose(modules)
    parent, _, last = module.rpartition(".")
    return f"{form}\n".format(
        module=module, parent=parent, last=last, name=choose(_NAMES), other=choose(_NAMES)
    )


def _statement(number: int) -> str:
    choose = Random(number).choice
    match choose("ccccfffa"):
        case "c":
            return _class(choose)
        case "f":
            signature = f"def {choose('fg')}(a: {choose(_ARGUMENTS)}, b: {choose(_ARGUMENTS)})"
            return f"{signature} -> {choose(_ARGUMENTS)}:\n    {choose(_BODIES)}\n"
    return f"{choose('TTTB')} = {choose(_TYPES)}\n"


def _class(choose: _Choose) -> str:
    head = f"{choose(_DECORATORS)}class {choose('AAABT')}{choose(_BASES)}:{choose(_COMMENTS)}"
    lines = [head]
    for _ in choose(("12", "1", "123")):
        name, type_, comment = choose(_FIELDS), choose(_TYPES), choose(_COMMENTS)
        lines.append(
            f"    @property\n    def {name}(self) -> {type_}: ...{comment}"
            if choose("fffffp") == "p"
            else f"    {name}: {type_}{comment}"
        )
    return "\n".join([*lines, "    pass", ""])


@st.composite
def _sources(draw: st.DrawFn, modules: Sequence[str]) -> str:
    imports = draw(st.lists(_numbers, min_size=1, max_size=3))
    statements = draw(st.lists(_numbers, min_size=1, max_size=5))
    text = "".join([_import(it, modules) for it in imports] + [_statement(it) for it in statements])
    is_broken = statements[:1] and statements[0] % 37 == 36
    return f"{_HEAD}{text}{'def (:' if is_broken else ''}\n"


def _modules(paths: Sequence[str]) -> Sequence[str]:
    there = [module_name(path, Settings())[0] for path in paths]
    return [*there, *there, "ai.backend.manager.data.kernel", "ai.backend.manager.data.user"]


@st.composite
def projects(draw: st.DrawFn) -> dict[str, str]:
    """Draw a project: texts by their paths."""
    paths = draw(st.lists(st.sampled_from(_PATHS), min_size=2, max_size=7, unique=True))
    modules = _modules(paths)
    return {path: draw(_sources(modules)) for path in paths}


@st.composite
def edits(draw: st.DrawFn, files: Mapping[str, str]) -> Mapping[str, str | None]:
    """Draw changes of a project: new texts by paths, None for a file that is deleted."""
    changes: dict[str, str | None] = {}
    present = sorted(files) or list(_PATHS)
    modules = _modules(present)
    for number in draw(st.lists(_numbers, min_size=1, max_size=2)):
        choose = Random(number).choice
        kind, path, name, other = (
            choose("nndfocrrista"),
            choose(present),
            *map(choose, (_NAMES,) * 2),
        )
        text = changes.get(path, files.get(path)) or _HEAD
        match kind:
            case "n":
                changes[choose(_PATHS)] = draw(_sources(modules))
            case "d":
                changes[path] = None
            case "f":
                changes[path] = text.replace("@dataclass\n", "@dataclass(frozen=True)\n", 1)
            case "o":
                changes[path] = text.replace(" | None", "", 1)
            case "c":
                changes[path] = re.sub(r": ([\w.]+)$", r": \1 | None", text, count=1, flags=re.M)
            case "r":
                changes[path] = re.sub(rf"\b{name}\b", other, text)
            case "i":
                changes[path] = text + _import(draw(_numbers), modules)
            case "s":
                changes[path] = text + _statement(draw(_numbers))
            case "t":
                changes[path] = f"# A comment\n{text}"
            case _:
                changes[path] = re.sub(r"\bx\b", "y", text)
    return changes
