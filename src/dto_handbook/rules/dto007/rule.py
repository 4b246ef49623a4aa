"""DTO007: `manager/data` imports a framework."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dto_handbook.linter.config import is_inside
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class FrameworkImport(Rule):
    """`manager/data` imports only the standard library and the packages that a project allows.

    Why: A DTO with a framework's type ties every layer to that framework. Such a value often
    equals no plain value, and cannot be written as JSON without the framework's help. Each new
    version of the framework may change every layer.

    How to fix: Declare the field with a type of the standard library, and convert where the
    framework is used: in an adapter for Pydantic, in a repository for SQLAlchemy.

    Exceptions: `manager/data` may import its own modules, and the packages in `allowed-imports`:
    today's rules of Backend.AI name `ai.backend.common.types`, and the base classes and ids that
    these rules ask for are in `ai.backend.common.data.entity`. An import under `if TYPE_CHECKING`
    is reported as well: the DTO would still be declared with the framework's type. DTO005 reports a
    layer that is imported at run time. The guideline itself allows frameworks in annotations, and
    forbids schema models only, so the rule is off unless a project selects it.

    Not seen: An import by name through `importlib`. The standard library is that of the Python that
    runs the checker.
    """

    id = "DTO007"
    name = "Framework import"
    clauses = ("E2",)  # The nearest: the guideline has no clause on imports of frameworks
    is_default = False
    follows_names = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what each import names, also those for type checkers."""
        settings = module.settings
        allowed = (settings.internal, *settings.allowed_imports)
        for node, names in module.imports:
            # What DTO005 reports
            reported = settings.layers if node not in module.type_checking_only else ()
            for name in names:
                if name.partition(".")[0] in sys.stdlib_module_names:
                    continue
                if any(is_inside(name, package) for package in (*allowed, *reported)):
                    continue
                listed = ", ".join(("the standard library", *allowed))
                message = f"{name} is imported: import only {listed}, or convert in another layer"
                yield self.finding(module, node, "", message)
                break
