"""DTO006: a DTO in no domain's directory."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.guideline.placement import home_of
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule

_HOME = home_of("O1", "O2", "O3")


class NoDomain(Rule):
    """A DTO stands in the directory of its domain.

    Why: The directory tells whose the DTO is: who may change it, and where to look for it. A module
    beside the directories belongs to nobody. When its domain gets a directory of the same name,
    Python imports that one, and the module cannot be imported any more.

    How to fix: Move the module into the directory of its domain: `manager/data/quota.py` becomes
    `manager/data/user/quota.py`. Where it serves several domains, split it.

    When not: A module with no DTO, such as one of type aliases or enumerations, may stand beside
    the directories. The rule tells of a module once, at its first DTO.
    """

    id = "DTO006"
    name = "No domain"
    clauses = ("O1", "O2", "O3")

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at where the module stands, and whether it defines a DTO."""
        package, _, last = module.name.rpartition(".")
        if package != module.settings.internal or module.is_package or not module.dtos:
            return
        first = module.dtos[0]
        home = _HOME.package(module.settings)
        message = f"{first.name} is in no domain's directory: move {last}.py to {home}"
        yield self.finding(module, first.node, first.name, message)
