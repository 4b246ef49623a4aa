"""Inline code: where it stands in pages, in the README and in docstrings."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handbook_site import fence_parser, sources, tokens_of
from markdown_it.token import Token
from project_code import ROOT, SRC, parsed
from prose.prose_extraction import Prose

_TARGET = re.compile(r"\]\[([^\]]+)\]")
_END = re.compile(r"[.?!;]\s|\|")  # Of a sentence, or of a cell
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RAISES = re.compile(r"^ *Raises:\n((?: +\S.*\n?)+)", re.MULTILINE)


@dataclass(frozen=True)
class Span:
    """A piece of inline code."""

    text: str
    file: Path
    line: int
    owner: str = ""  # The dotted name of what has the docstring
    target: str = ""  # What it links to in the reference
    sentence: tuple[str, ...] = ()  # All inline code of its sentence
    before: tuple[str, ...] = ()  # That of the paragraph's sentences before
    heading: str = ""  # That it stands under

    @property
    def where(self) -> str:
        """Path and line, as messages name them."""
        return f"{self.file.relative_to(ROOT).as_posix()}:{self.line}"


@cache
def in_pages() -> Sequence[Span]:
    """Return the inline code of the pages and of the README."""
    return [
        span
        for file in [ROOT / "README.md", *sources()]
        for span in _in_tokens(tokens_of(file), file)
    ]


@cache
def in_docstrings() -> Sequence[Span]:
    """Return the inline code of the public docstrings, and what they say is raised."""
    return [
        span
        for file in sorted(SRC.rglob("*.py"))
        for span in _in_module(file)
        if "._" not in span.owner
    ]


def _in_markdown(text: str, file: Path, first: int, owner: str) -> Iterator[Span]:
    yield from _in_tokens(fence_parser().parse(text), file, first, owner)


def _in_tokens(
    tokens: Sequence[Token], file: Path, first: int = 1, owner: str = ""
) -> Iterator[Span]:
    heading = ""
    for at, token in enumerate(tokens):
        line = first + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            [inline] = fence_parser().parseInline(_COMMENT.sub("", token.content))
            yield from _in_block(inline, file, line, owner, heading)
        elif token.type == "inline":
            if tokens[at - 1].type == "heading_open":
                heading = token.content
            yield from _in_block(token, file, line, owner, heading)


def _in_block(block: Token, file: Path, line: int, owner: str, heading: str) -> Iterator[Span]:
    children = block.children or []
    number, numbers = 0, list[int]()  # Of the sentence that each child stands in
    for child in children:
        number += child.type == "text" and len(_END.findall(f"{child.content} "))
        numbers.append(number)
    for at, child in enumerate(children):
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        if child.type != "code_inline":
            continue
        text = child.content.replace(r"\|", "|")
        after = children[at + 1].content if at + 1 < len(children) else ""
        target = _TARGET.match(after)
        codes = [it for it in zip(numbers, children, strict=True) if it[1].type == "code_inline"]
        sentence = tuple(it.content for number, it in codes if number == numbers[at])
        before = tuple(it.content for number, it in codes if number < numbers[at])
        yield Span(text, file, line, owner, target[1] if target else "", sentence, before, heading)
        if "`" in text:  # A comment for a review, which is Markdown itself
            yield from _in_markdown(text, file, line, owner)


def _in_module(file: Path) -> Iterator[Span]:
    parts = file.relative_to(SRC).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    yield from _in_scope(parsed(file), file, module)


def _in_scope(
    scope: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, file: Path, name: str
) -> Iterator[Span]:
    if scope.body and (docstring := ast.get_docstring(scope, clean=False)):
        first, text = scope.body[0].lineno, inspect.cleandoc(docstring)
        if "`" in text:
            yield from _in_markdown(text, file, first, name)
        for block in _RAISES.finditer(text):
            for raised in re.finditer(r"^ +(\w+): ", block[1], re.MULTILINE):
                at = text.count("\n", 0, block.start(1) + raised.start(1))
                yield Span(raised[1], file, first + at, name)
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_scope(node, file, f"{name}.{node.name}")


@cache
def paragraphs() -> Sequence[Prose]:
    """Return the prose of the pages and of the README."""
    breaks = ("softbreak", "hardbreak")
    return [
        Prose(
            "".join("\n" if it.type in breaks else it.content for it in token.children or ()),
            file,
            (token.map or [0])[0] + 1,
        )
        for file in [ROOT / "README.md", *sources()]
        for token in tokens_of(file)
        if token.type == "inline"
    ]
