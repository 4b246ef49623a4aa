"""A project, in which names and annotations are resolved across modules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from dto_handbook.semantic.classes import Classes
from dto_handbook.semantic.collection_types import ALIASES
from dto_handbook.semantic.modules import Dependencies, Modules
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


class Project(Classes):
    """A project's names, its classes, and the types that annotations declare.

    Args:
        modules: The symbols of the project's modules.

    Attributes:
        optional: The answers of `optional_members`, by package, and the modules they depend on.
    """

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self._fields: dict[tuple[str, str], tuple[Type, Dependencies]] = {}
        self._aliases: dict[str, tuple[Type, Dependencies]] = {}
        self._holders: dict[tuple[str, str], tuple[bool, Dependencies]] = {}
        self._open_aliases: set[str] = set()  # Those that are being expanded
        self._circular: set[str] = set()  # Aliases that were met while they were expanded
        self.optional: dict[str, tuple[frozenset[str], Dependencies]] = {}

    def field_type(self, class_name: str, field: str) -> Type:
        """Return the type that a class or one of its bases declares for an attribute."""
        key = (class_name, field)
        return self._cached(self._fields, key, lambda key: next(self._declared(*key), UNKNOWN))

    def optional_members(self, package: str) -> frozenset[str]:
        """Return the names of fields and properties that may be None in a package's DTO classes.

        Callers use these names to skip code that cannot matter. They depend on the names, and not
        on the modules that define them.
        """
        before = self.modules.read
        names = self._cached(self.optional, package, self._find_optional)
        self.modules.read = before
        return names

    def holds_dto(self, full: str, package: str) -> bool:
        """Return whether a full name is that of a package's DTO class, or of a type with one in it.

        Args:
            full: The name, as an import has it.
            package: The package.
        """
        return self._cached(self._holders, (full, package), self._find_holder)

    def type_of(self, module: str, expression: TypeExpression) -> Type:
        """Resolve an annotation.

        Args:
            module: The module that contains it.
            expression: The annotation.

        Returns:
            The type, with aliases expanded, `Optional` and `Union` as unions, and `Annotated`,
            `Final`, `ClassVar` and similar wrappers removed.
        """
        match expression:
            case NameExpression("None"):
                return NONE_TYPE
            case NameExpression(name):
                return self._named(self.resolve(module, name), ())
            case UnionExpression(parts):
                return union([self.type_of(module, part) for part in parts])
            case ItemExpression(NameExpression(name), arguments):
                full = self.resolve(module, name)
                if full.rpartition(".")[2] in _TRANSPARENT and arguments:
                    return self.type_of(module, arguments[0])
                inner = tuple(self.type_of(module, part) for part in arguments)
                if full in _OPTIONAL:
                    return union([*inner, NONE_TYPE])
                if full in _UNION:
                    return union(inner)
                return self._named(full, inner)
        return UNKNOWN

    def _find_holder(self, key: tuple[str, str]) -> bool:
        full, package = key
        return any(
            part.name.startswith(f"{package}.") and self.is_dto_class(part.name)
            for part in named(self._named(self.canonical(full), ()))
        )

    def _find_optional(self, package: str) -> frozenset[str]:
        found, seen = set[str](), set[str]()
        for module in self.modules.below(package):
            symbols = self.modules.get(module)
            for name in symbols.classes if symbols is not None else ():
                # What is too deep to follow is reported where a rule follows it.
                with suppress(RecursionError):
                    if self.is_dto_class(f"{module}.{name}"):
                        for owner in self.lineage(f"{module}.{name}"):
                            if owner not in seen:
                                seen.add(owner)
                                self._add_optional(owner, found)
        return frozenset(found)

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
            found = self.type_of(module, alias)
        finally:  # It may be too deep for Python
            read = self.modules.read
            self.modules.read |= before
            self._open_aliases.remove(full)
        if full not in self._circular or not self._open_aliases:
            self._aliases[full] = (found, read)
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
