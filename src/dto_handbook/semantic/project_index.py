"""The index of a project: every module's names, resolved across modules."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence

from dto_handbook.semantic.class_kinds import (
    DTO_KINDS,
    KIND_OF_BASE,
    KIND_OF_DECORATOR,
    NO_DTO_KINDS,
    Kind,
)
from dto_handbook.semantic.collection_types import ALIASES
from dto_handbook.semantic.symbols import (
    CallExpression,
    ClassSymbol,
    FunctionSymbol,
    ItemExpression,
    ModuleSymbols,
    NameExpression,
    TypeExpression,
    UnionExpression,
    names_in,
)
from dto_handbook.semantic.types import NONE_TYPE, UNKNOWN, ClassType, Type, alternatives, union


class Project:
    """The modules of a project, and what their names stand for.

    Args:
        modules: Every module by its dotted name.
    """

    def __init__(self, modules: Mapping[str, ModuleSymbols]) -> None:
        self.modules = modules
        self._lineages: dict[str, Sequence[str]] = {}
        self._resolved: dict[tuple[str, str], str] = {}
        self._kinds: dict[str, frozenset[Kind]] = {}
        self._fields: dict[tuple[str, str], Type] = {}
        self._aliases: dict[str, Type] = {}
        self._optional: dict[str, frozenset[str]] = {}
        self._dto_names: dict[str, frozenset[str]] = {}

    def resolve(self, module: str, name: str) -> str:
        """Follow a name to where it is defined.

        Args:
            module: The module in which the name is used.
            name: The name, dotted or not.

        Returns:
            The full name of what it stands for: of a class of the project, or of something
            outside of it as far as imports tell.
        """
        key = (module, name)
        if key not in self._resolved:
            self._resolved[key] = name  # Stands while the name is followed, and ends a circle
            self._resolved[key] = self._follow(module, name)
        return self._resolved[key]

    def canonical(self, name: str) -> str:
        """Follow a full name, through re-exports, to where it is defined."""
        module, rest = name, ""
        while module not in self.modules:
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
            return ()
        module, symbol = found
        return [base for text in symbol.bases if (base := self._base(module.name, text))]

    def lineage(self, name: str) -> Sequence[str]:
        """Return a class and all its bases, nearest first, each once."""
        if name not in self._lineages:
            found, waiting = dict[str, None](), [name]
            while waiting:
                current = waiting.pop(0)
                if current not in found:
                    found[current] = None
                    waiting.extend(self.bases(current))
            self._lineages[name] = tuple(found)
        return self._lineages[name]

    def kinds(self, name: str) -> frozenset[Kind]:
        """Tell what a class is made with, itself or through a base class anywhere."""
        if name not in self._kinds:
            self._kinds[name] = frozenset(self._find_kinds(name))
        return self._kinds[name]

    def is_dto_class(self, name: str) -> bool:
        """Tell whether a class is a record of fields, wherever it stands."""
        kinds = self.kinds(name)
        return bool(kinds & DTO_KINDS) and not kinds & NO_DTO_KINDS

    def field_type(self, class_name: str, field: str) -> Type:
        """Return the type that a class or one of its bases declares for an attribute."""
        key = (class_name, field)
        if key not in self._fields:
            self._fields[key] = next(self._declared(class_name, field), UNKNOWN)
        return self._fields[key]

    def method(self, class_name: str, name: str) -> tuple[str, FunctionSymbol] | None:
        """Return a method of a class or its bases, with the module that it stands in."""
        for owner in self.lineage(class_name):
            found = self.class_symbol(owner)
            if found is not None and name in found[1].methods:
                return found[0].name, found[1].methods[name]
        return None

    def optional_members(self, package: str) -> frozenset[str]:
        """Return the names of fields and properties that may be None in a package's DTO classes."""
        if package not in self._optional:
            self._optional[package] = frozenset(self._find_optional(package))
        return self._optional[package]

    def dto_names(self, package: str) -> frozenset[str]:
        """Return every name by which an annotation can mean a package's DTO, or what holds one.

        Args:
            package: The package.

        Returns:
            The last parts of the names: of classes, of aliases for types with such a class in them,
            and what either is called where it is imported under another name.
        """
        if package not in self._dto_names:
            self._dto_names[package] = frozenset(self._find_dto_names(package))
        return self._dto_names[package]

    def type_of(self, module: str, expression: TypeExpression) -> Type:
        """Resolve an annotation.

        Args:
            module: The module in which it stands.
            expression: The annotation.

        Returns:
            The type, with aliases expanded, `Optional` and `Union` as unions, and `Annotated`,
            `Final`, `ClassVar` and the like taken off.
        """
        return self._type(module, expression, depth=0)

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
        for star in symbols.stars:
            if self._exports(star, head, set()):
                return self.canonical(f"{star}.{name}")
        if f"{module}.{head}" in self.modules:
            return self.canonical(f"{module}.{name}")
        return f"builtins.{name}" if hasattr(builtins, head) else name

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
            or any(self._exports(star, name, seen) for star in symbols.stars)
        )

    def _base(self, module: str, expression: TypeExpression) -> str | None:
        match expression:
            case NameExpression(name):
                resolved = self.resolve(module, name)
                made = self._made_by_call(resolved)
                return made if made is not None else resolved
            case ItemExpression(base):
                return self._base(module, base)
            case CallExpression(function):
                return self.resolve(module, function)
        return None

    def _made_by_call(self, name: str) -> str | None:
        # Such as `Base = declarative_base()`.
        module, _, local = name.rpartition(".")
        symbols = self.modules.get(module)
        alias = symbols.aliases.get(local) if symbols is not None else None
        if isinstance(alias, CallExpression):
            return self.resolve(module, alias.function)
        return None

    def _find_kinds(self, name: str) -> Iterator[Kind]:
        for ancestor in self.lineage(name):
            if (kind := KIND_OF_BASE.get(ancestor)) is not None:
                if kind is not Kind.PROTOCOL or ancestor in self.bases(name):
                    yield kind
            elif ancestor.startswith("graphene."):
                yield Kind.GRAPHENE
            if (found := self.class_symbol(ancestor)) is not None:
                for decorator in found[1].decorators:
                    kind = KIND_OF_DECORATOR.get(self.resolve(found[0].name, decorator))
                    if kind is not None:
                        yield kind

    def _find_dto_names(self, package: str) -> set[str]:
        names, others = set[str](), list[tuple[str, frozenset[str]]]()
        for module, symbols in self.modules.items():
            if module == package or module.startswith(f"{package}."):
                for name in symbols.classes:
                    if self.is_dto_class(f"{module}.{name}"):
                        names.add(name.rpartition(".")[2])
            for local, target in symbols.imports.items():
                if target.rpartition(".")[2] != local:
                    others.append((local, frozenset({target.rpartition(".")[2]})))
            for local, expression in symbols.aliases.items():
                others.append((local, frozenset(names_in(expression))))
        before = -1
        while before < len(names):
            before = len(names)
            names.update(local for local, meant in others if not names.isdisjoint(meant))
        return names

    def _find_optional(self, package: str) -> set[str]:
        found, seen = set[str](), set[str]()
        for module, symbols in self.modules.items():
            if module != package and not module.startswith(f"{package}."):
                continue
            for name in symbols.classes:
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

    def _type(self, module: str, expression: TypeExpression, depth: int) -> Type:
        if depth > 20:  # An alias that is defined by itself
            return UNKNOWN
        match expression:
            case NameExpression("None"):
                return NONE_TYPE
            case NameExpression(name):
                return self._named(self.resolve(module, name), (), depth)
            case UnionExpression(parts):
                return union([self._type(module, part, depth + 1) for part in parts])
            case ItemExpression(NameExpression(name), arguments):
                full = self.resolve(module, name)
                if full.rpartition(".")[2] in _TRANSPARENT and arguments:
                    return self._type(module, arguments[0], depth + 1)
                inner = tuple(self._type(module, part, depth + 1) for part in arguments)
                if full in _OPTIONAL:
                    return union([*inner, NONE_TYPE])
                if full in _UNION:
                    return union(inner)
                return self._named(full, inner, depth)
        return UNKNOWN

    def _named(self, full: str, arguments: tuple[Type, ...], depth: int) -> Type:
        module, _, local = full.rpartition(".")
        symbols = self.modules.get(module)
        if symbols is not None and local not in symbols.classes and local in symbols.aliases:
            if full not in self._aliases:
                self._aliases[full] = UNKNOWN  # Stands while it is expanded, and ends a circle
                self._aliases[full] = self._type(module, symbols.aliases[local], depth + 1)
            return self._aliases[full]
        return ClassType(_RENAMED.get(full, full), arguments)


_TRANSPARENT = frozenset({"Annotated", "ClassVar", "Final", "InitVar", "Required", "Mapped"})
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
_UNION = frozenset({"typing.Union", "typing_extensions.Union"})
_RENAMED = ALIASES | {
    "builtins.None": "None",
    "typing.Type": "builtins.type",
    "typing_extensions.Type": "builtins.type",
}
