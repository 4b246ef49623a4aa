"""Whether a class is a frozen dataclass is seen as Python makes it, however it is written."""

import sys
import types

import pytest
from in_memory import check

from dto_handbook.rules.dto002.rule import ExposedDto
from dto_handbook.rules.dto101.rule import NoDataclass
from dto_handbook.rules.dto201.rule import NotFrozen

DATA = "src/ai/backend/manager/data/session"
HEAD = """
import dataclasses
import functools
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, dataclass_transform

"""
INNER = "    class X:\n        x: int = 0\n"
CLASS = "class X:\n    x: int = 0\n"
CONSTANTS = "ON = True\nOFF: Final = False\nOPTIONS = {'frozen': True, 'slots': True}\n"
WAYS = {
    "plainly": f"@dataclass(frozen=True)\n{CLASS}",
    "not at all": f"@dataclass\n{CLASS}",
    "a true value": f"@dataclass(frozen=1)\n{CLASS}",
    "a constant": f"ON = True\n@dataclass(frozen=ON)\n{CLASS}",
    "a constant that is false": f"ON: Final = False\n@dataclass(frozen=ON)\n{CLASS}",
    "a constant by another name": f"ON = True\nALSO = ON\n@dataclass(frozen=ALSO)\n{CLASS}",
    "a mapping": f"A = {{'frozen': True}}\n@dataclass(**A)\n{CLASS}",
    "a mapping without it": f"A = dict(slots=True)\n@dataclass(**A)\n{CLASS}",
    "a call of dict": f"A = dict(frozen=True)\n@dataclass(**A)\n{CLASS}",
    "a mapping in a mapping": "A = {'frozen': False}\nB = {**A, 'frozen': True}\n"
    f"@dataclass(**B)\n{CLASS}",
    "a mapping after a key": "A = {'frozen': False}\nB = {'frozen': True, **A}\n"
    f"@dataclass(**B)\n{CLASS}",
    "a literal mapping": f"@dataclass(**{{'frozen': True}})\n{CLASS}",
    "two mappings": f"A = {{'eq': True}}\n@dataclass(**A, **{{'frozen': True}})\n{CLASS}",
    "partial": f"@partial(dataclass, frozen=True)\n{CLASS}",
    "partial without it": f"@partial(dataclass, order=True)\n{CLASS}",
    "an alias of partial": f"dto = functools.partial(dataclass, frozen=True)\n@dto\n{CLASS}",
    "partial, called": f"dto = partial(dataclass, frozen=True)\n@dto(order=True)\n{CLASS}",
    "partial, overruled": f"dto = partial(dataclass, frozen=True)\n@dto(frozen=False)\n{CLASS}",
    "partial of partial": "a = partial(dataclass, frozen=True)\nb = partial(a, order=True)\n"
    f"@b\n{CLASS}",
    "an alias": f"dto = dataclasses.dataclass\n@dto(frozen=True)\n{CLASS}",
    "an alias of a call": f"frozen = dataclass(frozen=True)\n@frozen\n{CLASS}",
    "an alias of a call without it": f"dto = dataclass(order=True)\n@dto\n{CLASS}",
    "under if": f"if True:\n    @dataclass\n{INNER}",
    "under for": f"for _ in (1,):\n    @dataclass\n{INNER}",
    "under while": f"while True:\n    @dataclass\n{INNER}    break",
    "under match": "match 1:\n    case _:\n        @dataclass\n"
    "        class X:\n            x: int = 0",
    "under with": "import contextlib\nwith contextlib.suppress(KeyError):\n    @dataclass\n"
    "    class X:\n        x: int = 0",
    "under try": "try:\n    @dataclass\n    class X:\n        x: int = 0\nfinally:\n    pass",
    "under except*": "try:\n    @dataclass\n    class X:\n        x: int = 0\n"
    "except* KeyError:\n    pass",
    "in the first branch": "if True:\n    @dataclass\n    class X:\n        x: int = 0\n"
    "else:\n    class X:\n        y: int = 0",
    "own decorator, frozen by declaration": """
@dataclass_transform(frozen_default=True)
def dto(class_):
    return dataclass(frozen=True)(class_)

@dto
class X:
    x: int = 0
""",
    "own decorator, given": """
@dataclass_transform()
def dto(**options):
    return dataclass(**options)

@dto(frozen=False)
class X:
    x: int = 0
""",
    "a base class, given": """
@dataclass_transform(kw_only_default=True)
class Base:
    def __init_subclass__(cls, frozen):
        dataclass(frozen=frozen)(cls)

class X(Base, frozen=False):
    x: int = 0
""",
    "a metaclass, frozen by declaration": """
@dataclass_transform(frozen_default=True)
class Meta(type):
    def __new__(meta, name, bases, body):
        return dataclass(frozen=True)(super().__new__(meta, name, bases, body))

class Base(metaclass=Meta):
    pass

class X(Base):
    x: int = 0
""",
}
UNKNOWN = {
    "read from outside": f"import os\n@dataclass(frozen=bool(os.environ))\n{CLASS}",
    "a constant that is set twice": f"ON = False\nON = True\n@dataclass(frozen=ON)\n{CLASS}",
    "a mapping that is computed": "def options() -> dict[str, Any]:\n    return {'frozen': True}\n"
    f"@dataclass(**options())\n{CLASS}",
    "a key that is computed": f"KEY = 'frozen'\nA = {{KEY: True}}\n@dataclass(**A)\n{CLASS}",
    "a mapping that is changed": f"A = {{'frozen': True}}\nA |= {{}}\n@dataclass(**A)\n{CLASS}",
    "own decorator": "@dataclass_transform()\ndef dto(class_):\n"
    f"    return dataclass(frozen=True)(class_)\n@dto\n{CLASS}",
}
OTHER = {
    "a decorator that is called the same": "def dataclass(class_):\n    return class_\n"
    f"@dataclass\n{CLASS}",
    "a plain function": f"def dto(class_):\n    return class_\n@dto\n{CLASS}",
    "a circle": f"try:\n    a = b()\n    b = a()\n    @a\n{INNER}except NameError:\n{INNER}",
}


