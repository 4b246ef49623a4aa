"""The page of changes: what each release brought, and which is the newest.

Run `python -m dto_handbook_site.generate.changes TAG` to print a release's section, as its notes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence

from dto_handbook_site.execute.execution import SOURCE_ROOT

PAGE = SOURCE_ROOT.parent / "docs/changes.md"
_HEADING = re.compile(r"^## (?P<version>\d[\w.]*)(?: \{[^}]*\})?\n", re.MULTILINE)


def releases() -> Mapping[str, str]:
    """Return what the page says about each release, by its version, the newest first.

    Raises:
        LookupError: The page has no release.
    """
    parts = _HEADING.split(PAGE.read_text("utf-8"))[1:]
    if not parts:
        raise LookupError("docs/changes.md: no release has a heading such as: ## 1.2.3 { #v1-2-3 }")
    return {
        version: re.split(r"^## ", section, maxsplit=1, flags=re.MULTILINE)[0].strip()
        for version, section in zip(parts[::2], parts[1::2], strict=True)
    }


def newest() -> str:
    """Return the version that the pages name: the newest with a section."""
    return next(iter(releases()))


def main(arguments: Sequence[str]) -> int:
    """Print the section of a release.

    Args:
        arguments: The release's tag, such as `v0.1.0`.

    Returns:
        The exit status: 2 if the tag is not the newest release on the page.
    """
    if len(arguments) != 1:
        print("usage: python -m dto_handbook_site.generate.changes TAG", file=sys.stderr)
        return 2
    try:
        found = releases()
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    if arguments[0] != f"v{newest()}":
        line = PAGE.read_text("utf-8").partition(f"\n## {newest()}")[0].count("\n") + 2
        print(
            f"docs/changes.md:{line}: the newest release is {newest()}, but the tag is"
            f" {arguments[0]}: add a section for the tag above it",
            file=sys.stderr,
        )
        return 2
    print(found[newest()])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
