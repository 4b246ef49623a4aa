"""Workflows, ours and those to copy: inputs, versions, paths and conditions are right."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from conformance.test_snippets import ACTION, CHECKED, CI, README, WORKFLOWS, named
from handbook_site import fail_with
from project_code import ROOT

from dto_handbook.linter.stored_index import FOLDER as CACHE


def at(path: Path, text: str) -> str:
    """Name the line of a file that has a string."""
    lines = path.read_text().splitlines()
    return f"{named(path)}:{next((n for n, line in enumerate(lines, 1) if text in line), 1)}"


def steps(path: Path) -> Iterator[Mapping[str, Any]]:
    for job in yaml.safe_load(path.read_text())["jobs"].values():
        yield from job["steps"]


def test_a_workflow_gives_the_action_the_inputs_that_it_has() -> None:
    inputs = yaml.safe_load(ACTION.read_text())["inputs"]
    uses = [
        (path, step)
        for path in WORKFLOWS
        for step in steps(path)
        if f"/{named(ACTION.parent)}@" in step.get("uses", "")
    ]
    assert uses, "no workflow to copy uses the action"
    fail_with(
        f"{at(path, f'{name}:')}: gives the action {name}, and {named(ACTION)} has"
        f" {', '.join(inputs)}: write one of these, or add the input"
        for path, step in uses
        for name in step.get("with", {})
        if name not in inputs
    )
    used = re.findall(r"inputs\.(\w+)", ACTION.read_text())
    fail_with(
        f"{at(ACTION, f'inputs.{name}')}: there is no input {name}: write {' or '.join(inputs)}"
        for name in used
        if name not in inputs
    )
    fail_with(f"{named(ACTION)}: no step uses the input {it}" for it in inputs if it not in used)


def test_every_python_that_a_file_names_is_one_that_the_tests_run_on() -> None:
    tests = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text())["jobs"]["tests"]
    ours = tests["strategy"]["matrix"]["python-version"]
    look = re.compile(r"(?:python-version: \"?|image: python:)(\d[\d.]*)")
    found = [(path, it) for path in CHECKED for it in look.findall(path.read_text())]
    assert found
    fail_with(
        f"{at(path, version)}: names Python {version}: write one of {', '.join(ours)}"
        for path, version in found
        if version not in ours
    )


def test_what_hands_a_report_on_runs_although_there_are_findings() -> None:
    def is_lost(check: str, later: Mapping[str, Any]) -> bool:
        fails = "|| test $? -eq 1" not in check
        return fails and not re.search(r"always\(\)|!cancelled\(\)", str(later.get("if", "")))

    reports = [
        (path, report[1], step["run"], later)
        for path in WORKFLOWS
        for all_steps in [list(steps(path))]
        for number, step in enumerate(all_steps)
        if (report := re.search(r"dto-handbook check .*> (\S+)", step.get("run", "")))
        for later in all_steps[number + 1 :]
        if report[1] in str(later)
    ]
    assert len(reports) >= 2
    gitlab = CI / "gitlab.yml"
    [job] = yaml.safe_load(gitlab.read_text()).values()
    artifacts = job["artifacts"]
    fail_with([] if artifacts["when"] == "always" else [f"{at(gitlab, 'when:')}: write always"])
    fail_with(
        f"{at(path, str(later.get('uses', report)))}: does not run where the check finds something,"
        " which ends with 1: write `if: ${{ !cancelled() }}`"
        for path, report, check, later in reports
        if is_lost(check, later)
    )


def test_every_path_in_what_a_host_runs_is_there() -> None:
    look = re.compile(r"(?<![\w/.$-])(?:\.ci|\.github|docs|src|tests)/[\w./-]*\w")
    ours = [*(ROOT / ".github").rglob("*.yml"), ROOT / ".ci/run", ROOT / ".ci/lock"]
    found = [(path, it) for path in ours for it in look.findall(path.read_text())]
    assert found
    fail_with(
        f"{at(path, it)}: there is no {it}: write the path of a file of the project"
        for path, it in found
        if not (ROOT / it).exists()
    )


def test_what_is_kept_from_run_to_run_is_the_checkers_cache() -> None:
    kept = [
        (path, step["with"]["path"])
        for path in WORKFLOWS
        for step in steps(path)
        if "actions/cache@" in step.get("uses", "")
    ]
    gitlab = CI / "gitlab.yml"
    [job] = yaml.safe_load(gitlab.read_text()).values()
    kept += [(gitlab, it) for it in job["cache"]["paths"]]
    assert len(kept) >= 2
    fail_with(
        f"{at(path, it)}: keeps {it}, and the checker's cache is {CACHE}: write that"
        for path, it in kept
        if it.rstrip("/") != CACHE
    )


def test_nothing_builds_the_site_quietly() -> None:
    """MkDocs 1.6.1 ends with 0 for `build --strict --quiet`, whatever it warns of."""
    quiet = re.compile(r"\b(?:mkdocs|mike)\W+(?:build|deploy)\b.*?(?:--quiet|(?<=[\s\"'])-q\b)")
    folders = [ROOT / ".github", ROOT / ".ci", ROOT / "docs", ROOT / "src", ROOT / "tests"]
    files = [README, *(it for folder in folders for it in folder.rglob("*"))]
    fail_with(
        f"{named(path)}:{number}: builds the site with --quiet, which hides warnings from --strict:"
        " leave that out"
        for path in files
        if path.suffix in {"", ".md", ".py", ".yml"} and path.is_file() and path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if quiet.search(line)
    )
