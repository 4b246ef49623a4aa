"""Names mean what they mean to Python, through whatever modules they come."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli_runner import DATA, Check, make_check

MANAGER = "src/ai/backend/manager"
HOME = f"{DATA}/home"
USE = f"{HOME}/use.py"
HEAD = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
DTO = "\n\n@dataclass(frozen=True)\nclass Use:\n    field: {}  #!\n"
FIELD = 'select = ["DTO202"]'
BASE = 'select = ["DTO001"]'


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


def is_flagged(check: Check, files: Mapping[str, str], settings: str) -> bool:
    done = check(files, settings=settings)
    assert "DTO000" not in done.out
    assert done.status in (0, 1)
    return any(path == USE for path, _, _ in done.places)


LISTS = [
    "list[str]",
    "list",
    "list[str] | None",
    "None | list[str]",
    "'list[str]'",
    "'list[str] | None'",
    "'list[\"str\"]'",
    "str | 'list[str]'",
    "Optional[list[str]]",
    "t.Optional['list[str]']",
    "Union[str, list[str]]",
    "Union[str, Optional[list[str]]]",
    "Annotated[list[str], 'note']",
    "Annotated[Optional[list[str]], 'note']",
    "Final[list[str]]",
    "tuple[list[str], ...]",
    "Mapping[str, list[str]]",
    "List[str]",
    "t.List[str]",
    "typing_extensions.Annotated[list[str], 1]",
    "MutableSequence[str]",
    "abc.MutableSequence[str]",
    "Deque[str]",
    "collections.deque[str]",
    "Names",
    "Names | None",
    "Quoted",
    "Chain",
    "Explicit",
    "Generic[str]",
]
NO_LISTS = [
    "tuple[str, ...]",
    "Sequence[str]",
    "ClassVar[list[str]]",
    "Literal['list[str]']",
    "type[list[str]]",
    "Callable[[list[str]], None]",
    "Annotated[str, list[str]]",
    "listing",
    "Loop",
    "Unknown",
    "'not a type'",
    "Annotated",
    "...",
]
TYPES_HEAD = f"""{HEAD}
import collections, typing as t, typing_extensions
from collections import abc
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from typing import (
    Annotated, ClassVar, Deque, Final, List, Literal, Optional, TypeAlias, TypeVar, Union)

