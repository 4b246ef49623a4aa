"""DTO401: a DTO without docstring."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class NoDocstring(Rule):
    """A DTO has a docstring.

    Why: The fields say what a DTO holds. They do not say who makes it, who reads it, and at which
    point of an operation its values hold. `help` shows the constructor again instead.

    How to fix: Write one sentence on what it is, and one on who makes it and who uses it.

    When not: Every DTO has one. Enumerations, exceptions and protocols are no DTOs.
    """

    id = "DTO401"
    name = "No docstring"
    clauses = ("G4a",)

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at the first statement of each DTO."""
        for dto in module.dtos:
            if not (ast.get_docstring(dto.node, clean=False) or "").strip():
                message = f"{dto.name} has no docstring: say what it is and who uses it"
                yield self.finding(module, dto.node, dto.name, message)
