"""The command `report`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dto_handbook.cli import output


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="count the findings, by rule and by domain")
    output.add_paths(parser)
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the counts to a file, as an HTML page"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print how many findings there are, by rule and by domain.

    Raises:
        SettingsError: The settings or the baseline cannot be used.
    """
    from collections import Counter  # Costs start-up time that a help text does not need
    from datetime import date

    from dto_handbook.baseline.file import count, load
    from dto_handbook.baseline.filter import compared
    from dto_handbook.linter.atomic_write import write
    from dto_handbook.reporters.counts import Numbers
    from dto_handbook.reporters.html_report import page
    from dto_handbook.workspace import Workspace

    workspace = Workspace.around(options.paths)
    selection = workspace.select(options.paths)
    file = workspace.baseline
    baseline, before = load(file) if file.exists() else None, None
    outcome = workspace.check(selection.files)
    outcome.errors[:0] = selection.errors
    if baseline is not None:  # Those entries that the check looked for, by their paths of today
        comparison = compared(workspace, selection, baseline, outcome)
        recorded = (+comparison.recorded).items()
        before = Counter({it: number for it, number in recorded if comparison.is_covered(it)})
    numbers = Numbers(count(outcome.findings), before, len(outcome.suppressed), workspace.settings)
    if options.html is None:
        sys.stdout.write(numbers.as_text())
    else:
        try:
            write(options.html, page(numbers, date.today()).encode("utf-8"))
        except OSError as error:
            return output.fail(f"{options.html}: not written: {error.strerror or error}")
        print(f"{options.html}: written", file=sys.stderr)
    has_errors = output.print_errors(workspace, outcome.errors)
    output.print_broken(workspace, outcome.findings, "counted")
    return output.FAILED if has_errors else output.CLEAN
