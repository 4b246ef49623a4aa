"""A new rule's package: every file that a rule needs, with marks where a person has to write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dto_handbook.linter.diagnostics import SYNTAX
from dto_handbook.linter.rule import ID
from dto_handbook.rules.completeness import TO_DO
from dto_handbook.rules.registry import rules
from dto_handbook_site.build.addresses import REGISTRY, read
from dto_handbook_site.generate.changes import newest

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*([ -][A-Za-z0-9]+)*")
_RULE = '''\
"""{id}: {lower}."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class {class_}(Rule):
    """{to_do} state the rule in one sentence.

    Why: {to_do} say what goes wrong where code breaks the rule.

    How to fix: {to_do} say in the first sentence what to write instead. Reviews quote it.

    Exceptions: {to_do} say which similar code is not reported.
    """

    id = "{id}"
    name = "{name}"
    # {to_do} name the clauses of guideline/clauses.py that it enforces.
    clauses = {clauses}
    since = "{since}"  # {to_do} name the release that it will be new in

    def check(self, module: Module) -> Iterator[Finding]:
        """{to_do} say what it checks."""
        yield from ()  # {to_do} yield self.finding(module, node, symbol, message)
'''
_INVALID = '''\
# src/ai/backend/manager/data/session/{file}.py
"""{to_do} say what the module is about; line 1 is the path that it would have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:  # WRONG {id}@1: {to_do} say what is wrong; 1 is the finding's column
    """{to_do} say what it holds, who makes it and who uses it."""

    value: int
'''
_VALID = '''\
# src/ai/backend/manager/data/session/{file}_allowed.py
"""{to_do} say which code looks as if it broke the rule."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """{to_do} say what it holds, who makes it and who uses it."""

    value: int
'''
_INSTEAD = '''\
# src/ai/backend/manager/data/session/{file}.py
"""{to_do} say what it does instead; delete this file if the Manager has the module."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """{to_do} say what it holds, who makes it and who uses it."""

    value: int
'''
_CONSEQUENCE = '''\
"""{to_do} say what goes wrong with the invalid module."""

from dto_handbook.rules.{folder}.invalid import Sample

print("{to_do} print what goes wrong", Sample(value=1))
'''


class NewRuleError(ValueError):
    """A rule cannot be made; the message says what to write instead."""


def make(id: str, name: str, packages: Path) -> Sequence[Path]:
    """Make the package of a new rule.

    Args:
        id: Its id, such as DTO207.
        name: Its name, short and in words.
        packages: The folder of the rules' packages.

    Returns:
        The files, with a rule that reports nothing yet.

    Raises:
        NewRuleError: The id or the name is malformed or taken.
    """
    _refuse(id, name, packages)
    folder = packages / id.lower()
    clauses = [rule.clauses for rule in rules() if rule.id[:4] == id[:4] and rule.clauses]
    values = {
        "id": id,
        "name": name,
        "lower": name[0].lower() + name[1:] if name[1:2].islower() else name,
        "class_": "".join(word[0].upper() + word[1:] for word in re.split("[ -]", name)),
        "clauses": "()" if id.startswith("DTO9") else f'("{clauses[-1][0] if clauses else "G1"}",)',
        "since": newest(),
        "file": re.sub("[ -]", "_", name.lower()),
        "folder": folder.name,
        "to_do": f"{TO_DO} {id}:",
    }
    texts = {
        "__init__.py": '"""{id}: {name}."""\n',
        "rule.py": _RULE,
        "invalid.py": _INVALID,
        "valid.py": _VALID,
        "valid_instead.py": _INSTEAD,
        "consequence.py": _CONSEQUENCE,
    }
    folder.mkdir(exist_ok=True)
    for file, text in texts.items():
        (folder / file).write_text(text.format_map(values), "utf-8")
    return [folder / file for file in texts]


def _refuse(id: str, name: str, packages: Path) -> None:
    if not ID.fullmatch(id):
        raise NewRuleError(f"{id!r} is not a rule's id: write DTO and three digits, as in DTO207")
    taken = {SYNTAX: "is for files that do not parse"}
    taken |= {rule.id: f"is {rule.name!r}" for rule in rules()}
    published = [address.split("/") for address in read(REGISTRY.read_text("utf-8"))]
    taken |= {
        parts[2]: "was a rule before"
        for parts in published
        if parts[1] == "rules" and ID.fullmatch(parts[2]) and parts[2] not in taken
    }
    if any((packages / id.lower()).glob("*")) and id not in taken:
        taken[id] = f"has a folder already, {packages.name}/{id.lower()}"
    if id in taken:
        free = (f"{id[:4]}{number:02}" for number in range(1, 100))
        hint = next((it for it in free if it not in taken), "another hundred")
        raise NewRuleError(f"{id} {taken[id]}: ids are never reused; take {hint}")
    if not _NAME.fullmatch(name):
        raise NewRuleError(
            f"{name!r} is not a rule's name: write words with a capital letter first, as in"
            ' "Short name"'
        )
    names = {rule.name.lower(): rule.id for rule in rules()}
    if name.lower() in names:
        raise NewRuleError(f"{names[name.lower()]} has the name {name!r}: take another")
