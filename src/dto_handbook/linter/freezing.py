"""Whether a class may be frozen: whether anything in the project changes its instances."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dto_handbook.linter.project_files import digest_of
from dto_handbook.linter.source_files import SKIPPED_FOLDERS, UnreadableError, parse
from dto_handbook.semantic.ast_walk import statements
from dto_handbook.semantic.attribute_changes import Change, Changes, Receiver, changes_in
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.symbols import ItemExpression, NameExpression, TypeExpression
from dto_handbook.semantic.types import NONE_TYPE, UNKNOWN, ClassType, Type, alternatives, union

if TYPE_CHECKING:
    from dto_handbook.semantic.project_index import Project
    from dto_handbook.workspace import Workspace

# Bases that set nothing on an instance, frozen or not.
_HARMLESS = frozenset({
    "abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol", "typing_extensions.Generic",
    "typing_extensions.Protocol",
})  # fmt: skip
_WORDS = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or chr(byte) == "_" else 0x20 for byte in range(256)
)
# An attribute's name with what may follow it where it is set or deleted: an operator of assignment,
# an annotation, or more targets. The last two stand elsewhere, too; the syntax tree says more then.
_STORE = re.compile(
    rb"\.[\s\\]*([^\W\d]\w*)[\s\\)\]]*"
    rb"(?:(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)|:[ \t]*[^\s#]|,|\bin\b)"
)
_OTHER_STORE = re.compile(rb"\bdel\b[^\n]*[.(\[\\]|\bas\b[\s\\]*(?:[(\[]|\w+[\s\\]*[.(\[])")
_SETTER = re.compile(rb"setattr|delattr|__dict__|\bvars\b|patch|\bnamespace\b")
_DOCTEST = re.compile(rb"^[ \t]*(?:>>>|\.\.\.)[ \t][^\n]*?\.(\w+)[ \t]*=(?!=)", re.MULTILINE)


def python_files(root: Path | None, overlay: Collection[str]) -> Sequence[str]:
    """Return the paths of all Python files of a project, whatever its settings leave out.

    Args:
        root: The project's folder; None for one that has no files but those laid over it.
        overlay: The paths of files that are laid over it.
    """
    found = set(overlay)
    for current, folders, files in os.walk(root) if root is not None else ():
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = [
            name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith(".")
        ]
        prefix = Path(os.path.relpath(current, root)).as_posix()
        prefix = "" if prefix == "." else f"{prefix}/"
        found.update(f"{prefix}{name}" for name in files if name.endswith((".py", ".pyw")))
    return sorted(found)


@dataclass
class _Class:
    """A class to be frozen.

    Attributes:
        name: Its full name.
        path: The file in which it stands.
        attributes: The names of its fields, and whatever else its instances are seen to have.
    """

    name: str
    path: str
    attributes: frozenset[str]

    @property
    def own_name(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]


class _File:
    """A file's content with what it changes, found when it is first asked for.

    Args:
        path: Its path.
        content: Its content.
    """

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.digest = digest_of(content)
        self.stores = frozenset(map(bytes.decode, _STORE.findall(content)))
        self.may_be_any = bool(_SETTER.search(content) or _OTHER_STORE.search(content))
        self._content: bytes | None = content
        self._changes: Changes | None = None

    @property
    def changes(self) -> Changes | None:
        """What it changes; None where it cannot be parsed."""
        content, self._content = self._content, None
        if content is not None:
            with suppress(UnreadableError, RecursionError):
                tree, _ = parse(content, self.path)
                self._changes = changes_in(tree)
                for match in _DOCTEST.finditer(content) if b">>>" in content else ():
                    line = content.count(b"\n", 0, match.start()) + 1
                    self._changes.add(Change(line, match[1].decode(), "sets", None))
        return self._changes


@dataclass
class Freezing:
    """Looks for what stands against freezing classes.

    Args:
        workspace: The project. What its files change is kept by their contents.
    """

    workspace: Workspace
    _files: dict[str, _File] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)  # Where an obstacle was, by class

    def obstacles(self, classes: Mapping[str, str]) -> Mapping[str, str]:
        """Return what stands against freezing classes, by their names.

        Args:
            classes: The paths of the files in which they stand, by their full names.

        Returns:
            The file, the line and what is there, for each class that is not safe to freeze.
        """
        found, open_ = dict[str, str](), list[_Class]()
        for name, path in classes.items():
            obstacle = self._looked_at(name, path)
            if isinstance(obstacle, str):
                found[name] = obstacle
            else:
                open_.append(obstacle)
        root, overlay = self.workspace.root, self.workspace.files.overlay
        every = python_files(root, overlay) if open_ else ()
        first = dict.fromkeys(
            [*(self._last[it.name] for it in open_ if it.name in self._last),
             *(it.path for it in open_)]
        )  # fmt: skip
        for path in dict.fromkeys([*first, *every]):
            if not open_:
                break
            for name, obstacle in self._in_file(path, open_):
                found[name] = obstacle
                self._last[name] = path
            open_ = [it for it in open_ if it.name not in found]
        return found

    def _looked_at(self, name: str, path: str) -> _Class | str:
        """Return a class as it is looked for; a string where it stands against itself."""
        try:
            module = self.workspace.module(path)
        except UnreadableError as error:
            return f"{path} cannot be read: {error.file_error.reason}"
        nodes = [node for node, own in module.classes if f"{module.name}.{own}" == name]
        if len(nodes) != 1 or module.project.class_symbol(name) is None:
            return f"{path} is not the only module of its name"
        node = nodes[0]
        if self.workspace.files.find(module.name) != path:
            return f"{path} is not the only module of its name"
        place = f"{path}:{node.lineno}"
        bases = list(map(module.project.canonical, module.project.bases(name)))
        if len(bases) != len(node.bases) or node.keywords:
            return f"{place} derives it from what is not known"
        if (base := next((it for it in bases if it not in _HARMLESS), None)) is not None:
            return f"{place} derives it from {base.rpartition('.')[2]}"
        attributes = frozenset(_attributes(node))
        if "__slots__" in attributes:
            return f"{place} has __slots__, which copies of frozen objects do not go with"
        return _Class(name, path, attributes)

    def _in_file(self, path: str, classes: Sequence[_Class]) -> Iterator[tuple[str, str]]:
        """Yield those of some classes that a file stands against, with what is there."""
        try:
            content = self.workspace.files.content(path)
        except UnreadableError as error:
            for it in classes:
                yield it.name, f"{path} cannot be read: {error.file_error.reason}"
            return
        words = set(content.translate(_WORDS).split())
        file = self._files.get(path)
        if file is None or file.digest != digest_of(content):
            file = self._files[path] = _File(path, content)
        touched = [
            it
            for it in classes
            if file.may_be_any
            or it.own_name.encode() in words
            or not file.stores.isdisjoint(it.attributes)
        ]
        if not touched:
            return
        changes = file.changes
        if changes is None:
            for it in touched:
                if not words.isdisjoint(map(str.encode, (it.own_name, *it.attributes))):
                    yield it.name, f"{path} cannot be parsed"
            return
        source = self.workspace.files.source(path)
        is_module = self.workspace.files.find(source.module) == path
        lookup = _Lookup(self.workspace.project, source.module, is_module=is_module)
        for it in touched:
            obstacle = lookup.obstacle(it, changes, has_name=it.own_name.encode() in words)
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
                    is_same_name = name.rpartition(".")[2] == class_.own_name
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
        project, lineage = self._project, self._project.lineage(name)
        if class_.name in lineage or name in project.lineage(class_.name):
            return False
        if project.class_symbol(name) is None or Kind.PROTOCOL in project.kinds(name):
            return False
        found = filter(None, map(project.class_symbol, lineage))
        return all(len(project.bases(f"{m.name}.{it.name}")) == len(it.bases) for m, it in found)


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
