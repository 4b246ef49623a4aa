"""A fence runs as Python runs a file."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from project_code import ROOT

from dto_handbook_site.execute.execution import RunError, run

CODE = {
    "ClassVar": """
from __future__ import annotations
from dataclasses import dataclass, fields
from typing import ClassVar

@dataclass(frozen=True)
class Limit:
    LARGEST: ClassVar[int] = 9
    value: int = 1

print(Limit(), [field.name for field in fields(Limit)])
""",
    "InitVar and KW_ONLY": """
from __future__ import annotations
from dataclasses import KW_ONLY, InitVar, dataclass

@dataclass
class Limit:
    start: InitVar[int]
    _: KW_ONLY
    value: int = 1

print(Limit(3, value=2))
""",
    "get_type_hints": """
from __future__ import annotations
from typing import get_type_hints

class Node:
    parent: Node | None

print(get_type_hints(Node))
""",
    "pickle": """
import pickle

class Limit:
    pass

print(type(pickle.loads(pickle.dumps(Limit()))) is Limit)
""",
    "doctest": '''
"""
>>> double(2)
4
"""
import doctest

def double(value):
    return value * 2

print(doctest.testmod())
''',
    "source": """
import inspect

class Limit:
    value = 1

print(inspect.getsource(Limit))
""",
    "exit": "print('so far')\nraise SystemExit",
    "help": "help(int.bit_length)",
}


@pytest.mark.parametrize("name", CODE)
def test_a_fence_prints_what_python_prints_of_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text(CODE[name])
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
    assert done.stdout.strip()
    assert run(CODE[name]) == done.stdout


@pytest.mark.parametrize("code", ["input()", "breakpoint()\nprint()", "help()"])
def test_a_fence_that_waits_for_input_fails_and_says_so(code: str) -> None:
    with pytest.raises(RunError, match="waits for input, which a page cannot give"):
        run(code)


def test_a_fence_that_ends_with_an_error_status_fails() -> None:
    with pytest.raises(RunError, match="SystemExit: 3"):
        run("raise SystemExit(3)")


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("x = 1\n\nassert x == 2", 3, "AssertionError"),
        ("def f():\n    raise KeyError(5)\n\nf()", 2, "KeyError: 5"),
        ("from json import loads\nloads('{')", 2, "json.decoder.JSONDecodeError: "),
        ("x = 1\ny = (", 2, "SyntaxError: "),
    ],
)
def test_a_fence_that_fails_says_first_what_is_wrong_and_in_which_line(
    code: str, line: int, said: str
) -> None:
    with pytest.raises(RunError) as failed:
        run(code)
    assert (failed.value.line, str(failed.value)[: len(said)]) == (line, said)


def test_a_fence_in_an_html_comment_does_not_run() -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    page = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    comment = "<!--\n```python\nprint(1)\n```\n-->"
    html = page.convert(
        f"{comment}\n\n<!-- one line -->\n\n"
        '```python\n"<!--"\nprint(2)\n```\n\n<!-- a\nb -->\n\n```python\nprint(3)\n```\n'
    )
    assert re.findall(r'class="run__output".*?<code>(.*?)</code>', html, re.DOTALL) == [
        "2\n",
        "3\n",
    ]
    assert comment in html


def test_the_process_that_runs_fences_ends_with_its_parent() -> None:
    code = "from dto_handbook_site.execute.execution import run; print(run('print(1)'))"
    command = [sys.executable, "-W", "error::ResourceWarning", "-X", "dev", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1\n\n", "")
