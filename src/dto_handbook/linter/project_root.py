"""Where a project is, and whether it has the packages that its settings name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dto_handbook.linter.config import TABLE, Settings, SettingsError
from dto_handbook.linter.project_files import ProjectFiles


def find_project(paths: Sequence[Path]) -> Path:
    """Find the folder of the project that files belong to.

    It is the nearest folder around all of them with a `pyproject.toml` that has a table for this
    tool. Without one, it is the nearest folder with a `pyproject.toml`, or the repository. Without
    these, it is the folder in which the component's packages begin, or the working directory.

    Args:
        paths: The files and folders, absolute.
    """
    here = Path.cwd()
    around = Path(os.path.commonpath(paths)) if paths else here
    if not around.is_dir():
        around = around.parent
    if (marked := _marked(around)) is not None:
        return marked
    if (_packages_begin(around) or around).is_relative_to(here):
        return here
    return enclosing_project(around) or around


def enclosing_project(folder: Path) -> Path | None:
    """Find the project that a folder belongs to, whatever the working directory is.

    Args:
        folder: The folder, absolute.

    Returns:
        The project's folder, as `find_project` finds it; None if nothing marks one.
    """
    if (marked := _marked(folder)) is not None:
        return marked
    begin = _packages_begin(folder)
    return begin.parent if begin is not None and begin.name == "src" else begin


def _marked(folder: Path) -> Path | None:
    """Return the nearest folder, at or above another one, that a file marks as a project's."""
    plain: Path | None = None
    for it in (folder, *folder.parents):
        file = it / "pyproject.toml"
        if file.is_file():
            if _has_table(file):
                return it
            plain = plain or it
        if (it / ".git").exists():
            return plain or it
    return plain


def _packages_begin(folder: Path) -> Path | None:
    """Return the folder, at or above another one, in which the component's packages begin."""
    family = f"/{Settings().family.replace('.', '/')}/"
    place = f"{folder.as_posix()}/"
    return Path(place[: place.rindex(family)] or "/") if family in place else None


def _has_table(file: Path) -> bool:
    """Return whether a `pyproject.toml` may have a table for this tool."""
    try:
        text = file.read_text("utf-8", "replace")
        if TABLE.partition(".")[2] not in text:
            return False
        import tomllib  # Costs start-up time that a project without such a table does not need

        return TABLE.partition(".")[2] in tomllib.loads(text).get("tool", {})
    except (OSError, ValueError, AttributeError):
        return True  # Whoever reads the settings says what is wrong with it


def has_packages(files: ProjectFiles, settings: Settings) -> bool:
    """Return whether a project has any of the packages that its settings name.

    Args:
        files: The project's files.
        settings: Its settings.
    """
    own = settings
    packages = own.component, own.internal, own.shared, own.legacy, *own.layers
    return any(map(files.has_package, packages))


def require_packages(files: ProjectFiles, settings: Settings) -> None:
    """Refuse packages in the settings that are missing from the package around them.

    Args:
        files: The project's files.
        settings: Its settings.

    Raises:
        SettingsError: There is such a package: its modules would not be checked as DTOs.
    """
    errors = [
        f"{files.absolute('pyproject.toml')}: {TABLE}.{name}: there is no package {package}"
        for name in ("component", "internal")
        if (package := getattr(settings, name)) != getattr(Settings, name)
        and not files.has_package(package)
        and files.has_package(package.rpartition(".")[0])
    ]
    if errors:
        raise SettingsError("\n".join(errors))
