"""Fixes that are called safe change nothing, and one that may change something says what."""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from dto_handbook.cli.main import main
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixer import Drafts
from dto_handbook.linter.fixes import Edit, Fix
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.workspace import Workspace

DTO = """
    from dataclasses import dataclass


    @dataclass
    class Limit:
        '''A limit.'''

        value: int = 1

        def doubled(self) -> int:
            return self.value * 2
"""
DATA = "src/ai/backend/manager/data/session/x.py"
USER = "src/ai/backend/manager/services/session/x.py"
IMPORT = "from ai.backend.manager.data.session.x import Limit\n"


def judged(
    folder: Path, files: dict[str, str], *, table: str = "", chosen: str = DATA
) -> list[Finding]:
    (folder / "pyproject.toml").write_text(f"[tool.dto-handbook]\n{table}\n")
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    workspace = Workspace.around([folder], is_cached=False)
    outcome = workspace.check([chosen])
    return [it for it in workspace.judged(outcome.findings) if it.rule == "DTO201"]


def obstacle(folder: Path, user: str, path: str = USER, **options: str) -> str:
    [finding] = judged(folder, {DATA: DTO, path: user}, **options)
    assert finding.fix is not None
    assert finding.fix.is_safe is not bool(finding.fix.obstacle)
    return finding.fix.obstacle


