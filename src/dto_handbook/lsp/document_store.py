"""The documents that are open in an editor, laid over the project that they belong to."""

from __future__ import annotations

import gc
import io
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.source_files import FileError, UnreadableError, is_excluded
from dto_handbook.workspace import Workspace


@dataclass(frozen=True)
class Checked:
    """The outcome of the check of an open document."""

    findings: Sequence[Finding]
    errors: Sequence[FileError]  # Why it was not, or not wholly, checked


class DocumentStore:
    """Checks open documents among the files of their project, as the command line would.

    Args:
        folder: The folder that the editor has open.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._workspace = Workspace(None, Settings(), ())

    @property
    def settings(self) -> Settings:
        """The project's settings, as they were last read."""
        return self._workspace.settings

    def read_settings(self) -> None:
        """Read the project's settings again.

        Raises:
            SettingsError: They cannot be used; the previous ones still apply.
        """
        workspace = Workspace.around([self._folder])
        if (workspace.root, workspace.settings) != (self._workspace.root, self.settings):
            self._workspace = workspace

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
            What was found, by path.
        """
        contents = {path: _encoded(text) for path, text in documents.items()}
        changed = {path: it for path, it in contents.items() if it != self._on_disk(path)}
        outcome = self._workspace.check(list(documents), changed, jobs=1)
        findings = self._workspace.graded(outcome.findings)
        gc.collect()  # Trees that were walked are in reference cycles
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
