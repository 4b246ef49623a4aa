"""The command `export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dto_handbook.cli import output


def add(commands: output.Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("export", help="write the rules for other tools")
    parser.add_argument(
        "what",
        choices=["agents-md", "skill", "checklist"],
        help="a section of AGENTS.md, a skill, or a checklist for a pull-request template",
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="PATH",
        help="write to this file, in place of an older section",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the rules as a section of a Markdown file, or write it into one.

    Raises:
        SettingsError: The project's settings cannot be used.
    """
    from dto_handbook.reporters.markdown_section import SectionError, section, write
    from dto_handbook.workspace import Workspace

    settings = Workspace.around([Path()]).settings
    text = section(options.what, output.context(settings, {}), settings)
    if options.write is None:
        sys.stdout.write(text)
        return output.CLEAN
    try:
        write(options.write, text)
    except (SectionError, UnicodeDecodeError) as error:
        return output.fail(f"{options.write}: not written: {error}")
    except OSError as error:
        return output.fail(f"{options.write}: not written: {error.strerror or error}")
    return output.CLEAN
