"""Which packages of a project are which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """A project's own names; the defaults are Backend.AI's."""

    component: str = "ai.backend.manager"  # The package that owns the internal DTOs
    internal: str = "ai.backend.manager.data"
    shared: str = "ai.backend.common.dto"
    legacy: str = "ai.backend.manager.dto"
    layers: tuple[str, ...] = (  # Top to bottom
        "ai.backend.manager.api",
        "ai.backend.manager.services",
        "ai.backend.manager.repositories",
        "ai.backend.manager.models",
    )

    def is_internal(self, module: str) -> bool:
        """Tell whether a module belongs to the package of internal DTOs."""
        return is_inside(module, self.internal)


def is_inside(name: str, package: str) -> bool:
    """Tell whether a dotted name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")
