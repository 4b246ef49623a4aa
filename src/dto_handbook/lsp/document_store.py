"""The open documents of one project, laid over its files."""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dto_handbook.baseline.filter import BaselineFilter
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.source_files import FileError, UnreadableError, is_excluded
from dto_handbook.workspace import Selection, Workspace

_NO_FILES = Selection((), (), ())  # Only fixed findings depend on it, which no editor shows


@dataclass(frozen=True)
class Checked:
    """The outcome of the check of an open document."""

    findings: Sequence[Finding]
    errors: Sequence[FileError]  # Why it was not, or not wholly, checked


class DocumentStore:
    """Checks open documents among the files of their project, as the command line would.

    Args:
        root: The project's folder; None for documents that belong to no project.

    Attributes:
        root: The same.
        is_current: Whether settings and baseline need not be read again.
        was_checked: Whether the project has been checked, and so read.
    """

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self.is_current = False
        self.was_checked = False
        self._workspace = Workspace(root, Settings(), ())
        self._read: Settings | None = None
        self._baseline: BaselineFilter | None = None

    @property
    def settings(self) -> Settings:
        """The project's settings, as they were last read."""
        return self._workspace.settings

    def read(self) -> None:
        """Read the project's settings and its baseline again.

        Raises:
            SettingsError: They cannot be used; the previous ones still apply.
        """
        self.is_current = True
        workspace = Workspace.at(self.root)
        if workspace.settings != self._read:
            self._workspace, self._read = workspace, workspace.settings
        self._baseline = self._recorded()

    def _recorded(self) -> BaselineFilter | None:
        if self.root is None or not os.path.lexists(self._workspace.baseline):
            return None
        return BaselineFilter(self._workspace, _NO_FILES, None, with_baseline=True, is_ci=False)

    def path(self, file: Path) -> str | None:
        """Return a file's path in the project; None if the project's settings exclude it."""
        path = self._workspace.path(file)
        root = self._workspace.root
        return None if is_excluded(Path(path), self.settings.exclude, root) else path

    def check(self, documents: Mapping[str, str]) -> Mapping[str, Checked]:
        """Check the open documents together.

        Args:
            documents: Their texts by their paths in the project.

        Returns:
            What was found, by path, without what the baseline records.
        """
        if not documents:
            return {}
        self.was_checked = True
        contents = {path: _encoded(text) for path, text in documents.items()}
        changed = {path: it for path, it in contents.items() if it != self._on_disk(path)}
        outcome = self._workspace.check(list(documents), changed, jobs=1)
        if self._baseline is not None:
            outcome = self._baseline.narrowed(outcome)
        findings = self._workspace.graded(outcome.findings)
        return {
            path: Checked(
                [finding for finding in findings if finding.path == path],
                [error for error in outcome.errors if error.path == path],
            )
            for path in documents
        }

    def judged(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return findings of the last check, with each fix marked as safe or unsafe.

        Args:
            findings: The findings.
        """
        return self._workspace.judged(findings)

    def _on_disk(self, path: str) -> bytes | None:
        files = self._workspace.files
        files.lay_over({})
        try:
            return files.content(path)
        except UnreadableError:
            return None


def _encoded(text: str) -> bytes:
    """Encode a text in the encoding that it declares, because it is decoded with that."""
    content = text.encode("utf-8", "surrogatepass")
    try:
        return text.encode(tokenize.detect_encoding(io.BytesIO(content).readline)[0])
    except (SyntaxError, UnicodeError, LookupError):
        return content
