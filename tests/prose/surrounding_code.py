"""The code that surrounds a piece of inline code: which names and strings it has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from handbook_site import BuiltSite, Page, sources
from project_code import ROOT, module_file, modules, parsed, split
from prose.inline_code import Span

_BLOCK = re.compile(r"^ *::: (\S+)$", re.MULTILINE)
_LINK = re.compile(r"\]\[([\w.]+)\]")
_FILE = re.compile(r"^ *```(?:file|\{\.file[^}]*\})\n(?P<path>.*)\n", re.MULTILINE)
_TOKEN = re.compile(  # Of Python; its tokenizer takes five times as long
    r"#.*"
    r"|[BbFfRrUu]{0,2}(?P<quotes>\"{3}|'{3})(?s:\\.|.)*?(?P=quotes)"
    r"|[BbFfRrUu]{0,2}(?:\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|\d\w*|(?P<name>[^\W\d]\w*)"
)


@dataclass(frozen=True, eq=False)
class Code:
    """What a page, or a module, has in code.

    Args:
        folder: Where the page or module stands.
        python: Its Python.
        others: What it shows besides: files and outputs.
    """

    folder: Path
    python: Sequence[str]
    others: Sequence[str] = field(default=())

    @cached_property
    def names(self) -> AbstractSet[str]:
        """Every name that its Python has."""
        return set[str]().union(*map(_names, self.python))

    @cached_property
    def strings(self) -> Sequence[str]:
        """What it shows that is no Python, and the strings in its Python that are no docstrings."""
        return [*self.others, *(text for code in self.python for text in _strings(code))]

    def quotes(self, text: str) -> bool:
        """Return whether a string is quoted from what is shown, from and to the end of a word."""
        return any(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", shown) for shown in self.strings)


def surrounding_code(span: Span, site: BuiltSite) -> Code:
    """Return the code that surrounds inline code: its page's, or its docstring's module's."""
    if span.owner:
        return _of_module(split(span.owner)[0])
    if span.file == ROOT / "README.md":
        return Code(ROOT, ())
    return code_of_page(_pages(site)[span.file])


@cache
def _pages(site: BuiltSite) -> Mapping[Path, Page]:
    return {page.source: page for page in site.pages}


@cache
def code_of_page(page: Page) -> Code:
    """Return a page's fences, the modules that it shows, and the objects that it links to."""
    text = page.source.read_text()
    python = [fence.code for fence in page.fences]
    for name in _BLOCK.findall(text):
        module, inside = split(name)
        python += map(_source, [module] if inside else modules(name))
    python += map(_source_of, _LINK.findall(text))
    files = [(ROOT / match["path"]).read_text() for match in _FILE.finditer(text)]
    if page.name == "docs/contributing.md":  # It is about the Markdown of the others
        others = [it for it in sources() if it != page.source]
        files += [it.read_text() for it in [ROOT / "mkdocs.yml", *others]]
    return Code(page.source.parent, python, [*files, *(run.output for run in page.runs)])


@cache
def _of_module(module: str) -> Code:
    """Return the code of a module and of what it imports; a rule's is all of its package."""
    package, _, name = module.rpartition(".")
    own = modules(package) if name == "rule" else [module]
    imported = {
        node.module
        for node in parsed(module_file(module)).body
        if isinstance(node, ast.ImportFrom) and node.module
    }
    return Code(module_file(module).parent, list(map(_source, [*own, *sorted(imported)])))


@cache
def _source(module: str) -> str:
    file = module_file(module)
    return file.read_text() if file.is_file() else ""


@cache
def _source_of(path: str) -> str:
    """Return the source of a module, class or function."""
    module, inside = split(path)
    found: ast.AST = ast.parse(_source(module))
    for name in inside:
        for node in ast.iter_child_nodes(found):
            if getattr(node, "name", None) == name:
                found = node
    return ast.unparse(found)


@cache
def _names(code: str) -> AbstractSet[str]:
    return {match["name"] for match in _TOKEN.finditer(code) if match["name"]}


@cache
def _strings(code: str) -> Sequence[str]:
    return list(_strings_in(ast.parse(code)))


def _strings_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if not isinstance(tree, ast.Expr):
                yield node.value
        else:
            yield from _strings_in(node)
