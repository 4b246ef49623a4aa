"""The command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from dto_handbook.cli import baseline as ratchet
from dto_handbook.reporters import FORMATS, report

# Each command imports what it needs: a help text costs no engine.
if TYPE_CHECKING:
    from dto_handbook.baseline.filter import Ratchet
    from dto_handbook.linter.config import Settings
    from dto_handbook.linter.diagnostics import Outcome
    from dto_handbook.linter.fixer import Drafts
    from dto_handbook.reporters.context import Context, RuleFacts
    from dto_handbook.rules.retired import Retired
    from dto_handbook.workspace import Survey

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
    options = parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line; prose about commands and options is held against it."""
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
    check.add_argument("--since", metavar="REV", help="tell only what changed since a revision")
    check.add_argument(
        "--no-baseline", action="store_true", help="tell what the baseline knows too"
    )
    check.add_argument("--ci", action="store_true", help="fail where the baseline can be shortened")
    check.set_defaults(run=_check)

    baseline = commands.add_parser("baseline", help="record what is found, so that it is not told")
    ratchet.add_baseline(baseline)
    baseline.set_defaults(run=_with_settings(ratchet.baseline))

    counts = commands.add_parser("report", help="count what is found, by rule and by domain")
    ratchet.add_report(counts)
    counts.set_defaults(run=_with_settings(ratchet.report))

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

    migrate = commands.add_parser("migrate", help="draft a shared DTO for an internal one")
    migrate.add_argument("subject", metavar="MODULE:CLASS", help="the internal DTO")
    migrate.add_argument(
        "--drop",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD",
        help="fields that stay inside",
    )
    migrate.add_argument(
        "--to", type=Path, metavar="PATH", help="a new file to write the shared DTO to"
    )
    migrate.set_defaults(run=_migrate)

    lsp = commands.add_parser("lsp", help="serve an editor: findings, fixes and rules as you write")
    lsp.set_defaults(run=_lsp)
    return parser


def _check(options: argparse.Namespace) -> int:
    from dto_handbook.linter.config import SettingsError
    from dto_handbook.linter.fixer import Drafts
    from dto_handbook.workspace import Survey

    if options.unsafe and not (options.fix or options.diff):
        return _fail("--unsafe goes with --fix or --diff")
    try:
        survey = Survey.of(options.paths, options.jobs, is_cached=not options.no_cache)
        ratchet = _ratchet(options, survey)
    except SettingsError as error:
        return _fail(str(error))

    def checked(changed: Mapping[str, bytes]) -> Outcome:
        outcome = survey.check(changed)
        return outcome if ratchet is None else ratchet.narrowed(outcome, changed)

    outcome, drafts = checked({}), Drafts()
    if options.fix or options.diff:
        outcome = _fix(outcome, checked, drafts, options)
    findings = survey.graded(outcome.findings)
    if options.diff:
        sys.stdout.write(drafts.diff())
    else:
        lines = {path: _lines(path) for path in {finding.path for finding in findings}}
        sys.stdout.write(report(options.output_format)(findings, _context(survey.settings, lines)))
    for skipped in outcome.errors:
        print(f"dto-handbook: {skipped.path}: not checked: {skipped.reason}", file=sys.stderr)
    for skipped in drafts.errors:
        print(f"dto-handbook: {skipped.path}: not fixed: {skipped.reason}", file=sys.stderr)
    if options.fix or options.diff:
        done = "would be fixed" if options.diff else "fixed"
        print(f"{_summary(drafts.fixed, len(drafts.contents))} {done}", file=sys.stderr)
    print(_summary(len(findings), len(survey.files)), file=sys.stderr)
    if ratchet is not None:
        for note in ratchet.notes():
            print(f"dto-handbook: {note}", file=sys.stderr)
    if outcome.errors or drafts.errors:
        return FAILED
    is_stale = ratchet is not None and ratchet.fails
    return FOUND if findings or is_stale or (options.diff and drafts.contents) else CLEAN


def _ratchet(options: argparse.Namespace, survey: Survey) -> Ratchet | None:
    """Return what tells new findings from others; None where all count."""
    with_baseline = not options.no_baseline and os.path.lexists(survey.settings.baseline)
    if options.since is None and not with_baseline:
        return None
    from dto_handbook.baseline.filter import Ratchet

    is_ci = options.ci or os.environ.get("CI", "").casefold() not in ("", "0", "false")
    return Ratchet(survey, options.since, with_baseline=with_baseline, is_ci=is_ci)


def _with_settings(run: Callable[[argparse.Namespace], int]) -> Callable[..., int]:
    """Return a command that tells slips in what it is set up with."""

    def told(options: argparse.Namespace) -> int:
        from dto_handbook.linter.config import SettingsError

        try:
            return run(options)
        except SettingsError as error:
            return _fail(str(error))

    return told


