"""What is written for agents and reviewers, into a file that is otherwise left unchanged."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dto_handbook import __version__
from dto_handbook.cli.main import main
from dto_handbook.guideline.placement import CASES
from dto_handbook.linter.rule import Rule
from dto_handbook.rules.registry import rules


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def section(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["export", "agents-md"]) == 0
    return capsys.readouterr().out


def names(rule: type[Rule]) -> tuple[str, str]:
    return rule.id, " ".join(rule.summary().split())


def test_the_section_is_a_line_for_each_rule_that_is_checked_and_names_it_once(
    section: str,
) -> None:
    checked = [names(rule) for rule in rules() if rule.is_default]
    assert re.findall(r"^- (DTO\d+): (.*)$", section, re.MULTILINE) == checked
    assert re.findall(r"DTO\d+", section) == [id for id, _ in checked]
    assert section.startswith(f"<!-- dto-handbook {__version__}:")
    assert len(section.splitlines()) == len(checked) + 7


def test_the_skill_says_how_to_fix_each_rule_that_is_checked_and_where_a_dto_goes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["export", "skill"]) == 0
    skill = capsys.readouterr().out
    _, head, body = skill.split("---\n", 2)
    assert sorted(yaml.safe_load(head)) == ["description", "name"]
    entries = re.findall(r"^- (DTO\d+): (.*)\n  Fix: (.*)$", body, re.MULTILINE)
    assert entries == [
        (*names(rule), " ".join(rule.sections()["How to fix"].split()))
        for rule in rules()
        if rule.is_default
    ]
    rows = re.findall(r"^\| (.*) \| `(.*)` \| (.*) \|$", body, re.MULTILINE)
    assert [(text, form) for text, _, form in rows] == [(it.text, it.home.form) for it in CASES]


def test_a_skill_keeps_its_own_head_and_what_is_around_the_section(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = Path("SKILL.md")
    assert main(["export", "skill", "--write", "SKILL.md"]) == 0
    assert main(["export", "skill"]) == 0
    assert file.read_text() == capsys.readouterr().out
    edited = file.read_text().replace("name: dto-guide", "name: ours") + "More.\n"
    file.write_text(edited)
    assert main(["export", "skill", "--write", "SKILL.md"]) == 0
    assert file.read_text() == edited


def test_with_an_address_each_rule_is_linked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.dto-handbook]\naddress = "https://h.example/"')
    assert main(["export", "agents-md"]) == 0
    text = capsys.readouterr().out
    for rule in filter(lambda it: it.is_default, rules()):
        assert f"[{rule.id}](https://h.example/rules/{rule.id}/)" in text


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=repr)
@pytest.mark.parametrize("before", ["", "# Ours", "# Ours\n", "# Ours\n\n", "# 数\n\nText.\n"])
def test_writing_keeps_all_else_and_a_second_time_changes_nothing(
    before: str, newline: str, section: str
) -> None:
    file = Path("AGENTS.md")
    file.write_bytes(before.replace("\n", newline).encode())
    assert main(["export", "agents-md", "--write", "AGENTS.md"]) == 0
    first = file.read_bytes()
    text = first.decode().replace("\r\n", "\n")
    assert text.startswith(before)
    assert text.endswith(section)
    after = b"## After\r\n" if b"\r\n" in first else b"## After\n"
    file.write_bytes(first + after)
    assert main(["export", "agents-md", "--write", "AGENTS.md"]) == 0
    assert file.read_bytes() == first + after


def test_a_section_of_another_version_is_replaced(section: str) -> None:
    file = Path("AGENTS.md")
    old = section.replace(f"dto-handbook {__version__}", "dto-handbook 0.0.9rc1")
    file.write_text(f"# Ours\n\n{old.replace('DTO201', 'DTO999')}\n## After\n")
    assert main(["export", "agents-md", "--write", "AGENTS.md"]) == 0
    assert file.read_text() == f"# Ours\n\n{section}\n## After\n"


def test_a_file_that_is_not_there_is_made(section: str) -> None:
    assert main(["export", "agents-md", "--write", "new.md"]) == 0
    assert Path("new.md").read_text() == section


def cut(section: str) -> dict[str, bytes]:
    head, tail = section.splitlines()[0], section.splitlines()[-1]
    return {
        "no end": head.encode(),
        "no begin": tail.encode(),
        "twice": (section * 2).encode(),
        "wrong order": f"{tail}\n{head}\n".encode(),
        "no text": b"\xff\xfe",
    }


@pytest.mark.parametrize("error", ["no end", "no begin", "twice", "wrong order", "no text"])
def test_a_file_whose_section_cannot_be_found_is_left_as_it_was(
    error: str, section: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("AGENTS.md")
    file.write_bytes(content := cut(section)[error])
    assert main(["export", "agents-md", "--write", "AGENTS.md"]) == 2
    assert capsys.readouterr().err.startswith("dto-handbook: AGENTS.md: not written: ")
    assert file.read_bytes() == content
    assert [path.name for path in Path().iterdir()] == ["AGENTS.md"]


def test_a_folder_that_is_not_there_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "agents-md", "--write", "no/AGENTS.md"]) == 2
    assert "no/AGENTS.md: not written: " in capsys.readouterr().err


def test_the_checklist_has_a_box_for_each_rule_that_is_checked_by_default(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["export", "checklist"]) == 0
    text = capsys.readouterr().out
    boxes = re.findall(r"^- \[ \] (DTO\d+): (.*)$", text, re.MULTILINE)
    assert boxes == [
        names(rule)
        for rule in rules()
        if rule.is_default and rule.id != "DTO901"  # Which is about suppressions, not about DTOs
    ]
    assert main(["export", "checklist", "--write", "template.md"]) == 0
    assert Path("template.md").read_text() == text


def test_what_is_written_is_what_the_project_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = '[tool.dto-handbook]\npreset = "backend.ai-2026"\nignore = ["DTO201"]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    assert main(["export", "checklist"]) == 0
    checklist = capsys.readouterr().out
    assert "DTO007" in checklist
    assert "DTO201" not in checklist
    assert main(["export", "agents-md"]) == 0
    section = capsys.readouterr().out
    assert "DTO007" in section
    assert "DTO201" not in section
    assert "Do NOT suppress a finding" in section
    assert main(["export", "skill"]) == 0
    assert "`ai.backend.common.dto.manager.v2`" in capsys.readouterr().out


@pytest.mark.thorough
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_seen_enough_gets_no_traceback(unbuffered: str) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "dto_handbook", "export", "agents-md"],
        stdout=write,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")
