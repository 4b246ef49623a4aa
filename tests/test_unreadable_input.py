"""The checker reports what it cannot read, checks the rest, and never ends in a traceback."""

import hashlib
import os
import random
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN, Check, make_check, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_memory import check as check_texts
from project_code import SRC

from dto_handbook.linter.config import Settings
from dto_handbook.linter.source_files import LARGEST, UnreadableError, find_files, parse
from dto_handbook.rules.registry import rules
from dto_handbook.semantic.type_expressions import NameExpression
from dto_handbook.workspace import Workspace

GOOD = f"{DATA}/user/types.py"
ODD = f"{DATA}/user/odd.py"
ONLY = 'select = ["DTO201"]'


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


NO_PYTHON = {
    "a syntax error": (b"A = 1\ndef f(:\n", 2),
    "an end that is missing": (b"A = (\n", 1),
    "a tab among spaces": (b"if 1:\n        A = 1\n\tB = 2\n", 3),
    "a NUL byte": (b"A = 1\n\0B = 2\n", None),
    "NUL bytes alone": (b"\0" * 99, None),
    "no UTF-8": (b"A = 1\nB = '\xff'\n", 1),
    "an encoding that is none": (b"# coding: no-such-thing\n", 1),
    "an encoding of no text": (b"# coding: rot13\n", 1),
    "an encoding of bytes": (b"# coding: base64\n", 1),
    "an encoding that refuses": (b"# coding: undefined\n", 1),
    "UTF-16": ("A = 1\n".encode("utf-16"), 1),
    "half a character": (b"# coding: utf-7\nA = '+2AA-'\n", 1),
    "another cookie than its mark": (b"\xef\xbb\xbf# coding: latin-1\n", 1),
    "too many brackets": (b"A = " + b"(" * 999 + b")" * 999, None),
    "bytes of chance": (random.Random(1).randbytes(9999), None),
}


@pytest.mark.parametrize(("content", "line"), NO_PYTHON.values(), ids=NO_PYTHON)
def test_what_is_no_python_is_a_finding_and_the_rest_is_checked(
    check: Check, content: bytes, line: int | None
) -> None:
    done = check({GOOD: PLAIN, ODD: content}, settings=ONLY)
    assert done.status == 1
    odd, good = sorted(done.places)
    assert good == (GOOD, 4, "DTO201")
    assert (odd[0], odd[2]) == (ODD, "DTO000")
    assert line is None or odd[1] == line
    reason = next(text for text in done.out.splitlines() if "DTO000" in text)
    assert reason.partition("DTO000")[2].strip(), "no reason is given"


NEWER = {
    (3, 12): ["type A = int\n", "class A[T]:\n    pass\n", "async def f[T](x: T): ...\n"],
    (3, 13): ["class A[T = int]:\n    pass\n"],
    (3, 14): ["try:\n    pass\nexcept A, B:\n    pass\n", "A = t'{1}'\n"],
    (3, 15): [
        "lazy import json\n",
        "lazy from json import loads\n",
        "A = [*it for it in B]\n",
        "A = {\n    **it\n    for it in B\n}\n",
        "A = {*it for it in B}\n",
        "A = sum(*it for it in B)\n",
    ],
}


@pytest.mark.parametrize(
    ("version", "source"), [(version, text) for version in NEWER for text in NEWER[version]]
)
def test_syntax_of_a_newer_python_is_called_so(
    check: Check, version: tuple[int, int], source: str
) -> None:
    done = check({ODD: source}, settings=ONLY)
    if sys.version_info >= version:
        assert "DTO000" not in done.out
    else:
        assert f"syntax of Python 3.{version[1]}: run the check with that version" in done.out


READ_ALL_THE_SAME = {
    "nothing": b"",
    "one line end": b"\n",
    "a comment without line end": b"# nothing",
    "a mark of UTF-8": b"\xef\xbb\xbfA = 1\n",
    "Latin-1 that says so": b"# coding: latin-1\nA = '\xe4'\n",
    "Shift JIS that says so": "# coding: shift-jis\nA = '数'\n".encode("shift-jis"),
    "a line of a million characters": b"A = '" + b"x" * 1_000_000 + b"'\n",
    "line ends of old": b"A = 1\rB = 2\r\n",
}


@pytest.mark.parametrize("content", READ_ALL_THE_SAME.values(), ids=READ_ALL_THE_SAME)
def test_what_python_reads_is_checked(check: Check, content: bytes) -> None:
    assert check({GOOD: PLAIN, ODD: content}, settings=ONLY).places == [(GOOD, 4, "DTO201")]


