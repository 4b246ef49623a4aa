"""A project's settings, read from its `pyproject.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path, PurePath

from dto_handbook.linter.diagnostics import Severity

TABLE = "tool.dto-handbook"

_ADDRESS = re.compile(r"(https?://([^\s{}<>\"]|\{version\})+)?")
_DOTTED = (
    "component", "internal", "shared", "shared_home", "legacy", "layers", "mutable_types",
    "allowed_imports",
)  # fmt: skip


class SettingsError(Exception):
    """The settings cannot be used; the message has a line for each mistake."""


@dataclass(frozen=True)
class Settings:
    """A project's own names; the defaults are Backend.AI's.

    The table `[tool.dto-handbook]` of `pyproject.toml` sets them, with hyphens in place of
    underscores.
    """

    preset: str = ""  # A named set of values, for keys that the project does not set
    component: str = "ai.backend.manager"  # The package that owns the internal DTOs
    internal: str = "ai.backend.manager.data"  # The package of internal DTOs
    shared: str = "ai.backend.common.dto"  # The package of shared DTOs
    shared_home: str = "manager"  # The package for new shared DTOs, inside `shared`
    legacy: str = "ai.backend.manager.dto"  # The package of legacy DTOs, which gets no new ones
    layers: tuple[str, ...] = (  # The packages of the layers, top to bottom
        "ai.backend.manager.api",
        "ai.backend.manager.services",
        "ai.backend.manager.repositories",
        "ai.backend.manager.models",
    )
    select: tuple[str, ...] = ()  # Rules to check; if empty, those that are on by default
    extend_select: tuple[str, ...] = ()  # More rules to check; a preset's are added to them
    ignore: tuple[str, ...] = ()  # Rules not to check
    severity: tuple[tuple[str, Severity], ...] = ()  # Severities that replace the rules' own
    exclude: tuple[str, ...] = ()  # Files and folders not to check: globs for the end of a path
    mutable_types: tuple[str, ...] = ()  # Full names of more mutable types that no DTO may hold
    allowed_imports: tuple[str, ...] = (  # Packages besides the standard library that DTO007 allows
        "ai.backend.common.types",
        "ai.backend.common.data.entity",
    )
    address: str = ""  # The address of the handbook; {version} is replaced by the tool's version
    allow_suppression: bool = True  # Whether a comment in the code may suppress a finding
    baseline: str = "dto-handbook-baseline.txt"  # The file that records existing findings

    @property
    def family(self) -> str:
        """The package that contains the component and other components."""
        return self.component.rpartition(".")[0] or self.component

    def is_internal(self, module: str) -> bool:
        """Return whether a module belongs to the package of internal DTOs."""
        return is_inside(module, self.internal)


PRESETS: Mapping[str, Settings] = {
    "backend.ai-2026": Settings(
        shared_home="manager.v2",
        extend_select=("DTO007", "DTO008", "DTO102"),
        allow_suppression=False,
    ),
}
"""Named sets of settings. A key of a project's own replaces that of its preset, or adds to it."""