CHANGES = [
    "def f(limits, more):\n    for limit, value in zip(limits, more):\n        limit.value = value",
    "def f(limits):\n    next(iter(limits)).value = 1",
    "def f(limits):\n    limits.pop().value = 1",
    "class A:\n    def __init__(self):\n        self.limit = Limit()\n    def g(self):\n"
    "        self.limit.value = 2",
    "LIMIT = Limit()\nLIMIT.value = 2",
    "def f(limits):\n    limits[0].value = 2",
    "def make():\n    return Limit()\ndef f():\n    limit = make()\n    limit.value = 2",
    "def f(c):\n    with c() as limit:\n        limit.value = 2",
    "def f(limits, one):\n    for one.value in limits:\n        pass",
    "def f(c, one):\n    with c() as one.value:\n        pass",
    "def f(one, two):\n    (one.other, [two.value]) = 1, [2]",
    "def f(one):\n    del one.value",
    "def f(one):\n    one.value += 1",
    "def f(one):\n    one.value: int = 1",
    "def f(one):\n    one. \\\n        value \\\n        = 1",
    "def f(one):\n    (one.value) = 1",
    "def f(one, name):\n    setattr(one, name, 1)",
    "def f(one):\n    setattr(one, 'value', 1)",
    "def f(one):\n    delattr(one, 'value')",
    "def f(one):\n    object.__setattr__(one, 'value', 1)",
    "def f(one, **more):\n    list(map(lambda it: setattr(one, *it), more.items()))",
    "def f(one, names):\n    any(map(setattr, [one], names, names))",
    "def f(one):\n    vars(one)['value'] = 1",
    "def f(one, name):\n    one.__dict__[name] = 1",
    "def f(one, **more):\n    one.__dict__.update(more)",
    "from unittest import mock\ndef f(one):\n    mock.patch.object(one, 'value', 1)",
    "def test_f(monkeypatch, one):\n    monkeypatch.setattr(one, 'value', 1)",
    "def test_f(monkeypatch):\n    monkeypatch.setattr('package.LIMIT.value', 1)",
    "from unittest.mock import patch\n@patch('package.LIMIT.value', 1)\ndef f():\n    pass",
    "class Derived(Limit):\n    pass",
    "import ai.backend.manager.data.session.x as x\nclass Derived(x.Limit):\n    pass",
    "def f():\n    from ai.backend.manager.data.session.x import Limit as L\n    class D(L):\n"
    "        pass",
    "from typing import Protocol\nclass P(Protocol):\n    value: int\ndef f(one: P):\n"
    "    one.value = 1",
    "class A:\n    value: int\ndef f(one: A | Limit):\n    one.value = 1",
    "class A:\n    value: int\ndef f(one: A, more):\n    for it in more:\n"
    "        one.value = 1\n        one = it",
    "class A:\n    value: int\ndef f(one: A, more):\n    def g(one):\n        one.value = 1",
    "def f(one: object):\n    one.value = 1",
    "def f(one: Limit):\n    one.note = 1",
    "def f(one):\n    one.doubled = 1",
    "def f(one):\n    one.note = 1",
    "def f(more: list[Limit]):\n    for one in more:\n        one.note = 1",
    "LIMIT = Limit()\nLIMIT.note = 1",
    "def f(one):\n    put = one.__setattr__\n    put('value', 1)",
    "from unittest.mock import patch\n@patch(f'{__name__}.LIMIT.value', 1)\ndef f():\n    pass",
    "from unittest.mock import patch\n@patch(TARGET, 1)\ndef f():\n    pass",
    "def f():\n    '''\n    >>> LIMIT.value = 1\n    '''",
    "def f():\n    '''\n    >>> LIMIT.value += 1\n    '''",
    "def f():\n    '''\n    >>> LIMIT.value, other = 1, 2\n    '''",
    "def f():\n    '''\n    >>> for LIMIT.value in (1, 2):\n    ...     pass\n    '''",
    "BASES = (Limit,)\n@record\nclass D(*BASES): ...",
    "A, B = Limit, int\n@record\nclass D(A): ...",
    "def base():\n    return Limit\n@record\nclass D(base()): ...",
    "def f(one):\n    one.value = 1\n    broken = (",
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_class_whose_instances_may_be_changed_elsewhere_is_not_frozen_safely(
    change: str, tmp_path: Path
) -> None:
    assert obstacle(tmp_path, IMPORT + change).startswith(f"{USER}:")


OTHERS = [
    "class A:\n    def __init__(self):\n        self.value = 1",
    "class A:\n    value: int\ndef f(one: A):\n    one.value = 1",
    "class A:\n    value: int\ndef f():\n    one = A()\n    one.value = 1",
    "class A:\n    value: int\ndef f(one: 'A | None'):\n    if one:\n        one.value = 1",
    "class A:\n    value: int\nclass B:\n    a: A\n    def g(self):\n        self.a.value = 1",
    "class A:\n    def g(self, **more):\n        for name in more:\n"
    "            setattr(self, name, 1)",
    "class A:\n    def __setattr__(self, name, value):\n        super().__setattr__(name, value)",
    "def f():\n    class A:\n        def g(self):\n            self.value = 1",
    "class A:\n    @classmethod\n    def make(cls):\n        one = cls()\n"
    "        one.value = one.note = 1\n        return one",
    "from unittest.mock import Mock\ndef f():\n    one = Mock()\n    one.value = 1",
    "def f(one: Limit):\n    return one.value == 1 and one.value <= 2",
    "def f():\n    return Limit(value=1)",
    "def f(one: str):\n    one.other = 1\n    object.__setattr__(one, 'third', 1)",
    "class Meta(type): ...\n@record\nclass D(Exception, metaclass=Meta): ...",
    "def f(put=object.__setattr__):\n    return put",
    "def f(client, url):\n    client.patch(url)",
]


@pytest.mark.parametrize("user", OTHERS)
def test_a_class_that_nothing_changes_is_frozen_safely(user: str, tmp_path: Path) -> None:
    assert obstacle(tmp_path, IMPORT + user) == ""


def test_a_file_that_does_not_name_the_class_sets_other_attributes_on_other_objects(
    tmp_path: Path,
) -> None:
    assert obstacle(tmp_path, "def f(one):\n    one.other = 1\n    setattr(one, 'third', 1)") == ""


def test_a_dataclass_derived_from_a_parameter_may_be_derived_from_any_class(tmp_path: Path) -> None:
    user = "from dataclasses import dataclass\ndef f(base):\n    @dataclass\n    class D(base): ..."
    assert obstacle(tmp_path, user) == f"{USER}:4 derives D from an unknown class"
    assert obstacle(tmp_path, user.replace("    @dataclass\n", "")) == ""


@pytest.mark.parametrize(
    "table", ["", 'select = ["DTO201"]', 'exclude = ["src/ai/backend/manager/services"]']
)
def test_changes_are_looked_for_whatever_is_selected_or_excluded(
    table: str, tmp_path: Path
) -> None:
    user = f"{IMPORT}def f(one: Limit) -> None:\n    one.value = 1"
    assert obstacle(tmp_path, user, table=table) == f"{USER}:3 sets value"


@pytest.mark.parametrize("path", ["tests/test_limits.py", "scripts/run.py", "setup.py"])
def test_changes_are_looked_for_in_tests_and_scripts(path: str, tmp_path: Path) -> None:
    user = f"{IMPORT}def f(one):\n    one.value = 1"
    assert obstacle(tmp_path, user, path) == f"{path}:3 sets value"


@pytest.mark.parametrize("path", [".venv/x.py", "env/site-packages/x.py", "node_modules/x.py"])
def test_libraries_are_not_looked_at(path: str, tmp_path: Path) -> None:
    assert obstacle(tmp_path, "def f(one):\n    one.value = 1", path) == ""


def test_what_is_left_out_as_unsafe_is_counted_with_an_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(tmp_path, {DATA: DTO, USER: "def f(one):\n    one.value = 1"})
    for option in ("--fix", "--diff"):
        main(["check", str(tmp_path), option, "--no-cache"])
        reason = f"for example, {USER}:2 sets value"
        note = f"1 unsafe fix not applied ({reason}): apply with --unsafe-fixes\n"
        assert note in capsys.readouterr().err
    main(["check", str(tmp_path), "--diff", "--unsafe-fixes", "--no-cache"])
    shown = capsys.readouterr()
    assert "frozen=True" in shown.out
    assert "not applied" not in shown.err


def test_the_json_report_of_what_is_left_after_a_fix_says_what_stands_against_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(tmp_path, {DATA: DTO, USER: "def f(one):\n    one.value = 1"})
    main(["check", str(tmp_path), "--fix", "--output-format=json", "--no-cache"])
    fixes = [it["fix"] for it in json.loads(capsys.readouterr().out)["findings"]]
    assert [fix["obstacle"] for fix in fixes if fix] == [f"{USER}:2 sets value"]


def test_a_class_is_followed_by_all_its_names(tmp_path: Path) -> None:
    other = USER.replace("x.py", "y.py")
    files = {
        DATA: DTO,
        USER: "from ai.backend.manager.services.session.y import Base\nclass D(Base):\n    pass",
        other: f"{IMPORT.replace('Limit', 'Limit as Base')}",
        "src/ai/backend/manager/__init__.py": "",
    }
    [finding] = judged(tmp_path, files)
    assert finding.fix is not None
    assert finding.fix.obstacle == f"{USER}:2 derives D from the class"


def test_fields_may_have_names_that_are_not_ascii(tmp_path: Path) -> None:
    text, user = DTO.replace("value", "größe"), "def f(one):\n    one.größe = 1"
    [finding] = judged(tmp_path, {DATA: text, USER: user})
    assert finding.fix is not None
    assert finding.fix.obstacle == f"{USER}:2 sets größe"


def test_a_script_without_an_ending_is_looked_at(tmp_path: Path) -> None:
    user = "#!/usr/bin/env python3\ndef f(one):\n    one.value = 1"
    assert obstacle(tmp_path, user, "bin/run") == "bin/run:3 sets value"
    assert obstacle(tmp_path, "one.value = 1", "bin/run") == ""


def test_files_laid_over_the_project_are_looked_at(tmp_path: Path) -> None:
    judged(tmp_path, {DATA: DTO, USER: IMPORT})
    workspace = Workspace.around([tmp_path], is_cached=False)
    for content, is_safe in ((b"def f(x):\n    x.value = 1", False), (b"", True)):
        outcome = workspace.check([DATA], {USER: content})
        [fix] = [it.fix for it in workspace.judged(outcome.findings) if it.rule == "DTO201"]
        assert fix is not None
        assert fix.is_safe is is_safe


@pytest.mark.parametrize(
    "body",
    [
        "value: int = 1\n    def __post_init__(self) -> None:\n        self.twice = self.value * 2",
        "__slots__ = ('value',)\n    value: int",
        "value: int\n    @memoized\n    def twice(self) -> int:\n        return self.value * 2",
        "value: int = Stored()\nclass Stored:\n    def __set__(self, instance, value):\n"
        "        instance._value = value",
    ],
)
def test_a_class_that_stands_against_itself_is_not_frozen_safely(body: str, tmp_path: Path) -> None:
    text = f"from dataclasses import dataclass\n@dataclass\nclass Limit:\n    {body}\n"
    [finding] = judged(tmp_path, {DATA: text})
    assert finding.fix is not None
    assert finding.fix.obstacle.startswith(f"{DATA}:")


def test_a_class_with_another_decorator_is_not_frozen_safely(tmp_path: Path) -> None:
    for decorator, is_safe in (("registry.mapped", False), ("functools.total_ordering", True)):
        text = DTO.replace("@dataclass", f"@{decorator}\n    @dataclass")
        [finding] = judged(tmp_path, {DATA: f"import functools\n{textwrap.dedent(text)}"})
        assert finding.fix is not None
        assert finding.fix.is_safe is is_safe


def test_no_class_with_its_own_setattr_is_frozen(tmp_path: Path) -> None:
    for body in ("__setattr__ = put", "if True:\n        def __setattr__(self, name, value): ..."):
        text = f"from dataclasses import dataclass\n@dataclass\nclass Limit:\n    {body}\n"
        [finding] = judged(tmp_path, {DATA: text})
        assert finding.fix is None


ITERABLE = """
    from dataclasses import dataclass


    @dataclass(frozen=True)
    class Filter:
        '''A filter.'''

        tags: tuple[str, ...] | None = None
        count: int | None = None

        def work(self) -> list[str]:
            return [t for t in self.tags or ()] + [t for t in (self.tags or ())]
"""


def test_a_default_in_a_comprehension_is_put_in_parentheses(tmp_path: Path) -> None:
    judged(tmp_path, {DATA: ITERABLE})
    assert main(["check", str(tmp_path), "--fix", "--unsafe-fixes", "--no-cache"]) == 0
    text = (tmp_path / DATA).read_text()
    default = "(self.tags if self.tags is not None else ())"
    assert f"[t for t in {default}] + [t for t in {default}]" in text


class _Broken(Rule):
    """Offers a fix of line 2 that does not parse, and one of line 3 that does.

    Why: A test needs both.

    How to fix: Apply the fix.

    Exceptions: Never.
    """

    id = "DTO999"
    name = "Broken"
    clauses = ("G2",)
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        for node in module.nodes(ast.Assign):
            text = "(" if node.lineno == 2 else "3"
            edit = Edit(node.lineno, 5, node.lineno, 6, text)
            yield self.finding(module, node, "", "x", fix=Fix("Fix", (edit,), is_safe=True))


def test_a_fix_that_would_not_parse_is_left_out_by_name_and_the_others_are_applied() -> None:
    workspace = Workspace(None, Settings(), [_Broken])
    findings = workspace.check([DATA], {DATA: b"\na = 1\nb = 2\n"}).findings
    drafts = Drafts(workspace.files)
    assert drafts.fix(findings, unsafe=False)
    assert drafts.contents[DATA] == b"\na = 1\nb = 3\n"
    assert drafts.fixed == 1
    [error] = drafts.errors
    assert error.reason == "DTO999 in line 2: the fixed file would not parse"


def test_a_fix_that_would_not_parse_is_not_offered() -> None:
    workspace = Workspace(None, Settings(), [_Broken])
    findings = workspace.check([DATA], {DATA: b"\na = 1\nb = 2\n"}).findings
    assert [it.line for it in workspace.judged(findings) if it.fix is not None] == [3]


def findings(text: str, rule: str, path: str = DATA) -> list[Finding]:
    workspace = Workspace(None, Settings())
    text = textwrap.dedent(text)
    return [it for it in workspace.check([path], {path: text.encode()}).findings if it.rule == rule]


FIELDS = """
    from __future__ import annotations
    import enum
    from dataclasses import dataclass
    from datetime import datetime
    from uuid import UUID
    from somewhere import Other

    class State(enum.Enum):
        ON = 1

    class Name(str):
        def __eq__(self, other: object) -> bool:
            return str(self) == str(other)

    @dataclass(frozen=True)
    class Item:
        text: str | None
        at: datetime | None
        id: UUID | None
        state: State | None
        name: Name | None
        other: Other | None

    def f(item: Item, thing, given: str | None, other: str | None) -> bool:
        other = thing
        return {0}
"""


@pytest.mark.parametrize(
    ("expression", "is_safe"),
    [
        ("item.text == None", True),
        ("None != item.at", True),
        ("item.id == None", True),
        ("item.state == None", True),
        ("given == None", True),
        ("other == None", False),
        ("item.name == None", False),
        ("item.other == None", False),
        ("thing == None", False),
        ("thing.text == None", False),
    ],
)
def test_is_replaces_the_comparison_safely_only_of_plain_fields(
    expression: str, is_safe: bool
) -> None:
    [finding] = findings(FIELDS.replace("{0}", expression), "DTO602")
    assert finding.fix is not None
    assert finding.fix.is_safe is is_safe


@pytest.mark.parametrize(
    "text",
    [
        "import sqlalchemy as sa\nfrom rows import Row\ndef f():\n    row = sa.orm.aliased(Row)\n"
        "    return [row.ended == None]",
        "def f(row: type[object]):\n    return row.ended == None",
        "from sqlalchemy.ext.hybrid import hybrid_property\nclass Mixin:\n    @hybrid_property\n"
        "    def is_active(self) -> bool:\n        return self.ended == None",
        "def f(row, name):\n    return getattr(row, name) == None",
        "f = lambda row: row.ended == None",
        "import numpy as np\ndef f(values):\n    return values == None",
        "class Column:\n    def __eq__(self, other) -> 'Condition':\n        return Condition()\n"
        "def f(column: Column):\n    return column == None",
    ],
)
def test_a_comparison_that_may_make_a_condition_is_not_reported(text: str) -> None:
    assert findings(text, "DTO602") == []


def test_a_chain_of_comparisons_is_not_turned_into_another_chain() -> None:
    [finding] = findings("def f(x, y):\n    return x is None == y is None", "DTO602")
    assert finding.fix is None


HIDDEN = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from x import A\n"


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from x import A\n    def g(a: A) -> A:\n        return a",
        "def load():\n    global A\n    from x import A\ndef f():\n    def g(a: A): ...",
        "if TYPE_CHECKING:\n    def f(a: A) -> A: ...\n    a: A",
        "class B:\n    A = int\n    a: A\n    def f(self, a: A): ...",
        "if not TYPE_CHECKING:\n    pass\nelse:\n    a: A",
        "from y import *\ndef f(a: A): ...",
        "try:\n    pass\nexcept OSError as A:\n    def f(a: A): ...",
        "match f():\n    case A:\n        def f(a: A): ...",
        "if TYPE_CHECKING:\n    from builtins import type\ndef f(a: type): ...",
    ],
)
def test_an_annotation_whose_name_exists_when_it_runs_is_not_reported(text: str) -> None:
    assert findings(HIDDEN + text, "DTO503") == []


