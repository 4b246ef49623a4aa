"""The command line, as a console shows it."""

from __future__ import annotations

from dto_handbook.cli.main import main
from dto_handbook_site.generate.rules import report


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
