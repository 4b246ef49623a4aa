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

    Why: Other components are installed without the Manager, and there the import fails. Where the
    Manager is installed, a change to an internal DTO breaks a component whose owners did not know
    of the change.

    How to fix: Put the model that both components need into `common/dto/manager` as a Pydantic
    model, and import it from there. The Manager converts between that model and its own DTO.

    Exceptions: Tests and scripts outside the components may import anything. An import under
    `if TYPE_CHECKING` is still flagged, because it couples the two components.

    Not seen: An import by name, such as `importlib.import_module("ai.backend.manager.data.user")`.
    """

    id = "DTO003"
    name = "Foreign import"
    clauses = ("P1", "A5", "N4")
    since = "0.1.0"

    def applies_to(self, module: Module) -> bool:
        """Select modules of other components that name the Manager's package."""
        family, _, last = module.settings.component.rpartition(".")
        return (
            bool(family)
            and is_inside(module.name, family)
            and not is_inside(module.name, module.settings.component)
            and last in module.text
        )

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what each import names, and where that is defined."""
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
    # Another module of the component may re-export it.
    source, _, last = name.rpartition(".")
    if not is_inside(source, module.settings.component):
        return name
    return module.project.resolve(source, last)
