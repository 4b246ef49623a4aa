"""DTO004: a DTO in the legacy package."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.guideline.placement import home_of
from dto_handbook.linter.config import is_inside
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule

_HOME = home_of("L1", "L2", "L3")


class LegacyDto(Rule):
    """No DTO is added to `manager/dto`.

    Why: `manager/dto` holds models that other components exchange with the Manager, so they must
    import the Manager to use them. These models move to `common/dto/manager` step by step, and
    every new one makes that migration longer.

    How to fix: Add the model to `common/dto/manager`. If you move it from the old path, leave a
    re-export there that warns until all importers use the new path.

    Exceptions: A DTO that is already there may stay until it is moved. Select the rule together
    with a base commit or a baseline, so that it reports new DTOs only.
    """

    id = "DTO004"
    name = "Legacy DTO"
    clauses = ("L1", "L2", "L3")
    since = "0.1.0"
    is_default = False  # Useful for new code only: it would report every DTO that is there

    def applies_to(self, module: Module) -> bool:
        """Select modules of the legacy package."""
        return is_inside(module.name, module.settings.legacy)

    def check(self, module: Module) -> Iterator[Finding]:
        """Check each class in the legacy package."""
        for node, name in module.classes:
            if module.project.is_dto_class(f"{module.name}.{name}"):
                home = _HOME.package(module.settings)
                message = f"{name} is in the legacy package: define it in {home}"
                yield self.finding(module, node, name, message)
