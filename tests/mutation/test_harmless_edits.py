"""Edits that leave all true make no conformance test fail; a library's new output does."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutation.mutants import edited, pages, text_of
from mutation.project_copies import Changes, build, change, conformance_tests, copy_project, run

from dto_handbook_site.build.addresses import register

ALLOCATION = "src/ai/backend/manager/data/session/allocation.py"
PAGE = """---
description: A page that somebody adds.
---

# Added { #added }

**A page more.**

Five rules look at it. A key is hashable. With the value `300`, a request waits 300 seconds. Bring
it up to date with `git rebase`.
"""


def reflowed(path: str) -> Changes:
    """Break the lines of a page's first long paragraph elsewhere."""
    prose, *rest = text_of(path).split("\n```", 1)
    paragraphs = prose.split("\n\n")
    number = next(
        number
        for number, text in enumerate(paragraphs)
        if "\n" in text and text[0].isalpha() and "{ ." not in text
    )
    paragraphs[number] = textwrap.fill(
        paragraphs[number], 70, break_long_words=False, break_on_hyphens=False
    )
    return {path: "\n```".join(["\n\n".join(paragraphs), *rest])}


def edits() -> Iterator[Changes]:
    """Make edits of kinds that happen in life, each in a file of its own."""
    for path in (
        "docs/purpose.md",
        "docs/layers.md",
        "docs/use/review.md",
        "docs/domains/user.md",
    ):
        assert path in pages()
        yield reflowed(path)
    yield {ALLOCATION: f"{text_of(ALLOCATION)}\n# Nobody reads this.\n"}
    rule = "src/dto_handbook/rules/dto602/rule.py"
    yield edited(rule, "import ast\n", "# First of all:\nimport ast\n")
    service = "src/ai/backend/manager/services/user.py"
    yield edited(service, '"""\n', '"""\n\n# A comment below the docstring.\n')
    yield {"README.md": f"{text_of('README.md')}\nThat is all.\n"}
    yield {"docs/added.md": PAGE}
    first, second = "      - Layers: layers.md\n", "      - The Manager: manager.md\n"
    added = "      - Added: added.md\n"
    yield edited("mkdocs.yml", f"{first}{second}", f"{second}{first}{added}")
    yield edited("docs/guidelines/none-checks.md", "\n## ", "\nOne more thing.\n\n## ")


@pytest.mark.thorough
def test_harmless_edits_stay_green(tmp_path: Path) -> None:
    project, site = copy_project(tmp_path), tmp_path / "site"
    for changes in edits():
        change(project, changes)
    said = build(project, site)
    assert not said, said
    register(site, project / "src/dto_handbook_site/build/published.txt")  # As `generate` does
    said = conformance_tests(project, f"--site={site}")
    assert not said, said


@pytest.mark.thorough
def test_a_library_that_prints_something_else_makes_the_pages_tests_fail(tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    change(newer, {
        "sitecustomize.py": "from pydantic import BaseModel\n"
        "BaseModel.__str__ = lambda self: self.__repr_str__(', ')\n",
    })  # fmt: skip
    page = "docs/rules/DTO003.md"
    said = run(copy_project(tmp_path), ["pytest", "-q", "-n0", page], str(newer))
    assert re.search(r"\+shared DTO: +agent_id='i-1', running_sessions=2\n", said)
    assert re.search(rf"{page}:\d+: harm: accepted", said)
