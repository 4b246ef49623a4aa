"""DTO006: a DTO outside the domains' directories."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.guideline.placement import home_of
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule

_HOME = home_of("O1", "O2", "O3")


class NoDomain(Rule):
    """A DTO is defined in the directory of its domain.

    Why: The directory shows which domain owns the DTO: who may change it, and where to look for it.
    A module beside the directories has no owner. When its domain gets a directory of the same name,
    Python imports the directory, and the module can no longer be imported.

    How to fix: Move the module into the directory of its domain: `manager/data/quota.py` becomes
    `manager/data/user/quota.py`. If it serves several domains, split it.

    Exceptions: A module without a DTO, such as one of type aliases or enumerations, may stay beside
    the directories. The rule reports a module once, at its first DTO.

    Not seen: Whether the directory is that of the right domain.
    """

    id = "DTO006"
    name = "No domain"
    clauses = ("O1", "O2", "O3")
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check where the module is, and whether it defines a DTO."""
        package, _, last = module.name.rpartition(".")
        if package != module.settings.internal or module.is_package or not module.dtos:
            return
        first = module.dtos[0]
        home = _HOME.package(module.settings)
        message = f"{first.name} is outside the domains' directories: move {last}.py to {home}"
        yield self.finding(module, first.node, first.name, message)
