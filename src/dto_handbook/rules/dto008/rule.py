"""DTO008: a shared DTO in a deprecated package."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.guideline.placement import SHARED
from dto_handbook.linter.config import is_inside
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class DeprecatedSharedDto(Rule):
    """A new shared DTO is defined in the package that `shared-home` names.

    Why: In Backend.AI, GraphQL and the current REST API share the models in
    `common/dto/manager/v2`, and the other models of `common/dto/manager` are deprecated. A new
    model among them is a second version of the same data, which the current models do not accept.

    How to fix: Define the model in the package that `shared-home` names, such as
    `common/dto/manager/v2`.

    Exceptions: The rule needs a `shared-home` with a directory for the version, as the preset
    `backend.ai-2026` sets it: other DTOs beside that directory are then deprecated. With the
    default, `manager`, the rule reports nothing.

    A DTO that is already in a deprecated package may stay until it is moved. Select the rule
    together with a base commit or a baseline, so that it reports new DTOs only. The guideline does
    not distinguish versions, so the rule is off unless a project selects it.

    Not seen: A shared DTO of another component, such as one in `common/dto/agent`: the rule checks
    only the package with which `shared-home` begins. A class inside a function, and a DTO that a
    call makes, such as `NamedTuple("Quota", [("limit", int)])`.
    """

    id = "DTO008"
    name = "Deprecated shared DTO"
    clauses = ("N5",)  # The nearest: the guideline names the package, not its directory
    since = "0.1.0"
    is_default = False

    def applies_to(self, module: Module) -> bool:
        """Select modules of the package with which `shared-home` begins, outside that home."""
        settings = module.settings
        outer = f"{settings.shared}.{settings.shared_home.partition('.')[0]}"
        return is_inside(module.name, outer) and not is_inside(
            module.name, SHARED.package(settings)
        )

    def check(self, module: Module) -> Iterator[Finding]:
        """Check each class in the deprecated package."""
        home = SHARED.package(module.settings)
        for node, name in module.classes:
            if module.project.is_dto_class(f"{module.name}.{name}"):
                message = f"{name} is in a deprecated package: define it in {home}"
                yield self.finding(module, node, name, message)
