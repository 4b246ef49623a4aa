"""A rule that the project does not have, as somebody would write it."""

RULE = '''\
"""DTO701: a DTO whose name says that it is one."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class Suffixed(Rule):
    """The name of a DTO does not end in DTO.

    Why: Its module says already that it is one, and the reader has to read it at each use.

    How to fix: Leave the ending out, and rename what uses the class.

    Exceptions: A class that is no DTO may have any name.
    """

    id = "DTO701"
    name = "Suffixed name"
    clauses = ("G1",)
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at the name of each DTO."""
        for dto in module.dtos:
            if dto.name.lower().endswith("dto"):
                shorter = dto.name[:-3]
                yield self.finding(module, dto.node, dto.name, f"{dto.name}: call it {shorter}")
'''
INVALID = '''\
# src/ai/backend/manager/data/session/limit.py
"""How many sessions run at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionLimitDTO:  # WRONG DTO701@1: the module says so
    """How many sessions a user may run (internal).

    Made by the user repository, used by the session service.
    """

    sessions: int
'''
VALID = '''\
# src/ai/backend/manager/data/session/ceiling.py
"""A name that says what the record is, and no more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionCeiling:
    """How many sessions a group may run (internal).

    Made by the user repository, used by the session service.
    """

    sessions: int
'''
INSTEAD = '''\
# src/ai/backend/manager/data/session/limit.py
"""A name that says what the record is, and no more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionCeiling:
    """How many sessions a group may run (internal).

    Made by the user repository, used by the session service.
    """

    sessions: int
'''
CONSEQUENCE = '''\
"""Its name is longer, and says no more."""

from dto_handbook.rules.dto701.invalid import SessionLimitDTO

print(SessionLimitDTO.__module__.split(".")[-1], SessionLimitDTO.__name__)
'''
FILES = {
    "__init__.py": '"""DTO701: Suffixed name."""\n',
    "rule.py": RULE,
    "invalid.py": INVALID,
    "valid.py": VALID,
    "valid_instead.py": INSTEAD,
    "consequence.py": CONSEQUENCE,
}
"""The files of its package, by their names."""