def made(source: str) -> object:
    module = types.ModuleType("made")
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, "made.py", "exec", dont_inherit=True), vars(module))
    finally:
        del sys.modules[module.__name__]
    return vars(module)["X"]


def messages(source: str, **others: str) -> list[str]:
    files = {f"{DATA}/{name}.py": text for name, text in others.items()}
    found = check({f"{DATA}/made.py": source, **files}, [NotFrozen])
    return [it.message for it in found if it.path == f"{DATA}/made.py"]


@pytest.mark.parametrize("way", WAYS)
def test_a_class_is_found_not_frozen_exactly_where_python_does_not_freeze_it(way: str) -> None:
    source = HEAD + WAYS[way]
    parameters = getattr(made(source), "__dataclass_params__")  # noqa: B009 - of any class
    expected = [] if parameters.frozen else ["X is not frozen: write @dataclass(frozen=True)"]
    assert messages(source) == expected


@pytest.mark.parametrize("way", UNKNOWN)
def test_what_cannot_be_read_is_not_called_frozen_or_not_frozen(way: str) -> None:
    source = HEAD + UNKNOWN[way]
    assert hasattr(made(source), "__dataclass_params__")
    [message] = messages(source)
    assert message == "X is not known to be frozen: write @dataclass(frozen=True)"


@pytest.mark.parametrize("way", OTHER)
def test_a_class_that_is_no_dataclass_is_not_taken_for_one(way: str) -> None:
    source = HEAD + OTHER[way]
    assert not hasattr(made(source), "__dataclass_params__")
    assert messages(source) == []


IMPORTS = [
    ("from .options import ON", "@dataclass(frozen=ON)"),
    ("from . import options", "@dataclass(frozen=options.ON)"),
    ("from .options import OPTIONS", "@dataclass(**OPTIONS)"),
    ("from .options import *", "@dataclass(**OPTIONS)"),
    ("from .options import frozen", "@frozen"),
    ("from .options import dto", "@dto"),
    ("from .options import declared", "@declared"),
]


@pytest.mark.parametrize(("line", "decorator"), IMPORTS)
@pytest.mark.parametrize("is_frozen", [True, False])
def test_a_constant_or_decorator_is_followed_to_another_module(
    line: str, decorator: str, is_frozen: bool
) -> None:
    options = f"""{HEAD}
ON = {is_frozen}
OPTIONS = {{"frozen": ON}}
frozen = dataclass(frozen=ON)
dto = partial(dataclass, **OPTIONS)

@dataclass_transform(frozen_default={is_frozen})
def declared(class_):
    return class_
"""
    found = messages(f"{HEAD}{line}\n{decorator}\n{CLASS}", options=options)
    assert found == ([] if is_frozen else ["X is not frozen: write @dataclass(frozen=True)"])


