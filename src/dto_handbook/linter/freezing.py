"""Whether a class may be frozen: whether anything in the project changes its instances."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dto_handbook.linter.changing_file import ChangingFile, words_of
from dto_handbook.linter.project_files import digest_of
from dto_handbook.linter.source_files import UnreadableError, every_python_file
from dto_handbook.semantic.ast_walk import statements
from dto_handbook.semantic.attribute_changes import Change, Changes, Receiver
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.symbols import ItemExpression, NameExpression, TypeExpression
from dto_handbook.semantic.types import NONE_TYPE, UNKNOWN, ClassType, Type, alternatives, union

if TYPE_CHECKING:
    from dto_handbook.linter.module import Module
    from dto_handbook.semantic.project_index import Project
    from dto_handbook.workspace import Workspace

# Bases that set nothing on an instance, frozen or not.
_HARMLESS = frozenset({
    "abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol", "typing_extensions.Generic",
    "typing_extensions.Protocol",
})  # fmt: skip
# Classes of libraries whose instances take any attribute, and are nothing else.
_OPEN_CLASSES = frozenset({
    "argparse.Namespace", "threading.local", "types.SimpleNamespace", "unittest.mock.AsyncMock",
    "unittest.mock.MagicMock", "unittest.mock.Mock",
})  # fmt: skip


@dataclass
class _Class:
    """A class to be frozen.

    Attributes:
        name: Its full name.
        path: The file in which it stands.
        attributes: The names of its fields, and whatever else its instances are seen to have.
        names: What it is called, without the module.
    """

    name: str
    path: str
    attributes: frozenset[str]
    names: frozenset[str]

    def is_named(self, words: Set[bytes]) -> bool:
        """Return whether one of its names is among some words."""
        return not words.isdisjoint(map(str.encode, self.names))


@dataclass
class Freezing:
    """Looks for what stands against freezing classes.

    Args:
        workspace: The project. What its files change is kept by their contents.
    """

    workspace: Workspace
    _files: dict[str, ChangingFile] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)  # Where an obstacle was, by class

    def obstacles(self, classes: Mapping[str, str]) -> Mapping[str, str]:
        """Return what stands against freezing classes, by their names.

        Args:
            classes: The paths of the files in which they stand, by their full names.

        Returns:
            The file, the line and what is there, for each class that is not safe to freeze.
        """
        found, open_ = dict[str, str](), list[_Class]()
        by_path: dict[str, list[str]] = {}
        for name, path in classes.items():
            by_path.setdefault(path, []).append(name)
        for path, names in by_path.items():
            for name, obstacle in self._looked_at(path, names):
                if isinstance(obstacle, str):
                    found[name] = obstacle
                else:
                    open_.append(obstacle)
        root, every = self.workspace.root, list(self.workspace.files.overlay)
        every += every_python_file(root) if root is not None and open_ else ()
        first = [self._last[it.name] for it in open_ if it.name in self._last]
        paths = dict.fromkeys([*first, *(it.path for it in open_), *sorted(every)])
        while open_:
            for path in paths:
                for name, obstacle in self._in_file(path, open_):
                    found[name] = obstacle
                    self._last[name] = path
                open_ = [it for it in open_ if it.name not in found]
                if not open_:
                    break
            open_ = list(self._with_new_names(open_, paths))
        return found

    def _with_new_names(self, classes: Sequence[_Class], paths: Iterable[str]) -> Iterator[_Class]:
        """Yield those of some classes that files call by names that were not looked for yet."""
        by_old: dict[str, set[str]] = {}
        for path in paths if classes else ():
            if (file := self._files.get(path)) is not None:
                for new, old in file.renamed:
                    by_old.setdefault(old, set()).add(new)
        for it in classes:
            new_names = frozenset(new for old in it.names for new in by_old.get(old, ()))
            if not new_names <= it.names:
                yield replace(it, names=it.names | new_names)

    def _looked_at(self, path: str, names: Sequence[str]) -> Iterator[tuple[str, _Class | str]]:
        """Yield a file's classes as they are looked for; a string where one cannot be frozen."""
        try:
            module = self.workspace.module(path)
        except UnreadableError as error:
            yield from ((name, _unreadable(path, error)) for name in names)
            return
        is_module = self.workspace.files.find(module.name) == path
        for name in names:
            nodes = [node for node, own in module.classes if f"{module.name}.{own}" == name]
            if len(nodes) != 1 or not is_module:
                yield name, f"{path} is not the only place of that name"
                continue
            attributes = frozenset(_attributes(nodes[0]))
            reason = _own_obstacle(module, nodes[0], name, attributes)
            place = f"{path}:{nodes[0].lineno}"
            yield (
                name,
                f"{place} {reason}"
                if reason
                else _Class(name, path, attributes, frozenset({name.rpartition(".")[2]})),
            )

    def _in_file(self, path: str, classes: Sequence[_Class]) -> Iterator[tuple[str, str]]:
        """Yield those of some classes that a file stands against, with what is there."""
        try:
            content = self.workspace.files.content(path)
        except UnreadableError as error:
            yield from ((it.name, _unreadable(path, error)) for it in classes)
            return
        words = words_of(content)
        file = self._files.get(path)
        if file is None or file.digest != digest_of(content):
            file = self._files[path] = ChangingFile(path, content)
        touched = [
            it
            for it in classes
            if file.may_be_any or it.is_named(words) or not file.stores.isdisjoint(it.attributes)
        ]
        if not touched:
            return
        changes = file.changes
        if changes is None:
            for it in touched:
                if not words.isdisjoint(map(str.encode, (*it.names, *it.attributes))):
                    yield it.name, f"{path}:{file.broken_line} cannot be parsed"
            return
        source = self.workspace.files.source(path)
        is_module = self.workspace.files.find(source.module) == path
        lookup = _Lookup(self.workspace.project, source.module, is_module=is_module)
        for it in touched:
            obstacle = lookup.obstacle(it, changes, has_name=it.is_named(words))
            if obstacle is not None:
                line, reason = obstacle
                yield it.name, f"{path}:{line} {reason}"


