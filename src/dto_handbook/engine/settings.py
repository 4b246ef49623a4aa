"""Which packages of a project are which, read from its `pyproject.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_type_hints

from dto_handbook.engine.findings import Severity

TABLE = "tool.dto-handbook"


class SettingsError(Exception):
    """Settings that cannot be used, every slip on a line of its own."""


@dataclass(frozen=True)
class Settings:
    """A project's own names; the defaults are Backend.AI's.

    The table `[tool.dto-handbook]` of `pyproject.toml` sets them, with hyphens in place of
    underscores.
    """

    component: str = "ai.backend.manager"  # The package that owns the internal DTOs
    internal: str = "ai.backend.manager.data"  # The package of internal DTOs
    shared: str = "ai.backend.common.dto"  # The package of shared DTOs
    legacy: str = "ai.backend.manager.dto"  # The package that is being emptied
    layers: tuple[str, ...] = (  # The packages of the layers, top to bottom
        "ai.backend.manager.api",
        "ai.backend.manager.services",
        "ai.backend.manager.repositories",
        "ai.backend.manager.models",
    )
    select: tuple[str, ...] = ()  # Rules to check; none: the default ones
    ignore: tuple[str, ...] = ()  # Rules to leave out
    severity: tuple[tuple[str, Severity], ...] = ()  # Severities other than the rules' own
    exclude: tuple[str, ...] = ()  # Patterns of paths to leave out
    mutable_types: tuple[str, ...] = ()  # Full names of types of one's own that can change
    address: str = ""  # Where the handbook is published

    def is_internal(self, module: str) -> bool:
        """Tell whether a module belongs to the package of internal DTOs."""
        return is_inside(module, self.internal)


def is_inside(name: str, package: str) -> bool:
    """Tell whether a dotted name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")


def load_settings(file: Path, rule_ids: Iterable[str]) -> Settings:
    """Read a project's settings.

    Args:
        file: Its `pyproject.toml`; where there is none, the defaults hold.
        rule_ids: The ids of all rules.

    Returns:
        The settings.

    Raises:
        SettingsError: The file is no TOML, or has keys or values that are not allowed; the message
            names every one of them, with what is allowed.
    """
    if not file.is_file():
        return Settings()
    try:
        table = tomllib.loads(file.read_text("utf-8")).get("tool", {}).get("dto-handbook", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file}: {error}") from error
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: {TABLE}: must be a table")
    return _settings(file, table, frozenset(rule_ids))


def _settings(file: Path, table: Mapping[str, object], rule_ids: frozenset[str]) -> Settings:
    hints = get_type_hints(Settings)
    known = {field.name.replace("_", "-"): field.name for field in fields(Settings)}
    values: dict[str, object] = {}
    slips = []
    for key, value in table.items():
        if key not in known:
            slips.append(f"{key}: there is no such key; allowed are {', '.join(sorted(known))}")
        elif known[key] == "severity":
            levels = ", ".join(Severity)
            if not isinstance(value, dict) or any(
                rule not in rule_ids or level not in list(Severity) for rule, level in value.items()
            ):
                slips.append(f"{key}: must be a table of rule ids and one of {levels}")
            else:
                values[key] = tuple((rule, Severity(level)) for rule, level in value.items())
        elif hints[known[key]] is str:
            if isinstance(value, str):
                values[known[key]] = value
            else:
                slips.append(f"{key}: must be a text, not {value!r}")
        elif not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            slips.append(f"{key}: must be a list of texts, not {value!r}")
        elif key in {"select", "ignore"} and (strange := sorted(set(value) - rule_ids)):
            slips.append(f"{key}: there is no rule {', '.join(strange)}")
        else:
            values[known[key]] = tuple(value)
    if slips:
        raise SettingsError("\n".join(f"{file}: {TABLE}.{slip}" for slip in slips))
    return Settings(**values)  # type: ignore[arg-type] # each was checked against its field
