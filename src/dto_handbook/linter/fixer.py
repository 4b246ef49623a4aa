"""Fixed files: in memory first, then on disk."""

from __future__ import annotations

import io
import re
import tokenize
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dto_handbook.linter import atomic_write
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import Fix, applicable, apply, fitting, parses
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.source_files import FileError, UnreadableError, parse, read

PASSES = 10
"""How many passes to make: a fix may uncover another finding."""


class Drafts:
    """The files that fixes change, held in memory until they are written.

    Args:
        files: The project's files.

    Attributes:
        contents: The changed files by their paths, as findings name them.
    """

    def __init__(self, files: ProjectFiles) -> None:
        self._files = files
        self.contents: dict[str, bytes] = {}
        self._errors: list[FileError] = []
        self._left_out: dict[str, list[FileError]] = {}
        self._originals: dict[str, bytes] = {}
        self._fixed: dict[str, int] = {}

    @property
    def errors(self) -> Sequence[FileError]:
        """Why files, or single findings, are not fixed."""
        return [*self._errors, *(it for left_out in self._left_out.values() for it in left_out)]

    @property
    def fixed(self) -> int:
        """How many findings the drafts fix."""
        return sum(self._fixed[path] for path in self.contents)

    def fix(self, findings: Sequence[Finding], *, unsafe: bool) -> bool:
        """Apply the fixes of findings, except those that overlap.

        Args:
            findings: The findings in the current drafts.
            unsafe: Whether to apply unsafe fixes, too.

        Returns:
            Whether anything changed.
        """
        kept_out = {error.path for error in self._errors}
        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            fix = finding.fix
            if fix is not None and (unsafe or fix.is_safe) and finding.path not in kept_out:
                by_path[finding.path].append(finding)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What Python thinks of the fixed files
            changes = [self._change(path, fixable) for path, fixable in by_path.items()]
        return any(changes)

    def write(self) -> bool:
        """Replace the files with the drafts, each completely or not at all.

        Returns:
            Whether all files were written. `errors` says why a file was not.
        """
        before = len(self._errors)
        for path, content in list(self.contents.items()):
            try:
                self._replace(path, content)
            except UnreadableError as error:
                self._give_up(path, error.file_error.reason)
            except OSError as error:
                self._give_up(path, error.strerror or str(error))
        return len(self._errors) == before

    def diff(self, display_path: Callable[[str], str]) -> str:
        """Return what the drafts change, as a unified diff.

        Args:
            display_path: Returns a file's path as the diff names it.
        """
        import difflib  # Costs start-up time that a check does not need

        parts = list[str]()
        for path, content in sorted(self.contents.items()):
            before, after = _lines(self._originals[path]), _lines(content)
            name = display_path(path)
            for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
                whole = line.endswith("\n")
                parts.append(line if whole else f"{line}\n\\ No newline at end of file\n")
        return "".join(parts)

    def _change(self, path: str, findings: Sequence[Finding]) -> bool:
        try:
            old = self.contents.get(path)
            if old is None:
                old = self._originals[path] = self._files.content(path)
            _, text = parse(old, path)
            encoding = _encoding(old)
            if text.encode(encoding) != old:
                raise ValueError(f"it would change by being read and written as {encoding}")
            new, fixed = self._fixed_text(path, text, findings)
            content = new.encode(encoding)
        except UnreadableError as error:
            self._give_up(path, error.file_error.reason)
            return False
        except (IndexError, ValueError) as error:
            self._give_up(path, str(error))
            return False
        if content == old:
            return False
        self.contents[path] = content
        self._fixed[path] = self._fixed.get(path, 0) + fixed
        return True

    def _fixed_text(self, path: str, text: str, findings: Sequence[Finding]) -> tuple[str, int]:
        """Return a text with all compatible fixes, and their number.

        A fix that would leave a text that does not parse is left out, and reported.
        """
        self._left_out.pop(path, None)
        fixes = [it.fix for it in findings if it.fix is not None]
        chosen = fitting(fixes)
        new = apply(text, chosen)
        if not parses(new):
            good = applicable(text, fixes)
            self._left_out[path] = [
                FileError(
                    path, it.line, it.column,
                    f"{it.rule} in line {it.line}: the fixed file would not parse",
                    is_syntax=False,
                )
                for it in findings
                if it.fix not in good
            ]  # fmt: skip
            chosen = fitting(good)
            new = apply(text, chosen)
            if not parses(new):  # Each alone would
                chosen = chosen[:1]
                new = apply(text, chosen)
        return new, len(chosen)

    def _replace(self, path: str, content: bytes) -> None:
        file = Path(self._files.absolute(path))
        now = read(file, path)
        if now == content:  # Written already, by another of its names
            return
        if now != self._originals[path]:
            raise OSError(0, "it has changed since it was read")
        atomic_write.write(file, content)

    def _give_up(self, path: str, reason: str) -> None:
        self.contents.pop(path, None)
        self._errors.append(FileError(path, 1, 1, reason, is_syntax=False))


def with_usable_fixes(findings: Sequence[Finding], files: ProjectFiles) -> list[Finding]:
    """Return findings, without fixes that would leave a file that does not parse.

    Args:
        findings: The findings of the last check.
        files: The project's files.
    """
    by_path: dict[str, list[Fix]] = defaultdict(list)
    for finding in findings:
        if finding.fix is not None:
            by_path[finding.path].append(finding.fix)
    good: dict[str, Sequence[Fix]] = {}
    for path, fixes in by_path.items():
        text = "\n".join(files.lines(path))
        try:
            good[path] = applicable(text, fixes)
        except IndexError:  # The file was changed meanwhile
            good[path] = ()
    return [
        it if it.fix is None or it.fix in good[it.path] else replace(it, fix=None)
        for it in findings
    ]


def _encoding(content: bytes) -> str:
    return tokenize.detect_encoding(io.BytesIO(content).readline)[0]


def _lines(content: bytes) -> list[str]:
    text = content.decode(_encoding(content))
    return re.findall(r"[^\n]*\n|[^\n]+", text)
