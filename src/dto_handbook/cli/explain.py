"""The command `explain`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dto_handbook.cli import output

if TYPE_CHECKING:
    from dto_handbook.linter.config import Settings


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("explain", help="print a rule, or where a DTO goes")
    parser.add_argument("subject", metavar="RULE", help="a rule's id, such as DTO201, or placement")
    parser.add_argument("--json", action="store_true", dest="as_json", help="write JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a rule, or where a DTO goes.

    Raises:
        SettingsError: The project's settings cannot be used.
    """
    from dto_handbook.guideline.placement import cases_with
    from dto_handbook.guideline.review_comment import rule_comment
    from dto_handbook.linter.config import load_settings
    from dto_handbook.linter.diagnostics import SYNTAX
    from dto_handbook.linter.project_root import find_project
    from dto_handbook.rules import ids
    from dto_handbook.rules.registry import rule_package

    subject = options.subject
    # A `Workspace` has them as well, and costs start-up time.
    settings = load_settings(find_project([Path.cwd()]) / "pyproject.toml", ids())
    if subject.lower() == "placement":
        return _explain_placement(settings, as_json=options.as_json)
    if subject.upper() == SYNTAX:
        return output.fail(
            f"{SYNTAX} is not a rule: the file does not parse. Correct what the finding names, or"
            " leave the file out with the setting exclude"
        )
    if subject.upper() not in ids():
        return output.fail(f"there is no rule {subject}; choose from placement, {', '.join(ids())}")
    rule = rule_package(subject.upper()).rule
    if options.as_json:
        import json  # Costs start-up time that a text does not need

        facts = {
            "id": rule.id,
            "name": rule.name,
            "summary": rule.summary(),
            "clauses": rule.clauses,
            "severity": rule.severity,
            "default": rule.is_default,
            "fix": rule.fixes,
            "guards": [case.id for case in cases_with(*rule.clauses)],
            **rule.sections(),
            "In review": rule_comment(rule),
        }
        print(json.dumps(facts, indent=2))
        return output.CLEAN
    print(f"{rule.id}: {rule.name}\n\n{rule.summary()}")
    for title, text in rule.sections().items():
        print(f"\n{title}: {text}")
    print(f"\nIn review: {rule_comment(rule)}")
    clauses = f"Clauses: {', '.join(rule.clauses)}. " if rule.clauses else ""
    print(f"\n{clauses}{rule.status()}")
    if guarded := cases_with(*rule.clauses):
        print("\nIt checks these answers of `dto-handbook explain placement`:")
        for case in guarded:
            print(f"- {case.text}: {case.home.form} in {case.home.place(settings)}")
    return output.CLEAN


def _explain_placement(settings: Settings, *, as_json: bool) -> int:
    from dto_handbook.cli.explain_placement import placement_facts, placement_text

    if as_json:
        import json  # Costs start-up time that a text does not need

        print(json.dumps(placement_facts(settings), indent=2))
    else:
        print(placement_text(settings))
    return output.CLEAN
