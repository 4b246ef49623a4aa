"""Drafts the shared DTO and the adapter for an internal DTO that clients should read."""

from __future__ import annotations

import ast
import io
import keyword
import os
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dto_handbook.guideline.placement import SHARED
from dto_handbook.linter.config import Settings, is_inside
from dto_handbook.linter.fields import DtoClass, Field
from dto_handbook.linter.module import Module
from dto_handbook.linter.source_files import UnreadableError
from dto_handbook.migrate.field_types import TypeWriter, UnsupportedError, imports
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.workspace import Workspace

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


class MigrationError(Exception):
    """A draft is not possible; each line of the message names a place and what to do."""


@dataclass(frozen=True)
class Draft:
    """Two modules to start from."""

    shared_module: str
    shared: str
    adapter_module: str
    adapter: str


def draft(
    workspace: Workspace,
    module: str,
    class_name: str,
    dropped: Sequence[str],
    to: Path | None = None,
) -> Draft:
    """Draft a shared DTO and its adapter, without importing the project.

    Args:
        workspace: The project.
        module: The DTO's module: its dotted name or its path.
        class_name: The DTO.
        dropped: The fields that stay inside.
        to: The file that the shared DTO is for; None for the package's `response.py`.

    Returns:
        The shared DTO, and the adapter that makes it from the internal one.

    Raises:
        MigrationError: There is no such DTO or field, shared DTOs do not belong in the file, or
            they do not support a field's type.
    """
    settings = workspace.settings
    shared_module = f"{SHARED.package(settings)}.response"
    if to is not None:
        shared_module = workspace.files.source(workspace.path(to)).module
        if to.suffix != ".py" or not is_inside(shared_module, settings.shared):
            raise MigrationError(f"{to}: a shared DTO belongs in a module of {settings.shared}")
    index = _Index(workspace, module)
    dto = index.dto(class_name)
    fields = list(index.fields(dto))
    place = f"{index.place}:{dto.node.lineno}"
    names = [found.name for _, found in fields]
    if strange := [name for name in dropped if name not in names]:
        raise MigrationError(
            f"{place}: {class_name} has no field {', '.join(strange)}; it has {', '.join(names)}"
        )
    remaining = [(file, found) for file, found in fields if found.name not in dropped]
    if not remaining:
        raise MigrationError(f"{place}: {class_name} has no field left: drop fewer")
    types = TypeWriter(index.project, settings)
    return _Writer(types, settings).write(dto, remaining, dropped, shared_module)


class _Index:
    """The project's modules, including that of the DTO."""

    def __init__(self, workspace: Workspace, module: str) -> None:
        self._workspace = workspace
        is_path = module.endswith(".py") or "/" in module or os.sep in module
        path = workspace.path(Path(module)) if is_path else workspace.files.find(module)
        if path is None or not workspace.files.exists(path):
            raise MigrationError(f"{module}: there is no such module")
        self.place = workspace.display_path(path)
        self.module = self._module(path)
        self.project = self.module.project

    def dto(self, class_name: str) -> DtoClass:
        module = self.module
        for dto in module.dtos:
            if dto.name == class_name and Kind.DATACLASS in self.project.kinds(dto.full_name):
                return dto
        lines = [node.lineno for node, found in module.classes if found == class_name]
        if not lines:
            there = ", ".join(dto.name for dto in module.dtos) or "no DTO"
            raise MigrationError(
                f"{self.place}:1: there is no class {class_name}; the module has {there}"
            )
        internal = self._workspace.settings.internal
        raise MigrationError(
            f"{self.place}:{lines[0]}: {class_name} is not a dataclass in {internal}"
        )

    def fields(self, dto: DtoClass) -> Iterable[tuple[Module, Field]]:
        """Return the fields, including those of its bases, each with its module."""
        found = dict[str, tuple[Module, Field]]()
        for owner in reversed(self.project.lineage(dto.full_name)):
            if owner in ("builtins.object", "typing.Generic", "abc.ABC"):
                continue
            symbols = self.project.class_symbol(owner)
            if symbols is None:
                place = f"{self.place}:{dto.node.lineno}"
                raise MigrationError(
                    f"{place}: its base {owner} is not in the project, so its fields are unknown"
                )
            module = self._owner(symbols[0].name)
            [*_, node] = [node for node, known in module.classes if known == symbols[1].name]
            for it in DtoClass(node, symbols[1].name, module.name, self.project).fields:
                found[it.name] = module, it
        return found.values()

    def _owner(self, name: str) -> Module:
        path = self._workspace.files.find(name)
        return self.module if name == self.module.name or path is None else self._module(path)

    def _module(self, path: str) -> Module:
        try:
            return self._workspace.module(path)
        except UnreadableError as error:
            place = f"{self._workspace.display_path(path)}:{error.file_error.line}"
            raise MigrationError(f"{place}: {error.file_error.reason}") from error


