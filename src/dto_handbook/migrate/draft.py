"""Drafts the shared DTO and the adapter for an internal DTO that clients should read."""

from __future__ import annotations

import ast
import io
import keyword
import os
import re
import tempfile
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dto_handbook.guideline.placement import SHARED
from dto_handbook.linter.check import ParsedFile, SourceFile, module_name, module_of, parsed
from dto_handbook.linter.config import Settings, is_inside
from dto_handbook.linter.fields import DtoClass, Field
from dto_handbook.linter.source_files import UnreadableError, find_files, parse, read
from dto_handbook.migrate.field_types import TypeWriter, UnsupportedError, imports
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.project_index import Project

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


class MigrationError(Exception):
    """An impossible draft; the message names each place and what to do, one on each line."""


@dataclass(frozen=True)
class Draft:
    """Two modules to start from."""

    shared_module: str
    shared: str
    adapter_module: str
    adapter: str


def draft(
    paths: Iterable[Path],
    module: str,
    class_name: str,
    dropped: Sequence[str],
    settings: Settings,
    to: Path | None = None,
) -> Draft:
    """Draft a shared DTO and its adapter, without importing the project.

    Args:
        paths: The project's files and folders, in which names are resolved.
        module: The DTO's module: its dotted name or its path.
        class_name: The DTO.
        dropped: The fields that stay inside.
        settings: Which packages are which.
        to: The file that the shared DTO is for; None: the package's `response.py`.

    Returns:
        The shared DTO, and the adapter that makes it of the internal one.

    Raises:
        MigrationError: There is no such DTO or field, the file's place is none for shared DTOs, or
            a field's type is none that they can hold.
    """
    shared_module = f"{SHARED.package(settings)}.response"
    if to is not None:
        shared_module, _ = module_name(to.absolute().as_posix(), settings)
        if to.suffix != ".py" or not is_inside(shared_module, settings.shared):
            raise MigrationError(f"{to}: a shared DTO belongs in a module of {settings.shared}")
    index = _Index(paths, module, settings)
    dto = index.dto(class_name)
    fields = list(index.fields(dto))
    place = f"{index.file.source.path}:{dto.node.lineno}"
    names = [found.name for _, found in fields]
    if strange := [name for name in dropped if name not in names]:
        raise MigrationError(
            f"{place}: {class_name} has no field {', '.join(strange)}; it has {', '.join(names)}"
        )
    kept = [(file, found) for file, found in fields if found.name not in dropped]
    if not kept:
        raise MigrationError(f"{place}: {class_name} has no field that is not dropped")
    types = TypeWriter(index.project, settings)
    return _Writer(types, settings).write(dto, kept, dropped, shared_module)


def create(path: Path, text: str) -> None:
    """Write a file that does not exist yet, completely or not at all.

    Raises:
        OSError: It is there, or cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        path.hardlink_to(name)  # Unlike a rename, it never takes another file's place
    finally:
        Path(name).unlink()


class _Index:
    """The project's files, and the one of the DTO among them."""

    def __init__(self, paths: Iterable[Path], module: str, settings: Settings) -> None:
        is_path = module.endswith(".py") or "/" in module or os.sep in module
        own = Path(module).absolute() if is_path else None
        self._files = dict[str, ParsedFile]()
        self._settings = settings
        wanted = module_name(own.as_posix(), settings)[0] if own else module
        here = f"{Path.cwd().as_posix()}/"
        # The file that is asked for comes first: another one of the same name is none of it.
        for name in find_files([*([own] if own else []), *paths]):
            place = Path(name).absolute().as_posix()
            shown = place.removeprefix(here)
            try:
                with warnings.catch_warnings(action="ignore"):  # What Python thinks of the file
                    tree, text = parse(read(name, shown), shown)
            except UnreadableError as error:
                if module_name(place, settings)[0] == wanted:
                    fault = error.fault
                    raise MigrationError(f"{shown}:{fault.line}: {fault.reason}") from error
                continue
            file = parsed(SourceFile(shown, text), tree, settings, place)
            self._files.setdefault(file.name, file)
        if wanted not in self._files:
            raise MigrationError(f"{module}: there is no such module")
        self.file = self._files[wanted]
        self.project = Project({name: file.symbols() for name, file in self._files.items()})

    def dto(self, class_name: str) -> DtoClass:
        module = module_of(self.file, self.project, self._settings)
        path, name = self.file.source.path, f"{self.file.name}.{class_name}"
        for dto in module.dtos:
            if dto.name == class_name and Kind.DATACLASS in self.project.kinds(name):
                return dto
        lines = [node.lineno for node, found in module.classes if found == class_name]
        if not lines:
            there = ", ".join(dto.name for dto in module.dtos) or "no DTO"
            raise MigrationError(f"{path}:1: there is no class {class_name}; there is {there}")
        internal = self._settings.internal
        raise MigrationError(f"{path}:{lines[0]}: {class_name} is no dataclass of {internal}")

    def fields(self, dto: DtoClass) -> Iterable[tuple[ParsedFile, Field]]:
        """Return the fields, those of its bases too, each with the file that it stands in."""
        found = dict[str, tuple[ParsedFile, Field]]()
        for owner in reversed(self.project.lineage(dto.full_name)):
            if owner in ("builtins.object", "typing.Generic", "abc.ABC"):
                continue
            symbols = self.project.class_symbol(owner)
            if symbols is None:
                place = f"{self.file.source.path}:{dto.node.lineno}"
                raise MigrationError(f"{place}: the fields of its base {owner} are not known")
            file, name = self._files[symbols[0].name], symbols[1].name
            module = module_of(file, self.project, self._settings)
            [*_, node] = [node for node, known in module.classes if known == name]
            for it in DtoClass(node, name, file.name, self.project).fields:
                found[it.name] = file, it
        return found.values()


