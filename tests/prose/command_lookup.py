"""Commands and options in inline code, against the parser of the command line."""

from __future__ import annotations

import shlex
import subprocess
from argparse import Action, ArgumentParser
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from mkdocs.__main__ import cli as mkdocs
from project_code import exists
from zensical.main import cli as zensical

from dto_handbook.cli.main import parser
from dto_handbook.rules import ids

IDS = frozenset(ids())


@cache
def commands() -> Mapping[str, ArgumentParser]:
    choices = [action.choices for action in parser()._actions]
    [commands] = [found for found in choices if isinstance(found, dict)]
    return commands


def is_command(text: str) -> bool:
    """Return whether the command line takes it: commands, options and allowed values."""
    try:
        words = shlex.split(text)
    except ValueError:
        return False
    if words and words[0] == "dto-handbook":
        words = words[1:]
        if not words:
            return True
    if words and words[0] in commands():
        return _takes(commands()[words[0]], words[1:])
    if words and words[0].startswith("-"):
        return any(_takes(command, words) for command in commands().values())
    actions = [action for command in commands().values() for action in command._actions]
    arguments = [action for action in actions if not action.option_strings]
    placeholders = {action.metavar or action.dest.upper() for action in arguments}
    return text in placeholders | {str(it) for action in actions for it in action.choices or ()}


def is_anothers_command(text: str) -> bool:
    """Return whether it is a command of git's, MkDocs' or Zensical's."""
    program, *words = text.split()
    return bool(words) and words[0] in _others().get(program, ())


@cache
def _others() -> Mapping[str, Collection[str]]:
    git = subprocess.run(["git", "--list-cmds=main"], capture_output=True, text=True, check=True)
    return {"git": git.stdout.split(), "mkdocs": mkdocs.commands, "zensical": zensical.commands}


def takers(text: str) -> frozenset[str]:
    """Return the commands that take a piece of inline code which begins with an option."""
    words = shlex.split(text)
    return frozenset(name for name, command in commands().items() if _takes(command, words))


def named_in(text: str) -> frozenset[str]:
    """Return the commands that a piece of inline code, or a heading, names."""
    words = text.removeprefix("dto-handbook ").split()
    is_named = text.startswith("dto-handbook ") or len(words) == 1
    return frozenset(words[:1] if is_named else ()) & commands().keys()


def _takes(command: ArgumentParser, words: Sequence[str]) -> bool:
    """Return whether a command takes options and values; one in capitals stands for any."""
    options = {name: action for action in command._actions for name in action.option_strings}
    positional = [action for action in command._actions if not action.option_strings]
    taking: Action | None = None
    for word in words:
        if word.startswith("-"):
            if word not in options:
                return False
            taking = options[word] if options[word].nargs != 0 else None
        else:
            action = taking or (positional[0] if positional else None)
            if action is None or not _allows(action, word):
                return False
            taking = taking if taking and taking.nargs == "+" else None
    return True


def _allows(action: Action, word: str) -> bool:
    if word == action.metavar or (word.isupper() and word.isalpha()):
        return True
    if action.metavar == "RULE":
        return word in IDS or word == "placement"
    if action.metavar == "MODULE:CLASS":
        return exists(word.replace(":", "."))
    return action.choices is None or word in action.choices


def options() -> frozenset[str]:
    """Return the options of all commands."""
    return frozenset(
        name
        for command in commands().values()
        for action in command._actions
        for name in action.option_strings
    )
