"""The command `lsp`."""

from __future__ import annotations

import argparse

from dto_handbook.cli import output


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("lsp", help="run the language server for an editor")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve an editor on standard input and output."""
    try:
        from dto_handbook.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("lsprotocol", "pygls"):
            raise
        return output.fail("the language server needs pygls: run pip install 'dto-handbook[lsp]'")
    serve()
    return output.CLEAN