@dataclass
class _Writer:
    types: TypeWriter
    settings: Settings

    def write(
        self,
        dto: DtoClass,
        remaining: Sequence[tuple[Module, Field]],
        dropped: Sequence[str],
        shared_module: str,
    ) -> Draft:
        words = _WORD.findall(_base_name(dto.node.name)) or [dto.node.name]
        shared = f"{_base_name(dto.node.name)}Response"
        domain = dto.module.removeprefix(self.settings.internal).lstrip(".").partition(".")[0]
        self.types.take("pydantic", "BaseModel")
        lines, errors = list[str](), list[str]()
        for file, found in remaining:
            try:
                lines += self._field(file, found)
            except UnsupportedError as error:
                errors.append(
                    f"{file.path}:{found.node.lineno}: {found.name}: {error};"
                    f" or keep it inside: --drop {found.name}"
                )
        if shared in self.types.imports:
            errors.append(
                f"{dto.full_name}: the type of a field has the draft's own name, {shared}"
            )
        if errors:
            raise MigrationError("\n".join(errors))
        lines += [f"# {name} removed - not exposed externally" for name in dropped]
        body = "".join(f"    {line}\n" for line in lines)
        api = f"{domain} API" if domain else "API"
        title = " ".join(words).capitalize()
        text = (
            f'"""Responses of the Manager\'s {api}."""\n\n{imports(self.types.imports)}\n\n'
            f'class {shared}(BaseModel):\n    """{title} exposed through API."""\n\n{body}'
        )
        names = [found.name for _, found in remaining]
        adapters = f"{self.settings.layers[0]}.adapters"
        return Draft(
            shared_module,
            text,
            f"{adapters}.{domain}" if domain else adapters,
            _adapter(dto, words, (shared_module, shared), names, dropped, domain),
        )

    def _field(self, file: Module, found: Field) -> Iterator[str]:
        if found.name.startswith("_") or found.name == "model_config":
            raise UnsupportedError("Pydantic does not allow a field of this name")
        annotation, enums, notes = self.types.write(file.name, found.node.annotation)
        above, beside = _comments(file.text, found.node)
        yield from above
        yield from (f"# {note}" for note in notes)
        if not above and not beside and enums:
            beside = f"# Value of {' or '.join(enums)}"
        yield f"{found.name}: {annotation}" + (f"  {beside}" if beside else "")


def _base_name(name: str) -> str:
    return name.removeprefix("Internal").removesuffix("Data") or name


def _adapter(
    dto: DtoClass,
    words: Sequence[str],
    shared: tuple[str, str],
    remaining: Sequence[str],
    dropped: Sequence[str],
    domain: str,
) -> str:
    top = dto.name.partition(".")[0]
    needed = imports({shared[1]: shared[0], top: dto.module})
    word = words[-1].lower()
    given = f"{word}_" if keyword.iskeyword(word) else word
    arguments = "".join(f"        {name}={given}.{name},\n" for name in remaining)
    stays = ", ".join(f"`{name}`" for name in dropped)
    without = f" without {stays}" if dropped else " with every field"
    whose = f"the {domain} domain's" if domain else "the Manager's"
    return f'''"""Conversion of {whose} responses."""

{needed}

def to_{"_".join(words).lower()}_response({given}: {dto.name}) -> {shared[1]}:
    """Convert the {word} to an API response.

    Every field is named, so that a new internal field stays inside until a developer adds it here.

    Args:
        {given}: The {word} as the service layer knows it.

    Returns:
        The {word}{without}.
    """
    return {shared[1]}(
{arguments}    )
'''


def _comments(text: str, node: ast.AnnAssign) -> tuple[Sequence[str], str]:
    """Return the comments directly above a field, and the one beside it."""
    found = {
        token.start[0]: (token.string, not token.line[: token.start[1]].strip())
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    above, line = list[str](), node.lineno - 1
    while line in found and found[line][1]:
        above.insert(0, found[line][0])
        line -= 1
    return above, found.get(node.end_lineno or node.lineno, ("", False))[0]
