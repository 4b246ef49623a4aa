"""Comments in the code that suppress findings: `# dto: ignore[DTO201] reason`."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import SUPPRESSION, Finding, Severity
from dto_handbook.linter.module import Module
from dto_handbook.linter.source_files import lines_of

_MARK = re.compile(r"#\s*dto:")  # A source without it has no such comment
_COMMENT = re.compile(r"#\s*dto:\s*ignore\b(?:\s*\[([^\]]*)\])?([^#]*)")
_NO_CODE = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that suppresses findings; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_column: int
    rules: tuple[str, ...]
    reason: str
    target: int  # The line of code that it is about

    @property
    def is_complete(self) -> bool:
        """Whether it gives a reason; without one it suppresses nothing."""
        return re.search(r"\w", self.reason) is not None

    def finding(self, path: str, message: str) -> Finding:
        """Make a finding about the comment itself."""
        place, end = (self.line, self.column), (self.line, self.end_column)
        return Finding(path, *place, SUPPRESSION, message, Severity.ERROR, *end, symbol="")


def may_suppress(text: str) -> bool:
    """Return whether a source may hold such a comment, by a quick look."""
    return "dto:" in text and _MARK.search(text) is not None


def suppressions(text: str) -> Iterator[Suppression]:
    """Yield the comments of a file that suppress findings; one inside a string does not count.

    Args:
        text: The file's text, which parses.

    Yields:
        The comments. One on a line of its own is about the next line of code.
    """
    if not may_suppress(text):
        return
    lines = lines_of(text)
    waiting = list[tuple[re.Match[str], tokenize.TokenInfo]]()
    for token in _tokens("\n".join(lines)):
        line, column = token.start
        if token.type == tokenize.COMMENT:
            for found in _COMMENT.finditer(token.string):
                if lines[line - 1][:column].strip():
                    yield _suppression(found, token, line)
                else:
                    waiting.append((found, token))
        elif token.type not in _NO_CODE:
            for found, comment in waiting:
                yield _suppression(found, comment, line)
            waiting.clear()


def apply(
    findings: Iterable[Finding],
    module: Module,
    ran: Collection[str],
    settings: Settings,
) -> tuple[list[Finding], list[Finding]]:
    """Split a file's findings into reported ones and suppressed ones.

    Args:
        findings: What rules found in it.
        module: The file.
        ran: The ids of the rules that looked at it to the end. A suppression of another one is
            never said to be unused.
        settings: They may forbid suppression.

    Returns:
        The findings to report, unused suppressions among them, and the suppressed ones.
    """
    if not settings.allow_suppression or not may_suppress(module.text):
        return list(findings), []
    first_lines = _first_lines(module.tree)
    by_place: dict[tuple[int, str], list[Suppression]] = {}
    for suppression in suppressions(module.text):
        if suppression.is_complete:
            line = first_lines.get(suppression.target, suppression.target)
            for rule in suppression.rules:
                by_place.setdefault((line, rule), []).append(suppression)
    reported, suppressed, used = list[Finding](), list[Finding](), set[tuple[int, str]]()
    for finding in findings:
        place = (first_lines.get(finding.line, finding.line), finding.rule)
        if place in by_place and finding.rule != SUPPRESSION:
            used.add(place)
            suppressed.append(finding)
        else:
            reported.append(finding)
    if SUPPRESSION in ran:
        for place, comments in by_place.items():
            rule = place[1]
            if rule in ran and rule != SUPPRESSION:
                # Of two comments that say the same, one is not needed.
                for comment in comments[1:] if place in used else comments:
                    message = f"{rule} is not found here: remove it from the comment"
                    reported.append(comment.finding(module.path, message))
    return reported, suppressed


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    # Before Python 3.12, there is code that Python reads and this does not: a line that is empty
    # but for a backslash. What stands above it counts.
    with suppress(SyntaxError, tokenize.TokenError):
        yield from tokenize.generate_tokens(io.StringIO(text, newline="\n").readline)


def _suppression(found: re.Match[str], comment: tokenize.TokenInfo, target: int) -> Suppression:
    line, column = comment.start
    rules = tuple(dict.fromkeys(re.split(r"[,\s]+", found[1].strip(" ,")))) if found[1] else ()
    return Suppression(
        line=line,
        column=column + found.start() + 1,
        end_column=column + found.start() + len(found[0].rstrip()) + 1,
        rules=tuple(filter(None, rules)),
        reason=found[2].strip(),
        target=target,
    )


def _first_lines(tree: ast.Module) -> Mapping[int, int]:
    """Map each line from a first decorator to the `class` or `def` below it to the first of them.

    A finding about a class may begin at its decorator, and a comment may stand at either.
    """
    found = dict[int, int]()
    for node in ast.walk(tree):
        decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and decorators:
            found |= dict.fromkeys(
                range(decorators[0].lineno, node.lineno + 1), decorators[0].lineno
            )
    return found
