"""Whether a class can be frozen safely: whether code in the project changes its instances."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dto_handbook.linter.change_lookup import ChangeLookup, FreezableClass
from dto_handbook.linter.changing_file import ChangingFile, may_set_any, words_of
from dto_handbook.linter.plain_decorators import is_plain_decorator
from dto_handbook.linter.source_files import UnreadableError, digest_of, every_python_file
from dto_handbook.semantic.ast_walk import statements

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.linter.module import Module
    from dto_handbook.workspace import Workspace

# Bases that set nothing on an instance, frozen or not.
_HARMLESS = frozenset({
    "abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol", "typing_extensions.Generic",
    "typing_extensions.Protocol",
})  # fmt: skip


@dataclass
class Freezing:
    """Searches a project for obstacles to freezing classes.

    Args:
        workspace: The project. The changes in its files are cached by content.
    """

    workspace: Workspace
    _files: dict[str, ChangingFile] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)  # Where an obstacle was, by class

    def judged(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return findings, with each fix that freezes a class marked as safe or unsafe."""
        classes = {
            it.fix.freezes: it.path for it in findings if it.fix is not None and it.fix.freezes
        }
        obstacles = self.obstacles(classes) if classes else {}

        def judged(finding: Finding) -> Finding:
            fix = finding.fix
            if fix is None or not fix.freezes:
                return finding
            obstacle = obstacles.get(fix.freezes, "")
            return replace(finding, fix=replace(fix, is_safe=not obstacle, obstacle=obstacle))

        return list(map(judged, findings))

    def obstacles(self, classes: Mapping[str, str]) -> Mapping[str, str]:
        """Return the obstacles to freezing classes, by the classes' names.

        Args:
            classes: The paths of the files that define them, by their full names.

        Returns:
            The file, the line and a description, for each class that is not safe to freeze.
        """
        found, open_ = dict[str, str](), list[FreezableClass]()
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
        last = {self._last[it.name] for it in open_ if it.name in self._last}
        first = [*sorted(last.intersection(every)), *(it.path for it in open_)]
        every.sort()
        paths = dict.fromkeys([*first, *filter(self._may_set_any, every), *every])
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

    def _may_set_any(self, path: str) -> bool:
        """Return whether a file may be an obstacle for all classes: such files are read first."""
        try:
            return may_set_any(self.workspace.files.content(path))
        except UnreadableError:
            return False

    def _with_new_names(
        self, classes: Sequence[FreezableClass], paths: Iterable[str]
    ) -> Iterator[FreezableClass]:
        """Yield the classes for which files have aliases that were not searched for yet."""
        by_old: dict[str, set[str]] = {}
        for path in paths if classes else ():
            if (file := self._files.get(path)) is not None:
                for new, old in file.renamed:
                    by_old.setdefault(old, set()).add(new)
        for it in classes:
            new_names = frozenset(new for old in it.names for new in by_old.get(old, ()))
            if not new_names <= it.names:
                yield replace(it, names=it.names | new_names)

    def _looked_at(
        self, path: str, names: Sequence[str]
    ) -> Iterator[tuple[str, FreezableClass | str]]:
        """Yield a file's classes to search for, or the reason why one cannot be frozen."""
        try:
            module = self.workspace.module(path)
        except UnreadableError as error:
            yield from ((name, _unreadable(path, error)) for name in names)
            return
        is_module = self.workspace.files.find(module.name) == path
        for name in names:
            nodes = [node for node, own in module.classes if f"{module.name}.{own}" == name]
            if len(nodes) != 1 or not is_module:
                yield name, f"{path} is not the only definition of the class"
                continue
            attributes = frozenset(_attributes(nodes[0]))
            reason = _own_obstacle(module, nodes[0], name, attributes)
            place = f"{path}:{nodes[0].lineno}"
            names_of_it = frozenset({nodes[0].name})
            class_ = FreezableClass(name, path, attributes, names_of_it)
            yield name, f"{place} {reason}" if reason else class_

    def _in_file(self, path: str, classes: Sequence[FreezableClass]) -> Iterator[tuple[str, str]]:
        """Yield the classes for which a file has an obstacle, with its description."""
        try:
            content = self.workspace.files.content(path)
        except UnreadableError as error:
            if Path(self.workspace.files.absolute(path)).exists():  # Else a link that leads nowhere
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
        lookup = ChangeLookup(self.workspace.project, source.module, is_module=is_module)
        for it in touched:
            obstacle = lookup.obstacle(it, changes, has_name=it.is_named(words))
            if obstacle is not None:
                line, reason = obstacle
                yield it.name, f"{path}:{line} {reason}"


def _own_obstacle(
    module: Module, node: ast.ClassDef, name: str, attributes: Collection[str]
) -> str:
    """Return why a class by itself cannot be frozen safely; empty if it can."""
    own = node.name
    bases = list(map(module.project.canonical, module.project.bases(name)))
    if len(bases) != len(node.bases) or node.keywords:
        return f"derives {own} from an unknown class"
    if (base := next((it for it in bases if it not in _HARMLESS), None)) is not None:
        return f"derives {own} from {base.rpartition('.')[2]}"
    for it in (node, *statements(node.body)):
        match it:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                for decorator in it.decorator_list:
                    if not is_plain_decorator(module, decorator):
                        return f"decorates {it.name} with an unknown decorator"
            case ast.AnnAssign(value=ast.Call(func=made)) | ast.Assign(value=ast.Call(func=made)):
                if module.project.method(module.resolve(made), "__set__") is not None:
                    return f"gives {own} a descriptor, which may set an attribute"
    # Copies and pickles of a frozen object set each slot, and fail.
    return f"gives {own} __slots__" if "__slots__" in attributes else ""


def _unreadable(path: str, error: UnreadableError) -> str:
    return f"{path}:{error.file_error.line} cannot be read: {error.file_error.reason}"


def _attributes(node: ast.ClassDef) -> Iterator[str]:
    """Yield the attribute names of a class's instances, including those that its methods use."""
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
