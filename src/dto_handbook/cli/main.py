"""The command line: its parser, and how each command is run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NoReturn

from dto_handbook.cli import baseline, check, explain, export, lsp, migrate, report
from dto_handbook.cli.output import fail

_COMMANDS = (check, baseline, report, explain, export, migrate, lsp)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments; None for those of the process.

    Returns:
        The exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Names of files may hold what it cannot write
            stream.reconfigure(errors="backslashreplace")
    if not Path(__file__).is_file():  # Its rules are folders
        return fail("it cannot run from a zip file: install it with pip")
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except Exception as error:
        from dto_handbook.linter.config import SettingsError  # Which a help text does not need

        if not isinstance(error, SettingsError):
            raise
        return fail(str(error))
    return status


def run() -> NoReturn:
    """Run the command line, and end the process."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    status = 0
    try:
        status = main()
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:  # The language server closes its own
                stream.flush()
    except BrokenPipeError:  # Whoever reads it has seen enough
        status = status or 1
    os._exit(status)  # To free the trees one by one would take a while


def _end(number: int, _: object) -> None:
    """Kill the child processes, and then end this process as the signal does by default."""
    # Not by an exception, which Python drops in a callback, such as one after a fork.
    if multiprocessing := sys.modules.get("multiprocessing"):
        for child in multiprocessing.active_children():
            child.kill()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


@cache
def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; tests compare it with the commands in prose."""
    parser = argparse.ArgumentParser(
        prog="dto-handbook", description="Check a Manager's DTOs against the guideline."
    )
    # Without `prog`, argparse formats a usage to find it out.
    commands = parser.add_subparsers(required=True, metavar="COMMAND", prog=parser.prog)
    for command in _COMMANDS:
        command.add(commands)
    return parser
