"""Comments in the code that suppress findings: `# dto: ignore[DTO201] reason`."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import SUPPRESSION, Finding, Severity
from dto_handbook.linter.module import Module
from dto_handbook.linter.source_files import lines_of

_FORM = "# dto: ignore[{}] reason"
_EXACT = re.compile(r"#[ \t]*dto:[ \t]*ignore[ \t]*\[([^\]#]*)\]((?:[^#]|#(?=\d))*)")
# What is meant to be one, in the right form or not. A sentence about DTOs in general is not.
_MEANT = re.compile(
    r"""\#[ \t]*(?:
        dto(?:[-_]handbook)?[ \t]*[:=][ \t]*
        (?:ignor|disable|noqa|suppress|skip|(?:\w*[ \t]*\[[ \t]*)?DTO\d)
      | dto[-_]?(?:ignore|disable|noqa|suppress)\b(?![ \t]*=)
      | dto[ \t]+(?:ignore|disable|noqa|suppress)[ \t]*(?:[\[(:\r\n]|DTO\d|\Z)
      | (?:\w+:[ \t]*)?(?:ignore|disable|noqa)[ \t]*[:=\[(][ \t]*DTO\d
    )(?:[^#\r\n]|\#(?=\d))*""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_CODE = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that suppresses findings, or is meant to; lines and columns count from 1.

    Attributes:
        line: Its line.
        column: Where it begins.
        end_column: Where it ends, exclusive.
        rules: The ids between its brackets.
        reason: What follows the brackets.
        mistake: What is wrong with its form, and what to write; empty if the form is right.
        lines: It suppresses findings that begin on these lines.
    """

    line: int
    column: int
    end_column: int
    rules: tuple[str, ...]
    reason: str
    mistake: str
    lines: frozenset[int]

    @property
    def is_complete(self) -> bool:
        """Whether it gives a reason; without one it suppresses nothing."""
        return re.search(r"\w", self.reason) is not None

    def finding(self, path: str, message: str) -> Finding:
        """Make a finding about the comment itself."""
        place, end = (self.line, self.column), (self.line, self.end_column)
        return Finding(path, *place, SUPPRESSION, message, Severity.ERROR, *end, symbol="")


def may_suppress(text: str) -> bool:
    """Return quickly whether a source may contain such a comment."""
    return _MEANT.search(text) is not None


def suppressions(text: str) -> Iterator[Suppression]:
    """Yield the comments of a file that suppress findings; one inside a string does not count.

    A formatter moves a comment, but never out of its statement. So a comment covers the whole
    statement, or the whole header of a class, a function or a block, that contains or follows it.
    Decorators are part of the header, the body is not. A comment at one parameter covers that
    parameter and the function itself, but not the other parameters or the result.

    Args:
        text: The file's text, which parses.
    """
    if not may_suppress(text):
        return
    statement = _Statement()
    for token in _tokens("\n".join(lines_of(text))):
        if token.type not in _NO_CODE:
            statement.add(token)
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) and not statement.is_decorator:
            yield from statement.suppressions()
            statement = _Statement()
        elif token.type == tokenize.NEWLINE:
            statement.is_decorator = statement.is_begun = False


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
        ran: The ids of the rules that checked it completely. A suppression of any other rule is
            never reported as unused.
        settings: The project's settings, which may forbid suppression.

    Returns:
        The findings to report, unused suppressions among them, and the suppressed ones.
    """
    if not settings.allow_suppression or not may_suppress(module.text):
        return list(findings), []
    # Of a parameter's comment and its function's, the parameter's is the one in use.
    comments = sorted(
        (it for it in suppressions(module.text) if it.is_complete), key=lambda it: len(it.lines)
    )
    reported, suppressed = list[Finding](), list[Finding]()
    used = {(comment, SUPPRESSION) for comment in comments}  # That one is reported by its rule
    for finding in findings:
        for comment in comments:
            if (
                finding.rule in comment.rules
                and finding.line in comment.lines
                and finding.rule != SUPPRESSION
            ):
                used.add((comment, finding.rule))
                suppressed.append(finding)
                break
        else:
            reported.append(finding)
    if SUPPRESSION in ran:
        for comment in comments:
            for rule in comment.rules:
                if rule in ran and (comment, rule) not in used:
                    message = f"{rule} has no finding here: remove it from the comment"
                    reported.append(comment.finding(module.path, message))
    return reported, suppressed


@dataclass
class _Statement:
    """A statement or a header, token by token: the code that its comments cover."""

    is_begun: bool = False
    is_decorator: bool = False
    _lines: range = range(0)
    _is_function: bool = False
    _name: range = range(0)  # From a function's first decorator to its first parenthesis
    _depth: int = 0  # Of brackets, in a function's header
    _parameter: int = 0  # The number of the next one; 0 outside of the parentheses
    _last: int = 0  # The number of the one that the last token belongs to
    _parameters: dict[int, range] = field(default_factory=dict)
    _waiting: list[tokenize.TokenInfo] = field(default_factory=list)  # Above the next token
    _comments: list[tuple[tokenize.TokenInfo, int]] = field(default_factory=list)

    def add(self, token: tokenize.TokenInfo) -> None:
        """Add the next token; line breaks without a meaning are left out."""
        if token.type == tokenize.COMMENT:
            if self._lines.stop <= token.start[0]:
                self._waiting.append(token)
            else:
                self._comments.append((token, self._last))
            return
        self._lines = _extended(self._lines, token)
        if not self.is_begun and token.string != "async":
            self.is_begun, self.is_decorator = True, token.string == "@"
            self._is_function = token.string == "def"
        if self._is_function:
            self._add_to_header(token)
        self._comments += [(comment, self._last) for comment in self._waiting]
        self._waiting.clear()

    def _add_to_header(self, token: tokenize.TokenInfo) -> None:
        if token.type == tokenize.OP and token.string in (")", "]", "}"):
            self._depth -= 1
            if self._depth == 0 and self._parameter:
                self._parameter, self._is_function = 0, False
        self._last = self._parameter
        if self._last:
            lines = self._parameters.get(self._last, range(0))
            self._parameters[self._last] = _extended(lines, token)
        if token.type == tokenize.OP and token.string in ("(", "[", "{"):
            self._depth += 1
            if token.string == "(" and self._depth == 1:
                self._parameter, self._name = 1, self._lines
        elif token.string == "," and self._depth == 1 and self._parameter:
            self._parameter += 1

    def suppressions(self) -> Iterator[Suppression]:
        """Yield its comments that are meant to suppress findings."""
        for token, parameter in self._comments:
            lines = set(self._lines)
            if own := self._parameters.get(parameter):
                lines = set(self._name).difference(*self._parameters.values()).union(own)
            for meant in _MEANT.finditer(token.string):
                yield _suppression(meant, token, frozenset(lines))


def _extended(lines: range, token: tokenize.TokenInfo) -> range:
    return range(lines.start or token.start[0], token.end[0] + 1)


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    # Before Python 3.12, there is code that Python reads and this does not: a line that is empty
    # but for a backslash. A comment above it counts.
    with suppress(SyntaxError, tokenize.TokenError):
        yield from tokenize.generate_tokens(io.StringIO(text, newline="\n").readline)


def _suppression(
    meant: re.Match[str], comment: tokenize.TokenInfo, lines: frozenset[int]
) -> Suppression:
    line, column = comment.start
    exact = _EXACT.match(meant[0])
    ids = re.split(r"[,\s]+", exact[1]) if exact else ()
    return Suppression(
        line=line,
        column=column + meant.start() + 1,
        end_column=column + meant.start() + len(meant[0].rstrip()) + 1,
        rules=tuple(dict.fromkeys(filter(None, ids))),
        reason=exact[2].strip() if exact else "",
        mistake="" if exact else _mistake(meant[0]),
        lines=lines,
    )


def _mistake(comment: str) -> str:
    if re.search(r"\b(ignore|disable|noqa|skip)[-_ ]?file\b", comment, re.IGNORECASE):
        return (
            "a comment cannot suppress a whole file: write one at each finding, or exclude the file"
        )
    if ids := re.findall(r"\bDTO\d+", comment.upper()):
        return f"the comment suppresses nothing: write {_FORM.format(', '.join(ids))}"
    return f"the comment names no rule: write {_FORM.format('DTO201')}, with the rules to suppress"
