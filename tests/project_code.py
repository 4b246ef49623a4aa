"""The project's modules and what is in them, by dotted names."""

from __future__ import annotations

import ast
import dataclasses
import importlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import griffe

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
PACKAGES = [
    "ai.backend.client",
    "ai.backend.common",
    "ai.backend.manager",
    "dto_handbook",
    "dto_handbook_site",
]


def module_file(module: str) -> Path:
    """Return the file of one of the project's modules.

    Args:
        module: Its dotted name.

    Returns:
        The path below `src/`; it need not exist.
    """
    path = SRC.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def modules(package: str, pattern: str = "*.py") -> list[str]:
    """List the modules of one of the project's packages.

    Args:
        package: The package's dotted name.
        pattern: Which files to look for.

    Returns:
        Dotted names, sorted.
    """
    names = []
    for path in module_file(package).parent.rglob(pattern):
        parts = path.relative_to(SRC).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(names)


def split(path: str) -> tuple[str, Sequence[str]]:
    """Split a dotted path into its module, empty where there is none, and the names inside."""
    module, names = path, list[str]()
    while module and not module_file(module).is_file():
        module, _, name = module.rpartition(".")
        names.insert(0, name)
    return module, names


@cache
def parsed(file: Path) -> ast.Module:
    """Parse one of the project's files, once."""
    return ast.parse(file.read_text())


@cache
def code() -> griffe.ModulesCollection:
    """Read the project's packages, as mkdocstrings does; nothing of them is imported."""
    loader = griffe.GriffeLoader(search_paths=[SRC], allow_inspection=False)
    for package in PACKAGES:
        loader.load(package)
    return loader.modules_collection


def exists(path: str) -> bool:
    """Return whether a dotted path leads to an object of the project."""
    try:
        return bool(path) and bool(code()[path])
    except (KeyError, griffe.AliasResolutionError):
        return False


def internal_dtos() -> Sequence[type]:
    """List every dataclass defined in manager/data."""
    return [
        found
        for name in modules("ai.backend.manager.data")
        for found in vars(importlib.import_module(name)).values()
        if isinstance(found, type) and dataclasses.is_dataclass(found) and found.__module__ == name
    ]
