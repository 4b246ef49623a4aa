"""DTO401: a DTO without a docstring."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class NoDocstring(Rule):
    """A DTO has a docstring.

    Why: The fields say what a DTO holds. They do not say which code makes it, which code reads it,
    and at which point of an operation its values are valid. Without a docstring, `help` only
    repeats the constructor.

    How to fix: Write one sentence on what the DTO is, and one on which code makes it and which
    uses it.

    Exceptions: Every DTO needs one. Enumerations, exceptions and protocols are not DTOs.

    Not seen: Whether the docstring says anything useful.
    """

    id = "DTO401"
    name = "Missing docstring"
    clauses = ("G4a",)
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the first statement of each DTO."""
        for dto in module.dtos:
            if not (ast.get_docstring(dto.node, clean=False) or "").strip():
                message = f"{dto.name} has no docstring: say what it is and what uses it"
                yield self.finding(module, dto.node, dto.name, message)
