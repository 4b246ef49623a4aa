"""What docs/contributing.md asks for after a change makes all conformance tests pass again."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutation.mutants import DOCS, edited, named, text_of
from mutation.project_copies import (
    Changes,
    build,
    change,
    conformance_tests,
    copy_project,
    restore,
    run,
)
from suffixed_rule import FILES

REGISTRY = "src/dto_handbook_site/build/published.txt"


def moved() -> Changes:
    """Move a heading to another page, a page and a tab, as docs/contributing.md has it."""
    page, other, tab = "docs/use/review.md", "docs/use/ci.md", "docs/guidelines/immutability.md"
    text, heading, section = text_of(page).partition("\n## When a machine should not decide")
    assert heading
    registry = text_of(REGISTRY)
    for old, new in (
        ("/use/review/#judgement", "/use/ci/#judgement"),
        ("/use/review/", "/use/reviewing/"),
        ("/guidelines/immutability/#tuples-bad-a-list", "/guidelines/immutability/#tuples-bad-one"),
    ):
        assert f"{old}\n" in registry
        registry = registry.replace(f"{old}\n", f"{old} -> {new}\n")
    others = {named(path) for path in DOCS.rglob("*.md")} - {page, other, tab}
    linking = {
        path: text_of(path).replace("use/review.md", "use/reviewing.md")
        for path in sorted({*others, "mkdocs.yml"})
        if "use/review.md" in text_of(path)
    }
    return {
        page: None,
        page.replace("review", "reviewing"): text,
        other: f"{text_of(other)}{heading}{section}",
        **edited(tab, '=== "Bad: a list"', '=== "Bad: one"'),
        **linking,
        REGISTRY: registry,
    }


# One copy for all that has to be generated: to build the site, and to run all tests, takes longest.
@pytest.mark.thorough
def test_what_moves_a_new_rule_and_a_new_name_break_no_test_once_pages_are_generated(
    tmp_path: Path,
) -> None:
    project, site = copy_project(tmp_path), tmp_path / "site"
    change(project, edited("src/dto_handbook/rules/dto201/rule.py", "Not frozen", "Thawed"))
    said = conformance_tests(project, "--no-site", "-k", "written")
    assert "run: python -m dto_handbook_site generate" in said

    assert not run(project, ["dto_handbook_site", "new-rule", "DTO701", "Suffixed name"])
    assert "still to write" in run(project, ["dto_handbook_site", "generate"])
    folder = project / "src/dto_handbook/rules/dto701"
    for name, text in FILES.items():
        (folder / name).write_text(text)

    change(project, moved())
    for command in ("generate", "accept"):
        said = run(project, ["dto_handbook_site", command])
        assert not said, said
    # That nothing is left to generate is a conformance test
    said = build(project, site) or conformance_tests(project, f"--site={site}")
    assert not said, said
    for old in ("/use/review/#judgement", "/use/review/#links"):
        page, _, anchor = old.partition("#")
        assert f'id="{anchor}"' in (site / page.strip("/") / "index.html").read_text()

    restore(project, moved())  # The mutants name these pages
    said = run(project, ["pytest", "-q", "-n0", "--collect-only", "--thorough"])
    assert not said, said
