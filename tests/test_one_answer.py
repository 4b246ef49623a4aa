"""The same code gets the same answer, however it is asked."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import generated_projects
import pytest
from cli_runner import write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dto_handbook import workspace as workspace_module
from dto_handbook.cli.main import main
from dto_handbook.linter import project_files
from dto_handbook.linter.config import PRESETS, Settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.rules import ids
from dto_handbook.rules.registry import rule_packages
from dto_handbook.workspace import Workspace
from dto_handbook_site.demos import samples
from dto_handbook_site.playground import checker

# After a change of how dependencies are noted, set it to 3,000 or so once.
EXAMPLES = int(os.environ.get("ONE_ANSWER_EXAMPLES", "24"))
# As the playground: by default, DTO008 would report nothing.
ALL_RULES = Settings(select=tuple(ids()), shared_home=PRESETS["backend.ai-2026"].shared_home)
CLOCK = count(10**18, 10**9)
Row = tuple[object, ...]
Answer = tuple[Sequence[Row], Sequence[Row], Sequence[str]]
"""Of a file: what is reported, what is suppressed, and which modules are missing."""


def row(it: Finding) -> Row:
    return (it.line, it.column, it.rule, it.message, it.severity, it.end_line, it.symbol, it.fix)


def answer(outcome: Outcome, path: str) -> Answer:
    return (
        [row(it) for it in outcome.findings if it.path == path],
        [row(it) for it in outcome.suppressed if it.path == path],
        sorted(outcome.missing),
    )


def answers(
    workspace: Workspace, files: Sequence[str], changed: Mapping[str, bytes]
) -> dict[str, Answer]:
    """Return the answers of files that are asked for together, and what is missing one by one."""
    together = workspace.check(files, changed, jobs=1)
    found = {path: answer(together, path) for path in files}
    missing = {path: sorted(workspace.check([path], changed).missing) for path in files}
    assert sorted(set(together.missing)) == sorted({it for its in missing.values() for it in its})
    return {
        path: (reported, hidden, missing[path]) for path, (reported, hidden, _) in found.items()
    }


def update(folder: Path, files: dict[str, str], changes: Mapping[str, str | None]) -> None:
    """Change files on disk; what was changed gets a time of its own, for the clock is slow."""
    before = times(folder)
    for path, text in changes.items():
        if text is not None:
            files[path] = text
            write(folder, {path: text})
        elif files.pop(path, None) is not None:
            (folder / path).unlink()
    for it, changed in times(folder).items():
        if before.get(it) != changed:
            time = next(CLOCK)
            os.utime(it, ns=(time, time))


def times(folder: Path) -> dict[Path, int]:
    return {it: it.stat().st_mtime_ns for it in (folder, *folder.rglob("*"))}


def of_all(folder: Path, changed: Mapping[str, bytes] = {}) -> dict[str, Answer]:
    """Return the answers that all others are held against: of the whole project, with no index."""
    workspace = Workspace(folder, ALL_RULES)
    files = {*workspace.select([folder]).files, *changed}
    return answers(workspace, sorted(files), changed)


def places(answers: Mapping[str, Answer]) -> list[Row]:
    return sorted((path, *row[:5]) for path in answers for row in answers[path][0])


def shown_by(report: Mapping[str, Any]) -> list[Row]:
    """Return the places that a JSON report has."""
    keys = ("path", "line", "column", "rule", "message", "severity")
    return sorted(tuple(it[key] for key in keys) for it in report["findings"])


def some_examples(number: int) -> settings:
    return settings(
        max_examples=number, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )


def shown(files: Mapping[str, str]) -> str:
    return "".join(f"\n=== {path}\n{text}" for path, text in sorted(files.items()))


@pytest.mark.thorough
@pytest.mark.parametrize("young", [2 * 10**9, -(10**12)], ids=["just written", "there for long"])
@some_examples(EXAMPLES // 2)
@given(data=st.data())
def test_a_question_gets_one_answer_whatever_was_asked_before_it(
    young: int, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_files, "_YOUNG", young)
    files = data.draw(generated_projects.projects())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        alive = Workspace(folder, ALL_RULES)
        history = [shown(files)]
        for _ in range(data.draw(st.integers(1, 4))):
            expected = of_all(folder)
            paths = sorted(files)
            # In memory and on disk, some files are asked for one by one, and some together.
            chosen = data.draw(st.lists(st.sampled_from(paths), unique=True)) if paths else []
            at = data.draw(st.integers(0, len(chosen)))
            on_disk = Workspace(folder, ALL_RULES, is_cached=True)
            for workspace in (alive, on_disk):
                for batch in ([chosen[:at]] if at else []) + [[path] for path in chosen[at:]]:
                    outcome = workspace.check(batch, jobs=1)
                    for path in batch:
                        assert answer(outcome, path)[:2] == expected[path][:2], "\n".join(history)
                    missing = {it for path in batch for it in expected[path][2]}
                    assert set(outcome.missing) == missing, "\n".join(history)
            # What an editor holds is not on disk.
            changes = data.draw(generated_projects.edits(files))
            if data.draw(st.booleans()):
                contents = {
                    path: text.encode() for path, text in changes.items() if text is not None
                }
                laid_over = of_all(folder, contents)
                batch = sorted({*contents, *chosen})
                outcome = alive.check(batch, contents)
                for path in batch:
                    assert answer(outcome, path)[:2] == laid_over[path][:2], "\n".join(history)
                history.append(f"laid over: {changes}")
            update(folder, files, changes)
            history.append(f"changed: {changes}{shown(files)}")
        expected = of_all(folder)
        for workspace in (alive, Workspace(folder, ALL_RULES, is_cached=True)):
            assert answers(workspace, sorted(files), {}) == expected, "\n".join(history)


@st.composite
def batches(draw: st.DrawFn, files: Sequence[str]) -> Sequence[Sequence[str]]:
    """Draw all of some files in any order, in parts of any size."""
    order = draw(st.permutations(files))
    ends = sorted(draw(st.lists(st.integers(0, len(order)), max_size=3)))
    return [order[a:b] for a, b in pairwise([0, *ends, len(order)]) if a < b]


@some_examples(EXAMPLES // 4)
@given(data=st.data())
def test_a_file_gets_one_answer_alone_in_its_folder_and_in_the_whole_project(
    data: st.DataObject,
) -> None:
    files = data.draw(generated_projects.projects())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        expected = of_all(folder)
        contents = {path: text.encode() for path, text in files.items()}
        part = {path: contents[path] for path in data.draw(st.sets(st.sampled_from(sorted(files))))}
        elsewhere = folder / "elsewhere"
        write(elsewhere, {path: text for path, text in files.items() if path not in part})
        for around in {parent for path in files for parent in Path(path).parents}:
            below = Workspace(folder, ALL_RULES).select([folder / around]).files
            below = [path for path in below if not path.startswith("elsewhere")]
            assert answers(Workspace(folder, ALL_RULES), below, {}) == {
                path: expected[path] for path in below
            }, shown(files)
        for batch in [*data.draw(batches(sorted(files))), *([path] for path in files)]:
            wanted = {path: expected[path] for path in batch}
            for workspace, changed in (
                (Workspace(folder, ALL_RULES), {}),
                (Workspace(None, ALL_RULES), contents),
                (Workspace(elsewhere, ALL_RULES), part),
            ):
                found = answers(workspace, batch, changed)
                assert found == wanted, shown(files)


@pytest.mark.thorough
@pytest.mark.parametrize("few", [0, 300], ids=["as many files", "as few"])
@some_examples(EXAMPLES // 8)
@given(data=st.data())
def test_several_processes_come_to_the_same_as_one(
    few: int, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace_module, "_FEW", few)
    files = data.draw(generated_projects.projects())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        workspace = Workspace(folder, ALL_RULES, is_cached=True)
        for _ in range(2):
            expected = of_all(folder)
            outcome = workspace.check(sorted(files), jobs=data.draw(st.integers(2, 4)))
            for path in files:
                assert answer(outcome, path)[:2] == expected[path][:2], shown(files)
            assert set(outcome.missing) == {
                it for _, _, missing in expected.values() for it in missing
            }
            again = Workspace(folder, ALL_RULES, is_cached=True)
            assert answers(again, sorted(files), {}) == expected, shown(files)
            update(folder, files, data.draw(generated_projects.edits(files)))


@some_examples(4)
@given(data=st.data())
def test_the_command_line_gives_one_answer_from_anywhere_and_by_any_path(
    data: st.DataObject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = data.draw(generated_projects.projects())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "project"
        write(folder, files)
        home = f'shared-home = "{ALL_RULES.shared_home}"'
        table = f"[tool.dto-handbook]\nselect = {list(ids())}\n{home}\n"
        write(folder, {"pyproject.toml": table, "a/b.txt": ""})
        (folder.parent / "link").symlink_to(folder)
        expected = of_all(folder)
        path = data.draw(st.sampled_from(sorted(files)))
        parent = Path(path).parent.as_posix()
        for here in (".", "a", parent):
            monkeypatch.chdir(folder / here)
            there = os.path.relpath(folder, folder / here)
            for place, wanted in (
                (there, list(files)),
                (f"{there}/{path}", [path]),
                (f"{folder}/{path}", [path]),
                (f"{there}/a/../{path}", [path]),
                (f"{folder.parent}/link/{path}", [path]),
                (f"{folder.parent}/link", list(files)),
                (f"{there}/{parent}", [it for it in files if it.startswith(f"{parent}/")]),
            ):
                options = data.draw(st.sampled_from(([], ["--no-cache"], ["--jobs", "2"])))
                capsys.readouterr()
                main(["check", "--output-format", "json", *options, place])
                report = json.loads(capsys.readouterr().out)
                for it in report["findings"]:
                    it["path"] = (
                        (folder / here / it["path"]).resolve().relative_to(folder).as_posix()
                    )
                assert shown_by(report) == places({path: expected[path] for path in wanted}), (
                    place, shown(files),
                )  # fmt: skip


# One change at a time

MANAGER = "src/ai/backend/manager"
TYPES = f"{MANAGER}/data/user/types.py"
READER = f"{MANAGER}/services/reader.py"
MODEL = "from pydantic import BaseModel\n\n\nclass Base(BaseModel): ...\n"
PLAIN = "class Base: ...\n"
DERIVED = "from ai.backend.manager.{} import {}\n\n\nclass A(Base): ...\n"
FIELD = "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass A:\n    x: {}\n"
TEST = (
    "from ai.backend.manager.data.user.types import A\n\n\n"
    "def f(a: A) -> None:\n    if a.x:\n        pass\n"
)
MAKE = "from ai.backend.manager.data.user.types import A\n\n\ndef make() -> A: ...\n"
MADE = (
    "from ai.backend.manager.lib import make\n\n\n"
    "def f() -> None:\n    if make().x:\n        pass\n"
)
CHANGES: dict[str, tuple[Mapping[str, str], Mapping[str, str | None], str]] = {
    "a field becomes optional": (
        {TYPES: FIELD.format("str"), READER: TEST}, {TYPES: FIELD.format("str | None")}, READER,
    ),
    "a field is optional no more": (
        {TYPES: FIELD.format("str | None"), READER: TEST}, {TYPES: FIELD.format("str")}, READER,
    ),
    "a field becomes optional that is reached through a function": (
        {TYPES: FIELD.format("str"), f"{MANAGER}/lib.py": MAKE, READER: MADE},
        {TYPES: FIELD.format("str | None")},
        READER,
    ),
    "a base appears": (
        {TYPES: DERIVED.format("base", "Base")}, {f"{MANAGER}/base.py": MODEL}, TYPES,
    ),
    "a base is deleted": (
        {TYPES: DERIVED.format("base", "Base"), f"{MANAGER}/base.py": MODEL},
        {f"{MANAGER}/base.py": None},
        TYPES,
    ),
    "a folder becomes a package": (
        {TYPES: DERIVED.format("lib", "*"), f"{MANAGER}/lib/other.py": ""},
        {f"{MANAGER}/lib/__init__.py": MODEL},
        TYPES,
    ),
    "a package takes a module's place": (
        {TYPES: DERIVED.format("base", "Base"), f"{MANAGER}/base.py": PLAIN},
        {f"{MANAGER}/base/__init__.py": MODEL},
        TYPES,
    ),
    "a module below a package takes the place of nothing": (
        {TYPES: DERIVED.format("base.inner", "Base"), f"{MANAGER}/base/__init__.py": ""},
        {f"{MANAGER}/base/inner.py": MODEL},
        TYPES,
    ),
    "a module hides the folder beside it": (
        {TYPES: DERIVED.format("base.inner", "Base"), f"{MANAGER}/base/inner.py": MODEL},
        {f"{MANAGER}/base.py": ""},
        TYPES,
    ),
    "a module of the same name comes before another": (
        {
            TYPES: DERIVED.format("base", "Base"),
            "old/src/ai/backend/manager/base.py": PLAIN,
        },
        {f"{MANAGER}/base.py": MODEL},
        TYPES,
    ),
    "a name is exported no more": (
        {TYPES: DERIVED.format("base", "*"), f"{MANAGER}/base.py": MODEL},
        {f"{MANAGER}/base.py": f"{MODEL}__all__ = ['other']\n"},
        TYPES,
    ),
    "an alias becomes circular": (
        {TYPES: DERIVED.format("base", "Base"), f"{MANAGER}/base.py": MODEL},
        {f"{MANAGER}/base.py": "from ai.backend.manager.data.user.types import Base\n"},
        TYPES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("young", [2 * 10**9, -(10**12)], ids=["just written", "there for long"])
@pytest.mark.parametrize(("before", "changes", "path"), CHANGES.values(), ids=CHANGES)
def test_a_change_elsewhere_is_seen_by_a_check_that_goes_on_and_by_one_with_an_index(
    before: Mapping[str, str],
    changes: Mapping[str, str | None],
    path: str,
    young: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(project_files, "_YOUNG", young)
    files = dict(before)
    write(tmp_path, files)
    alive = Workspace(tmp_path, ALL_RULES)
    first = answers(alive, [path], {})
    assert answers(Workspace(tmp_path, ALL_RULES, is_cached=True), [path], {}) == first
    for _ in range(2):  # There and back
        undone = {it: files.get(it) for it in changes}
        update(tmp_path, files, changes)
        expected = {path: of_all(tmp_path)[path]}
        assert expected != first
        assert answers(alive, [path], {}) == expected
        assert answers(Workspace(tmp_path, ALL_RULES, is_cached=True), [path], {}) == expected
        changes, first = undone, expected


# The samples


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the Manager in miniature."""
    folder = tmp_path_factory.mktemp("manager")
    write(folder, samples.manager())
    return folder


