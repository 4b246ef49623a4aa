"""What CI promises: a run of all tests fails where one is skipped, or does not run at all."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import whole_run
import yaml
from cli_runner import write
from project_code import ROOT

PASSES = "def test_it() -> None: pass\n"
SETTINGS = """\
[tool.pytest]
testpaths = ["tests", "docs"]
pythonpath = ["tests"]
addopts = ["--markdown-docs", "--import-mode=importlib", "-p", "no:cacheprovider"]
"""
PROJECT = {
    "conftest.py": 'pytest_plugins = ["whole_run"]\n',
    "pyproject.toml": SETTINGS,
    "tests/test_a.py": PASSES,
    "tests/inner/test_b.py": PASSES,
    "docs/page.md": "# Page\n\n```python\nx = 1\n```\n\n```python\ny = 1\n```\n",
    "docs/no_fence.md": "# Page\n",
}
SKIPPED = f'import pytest\npytestmark = pytest.mark.skip(reason="no browser")\n{PASSES}'


def said_in(folder: Path, *options: str, **environment: str) -> str:
    """Run a project's tests; return what is said where the run fails."""
    shutil.copy(whole_run.__file__, folder / "tests")
    command = [sys.executable, "-m", "pytest", "-q", *options]
    others = {name: it for name, it in os.environ.items() if not name.startswith("PYTEST")}
    env = others | {"CI": ""} | environment
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.thorough
def test_a_run_of_all_tests_succeeds_in_ci(tmp_path: Path) -> None:
    write(tmp_path, PROJECT)
    assert said_in(tmp_path, "-n1", CI="true") == ""


@pytest.mark.thorough
def test_what_is_skipped_or_does_not_run_fails_a_run_in_ci_alone(tmp_path: Path) -> None:
    settings = SETTINGS.replace('"tests", "docs"', '"tests/test_a.py", "tests/test_c.py", "docs"')
    settings = settings.replace('"-p"', '"--deselect=tests/test_c.py", "-p"')
    page = PROJECT["docs/page.md"].replace("```python\ny", "~~~text\n```python\ny") + "~~~\n"
    broken = {
        "pyproject.toml": settings,
        "tests/test_a.py": SKIPPED,
        "tests/test_c.py": PASSES,
        "docs/page.md": page,
    }
    write(tmp_path, PROJECT | broken)
    assert said_in(tmp_path) == ""
    said = said_in(tmp_path, "-n1", CI="true")
    assert "tests/test_a.py::test_it: skipped in CI" in said
    assert "tests/inner/test_b.py: 0 of at least 1 tests ran" in said
    assert "tests/test_c.py: 0 of at least 1 tests ran" in said
    assert "docs/page.md: 1 of at least 2 tests ran" in said


def test_the_project_has_this_promise_and_ci_runs_all_of_its_tests(
    pytestconfig: pytest.Config,
) -> None:
    assert pytestconfig.pluginmanager.has_plugin("whole_run"), "conftest.py: load whole_run"
    workflow = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text())
    steps = [it.get("run", "") for it in workflow["jobs"]["tests"]["steps"]]
    assert [it for it in steps if it.startswith("pytest")] == ["pytest"], "tests.yml: run `pytest`"
    assert re.search(r"&& \.venv/bin/pytest$", (ROOT / "README.md").read_text(), re.MULTILINE)