T = TypeVar("T")
Names = list[str]
Quoted: TypeAlias = "list[str] | None"
Explicit: t.TypeAlias = "list[str]"
Chain = Annotated[Names, "note"]
Generic = list[T]
Loop = "Loop | None"
Loop: TypeAlias = "tuple[Loop, ...]"
"""


@pytest.mark.parametrize("annotation", LISTS)
def test_a_list_is_found_however_it_is_written(check: Check, annotation: str) -> None:
    assert is_flagged(check, {USE: TYPES_HEAD + DTO.format(annotation)}, FIELD)


@pytest.mark.parametrize("annotation", NO_LISTS)
def test_what_is_no_list_is_not_taken_for_one(check: Check, annotation: str) -> None:
    assert not is_flagged(check, {USE: TYPES_HEAD + DTO.format(annotation)}, FIELD)


@pytest.mark.parametrize("alias", ["type A = list[str]", "type B = list[str]\ntype A = B | None"])
def test_a_type_statement_names_a_type_or_asks_for_a_newer_python(check: Check, alias: str) -> None:
    files = {USE: f"{HEAD}\n{alias}\n" + DTO.format("A")}
    if sys.version_info >= (3, 12):
        assert is_flagged(check, files, FIELD)
    else:
        assert "syntax of Python 3.12" in check(files).out


# A class that derives from `Model`, which is made in base.py, and how use.py gets at it.
PYDANTIC = "from pydantic import BaseModel\n\nclass Model(BaseModel):\n    pass\n"
WAYS: dict[str, dict[str, str]] = {
    "from the module": {USE: "from ai.backend.manager.data.base import Model\n"},
    "by another name": {
        USE: "from ai.backend.manager.data.base import Model as M\nModel = M\n",
    },
    "relatively": {USE: "from ..base import Model\n"},
    "relatively, the module": {USE: "from .. import base\nModel = base.Model\n"},
    "the module, by another name": {
        USE: "import ai.backend.manager.data.base as b\nModel = b.Model\n",
    },
    "the whole path": {
        USE: "import ai.backend.manager.data.base\nModel = ai.backend.manager.data.base.Model\n",
    },
    "by a package": {
        f"{HOME}/__init__.py": "from ..base import Model\n",
        USE: "from . import Model\n",
    },
    "by two packages": {
        f"{HOME}/__init__.py": "from ..base import Model as Inner\n",
        f"{DATA}/__init__.py": "from .home import Inner as Model\n",
        USE: "from ai.backend.manager.data import Model\n",
    },
    "by a star": {USE: "from ..base import *\n"},
    "by two stars": {
        f"{DATA}/other.py": "from .base import *\n",
        USE: "from ai.backend.manager.data.other import *\n",
    },
    "by a star and __all__": {
        f"{DATA}/other.py": "from .base import Model\n__all__ = ['Model']\n",
        USE: "from ai.backend.manager.data.other import *\n",
    },
    "by a star, a private name in __all__": {
        f"{DATA}/other.py": "from .base import Model as _M\n__all__ = ('_M',)\n",
        USE: "from ai.backend.manager.data.other import *\nModel = _M\n",
    },
    "under a condition": {
        USE: "import sys\nif sys.version_info > (3,):\n    from ..base import Model\n",
    },
    "in a try": {
        USE: "try:\n    from ..base import Model\nexcept ImportError:\n    Model = object\n",
    },
    "in a circle": {
        f"{DATA}/one.py": "from .two import *\nfrom .base import Model\n",
        f"{DATA}/two.py": "from .one import *\n",
        USE: "from ..two import Model\n",
    },
    "through base classes": {
        f"{DATA}/one.py": "from .base import Model as M\nclass One(M): ...\n",
        f"{DATA}/two.py": "from . import one\nclass Two(one.One): ...\n",
        USE: "from ..two import Two as Model\n",
    },
    "through a generic base class": {
        f"{DATA}/one.py": "from .base import Model\nclass One(Model, Generic[T]): ...\n",
        USE: "from ..one import One\nclass Model(One[int]): ...\n",
    },
    "through a class in a class": {
        f"{DATA}/one.py": "from .base import Model\nclass Outer:\n    class Inner(Model): ...\n",
        USE: "from ..one import Outer\nModel = Outer.Inner\n",
    },
    "from the library": {USE: "import pydantic as p\nModel = p.BaseModel\n"},
}
OTHER_WAYS: dict[str, dict[str, str]] = {
    "the same name elsewhere": {
        f"{DATA}/one.py": "class Model: ...\n",
        USE: "from ..one import Model\n",
    },
    "no star": {USE: ""},
    "a star that leaves it out": {
        f"{DATA}/other.py": "from .base import Model\n__all__ = ['Other']\n",
        USE: "from ai.backend.manager.data.other import *\n",
    },
    "a star and a private name": {
        f"{DATA}/other.py": "from .base import Model as _M\n",
        USE: "from ai.backend.manager.data.other import *\nModel = _M\n",
    },
    "a circle with nothing in it": {
        f"{DATA}/one.py": "from .two import Model\n",
        f"{DATA}/two.py": "from .one import Model\n",
        USE: "from ..two import Model\n",
    },
    "a circle of stars": {
        f"{DATA}/one.py": "from .two import *\n",
        f"{DATA}/two.py": "from .one import *\n",
        USE: "from ..two import *\n",
    },
    "a package that is not there": {USE: "from somewhere.else_ import Model\n"},
    "too many dots": {USE: "from .................. import Model\n"},
    "its own base": {USE: "class Model(Use): ...\n"},
    "a name that defines itself": {USE: "Model = Model\n"},
    "names that define each other": {USE: "Model = Other\nOther = Model\n"},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_class_is_known_whichever_way_its_base_comes(check: Check, way: str) -> None:
    assert is_flagged(check, with_base(WAYS[way]), BASE)


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_nothing_is_known_of_a_class_by_its_bare_name(check: Check, way: str) -> None:
    assert not is_flagged(check, with_base(OTHER_WAYS[way]), BASE)


def with_base(files: Mapping[str, str]) -> Mapping[str, str]:
    """Add the base class, and a class derived from `Model` in the module that is looked at."""
    return {
        f"{DATA}/base.py": PYDANTIC,
        **files,
        USE: f"{files[USE]}\nclass Use(Model):\n    pass\n",
    }


def test_the_base_of_an_unknown_package_makes_a_class_nothing(check: Check) -> None:
    source = f"{HEAD}from elsewhere import Base\n\n\nclass Use(Base):\n    field: list[str]\n"
    assert not is_flagged(check, {USE: source}, 'select = ["DTO001", "DTO101", "DTO202"]')


def test_a_dataclass_with_the_base_of_an_unknown_package_is_a_dto(check: Check) -> None:
    source = f"{HEAD}from elsewhere import Base\n\n\n@dataclass\nclass Use(Base):\n    a: list\n"
    assert is_flagged(check, {USE: source}, FIELD)


def test_two_classes_of_one_name_are_two_classes(check: Check) -> None:
    files = {
        f"{DATA}/one.py": "class Names(list[str]): ...\n",
        f"{DATA}/two.py": "class Names(tuple[str, ...]): ...\n",
    }
    for number, expected in (("one", True), ("two", False)):
        source = f"{HEAD}from ..{number} import Names\n" + DTO.format("Names")
        assert is_flagged(check, {**files, USE: source}, FIELD) == expected


def test_an_alias_of_another_module_is_read_with_that_modules_names(check: Check) -> None:
    files = {
        f"{DATA}/one.py": "from typing import Optional as O, List as L\nNames = O[L[str]]\n",
        USE: f"{HEAD}from ..one import Names\n" + DTO.format("Names"),
    }
    assert is_flagged(check, files, FIELD)


@pytest.mark.parametrize(
    "base",
    [
        "if A:\n    Model = declarative_base()\nelse:\n    Model = declarative_base(cls=A)\n",
        "if A:\n    Model = make()\nelse:\n    Model = declarative_base()\n",
        "if A:\n    Model = BaseModel\nelse:\n    Model = make()\n",
        "if A:\n    Model = make()\nelse:\n    Model = BaseModel\n",
        "Model = make() if A else BaseModel\n",
    ],
)
def test_a_base_class_that_depends_on_a_condition_may_be_either(check: Check, base: str) -> None:
    head = "from pydantic import BaseModel\nfrom sqlalchemy.orm import declarative_base\n"
    assert is_flagged(check, {USE: f"{head}{base}\nclass Use(Model):\n    pass\n"}, BASE)


@pytest.mark.parametrize("order", [(0, 15, 29), (29, 15, 0)])
def test_an_alias_means_the_same_however_deep_it_is_and_whatever_was_asked_first(
    check: Check, order: tuple[int, ...]
) -> None:
    aliases = [f"A{number} = tuple[A{number + 1}, ...]\n" for number in range(29)]
    source = HEAD + "".join(["A29 = list[str]\n", *reversed(aliases)])
    source += "\n\n@dataclass(frozen=True)\nclass Use:\n"
    source += "".join(f"    field{number}: A{number}\n" for number in order)
    done = check({USE: source}, settings=FIELD)
    first = source.count("\n") - len(order) + 1
    assert [line for path, line, _ in done.places if path == USE] == [*range(first, first + 3)]


def test_an_alias_in_a_circle_is_no_type(check: Check) -> None:
    source = f"{HEAD}\nA = tuple['B', ...]\nB = tuple['A', ...]\n" + DTO.format("A")
    assert not is_flagged(check, {USE: source}, FIELD)
