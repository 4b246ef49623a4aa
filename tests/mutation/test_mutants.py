"""Every realistic change makes a conformance test fail that names the place."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from handbook_site import BuiltSite, fail_with
from mutation.code_mutants import all_of_code
from mutation.mutants import Mutant, batches, text_of
from mutation.page_mutants import all_of_pages
from mutation.project_copies import (
    build,
    change,
    conformance_tests,
    copy_project,
    restore,
    site_tests,
)
from mutation.site_mutants import all_of_site
from project_code import ROOT


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "batch" not in metafunc.fixturenames:
        return
    if not metafunc.config.getoption("--thorough"):  # To make them takes a while
        metafunc.parametrize("batch", [()], ids=["left out"])
        return
    mutants = [*all_of_code(), *all_of_pages()]
    if metafunc.config.getoption("--all-mutants"):
        chosen = batches(mutants, by_kind=True)
    else:
        chosen = batches([it for it in mutants if not it.is_loud], by_kind=False)[:1]
    metafunc.parametrize("batch", chosen, ids=lambda batch: f"{len(batch)} {batch[0].id}")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("mutants"))


def unseen(batch: Sequence[Mutant], project: Path, site: Path) -> Iterator[tuple[Mutant, str]]:
    """Try mutants together; those that no failing test names, each alone, as one may hide another.

    Args:
        batch: Mutants of different files.
        project: A copy of the project.
        site: Where to build its site.

    Yields:
        Each that no failing test names, with what the tests say instead.
    """
    said, left = "", list(batch)

    def built_again() -> str:
        return build(project, site)

    looks: Sequence[Callable[[], str]] = (
        lambda: conformance_tests(project, "--no-site"),
        built_again,
        lambda: conformance_tests(project, f"--site={site}"),
    )
    for mutant in batch:
        change(project, mutant.changes)
    for look in looks:
        seen = left
        while left and seen:
            said += look()
            seen = [it for it in left if any(place in said for place in it.named)]
            for mutant in seen:  # It has been seen, and hides no other one any more
                restore(project, mutant.changes)
                left.remove(mutant)
            if look is not built_again or (site / "llms.txt").is_file():  # Which is written last
                break
    for mutant in left:
        restore(project, mutant.changes)
    if len(batch) == 1:
        yield from ((mutant, said) for mutant in left)
    else:
        for mutant in left:
            yield from unseen([mutant], project, site)


@pytest.mark.thorough
def test_changes_make_conformance_tests_fail_that_name_their_places(
    batch: Sequence[Mutant], project: Path, tmp_path: Path
) -> None:
    fail_with(
        f"no failing test names the place of {mutant.id}, but:\n{said[-9000:]}"
        for mutant, said in unseen(batch, project, tmp_path / "site")
    )


@pytest.mark.thorough
def test_changes_of_the_built_site_make_conformance_tests_fail_that_name_the_page(
    site: BuiltSite, project: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    all_batches = batches(all_of_site(site.folder), by_kind=False)
    for number, batch in enumerate(
        all_batches if pytestconfig.getoption("--all-mutants") else all_batches[:1]
    ):
        edited = tmp_path / str(number)
        shutil.copytree(site.folder, edited)
        for mutant in batch:
            change(edited, mutant.changes)
        said = site_tests(project, edited)
        fail_with(
            f"no failing test names the page of {it.id}, but:\n{said[-9000:]}"
            for it in batch
            if not any(place in said for place in it.named)
        )


def test_there_are_mutants_of_every_kind_and_none_twice(site: BuiltSite) -> None:
    mutants = [*all_of_code(), *all_of_pages()]
    for mutant in mutants:
        now = {path: text_of(path) if (ROOT / path).is_file() else "" for path in mutant.changes}
        assert mutant.changes != now, f"{mutant.id} changes nothing"
    mutants += all_of_site(site.folder)
    twice = [id for id, number in Counter(mutant.id for mutant in mutants).items() if number > 1]
    assert twice == []
    assert len(mutants) >= 120
