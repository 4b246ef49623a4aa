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

    Why: `manager/dto` holds what other components exchange with the Manager, so they must import
    the Manager to use it. Its DTOs move to `common/dto/manager` step by step, and each new one
    makes the way longer.

    How to fix: Add the model to `common/dto/manager`. Where it moves, leave a re-export that warns
    at the old path until nobody imports it from there.

    When not: What is there already may stay until it is moved. Turn the rule on with a base commit
    or a baseline, so that it tells of new DTOs only.
    """

    id = "DTO004"
    name = "Legacy DTO"
    clauses = ("L1", "L2", "L3")
    is_default = False  # Says something about what is new, not about what is there

    def applies_to(self, module: Module) -> bool:
        """Tell of modules of the legacy package."""
        return is_inside(module.name, module.settings.legacy)

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at each record in the legacy package."""
        for node, name in module.classes:
            if module.project.is_dto_class(f"{module.name}.{name}"):
                home = _HOME.package(module.settings)
                message = f"{name} is in the legacy package: define it in {home}"
                yield self.finding(module, node, name, message)
