"""What a page prints is accepted by a command, and until then its test fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mutation.project_copies import change, copy_project, restore, run
from project_code import ROOT

PAGE = "docs/guidelines/immutability.md"
ACCEPTED = PAGE.replace(".md", ".accepted")
LINE = next(
    number + 2
    for number, line in enumerate((ROOT / PAGE).read_text().splitlines())
    if line == "```python"
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("accept"))


@pytest.fixture
def project(copy: Path) -> Iterator[Path]:
    """A copy of the project, with the page as it is here."""
    yield copy
    restore(copy, {PAGE: None, ACCEPTED: None})


def edit(project: Path, old: str, new: str) -> None:
    text = (project / PAGE).read_text()
    assert old in text
    change(project, {PAGE: text.replace(old, new, 1)})


@pytest.mark.thorough
def test_an_output_that_changes_fails_until_it_is_accepted(project: Path) -> None:
    before = (project / ACCEPTED).read_text()
    test = ["pytest", "-q", "-n0", PAGE]
    assert not run(project, test)
    edit(project, 'print("devices:"', 'print("the devices:"')
    said = run(project, test)
    assert f"{PAGE}:{LINE}: frozen-harm: accepted (-) and seen now (+):\n" in said
    assert "\n    -devices: 0, 1, 2\n    +the devices: 0, 1, 2\n" in said
    assert f"run: python -m dto_handbook_site accept {PAGE}\n" in said
    assert not run(project, ["dto_handbook_site", "accept", PAGE])
    assert not run(project, test)
    after = before.replace("    devices: 0, 1, 2", "    the devices: 0, 1, 2")
    assert (project / ACCEPTED).read_text() == after != before


@pytest.mark.thorough
def test_a_rule_sentence_that_changes_is_accepted_too(project: Path) -> None:
    edit(project, "**A DTO never changes", "**A DTO seldom changes")
    assert not run(project, ["dto_handbook_site", "accept", PAGE])
    assert "\n    A DTO seldom changes after construction:" in (project / ACCEPTED).read_text()


def test_a_fence_that_fails_cannot_be_accepted(project: Path) -> None:
    before = (project / ACCEPTED).read_text()
    edit(project, 'print("devices:"', 'assert not "true", "no"\nprint("devices:"')
    said = run(project, ["dto_handbook_site", "accept", PAGE])
    assert f"{PAGE}: correct the fence that fails:" in said
    assert "AssertionError: no" in said
    assert (project / ACCEPTED).read_text() == before


def test_what_is_no_page_cannot_be_accepted(project: Path) -> None:
    said = run(project, ["dto_handbook_site", "accept", "docs/nowhere.md"])
    assert said == "docs/nowhere.md: no such page: name a Markdown file below docs/\n"


def test_what_was_accepted_of_a_page_that_is_gone_is_deleted(project: Path) -> None:
    change(project, {"docs/gone.accepted": "rule:\n    Gone.\n"})
    assert not run(project, ["dto_handbook_site", "accept", PAGE])
    assert not (project / "docs/gone.accepted").exists()
