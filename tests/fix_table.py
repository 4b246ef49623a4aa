"""Small sources before and after a fix, rule by rule."""

from collections.abc import Iterator


def dataclass_text(decorator: str, fields: str = "    id: str\n") -> str:
    """Write a module with one dataclass."""
    return (
        "import dataclasses\nfrom dataclasses import dataclass, field\n"
        f"from typing import List, Optional\n\n\n{decorator}\nclass Fixed:\n{fields}"
    )


DECORATORS = [
    ("@dataclass", "@dataclass(frozen=True)"),
    ("@dataclasses.dataclass", "@dataclasses.dataclass(frozen=True)"),
    ("@dataclass()", "@dataclass(frozen=True)"),
    ("@dataclass ( )", "@dataclass (frozen=True )"),
    ("@dataclass(slots=True)", "@dataclass(frozen=True, slots=True)"),
    ("@dataclass(order=True, frozen = False)", "@dataclass(order=True, frozen = True)"),
    ("@dataclass  # (why)", "@dataclass(frozen=True)  # (why)"),
    ("@dataclass(  # (why)\n)", "@dataclass(frozen=True  # (why)\n)"),
    (
        "@dataclass(\n\t# why\n\tslots=True,  # so\n)",
        "@dataclass(\n\t# why\n\tfrozen=True,\n\tslots=True,  # so\n)",
    ),
    ("@(\n    dataclass  # why\n)", "@(\n    dataclass(frozen=True)  # why\n)"),
    ("@dataclass(frozen=FROZEN)", "@dataclass(frozen=FROZEN)"),
    ("@dataclass(**OPTIONS)", "@dataclass(**OPTIONS)"),
]
FIELDS = [
    ("x: list[str]", "x: tuple[str, ...]"),
    ("x: List[str]", "x: tuple[str, ...]"),
    ("x: list[list[int]]", "x: tuple[tuple[int, ...], ...]"),
    ("x: Optional[list[str]] = None", "x: Optional[tuple[str, ...]] = None"),
    ("x: 'é' | list['Löwe'] | None  # é", "x: 'é' | tuple['Löwe', ...] | None  # é"),
    (
        "x: list[  # of\n\t\tstr  # names\n\t] = field(\n\t\tdefault_factory=list,  # empty\n\t)",
        "x: tuple[  # of\n\t\tstr, ...  # names\n\t] = field("
        "\n\t\tdefault_factory=tuple,  # empty\n\t)",
    ),
    ("x: list[set[str]]", "x: list[set[str]]"),
    ("x: 'list[str]'", "x: 'list[str]'"),
    ("x: list[str] = field(default_factory=make)", "x: list[str] = field(default_factory=make)"),
]
COMPARISONS = [
    ("a == None", "a is None"),
    ("a!=None", "a is not None"),
    ("None==a", "None is a"),
    ("(a)==(None)", "(a) is (None)"),
    ("'é…🦁' + a  ==\tNone", "'é…🦁' + a  is\tNone"),
    ("a < b == None", "a < b == None"),
    ("a == b == None != c", "a == b == None != c"),
    (
        "(a  # == b\n    # !=\n    == # here\n    None)",
        "(a  # == b\n    # !=\n    is # here\n    None)",
    ),
    ("a \\\n    ==\\\n    None", "a \\\n    is\\\n    None"),
    ("f'{a == None}'", "f'{a is None}'"),
    (
        "[c for c in 'ä' if (c == 'x') == (a == None)]",
        "[c for c in 'ä' if (c == 'x') == (a is None)]",
    ),
]
TESTS = [
    ("if f.x: pass", "if f.x is not None: pass"),
    ("while (f.x): pass", "while (f.x is not None): pass"),
    ("if not f.x: pass", "if f.x is None: pass"),
    ("y = 'é' if not  (f.x) else 1", "y = 'é' if (f.x is None) else 1"),
    ("y = not(  # why\n        f.x)", "y = (  # why\n        f.x is None)"),
    ("y = 'é' if f.x else 'ü'", "y = 'é' if f.x is not None else 'ü'"),
    ("if a and f.x or f.y: pass", "if a and f.x is not None or f.y is not None: pass"),
    ("y = f.x or 'é'", "y = f.x if f.x is not None else 'é'"),
    ("y = (f.x  # or\n        or a)", "y = (f.x  # or\n        if f.x is not None else a)"),
    ("y = f.x or f.y or 1", "y = f.x if f.x is not None else f.y if f.y is not None else 1"),
    ("y = a or f.x or 1", "y = a or f.x or 1"),
    ("y = f.x and f.x.title()", "y = f.x and f.x.title()"),
    ("y = [b for b in a if f.x]", "y = [b for b in a if f.x is not None]"),
    ("if (y := f.x): pass", "if (y := f.x): pass"),
]
ATTRIBUTES = [
    ("x = 300  # seconds", "x: int = 300  # seconds"),
    ("x = 'é'; y: str = ''", "x: str = 'é'; y: str = ''"),
    ("x=True", "x: bool=True"),
    ("x = -1.5", "x: float = -1.5"),
    ("x = y = 1", "x = y = 1"),
    ("(x) = 1", "(x) = 1"),
    ("x = 1\n\tz: int", "x = 1\n\tz: int"),
]
IMPORTS = [
    ('"""Doc."""\n\nimport a\n', '"""Doc."""\n\n{}\n\nimport a\n'),
    ('"""Doc."""\nimport a\n', '"""Doc."""\n\n{}\n\nimport a\n'),
    ('"""Doc."""  # why\n\n\nimport a\n', '"""Doc."""  # why\n\n{}\n\n\nimport a\n'),
    ('"""Doc."""; import a\n', '"""Doc."""; {}; import a\n'),
    ("import a\n", "{}\n\nimport a\n"),
    ("#!/bin/é\n# License\n\nimport a\n", "#!/bin/é\n# License\n\n{}\n\nimport a\n"),
    ("# License\n\n# About a\nimport a\n", "# License\n\n{}\n\n# About a\nimport a\n"),
    ("# Path\nimport a\n", "# Path\n{}\n\nimport a\n"),
    (
        '"""Doc."""\n\nfrom __future__ import division\n',
        '"""Doc."""\n\n{}\nfrom __future__ import division\n',
    ),
]
HIDDEN = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from é import É\nx: É\ny: É\n"
FILTER = (
    "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Filter:\n"
    "    x: str | None\n    y: str | None\n\n\ndef use(f: Filter, a: object) -> None:\n    "
)
CHECK = "def check(a, b, c):\n    return "
FUTURE = "from __future__ import annotations"


def table() -> Iterator[tuple[str, str, str]]:
    """Yield rules, with what a module is before their fixes and after them."""
    for before, after in DECORATORS:
        yield "DTO201", dataclass_text(before), dataclass_text(after)
    for before, after in FIELDS:
        yield "DTO202", with_field(before), with_field(after)
    for before, after in ATTRIBUTES:
        yield "DTO403", with_field(before), with_field(after)
    for before, after in IMPORTS:
        yield "DTO503", before + HIDDEN, after.format(FUTURE) + HIDDEN
    for before, after in TESTS:
        yield "DTO601", f"{FILTER}{before}\n", f"{FILTER}{after}\n"
    for before, after in COMPARISONS:
        yield "DTO602", f"{CHECK}{before}\n", f"{CHECK}{after}\n"


def with_field(text: str) -> str:
    """Write a module with one frozen dataclass of one field."""
    return dataclass_text("@dataclass(frozen=True)", f"\t{text}\n")
