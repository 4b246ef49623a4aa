"""Code does what it did before once every safe fix is applied to it: it is run before and after."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dto_handbook.cli.main import main
from dto_handbook.rules.registry import RulePackage, rule_packages
from dto_handbook_site.execute.execution import SOURCE_ROOT

DATA = "src/ai/backend/manager/data"


def run(folder: Path, script: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-B", script],
        cwd=folder,
        env={"PYTHONPATH": "src", "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
    )
    last = done.stderr.strip().splitlines()[-1:]
    return done.returncode, done.stdout + "".join(last)


def fix(folder: Path) -> bool:
    before = {path: path.read_bytes() for path in folder.rglob("*.py")}
    main(["check", str(folder), "--fix", "--no-cache"])
    return any(path.read_bytes() != content for path, content in before.items())


def write(folder: Path, path: str, text: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.fixture
def manager(tmp_path: Path) -> Path:
    """Return a project with a copy of the Manager in miniature."""
    shutil.copytree(SOURCE_ROOT / "ai", tmp_path / "src/ai")
    write(tmp_path, "pyproject.toml", "[tool.dto-handbook]\n")
    return tmp_path


@pytest.mark.thorough
@pytest.mark.parametrize("package", rule_packages().values(), ids=rule_packages())
def test_a_rule_s_samples_do_what_they_did(package: RulePackage, manager: Path) -> None:
    script = (package.folder / "consequence.py").read_text("utf-8")
    for sample in package.invalid_samples:
        write(manager, sample.path, sample.text)
        module = sample.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
        script = re.sub(rf"\b{re.escape(sample.module)}\b", module, script)
    write(manager, "consequence.py", script)
    before = run(manager, "consequence.py")
    fix(manager)
    assert run(manager, "consequence.py") == before


@pytest.mark.thorough
def test_the_manager_in_miniature_imports_once_its_dtos_are_frozen_again(manager: Path) -> None:
    data = list((manager / DATA).rglob("*.py"))
    for path in data:
        path.write_text(path.read_text().replace("(frozen=True)", ""))
    names = [
        ".".join(path.relative_to(manager / "src").with_suffix("").parts)
        for path in (manager / DATA).rglob("*.py")
    ]
    imports = "".join(f"import {name.removesuffix('.__init__')}\n" for name in sorted(names))
    write(manager, "script.py", f"{imports}print('imported')\n")
    assert run(manager, "script.py") == (0, "imported\n")
    assert fix(manager)
    assert run(manager, "script.py") == (0, "imported\n")


# Generated projects

USES = [  # What may be done with a class and one of its fields
    "print({0}().{1})",
    "print({0}({1}=3).{1} + 1)",
    "one = {0}()\none.{1} = 2\nprint(one)",
    "for one, value in zip([{0}()], [5]):\n    one.{1} = value\n    print(one)",
    "one = next(iter([{0}()]))\none.{1} += 2\nprint(one)",
    "limits = [{0}()]\nlimits.pop().{1} = 1",
    "limits = [{0}()]\nlimits[0].{1} = 1\nprint(limits)",
    "one = {0}()\nfor one.{1} in range(3):\n    pass\nprint(one)",
    "name = '{1}'\nsetattr({0}(), name, 2)",
    "one = {0}()\ndelattr(one, '{1}')",
    "one = {0}()\nvars(one)['{1}'] = 4\nprint(one)",
    "one = {0}()\none.__dict__.update({1}=4)\nprint(one)",
    "import copy\nprint(copy.deepcopy({0}()))",
    "import pickle\nprint(pickle.loads(pickle.dumps({0}())))",
    "from unittest import mock\nwith mock.patch.object({0}(), '{1}', 3) as value:\n"
    "    print(value)",
    "class Derived({0}):\n    def grow(self) -> None:\n        self.{1} += 1\nDerived().grow()",
    "class Holder:\n    def __init__(self) -> None:\n        self.held = {0}()\n"
    "    def grow(self) -> None:\n        self.held.{1} += 1\nHolder().grow()",
    "class Other:\n    {1}: int = 0\n    def grow(self) -> None:\n        self.{1} += 1\n"
    "Other().grow()",
    "class Other:\n    {1}: int = 0\ndef grow(other: Other) -> None:\n    other.{1} += 1\n"
    "grow(Other())",
    "from types import SimpleNamespace\nother = SimpleNamespace()\nother.{1} = 1\nprint(other)",
    "import dataclasses\nprint(dataclasses.replace({0}(), {1}=7))",
    "import functools\nset_it = functools.partial(setattr, {0}())\nset_it('{1}', 3)",
    "print({0}() == {0}(), {0}().{1} == None, None != {0}().{1})",
]
BODIES = [
    "",
    "",
    "",
    "def grow(self) -> None:\n    self.{1} += 1",
    "def __post_init__(self) -> None:\n    self.{1} = 2",
]
CLASSES = ("Alpha", "Beta", "Gamma", "Delta")
FIELDS = ("size", "count", "limit", "rate")


def project(folder: Path, seed: int) -> None:
    """Write a project, and a script that runs all of it and prints what comes of it."""
    chance = random.Random(seed)
    write(folder, "pyproject.toml", "[tool.dto-handbook]\n")
    for package in ("", "data/", "data/session/", "services/"):
        write(folder, f"src/ai/backend/manager/{package}__init__.py", "")
    fields = {name: chance.sample(FIELDS, 2) for name in CLASSES}
    for name, (first, second) in fields.items():
        body = textwrap.indent(chance.choice(BODIES).replace("{1}", first), "    ")
        text = f"from dataclasses import dataclass\n\n\n@dataclass\nclass {name}:\n"
        text += (
            f'    """A DTO."""\n\n    {first}: int = 1\n    {second}: int | None = None\n{body}\n'
        )
        write(folder, f"{DATA}/session/{name.lower()}.py", text)
    users = [user(chance, fields) for _ in range(6)]
    for number, text in enumerate(users):
        write(folder, f"src/ai/backend/manager/services/user_{number}.py", text)
    script = "import traceback\nfrom importlib import import_module\n"
    script += f"for number in range({len(users)}):\n    try:\n"
    script += "        import_module(f'ai.backend.manager.services.user_{number}').run()\n"
    script += "    except Exception as error:\n        print(number, repr(error))\n"
    write(folder, "script.py", script)


def user(chance: random.Random, fields: Mapping[str, Sequence[str]]) -> str:
    name = chance.choice(CLASSES)
    use = chance.choice(USES).replace("{0}", name).replace("{1}", fields[name][0])
    text = f"from ai.backend.manager.data.session.{name.lower()} import {name}\n\n\n"
    return f"{text}def run() -> None:\n{textwrap.indent(use, '    ')}\n"


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(12))
def test_a_generated_project_does_what_it_did(seed: int, tmp_path: Path) -> None:
    project(tmp_path, seed)
    before = run(tmp_path, "script.py")
    assert "ModuleNotFoundError" not in before[1]
    fix(tmp_path)
    assert run(tmp_path, "script.py") == before


def test_some_generated_project_is_fixed(tmp_path: Path) -> None:
    for seed in range(3):
        project(tmp_path / str(seed), seed)
    assert any(fix(tmp_path / str(seed)) for seed in range(3))
