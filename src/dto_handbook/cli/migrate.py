"""The command `migrate`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from dto_handbook.cli import output


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("migrate", help="draft a shared DTO for an internal one")
    parser.add_argument("subject", metavar="MODULE:CLASS", help="the internal DTO")
    parser.add_argument(
        "--drop",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD",
        help="fields to leave out of the shared DTO",
    )
    parser.add_argument(
        "--to", type=Path, metavar="PATH", help="write the shared DTO to this new file"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the draft of a shared DTO and of its adapter.

    Raises:
        SettingsError: The project's settings cannot be used.
    """
    from dto_handbook.linter.atomic_write import write
    from dto_handbook.migrate.draft import MigrationError, draft
    from dto_handbook.workspace import Workspace

    module, _, name = options.subject.rpartition(":")
    if not module:
        return output.fail(f"{options.subject}: add the module: write MODULE:CLASS")
    if options.to is not None and os.path.lexists(options.to):
        return output.fail(f"{options.to}: the file exists already; add the class to it by hand")
    start = Path(module) if os.path.lexists(module) else Path()
    try:
        drafted = draft(Workspace.around([start]), module, name, options.drop, options.to)
    except MigrationError as error:
        return output.fail(str(error))
    if options.to is None:
        print(f"# {drafted.shared_module}\n{drafted.shared}\n")
    else:
        try:
            write(options.to, drafted.shared.encode(), must_be_new=True)
        except OSError as error:
            return output.fail(f"{options.to}: not written: {error.strerror or error}")
    print(f"# {drafted.adapter_module}\n{drafted.adapter}", end="")
    return output.CLEAN
