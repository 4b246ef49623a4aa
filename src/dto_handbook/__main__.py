"""Runs the command line: `python -m dto_handbook`."""

from __future__ import annotations

from dto_handbook.cli.main import run

if __name__ == "__main__":
    run()
