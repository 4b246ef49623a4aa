"""The names with an entry in the reference, and the links from prose to these entries."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dto_handbook_site.execute.execution import SOURCE_ROOT

_REFERENCE = SOURCE_ROOT.parent / "docs" / "reference"
_BLOCK = re.compile(r"^::: (\S+)\n(?:    options: (.*)\n)?", re.MULTILINE)
_HIDDEN = re.compile(r'"!([^"]+)"')  # A filter of what a block shows
_PIECE = re.compile(
    r"\A---\n.*?^---\n"  # Front matter
    r"|^(?P<indent> *)(?P<fence>`{3,})[^`\n]*\n.*?^(?P=indent)(?P=fence) *$"
    r"|<!--.*?-->"
    r"|^ *(?::::|===|!!!|\?\?\?|<)[^\n]*$"  # Blocks, titles and HTML
    r"|^ *(?P<heading>#)+ [^\n]*$"
    r"|\[(?P<label>(?:`[^`]*`|[^\[\]`])*)\](?:\([^)]*\)|\[[^\]]*\])"
    r"|(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Missing:
    """A name in prose that has an entry in the reference but does not link to it."""

    line: int
    name: str
    link: str  # The Markdown to write


@cache
def entries() -> frozenset[str]:
    """Return the dotted names of all modules, classes and functions that the reference shows."""
    found = set[str]()
    for page in sorted(_REFERENCE.glob("*.md")):
        for name, options in _BLOCK.findall(page.read_text("utf-8")):
            if "members: false" in options:
                found.add(name)
            elif "view:" not in options:
                found |= set(_shown(name, options))
    return frozenset(found)


def _shown(name: str, options: str) -> Iterator[str]:
    """Yield the entries that a block of the reference shows for a module."""
    hidden = [re.compile(pattern) for pattern in _HIDDEN.findall(options)]
    for entry in public(name):
        inside = entry.removeprefix(name).split(".")[1:]
        is_elsewhere = "show_submodules: false" in options and _module_of(entry) != name
        if not is_elsewhere and not any(
            pattern.search(part) for pattern in hidden for part in inside
        ):
            yield entry


@cache
def targets() -> Mapping[str, Sequence[str]]:
    """Return the entries that a name in prose may mean.

    An entry goes by its dotted name, and by its name inside its module: `SessionFilter`,
    `SessionRepository.find`. A single lower-case word means a function only if it is written
    with its module, because it may be an ordinary word.
    """
    found = dict[str, list[str]]()
    for entry in sorted(entries()):
        found.setdefault(entry, []).append(entry)
        name = entry.removeprefix(_module_of(entry)).removeprefix(".")
        if name and not (name.islower() and name.isalpha()):
            found.setdefault(name, []).append(entry)
    return found


def missing(text: str) -> Sequence[Missing]:
    """List the names that a page does not link at their first use in a section.

    Args:
        text: The page's Markdown.

    Returns:
        Every name that means exactly one entry of the reference.
    """
    found = list[Missing]()
    _walked(text, found)
    return found


def linked(text: str) -> str:
    """Link the names that a page does not link at their first use in a section.

    Args:
        text: The page's Markdown.

    Returns:
        The Markdown with links.
    """
    return _walked(text, [])


def _walked(text: str, found: list[Missing]) -> str:
    seen = set[str]()

    def piece(match: re.Match[str]) -> str:
        if match["heading"]:
            seen.clear()
        if match["label"] is not None:
            seen.add(match["label"].strip("`"))
        name = match["code"]
        if name is None or len(meant := targets().get(name, ())) != 1 or name in seen:
            return match[0]
        seen.add(name)
        link = f"[`{name}`][{meant[0]}]"
        found.append(Missing(text.count("\n", 0, match.start()) + 1, name, link))
        return link

    return _PIECE.sub(piece, text)


def _file_of(module: str) -> Path:
    path = SOURCE_ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _module_of(name: str) -> str:
    while not _file_of(name).parent.is_dir() or not _is_module(name):
        name = name.rpartition(".")[0]
    return name


def _is_module(name: str) -> bool:
    return _file_of(name).is_file() or SOURCE_ROOT.joinpath(*name.split(".")).is_dir()


def public(name: str) -> Iterator[str]:
    """Yield a module, class or function of the project, and all that is public inside it."""
    module = _module_of(name)
    if module != name:
        yield from (entry for entry in public(module) if f"{entry}.".startswith(f"{name}."))
        return
    yield name
    file = _file_of(name)
    if file.is_file():
        yield from _documented(name, _parsed(file))
    if file.name == "__init__.py":
        for path in sorted(file.parent.iterdir()):
            is_package = path.is_dir() and any(path.glob("*.py"))
            if not path.stem.startswith("_") and (is_package or path.suffix == ".py"):
                yield from public(f"{name}.{path.stem}")


@cache
def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _documented(name: str, scope: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in scope.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not node.name.startswith("_") and ast.get_docstring(node):
            yield f"{name}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from _documented(f"{name}.{node.name}", node)