@pytest.mark.parametrize("flag", ["True", "False"])
def test_a_conditional_decorator_is_judged_by_both_of_its_branches(flag: str) -> None:
    source = f"{HEAD}@(dataclass(frozen=True) if {flag} else dataclass)\n{CLASS}"
    assert messages(source) == ["X is not frozen: write @dataclass(frozen=True)"]
    assert not messages(source.replace("else dataclass)", "else dataclass(frozen=1))"))


EITHER = [
    "dto = dataclass(frozen=True)\nif not ON:\n    dto = len()\nelif not ON:\n    dto = {}\n",
    "if ON:\n    dto = dataclass(frozen=True)\nelse:\n    dto = {}\n",
    "if ON:\n    dto = {}\nelse:\n    dto = dataclass(frozen=True)\n",
    "try:\n    dto = {}\nexcept ImportError:\n    dto = partial(dataclass, frozen=True)\n",
    "dto = dataclass(frozen=True) if ON else {}\n",
    "dto = {} if ON else dataclass(frozen=True)\n",
]


@pytest.mark.parametrize("either", EITHER)
def test_an_alias_that_depends_on_a_condition_is_judged_by_both_of_its_values(either: str) -> None:
    for other in ("dataclass", "dataclass(order=True)", "dataclass(frozen=False)"):
        source = f"{HEAD}ON = True\n{either.format(other)}@dto\n{CLASS}"
        assert messages(source) == ["X is not frozen: write @dataclass(frozen=True)"]
        assert hasattr(made(source), "__dataclass_params__")
    assert messages(f"{HEAD}ON = True\n{either.format('dataclass(frozen=1)')}@dto\n{CLASS}") == []


BASE = "@dataclass(frozen=True)\nclass A:\n    a: int\n\n"


def test_a_subclass_without_a_decorator_of_its_own_is_found_if_it_declares_a_field() -> None:
    source = f"{HEAD}{BASE}class X(A):\n    x: int = 0\n"
    built = made(source)(1)  # type: ignore[operator] # the class X
    built.x = 5  # As Python does not prevent
    [message] = messages(source)
    assert message.startswith("X has no decorator of its own, so x is not a field")


@pytest.mark.parametrize(
    "body", ["pass", "KNOWN: ClassVar[int] = 1", "def f(self) -> int:\n        return self.a"]
)
def test_a_subclass_that_declares_no_field_needs_no_decorator(body: str) -> None:
    source = f"{HEAD}from typing import ClassVar\n{BASE}class X(A):\n    {body}\n"
    assert messages(source) == []


@pytest.mark.parametrize(
    ("source", "made_with"),
    [
        (
            f"from pydantic.dataclasses import dataclass\n@dataclass\n{CLASS}",
            "Pydantic's dataclass",
        ),
        ("X = dataclasses.make_dataclass('X', ['x'])", "make_dataclass()"),
        ("X = TypedDict('X', {'x': int})", "TypedDict"),
        ("X = NamedTuple('X', [('x', int)])", "NamedTuple"),
        ("if True:\n    X: Any = NamedTuple('X', [('x', int)])", "NamedTuple"),
        ("class X(TypedDict):\n    x: int", "TypedDict"),
        ("class X(NamedTuple('Y', [('x', int)])):\n    pass", "NamedTuple"),
        ("Y = NamedTuple('Y', [('x', int)])\nclass X(Y):\n    pass", "NamedTuple"),
    ],
)
def test_a_record_that_is_no_dataclass_of_the_standard_library_is_found(
    source: str, made_with: str
) -> None:
    source = f"{HEAD}from typing import NamedTuple, TypedDict\n{source}\n"
    found = check({f"{DATA}/made.py": source}, [NoDataclass])
    message = f"X is made with {made_with}: make it a frozen dataclass"
    assert message in [it.message for it in found]
    assert made(source)


@pytest.mark.parametrize(
    "call",
    ["make_dataclass('X', ['x'])", "NamedTuple('X', [('x', int)])", "TypedDict('X', {'x': int})"],
)
def test_a_record_that_a_call_makes_is_an_internal_dto_for_all_other_modules(call: str) -> None:
    files = {
        f"{DATA}/made.py": f"{HEAD}from dataclasses import make_dataclass\n"
        f"from typing import NamedTuple, TypedDict\nX = {call}\n",
        "src/ai/backend/manager/api/rest/made.py": "from pydantic import BaseModel\n"
        "from ai.backend.manager.data.session.made import X\n\n"
        "class Answer(BaseModel):\n    it: X\n",
    }
    [finding] = check(files, [ExposedDto])
    assert (finding.line, finding.symbol) == (5, "Answer.it")
