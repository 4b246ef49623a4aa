"""Whether each rule package is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.linter.rule import ID, RuleError, shown
from dto_handbook.rules.registry import rule_package

FOLDER = Path(__file__).parent
TO_DO = "TODO"  # With a rule's id, it marks what a person has to write in a new one
_FOLDER = re.compile(r"dto\d{3}")
_PLACE = re.compile(r"# ([\w-]+/)+[\w-]+\.py")
_MARK = re.compile(r"#\s*WRONG\b[: ]*(?P<rest>.*)", re.IGNORECASE)
_MARKED = re.compile(r"DTO\d{3}@[1-9]\d*(,? DTO\d{3}@[1-9]\d*)*(:.*)?")
_FILES = (
    ("invalid*.py", "invalid.py", "a module that breaks the rule, and marks where"),
    ("valid.py", "valid.py", "a module that looks as if it broke the rule, and must not be found"),
    (
        "consequence.py",
        "consequence.py",
        "code that prints what goes wrong with an invalid one",
    ),
    ("__init__.py", "__init__.py", "a docstring that names the rule"),
)


def verify(packages: Path) -> None:
    """Refuse rule packages that are incomplete.

    Args:
        packages: Their folder.

    Raises:
        RuleError: There are some; each line of the message names a file and what to write there.
    """
    problems = list[str]()
    for folder in sorted(packages.glob("dto*")):
        if any(folder.glob("*.py")):  # What is left of a removed one holds compiled code
            problems += _problems(folder)
    if problems:
        raise RuleError("\n".join(problems))


def _problems(folder: Path) -> Iterator[str]:
    if not _FOLDER.fullmatch(folder.name):
        yield f"{shown(folder)}: name the folder as the rule's id in small letters, such as dto207"
        return
    if not (folder / "rule.py").is_file():
        yield f"{shown(folder)}: there is no rule.py: write the rule there"
        return
    for pattern, name, what in _FILES:
        if not any(folder.glob(pattern)):
            yield f"{shown(folder)}: there is no {name}: write {what}"
    id = folder.name.upper()
    for file in sorted(folder.glob("*.py")):
        yield from _left_to_do(file, id)
    for pattern in ("invalid*.py", "valid*.py"):
        for file in sorted(folder.glob(pattern)):
            yield from _wrong_place(file)
    yield from _wrong_marks(folder, id)
    try:
        rule = rule_package(id).rule
    except RuleError as error:
        yield str(error)
        return
    known = [clause.id for clause in CLAUSES]
    for clause in rule.clauses:
        if clause not in known:
            yield (
                f'{shown(folder / "rule.py")}: there is no clause "{clause}": name one that'
                f" guideline/clauses.py has: {', '.join(known)}"
            )


def _left_to_do(file: Path, id: str) -> Iterator[str]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        _, is_there, what = line.partition(f"{TO_DO} {id}: ")
        if is_there:
            quoted = what.partition('"')[0]
            yield f"{shown(file)}:{number}: this is still to write: {quoted}"


def _wrong_place(file: Path) -> Iterator[str]:
    first = file.read_text("utf-8").partition("\n")[0]
    if not _PLACE.fullmatch(first):
        example = "# src/ai/backend/manager/data/session/quota.py"
        yield f"{shown(file)}:1: write the path that the module would have, such as {example}"


def _wrong_marks(folder: Path, id: str) -> Iterator[str]:
    marked = set[str]()
    for file in sorted(folder.glob("invalid*.py")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if (mark := _MARK.search(line)) is None:
                continue
            if _MARKED.fullmatch(mark["rest"]):
                marked |= set(ID.findall(mark["rest"]))
            else:
                yield (
                    f"{shown(file)}:{number}: {mark[0].strip()!r} announces no finding: write"
                    f" # WRONG {id}@5: why, where 5 is the column at which the finding begins"
                )
    if id not in marked and any(folder.glob("invalid*.py")):
        yield (
            f"{shown(folder / 'invalid.py')}: no line announces a finding: write"
            f" # WRONG {id}@5: why, after the line with the finding, where 5 is its column"
        )
