"""What the pages under `use/` offer: hook, action, files to copy, settings, editors."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_runner import DATA, PLAIN, make_check, write
from git_repository import commit_all, git
from project_code import ROOT

from dto_handbook_site.generate.changes import newest

SNIPPETS = ROOT / "docs" / "use" / "ci"
EDITOR = ROOT / "docs" / "use" / "editor"
ACTION = ROOT / ".github" / "actions" / "dto-handbook" / "action.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILE = f"{DATA}/user/types.py"
GOOD = '''\
from dataclasses import dataclass


@dataclass(frozen=True)
class Plain:
    """A user's name, for the service layer."""

    name: str
'''
PAGES = ROOT / "docs" / "publish" / "gitlab.yml"
HOSTED = [*WORKFLOWS, *sorted(SNIPPETS.iterdir()), PAGES, ACTION, ROOT / ".pre-commit-hooks.yaml"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_tests_run_on_every_python_that_the_project_names() -> None:
    [tests] = [load(path) for path in WORKFLOWS if path.name == "tests.yml"]
    versions = tests["jobs"]["tests"]["strategy"]["matrix"]["python-version"]
    ours = ["3.11", "3.12", "3.13", "3.14"]
    assert versions == ours, f"tests.yml: python-version is {versions}: write {ours}"
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert required == f">={ours[0]}", f"pyproject.toml: requires-python: write >={ours[0]}"


def test_the_site_is_built_for_where_it_is_published() -> None:
    [site] = [load(path) for path in WORKFLOWS if path.name == "site.yml"]
    [build] = [it for it in site["jobs"]["publish"]["steps"] if "mike deploy" in it.get("run", "")]
    for variable in build["env"]:
        is_read = f"!ENV [{variable}," in (ROOT / "mkdocs.yml").read_text()
        assert is_read, f"site.yml: sets {variable}, which mkdocs.yml does not read"
    missing = {"SITE_URL", "REPO_URL", "VERSIONS"} - set(build["env"])
    assert not missing, f"site.yml: set {', '.join(sorted(missing))} for mike deploy"


def test_what_runs_on_a_host_names_no_secret_and_no_registry() -> None:
    for path in HOSTED:
        text = path.read_text()
        found = [it for it in ("secrets.", "pypi", "--index-url", "docker.io") if it in text]
        assert found == [], named(path)


# Commands, run


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as others get it: a repository, with a tag of its version."""
    folder = tmp_path_factory.mktemp("published") / "dto-handbook"
    folder.mkdir()
    for name in ("README.md", "pyproject.toml", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    for name in ("src/dto_handbook", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    commit_all(folder)
    git(folder, "tag", f"v{newest()}")
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """A runner's: its Python has pip, and finds the build backend without a network."""
    folder = tmp_path_factory.mktemp("runner")
    # What the project needs to be built stands where the tests' own packages do.
    pip = {
        "NO_INDEX": "1",
        "NO_DEPS": "1",
        "NO_COMPILE": "1",
        "NO_BUILD_ISOLATION": "0",
        "IGNORE_INSTALLED": "1",
    }
    environment = {name: it for name, it in os.environ.items() if not name.startswith("GIT_")}
    environment |= {f"PIP_{name}": value for name, value in pip.items()}
    environment |= {
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "RUNNER_TEMP": str(folder),
        "GITHUB_ACTION_PATH": "",
    }
    python = folder / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", python], check=True)
    # Its pip is the tests' own.
    (python / "bin" / "pip").write_text(f'#!/bin/sh\nexec "{python}/bin/python" -m pip "$@"\n')
    (python / "bin" / "pip").chmod(0o755)
    return {**environment, "PATH": f"{python / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(params=[GOOD, PLAIN], ids=["clean", "with a finding"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write(tmp_path, {FILE: request.param, "elsewhere.py": "x = (\n"})  # Only src is to be checked
    return tmp_path


def is_clean(project: Path) -> bool:
    return (project / FILE).read_text() == GOOD


@pytest.mark.thorough
def test_the_files_for_hosts_do_what_the_page_says(
    handbook: Path, project: Path, environment: Mapping[str, str]
) -> None:
    wheel = {**environment, "HANDBOOK": f"git+{handbook.as_uri()}@v{newest()}"}
    for path in (
        SNIPPETS / "github-sarif.yml",
        SNIPPETS / "gitlab.yml",
        SNIPPETS / "reviewdog.yml",
    ):
        steps = list(commands(load(path)))
        # reviewdog is not on this machine: what it gets is held against its schema elsewhere.
        steps = [it for it in steps if not it.startswith("reviewdog ")]
        install, check = steps
        if not (Path(environment["RUNNER_TEMP"]) / "python" / "bin" / "dto-handbook").exists():
            assert shell(install, project, wheel).returncode == 0
        fails = not is_clean(project) and path.stem != "reviewdog"
        done = shell(check, project, wheel)
        assert done.returncode == int(fails), done.stderr
        written = {"gitlab": "gl-code-quality-report", "github-sarif": "dto-handbook.sarif"}
        report = next(project.glob(f"{written.get(path.stem, 'findings')}*"))
        assert (FILE in report.read_text()) == (not is_clean(project))
        assert report.name in path.read_text().partition(check)[2]  # Is handed on


def test_reviewdog_does_not_run_where_the_check_fails(
    project: Path, environment: Mapping[str, str]
) -> None:
    *_, check, _ = commands(load(SNIPPETS / "reviewdog.yml"))
    shutil.rmtree(project / "src")
    assert shell(check, project, environment).returncode != 0


@pytest.mark.thorough
def test_the_action_annotates_and_fails_on_findings(
    handbook: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    install, check = load(ACTION)["runs"]["steps"]
    own = {**environment, "GITHUB_ACTION_PATH": str(handbook / ".github/actions/dto-handbook")}
    assert shell(install["run"], tmp_path, own).returncode == 0
    given = check["env"]["PATHS"]
    assert given == "${{ inputs.paths }}", f"action.yml: PATHS is {given}: write inputs.paths"
    target = check["env"]["PYTHONPATH"].replace("${{ runner.temp }}", own["RUNNER_TEMP"])
    for text, status, begin in ((GOOD, 0, ""), (PLAIN, 1, f"::error file={FILE},line=4,")):
        write(tmp_path, {FILE: text})
        done = shell(
            check["run"], tmp_path, own | {"PYTHONPATH": target, "PATHS": f"src/ai {FILE}"}
        )
        assert (done.returncode, done.stdout[: len(begin) or None]) == (status, begin)
    done = shell(check["run"], tmp_path, own | {"PATHS": "missing"})
    assert done.returncode == 2


@pytest.mark.thorough
def test_pre_commit_runs_the_hook_in_an_environment_of_its_own(
    handbook: Path, project: Path, environment: Mapping[str, str]
) -> None:
    configure_hook(project, handbook)
    done = run_hook(project, environment, "--all-files")
    assert done.returncode == int(not is_clean(project)), done.stdout + done.stderr
    assert "DTO handbook" in done.stdout
    assert (f"{FILE}:4:2: error DTO201" in done.stdout) == (not is_clean(project))


@pytest.mark.thorough
def test_with_file_names_pre_commit_reports_all_findings_in_them_and_no_others(
    handbook: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    reader = "src/ai/backend/manager/services/reader.py"
    read = "from ai.backend.manager.data.user.types import Plain\n\n\n"
    read += "def f(plain: Plain) -> bool:\n    return bool(plain.name)\n"
    others = {f"src/ai/backend/manager/services/clean{number}.py": "" for number in range(9)}
    write(tmp_path, {FILE: PLAIN.replace("str", "str | None"), reader: read, **others})
    configure_hook(tmp_path, handbook, ("args: [src]", "pass_filenames: true"))

    def found(*names: str) -> set[str]:
        arguments = ("--all-files",) if not names else ("--files", *names)
        return set(
            re.findall(
                r"^src/\S+ error DTO\d+", run_hook(tmp_path, environment, *arguments).stdout, re.M
            )
        )

    everything = {f"{FILE}:4:2: error DTO201", f"{FILE}:5:1: error DTO401"}
    everything.add(f"{reader}:5:17: error DTO601")
    assert found() == everything, "in batches, at the same time"
    assert found(reader) == {f"{reader}:5:17: error DTO601"}, "whose reason is in a file not named"
    assert found(*others) == set()


def configure_hook(project: Path, handbook: Path, change: tuple[str, str] = ("", "")) -> None:
    """Write and commit the page's settings for pre-commit, perhaps with a change."""
    text = (SNIPPETS / "pre-commit.yaml").read_text()
    [repository] = yaml.safe_load(text)["repos"]
    text = text.replace(repository["repo"], handbook.as_uri())
    write(project, {".pre-commit-config.yaml": text.replace(*change)})
    commit_all(project)


def run_hook(
    project: Path, environment: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--verbose", *arguments]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def load(path: Path) -> Any:  # noqa: ANN401 - what YAML holds
    return yaml.safe_load(path.read_text())


def commands(pipeline: Mapping[str, Any]) -> Iterator[str]:
    """Yield the commands of a workflow or a pipeline, in order."""
    if "jobs" not in pipeline:
        for job in pipeline.values():
            yield from job["script"]
        return
    for job in pipeline["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield step["run"]


def shell(
    script: str, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run commands as a runner does."""
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


# Settings and editors


def test_the_task_of_vs_code_reads_what_the_checker_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [task] = json.loads((EDITOR / "tasks.json").read_text())["tasks"]
    check = make_check(tmp_path, monkeypatch, capsys)
    out = check({FILE: PLAIN}, *task["args"][1:]).out
    pattern = task["problemMatcher"]["pattern"]
    found = re.search(pattern["regexp"], out, re.MULTILINE)
    assert found is not None
    reported = {
        name: found[pattern[name]] for name in ("file", "line", "column", "severity", "code")
    }
    assert reported == {
        "file": FILE, "line": "4", "column": "2", "severity": "error", "code": "DTO201"
    }  # fmt: skip
    assert task["command"] == "dto-handbook"
