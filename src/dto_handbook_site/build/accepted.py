"""The accepted output and statements of each page, in a file beside the page.

If a change of code changes what readers see, a test fails until a developer has looked at it and
run `python -m dto_handbook_site accept`. The file shows the change in review.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from textwrap import dedent

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook_site.demos import flagged_samples
from dto_handbook_site.execute.execution import SOURCE_ROOT

ROOT = SOURCE_ROOT.parent
_HEAD = "What readers of this page see, written by: python -m dto_handbook_site accept\n"
_PART = re.compile(
    r"^ *<!--.*?-->"
    r"|^#+ [^\n]*\{ #(?P<anchor>[\w.-]+)(?:[^\n]* data-clause=\"(?P<clauses>[^\"]+)\")?"
    r"|^\*\*(?P<rule>.*?)\*\*\n\{ \.rule \}$"
    r"|^::: (?P<package>\S+)\n +options: \{extra: \{view: dtos\}\}"
    r"|^ *::: (?P<sample>dto_handbook\.rules\.dto\d{3}\.invalid\w*)$"
    r"|^(?P<indent> *)(?P<mark>`{3,})(?P<language>\w*)[^\n]*\n(?P<code>.*?)"
    r"^(?P=indent)(?P=mark) *$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Part:
    """A part of a page that must be accepted."""

    key: str  # It stays where the page changes elsewhere
    line: int  # Of the page
    code: str  # Of a fence; else empty
    text: str  # What readers see; of a fence, what is accepted or printed


def pages() -> list[Path]:
    """List the pages' sources."""
    docs = ROOT / "docs"
    return sorted(path for path in docs.rglob("*.md") if "templates" not in path.parts)


def file_of(page: Path) -> Path:
    """Return the file with the accepted parts of a page."""
    return page.with_suffix(".accepted")


def leftovers() -> list[Path]:
    """List the files of accepted parts without a page."""
    kept = {file_of(page) for page in pages()}
    return sorted(set((ROOT / "docs").rglob("*.accepted")) - kept)


def fences(page: Path) -> Iterator[str]:
    """Yield the code of a page's Python fences, in order.

    Args:
        page: The page's source.
    """
    for found in _PART.finditer(page.read_text("utf-8")):
        if found["language"] == "python":
            yield _code(found)


def parts(page: Path, printed: Callable[[str], str]) -> Iterator[Part]:
    """Yield the parts that readers see: a page's rule, clauses, DTOs, findings and outputs.

    Args:
        page: The page's source.
        printed: Returns what code prints.
    """
    text, anchor, numbers = page.read_text("utf-8"), "", Counter[str]()
    statements = {clause.id: clause.statement for clause in CLAUSES}
    for found in _PART.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["anchor"]:
            anchor = found["anchor"]
            for clause in (found["clauses"] or "").split():
                yield Part(f"clause {clause}", line, "", statements.get(clause, ""))
        elif found["rule"]:
            yield Part("rule", line, "", " ".join(found["rule"].split()))
        elif found["package"]:
            for name, fields in _dtos(found["package"]):
                yield Part(f"class {name}", line, "", fields)
        elif found["sample"]:
            messages = "\n".join(flagged_samples.messages(found["sample"]))
            yield Part(f"findings in {found['sample']}", line, "", messages)
        elif found["language"] == "python":
            numbers[anchor] += 1
            key = f"{anchor} {numbers[anchor]}" if numbers[anchor] > 1 else anchor
            code = _code(found)
            yield Part(key, line + 1, code, printed(code).rstrip("\n"))


def _code(fence: re.Match[str]) -> str:
    return dedent(fence["code"]).rstrip("\n")


def accepted(page: Path) -> Mapping[str, str]:
    """Return the accepted parts of a page, by their keys."""
    file = file_of(page)
    _, *found = re.split(
        r"^(\S.*):\n", file.read_text("utf-8") if file.is_file() else "", flags=re.M
    )
    texts = (re.sub(r"^    ", "", text, flags=re.M).rstrip("\n") for text in found[1::2])
    return dict(zip(found[::2], texts, strict=True))


def differences(page: Path, printed: Callable[[str], str]) -> Iterator[str]:
    """Compare a page with its accepted parts.

    Args:
        page: The page's source.
        printed: Returns what code prints.

    Yields:
        Each part that differs: its file, line and key, the accepted lines and the new ones.
    """
    before, now = accepted(page), list(parts(page, printed))
    yield from (found for part in now if (found := difference(page, part, before)))
    for key in before.keys() - {part.key for part in now}:
        yield f"{page.relative_to(ROOT).as_posix()}: {key}: was accepted, and is no longer there\n"


def difference(page: Path, part: Part, before: Mapping[str, str]) -> str:
    """Compare a part of a page with the accepted parts.

    Args:
        page: The page's source.
        part: The part, as readers now see it.
        before: The accepted parts, by key.

    Returns:
        File, line and key, the accepted lines and the new ones; empty if nothing differs.
    """
    was = before.get(part.key)
    if part.text == was:
        return ""
    old, new = (text.split("\n") if text else [] for text in (was, part.text))
    lines = [*unified_diff(old, new, n=1, lineterm="")][2:]
    changes = "".join(f"    {line}\n" for line in lines if line[:2] != "@@") or "    nothing\n"
    name = page.relative_to(ROOT).as_posix()
    return f"{name}:{part.line}: {part.key}: accepted (-) and seen now (+):\n{changes}"


def accept(page: Path, printed: Callable[[str], str]) -> None:
    """Write the parts that readers now see.

    Args:
        page: The page's source.
        printed: Returns what code prints.
    """
    file, now = file_of(page), list(parts(page, printed))
    if now:
        blocks = (f"{part.key}:\n{_indented(part.text)}" for part in now)
        file.write_text("\n".join([_HEAD, *blocks]), "utf-8")
    else:
        file.unlink(missing_ok=True)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.split("\n")) if text else ""


def _dtos(package: str) -> Iterator[tuple[str, str]]:
    """Yield the classes of a package, each with its fields or members."""
    for file in sorted(SOURCE_ROOT.joinpath(*package.split(".")).glob("*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                fields = [it for it in node.body if isinstance(it, ast.AnnAssign | ast.Assign)]
                yield node.name, "\n".join(map(ast.unparse, fields))