def deep(number: int) -> dict[str, str]:
    """Return sources nested as deep as a number says, each in another way."""
    within = range(min(number, 90))  # Python itself reads 100 levels of indentation at most
    return {
        "attributes": f"A = a{'.b' * number}\n",
        "calls": f"A = a{'()' * number}\n",
        "sums": f"A = 1{' + 1' * number}\n",
        "nots": f"def f(a):\n    return {'not ' * number}a.b == None\n",
        "unions": f"A: int{' | int' * number} = 1\n",
        "generics": f"A: {'list[' * min(number, 190)}int{']' * min(number, 190)} = 1\n",
        "elifs": "def f(a):\n    if a.b:\n        pass\n"
        + "    elif a.b == None:\n        pass\n" * number,
        "functions": "".join(f"{' ' * depth}def f(a):\n" for depth in within)
        + f"{' ' * len(within)}a.b.append(a == None)\n",
        "classes": "".join(f"{' ' * depth}class A:\n" for depth in within)
        + f"{' ' * len(within)}pass\n",
        "conditions": f"A = {'1 if a.b else ' * number}2\n",
        "lambdas": f"A = {'lambda: ' * number}a.b == None\n",
        "statements": "def f(a):\n" + "    a.b = a.b == None\n" * min(number, 3000),
        "bases": "".join(f"class A{n + 1}(A{n}): ...\n" for n in range(min(number, 300))),
        "aliases": "".join(f"A{n + 1} = A{n} | A{n}\n" for n in range(min(number, 300))),
    }


@pytest.mark.thorough
@pytest.mark.parametrize("number", [50, 300, 3000, 30_000])
@pytest.mark.parametrize("kind", deep(1))
def test_deep_nesting_is_checked_or_reported(check: Check, kind: str, number: int) -> None:
    use = f"from .odd import *\ndef f(a: A{min(number, 300)}) -> A1: ...\n"
    user = f"{DATA}/user/use.py"
    done = check({GOOD: PLAIN, ODD: deep(number)[kind], user: use})
    assert (GOOD, 4, "DTO201") in done.places
    assert done.status in (1, 2)
    if number == 50:
        assert "DTO000" not in done.out
        assert "nested too deeply" not in done.err
    if done.status == 2:
        guilty = user if kind == "aliases" else ODD  # Where each alias is one step of a long way
        assert f"{guilty}: not checked: it is nested too deeply" in done.err


@pytest.mark.thorough
def test_what_is_nested_deeply_travels_between_processes(check: Check) -> None:
    files = {f"{DATA}/user/{kind}.py": source for kind, source in deep(3000).items()}
    one = check(files, "--jobs", "1")
    assert check({}, "--no-cache", "--jobs", "3") == one


