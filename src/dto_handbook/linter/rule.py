"""The base class of rules."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Literal

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixes import Fix
from dto_handbook.linter.module import Module

SECTIONS = ("Why", "How to fix", "Automatic fix", "Exceptions", "Not seen")
ID = re.compile(r"DTO\d{3}")
_RELEASE = re.compile(r"\d+\.\d+\.\d+")

_ATTRIBUTES = (  # What each rule sets, with an example
    ("id", str, '"DTO207"'),
    ("name", str, '"Short name"'),
    ("clauses", tuple, '("G2",)'),
    ("since", str, '"0.2.0"'),
)
_FIXES = {
    "safe": "fixed by `--fix`",
    "unsafe": "fixed by `--fix --unsafe-fixes`",
    "none": "no automatic fix",
}


class RuleError(TypeError):
    """A rule is incomplete: each line of the message names a file and what to write there."""


def shown(file: Path) -> str:
    """Return a file's path as messages name it: from the working directory, where it is inside."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


class Rule(ABC):
    """A rule: its docstring is its documentation.

    The first paragraph states the rule in one sentence. Paragraphs that begin with `Why`,
    `How to fix` and `Exceptions`, each with a colon, follow. A rule with a fix describes the
    `Automatic fix` before the exceptions, and says why it is safe or not. Code that breaks the rule
    but is `Not seen` comes last. Defining a class without one of these, or without an id, a name,
    clauses or the release that it is new in, is an error.
    """

    id: ClassVar[str]
    name: ClassVar[str]  # Short, in words, for headings
    clauses: ClassVar[tuple[str, ...]]  # Ids of the guideline's clauses that it enforces
    since: ClassVar[str]  # The release that brought it
    severity: ClassVar[Severity] = Severity.ERROR
    is_default: ClassVar[bool] = True
    follows_names: ClassVar[bool] = True  # Whether it looks at what other modules define
    fixes: ClassVar[Literal["safe", "unsafe", "none"]] = "none"  # The best fix that it offers

    def __init_subclass__(cls) -> None:
        """Refuse a rule that is incomplete.

        Raises:
            RuleError: It lacks an attribute or a part of its docstring.
        """
        super().__init_subclass__()
        if problems := [*cls._wrong_attributes(), *cls._wrong_paragraphs()]:
            file = shown(Path(inspect.getfile(cls)))
            line = inspect.getsourcelines(cls)[1]
            raise RuleError(
                "\n".join(f"{file}:{line}: {cls.__name__}: {problem}" for problem in problems)
            )

    def applies_to(self, module: Module) -> bool:
        """Return, from a module's name and source alone, whether the rule can apply to it.

        Most rules do not apply to most modules of a project: `check` runs only where this is true.
        By default a rule applies to the modules of internal DTOs.
        """
        return module.is_internal

    @abstractmethod
    def check(self, module: Module) -> Iterator[Finding]:
        """Check a module.

        Args:
            module: A module that the rule applies to.

        Yields:
            The findings, in any order.
        """

    def finding(
        self,
        module: Module,
        node: ast.stmt | ast.expr | ast.arg | ast.alias,
        symbol: str,
        message: str,
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Make a finding at a node.

        Args:
            module: The module that the node is in.
            node: Where it is.
            symbol: What the finding is about, such as a field `SessionFilter.user_id`.
            message: What is wrong, and what to do.
            severity: Its severity, if that differs from the rule's.
            fix: The fix, if there is one.
        """
        end_line = node.end_lineno if node.end_lineno is not None else node.lineno
        end_offset = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Finding(
            path=module.path,
            line=node.lineno,
            column=module.column(node.lineno, node.col_offset),
            rule=self.id,
            message=message,
            severity=severity if severity is not None else self.severity,
            end_line=end_line,
            end_column=module.column(end_line, end_offset),
            symbol=symbol,
            fix=fix,
        )

    @classmethod
    def summary(cls) -> str:
        """Return the rule in one sentence."""
        return cls._paragraphs()[0]

    @classmethod
    def sections(cls) -> Mapping[str, str]:
        """Return the documentation's sections by their titles, in order."""
        found: dict[str, str] = {}
        title = ""
        for paragraph in cls._paragraphs()[1:]:
            head, is_there, rest = paragraph.partition(": ")
            if is_there and head in SECTIONS:
                title = head
                found[title] = rest
            elif title:
                found[title] += f"\n\n{paragraph}"
        return found

    @classmethod
    def status(cls) -> str:
        """Return the severity, whether the rule is a default one, its fix and its first release."""
        state = "checked by default" if cls.is_default else "checked only where it is selected"
        return f"Severity: {cls.severity}, {state}, {_FIXES[cls.fixes]}. New in {cls.since}."

    @classmethod
    def _wrong_attributes(cls) -> Iterator[str]:
        for name, type_, example in _ATTRIBUTES:
            value = getattr(cls, name, None)
            if value is None:
                yield f"there is no {name}: write {name} = {example} below the docstring"
            elif not isinstance(value, type_) or (value == "" and type_ is str):
                yield f"{name} is {value!r}: write {name} = {example}"
        id, clauses = str(getattr(cls, "id", "")), getattr(cls, "clauses", None)
        if id and not ID.fullmatch(id):
            yield f"id is {id!r}: write DTO and three digits, such as DTO207"
        since = str(getattr(cls, "since", ""))
        if since and not _RELEASE.fullmatch(since):
            yield f'since is {since!r}: write a release, such as since = "0.2.0"'
        if clauses == () and not id.startswith("DTO9"):  # Those are about the checker itself
            yield 'clauses is empty: name what it enforces, such as clauses = ("G2",)'

    @classmethod
    def _wrong_paragraphs(cls) -> Iterator[str]:
        if sys.flags.optimize > 1:
            return  # Python drops docstrings
        summary = cls.summary()
        if not summary.endswith(".") or summary.partition(": ")[0] in SECTIONS:
            yield "begin the docstring with a paragraph on what the rule asks for, with a full stop"
        there = cls.sections()
        optional = {"Automatic fix": cls.fixes != "none", "Not seen": "Not seen" in there}
        wanted = [title for title in SECTIONS if optional.get(title, True)]
        if list(there) == wanted:
            return
        titles = [
            match[1]
            for paragraph in cls._paragraphs()
            if (match := re.match(r"([A-Z][A-Za-z ]{2,14}):(?:\s|$)", paragraph))
        ]
        quoted = ", ".join(f'"{title}: "' for title in wanted)
        yield (
            f"the docstring's sections are {', '.join(titles) or 'none'}:"
            f" begin paragraphs with {quoted}, in this order"
        )

    @classmethod
    def _paragraphs(cls) -> list[str]:
        return inspect.cleandoc(cls.__doc__ or "").split("\n\n")


def symbol_in_function(module: Module, node: ast.expr, name: str = "") -> str:
    """Return a finding's symbol for what a function does: its name, and another one.

    Args:
        module: The module.
        node: Where in the function, or in one inside it.
        name: What it is about there, such as an attribute.

    Returns:
        The dotted name; empty for a node outside all functions.
    """
    around = [
        (function.lineno, place.name)
        for function, place in module.places.items()
        if function.lineno <= node.lineno <= (function.end_lineno or function.lineno)
    ]
    return ".".join(filter(None, [max(around)[1], name])) if around else ""
