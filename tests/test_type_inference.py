"""What the checker knows of types inside a function, and what it does not guess."""

import pytest
import type_inference_cases
from cli_runner import DATA
from in_memory import check

from dto_handbook.rules.registry import rule_package

SESSION = """
from __future__ import annotations
from dataclasses import dataclass, field, replace
from typing import Self
from ai.backend.manager.data.user.types import User

@dataclass(frozen=True)
class Session:
    name: str | None = None
    count: int = 0
    owner: User | None = None
    tags: list[str] = ()
    parts: frozenset[str] = frozenset()
    rows: tuple[list[str], ...] = ()
    table: dict[str, list[str]] = field(default_factory=dict)

    def renamed(self, name: str) -> Self:
        return replace(self, name=name)

    @classmethod
    def make(cls) -> Self:
        return cls()

@dataclass(frozen=True)
class Special(Session):
    kind: str | None = None
"""
USER = """
from dataclasses import dataclass

@dataclass(frozen=True)
class User:
    email: str | None = None
    nick: str | None = None
"""
SERVICE = """
from __future__ import annotations
from collections.abc import AsyncIterator, Sequence
from typing import NoReturn
from typing_extensions import Never
from ai.backend.manager.data.session import Session

class Service:
    third: Session

    def __init__(self, session: Session, what) -> None:
        self.session = session
        self.other: Session = what

    def get(self) -> Session: ...
    async def load(self) -> Session: ...
    async def load_all(self) -> Sequence[Session]: ...
    def stream(self) -> AsyncIterator[Session]: ...
    def what(self): ...
    def fail(self) -> NoReturn: ...

def make() -> Session: ...
def unannotated(): ...
def never() -> Never: ...
async def never_async() -> NoReturn: ...

class Silent:
    def __exit__(self, *args) -> bool: ...
    async def __aexit__(self, *args) -> bool: ...

class Loud:
    def __exit__(self, *args) -> None: ...

class Plain:
    name: str | None
"""
FOREIGN = "from dataclasses import dataclass\n\n@dataclass\nclass Session:\n    name: str | None\n"
HEAD = """from __future__ import annotations
import bisect, contextlib, copy, dataclasses, heapq, operator, os, pytest, random, sys
from contextlib import suppress
from typing import assert_never
from collections.abc import Mapping, Sequence
from ai.backend.manager.data.session import Session, Special
from ai.backend.manager.services.service import Loud, Plain, Service, Silent
from ai.backend.manager.services.service import make, never, never_async, unannotated
from ai.backend.manager.models.session import Session as Foreign

async def work(s: Session, other: Session, maybe: Session | None, special: Special,
               many: Sequence[Session], by_id: Mapping[str, Session], pair: tuple[Session, int],
               service: Service, foreign: Foreign, plain: Plain, name: str, lock, thing):
"""
FILES = {
    f"{DATA}/session/types.py": SESSION,
    f"{DATA}/session/__init__.py": "from .types import Session, Special\n",
    f"{DATA}/user/types.py": USER,
    "src/ai/backend/manager/services/service.py": SERVICE,
    "src/ai/backend/manager/models/session.py": FOREIGN,
}
PATH = "src/ai/backend/manager/services/work.py"
TABLES = {
    "DTO601": ("TRUTH", "NARROWED", "NAMED", "TYPES", "NO_GUESS"),
    "DTO205": ("CHANGES",),
}
CASES = [
    pytest.param(
        rule, getattr(type_inference_cases, table)[name], id=f"{rule}-{table.lower()}-{name}"
    )
    for rule, tables in TABLES.items()
    for table in tables
    for name in getattr(type_inference_cases, table)
]


def flagged(rule: str, source: str, at: str = PATH) -> list[int]:
    """Return the lines of a file that a rule flags, in a project that has DTOs."""
    found = check({**FILES, at: source}, [rule_package(rule).rule])
    assert "DTO000" not in {it.rule for it in found}
    return [it.line for it in found if it.path == at]


def marked(source: str) -> list[int]:
    return [number for number, line in enumerate(source.splitlines(), 1) if line.endswith("#!")]


@pytest.mark.parametrize(("rule", "body"), CASES)
def test_exactly_the_marked_lines_are_flagged(rule: str, body: str) -> None:
    source = HEAD + "".join(f"    {line}\n" for line in body.splitlines())
    assert sorted(set(flagged(rule, source))) == marked(source)


def test_an_import_inside_of_one_function_means_nothing_in_another() -> None:
    source = f"""{HEAD}    pass

def first():
    from ai.backend.manager.services.service import make as own
    return own().name or 1  #!

def second():
    return own().name or 1
"""
    assert flagged("DTO601", source) == marked(source)


def test_self_is_the_class_and_its_bases() -> None:
    source = f"""{HEAD}    pass

class Derived(Service):
    def work(self):
        return self.session.name or 1  #!

    @staticmethod
    def other(session):
        return session.name or 1

    async def more(self):
        return (await self.load()).name or 1  #!
"""
    assert flagged("DTO601", source) == marked(source)


def test_construction_may_set_fields() -> None:
    source = f"""{HEAD}    pass

class Derived(Special):
    def __post_init__(self):
        object.__setattr__(self, "name", "a")

    def __setattr__(self, name, value):
        super().__setattr__(name, value)

    def later(self):
        object.__setattr__(self, "name", "a")  #!
"""
    assert flagged("DTO205", source) == []  # No DTO: it stands in services
    assert flagged("DTO205", source, f"{DATA}/session/derived.py") == marked(source)


def test_code_outside_of_functions_is_checked_as_well() -> None:
    source = f"""{HEAD}    pass

s = Session("a")
x = s.name or 1  #!
n = make().name
if n:  #!
    pass
if s.name is None:
    sys.exit()
x = s.name or 1
for t in [make(), Session()]:
    x = t.name or 1  #!
class A:
    first: Session = make()
    def work(self, t: Session):
        return t.name or 1  #!
    second = first.name or 1  #!
    class B:
        third = Session().name or 1  #!
if not Session().name:  #!
    def work(t: Session):
        return t.name or 1  #!
"""
    assert flagged("DTO601", source) == marked(source)


def test_code_outside_of_functions_may_not_change_a_dto() -> None:
    source = f"""{HEAD}    pass

s = Session("a")
s.tags.append("a")  #!
s.name = "a"  #!
x = s.tags
x.append("a")  #!
random.shuffle(make().tags)  #!
class A:
    first = Session()
    first.tags.clear()  #!
    first.tags.count("a")
"""
    assert flagged("DTO205", source) == marked(source)


def test_a_script_without_functions_is_checked() -> None:
    source = """from ai.backend.manager.services.service import make
s = make()
s.tags.append("a" if s.name else "b")  #!
"""
    assert flagged("DTO205", source) == marked(source)
    assert flagged("DTO601", source) == marked(source)