def test_a_file_that_is_too_large_is_reported_and_skipped(check: Check) -> None:
    done = check({GOOD: PLAIN, ODD: "A = 1\n" * (LARGEST // 6 + 1)}, settings=ONLY)
    assert done.status == 2
    assert done.places == [(GOOD, 4, "DTO201")]
    assert f"{ODD}: not checked: it has {LARGEST // 6 * 6 + 6:,} bytes; the limit is" in done.err


def test_links_that_lead_nowhere_or_in_circles_are_reported_or_not_followed(
    check: Check, tmp_path: Path
) -> None:
    write(tmp_path, {GOOD: PLAIN})
    folder = tmp_path / DATA / "user"
    (folder / "dangling.py").symlink_to("nowhere")
    (folder / "itself.py").symlink_to("itself.py")
    (folder / "around").symlink_to("..")
    done = check({}, settings=ONLY)
    assert done.status == 2
    assert done.places == [(GOOD, 4, "DTO201")]
    assert [line.split(":")[1].strip() for line in done.err.splitlines()[:-1]] == [
        f"{DATA}/user/dangling.py",
        f"{DATA}/user/itself.py",
    ]
    assert check({}, f"{DATA}/user/itself.py").status == 2


def test_what_is_no_file_is_reported_and_a_folder_is_one_whatever_its_name(
    check: Check, tmp_path: Path
) -> None:
    write(tmp_path, {f"{DATA}/user/folder.py/types.py": PLAIN})
    os.mkfifo(tmp_path / DATA / "user/pipe.py")
    done = check({}, settings=ONLY)
    assert done.places == [(f"{DATA}/user/folder.py/types.py", 4, "DTO201")]
    assert f"{DATA}/user/pipe.py: not checked: it is not a regular file" in done.err
    assert done.status == check({}, f"{DATA}/user/pipe.py").status == 2


def check_all(files: list[Path]) -> None:
    """Hold files against all rules, as if all of them stood among internal DTOs."""
    contents = {f"x{file.as_posix()}": file.read_bytes() for file in files}
    settings = Settings(component="x", internal="x", shared="x.s", legacy="x.l", layers=("x.a",))
    outcome = Workspace(None, settings, rules()).check(list(contents), contents, jobs=1)
    assert not outcome.errors
    for finding in outcome.findings:
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.message


def sample(folder: Path, number: int) -> list[Path]:
    """Return some of a folder's files, always the same ones; all, where CHECK_ALL_FILES is set."""
    files = sorted(folder.rglob("*.py"), key=lambda file: hashlib.md5(file.name.encode()).digest())
    files = [file for file in files if file.is_file() and file.stat().st_size < LARGEST]
    return files if "CHECK_ALL_FILES" in os.environ else files[:number]


@pytest.mark.thorough
def test_pythons_own_tests_are_checked() -> None:
    folder = Path(sysconfig.get_path("stdlib"), "test")
    broken = [file for file in folder.rglob("*.py") if "bad" in file.name]
    check_all(list({*sample(folder, 40), *broken}))


@pytest.mark.thorough
@pytest.mark.parametrize("place", ["purelib", "stdlib"])
def test_what_is_installed_is_checked(place: str) -> None:
    check_all(sample(Path(sysconfig.get_path(place)), 80))


SOURCES = [Path(file).read_text() for file in find_files([SRC / "ai", SRC / "dto_handbook/rules"])]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw a module of the repository with some of its lines and words gone, doubled or swapped."""
    text = draw(st.sampled_from(SOURCES))
    for between in draw(st.lists(st.sampled_from(["\n", " ", ", ", "(", ":"]), max_size=4)):
        parts = text.split(between)
        place = draw(st.integers(0, len(parts) - 1))
        other = draw(st.integers(0, len(parts) - 1))
        match draw(st.sampled_from(["delete", "double", "swap"])):
            case "delete":
                del parts[place]
            case "double":
                parts.insert(other, parts[place])
            case "swap":
                parts[place], parts[other] = parts[other], parts[place]
        text = between.join(parts)
    return text


@pytest.mark.thorough
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_modules_are_checked_or_do_not_parse(source: str) -> None:
    check_text(source.encode())


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_checked_or_do_not_parse(content: bytes) -> None:
    check_text(content)


def check_text(content: bytes) -> None:
    try:
        parse(content, GOOD)
    except UnreadableError as error:
        if not error.file_error.is_syntax:
            raise
    else:
        assert "DTO000" not in {finding.rule for finding in check_texts({GOOD: content}, rules())}


def chain(length: int) -> dict[str, str]:
    links = {f"m{number}": f"from .m{number - 1} import Base" for number in range(1, length)}
    modules = {"m0": "from pydantic import BaseModel", **links}
    return {f"{DATA}/chain/{name}.py": f"{text} as Base\n" for name, text in modules.items()}


@pytest.mark.thorough
def test_a_chain_of_imports_that_is_too_deep_is_reported_where_it_is_followed(
    check: Check,
) -> None:
    model = "from .chain.m{} import Base\n\n\nclass Model(Base):\n    name: str\n"
    files = {f"{DATA}/deep.py": model.format(2999), f"{DATA}/plain.py": model.format(5)}
    done = check(chain(3000) | files, *files)
    reported = f"{DATA}/deep.py: not checked: it is nested too deeply" in done.err
    assert (done.status, reported) == (2, True)
    assert (f"{DATA}/plain.py", 4, "DTO001") in done.places


def test_a_chain_of_imports_that_is_too_deep_changes_no_other_answer() -> None:
    workspace = Workspace(None, Settings(), ())
    workspace.check([], {path: text.encode() for path, text in chain(400).items()})
    package = "ai.backend.manager.data.chain"
    with pytest.raises(RecursionError):
        workspace.project.resolve(f"{package}.m399", "Base")
    assert workspace.project.resolve(f"{package}.m200", "Base") == "pydantic.BaseModel"


@pytest.mark.parametrize("question", ["resolve", "lineage", "field_type", "type_of"])
def test_a_chain_that_is_too_deep_leaves_what_was_read_before_recorded(question: str) -> None:
    aliases = "".join(f"A{number} = tuple[A{number + 1}]\n" for number in range(1000))
    model = f"from .m399 import Base\nclass Model(Base): ...\n{aliases}"
    workspace = Workspace(None, Settings(), ())
    files = {**chain(400), f"{DATA}/chain/deep.py": model}
    workspace.check([], {path: text.encode() for path, text in files.items()})
    project, deep = workspace.project, "ai.backend.manager.data.chain.deep"
    ask: Mapping[str, Callable[[], object]] = {
        "resolve": lambda: project.resolve(deep, "Base"),
        "lineage": lambda: project.lineage(f"{deep}.Model"),
        "field_type": lambda: project.field_type(f"{deep}.Model", "name"),
        "type_of": lambda: project.type_of(deep, NameExpression("A0")),
    }
    before = project.modules.read = 1 << 10_000
    with pytest.raises(RecursionError):
        ask[question]()
    assert project.modules.read & before
