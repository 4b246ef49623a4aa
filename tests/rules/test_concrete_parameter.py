"""DTO301 and what is called elsewhere with the list that a function is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import DATA, Check, make_check

SESSION = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Session:
    name: str
"""
OTHER = """
from __future__ import annotations
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, List, Optional
from ai.backend.manager.data.session.types import Session

def demand(number: int, sessions: list[Session], *, more: List[Session] | None = None): ...
def optional(sessions: Optional[list[Session]]): ...
def annotated(sessions: Annotated[list[Session], "a"]): ...
def accept(number: int, sessions: Sequence[Session], known: dict[str, str]): ...
def unknown(sessions): ...
def read(sessions: list[Session]) -> int: return len(sessions)
def pass_on(sessions: list[Session]) -> int: return read(sessions)
def change(sessions: list[Session]) -> None: sessions.clear()

@dataclass
class Batch:
    number: int
    sessions: list[Session]

@dataclass
class Derived(Batch):
    names: tuple[str, ...] = ()

@dataclass
class Tuples:
    sessions: Sequence[Session]

class Repository:
    def __init__(self, db: object, sessions: list[Session]) -> None: ...
    async def save(self, sessions: list[Session]) -> None: ...
    @classmethod
    def make(cls, sessions: list[Session]) -> Repository: ...
    def read(self, sessions: Sequence[Session]) -> None: ...
"""
SERVICE = """
from __future__ import annotations
from ai.backend.manager.data.session.types import Session
from ai.backend.manager.services.other import *
from ai.backend.manager.services import other

class Service:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    async def work(self, sessions: list[Session], what, n: int, d) -> None:
        {}
"""
DEMANDED = [
    "demand(1, sessions)",
    "demand(1, [], more=sessions)",
    "demand(sessions=sessions, number=1)",
    "other.demand(1, sessions or [])",
    "optional(sessions)",
    "annotated(sessions)",
    "change(sessions)",
    "Batch(1, sessions)",
    "Batch(n, sessions=sessions)",
    "Derived(1, sessions)",
    "Repository(d, sessions)",
    "await self._repository.save(sessions)",
    "Repository.make(sessions)",
    "self._repository.make(sessions)",
    "r = self._repository; await r.save(sessions)",
    "same = sessions; await self._repository.save(same)",
]
ACCEPTED = [
    "accept(1, sessions, {})",
    "unknown(sessions)",
    "read(sessions)",
    "pass_on(sessions)",
    "what(sessions)",
    "Tuples(sessions)",
    "demand(1, list(sessions))",
    "demand(len(sessions), [])",
    "Derived(1, [], sessions)",
    "self._repository.read(sessions)",
    "await self._repository.save([*sessions])",
    "what.save(sessions)",
    "len(sessions) + n",
]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


def flagged(check: Check, body: str) -> int:
    files = {
        f"{DATA}/session/types.py": SESSION,
        "src/ai/backend/manager/services/other.py": OTHER,
        "src/ai/backend/manager/services/work.py": SERVICE.format(body),
    }
    done = check(files, settings='select = ["DTO301"]')
    assert "DTO000" not in done.out
    return len([path for path, _, _ in done.places if path.endswith("work.py")])


@pytest.mark.parametrize("body", DEMANDED)
def test_a_list_that_is_passed_on_to_what_needs_one_is_not_flagged(check: Check, body: str) -> None:
    assert flagged(check, body) == 0


@pytest.mark.parametrize("body", ACCEPTED)
def test_a_list_that_is_passed_on_to_what_only_reads_it_is_flagged(check: Check, body: str) -> None:
    assert flagged(check, body) == 1


SIGNATURE = "from ai.backend.manager.data.session.types import Session\n"


@pytest.mark.parametrize(
    "function",
    [
        "def f(a: list[Session]) -> list[Session]:\n    return a[1:]",
        "def f(a: list[Session]) -> list[Session]:\n    page = a[:2]\n    return page",
        "def f(a: list[Session]) -> list[Session]:\n    a = a[:2]\n    return a",
        "def f(a: list[Session]) -> dict[str, list[Session]]:\n    return {'a': a}",
        "def f(a: dict[str, Session]) -> dict[str, Session]:\n    return a | {}",
        "def f(a: set[Session], b: frozenset[str]) -> set[Session]:\n    return a - b",
    ],
)
def test_what_is_made_of_a_list_has_its_type(check: Check, function: str) -> None:
    module = {"src/ai/backend/manager/x.py": SIGNATURE + function}
    files = {f"{DATA}/session/types.py": SESSION, **module}
    assert check(files, settings='select = ["DTO301"]').places == []


def test_a_slice_that_is_only_read_needs_no_list(check: Check) -> None:
    text = "def f(a: list[Session]) -> int:\n    return len(a[1:])"
    files = {f"{DATA}/session/types.py": SESSION, "src/ai/backend/manager/x.py": SIGNATURE + text}
    assert len(check(files, settings='select = ["DTO301"]').places) == 1
