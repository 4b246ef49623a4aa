"""Obstacles to freezing a class, among the changes in one file."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from dto_handbook.semantic.attribute_changes import Change, Changes
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.receivers import Receiver
from dto_handbook.semantic.type_expressions import ItemExpression, NameExpression, TypeExpression
from dto_handbook.semantic.types import NONE_TYPE, UNKNOWN, ClassType, Type, alternatives, union

# Classes of libraries whose instances take any attribute, and are nothing else.
_OPEN_CLASSES = frozenset({
    "argparse.Namespace", "threading.local", "types.SimpleNamespace", "unittest.mock.AsyncMock",
    "unittest.mock.MagicMock", "unittest.mock.Mock",
})  # fmt: skip


@dataclass
class FreezableClass:
    """A class to be frozen.

    Attributes:
        name: Its full name.
        path: The file that defines it.
        attributes: The names of its fields, and of other attributes that its own code uses.
        names: Its names in code, without the module.
    """

    name: str
    path: str
    attributes: frozenset[str]
    names: frozenset[str]

    def is_named(self, words: Set[bytes]) -> bool:
        """Return whether one of the words is one of its names."""
        return not words.isdisjoint(map(str.encode, self.names))


class ChangeLookup:
    """Searches a module's changes for one that may affect a class.

    Args:
        project: Resolves names.
        module: The module's name.
        is_module: Whether the name resolves to this file.
    """

    def __init__(self, project: Project, module: str, *, is_module: bool) -> None:
        self._project = project
        self._module = module
        self._is_module = is_module
        self._types: dict[Receiver, Type] = {}

    def obstacle(
        self, class_: FreezableClass, changes: Changes, *, has_name: bool
    ) -> tuple[int, str] | None:
        """Return the first obstacle's line and description; None if there is no obstacle."""
        found = [*self._changed(class_, changes), *self._derived(class_, changes, has_name)]
        if has_name:
            found += self._changed_by_type(class_, changes)
        return min(found, default=None)

    def _changed(self, class_: FreezableClass, changes: Changes) -> Iterator[tuple[int, str]]:
        for name in (changes.by_name.keys() & class_.attributes) | {None}:
            for change in changes.by_name.get(name, ()):
                if not self._is_other(self._type(change.receiver), class_):
                    yield change.line, _reason(change)
                    break

    def _changed_by_type(
        self, class_: FreezableClass, changes: Changes
    ) -> Iterator[tuple[int, str]]:
        for name in changes.by_name.keys() - class_.attributes:
            for change in changes.by_name[name]:
                parts = alternatives(self._type(change.receiver))
                if any(self._may_be(it, class_) for it in parts):
                    yield change.line, _reason(change)

    def _derived(
        self, class_: FreezableClass, changes: Changes, has_name: bool
    ) -> Iterator[tuple[int, str]]:
        # A dataclass that is not frozen cannot be derived from one that is.
        for derived in changes.derived:
            is_unknown = derived.is_given or (has_name and self._is_unknown(derived.base))
            if derived.is_decorated and is_unknown:
                yield derived.line, f"derives {derived.name} from an unknown class"
                continue
            match derived.base:
                case NameExpression(name) | ItemExpression(NameExpression(name), _):
                    full = self._project.resolve(self._module, name)
                    is_same_name = name.rpartition(".")[2] in class_.names
                    is_unknown = not self._is_module or self._project.class_symbol(full) is None
                    if full == class_.name or (is_same_name and is_unknown):
                        yield derived.line, f"derives {derived.name} from the class"

    def _may_be(self, type_: Type, class_: FreezableClass) -> bool:
        """Return whether an object of a type may be an instance of a class."""
        if isinstance(type_, ClassType):
            names = self._project.lineage(type_.name)
            return class_.name in names or self._is_of_project(type_.name)
        return True

    def _is_unknown(self, base: TypeExpression) -> bool:
        match base:
            case NameExpression(name) | ItemExpression(NameExpression(name), _):
                return self._is_of_project(self._project.resolve(self._module, name))
        return True

    def _is_of_project(self, name: str) -> bool:
        """Return whether a name belongs to the project, but not to a class."""
        owner = name.rpartition(".")[0]
        if self._project.class_symbol(name) is not None or name == NONE_TYPE.name:
            return False
        return not owner or self._project.modules.get(owner) is not None

    def _type(self, receiver: Receiver | None) -> Type:
        """Return the type of an object; unknown if any part of it is unknown."""
        if receiver is None or (not self._is_module and receiver.types):
            return UNKNOWN
        if receiver not in self._types:
            types = [self._annotated(it) for it in receiver.types] or [NONE_TYPE]
            type_ = union(types)
            for name in receiver.path if receiver.types else ():
                type_ = self._field(type_, name)
            self._types[receiver] = type_ if receiver.types or not receiver.path else UNKNOWN
        return self._types[receiver]

    def _annotated(self, expression: TypeExpression) -> Type:
        return self._project.type_of(self._module, expression)

    def _field(self, owner: Type, name: str) -> Type:
        """Return the type of a field, as its class annotates it; unknown for any other."""
        found = list[Type]()
        for part in alternatives(owner):
            if part == NONE_TYPE:
                continue
            if not isinstance(part, ClassType):
                return UNKNOWN
            declared = [
                self._project.type_of(symbols[0].name, it.annotation)
                for ancestor in self._project.lineage(part.name)
                if (symbols := self._project.class_symbol(ancestor)) is not None
                for it in symbols[1].fields
                if it.name == name
            ]
            found += declared[:1] or [UNKNOWN]
        return union(found) if found else UNKNOWN

    def _is_other(self, type_: Type, class_: FreezableClass) -> bool:
        """Return whether an object of a type is certainly not an instance of a class."""
        return all(
            it == NONE_TYPE or (isinstance(it, ClassType) and self._is_other_class(it.name, class_))
            for it in alternatives(type_)
        )

    def _is_other_class(self, name: str, class_: FreezableClass) -> bool:
        if name in _OPEN_CLASSES:
            return True
        project, lineage = self._project, self._project.lineage(name)
        if class_.name in lineage or name in project.lineage(class_.name):
            return False
        if project.class_symbol(name) is None or Kind.PROTOCOL in project.kinds(name):
            return False
        found = filter(None, map(project.class_symbol, lineage))
        return all(len(project.bases(f"{m.name}.{it.name}")) == len(it.bases) for m, it in found)


def _reason(change: Change) -> str:
    return f"{change.verb} {change.name or 'an attribute whose name is unknown'}"