@dataclass
class _Writer:
    types: TypeWriter
    settings: Settings

    def write(
        self,
        dto: DtoClass,
        kept: Sequence[tuple[ParsedFile, Field]],
        dropped: Sequence[str],
        shared_module: str,
    ) -> Draft:
        words = _WORD.findall(_base_name(dto.node.name)) or [dto.node.name]
        shared = f"{_base_name(dto.node.name)}Response"
        domain = dto.module.removeprefix(self.settings.internal).lstrip(".").partition(".")[0]
        self.types.take("pydantic", "BaseModel")
        lines, slips = list[str](), list[str]()
        for file, found in kept:
            try:
                lines += self._field(file, found)
            except UnsupportedError as error:
                slips.append(
                    f"{file.source.path}:{found.node.lineno}: {found.name}: {error};"
                    f" or keep it inside: --drop {found.name}"
                )
        if shared in self.types.imports:
            slips.append(f"{dto.full_name}: the draft's own name, {shared}, is taken by a field")
        if slips:
            raise MigrationError("\n".join(slips))
        lines += [f"# {name} removed - not exposed externally" for name in dropped]
        body = "".join(f"    {line}\n" for line in lines)
        api = f"{domain} API" if domain else "API"
        title = " ".join(words).capitalize()
        text = (
            f'"""Responses of the Manager\'s {api}."""\n\n{imports(self.types.imports)}\n\n'
            f'class {shared}(BaseModel):\n    """{title} exposed through API."""\n\n{body}'
        )
        names = [found.name for _, found in kept]
        adapters = f"{self.settings.layers[0]}.adapters"
        return Draft(
            shared_module,
            text,
            f"{adapters}.{domain}" if domain else adapters,
            _adapter(dto, words, (shared_module, shared), names, dropped, domain),
        )

    def _field(self, file: ParsedFile, found: Field) -> Iterator[str]:
        if found.name.startswith("_") or found.name == "model_config":
            raise UnsupportedError("Pydantic takes no field of this name")
        annotation, enums = self.types.write(file.name, found.node.annotation)
        above, beside = _comments(file.source.text, found.node)
        yield from above
        if not above and not beside and enums:
            beside = f"# Value of {' or '.join(enums)}"
        yield f"{found.name}: {annotation}" + (f"  {beside}" if beside else "")


def _base_name(name: str) -> str:
    return name.removeprefix("Internal").removesuffix("Data") or name


def _adapter(
    dto: DtoClass,
    words: Sequence[str],
    shared: tuple[str, str],
    kept: Sequence[str],
    dropped: Sequence[str],
    domain: str,
) -> str:
    top = dto.name.partition(".")[0]
    needed = imports({shared[1]: shared[0], top: dto.module})
    word = words[-1].lower()
    given = f"{word}_" if keyword.iskeyword(word) else word
    arguments = "".join(f"        {name}={given}.{name},\n" for name in kept)
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
    """Return the comments right above a field, and the one beside it."""
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
