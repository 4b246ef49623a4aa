"""What fences print is cached as long as it is true, and no longer."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from mutation.project_copies import copy_project

# Prints something else each time that it really runs.
BAD = "dto_handbook.rules.dto201.invalid"
NOW = "import time\nprint(time.time_ns())\n"
DATA = "src/ai/backend/manager/data"
STEPS = """
import json, sys
from pathlib import Path
from dto_handbook_site.execute.execution import RunError
from dto_handbook_site.execute.outputs import output

code, path, text = json.load(sys.stdin)

def printed():
    try:
        return output(code)
    except RunError as error:
        return f"{error} {len(list(Path(sys.argv[1]).rglob('*.json')))} cached"

first = [printed(), printed()]
if path:
    Path(path).write_text(text + (Path(path).read_text() if Path(path).exists() else ""))
print(json.dumps([*first, printed()]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("outputs"))


def outputs(project: Path, cache: Path, code: str, path: str = "", text: str = "") -> Sequence[str]:
    """Ask for the output of code twice, and once more after a change of a file."""
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(cache)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "XDG_CACHE_HOME": str(cache)},
        input=json.dumps([code, path, text]),
        capture_output=True,
        text=True,
        check=True,
    )
    found: Sequence[str] = json.loads(done.stdout)
    return found


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("code", "path"),
    [
        (f"import ai.backend.manager.data.user.account\n{NOW}", f"{DATA}/user/account.py"),
        (f"import ai.backend.manager.repositories.user\n{NOW}", f"{DATA}/user/account.py"),
        (f"def late():\n    import ai.backend.manager.data.user.account\nlate()\n{NOW}",
         f"{DATA}/user/account.py"),
        (f"open('docs/index.md').read()\n{NOW}", "docs/index.md"),
        (f"import os\nos.listdir('docs/domains')\n{NOW}", "docs/domains/new.md"),
        (f"import dto_handbook.rules.registry\n{NOW}", "src/dto_handbook/rules/dto602/rule.py"),
        (f"import {BAD}\n{NOW}", "src/dto_handbook/rules/dto201/invalid.py"),
    ],
    ids=["import", "import of an import", "late import", "file", "folder", "tool", "invalid"],
)  # fmt: skip
def test_an_output_is_cached_until_what_the_code_depends_on_changes(
    project: Path, tmp_path: Path, code: str, path: str
) -> None:
    first, again, after = outputs(project, tmp_path, code, path, "# Changed\n")
    assert first == again
    assert after != first


def test_a_change_elsewhere_leaves_it_cached(project: Path, tmp_path: Path) -> None:
    code = f"import ai.backend.manager.data.user.account\n{NOW}"
    elsewhere = f"{DATA}/session/filter.py"
    assert len(set(outputs(project, tmp_path, code, elsewhere, "# Changed\n"))) == 1


@pytest.mark.thorough
def test_what_another_program_prints_is_not_cached(project: Path, tmp_path: Path) -> None:
    code = f"import subprocess\nsubprocess.run(['true'])\n{NOW}"
    assert len(set(outputs(project, tmp_path, code))) == 3


@pytest.mark.thorough
def test_code_that_fails_is_reported_and_not_cached(project: Path, tmp_path: Path) -> None:
    for said in outputs(project, tmp_path, "print(1)\nraise ValueError('no')"):
        assert said.endswith("ValueError: no\n 0 cached")


@pytest.mark.thorough
def test_code_that_ends_its_process_is_reported(project: Path, tmp_path: Path) -> None:
    said = outputs(project, tmp_path, "import os\nos._exit(3)")
    assert said[0] == "the code ended its process with 3 0 cached"


@pytest.mark.thorough
def test_what_is_cached_and_cannot_be_read_is_run_again(project: Path, tmp_path: Path) -> None:
    first, *_ = outputs(project, tmp_path, NOW)
    [cached] = tmp_path.rglob("*.json")
    for spoiled in ("", "{", '[{"digests": 3}]', "[null]"):
        cached.write_text(spoiled)
        again, once_more, _ = outputs(project, tmp_path, NOW)
        assert again == once_more != first
