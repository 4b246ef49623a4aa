"""The checker as the playground calls it: strings in, and JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.linter.fixer import PASSES, Drafts, with_usable_fixes
from dto_handbook.linter.source_files import FileError
from dto_handbook.reporters import report
from dto_handbook.reporters.context import Context
from dto_handbook.rules.registry import rule_packages, rules
from dto_handbook.workspace import Workspace
from dto_handbook_site.demos.samples import in_manager, manager


def check(files: Mapping[str, str], *, all: bool) -> dict[str, Any]:
    """Check files as part of the Manager in miniature, as the command line does.

    Args:
        files: Sources by their paths.
        all: Whether the rules that are off by default count.

    Returns:
        `findings` in the form of the JSON report; `safe`, the numbers of those with a safe fix; and
        `errors`, why a file was not checked.
    """
    contents = _contents(files)
    outcome = _check(contents, all)
    return _answer(outcome, _judged(outcome, contents))


def fix(files: Mapping[str, str], *, all: bool, number: int | None) -> dict[str, Any]:
    """Fix findings, and check again.

    Args:
        files: Sources by their paths.
        all: Whether the rules that are off by default count.
        number: Which of the findings of `check` to fix; None to apply the safe fixes, repeatedly,
            as the command line does.

    Returns:
        What `check` returns, and the fixed `files`.
    """
    contents = _contents(files)
    outcome, drafts = _check(contents, all), Drafts(_workspace(all).files)
    drafts.contents = dict(contents)
    for _ in range(PASSES if number is None else 1):
        judged = _judged(outcome, contents)
        chosen = judged if number is None else [judged[number]]
        if not drafts.fix(chosen, unsafe=number is not None):
            break
        # One that cannot be changed is no draft any more.
        contents = {path: drafts.contents.get(path, old) for path, old in contents.items()}
        outcome = _check(contents, all)
    texts = {path: content.decode("utf-8", "surrogatepass") for path, content in contents.items()}
    return {**_answer(outcome, _judged(outcome, contents), drafts.errors), "files": texts}


def samples() -> Mapping[str, dict[str, Any]]:
    """Return the invalid samples of all rules, for the playground to open.

    Returns:
        The samples by rule id, in the form of a link to the playground.
    """
    return {
        id: {
            "files": [{"path": it.path, "text": it.text} for it in package.invalid_samples],
            "all": not package.rule.is_default,
        }
        for id, package in rule_packages().items()
    }


def _workspace(all: bool) -> Workspace:
    return in_manager(tuple(rule for rule in rules() if all or rule.is_default))


@cache
def _whole() -> Workspace:
    """Return the Manager in miniature as a separate project, without the handbook around it."""
    return Workspace(None, Settings(), ())


@cache
def _manager() -> Mapping[str, bytes]:
    return _contents(manager())


def _check(contents: Mapping[str, bytes], all: bool) -> Outcome:
    return _workspace(all).check(list(contents), contents)


def _judged(outcome: Outcome, contents: Mapping[str, bytes]) -> Sequence[Finding]:
    """Return findings, with each fix marked as safe or unsafe."""
    whole = _whole()
    if not any(finding.fix is not None and finding.fix.freezes for finding in outcome.findings):
        whole.files.lay_over(contents)
        return with_usable_fixes(outcome.findings, whole.files)
    whole.check((), {**_manager(), **contents})
    return whole.judged(outcome.findings)


def _answer(
    outcome: Outcome, judged: Sequence[Finding], more_errors: Sequence[FileError] = ()
) -> dict[str, Any]:
    fixes = [finding.fix for finding in judged]
    return {
        **json.loads(report("json")(outcome.findings, Context())),
        "safe": [number for number, fix in enumerate(fixes) if fix is not None and fix.is_safe],
        "errors": [asdict(error) for error in (*outcome.errors, *more_errors)],
    }


def _contents(files: Mapping[str, str]) -> Mapping[str, bytes]:
    # A browser's text may hold half a character: it is a finding then, as such bytes are.
    return {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}
