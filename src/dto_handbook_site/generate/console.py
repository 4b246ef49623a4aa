"""The command line, as a console shows it."""

from __future__ import annotations

from dto_handbook.cli.main import main
from dto_handbook.linter.config import Settings
from dto_handbook.reporters.context import Context
from dto_handbook.reporters.markdown_section import section
from dto_handbook.rules import ids
from dto_handbook_site.generate.rules import VERSION, diff, report


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
    is_safe, changes = diff(rule)
    print(f"$ dto-handbook check --diff{'' if is_safe else ' --unsafe-fixes'}\n{changes}")
