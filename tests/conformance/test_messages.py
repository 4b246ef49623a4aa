"""Messages: the commands and options that the tool's own words name are there."""

import argparse
import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from handbook_site import DOCS, fail_with
from project_code import ROOT, SRC, parsed
from prose.command_lookup import commands

from dto_handbook_site.__main__ import parser

PROGRAM = r"(?<![\w./-])(dto-handbook|python -m dto_handbook_site)(?= [a-z])"
CALL = re.compile(rf"{PROGRAM} ([a-z][\w-]*)((?: +-[\w-]+| +[A-Z/\w.]+)*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def site_commands() -> Mapping[str, argparse.ArgumentParser]:
    [found] = [it.choices for it in parser()._actions if isinstance(it.choices, dict)]
    return found


BY_PROGRAM = {"dto-handbook": commands(), "python -m dto_handbook_site": site_commands()}
GIT = re.compile(r"\bgit [a-z-]+(?: --[\w-]+)*")  # Whose options are git's
PACKAGES = ("dto_handbook", "dto_handbook_site")
PARSERS = "src/dto_handbook/cli and src/dto_handbook_site/__main__.py"


def options(command: argparse.ArgumentParser) -> Sequence[str]:
    return [name for action in command._actions for name in action.option_strings]


def said() -> Iterator[tuple[Path, int, str]]:
    """Yield what the tool can say: the strings of its code that have a space, and no style."""
    for file in sorted(it for name in PACKAGES for it in (SRC / name).rglob("*.py")):
        for node in ast.walk(parsed(file)):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if " " in node.value and "var(--" not in node.value:
                yield file, node.lineno, GIT.sub("git", node.value)


def written() -> Iterator[tuple[Path, int, str]]:
    """Yield the lines of the site's scripts and templates."""
    for file in [*DOCS.rglob("*.js"), *DOCS.rglob("*.html")]:
        for number, line in enumerate(file.read_text().splitlines(), 1):
            yield file, number, line


def wrong_calls(text: str) -> Iterator[str]:
    for program, name, rest in CALL.findall(text):
        known = BY_PROGRAM[program]
        if name not in known:
            yield f"{program} has no command {name}: write {' or '.join(known)}"
        else:
            taken = options(known[name])
            yield from (
                f"{program} {name} has no option {it}: write {' or '.join(taken)}"
                for it in OPTION.findall(rest)
                if it not in taken
            )


def wrong_options(text: str) -> Iterator[str]:
    known = {it for found in BY_PROGRAM.values() for each in found.values() for it in options(each)}
    for option in OPTION.findall(text):
        if option not in known:
            yield f"no command has the option {option}: {PARSERS} have all"


def test_messages_exports_and_scripts_name_commands_and_options_that_are_there() -> None:
    fail_with(
        f"{file.relative_to(ROOT).as_posix()}:{line}: {problem}"
        for file, line, text, looks in [
            *((*it, (wrong_calls, wrong_options)) for it in said()),
            *((*it, (wrong_calls,)) for it in written()),
        ]
        for look in looks
        for problem in look(text)
    )
