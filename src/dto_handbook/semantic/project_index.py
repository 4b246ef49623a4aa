"""Resolves the names of a project across its modules."""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from dto_handbook.semantic.class_kinds import (
    DTO_KINDS,
    KIND_OF_BASE,
    NO_DTO_KINDS,
    Kind,
)
from dto_handbook.semantic.collection_types import ALIASES
from dto_handbook.semantic.dataclass_makers import inherited_maker, maker
from dto_handbook.semantic.symbols import ClassSymbol, FunctionSymbol, ModuleSymbols
from dto_handbook.semantic.type_expressions import (
    CallExpression,
    ItemExpression,
    NameExpression,
    TypeExpression,
    UnionExpression,
)
from dto_handbook.semantic.types import (
    NONE_TYPE,
    UNKNOWN,
    ClassType,
    Type,
    alternatives,
    named,
    union,
)

BUILTINS = frozenset(dir(builtins)) | {"frozendict"}  # Which Python 3.15 brought
"""The names of Python's built-in objects, whichever version runs the checker."""

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


class Project:
    """The modules of a project, in which names are resolved.

    Every answer is cached together with the modules that it depends on. So `modules.read` has these
    modules even for a cached answer.

    Args:
        modules: The symbols of the project's modules.

    Attributes:
        optional: The answers of `optional_members`, by package, and the modules they depend on.
    """

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._lineages: dict[str, tuple[Sequence[str], Dependencies]] = {}
        self._resolved: dict[tuple[str, str], tuple[str, Dependencies]] = {}
        self._kinds: dict[str, tuple[frozenset[Kind], Dependencies]] = {}
        self._fields: dict[tuple[str, str], tuple[Type, Dependencies]] = {}
        self._aliases: dict[str, tuple[Type, Dependencies]] = {}
        self._canonical: dict[str, tuple[str, Dependencies]] = {}
        self._holders: dict[str, tuple[bool, Dependencies]] = {}
        self._open_names: set[tuple[str, str]] = set()  # Those that are being followed
        self._circles: set[tuple[str, str]] = set()  # Those of them that were met again
        self._open_aliases: set[str] = set()  # Those that are being expanded
        self._circular: set[str] = set()  # Aliases that were met while they were expanded
        self.optional: dict[str, tuple[frozenset[str], Dependencies]] = {}

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
        found = self._follow(module, name)
        self._open_names.remove(key)
        self._circles.discard(key)
        if not self._circles:  # Inside of a circle, not all modules of it were looked at
            self._resolved[key] = (found, self.modules.read)
        self.modules.read |= before
        return found

    def canonical(self, name: str) -> str:
        """Follow a full name, through re-exports, to where it is defined."""
        if (known := self._canonical.get(name)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        found = self._find_canonical(name)
        if not self._circles:
            self._canonical[name] = (found, self.modules.read)
        self.modules.read |= before
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
        if (known := self._lineages.get(name)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        found, waiting = dict[str, None](), [name]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found[current] = None
                waiting.extend(self.bases(current))
        lineage = tuple(found)
        self._lineages[name] = (lineage, self.modules.read)
        self.modules.read |= before
        return lineage

    def kinds(self, name: str) -> frozenset[Kind]:
        """Return the kinds of a class, its own and those of all its bases."""
        if (known := self._kinds.get(name)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        found = frozenset(self._find_kinds(name))
        self._kinds[name] = (found, self.modules.read)
        self.modules.read |= before
        return found

    def is_dto_class(self, name: str) -> bool:
        """Return whether a class is a record of fields, wherever it is defined."""
        kinds = self.kinds(name)
        return bool(kinds & DTO_KINDS) and not kinds & NO_DTO_KINDS

    def field_type(self, class_name: str, field: str) -> Type:
        """Return the type that a class or one of its bases declares for an attribute."""
        key = (class_name, field)
        if (known := self._fields.get(key)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        found = next(self._declared(class_name, field), UNKNOWN)
        self._fields[key] = (found, self.modules.read)
        self.modules.read |= before
        return found

    def method(self, class_name: str, name: str) -> tuple[str, FunctionSymbol] | None:
        """Return a method of a class or its bases, with the module that defines it."""
        for owner in self.lineage(class_name):
            found = self.class_symbol(owner)
            if found is not None and name in found[1].methods:
                return found[0].name, found[1].methods[name]
        return None

    def optional_members(self, package: str) -> frozenset[str]:
        """Return the names of fields and properties that may be None in a package's DTO classes.

        Callers use these names to skip code that cannot matter. They depend on the names, and not
        on the modules that define them.
        """
        if package not in self.optional:
            before, self.modules.read = self.modules.read, 0
            names = frozenset(self._find_optional(package))
            self.optional[package] = (names, self.modules.read)
            self.modules.read = before
        return self.optional[package][0]

    def holds_dto(self, full: str, package: str) -> bool:
        """Return whether a full name is that of a package's DTO class, or of a type with one in it.

        Args:
            full: The name, as an import has it.
            package: The package.
        """
        if (known := self._holders.get(full)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        found = any(
            part.name.startswith(f"{package}.") and self.is_dto_class(part.name)
            for part in named(self._named(self.canonical(full), ()))
        )
        self._holders[full] = (found, self.modules.read)
        self.modules.read |= before
        return found

    def type_of(self, module: str, expression: TypeExpression) -> Type:
        """Resolve an annotation.

        Args:
            module: The module that contains it.
            expression: The annotation.

        Returns:
            The type, with aliases expanded, `Optional` and `Union` as unions, and `Annotated`,
            `Final`, `ClassVar` and similar wrappers removed.
        """
        return self._type(module, expression)

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

    def _find_optional(self, package: str) -> set[str]:
        found, seen = set[str](), set[str]()
        for module in self.modules.below(package):
            symbols = self.modules.get(module)
            for name in symbols.classes if symbols is not None else ():
                if self.is_dto_class(f"{module}.{name}"):
                    for owner in self.lineage(f"{module}.{name}"):
                        if owner not in seen:
                            seen.add(owner)
                            self._add_optional(owner, found)
        return found

    def _add_optional(self, class_name: str, found: set[str]) -> None:
        # Looks at no more annotations of a name that is found: many classes have a `description`.
        if (defined := self.class_symbol(class_name)) is None:
            return
        symbols, class_ = defined
        declared = [(field.name, field.annotation) for field in class_.fields + class_.attributes]
        declared += [
            (name, method.returns)
            for name, method in class_.methods.items()
            if method.is_property and method.returns is not None
        ]
        for name, annotation in declared:
            if name not in found and NONE_TYPE in alternatives(
                self.type_of(symbols.name, annotation)
            ):
                found.add(name)

    def _declared(self, class_name: str, field: str) -> Iterator[Type]:
        for owner in self.lineage(class_name):
            if (found := self.class_symbol(owner)) is not None:
                for symbol in (*found[1].fields, *found[1].attributes):
                    if symbol.name == field:
                        yield self.type_of(found[0].name, symbol.annotation)

    def _type(self, module: str, expression: TypeExpression) -> Type:
        match expression:
            case NameExpression("None"):
                return NONE_TYPE
            case NameExpression(name):
                return self._named(self.resolve(module, name), ())
            case UnionExpression(parts):
                return union([self._type(module, part) for part in parts])
            case ItemExpression(NameExpression(name), arguments):
                full = self.resolve(module, name)
                if full.rpartition(".")[2] in _TRANSPARENT and arguments:
                    return self._type(module, arguments[0])
                inner = tuple(self._type(module, part) for part in arguments)
                if full in _OPTIONAL:
                    return union([*inner, NONE_TYPE])
                if full in _UNION:
                    return union(inner)
                return self._named(full, inner)
        return UNKNOWN

    def _named(self, full: str, arguments: tuple[Type, ...]) -> Type:
        module, _, local = full.rpartition(".")
        symbols = self.modules.get(module)
        if symbols is not None and local not in symbols.classes and local in symbols.aliases:
            alias = symbols.aliases[local]
            if not isinstance(alias, CallExpression) or not self.is_dto_class(full):
                return self._expanded(full, module, alias)
        return ClassType(_RENAMED.get(full, full), arguments)

    def _expanded(self, full: str, module: str, alias: TypeExpression) -> Type:
        if full in self._open_aliases:
            self._circular |= self._open_aliases
            return UNKNOWN
        # The target of an alias in a cycle depends on where the cycle was entered.
        is_inside_circle = full in self._circular and bool(self._open_aliases)
        if not is_inside_circle and (known := self._aliases.get(full)) is not None:
            self.modules.read |= known[1]
            return known[0]
        before, self.modules.read = self.modules.read, 0
        self._open_aliases.add(full)
        try:
            found = self._type(module, alias)
        finally:  # It may be too deep for Python
            self._open_aliases.remove(full)
        if full not in self._circular or not self._open_aliases:
            self._aliases[full] = (found, self.modules.read)
        self.modules.read |= before
        return found


_TRANSPARENT = frozenset({
    "Annotated", "ClassVar", "Final", "InitVar", "Mapped", "NotRequired", "ReadOnly", "Required",
})  # fmt: skip
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
_UNION = frozenset({"typing.Union", "typing_extensions.Union"})
_RENAMED = ALIASES | {
    "builtins.None": "None",
    "typing.Type": "builtins.type",
    "typing_extensions.Type": "builtins.type",
}
