"""The command `baseline`."""

from __future__ import annotations

import argparse
import sys

from dto_handbook.cli import output


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "baseline", help="record the current findings, so that check reports only new ones"
    )
    output.add_paths(parser)
    parser.add_argument("--prune", action="store_true", help="remove fixed findings, and add none")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Record the current findings, or remove fixed ones from the baseline.

    Raises:
        SettingsError: The settings or the existing baseline cannot be used.
    """
    from collections import Counter  # Costs start-up time that a help text does not need

    from dto_handbook.baseline.checked_scope import CheckedScope
    from dto_handbook.baseline.errors import BaselineError
    from dto_handbook.baseline.file import Baseline, count, load, write
    from dto_handbook.baseline.filter import compared
    from dto_handbook.baseline.shape import Shapes
    from dto_handbook.workspace import Workspace

    workspace = Workspace.around(options.paths)
    selection = workspace.select(options.paths)
    file = workspace.baseline
    shown = workspace.display_path(workspace.files.path(str(file)))
    if options.prune and not file.exists():
        raise BaselineError(
            f"{shown}: there is no baseline: run `dto-handbook baseline` to record one"
        )
    before = load(file) if file.exists() else Baseline()
    outcome = workspace.check(selection.files)
    outcome.errors[:0] = selection.errors
    if output.print_errors(workspace, outcome.errors):
        raise BaselineError(f"{shown}: not written, because some files could not be checked")
    if options.prune:
        entries = compared(workspace, selection, before, outcome).entries
    else:
        covered = CheckedScope(workspace, selection, outcome, before)
        kept = {it: number for it, number in before.entries.items() if not covered.has(it)}
        entries = count(outcome.findings) | Counter(kept)
    current = Shapes(workspace.files).all_of(count(outcome.findings))
    shapes = {**before.shapes, **current}
    after = Baseline(entries, {it: shapes[it] for it in entries if it in shapes})
    if after != before or not file.exists():
        write(file, after)
    total = entries.total()
    change = total - before.entries.total()
    print(f"{shown}: {output.count(total, 'finding')} ({change:+d})", file=sys.stderr)
    has_broken = output.print_broken(workspace, outcome.findings, "recorded")
    return output.FOUND if has_broken else output.CLEAN
