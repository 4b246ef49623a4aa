"""A project with the texts of it that are open in an editor, saved or not."""

from __future__ import annotations

import gc
import io
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dto_handbook.linter.config import Settings, load_settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixer import applicable
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.runner import index, run
from dto_handbook.linter.source_files import FileError, find_files, is_excluded
from dto_handbook.rules import ids
from dto_handbook.rules.registry import selected
from dto_handbook.semantic.symbols import ModuleSymbols


@dataclass(frozen=True)
class Found:
    """A finding in an open text."""

    finding: Finding
    has_safe_fix: bool  # One that leaves the code's meaning alone


@dataclass(frozen=True)
class Checked:
    """What the check of an open text came to."""

    found: Sequence[Found]
    errors: Sequence[FileError]  # Why it was not, or not wholly, checked


@dataclass(frozen=True)
class _Project:
    """The project as it is on disk."""

    settings: Settings = field(default_factory=Settings)
    rules: Sequence[type[Rule]] = ()
    names: Mapping[str, ModuleSymbols] = field(default_factory=dict)
    findings: Sequence[Finding] = ()  # Those too that a comment takes back


class Desk:
    """Checks open texts among the files of the working directory, as the command line would.

    Args:
        root: The working directory, as the editor names it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._project = _Project()

    @property
    def settings(self) -> Settings:
        """The project's settings, as they were last read."""
        return self._project.settings

    def read(self) -> None:
        """Read the project anew; until this is done, `check` sees it as it was.

        Raises:
            SettingsError: Its settings cannot be used; it is seen as it was.
        """
        settings = load_settings(Path("pyproject.toml"), ids())
        rules = selected(settings)
        files = [(file, Path(file).as_posix()) for file in find_files([Path()], settings.exclude)]
        names, outcome = index(files, rules, settings)
        gc.unfreeze()  # What a check leaves must go some day: a server runs for weeks
        found = [*outcome.findings, *outcome.suppressed]
        self._project = _Project(settings, rules, names, found)

    def path(self, file: Path) -> str:
        """Return a file's path as findings name it."""
        inside = file.relative_to(self._root) if file.is_relative_to(self._root) else file
        return inside.as_posix()

    def is_checked(self, path: str) -> bool:
        """Tell whether the project's settings leave a file in."""
        return not is_excluded(Path(path), self.settings.exclude)

    def check(self, texts: Mapping[str, str]) -> Mapping[str, Checked]:
        """Check the open texts together; each stands in for its file.

        Args:
            texts: The texts by their paths.

        Returns:
            What was found, by path.
        """
        project = self._project
        contents = {path: _encoded(text) for path, text in texts.items()}
        files = [(path, path) for path in contents]
        outcome = run(files, project.rules, project.settings, 1, contents, context=project.names)
        gc.unfreeze()
        # What is found elsewhere may make a fix here an unsafe one.
        others = [finding for finding in project.findings if finding.path not in contents]
        fixed = applicable(outcome.findings, unsafe=False, others=[*outcome.suppressed, *others])
        safe = {id(finding) for finding, _ in fixed}
        severities = dict(project.settings.severity)
        return {
            path: Checked(
                [
                    Found(
                        replace(it, severity=severities.get(it.rule, it.severity)), id(it) in safe
                    )
                    for it in outcome.findings
                    if it.path == path
                ],
                [error for error in outcome.errors if error.path == path],
            )
            for path in texts
        }


def _encoded(text: str) -> bytes:
    """Encode a text as it says itself that it is, so that it is read as what it is."""
    content = text.encode("utf-8", "surrogatepass")
    try:
        return text.encode(tokenize.detect_encoding(io.BytesIO(content).readline)[0])
    except (SyntaxError, UnicodeError, LookupError):
        return content
