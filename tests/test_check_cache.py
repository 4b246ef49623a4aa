"""What the cache of the checker promises: the same outcome, sooner."""

import json
import os
from pathlib import Path
from typing import NoReturn

import pytest

from dto_handbook.linter import index as cache
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Outcome
from dto_handbook.linter.index import FOLDER, run_cached
from dto_handbook.linter.runner import run
from dto_handbook.rules.registry import rules

DTO = '''"""A module."""
from dataclasses import dataclass


@dataclass
class SessionInfo:
    """A session."""

    tags: list[str]
'''
DEFAULTS = Settings()
SHOWN = "src/ai/backend/manager/data/session/info.py"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / SHOWN
    path.parent.mkdir(parents=True)
    path.write_text(DTO)
    return path


def cached(file: Path) -> Path:
    return file.parents[len(Path(SHOWN).parts) - 1] / FOLDER


def checked(file: Path, settings: Settings = DEFAULTS) -> Outcome:
    files = [(str(file), SHOWN)]
    return run_cached(cached(file), files, settings, lambda: run(files, rules(), settings, jobs=1))


def entries(file: Path) -> list[Path]:
    return sorted(set(cached(file).glob("*.json")) - {cached(file) / "files.json"})


def refuse(*_: object) -> NoReturn:
    raise AssertionError("looked at again")


def test_a_second_check_comes_to_the_same_without_looking_at_the_code(
    file: Path,
) -> None:
    first = checked(file)
    assert first.findings
    second = run_cached(cached(file), [(str(file), SHOWN)], DEFAULTS, refuse)
    assert second == first
    assert [found.fix for found in second.findings] == [found.fix for found in first.findings]
    assert any(found.fix is not None for found in second.findings)


def test_a_file_that_is_as_it_was_is_not_read_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_YOUNG", -(10**12))  # As if it had been there for long
    first = checked(file)
    monkeypatch.setattr(cache, "read", refuse)
    assert checked(file) == first


def test_a_change_that_leaves_size_and_time_alone_is_seen(file: Path) -> None:
    for _ in range(5):  # Some of these come within one tick of the file system's clock
        about = file.stat()
        flagged = any(found.rule == "DTO202" for found in checked(file).findings)
        assert flagged == ("list" in file.read_text())
        swapped = {"list[str]": "Any[str] ", "Any[str] ": "list[str]"}
        [old] = [part for part in swapped if part in file.read_text()]
        file.write_text(file.read_text().replace(old, swapped[old]))
        os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": [1]}', '{"a": ["x", 1]}'])
def test_a_list_of_files_that_was_cut_off_or_overwritten_is_as_good_as_none(
    file: Path, text: str
) -> None:
    expected = checked(file)
    (cached(file) / "files.json").write_text(text)
    assert checked(file) == expected


def test_what_has_changed_is_checked_anew(file: Path) -> None:
    before = {found.rule for found in checked(file).findings}
    file.write_text(DTO.replace("@dataclass\n", "@dataclass(frozen=True)\n"))
    assert before - {found.rule for found in checked(file).findings} == {"DTO201"}
    other = Settings(internal="ai.backend.manager.records")
    assert checked(file, other).findings == []
    assert len(entries(file)) == 3


@pytest.mark.parametrize("text", ["", "[", "[{}]", "{}", '[{"fix": 1}]', "null"])
def test_an_entry_that_was_cut_off_or_overwritten_is_as_good_as_none(file: Path, text: str) -> None:
    expected = checked(file)
    [entry] = entries(file)
    entry.write_text(text)
    assert checked(file) == expected
    assert json.loads(entry.read_text())


@pytest.mark.parametrize(
    "own", ["semantic/flow.py", "rules/dto001/rule.py", "guideline/placement.py"]
)
def test_a_change_of_the_checker_itself_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    monkeypatch.setattr(cache, "_PACKAGE", tmp_path)
    (tmp_path / own).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / own).write_text("A = 1\n")
    before = cache._key([], DEFAULTS, {})
    (tmp_path / own).write_text("A = 2\n")
    assert cache._key([], DEFAULTS, {}) != before


def test_a_file_in_the_cache_folders_place_is_ignored(file: Path) -> None:
    (file.parents[len(Path(SHOWN).parts) - 1] / FOLDER).write_text("")
    assert checked(file) == run([(str(file), SHOWN)], rules(), Settings(), jobs=1)


def test_an_outcome_with_files_that_were_not_checked_is_not_cached(file: Path) -> None:
    file.unlink()
    assert checked(file).errors
    assert entries(file) == []


def test_only_the_last_few_outcomes_are_cached(file: Path) -> None:
    for number in range(12):
        file.write_text(f"{DTO}# {number}\n")
        checked(file)
    assert len(entries(file)) == 8