@pytest.mark.thorough
def test_the_manager_in_miniature_gets_one_answer_alone_in_folders_and_as_a_whole(
    manager: Path,
) -> None:
    expected = of_all(manager)
    folders = {(manager / path).parent for path in expected}
    for folder in folders:
        workspace = Workspace(manager, ALL_RULES)
        below = workspace.select([folder]).files
        found = answers(workspace, below, {})
        assert found == {path: expected[path] for path in below}
    for path in expected:
        found = answers(Workspace(manager, ALL_RULES), [path], {})
        assert found == {path: expected[path]}


@pytest.mark.thorough
@pytest.mark.parametrize("id", ids())
def test_the_samples_of_a_rule_get_one_answer_in_memory_on_disk_and_in_the_playground(
    id: str, manager: Path, tmp_path: Path
) -> None:
    package = rule_packages()[id]
    shutil.copytree(manager, tmp_path, dirs_exist_ok=True)
    for sample in (*package.invalid_samples, *package.valid_samples):
        together = package.invalid_samples if sample in package.invalid_samples else [sample]
        files = {it.path: it.text for it in together}
        write(tmp_path, files)
        contents = {path: text.encode() for path, text in files.items()}
        expected = answers(Workspace(tmp_path, ALL_RULES), sorted(files), {})
        assert answers(Workspace(manager, ALL_RULES), sorted(files), contents) == expected
        alone = answers(Workspace(manager, ALL_RULES), [sample.path], contents)
        assert alone == {sample.path: expected[sample.path]}
        assert shown_by(checker.check(files, all=True)) == places(expected)


@pytest.mark.thorough
@some_examples(5)
@given(files=generated_projects.projects())
def test_the_playground_answers_as_a_check_of_the_same_files_in_the_manager(
    manager: Path, files: dict[str, str]
) -> None:
    contents = {path: text.encode() for path, text in files.items()}
    expected = answers(Workspace(manager, ALL_RULES), sorted(files), contents)
    assert shown_by(checker.check(files, all=True)) == places(expected)
