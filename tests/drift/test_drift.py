"""Every change of a kind that happens in life turns a gate red, which names the place."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from drift.copies import build, change, copy_project, gates, restore
from drift.mutants import Mutant, batches, text_of
from drift.of_code import all_of_code
from drift.of_pages import all_of_pages
from drift.of_site import all_of_site
from handbook_site import BuiltSite
from project_code import ROOT

SURVIVORS: dict[str, str] = {}
"""Mutants that no gate sees, each with the reason why that is right."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "batch" not in metafunc.fixturenames:
        return
    mutants = [*all_of_code(), *all_of_pages()]
    if metafunc.config.getoption("--all-mutants"):
        chosen = batches(mutants, by_kind=True)
    else:
        chosen = batches([it for it in mutants if not it.is_loud], by_kind=False)[:1]
    metafunc.parametrize("batch", chosen, ids=lambda batch: f"{len(batch)} {batch[0].id}")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("drift"))


@pytest.fixture
def changed(batch: Sequence[Mutant], project: Path) -> Iterator[Path]:
    for mutant in batch:
        change(project, mutant.changes)
    yield project
    for mutant in batch:
        restore(project, mutant.changes)


def test_changes_turn_gates_red_that_name_their_places(
    batch: Sequence[Mutant], changed: Path, tmp_path: Path
) -> None:
    said = ""
    unseen = list(batch)
    site = tmp_path / "site"
    looks: Sequence[Callable[[], str]] = (
        lambda: gates(changed, "--no-site"),
        lambda: build(changed, site),
        lambda: gates(changed, f"--site={site}"),
    )
    for look in looks:
        if unseen:
            said += look()
            unseen = [it for it in unseen if not any(place in said for place in it.named)]
    survivors = [it.id for it in unseen if it.id not in SURVIVORS]
    assert not survivors, f"no gate names the place of:\n{chr(10).join(survivors)}\n{said[-9000:]}"


def test_a_change_of_the_built_site_turns_a_gate_red(
    site: BuiltSite, project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site"  # Others look at theirs meanwhile
    shutil.copytree(site.folder, folder)
    mutants = all_of_site(folder)
    survived = list[str]()
    for mutant in mutants:
        before = {path: (folder / path).read_text() for path in mutant.changes}
        change(folder, mutant.changes)
        try:
            said = gates(project, f"--site={folder}", "-k", "not rooms")
        finally:
            change(folder, before)
        if not any(place in said for place in mutant.named):
            survived.append(f"{mutant.id}: {said[-300:]}")
    assert survived == []


def test_there_are_mutants_of_every_kind_and_none_twice(site: BuiltSite) -> None:
    mutants = [*all_of_code(), *all_of_pages()]
    for mutant in mutants:
        now = {path: text_of(path) if (ROOT / path).is_file() else "" for path in mutant.changes}
        assert mutant.changes != now, f"{mutant.id} changes nothing"
    mutants += all_of_site(site.folder)
    twice = [id for id, number in Counter(mutant.id for mutant in mutants).items() if number > 1]
    assert twice == []
    assert len(mutants) >= 120
