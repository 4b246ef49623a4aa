"""The calls of the playground to the checker, without the page."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from playground_cases import found_by_command_line, requests

from dto_handbook_site.playground import checker as playground

PATH = "src/ai/backend/manager/data/session/quota.py"
OTHER = "src/ai/backend/manager/data/session/other.py"
UNFROZEN = '''"""A module."""

from dataclasses import dataclass


@dataclass
class Quota:
    """A quota (internal)."""

    limit: int
'''
CHANGED = f'''{UNFROZEN}

def raise_limit(quota: Quota) -> None:
    """Raise a limit."""
    quota.limit = 2
'''


def check(files: Mapping[str, str]) -> dict[str, Any]:
    return playground.check(files, all=False)


def fix(files: Mapping[str, str], number: int | None) -> dict[str, Any]:
    return playground.fix(files, all=False, number=number)


@pytest.mark.thorough
@pytest.mark.parametrize("name", requests())
def test_it_finds_what_the_command_line_finds(name: str) -> None:
    answer = playground.check(**requests()[name])
    assert answer["findings"] == found_by_command_line(name)
    assert answer["errors"] == []


def test_the_rule_package_that_is_opened_in_it_is_the_one_that_is_compared() -> None:
    for name, state in playground.samples().items():
        files = {file["path"]: file["text"] for file in state["files"]}
        assert {"files": files, "all": state["all"]} == requests()[name]


@pytest.mark.parametrize(
    "text",
    ["class", "x = 1\0", "\ud83d", "# coding: no-such\n", "(" * 5000],
    ids=["broken", "null", "half a character", "unknown coding", "deep"],
)
def test_a_text_that_is_no_module_gets_a_finding_and_no_error(text: str) -> None:
    answer = check({PATH: text})
    assert [finding["rule"] for finding in answer["findings"]] == ["DTO000"]
    json.dumps(answer)


@pytest.mark.parametrize("text", ["", "\ufeffx = 1\n", "x = 1\r\n"], ids=["empty", "mark", "CRLF"])
def test_a_text_that_is_a_module_of_an_unusual_kind_gets_none(text: str) -> None:
    assert check({PATH: text})["findings"] == []


def test_one_fix_changes_what_its_finding_is_about_and_no_more() -> None:
    answer = fix({PATH: UNFROZEN, OTHER: UNFROZEN}, 1)
    assert {path: text.count("frozen=True") for path, text in answer["files"].items()} == {
        PATH: 1,
        OTHER: 0,
    }
    assert [finding["path"] for finding in answer["findings"]] == [OTHER]


def test_a_fix_that_may_change_the_meaning_is_marked_and_left_to_a_click() -> None:
    answer = check({PATH: CHANGED})
    [number] = [n for n, found in enumerate(answer["findings"]) if found["rule"] == "DTO201"]
    assert answer["safe"] == []
    assert fix({PATH: CHANGED}, None)["files"] == {PATH: CHANGED}
    assert "frozen=True" in fix({PATH: CHANGED}, number)["files"][PATH]


def test_all_that_is_safe_is_fixed_at_once() -> None:
    files = requests()["DTO602"]["files"]
    assert len(check(files)["safe"]) == 1
    answer = fix(files, None)
    assert answer["safe"] == []
    assert len(answer["findings"]) == len(check(files)["findings"]) - 1
