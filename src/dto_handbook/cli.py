"""The command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from dto_handbook.reports import FORMATS, report

# Each command imports what it needs: a help text costs no engine.
if TYPE_CHECKING:
    from dto_handbook.engine.findings import Outcome
    from dto_handbook.engine.rewriting import Drafts
    from dto_handbook.engine.settings import Settings
    from dto_handbook.reports.context import Context, RuleFacts

CLEAN, FOUND, FAILED = 0, 1, 2
"""Exit statuses: nothing found, something found, something could not be checked."""

_FIXABILITY = {
    "safe": "`check --fix` applies it where the code means the same after it",
    "unsafe": "`check --fix --unsafe` applies it, and may change what the code means",
    "none": "by hand",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments; None: those of the process.

    Returns:
        The exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Names of files may hold what it cannot write
            stream.reconfigure(errors="backslashreplace")
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
    check.add_argument("--output-format", choices=FORMATS, default="full")
    check.add_argument("--no-cache", action="store_true", help="check anew, whatever is kept")
    check.add_argument("--jobs", type=int, help="processes to use; as many as pay by default")
    check.add_argument("--fix", action="store_true", help="fix what is safe to fix")
    check.add_argument("--unsafe", action="store_true", help="with --fix or --diff: fix the rest")
    check.add_argument("--diff", action="store_true", help="show what --fix would change")
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", help="tell what a rule asks for, or where a DTO goes")
    explain.add_argument(
        "subject", metavar="RULE", help="a rule's id, such as DTO201; or placement"
    )
    explain.add_argument("--json", action="store_true", dest="as_json")
    explain.set_defaults(run=_explain)

    export = commands.add_parser("export", help="write the rules for other tools")
    export.add_argument("what", choices=["agents-md"], help="a section of AGENTS.md")
    export.add_argument("--write", type=Path, metavar="PATH", help="put it into a file")
    export.set_defaults(run=_export)

    lsp = commands.add_parser("lsp", help="serve an editor: findings, fixes and rules as you write")
    lsp.set_defaults(run=_lsp)
    return parser


def _check(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from dto_handbook.engine.cache import FOLDER, run_cached
    from dto_handbook.engine.reading import Fault, find_files
    from dto_handbook.engine.rewriting import Drafts
    from dto_handbook.engine.settings import SettingsError, load_settings
    from dto_handbook.rules import ids

    if options.unsafe and not (options.fix or options.diff):
        return _fail("--unsafe goes with --fix or --diff")
    here = Path.cwd()
    try:
        settings = load_settings(here / "pyproject.toml", ids())
    except SettingsError as error:
        return _fail(str(error))
    faults = list[Fault]()
    found = find_files(options.paths, settings.exclude, faults)
    files = [(file, _shown(file, str(here))) for file in found]

    def anew(changed: Mapping[str, bytes]) -> Outcome:
        from dto_handbook.catalogue import selected
        from dto_handbook.engine.run import run
        from dto_handbook.progress import progress

        with progress() as tell:
            return run(files, selected(settings), settings, options.jobs, changed, tell)

    def checked(changed: Mapping[str, bytes]) -> Outcome:
        if changed or options.no_cache:
            outcome = anew(changed)
        else:
            outcome = run_cached(here / FOLDER, files, settings, lambda: anew({}))
        outcome.faults[:0] = faults
        return outcome

    outcome, drafts = checked({}), Drafts()
    if options.fix or options.diff:
        outcome = _fix(outcome, checked, drafts, options)
    severities = dict(settings.severity)
    findings = [
        replace(finding, severity=severities.get(finding.rule, finding.severity))
        for finding in outcome.findings
    ]
    if options.diff:
        sys.stdout.write(drafts.diff())
    else:
        lines = {path: _lines(path) for path in {finding.path for finding in findings}}
        sys.stdout.write(report(options.output_format)(findings, _context(settings, lines)))
    for fault in outcome.faults:
        print(f"dto-handbook: {fault.path}: not checked: {fault.reason}", file=sys.stderr)
    for fault in drafts.faults:
        print(f"dto-handbook: {fault.path}: not fixed: {fault.reason}", file=sys.stderr)
    if options.fix or options.diff:
        done = "would be fixed" if options.diff else "fixed"
        print(f"{_summary(drafts.fixed, len(drafts.contents))} {done}", file=sys.stderr)
    print(_summary(len(findings), len(files)), file=sys.stderr)
    if outcome.faults or drafts.faults:
        return FAILED
    return FOUND if findings or (options.diff and drafts.contents) else CLEAN


def _fix(
    outcome: Outcome,
    checked: Callable[[Mapping[str, bytes]], Outcome],
    drafts: Drafts,
    options: argparse.Namespace,
) -> Outcome:
    """Fix what can be, pass by pass, and return what is found after it."""
    from dto_handbook.engine.rewriting import PASSES

    for _ in range(PASSES):
        if not drafts.fix(outcome.findings, unsafe=options.unsafe):
            break
        outcome = checked(drafts.contents)
    if not options.diff and not drafts.write():
        outcome = checked({})  # Some files are as they were, and so are the findings there
    return outcome


def _explain(options: argparse.Namespace) -> int:
    from dto_handbook.catalogue import fixability, room_of
    from dto_handbook.placement import questions_with
    from dto_handbook.rules import ids

    subject = options.subject
    if subject.lower() == "placement":
        return _explain_placement(options)
    if subject.upper() not in ids():
        return _fail(f"there is no rule {subject}; there are placement, {', '.join(ids())}")
    room = room_of(subject.upper())
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
            "fix": fixability(room),
            "guards": [question.id for question in questions_with(*rule.clauses)],
            **rule.sections(),
        }
        print(json.dumps(facts, indent=2))
        return CLEAN
    print(f"{rule.id}: {rule.name}\n\n{rule.summary()}")
    for title, text in rule.sections().items():
        print(f"\n{title}: {text}")
    state = "checked by default" if rule.is_default else "checked where it is selected"
    print(f"\nClauses: {', '.join(rule.clauses)}. Severity: {rule.severity}, {state}.")
    print(f"Fix: {_FIXABILITY[fixability(room)]}.")
    if guarded := questions_with(*rule.clauses):
        print("\nIt guards these answers of `dto-handbook explain placement`:")
        for question in guarded:
            print(f"- {question.text} Yes: {question.home.path}, {question.home.form}")
    return CLEAN


def _explain_placement(options: argparse.Namespace) -> int:
    from dto_handbook.explain import placement_facts, placement_text

    if options.as_json:
        import json  # Costs start-up time that a check does not need

        print(json.dumps(placement_facts(), indent=2))
    else:
        print(placement_text())
    return CLEAN


def _export(options: argparse.Namespace) -> int:
    from dto_handbook.agents import SectionError, section, write
    from dto_handbook.engine.settings import SettingsError, load_settings
    from dto_handbook.rules import ids

    try:
        settings = load_settings(Path.cwd() / "pyproject.toml", ids())
    except SettingsError as error:
        return _fail(str(error))
    text = section(_context(settings, {}))
    if options.write is None:
        sys.stdout.write(text)
        return CLEAN
    try:
        write(options.write, text)
    except (SectionError, UnicodeDecodeError) as error:
        return _fail(f"{options.write}: not written: {error}")
    except OSError as error:
        return _fail(f"{options.write}: not written: {error.strerror or error}")
    return CLEAN


def _lsp(options: argparse.Namespace) -> int:
    try:
        from dto_handbook.editor.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("lsprotocol", "pygls"):
            raise
        return _fail("an editor's server needs pygls; run: pip install 'dto-handbook[lsp]'")
    serve()
    return CLEAN


def _context(settings: Settings, lines: Mapping[str, Sequence[str]]) -> Context:
    from dto_handbook import __version__
    from dto_handbook.reports.context import Context
    from dto_handbook.rules import ids

    def facts() -> Sequence[RuleFacts]:
        from dto_handbook.catalogue import facts

        return facts()

    return Context(lines, __version__, settings.address, ids(), facts, _wants_colour())


def _wants_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _shown(file: str, here: str) -> str:
    below = os.path.join(here, "")  # noqa: PTH118 - of texts, of which there may be many
    return file.removeprefix(below).replace(os.sep, "/")


def _lines(path: str) -> list[str]:
    from dto_handbook.engine.reading import UnreadableError, decoded, lines_of, read

    try:
        return lines_of(decoded(read(Path(path), path)))
    except (UnreadableError, SyntaxError, LookupError, ValueError):
        return []


def _summary(findings: int, files: int) -> str:
    number = f"{findings} finding{'' if findings == 1 else 's'}"
    return f"{number} in {files} file{'' if files == 1 else 's'}"


def _fail(message: str) -> int:
    for line in message.splitlines():
        print(f"dto-handbook: {line}", file=sys.stderr)
    return FAILED
