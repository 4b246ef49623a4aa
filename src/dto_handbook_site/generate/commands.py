"""The page about the command line, generated from its parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from dto_handbook.cli.main import parser

_PAGE = """\
---
description: Every command of dto-handbook, its arguments and options, and the exit statuses.
tags: [exit code, exit status, options]
---

# Commands {{ #commands }}

**`dto-handbook check` reports findings. The other commands help you to adopt the rules, to
read them, and to follow them as you write.**
{{ .rule }}

| Command | What it does |
| --- | --- |
{overview}

The exit status is 0 if all is well, 1 if `check` has findings or `baseline` cannot parse a file,
and 2 if there is an error. Errors go to standard error.

{commands}
"""
_COMMAND = """\
## dto-handbook {name} {{ #{name} }}

{meaning}.

{options}"""
_HEAD = ("| Argument or option | Meaning |", "| --- | --- |")


def page() -> str:
    """Write the page."""
    commands = dict(_commands())
    overview = "\n".join(f"| [`{name}`](#{name}) | {it[1]} |" for name, it in commands.items())
    return _PAGE.format(
        overview=overview,
        commands="\n".join(_command(name, *it) for name, it in commands.items()).strip(),
    )


def _commands() -> Iterator[tuple[str, tuple[argparse.ArgumentParser, str]]]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for shown in action._choices_actions:
                yield shown.dest, (action.choices[shown.dest], shown.help or "")


def _command(name: str, command: argparse.ArgumentParser, meaning: str) -> str:
    rows = [
        f"| {_names(name, action)} | {action.help} |"
        for action in command._actions
        if action.help not in (None, argparse.SUPPRESS) and "--help" not in action.option_strings
    ]
    return _COMMAND.format(
        name=name,
        meaning=f"{meaning[0].upper()}{meaning[1:]}",
        options="\n".join([*_HEAD, *rows, ""]) if rows else "",
    )


def _names(command: str, action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    choices = f": {', '.join(f'`{it}`' for it in action.choices)}" if action.choices else ""
    if not action.option_strings:
        return f"`{command} {metavar}`{choices}"
    if action.nargs == 0:
        return ", ".join(f"`{name}`" for name in action.option_strings)
    if action.choices is not None:
        metavar = "FORMAT"
    return ", ".join(f"`{name} {metavar}`" for name in action.option_strings) + choices
