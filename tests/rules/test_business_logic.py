"""DTO102: which methods of a DTO count as business logic."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from in_memory import check

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.rules.registry import rule_package

PATH = "src/ai/backend/manager/data/session/types.py"
RULES = [rule_package("DTO102").rule]
BEFORE = """
from __future__ import annotations
from dataclasses import dataclass
from ai.backend.manager.errors import NotFound, Wrapped
from pydantic import field_serializer, field_validator, validate_call

@dataclass(frozen=True)
class Session:
    name: str
    size: int | None = None
    names: tuple[str, ...] = ()
"""
ERRORS = {
    "src/ai/backend/manager/errors.py": (
        "import aiohttp.web\nclass NotFound(Exception): ...\n"
        "class Wrapped(aiohttp.web.HTTPError): ...\n"
    )
}


def found_in(method: str) -> Sequence[Finding]:
    body = "\n".join(f"    {line}" for line in method.strip().splitlines())
    return check({**ERRORS, PATH: f"{BEFORE}{body}\n"}, RULES)


def lines(method: str) -> list[int]:
    """Return the lines in a method's code, counted from 1, that are reported."""
    found = found_in(method)
    assert {it.path for it in found} <= {PATH}
    return [it.line - BEFORE.count("\n") for it in found]


LOGIC = {
    "a comparison": "def f(self, n):\n    return self.size > n",
    "a keyword": "def f(self, *, n):\n    return self.size > n",
    "more arguments": "def f(self, *n, **m):\n    return self.names == n",
    "a value computed from an argument": (
        "def f(self, n):\n    m = n + 1\n    k, j = m, 2\n    return self.size > k"
    ),
    "each item of an argument": (
        "def f(self, items):\n    for item in items:\n        print(item in self.names)"
    ),
    "in a lambda": "def f(self, n):\n    return filter(lambda it: it != n, self.names)",
    "in a static method": "@staticmethod\ndef f(n):\n    return n == 3",
    "in a class method": "@classmethod\ndef f(cls, n):\n    return cls('a' if n > 3 else 'b')",
    "an argument or a field": ("def f(self, n):\n    return n if n is not None else self.size"),
    "an early return of a field": (
        "def f(self, n):\n    m = {}.get(n)\n    if m is None:\n        return self.size\n"
        "    return m"
    ),
    "an early return of an argument": (
        "def f(self, n):\n    if n is not None:\n        return n\n    return self.size"
    ),
    "a field where an argument is empty": "def f(self, n):\n    return n or self.size",
    "a field where what an argument has is empty": (
        "def f(self, n):\n    return n.get('size') or self.size"
    ),
    "an argument that is not empty, or a field": (
        "def f(self, n):\n    return n if n else self.size"
    ),
    "an early return where an argument is empty": (
        "def f(self, n):\n    if not n:\n        return self.size\n    return n"
    ),
    "an argument that is set to a field where it is empty": (
        "def f(self, n):\n    if not n:\n        n = self.size\n    return n"
    ),
    "None in a match, and what follows it": (
        "def f(self, n):\n    match n:\n        case None:\n            return self.size\n"
        "    return n"
    ),
    "a field alone, or both": (
        "def f(self, n):\n    if n is None:\n        return self.size\n"
        "    return self.size.merged(n)"
    ),
    "two conditions": (
        "def f(self, n):\n    if n is not None and self.names:\n        return n\n"
        "    return self.size"
    ),
    "None in a match": (
        "def f(self, n):\n    match n:\n        case None:\n            return self.size\n"
        "        case _:\n            return n"
    ),
    "a boolean in a match": (
        "def f(self, n):\n    match n:\n        case True:\n            return 'yes'"
    ),
    "what a match takes from an argument": (
        "def f(self, n):\n    match n:\n        case [first, *_]:\n            return first > 3"
    ),
    "an argument that is set in one branch": (
        "def f(self, n):\n    if self.size:\n        n = self.size\n    return n > 3"
    ),
    "what a loop computes in its last turn": (
        "def f(self, n):\n    m = k = 0\n    while self.size:\n        print(m > 3)\n"
        "        m = k\n        k = n"
    ),
    "in a function inside": (
        "def f(self, n):\n    def inner(m):\n        return m > n\n    return inner"
    ),
    "validation of a call": "@validate_call\ndef f(self, n):\n    return n > self.size",
    "a condition for an error of the project": (
        "def f(self, n):\n    if n < 0:\n        raise NotFound"
    ),
    "an error in a variable": "def f(self):\n    error = NotFound()\n    raise error",
    "a comprehension that awaits": "async def f(self, rows):\n    return [it async for it in rows]",
    "an error": "def f(self):\n    raise NotFound",
    "an error with a base class that is not there": (
        "def f(self):\n    if self.size is None:\n        raise Wrapped('size') from None"
    ),
    "a call that is awaited": "async def f(self, load):\n    return await load()",
    "a loop that awaits": "async def f(self, rows):\n    async for row in rows:\n        pass",
    "a call of the object": "def __call__(self, n):\n    return n > 3",
}
LAST = {
    "a value computed from an argument": 4,
    "each item of an argument": 3,
    "in a static method": 3,
    "in a class method": 3,
    "an early return of a field": 3,
    "what a loop computes in its last turn": 4,
    "what a match takes from an argument": 4,
    "an argument that is set in one branch": 4,
    "in a function inside": 3,
    "validation of a call": 3,
    "an error in a variable": 3,
    "an error with a base class that is not there": 3,
}


