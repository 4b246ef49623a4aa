"""The plugin that the page on Pants offers, in the last Pants that PyPI has."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN, write
from filelock import FileLock
from platformdirs import user_cache_path
from project_code import ROOT
from pythons import Version, pythons

SNIPPETS = ROOT / "docs" / "use" / "pants"
NEEDED: Version = (3, 9)  # By the release below
RELEASE = "pantsbuild.pants==2.17.1"
DTO = f"{DATA}/user/types.py"
READER = "src/ai/backend/manager/services/reader.py"
CLEAN = "src/ai/backend/manager/services/clean.py"
FILES = {
    DTO: PLAIN.replace("name: str", "name: str | None"),
    READER: "from ai.backend.manager.data.user.types import Plain\n\n\n"
    "def is_named(plain: Plain) -> bool:\n    return bool(plain.name)\n",
    CLEAN: "",
    "pants.toml": (SNIPPETS / "pants.toml").read_text(),
    "tools/pants-plugins/dto_handbook_lint/register.py": (SNIPPETS / "register.py").read_text(),
    ".gitignore": ".dto-handbook-cache\n",
}


def pants(python: str) -> Path:
    """Return Pants, cached from one run to the next."""
    cache = user_cache_path("dto-handbook-tests", ensure_exists=True)
    folder = cache / RELEASE
    with FileLock(cache / f"{RELEASE}.lock"):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as new:
                subprocess.run([python, "-m", "venv", f"{new}/venv"], check=True)
                pip = [f"{new}/venv/bin/python", "-m", "pip", "install", "-q", RELEASE]
                subprocess.run(pip, check=True, capture_output=True)
                Path(new, "venv").rename(folder)
    return folder / "bin" / "python"


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """One in which `dto-handbook` is on the path, and nothing of the user's is changed."""
    kept = {name: it for name, it in os.environ.items() if not name.startswith(("PANTS_", "CI"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "project"
    write(folder, FILES)
    yield folder
    for file in folder.glob(".pids/*/pantsd/pid"):
        os.kill(int(file.read_text()), signal.SIGKILL)


def lines(done: subprocess.CompletedProcess[str]) -> str:
    """Return all that a command printed, but empty lines: Pants adds some."""
    return "\n".join(filter(None, (done.stdout + done.stderr).splitlines()))


@pytest.mark.thorough
def test_pants_lint_reports_what_a_check_of_the_project_reports_from_any_batch(
    project: Path, environment: Mapping[str, str]
) -> None:
    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, check=False
        )

    def is_one_answer(*named: str) -> int:
        expected = run("dto-handbook", "check", "--ci")
        batches = "--lint-batch-size=1"
        done = run(installed, "-m", "pants", batches, "lint", "--only=dto-handbook", *named)
        text = lines(done)
        assert done.returncode == expected.returncode, text
        assert text.count(lines(expected)) == 1, text
        return expected.returncode

    found = pythons(NEEDED)
    if NEEDED not in found:
        return  # As the page says
    installed = pants(found[NEEDED])
    assert is_one_answer("::") == 1
    assert is_one_answer(CLEAN) == 1, "what is wrong elsewhere"
    assert run("dto-handbook", "baseline").returncode == 0
    assert is_one_answer(CLEAN) == 0, "what is recorded"
    write(project, {DTO: FILES[DTO].replace("str | None", "str")})
    assert is_one_answer(DTO) == 1, "what is fixed in a file that did not change"
