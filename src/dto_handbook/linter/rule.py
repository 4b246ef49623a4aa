"""What a rule is."""

from __future__ import annotations

import ast
import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixes import Fix
from dto_handbook.linter.module import Module

SECTIONS = ("Why", "How to fix", "When not")


class Rule(ABC):
    """A rule: its docstring is its documentation.

    The first paragraph states the rule in one sentence. The paragraphs that begin with
    `Why`, `How to fix` and `When not`, each with a colon, follow.
    """

    id: ClassVar[str]
    name: ClassVar[str]  # Short, in words, for headings
    clauses: ClassVar[tuple[str, ...]]  # Ids of the guideline's clauses that it enforces
    severity: ClassVar[Severity] = Severity.ERROR
    is_default: ClassVar[bool] = True
    follows_names: ClassVar[bool] = True  # Whether it looks at what other modules define
    fixes: ClassVar[Literal["safe", "unsafe", "none"]] = "none"  # The best fix that it offers

    def applies_to(self, module: Module) -> bool:
        """Return, from a module's name and source alone, whether the rule can apply to it.

        Most rules do not apply to most modules of a project: `check` runs only where this is true.
        By default a rule applies to the modules of internal DTOs.
        """
        return module.is_internal

    @abstractmethod
    def check(self, module: Module) -> Iterator[Finding]:
        """Look at a module.

        Args:
            module: A module that the rule applies to.

        Yields:
            What breaks the rule, in any order.
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
            symbol: What it is about, such as a field `SessionFilter.user_id`.
            message: What is wrong, and what to do.
            severity: How bad it is, where that differs from the rule's own.
            fix: What would make it go away.
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
            if match := re.match(rf"({'|'.join(SECTIONS)}): ", paragraph):
                title = match[1]
                found[title] = paragraph[match.end() :]
            elif title:
                found[title] += f"\n\n{paragraph}"
        return found

    @classmethod
    def _paragraphs(cls) -> list[str]:
        return (inspect.getdoc(cls) or "").split("\n\n")
