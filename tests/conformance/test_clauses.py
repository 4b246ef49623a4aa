"""Clauses of the guideline: each is stated once, with its samples."""

import re
from collections.abc import Sequence

import pytest
from handbook_site import BuiltSite, Page, fail_with
from lxml import html
from project_code import ROOT, exists

from dto_handbook.guideline.clauses import CLAUSES, Clause


def stated_clauses(page: Page) -> Sequence[tuple[str, html.HtmlElement]]:
    """List the clauses that a page states, each with its heading."""
    return [
        (clause, heading)
        for heading in page.article.cssselect("[data-clause]")
        for clause in heading.get("data-clause").split()
    ]


def test_every_clause_has_one_heading_with_an_anchor(site: BuiltSite) -> None:
    places: dict[str, list[str]] = {clause.id: [] for clause in CLAUSES}
    problems = list[str]()
    for page in site.pages:
        for clause, heading in stated_clauses(page):
            if heading.tag not in {"h1", "h2", "h3", "h4"}:
                problems.append(f"{page.name}: clause {clause} on no heading")
            if not heading.get("id"):
                problems.append(f"{page.name}: the heading of clause {clause} has no id")
            if clause not in places:
                problems.append(f"{page.name}: there is no clause {clause} in clauses.py")
            places.setdefault(clause, []).append(f"{page.name}#{heading.get('id')}")
    fail_with(
        problems
        + [
            f"clause {clause.id} ({clause.statement}): "
            + (f"more than one heading: {found}" if found else "no heading states it on any page;")
            + f' write one with {{ #anchor data-clause="{clause.id}" }}'
            for clause in CLAUSES
            if len(found := places[clause.id]) != 1
        ]
    )


def test_the_page_of_a_clause_shows_its_samples(site: BuiltSite) -> None:
    def shows(page: Page, sample: str) -> bool:
        shown = page.article.xpath(f"//*[@data-module='{sample}']")
        linked = page.article.xpath(f"//a[contains(@href, '#{sample}')]")
        return bool(shown or linked)

    fail_with(
        f"{page.name}: clause {clause.id} has the sample {sample}, and the page neither shows it"
        " nor links to it"
        for page in site.pages
        for stated, _ in stated_clauses(page)
        for clause in CLAUSES
        if clause.id == stated
        for sample in clause.samples
        if not shows(page, sample)
    )


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_the_samples_of_a_clause_exist(clause: Clause) -> None:
    fail_with(
        f"src/dto_handbook/guideline/clauses.py: clause {clause.id}: there is no {sample}"
        for sample in clause.samples
        if not exists(sample)
    )


def test_the_clauses_are_those_of_the_numbered_guideline() -> None:
    numbered = ROOT.parent / "shared" / "clauses.md"
    if not numbered.is_file():
        return  # Only beside the team's own checkout; elsewhere clauses.py is all there is
    ids = re.findall(r"\*\*([A-Z]\d[a-z]?)\*\*", numbered.read_text())
    assert sorted(ids) == sorted(clause.id for clause in CLAUSES)
