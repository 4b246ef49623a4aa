"""Checks strings, as if they were the files of a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.rule import Rule
from dto_handbook.rules.registry import Sample
from dto_handbook.workspace import Workspace


def check(files: Mapping[str, str | bytes], rules: Sequence[type[Rule]]) -> Sequence[Finding]:
    """Check a project that has no other files.

    Args:
        files: Contents by their paths.
        rules: The rules to check.
    """
    contents = {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
    }
    workspace = Workspace(None, Settings(), rules)
    return workspace.judged(workspace.check(list(contents), contents).findings)


def texts(samples: Iterable[Sample]) -> Mapping[str, str]:
    """Return samples as files: their sources by their paths."""
    return {sample.path: sample.text for sample in samples}
