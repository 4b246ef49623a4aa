"""Prose as a reader takes it in: of pages, of public docstrings and of the rules' messages."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handbook_site import sources, tokens_of
from markdown_it.token import Token
from project_code import ROOT, SRC, parsed

CODE = "_"
"""What stands for inline code, an address or a value: a word that nobody has to spell."""

_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_NO_PROSE = re.compile(
    r"""
    \]?\[[\w.]+\.[\w.]+\]          # the target of a link into the reference
    | \{[:\#. ][^{}\n]*\}          # what attr_list reads
    | ^\ *:::\ .*(\n\ *options:.*)?  # a module that the page shows
    | ^\ *(===!?|!!!|\?\?\?\+?)(\ [a-z]+)*(?=\ ")  # what opens a tab or a box
    | ^\ *\[\^?[\w-]+\]:\ \S+$     # an address given below
    | <[^>]*>
    """,
    re.VERBOSE | re.MULTILINE,
)
_NAME = re.compile(r"(?:_|\w[\w-]+)([./]\w+)+/?")
_ARGUMENT = re.compile(r"^ +\*{0,2}\w+:(?= )", re.MULTILINE)
_INLINE = re.compile(r"(`+)[^`]+\1")
_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):$", re.MULTILINE)
_END = re.compile(r"(?<=[.?!:;])[\"')*]*\s+|\s+\|\s+|\n\s*\n")
_WORD = re.compile(r"[^\W\d_][\w'\u2019]*")


@dataclass(frozen=True)
class Prose:
    """A paragraph, heading, cell, docstring or message, with `CODE` where code stands in it."""

    text: str
    file: Path
    line: int

    def where(self, position: int) -> str:
        """Return path and line of a position in the text, as messages name them."""
        line = self.line + self.text.count("\n", 0, position)
        return f"{self.file.relative_to(ROOT).as_posix()}:{line}"

    def words(self) -> Iterator[tuple[int, str]]:
        """Return the words, each with its position; names in code's own spelling are none."""
        for match in _WORD.finditer(self.text):
            word = re.sub(r"['\u2019]s?$", "", match[0])
            if "_" not in word and not re.search(r"[a-z][A-Z]|\d", word):
                yield match.start(), word

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Return the sentences and what stands like one, each with its position."""
        start = 0
        for end in _END.finditer(self.text):
            yield start, self.text[start : end.start()]
            start = end.end()
        yield start, self.text[start:]


@cache
def prose() -> Sequence[Prose]:
    """Return all prose that a reader of the handbook or of a report sees."""
    found = [part for file in [ROOT / "README.md", *sources()] for part in _page(file)]
    for file in sorted(SRC.rglob("*.py")):
        found += _docstrings(parsed(file), file)
        if file.name == "rule.py" and file.is_relative_to(SRC / "dto_handbook/rules"):
            found += _messages(parsed(file), file)
    return found


def _page(file: Path) -> Iterator[Prose]:
    text, front_lines = file.read_text(), 0
    if front := _FRONT.match(text):
        if described := re.search(r"^description: (.*)", front[1], re.MULTILINE):
            yield Prose(
                _without_code(described[1]), file, 2 + front[1].count("\n", 0, described.start())
            )
        front_lines = front[0].count("\n")
    for token in tokens_of(file):
        first = (token.map or [0])[0] + 1
        if first <= front_lines:
            continue
        if token.type == "inline":
            yield Prose(_without_code(_read(token.children or ())), file, first)
        elif token.type == "html_block" and not token.content.startswith("<!--"):
            yield Prose(_without_code(token.content), file, first)


def _read(tokens: Sequence[Token]) -> str:
    parts = list[str]()
    for at, token in enumerate(tokens):
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "code_inline" or (at and tokens[at - 1].markup == "autolink"):
            parts.append(CODE)
        elif token.type == "text":
            parts.append(token.content)
    return "".join(parts)


def _without_code(text: str) -> str:
    text = _NO_PROSE.sub(lambda found: "\n" * found[0].count("\n"), text)
    return _NAME.sub(CODE, text)


def _docstrings(
    scope: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, file: Path
) -> Iterator[Prose]:
    if scope.body and (docstring := ast.get_docstring(scope, clean=False)):
        text = _SECTION.sub("", inspect.cleandoc(docstring))
        line = scope.body[0].lineno
        for part in _ARGUMENT.split(text):
            spoken = _INLINE.sub(lambda code: CODE + "\n" * code[0].count("\n"), part)
            yield Prose(_without_code(spoken), file, line)
            line += part.count("\n")
    for node in ast.iter_child_nodes(scope):
        if isinstance(
            node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and not node.name.startswith("_"):
            yield from _docstrings(node, file)


def _messages(module: ast.Module, file: Path) -> Iterator[Prose]:
    docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    inner = {
        id(part)
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in docstrings | inner:
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = [
                part.value
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else CODE
                for part in parts
            ]
            if " " in (text := "".join(texts)).strip():
                yield Prose(_without_code(text), file, node.lineno)
