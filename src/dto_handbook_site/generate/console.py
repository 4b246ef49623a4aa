"""The command line, as a console shows it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from dto_handbook.cli.main import main
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import apply
from dto_handbook.reporters import report as report_of
from dto_handbook.reporters.context import Context, facts
from dto_handbook.reporters.markdown_section import section
from dto_handbook.rules import ids
from dto_handbook.rules.registry import RulePackage, rule_packages
from dto_handbook_site.demos.samples import findings_in

VERSION = "1.2.3"  # For examples, so that pages do not change with each release


def run(command: str) -> None:
    """Print a command of `dto-handbook` that needs no project, and its output."""
    print(f"$ dto-handbook {command}", flush=True)
    main(command.split())


def check(rule: str, form: str = "", address: str = "") -> None:
    """Print the command, and its standard output for a rule's bad samples.

    Args:
        rule: The rule. A format that lists all rules lists this one only.
        form: The output format; if empty, the default one.
        address: The address in the project's settings.
    """
    option = f" --output-format {form}" if form else ""
    print(f"$ dto-handbook check{option}\n{report(rule, form or 'full', address)}")


def export(what: str) -> None:
    """Print the command, and the section of a Markdown file that it writes."""
    context = Context({}, "", ids(), list, version=lambda: VERSION)
    print(f"$ dto-handbook export {what}\n{section(what, context, Settings())}", end="")


def fix(rule: str) -> None:
    """Print the command that shows what fixes change, and what they change in a rule's bad samples.

    Args:
        rule: The rule.
    """
    package, parts = rule_packages()[rule], list[str]()
    findings = _findings(package)
    is_safe = all(found.fix.is_safe for found in findings if found.fix)
    for sample in package.invalid_samples:
        fixes = [found.fix for found in findings if found.path == sample.path and found.fix]
        before, after = sample.text.splitlines(), apply(sample.text, fixes).splitlines()
        names = f"a/{sample.path}", f"b/{sample.path}"
        parts += difflib.unified_diff(before, after, *names, n=1, lineterm="")
    print(f"$ dto-handbook check --diff{'' if is_safe else ' --unsafe-fixes'}", *parts, sep="\n")


def report(rule_id: str, form: str = "full", address: str = "") -> str:
    """Check a rule's bad samples as part of the Manager, and write the findings.

    Args:
        rule_id: The rule.
        form: One of the command line's output formats.
        address: The address at which the handbook is published.

    Returns:
        What the command line prints for that rule's findings; a format that lists all rules
        lists only this one.
    """
    package = rule_packages()[rule_id]
    samples = {sample.path: sample for sample in package.invalid_samples}
    lines = {path: file.text.splitlines() for path, file in samples.items()}
    own = [fact for fact in facts() if fact.id == rule_id]
    context = Context(lines, address, ids(), lambda: own, version=lambda: VERSION)
    return report_of(form)(_findings(package), context).strip()


def _findings(package: RulePackage) -> Sequence[Finding]:
    return findings_in(package.invalid_samples, [package.rule])
