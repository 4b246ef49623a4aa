"""The commands `baseline` and `report`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dto_handbook.baseline.file import Entries
    from dto_handbook.linter.diagnostics import Outcome
    from dto_handbook.workspace import Survey


def add_baseline(parser: argparse.ArgumentParser) -> None:
    """Add the options of `baseline`."""
    parser.add_argument("paths", nargs="*", type=Path, default=[Path()], metavar="PATH")
    parser.add_argument(
        "--prune", action="store_true", help="take out what is fixed, and add nothing"
    )


def baseline(options: argparse.Namespace) -> int:
    """Record what is found today, or take out of the record what is fixed.

    Raises:
        SettingsError: The settings or the baseline that is there cannot be used.
    """
    from dto_handbook.baseline.coverage import Coverage
    from dto_handbook.baseline.errors import RatchetError
    from dto_handbook.baseline.file import count, load, write
    from dto_handbook.baseline.filter import compared
    from dto_handbook.linter.diagnostics import SYNTAX
    from dto_handbook.workspace import Survey

    survey = Survey.of(options.paths)
    file = Path(survey.settings.baseline)
    if options.prune and not file.exists():
        raise RatchetError(f"{file}: there is no baseline; `dto-handbook baseline` records one")
    before: Entries = load(file) if file.exists() else Counter()
    outcome = survey.check()
    if _report_errors(outcome):
        raise RatchetError(f"{file}: not written, since not all files could be checked")
    if options.prune:
        after = compared(survey, before, outcome).entries
    else:
        covered = Coverage(survey, outcome)
        kept = Counter({it: number for it, number in before.items() if not covered.has(it)})
        after = count(outcome.findings) | kept
    if after != before or not file.exists():
        write(file, after)
    change = after.total() - before.total()
    print(f"{file}: {_findings(after.total())} ({change:+d})", file=sys.stderr)
    broken = [found for found in outcome.findings if found.rule == SYNTAX]
    for found in broken:
        print(f"dto-handbook: {found.path}:{found.line}: {found.message}", file=sys.stderr)
    if broken:
        print("dto-handbook: what does not parse is not recorded", file=sys.stderr)
    return 1 if broken else 0


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the options of `report`."""
    parser.add_argument("paths", nargs="*", type=Path, default=[Path()], metavar="PATH")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the report as an HTML page"
    )


def report(options: argparse.Namespace) -> int:
    """Tell how many findings there are, by rule and by domain.

    Raises:
        SettingsError: The settings or the baseline cannot be used.
    """
    from datetime import date

    from dto_handbook.baseline.file import count, load
    from dto_handbook.linter.atomic_write import write
    from dto_handbook.reporters.counts import Numbers
    from dto_handbook.reporters.html_report import page
    from dto_handbook.workspace import Survey

    survey = Survey.of(options.paths)
    file = Path(survey.settings.baseline)
    before = load(file) if file.exists() else None
    outcome = survey.check()
    if before is not None:
        before = _comparable(survey, before, outcome)
    numbers = Numbers(count(outcome.findings), before, len(outcome.suppressed), survey.settings)
    if options.html is None:
        sys.stdout.write(numbers.as_text())
    else:
        write(options.html, page(numbers, date.today()).encode("utf-8"))
        print(f"{options.html}: written", file=sys.stderr)
    return 2 if _report_errors(outcome) else 0


def _comparable(survey: Survey, entries: Entries, outcome: Outcome) -> Entries:
    """Return those entries of a baseline that a check looked for, by their paths of today."""
    from dto_handbook.baseline.coverage import Coverage
    from dto_handbook.baseline.filter import compared

    covered = Coverage(survey, outcome)
    comparison = compared(survey, entries, outcome)
    followed = comparison.entries + comparison.fixed
    return Counter({entry: number for entry, number in followed.items() if covered.has(entry)})


def _report_errors(outcome: Outcome) -> bool:
    for error in outcome.errors:
        print(f"dto-handbook: {error.path}: not checked: {error.reason}", file=sys.stderr)
    return bool(outcome.errors)


def _findings(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
