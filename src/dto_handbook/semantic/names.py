"""Follows names to where they are defined, across the modules of a project."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TypeVar

from dto_handbook.semantic.modules import Dependencies, Modules
from dto_handbook.semantic.type_expressions import NameExpression

Key = TypeVar("Key")
Answer = TypeVar("Answer")

BUILTINS = frozenset(dir(builtins)) | {"frozendict"}  # Which Python 3.15 brought
"""The names of Python's built-in objects, whichever version runs the checker."""


class Names:
    """The names of a project.

    Every answer is cached together with the modules that it depends on. So `modules.read` has these
    modules even for a cached answer.

    Args:
        modules: The symbols of the project's modules.
    """

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._resolved: dict[tuple[str, str], tuple[str, Dependencies]] = {}
        self._canonical: dict[str, tuple[str, Dependencies]] = {}
        self._open_names: set[tuple[str, str]] = set()  # Those that are being followed
        self._circles: set[tuple[str, str]] = set()  # Those of them that were met again

    def _cached(
        self,
        cache: dict[Key, tuple[Answer, Dependencies]],
        key: Key,
        find: Callable[[Key], Answer],
    ) -> Answer:
        """Return a cached answer, or find it and cache it.

        `resolve` and `canonical` do the same themselves: a chain of re-exports recurses through
        them, and each call between them would shorten the longest chain that Python can follow.

        Args:
            cache: The answers, and the modules that each depends on.
            key: What the answer is about.
            find: Finds the answer.
        """
        if (known := cache.get(key)) is None:
            before, self.modules.read = self.modules.read, 0
            try:
                known = cache[key] = (find(key), self.modules.read)
            finally:  # It may be too deep for Python, and was read all the same
                self.modules.read |= before
        self.modules.read |= known[1]
        return known[0]

    def resolve(self, module: str, name: str) -> str:
        """Follow a name to where it is defined.

        Args:
            module: The module in which the name is used.
            name: The name, dotted or not.

        Returns:
            The full name of the definition: a class of the project, or something outside it, as far
            as imports show. Empty if imports form a cycle.
        """
        key = (module, name)
        if (known := self._resolved.get(key)) is not None:
            self.modules.read |= known[1]
            return known[0]
        if key in self._open_names:
            self._circles.add(key)
            return ""
        before, self.modules.read = self.modules.read, 0
        self._open_names.add(key)
        try:
            found = self._follow(module, name)
        finally:
            read = self.modules.read
            self.modules.read |= before
            self._open_names.remove(key)
            self._circles.discard(key)
        if not self._circles:  # Inside of a circle, not all modules of it were looked at
            self._resolved[key] = (found, read)
        return found

    def canonical(self, name: str) -> str:
        """Follow a full name, through re-exports, to where it is defined."""
        if (known := self._canonical.get(name)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        try:
            found = self._find_canonical(name)
        finally:
            read = self.modules.read
            self.modules.read |= before
        if not self._circles:
            self._canonical[name] = (found, read)
        return found

    def _find_canonical(self, name: str) -> str:
        module, _, last = name.rpartition(".")
        around = self.modules.get(module) if module else None
        if around is not None and not around.is_package:  # As mostly; no module is inside of one
            return self.resolve(module, last)
        module, rest = name, ""
        while self.modules.get(module) is None:
            module, _, part = module.rpartition(".")
            rest = f"{part}.{rest}" if rest else part
            if not module:
                return name  # From outside the project
        return self.resolve(module, rest) if rest else module

    def _follow(self, module: str, name: str) -> str:
        symbols = self.modules.get(module)
        if symbols is None:
            return f"{module}.{name}"
        head, _, rest = name.partition(".")
        tail = f".{rest}" if rest else ""
        if head in symbols.classes or head in symbols.functions:
            return f"{module}.{name}"
        if head in symbols.imports:
            return self.canonical(symbols.imports[head] + tail)
        alias = symbols.aliases.get(head)
        if alias is not None:
            if isinstance(alias, NameExpression) and alias.name != head:
                return self.resolve(module, f"{alias.name}{tail}")
            return f"{module}.{name}"
        if head in symbols.options:
            return f"{module}.{name}"
        for star in symbols.stars:
            if self._exports(star, head, set()):
                return self.canonical(f"{star}.{name}")
        if symbols.is_package and self.modules.get(f"{module}.{head}") is not None:
            return self.canonical(f"{module}.{name}")
        return f"builtins.{name}" if head in BUILTINS else name

    def _exports(self, module: str, name: str, seen: set[str]) -> bool:
        symbols = self.modules.get(module)
        if symbols is None or module in seen:
            return False
        seen.add(module)
        if symbols.public is not None:
            return name in symbols.public
        if name.startswith("_"):
            return False
        return (
            name in symbols.classes
            or name in symbols.imports
            or name in symbols.functions
            or name in symbols.aliases
            or name in symbols.options
            or any(self._exports(star, name, seen) for star in symbols.stars)
        )