@cache
def is_inside(name: str, package: str) -> bool:
    """Return whether a dotted name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")


def load_settings(file: Path, rule_ids: Iterable[str]) -> Settings:
    """Read a project's settings.

    Args:
        file: Its `pyproject.toml`; without one, the settings are the defaults.
        rule_ids: The ids of all rules.

    Returns:
        The settings.

    Raises:
        SettingsError: The file is not TOML, or has keys or values that are not allowed; the
            message names all of them, and what is allowed.
    """
    if not file.is_file():
        return Settings()
    import tomllib  # Costs start-up time that a project without settings does not need

    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise SettingsError(f"{file}: {error}") from error
    path = ""
    tools = table.get("tool")
    if isinstance(tools, dict) and (wrong := {"dto_handbook", "dtohandbook"} & tools.keys()):
        raise SettingsError(f"{file}: tool.{min(wrong)}: call the table {TABLE}")
    for part in TABLE.split("."):
        table = table.get(part, {})
        path = f"{path}.{part}".lstrip(".")
        if not isinstance(table, dict):
            raise SettingsError(f"{file}: {path}: must be a table, not {table!r}")
    return _settings(file, table, frozenset(rule_ids))


def _settings(file: Path, table: Mapping[str, object], rule_ids: frozenset[str]) -> Settings:
    known = {field.name.replace("_", "-"): field.name for field in fields(Settings)}
    values: dict[str, object] = {}
    errors = list[str]()
    for key, value in table.items():
        if key in known:
            values[known[key]] = _value(known[key], value, rule_ids, found := list[str]())
            errors += [f"{key}: {error}" for error in found]
        else:
            errors.append(f"{key}: there is no such key; the keys are {', '.join(sorted(known))}")
    shared, home = (str(values.get(it, getattr(Settings, it))) for it in ("shared", "shared_home"))
    if is_inside(home, shared):
        inside = home.removeprefix(shared).lstrip(".") or Settings.shared_home
        errors.append(f"shared-home: write {inside!r}, without {shared} in front")
    if errors:
        raise SettingsError("\n".join(f"{file}: {TABLE}.{error}" for error in errors))
    preset = PRESETS.get(str(values.get("preset")), Settings())
    own = values.get("extend_select")
    if isinstance(own, tuple):
        values["extend_select"] = preset.extend_select + own
    return replace(preset, **values)  # type: ignore[arg-type] # each was checked against its field


def _value(name: str, value: object, rule_ids: frozenset[str], errors: list[str]) -> object:
    """Read one value, and add what is wrong with it to the errors."""
    if name == "severity":
        return _severities(value, rule_ids, errors)
    if isinstance(getattr(Settings, name), bool):
        if not isinstance(value, bool):
            errors.append(f"must be true or false, not {value!r}")
        return value
    if isinstance(getattr(Settings, name), str):
        if not isinstance(value, str):
            errors.append(f"must be a string, not {value!r}")
        elif name in _DOTTED and not _is_dotted(value):
            errors.append(f"must be a package's dotted name, not {value!r}")
        elif name == "preset" and value and value not in PRESETS:
            errors.append(f"there is no preset {value!r}; the presets are {', '.join(PRESETS)}")
        elif name == "address" and not _ADDRESS.fullmatch(value):
            errors.append(
                f"must be an address such as 'https://example.org/{{version}}/', not {value!r}"
            )
        elif name == "baseline" and not value.strip():
            errors.append(f"must be a file's path, not {value!r}")
        return value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        errors.append(f"must be a list of strings, not {value!r}")
        return ()
    if name in ("select", "extend_select", "ignore"):
        if strange := sorted(set(value) - rule_ids):
            allowed = ", ".join(sorted(rule_ids))
            errors.append(f"there is no rule {', '.join(strange)}; the rules are {allowed}")
    elif name in _DOTTED and (strange := [item for item in value if not _is_dotted(item)]):
        errors.append(f"must be dotted names, not {', '.join(map(repr, strange))}")
    elif name == "layers" and not value:
        errors.append("must name at least one package")
    elif name == "exclude" and not all(map(_is_pattern, value)):
        errors.append("must be patterns of paths, such as 'src/generated' or '*_pb2.py'")
    return tuple(value)


def _severities(
    value: object, rule_ids: frozenset[str], errors: list[str]
) -> tuple[tuple[str, Severity], ...]:
    levels = list(Severity)
    if not isinstance(value, dict):
        errors.append(
            f"must be a table of rule ids, each with one of {', '.join(levels)}, not {value!r}"
        )
        return ()
    for rule, level in value.items():
        if rule not in rule_ids:
            allowed = ", ".join(sorted(rule_ids))
            errors.append(f"there is no rule {rule}; the rules are {allowed}")
        if level not in levels:
            errors.append(f"{rule} must be one of {', '.join(levels)}, not {level!r}")
    return tuple((rule, Severity(level)) for rule, level in value.items() if level in levels)


def _is_dotted(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def _is_pattern(pattern: str) -> bool:
    try:
        PurePath("x.py").match(pattern)
    except ValueError:  # Of no parts
        return False
    return True