def _fix(
    outcome: Outcome,
    checked: Callable[[Mapping[str, bytes]], Outcome],
    drafts: Drafts,
    options: argparse.Namespace,
) -> Outcome:
    """Fix what can be, pass by pass, and return what is found after it."""
    from dto_handbook.linter.fixer import PASSES

    for _ in range(PASSES):
        if not drafts.fix(outcome.findings, unsafe=options.unsafe, others=outcome.suppressed):
            break
        outcome = checked(drafts.contents)
    if not options.diff and not drafts.write():
        outcome = checked({})  # Some files are as they were, and so are the findings there
    return outcome


def _explain(options: argparse.Namespace) -> int:
    from dto_handbook.guideline.placement import questions_with
    from dto_handbook.guideline.review_comment import rule_comment
    from dto_handbook.rules import ids
    from dto_handbook.rules.registry import rule_package
    from dto_handbook.rules.retired import RETIRED

    subject = options.subject
    if subject.lower() == "placement":
        return _explain_placement(options)
    for retired in RETIRED:
        if subject.upper() == retired.id:
            return _explain_retired(retired, options)
    if subject.upper() not in ids():
        return _fail(f"there is no rule {subject}; there are placement, {', '.join(ids())}")
    package = rule_package(subject.upper())
    rule = package.rule
    if options.as_json:
        import json  # Costs start-up time that a check does not need

        facts = {
            "id": rule.id,
            "name": rule.name,
            "summary": rule.summary(),
            "clauses": rule.clauses,
            "severity": rule.severity,
            "default": rule.is_default,
            "fix": rule.fixes,
            "guards": [question.id for question in questions_with(*rule.clauses)],
            **rule.sections(),
            "In review": rule_comment(rule),
        }
        print(json.dumps(facts, indent=2))
        return CLEAN
    print(f"{rule.id}: {rule.name}\n\n{rule.summary()}")
    for title, text in rule.sections().items():
        print(f"\n{title}: {text}")
    print(f"\nIn review: {rule_comment(rule)}")
    state = "checked by default" if rule.is_default else "checked where it is selected"
    clauses = f"Clauses: {', '.join(rule.clauses)}. " if rule.clauses else ""
    print(f"\n{clauses}Severity: {rule.severity}, {state}.")
    print(f"Fix: {_FIXABILITY[rule.fixes]}.")
    if guarded := questions_with(*rule.clauses):
        print("\nIt guards these answers of `dto-handbook explain placement`:")
        for question in guarded:
            print(f"- {question.text} Yes: {question.home.path}, {question.home.form}")
    return CLEAN


def _explain_retired(rule: Retired, options: argparse.Namespace) -> int:
    if options.as_json:
        import json  # Costs start-up time that a check does not need
        from dataclasses import asdict

        print(json.dumps({**asdict(rule), "retired": True}, indent=2))
    else:
        print(f"{rule.id}: {rule.name}\n\n{rule.summary()}\n\n{rule.reason}")
    return CLEAN


def _explain_placement(options: argparse.Namespace) -> int:
    from dto_handbook.cli.explain_placement import placement_facts, placement_text

    if options.as_json:
        import json  # Costs start-up time that a check does not need

        print(json.dumps(placement_facts(), indent=2))
    else:
        print(placement_text())
    return CLEAN


def _export(options: argparse.Namespace) -> int:
    from dto_handbook.linter.config import SettingsError, load_settings
    from dto_handbook.reporters.agents_md import SectionError, section, write
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


def _migrate(options: argparse.Namespace) -> int:
    from dto_handbook.linter.config import SettingsError, load_settings
    from dto_handbook.migrate.draft import MigrationError, create, draft
    from dto_handbook.rules import ids

    module, _, name = options.subject.rpartition(":")
    if not module:
        return _fail(f"{options.subject}: name the module too: MODULE:CLASS")
    if options.to is not None and os.path.lexists(options.to):
        return _fail(f"{options.to}: there is such a file already; add the class to it by hand")
    try:
        settings = load_settings(Path.cwd() / "pyproject.toml", ids())
        drafted = draft([Path()], module, name, options.drop, settings, options.to)
    except (SettingsError, MigrationError) as error:
        return _fail(str(error))
    if options.to is None:
        print(f"# {drafted.shared_module}\n{drafted.shared}\n")
    else:
        try:
            create(options.to, drafted.shared)
        except OSError as error:
            return _fail(f"{options.to}: not written: {error.strerror or error}")
    print(f"# {drafted.adapter_module}\n{drafted.adapter}", end="")
    return CLEAN


def _lsp(options: argparse.Namespace) -> int:
    try:
        from dto_handbook.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("lsprotocol", "pygls"):
            raise
        return _fail("an editor's server needs pygls; run: pip install 'dto-handbook[lsp]'")
    serve()
    return CLEAN


def _context(settings: Settings, lines: Mapping[str, Sequence[str]]) -> Context:
    from dto_handbook.reporters.context import Context
    from dto_handbook.rules import ids

    def facts() -> Sequence[RuleFacts]:
        from dto_handbook.rules.registry import facts

        return facts()

    return Context(lines, settings.address, ids(), facts, _wants_colour())


def _wants_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _lines(path: str) -> list[str]:
    from dto_handbook.linter.source_files import UnreadableError, decoded, lines_of, read

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
