"""The command `check`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dto_handbook.cli import output
from dto_handbook.reporters import FORMATS, report

if TYPE_CHECKING:
    from dto_handbook.baseline.filter import BaselineFilter
    from dto_handbook.linter.diagnostics import Finding, Outcome
    from dto_handbook.linter.fixer import Drafts
    from dto_handbook.workspace import Selection, Workspace

_MOST = 3  # Modules to name that are missing


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check files and folders")
    output.add_paths(parser)
    parser.add_argument(
        "--output-format", choices=FORMATS, default="full", help="how to write the findings"
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="check all files again, without the index"
    )
    parser.add_argument(
        "--jobs", type=int, help="number of processes; by default, as many as save time"
    )
    parser.add_argument(
        "--stdin-filename",
        type=Path,
        metavar="PATH",
        help="with - as PATH: the path of the file on standard input",
    )
    parser.add_argument("--fix", action="store_true", help="apply safe fixes")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: also apply fixes that may change the code's meaning",
    )
    parser.add_argument("--unsafe", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--diff", action="store_true", help="show what --fix would change")
    parser.add_argument(
        "--since", metavar="REV", help="report only findings on code that changed since a revision"
    )
    parser.add_argument(
        "--no-baseline", action="store_true", help="report the findings in the baseline, too"
    )
    parser.add_argument(
        "--ci", action="store_true", help="fail if the baseline contains fixed findings"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check files, and fix them if the options say so."""
    from dto_handbook.cli.progress import progress
    from dto_handbook.linter.config import TABLE
    from dto_handbook.linter.fixer import Drafts, with_usable_fixes
    from dto_handbook.linter.project_root import has_packages
    from dto_handbook.workspace import Selection, Workspace

    gc.disable()  # The process ends before it would matter
    if options.unsafe:
        print("dto-handbook: --unsafe was renamed to --unsafe-fixes", file=sys.stderr)
        options.unsafe_fixes = True
    if options.unsafe_fixes and not (options.fix or options.diff):
        return output.fail("--unsafe-fixes needs --fix or --diff")
    if options.jobs is not None and options.jobs < 1:
        return output.fail("--jobs must be 1 or more")
    given: Mapping[str, bytes] = {}
    if (options.paths == [Path("-")]) != (options.stdin_filename is not None):
        return output.fail("use - as the only PATH, together with --stdin-filename")
    if options.stdin_filename is None:
        workspace = Workspace.around(options.paths, is_cached=not options.no_cache)
        selection = workspace.select(options.paths)
    elif options.fix:
        return output.fail("standard input cannot be fixed in place: use --diff")
    else:
        workspace = Workspace.around([options.stdin_filename], is_cached=not options.no_cache)
        path = workspace.path(options.stdin_filename)
        selection, given = Selection([path], [path], []), {path: sys.stdin.buffer.read()}
    baseline = _baseline(options, workspace, selection)

    def checked(changed: Mapping[str, bytes]) -> Outcome:
        changed = {**given, **changed}
        with progress() as show:
            outcome = workspace.check(selection.files, changed, jobs=options.jobs, progress=show)
        outcome.errors[:0] = selection.errors
        return outcome if baseline is None else baseline.narrowed(outcome, changed)

    outcome, drafts = checked({}), Drafts(workspace.files)
    if options.fix or options.diff:
        outcome = _fix(workspace, outcome, checked, drafts, options)
    findings = workspace.graded(outcome.findings)
    if options.output_format == "rdjson" and not options.diff:
        findings = with_usable_fixes(findings, workspace.files)
    if options.diff:
        sys.stdout.write(drafts.diff(workspace.display_path))
    else:
        _report(workspace, findings, options.output_format)
    has_errors = output.print_errors(workspace, outcome.errors)
    has_errors |= output.print_errors(workspace, drafts.errors, "fixed")
    if options.fix or options.diff:
        done = "would be fixed" if options.diff else "fixed"
        print(f"{_summary(drafts.fixed, len(drafts.contents))} {done}", file=sys.stderr)
        if not options.unsafe_fixes:
            _note_unsafe(outcome.findings)
    print(_summary(len(findings), len(selection.files)), file=sys.stderr)
    _note_missing(workspace, outcome)
    if not (findings or outcome.suppressed or has_packages(workspace.files, workspace.settings)):
        return output.fail(
            f"no findings, because {workspace.folder} has none of the packages in the settings:"
            f" name your packages in its pyproject.toml, in [{TABLE}]"
        )
    if baseline is not None:
        for note in baseline.notes():
            print(f"dto-handbook: {note}", file=sys.stderr)
    if has_errors:
        return output.FAILED
    is_stale = baseline is not None and baseline.fails
    is_found = findings or is_stale or (options.diff and drafts.contents)
    return output.FOUND if is_found else output.CLEAN


