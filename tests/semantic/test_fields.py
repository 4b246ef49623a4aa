"""What counts as a field is what Python makes one of."""

import dataclasses
import sys
import types

import attrs
import pytest
from pydantic import BaseModel

from dto_handbook.linter.config import Settings
from dto_handbook.workspace import Workspace

PATH = "src/ai/backend/manager/data/session/made.py"
POSTPONED = "from __future__ import annotations\n"
HEAD = """
import dataclasses as dc
import typing
import typing as t
from dataclasses import InitVar, KW_ONLY
from typing import Annotated, ClassVar, Final
from typing import ClassVar as Constant
import attrs
import pydantic
import typing_extensions

Level = ClassVar[int]
Given: t.TypeAlias = InitVar[int]

"""
DATACLASS = "@dc.dataclass(frozen=True)\nclass X:\n    a: int = 0\n"
ATTRS = "@attrs.frozen\nclass X:\n    a: int = 0\n"
PYDANTIC = "class X(pydantic.BaseModel):\n    a: int = 0\n"
ANNOTATIONS = [
    "int",
    "ClassVar",
    "ClassVar[int]",
    "'ClassVar[int]'",
    "' ClassVar[int]'",
    "t.ClassVar[int]",
    "'t.ClassVar[int]'",
    "typing.ClassVar",
    "'typing.ClassVar[int]'",
    "Constant[int]",
    "'Constant'",
    "typing_extensions.ClassVar[int]",
    "'typing_extensions.ClassVar[int]'",
    "Level",
    "'Level'",
    "Given",
    "Final[int]",
    "'Final[ClassVar[int]]'",
    "Annotated[ClassVar[int], 'note']",
    "'Annotated[ClassVar[int], 1]'",
    "Annotated[int, ClassVar]",
    "Annotated['ClassVar[int]', 1]",
    "InitVar[int]",
    "InitVar",
    "dc.InitVar[int]",
    "'dc.InitVar[int]'",
    "Annotated[InitVar[int], 1]",
    "KW_ONLY",
    "dc.KW_ONLY",
    "'dc.KW_ONLY'",
]


def made(source: str) -> type:
    module = types.ModuleType("made")
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, "made.py", "exec", dont_inherit=True), vars(module))
    finally:
        del sys.modules[module.__name__]
    class_ = vars(module)["X"]
    assert isinstance(class_, type)
    return class_


def fields(source: str) -> list[str]:
    workspace = Workspace(None, Settings(), [])
    workspace.check([], {PATH: source.encode()})
    [dto] = workspace.module(PATH).dtos
    return [field.name for field in dto.fields]


@pytest.mark.parametrize("head", [HEAD, POSTPONED + HEAD], ids=["evaluated", "postponed"])
@pytest.mark.parametrize("annotation", ANNOTATIONS)
def test_a_dataclass_has_the_fields_that_python_gives_it(annotation: str, head: str) -> None:
    source = f"{head}{DATACLASS}    b: {annotation} = 1\n"
    assert fields(source) == [it.name for it in dataclasses.fields(made(source))]


COMMON = [
    "int", "ClassVar", "ClassVar[int]", "'ClassVar[int]'", "t.ClassVar[int]", "'t.ClassVar[int]'",
    "typing.ClassVar", "Constant[int]", "typing_extensions.ClassVar[int]",
    "Annotated[ClassVar[int], 'note']", "Annotated[int, ClassVar]",
]  # fmt: skip


@pytest.mark.parametrize("annotation", COMMON)
def test_an_attrs_class_has_the_fields_that_attrs_gives_it(annotation: str) -> None:
    source = f"{HEAD}{ATTRS}    b: {annotation} = 1\n"
    assert fields(source) == [it.name for it in attrs.fields(made(source))]


@pytest.mark.parametrize("annotation", COMMON)
def test_a_model_has_the_fields_that_pydantic_gives_it(annotation: str) -> None:
    source = f"{HEAD}{PYDANTIC}    b: {annotation} = 1\n"
    class_ = made(source)
    assert issubclass(class_, BaseModel)
    assert fields(source) == list(class_.model_fields)


def test_an_alias_of_itself_is_a_field() -> None:
    assert fields(f"{HEAD}Loop = Loop[int]\n{DATACLASS}    b: Loop = 1\n") == ["a", "b"]
