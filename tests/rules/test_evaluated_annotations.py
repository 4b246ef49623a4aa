"""DTO503 finds the annotations that fail, or mislead a dataclass, at run time."""

import dataclasses
import sys
import types

import pytest
from in_memory import check

from dto_handbook.rules.dto503.rule import AnnotationRuns

PATH = "src/ai/backend/manager/data/session/made.py"
POSTPONED = "from __future__ import annotations\n"
HEAD = """
import collections.abc
import datetime
import typing as t
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Generic, Optional, TypeVar, Union

T = TypeVar("T")

class Plain:
    pass

class Box(Generic[T]):
    pass

class Summing(type):
    def __ror__(cls, other):
        return cls

class Summed(metaclass=Summing):
    pass

class Derived(Summed):
    pass

"""
FAILING = [
    "'A' | None",
    "None | 'A'",
    "'A' | 'B'",
    "'A' | str",
    "'A' | list[str]",
    "'A' | Plain",
    "'A' | datetime.datetime",
    "'A' | collections.abc.Sequence[int]",
    "tuple['A' | None, ...]",
    "Annotated['A' | None, 1]",
    "Optional['A' | int]",
    "('A' | None) | int",
]
FAILING_BEFORE_3_14 = ["int | None | 'A'", "None | (int | 'A')"]
RUNNING = [
    "'A | None'",
    "Optional['A']",
    "Union['A', None]",
    "'A' | Optional[int]",
    "Optional[int] | 'A'",
    "Optional[int] | 'A' | None",
    "'A' | T",
    "T | 'A' | None",
    "'A' | Box[int]",
    "'A' | Summed",
    "'A' | Derived",
    "Box['A'] | None",
    "list['A'] | None",
    "t.Literal['a', 'b'] | None",
    "int | None",
]


def messages(source: str) -> list[str]:
    return [it.message for it in check({PATH: source}, [AnnotationRuns])]


def fails(annotation: str) -> bool:
    names: dict[str, object] = {}
    exec(HEAD, names)
    try:
        eval(annotation, names)
    except TypeError:
        return True
    return False


@pytest.mark.parametrize("annotation", [*FAILING, *FAILING_BEFORE_3_14, *RUNNING])
def test_a_union_with_a_quoted_part_is_found_where_python_cannot_evaluate_it(
    annotation: str,
) -> None:
    is_old = sys.version_info < (3, 14)
    assert fails(annotation) == (annotation in FAILING + FAILING_BEFORE_3_14 * is_old)
    places = [
        f"@dataclass(frozen=True)\nclass X:\n    x: {annotation} = 1\n",
        f"def f(x: {annotation}) -> None: ...\n",
        f"def f() -> {annotation}: ...\n",
    ]
    for place in places:
        found = messages(HEAD + place)
        assert len(found) == (annotation not in RUNNING)
        assert all("is a TypeError at run time" in message for message in found)
        assert messages(POSTPONED + HEAD + place) == []


def test_the_fix_of_a_union_postpones_the_annotation() -> None:
    source = f"{HEAD}@dataclass(frozen=True)\nclass X:\n    x: 'A' | None = None\n"
    [finding] = check({PATH: source}, [AnnotationRuns])
    assert finding.fix is not None
    assert finding.fix.is_safe
    assert [edit.text.strip() for edit in finding.fix.edits] == [POSTPONED.strip()]


MARKERS = {
    "ClassVar[int]": "from typing import ClassVar",
    "ClassVar": "from typing import ClassVar",
    "Constant[int]": "from typing import ClassVar as Constant",
    "ty.ClassVar[int]": "import typing as ty",
    "KW_ONLY": "from dataclasses import KW_ONLY",
    "InitVar[int]": "from dataclasses import InitVar",
    "dc.InitVar[int]": "import dataclasses as dc",
}


def fields_of(source: str, name: str) -> list[str]:
    module = types.ModuleType("made")
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, "made.py", "exec", dont_inherit=True), vars(module))
        return [it.name for it in dataclasses.fields(vars(module)[name])]
    finally:
        del sys.modules[module.__name__]


@pytest.mark.parametrize("is_hidden", [True, False])
@pytest.mark.parametrize("annotation", MARKERS)
@pytest.mark.parametrize("is_quoted", [True, False])
def test_a_marker_that_a_dataclass_does_not_find_at_run_time_is_found(
    annotation: str, *, is_hidden: bool, is_quoted: bool
) -> None:
    line = f"if TYPE_CHECKING:\n    {MARKERS[annotation]}\n" if is_hidden else MARKERS[annotation]
    written, first = (f"'{annotation}'", "") if is_quoted else (annotation, POSTPONED)
    class_ = f"@dataclass(frozen=True)\nclass X:\n    a: int\n    b: {written} = 1\n"
    source = f"{first}{HEAD}{line}\n{class_}"
    assert fields_of(source, "X") == (["a", "b"] if is_hidden else ["a"])
    marker = annotation.partition("[")[0]
    assert (
        messages(source)
        == [
            f"X.b becomes a field, because {marker} does not exist at run time:"
            " import it outside TYPE_CHECKING"
        ]
        * is_hidden
    )


def test_a_marker_that_is_evaluated_is_reported_once() -> None:
    source = f"{HEAD}if TYPE_CHECKING:\n    from typing import ClassVar\n"
    source += "@dataclass(frozen=True)\nclass X:\n    b: ClassVar[int] = 1\n"
    [message] = messages(source)
    assert message.startswith("ClassVar does not exist at run time")


NEW_GENERICS = [
    "class X[Repo]:\n    x: Repo\n",
    "class X[Repo]:\n    def f(self, x: Repo) -> Repo: ...\n",
    "def f[Repo](x: Repo) -> Repo: ...\n",
    "def f[*Repo](*x: *Repo) -> None: ...\n",
    "class X:\n    def f[Repo](self, x: Repo) -> Repo: ...\n",
    "def f[Repo](x: Repo) -> None:\n    def g(y: Repo) -> None: ...\n",
]


@pytest.mark.parametrize("source", NEW_GENERICS)
def test_a_type_parameter_hides_an_import_of_its_name(source: str) -> None:
    head = f"{HEAD}if TYPE_CHECKING:\n    from somewhere import Repo\n"
    if sys.version_info < (3, 12):
        [finding] = check({PATH: head + source}, [AnnotationRuns])
        assert "syntax of Python 3.12" in finding.message
    else:
        assert messages(head + source) == []
        assert messages(f"{head}def outer(x: Repo) -> None: ...\n{source}")
