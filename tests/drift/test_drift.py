"""Every change of a kind that happens in life turns a gate red, which names the place."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from drift.copies import build, change, copy_project, gates, restore
from drift.mutants import Mutant
from drift.of_code import all_of_code
from drift.of_pages import all_of_pages
from drift.of_site import all_of_site
from handbook_site import BuiltSite
from project_code import ROOT

SURVIVORS: dict[str, str] = {}
"""Mutants that no gate sees, each with the reason why that is right."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mutant" not in metafunc.fixturenames:
        return
    mutants = [*all_of_code(), *all_of_pages()]
    if not metafunc.config.getoption("--all-mutants"):
        mutants = random.Random(SAMPLE).sample(mutants, SAMPLE)
    metafunc.parametrize("mutant", mutants, ids=lambda mutant: mutant.id)


SAMPLE = 4


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("drift"))


@pytest.fixture
def changed(mutant: Mutant, project: Path) -> Iterator[Path]:
    change(project, mutant.changes)
    yield project
    restore(project, mutant.changes)


def test_a_change_turns_a_gate_red_that_names_the_place(
    mutant: Mutant, changed: Path, tmp_path: Path
) -> None:
    said = (
        gates(changed, "--no-site", "--maxfail=8")
        or build(changed, tmp_path / "site")
        or gates(changed, f"--site={tmp_path / 'site'}", "--maxfail=8")
    )
    if mutant.id in SURVIVORS:
        assert not said, f"{mutant.id} is seen now: take it out of the survivors' list"
        return
    assert said, f"no gate sees it: {mutant.id}"
    assert any(place in said for place in mutant.named), (
        f"no word of {mutant.named}:\n{said[-3000:]}"
    )


def test_a_change_of_the_built_site_turns_a_gate_red(site: BuiltSite, project: Path) -> None:
    mutants = all_of_site(site.folder)
    survived = list[str]()
    for mutant in mutants:
        before = {path: (site.folder / path).read_text() for path in mutant.changes}
        change(site.folder, mutant.changes)
        try:
            said = gates(project, f"--site={site.folder}", "-k", "not rooms")
        finally:
            change(site.folder, before)
        if not any(place in said for place in mutant.named):
            survived.append(f"{mutant.id}: {said[-300:]}")
    assert survived == []


def test_there_are_mutants_of_every_kind_and_none_twice(site: BuiltSite) -> None:
    mutants = [*all_of_code(), *all_of_pages(), *all_of_site(site.folder)]
    twice = [id for id, number in Counter(mutant.id for mutant in mutants).items() if number > 1]
    assert twice == []
    assert len(mutants) >= 120
    for mutant in mutants:
        if not mutant.is_of_site:
            assert any(
                text is None or not (ROOT / path).is_file() or text != (ROOT / path).read_text()
                for path, text in mutant.changes.items()
            ), f"{mutant.id} changes nothing"
