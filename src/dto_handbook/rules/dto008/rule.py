"""DTO008: a shared DTO in a deprecated package."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.config import is_inside
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule

_DEPRECATED, _CURRENT = "manager", "manager.v2"  # In the package of shared DTOs


class DeprecatedSharedDto(Rule):
    """A shared DTO is defined in `common/dto/manager/v2`.

    Why: In Backend.AI, GraphQL and the current REST API share these models, and the other models of
    `common/dto/manager` are deprecated. A new model among them is a second version of the same
    data, which the current models do not accept.

    How to fix: Define the model in `common/dto/manager/v2`.

    Exceptions: A DTO that is already elsewhere in `common/dto/manager` may stay until it is moved.
    Select the rule together with a base commit or a baseline, so that it reports new DTOs only. The
    guideline does not distinguish versions, so the rule is off unless a project selects it.
    """

    id = "DTO008"
    name = "Deprecated shared DTO"
    clauses = ("N5",)  # The nearest: the guideline names the package, not its directory
    since = "0.1.0"
    is_default = False

    def applies_to(self, module: Module) -> bool:
        """Select modules of the deprecated package."""
        shared = module.settings.shared
        is_current = is_inside(module.name, f"{shared}.{_CURRENT}")
        return is_inside(module.name, f"{shared}.{_DEPRECATED}") and not is_current

    def check(self, module: Module) -> Iterator[Finding]:
        """Check each class in the deprecated package."""
        home = f"{module.settings.shared}.{_CURRENT}"
        for node, name in module.classes:
            if module.project.is_dto_class(f"{module.name}.{name}"):
                message = f"{name} is in a deprecated package: define it in {home}"
                yield self.finding(module, node, name, message)
