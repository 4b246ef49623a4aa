"""The command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dto_handbook.catalogue import rooms, rules
from dto_handbook.engine.findings import Finding
from dto_handbook.engine.reading import UnreadableError, find_files
from dto_handbook.engine.rule import Rule
from dto_handbook.engine.run import run
from dto_handbook.engine.settings import Settings, SettingsError, load_settings
from dto_handbook.reports import REPORTS

CLEAN, FOUND, FAILED = 0, 1, 2
"""Exit statuses: nothing found, something found, something could not be checked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments; None: those of the process.

    Returns:
        The exit status.
    """
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dto-handbook", description="Checks a Manager's DTOs against the guideline."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check files and folders")
    check.add_argument("paths", nargs="*", type=Path, default=[Path()], metavar="PATH")
    check.add_argument("--output-format", choices=REPORTS, default="full")
    check.add_argument("--jobs", type=int, help="processes to use; as many as pay by default")
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", help="tell what a rule asks for, and why")
    explain.add_argument("rule", metavar="RULE", help="a rule's id, such as DTO201")
    explain.add_argument("--json", action="store_true", dest="as_json")
    explain.set_defaults(run=_explain)
    return parser


def _check(options: argparse.Namespace) -> int:
    here = Path.cwd()
    try:
        settings = load_settings(here / "pyproject.toml", rooms())
        files = [(file, _shown(file, here)) for file in find_files(options.paths, settings.exclude)]
    except SettingsError as error:
        return _fail(str(error))
    except UnreadableError as error:
        return _fail(f"{error.fault.path}: {error.fault.reason}")
    outcome = run(files, _selected(settings), settings, options.jobs)
    severities = dict(settings.severity)
    findings = [
        replace(finding, severity=severities.get(finding.rule, finding.severity))
        for finding in outcome.findings
    ]
    lines = {path: _lines(path) for path in {finding.path for finding in findings}}
    sys.stdout.write(REPORTS[options.output_format](findings, lines))
    for fault in outcome.faults:
        print(f"dto-handbook: {fault.path}: not checked: {fault.reason}", file=sys.stderr)
    print(_summary(findings, len(files)), file=sys.stderr)
    if outcome.faults:
        return FAILED
    return FOUND if findings else CLEAN


def _explain(options: argparse.Namespace) -> int:
    room = rooms().get(options.rule.upper())
    if room is None:
        return _fail(f"there is no rule {options.rule}; there are {', '.join(rooms())}")
    rule = room.rule
    if options.as_json:
        import json  # Costs start-up time that a check does not need

        facts = {
            "id": rule.id,
            "name": rule.name,
            "summary": rule.summary(),
            "clauses": rule.clauses,
            "severity": rule.severity,
            "default": rule.is_default,
            **rule.sections(),
        }
        print(json.dumps(facts, indent=2))
        return CLEAN
    print(f"{rule.id}: {rule.name}\n\n{rule.summary()}")
    for title, text in rule.sections().items():
        print(f"\n{title}: {text}")
    state = "checked by default" if rule.is_default else "checked where it is selected"
    print(f"\nClauses: {', '.join(rule.clauses)}. Severity: {rule.severity}, {state}.")
    return CLEAN


def _selected(settings: Settings) -> list[type[Rule]]:
    chosen = settings.select or [rule.id for rule in rules() if rule.is_default]
    return [rule for rule in rules() if rule.id in chosen and rule.id not in settings.ignore]


def _shown(file: Path, here: Path) -> str:
    absolute = file if file.is_absolute() else here / file
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def _summary(findings: Sequence[Finding], files: int) -> str:
    number = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
    return f"{number} in {files} file{'' if files == 1 else 's'}"


def _fail(message: str) -> int:
    for line in message.splitlines():
        print(f"dto-handbook: {line}", file=sys.stderr)
    return FAILED
