"""Traceability: each clause is led to what holds it, or says why no rule can."""

import pytest
from handbook_site import BuiltSite, fail_with
from lxml import html
from project_code import ROOT

from dto_handbook.guideline.clauses import CLAUSES, Clause
from dto_handbook.rules.registry import rules_for

FILE = "src/dto_handbook/guideline/clauses.py"
LINES = (ROOT / FILE).read_text().splitlines()


def where(clause: Clause) -> str:
    line = LINES.index(f'        "{clause.id}",') + 1
    return f"{FILE}:{line}: clause {clause.id}"


def checked(clause: Clause) -> list[str]:
    return [rule.id for rule in rules_for([clause.id])]


def words_of(cell: html.HtmlElement) -> list[str]:
    return str(cell.text_content()).split()


def test_a_clause_is_checked_by_a_rule_or_says_why_none_can_check_it() -> None:
    fail_with(
        f"{where(clause)}: no rule names it, and it has no gap: write why no rule can check it"
        for clause in CLAUSES
        if not checked(clause) and not clause.gap
    )
    fail_with(
        f"{where(clause)}: {', '.join(checked(clause))} checks it: take its gap away"
        for clause in CLAUSES
        if checked(clause) and clause.gap
    )


def test_a_gap_points_only_to_clauses_that_a_rule_checks() -> None:
    open_ones = {clause.id for clause in CLAUSES if not checked(clause)}
    fail_with(
        f"{where(clause)}: its gap points to {word}, which no rule checks"
        for clause in CLAUSES
        for word in clause.gap.replace(",", " ").replace(".", " ").split()
        if word in open_ones
    )


@pytest.fixture(scope="module")
def article(site: BuiltSite) -> html.HtmlElement:
    return site.page("docs/traceability.md").article


def test_the_page_has_a_row_for_every_clause_with_its_rules(article: html.HtmlElement) -> None:
    rows = [row.cssselect("td") for row in article.cssselect(".traced tbody tr")]
    assert [words_of(row[0])[0] for row in rows] == [clause.id for clause in CLAUSES]
    fail_with(
        f"docs/traceability.md: clause {clause.id}: {what} {shown}, and it is {true}:"
        " run python -m dto_handbook_site generate"
        for clause, row in zip(CLAUSES, rows, strict=True)
        for what, shown, true in (
            ("the rules are", words_of(row[2]), checked(clause) or ["none"]),
            ("the number of samples is", len(row[1].cssselect("a")), len(clause.samples)),
        )
        if shown != true
    )


def test_every_test_that_the_page_names_is_there(article: html.HtmlElement) -> None:
    fail_with(
        f"docs/traceability.md: there is no {name}: run python -m dto_handbook_site generate"
        for name in {code.text_content() for code in article.cssselect(".traced td code")}
        if not (ROOT / name).is_file()
    )


def test_the_list_of_gaps_is_that_of_the_clauses_without_a_rule(article: html.HtmlElement) -> None:
    listed = article.xpath(".//h2[@id='gaps']/following-sibling::ul[1]/li")
    assert [words_of(entry)[0].rstrip(":") for entry in listed] == [
        clause.id for clause in CLAUSES if not checked(clause)
    ]