def _baseline(
    options: argparse.Namespace, workspace: Workspace, selection: Selection
) -> BaselineFilter | None:
    """Return the filter for old findings; None if all findings are to be reported."""
    with_baseline = not options.no_baseline and os.path.lexists(workspace.baseline)
    if options.since is None and not with_baseline:
        return None
    from dto_handbook.baseline.filter import BaselineFilter

    is_ci = options.ci or os.environ.get("CI", "").casefold() not in ("", "0", "false")
    return BaselineFilter(
        workspace, selection, options.since, with_baseline=with_baseline, is_ci=is_ci
    )


def _fix(
    workspace: Workspace,
    outcome: Outcome,
    checked: Callable[[Mapping[str, bytes]], Outcome],
    drafts: Drafts,
    options: argparse.Namespace,
) -> Outcome:
    """Apply fixes, pass by pass, and return the outcome after the last pass."""
    from dto_handbook.linter.fixer import PASSES

    for _ in range(PASSES):
        if not options.unsafe_fixes:
            outcome.findings = workspace.safety_judged(outcome.findings)
        if not drafts.fix(outcome.findings, unsafe=options.unsafe_fixes):
            break
        outcome = checked(drafts.contents)
    if not options.diff and not drafts.write():
        outcome = checked({})  # Some files are as they were, and so are the findings there
    return outcome


def _report(workspace: Workspace, findings: list[Finding], form: str) -> None:
    paths = {finding.path: workspace.display_path(finding.path) for finding in findings}
    lines = {shown: workspace.files.lines(path) for path, shown in paths.items()}
    from dataclasses import replace  # Costs start-up time that a help text does not need

    shown = findings
    if any(path != name for path, name in paths.items()):
        shown = sorted(replace(finding, path=paths[finding.path]) for finding in findings)
    sys.stdout.write(report(form)(shown, output.context(workspace.settings, lines)))


def _note_unsafe(findings: Sequence[Finding]) -> None:
    """Print how many unsafe fixes were not applied, and one reason why a fix is unsafe."""
    fixes = [it.fix for it in findings if it.fix is not None and not it.fix.is_safe]
    if not fixes:
        return
    obstacle = next((fix.obstacle for fix in fixes if fix.obstacle), "")
    example = f" (for example, {obstacle})" if obstacle else ""
    omitted = output.count(len(fixes), "unsafe fix", "unsafe fixes")
    print(f"{omitted} not applied{example}: apply with --unsafe-fixes", file=sys.stderr)


def _note_missing(workspace: Workspace, outcome: Outcome) -> None:
    """Print which modules of the project are missing, and which rules may miss findings."""
    missing = sorted(set(outcome.missing))
    if not missing:  # As mostly; to load the rules takes longer than to check what is unchanged
        return
    rules = ", ".join(rule.id for rule in workspace.rules if rule.follows_names)
    if not rules:
        return
    names = ", ".join(missing[:_MOST])
    more = f" and {len(missing) - _MOST} more" if len(missing) > _MOST else ""
    print(
        f"dto-handbook: the checked files import {names}{more}, which the project lacks:"
        f" these rules may miss findings: {rules}",
        file=sys.stderr,
    )


def _summary(findings: int, files: int) -> str:
    return f"{output.count(findings, 'finding')} in {output.count(files, 'file')}"
