"""What the cache of the checker promises: the same outcome, sooner."""

import json
from pathlib import Path

import pytest

from dto_handbook.catalogue import rules
from dto_handbook.engine import cache
from dto_handbook.engine.cache import FOLDER, run_cached
from dto_handbook.engine.run import Outcome, run
from dto_handbook.engine.settings import Settings

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


def checked(file: Path, settings: Settings = DEFAULTS) -> Outcome:
    folder = file.parents[len(Path(SHOWN).parts) - 1] / FOLDER
    return run_cached(folder, [(str(file), SHOWN)], rules(), settings, jobs=1)


def entries(file: Path) -> list[Path]:
    return sorted((file.parents[len(Path(SHOWN).parts) - 1] / FOLDER).glob("*.json"))


def test_a_second_check_comes_to_the_same_without_looking_at_the_code(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = checked(file)
    assert first.findings

    def refuse(*_: object) -> Outcome:
        raise AssertionError("checked anew")

    monkeypatch.setattr(cache, "run", refuse)
    second = checked(file)
    assert second == first
    assert [found.fix for found in second.findings] == [found.fix for found in first.findings]
    assert any(found.fix is not None for found in second.findings)


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


def test_a_file_in_the_cache_folders_place_does_no_harm(file: Path) -> None:
    (file.parents[len(Path(SHOWN).parts) - 1] / FOLDER).write_text("")
    assert checked(file) == run([(str(file), SHOWN)], rules(), Settings(), jobs=1)


def test_an_outcome_with_files_that_were_not_checked_is_not_kept(file: Path) -> None:
    file.unlink()
    assert checked(file).faults
    assert entries(file) == []


def test_only_the_last_few_outcomes_are_kept(file: Path) -> None:
    for number in range(12):
        file.write_text(f"{DTO}# {number}\n")
        checked(file)
    assert len(entries(file)) == 8