@pytest.mark.parametrize("name", LOGIC)
def test_a_method_that_decides_raises_or_awaits_is_reported(name: str) -> None:
    assert lines(LOGIC[name]) == [LAST.get(name, 2)]


NO_LOGIC = {
    "a derived value": "def f(self):\n    return self.size is not None and self.size > 3",
    "a derived choice": "def f(self):\n    return self.size if self.size is not None else 0",
    "a loop over own fields": "def f(self):\n    return [it for it in self.names if it != 'a']",
    "a conversion": "@classmethod\ndef f(cls, row):\n    return cls(row.name, row.size)",
    "None that stays None": "def f(self, n):\n    return int(n) if n is not None else None",
    "None that stays None beside a field": (
        "def f(self, n):\n    return (self.name, n) if n is not None else None"
    ),
    "None that returns None beside a field": (
        "def f(self, n):\n    if n is None:\n        return None\n    else:\n"
        "        return self.size"
    ),
    "a class method that makes another for None": (
        "@classmethod\ndef f(cls, n):\n    return cls(n) if n is not None else cls('none')"
    ),
    "None that returns": (
        "def f(self, n):\n    if n is None:\n        return\n    print(self.name, n)"
    ),
    "a default for None": (
        "@classmethod\ndef f(cls, n):\n    return cls(n if n is not None else 'none')"
    ),
    "a type of argument": "def f(self, n):\n    return str(n) if isinstance(n, int) else n",
    "the type in a match": (
        "def f(self, n):\n    match n:\n        case int():\n            return str(n)"
    ),
    "a test for None with None in front": "def f(self, n):\n    return None is not n",
    "a test for None with an equals sign": "def f(self, n):\n    return n == None",
    "a variable of a comprehension that is called like an argument": (
        "def f(self, n):\n    return any(n > 3 for n in self.names)"
    ),
    "a comprehension in a comparison": (
        "def f(self, n):\n    return len([n for n in self.names if n]) > 3"
    ),
    "a parameter of a lambda that is called like an argument": (
        "def f(self, n):\n    return filter(lambda n: n > 3, self.names)"
    ),
    "a parameter of a function that is called like an argument": (
        "def f(self, n):\n    def inner(n):\n        return n > 3\n    return inner"
    ),
    "an argument that is set to a field": ("def f(self, n):\n    n = self.size\n    return n > 3"),
    "a loop whose variable is called like an argument": (
        "def f(self, n):\n    for n in self.names:\n        print(n > 3)"
    ),
    "a field or a default": "def f(self):\n    return self.size or 3",
    "an early return beside a field": (
        "def f(self, n):\n    if n is None:\n        return {}\n    return {n: self.size}"
    ),
    "an argument that is added to a field": (
        "def f(self, n):\n    if not n:\n        return [self.name]\n    return [self.name, n]"
    ),
    "a field that a flag adds": (
        "def f(self, n):\n    found = {}\n    if n:\n        found['size'] = self.size\n"
        "    return found"
    ),
    "a field in an error": (
        "def f(self, n):\n    if n is None:\n        raise ValueError(self.name)\n    return n"
    ),
    "a type, or a field": "def f(self, n):\n    return isinstance(n, int) or self.size",
    "a serializer of Pydantic": "@field_serializer('size')\ndef f(self, n):\n    return n > 3",
    "a condition for an error of Python's": (
        "def f(self, n):\n    if n < 0:\n        raise ValueError('n')\n    return self.size + n"
    ),
    "two conditions for errors of Python's": (
        "def f(self, n):\n    if n < 0:\n        error = ValueError('n')\n        raise error\n"
        "    elif n > 3:\n        raise TypeError from None"
    ),
    "an assertion": "def f(self, n):\n    assert n >= 0\n    return n",
    "an error of Python's": "def f(self):\n    raise ValueError('size')",
    "an error that is raised again": (
        "def f(self):\n    try:\n        pass\n    except KeyError as error:\n        raise error"
    ),
    "validation": "def __post_init__(self):\n    raise NotFound",
    "a special method": "def __lt__(self, other):\n    return self.size < other.size",
    "a validator of Pydantic": "@field_validator('size')\ndef f(cls, n):\n    return n > 3",
    "a validator of attrs": "@size.validator\ndef f(self, attribute, n):\n    return n > 3",
    "a call of a field": "def f(self, values):\n    self.size.update(values)",
    "an async method that does not wait": "async def f(self, n):\n    return n",
}


@pytest.mark.parametrize("name", NO_LOGIC)
def test_a_method_that_derives_converts_or_validates_is_not(name: str) -> None:
    assert lines(NO_LOGIC[name]) == []


def test_the_message_says_what_to_do_about_each_kind_of_logic() -> None:
    messages = [
        finding.message
        for name in ("a comparison", "a call that is awaited", "an error")
        for finding in found_in(LOGIC[name])
    ]
    assert messages == [
        "Session.f tests an argument: make this decision in the service layer",
        "Session.f awaits: await in the service layer",
        "Session.f raises NotFound: raise it in the service layer",
    ]


def test_a_method_is_reported_once() -> None:
    assert lines("def f(self, n):\n    if n > 3:\n        raise NotFound\n    return n < 2") == [2]


def test_a_class_that_is_no_dto_may_have_logic() -> None:
    for line in ("class Session:", "class Session(Exception):"):
        source = f"{line}\n    def f(self, n):\n        return n > 3\n"
        assert not check({PATH: source}, RULES)
