"""The command line for contributors to the handbook: `python -m dto_handbook_site`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dto_handbook.linter.rule import RuleError, shown


def parser() -> argparse.ArgumentParser:
    """Make the parser; each command sets the function that runs it."""
    parser = argparse.ArgumentParser(prog="python -m dto_handbook_site", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    new_rule = commands.add_parser("new-rule", help="make the package of a new rule")
    new_rule.add_argument("id", metavar="ID", help="such as DTO207")
    new_rule.add_argument("name", metavar="NAME", help='short and in words, such as "Short name"')
    new_rule.set_defaults(run=_new_rule)
    generate = commands.add_parser("generate", help="write everything that is derived from code")
    generate.set_defaults(run=_generate)
    accept = commands.add_parser("accept", help="accept what the pages now print and state")
    accept.add_argument(
        "pages", metavar="PAGE", nargs="*", help="such as docs/layers.md; default: all"
    )
    accept.set_defaults(run=_accept)
    finish = commands.add_parser("finish", help="finish a site that MkDocs or Zensical has built")
    finish.add_argument("site", metavar="SITE", type=Path, help="the folder of the site")
    finish.set_defaults(run=_finish)
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run a command.

    Args:
        arguments: The arguments after the program's name.

    Returns:
        The exit status: 0, or 2 on an error, which is printed to standard error.
    """
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except RuleError as error:
        return _fail(error)
    return status


def _new_rule(options: argparse.Namespace) -> int:
    from dto_handbook.rules.completeness import FOLDER
    from dto_handbook_site.generate.new_rule import NewRuleError, make

    try:
        made = make(options.id, options.name, FOLDER)
    except NewRuleError as error:
        return _fail(error)
    print("\n".join(map(shown, made)))
    print(
        f"Write the code at each TODO {options.id}, and run: python -m dto_handbook_site generate"
    )
    return 0


def _generate(options: argparse.Namespace) -> int:
    from dto_handbook_site.build.addresses import RegistryError
    from dto_handbook_site.generate.everything import BuildError, generate

    is_changed = False
    try:
        for line in generate():
            is_changed = True
            print(line, flush=True)
    except (BuildError, RegistryError) as error:
        return _fail(error)
    if not is_changed:
        print("nothing has changed")
    return 0


def _accept(options: argparse.Namespace) -> int:
    from dto_handbook_site.build.accepted import accept, differences, leftovers, pages
    from dto_handbook_site.execute.execution import RunError
    from dto_handbook_site.execute.outputs import output

    named = [Path(name).resolve() for name in options.pages]
    for page in named:
        if page not in pages():
            return _fail(
                RuleError(f"{shown(page)}: no such page: name a Markdown file below docs/")
            )
    is_changed = False
    for page in named or pages():
        try:
            found = list(differences(page, output))
            if found:
                is_changed = True
                print("\n".join(found))
                accept(page, output)
        except RunError as error:
            return _fail(RuleError(f"{shown(page)}: correct the fence that fails:\n{error}"))
    for file in leftovers():
        is_changed = True
        file.unlink()
        print(f"{shown(file)}: deleted: its page is gone")
    print("Read what changed, and commit it." if is_changed else "nothing has changed")
    return 0


def _finish(options: argparse.Namespace) -> int:
    from dto_handbook_site.build.finish import finish
    from dto_handbook_site.build.settings_problems import settings_problems

    status = 0
    for problem in (*settings_problems(), *finish(options.site)):
        print(problem, file=sys.stderr)
        status = 2
    return status


def _fail(error: Exception) -> int:
    print(error, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
