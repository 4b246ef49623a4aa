"""DTO003: another component imports `manager/data`."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.guideline.placement import home_of
from dto_handbook.linter.config import is_inside
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule

_HOME = home_of("N4")


class ForeignImport(Rule):
    """Only the Manager imports `manager/data`.

    Why: A component is installed without the Manager, and the import fails there. Where it does
    not fail, a change of an internal DTO breaks a component whose owners were not asked.

    How to fix: Put what both need into `common/dto/manager` as a Pydantic model, and import that.
    The Manager converts between it and its own DTO.

    When not: Tests and scripts outside of the components may import what they like. An import
    under `if TYPE_CHECKING` is flagged all the same, for it ties the two components together.
    """

    id = "DTO003"
    name = "Foreign import"
    clauses = ("P1", "A5", "N4")

    def applies_to(self, module: Module) -> bool:
        """Tell of modules of other components that name the Manager's package."""
        family, _, last = module.settings.component.rpartition(".")
        return (
            bool(family)
            and is_inside(module.name, family)
            and not is_inside(module.name, module.settings.component)
            and last in module.text
        )

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at what each import names, and where that is defined."""
        settings = module.settings
        for node, names in module.imports:
            found = (
                name
                for named in names
                for name in (named, _defined_as(module, named))
                if settings.is_internal(name)
            )
            if imported := next(found, None):
                home = _HOME.package(settings)
                message = f"{imported} is internal to {settings.component}: import a DTO of {home}"
                yield self.finding(module, node, "", message)


def _defined_as(module: Module, name: str) -> str:
    # Another module of the component may hand it on.
    source, _, last = name.rpartition(".")
    if not is_inside(source, module.settings.component):
        return name
    return module.project.resolve(source, last)
