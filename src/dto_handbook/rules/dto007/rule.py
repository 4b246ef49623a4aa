"""DTO007: `manager/data` imports a framework."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dto_handbook.linter.config import is_inside
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class FrameworkImport(Rule):
    """`manager/data` imports only the standard library, itself, and packages that are allowed.

    Why: A framework's type in a DTO ties every layer to that framework. Its values often equal no
    plain value, and only the framework can write them as JSON.

    How to fix: Declare the field with a type of the standard library, and convert where the
    framework is used: in an adapter for Pydantic, in a repository for SQLAlchemy.

    Exceptions: The packages in `allowed-imports` are allowed. By default, these are
    `ai.backend.common.types`, which Backend.AI's rules for `manager/data` allow, and
    `ai.backend.common.data.entity`, which defines ids. Backend.AI allows the latter in its rules
    for views only. An import under `if TYPE_CHECKING` is reported too, because the DTO is still
    declared with that type. An import of a layer at run time is left to DTO005. The guideline
    allows imports for annotations, so the rule is off unless a project selects it.

    Not seen: An import by name through `importlib`, and a relative import above the top package,
    which Python refuses. The standard library is that of the Python version that runs the checker.
    """

    id = "DTO007"
    name = "Framework import"
    clauses = ("Y4", "Y5", "E2")  # The nearest: the guideline has no clause on frameworks
    since = "0.1.0"
    is_default = False
    follows_names = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what each import names, also those for type checkers."""
        settings = module.settings
        *packages, last = allowed = (settings.internal, *settings.allowed_imports)
        for node, names in module.imports:
            # What DTO005 reports
            reported = settings.layers if node not in module.type_checking_only else ()
            for name in names:
                if name.partition(".")[0] in sys.stdlib_module_names:
                    continue
                if any(is_inside(name, package) for package in (*allowed, *reported)):
                    continue
                listed = " and ".join((", ".join(("the standard library", *packages)), last))
                message = f"{name} is imported: import only {listed}; convert in another layer"
                yield self.finding(module, node, "", message)
                break
