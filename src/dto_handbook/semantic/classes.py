"""The classes of a project: their bases and their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dto_handbook.semantic.class_kinds import DTO_KINDS, KIND_OF_BASE, NO_DTO_KINDS, Kind
from dto_handbook.semantic.dataclass_makers import inherited_maker, maker
from dto_handbook.semantic.modules import Dependencies, Modules
from dto_handbook.semantic.names import Names
from dto_handbook.semantic.symbols import ClassSymbol, FunctionSymbol, ModuleSymbols
from dto_handbook.semantic.type_expressions import (
    CallExpression,
    ItemExpression,
    NameExpression,
    TypeExpression,
    UnionExpression,
)


class Classes(Names):
    """The classes of a project, by their full names.

    Args:
        modules: The symbols of the project's modules.
    """

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self._lineages: dict[str, tuple[Sequence[str], Dependencies]] = {}
        self._kinds: dict[str, tuple[frozenset[Kind], Dependencies]] = {}

    def class_symbol(self, name: str) -> tuple[ModuleSymbols, ClassSymbol] | None:
        """Return a class of the project by its full name, with its module."""
        module, _, rest = name.rpartition(".")
        while module:
            if (symbols := self.modules.get(module)) is not None:
                found = symbols.classes.get(rest)
                return (symbols, found) if found is not None else None
            module, _, part = module.rpartition(".")
            rest = f"{part}.{rest}"
        return None

    def bases(self, name: str) -> Sequence[str]:
        """Return the full names of a class's direct bases; none for a class from outside."""
        found = self.class_symbol(name)
        if found is None:
            return self._made_by_call(name)
        module, symbol = found
        return [base for text in symbol.bases if (base := self._base(module.name, text))]

    def lineage(self, name: str) -> Sequence[str]:
        """Return a class and all its bases, nearest first, each once."""
        return self._cached(self._lineages, name, self._find_lineage)

    def kinds(self, name: str) -> frozenset[Kind]:
        """Return the kinds of a class, its own and those of all its bases."""
        return self._cached(self._kinds, name, lambda name: frozenset(self._find_kinds(name)))

    def is_dto_class(self, name: str) -> bool:
        """Return whether a class is a record of fields, wherever it is defined."""
        kinds = self.kinds(name)
        return bool(kinds & DTO_KINDS) and not kinds & NO_DTO_KINDS

    def method(self, class_name: str, name: str) -> tuple[str, FunctionSymbol] | None:
        """Return a method of a class or its bases, with the module that defines it."""
        for owner in self.lineage(class_name):
            found = self.class_symbol(owner)
            if found is not None and name in found[1].methods:
                return found[0].name, found[1].methods[name]
        return None

    def _find_lineage(self, name: str) -> Sequence[str]:
        found, waiting = dict[str, None](), [name]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found[current] = None
                waiting.extend(self.bases(current))
        return tuple(found)

    def _base(self, module: str, expression: TypeExpression) -> str | None:
        match expression:
            case NameExpression(name):
                return self.resolve(module, name)
            case ItemExpression(base):
                return self._base(module, base)
            case CallExpression(function):
                return self.resolve(module, function)
        return None

    def _made_by_call(self, name: str) -> Sequence[str]:
        # Such as `Base = declarative_base()`; under a condition, all that it may be.
        module, _, local = name.rpartition(".")
        symbols = self.modules.get(module)
        alias = symbols.aliases.get(local) if symbols is not None else None
        parts = alias.parts if isinstance(alias, UnionExpression) else (alias,)
        if not any(isinstance(it, CallExpression) for it in parts):
            return ()
        return [base for it in parts if it is not None and (base := self._base(module, it))]

    def _find_kinds(self, name: str) -> Iterator[Kind]:
        for ancestor in self.lineage(name):
            if (kind := KIND_OF_BASE.get(ancestor)) is not None:
                if kind is not Kind.PROTOCOL or ancestor in self.bases(name):
                    yield kind
            elif ancestor.startswith("graphene."):
                yield Kind.GRAPHENE
            if (found := self.class_symbol(ancestor)) is not None:
                for decorator in found[1].decorators:
                    if (made := maker(self, found[0].name, decorator)) is not None:
                        yield made.kind
        if (made := inherited_maker(self, name)) is not None:
            yield made.kind
