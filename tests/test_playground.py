"""What the playground asks of the checker, without the page around it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playground_cases import Request, command_line, request, requests

from dto_handbook.pages import playground

REQUESTS = requests()
PATH = "src/ai/backend/manager/data/session/quota.py"
UNFROZEN = '''"""A module."""

from dataclasses import dataclass


@dataclass
class Quota:
    """A quota (internal)."""

    limit: int
'''
CHANGED = f"""{UNFROZEN}

def raise_limit(quota: Quota) -> None:
    \"\"\"Raise a limit.\"\"\"
    quota.limit = 2
"""


def check(asked: Request) -> Any:
    return json.loads(playground.check(json.dumps(asked)))


def fix(asked: Request, number: int | None) -> Any:
    return json.loads(playground.fix(json.dumps({**asked, "fix": number})))


@pytest.mark.parametrize("name", REQUESTS)
def test_it_finds_what_the_command_line_finds(name: str, tmp_path: Path) -> None:
    answer = check(REQUESTS[name])
    assert answer["findings"] == command_line(tmp_path / "project", REQUESTS[name])
    assert answer["faults"] == []


def test_a_room_opened_in_it_is_the_room_that_is_compared() -> None:
    opened = json.loads(playground.samples())
    assert opened == {name: asked for name, asked in REQUESTS.items() if name in opened}


@pytest.mark.parametrize(
    "text",
    ["class", "x = 1\0", "\ud83d", "# coding: no-such\n", "(" * 5000, "\ufeffx = 1\n", ""],
    ids=["broken", "null", "half a character", "unknown coding", "deep", "mark", "empty"],
)
def test_a_text_that_is_no_module_gets_a_finding_and_no_error(text: str) -> None:
    answer = check(request({PATH: text}))
    is_module = text in {"", "\ufeffx = 1\n"}
    assert [finding["rule"] for finding in answer["findings"]] == ([] if is_module else ["DTO000"])


def test_one_fix_changes_what_its_finding_is_about_and_no_more() -> None:
    asked = request({PATH: UNFROZEN, PATH.replace("quota", "other"): UNFROZEN})
    answer = fix(asked, 1)
    assert [file["text"].count("frozen=True") for file in answer["files"]] == [1, 0]
    assert len(answer["findings"]) == 1


def test_a_fix_that_may_change_the_meaning_is_told_apart_and_left_to_a_click() -> None:
    asked = request({PATH: CHANGED})
    answer = check(asked)
    [number] = [n for n, found in enumerate(answer["findings"]) if found["rule"] == "DTO201"]
    assert answer["safe"] == []
    assert fix(asked, None)["files"][0]["text"] == CHANGED
    assert "frozen=True" in fix(asked, number)["files"][0]["text"]


def test_all_that_is_safe_is_fixed_at_once() -> None:
    bad: Mapping[str, Request] = json.loads(playground.samples())
    answer = fix(bad["DTO602"], None)
    assert answer["findings"] == []
    assert answer["safe"] == []
