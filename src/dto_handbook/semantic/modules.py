"""What a project's modules define, however that is known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TypeAlias

from dto_handbook.semantic.symbols import ModuleSymbols

Dependencies: TypeAlias = int
"""A set, as bits: modules that were read, and names that turned out not to be modules."""


class Modules(ABC):
    """The symbols of a project's modules, read on first use.

    Attributes:
        read: The modules that were read since this was last set to zero.
    """

    read: Dependencies = 0

    @abstractmethod
    def get(self, name: str) -> ModuleSymbols | None:
        """Return a module's symbols by its dotted name; None if the project has no such module.

        The module is recorded in `read`.
        """

    @abstractmethod
    def below(self, package: str) -> Iterable[str]:
        """Return the names of a package's modules, its own among them."""