@pytest.mark.parametrize(
    ("text", "is_safe"),
    [
        ("def f(a: A): ...", True),
        ("from dataclasses import dataclass\n@dataclass\nclass B:\n    a: A", True),
        ("from enum import Enum\nclass B(Enum):\n    X = 1\ndef f(a: A): ...", True),
        ("from pydantic import BaseModel\nclass B(BaseModel): ...\ndef f(a: A): ...", False),
        ("from app import app\n@app.get('/')\ndef g(x: int): ...\ndef f(a: A): ...", False),
        (
            "import dataclasses as d\nfrom typing import ClassVar as C\n@d.dataclass\nclass B:\n"
            "    n: C[int]\n    a: A",
            False,
        ),
        ("import typing\ntyping.get_type_hints(print)\ndef f(a: A): ...", False),
        ("def f():\n    class B:\n        A = 1\n        def g(self):\n"
         "            def h(a: A): ...", True),
    ],
)  # fmt: skip
def test_the_future_import_is_safe_where_nothing_reads_annotations(
    text: str, is_safe: bool
) -> None:
    [finding] = findings(HIDDEN + text, "DTO503")
    assert finding.fix is not None
    assert finding.fix.is_safe is is_safe


@pytest.mark.parametrize("call", ["field(**options)", "field(**{'default_factory': list})"])
def test_a_field_with_options_of_unknown_names_keeps_its_list(call: str) -> None:
    head = "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass A:\n"
    [finding] = findings(f"{head}    x: list[int] = {call}", "DTO202")
    assert finding.fix is None