class _Lookup:
    """Looks a module's changes up for one that may be of a certain class.

    Args:
        project: Resolves names.
        module: The module's name.
        is_module: Whether that name stands for this very file.
    """

    def __init__(self, project: Project, module: str, *, is_module: bool) -> None:
        self._project = project
        self._module = module
        self._is_module = is_module
        self._types: dict[Receiver, Type] = {}

    def obstacle(
        self, class_: _Class, changes: Changes, *, has_name: bool
    ) -> tuple[int, str] | None:
        """Return the line and what is there of the first obstacle; None where there is none."""
        found = list(self._changed(class_, changes))
        if has_name:
            found += self._derived(class_, changes)
            found += self._changed_by_type(class_, changes)
        return min(found, default=None)

    def _changed(self, class_: _Class, changes: Changes) -> Iterator[tuple[int, str]]:
        for name in (changes.by_name.keys() & class_.attributes) | {None}:
            for change in changes.by_name.get(name, ()):
                if not self._is_other(self._type(change.receiver), class_):
                    yield change.line, _reason(change)
                    break

    def _changed_by_type(self, class_: _Class, changes: Changes) -> Iterator[tuple[int, str]]:
        for name in changes.by_name.keys() - class_.attributes:
            for change in changes.by_name[name]:
                type_ = self._type(change.receiver)
                names = [it.name for it in alternatives(type_) if isinstance(it, ClassType)]
                if class_.name in names:
                    yield change.line, _reason(change)

    def _derived(self, class_: _Class, changes: Changes) -> Iterator[tuple[int, str]]:
        for derived in changes.derived:
            match derived.base:
                case NameExpression(name) | ItemExpression(NameExpression(name), _):
                    full = self._project.resolve(self._module, name)
                    is_same_name = name.rpartition(".")[2] in class_.names
                    is_unknown = not self._is_module or self._project.class_symbol(full) is None
                    if full == class_.name or (is_same_name and is_unknown):
                        yield derived.line, f"derives {derived.name} from it"

    def _type(self, receiver: Receiver | None) -> Type:
        """Return the type of an object; unknown where any part of it is not known."""
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

    def _is_other(self, type_: Type, class_: _Class) -> bool:
        """Return whether an object of a type is certainly none of a class."""
        return all(
            it == NONE_TYPE or (isinstance(it, ClassType) and self._is_other_class(it.name, class_))
            for it in alternatives(type_)
        )

    def _is_other_class(self, name: str, class_: _Class) -> bool:
        if name in _OPEN_CLASSES:
            return True
        project, lineage = self._project, self._project.lineage(name)
        if class_.name in lineage or name in project.lineage(class_.name):
            return False
        if project.class_symbol(name) is None or Kind.PROTOCOL in project.kinds(name):
            return False
        found = filter(None, map(project.class_symbol, lineage))
        return all(len(project.bases(f"{m.name}.{it.name}")) == len(it.bases) for m, it in found)


def _own_obstacle(
    module: Module, node: ast.ClassDef, name: str, attributes: Collection[str]
) -> str:
    """Return why a class cannot safely be frozen, whatever changes it; empty if it can."""
    own = node.name
    bases = list(map(module.project.canonical, module.project.bases(name)))
    if len(bases) != len(node.bases) or node.keywords:
        return f"derives {own} from what is not known"
    if (base := next((it for it in bases if it not in _HARMLESS), None)) is not None:
        return f"derives {own} from {base.rpartition('.')[2]}"
    # Copies and pickles of a frozen object set each slot, and fail.
    return f"gives {own} __slots__" if "__slots__" in attributes else ""


def _unreadable(path: str, error: UnreadableError) -> str:
    return f"{path}:{error.file_error.line} cannot be read: {error.file_error.reason}"


def _reason(change: Change) -> str:
    return f"{change.verb} {change.name or 'an attribute by a name that is not known'}"


def _attributes(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names that a class gives to its instances, those that its methods use included."""
    yield from ("__class__", "__dict__")
    for statement in statements(node.body):
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (it.id for it in targets if isinstance(it, ast.Name))
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name
