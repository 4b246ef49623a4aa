"""The rules' pages against the rule packages, and against what `explain` says."""

import itertools
import json
from pathlib import Path

import pytest
from handbook_site import BuiltSite, fail_with
from lxml import html
from project_code import ROOT

from dto_handbook.cli.main import main
from dto_handbook.guideline.review_comment import rule_comment
from dto_handbook.rules.registry import RulePackage, rule_packages
from dto_handbook_site.demos.samples import findings_in
from dto_handbook_site.generate.rules import pages

PACKAGES = rule_packages()
each_package = pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)


def difference(path: Path, text: str) -> str | None:
    there = path.read_text().splitlines() if path.is_file() else []
    lines = itertools.zip_longest(there, text.splitlines(), fillvalue="nothing")
    for number, (line, expected) in enumerate(lines, 1):
        if line != expected:
            place = f"{path.relative_to(ROOT).as_posix()}:{number}"
            return (
                f"{place}: says\n    {line}\nand would be written as\n    {expected}\n"
                "Fix what it is written from, or run: python -m dto_handbook_site generate"
            )
    return None


def test_what_is_written_from_the_rule_packages_is_up_to_date() -> None:
    fail_with(filter(None, (difference(path, text) for path, text in pages().items())))


def test_no_page_of_a_rule_is_left_over() -> None:
    written = {path.stem for path in (ROOT / "docs" / "rules").glob("DTO*.md")}
    fail_with(
        f"docs/rules/{id}.md: no rule has it: delete it, and give its address an arrow in"
        " src/dto_handbook_site/build/published.txt"
        for id in sorted(written - {*PACKAGES})
    )
    assert written == {*PACKAGES}


def plain(text: str) -> str:
    """Leave out what only marks text up, and how its lines are broken."""
    return " ".join(text.replace("`", "").split())


@each_package
def test_explain_says_the_same_as_the_page(
    package: RulePackage, site: BuiltSite, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = package.rule
    assert main(["explain", rule.id]) == 0
    explained = plain(capsys.readouterr().out)
    assert main(["explain", rule.id, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)

    shown = plain(site.page(f"docs/rules/{rule.id}.md").article.text_content())
    for text in (rule.summary(), *rule.sections().values(), rule.name):
        for paragraph in text.split("\n\n"):
            assert plain(paragraph) in explained
            assert plain(paragraph) in shown
    assert plain(f"In review: {rule_comment(rule)}") in explained
    assert facts["In review"] == rule_comment(rule)
    assert facts["id"] == rule.id
    assert facts["summary"] == rule.summary()
    assert {title: facts[title] for title in rule.sections()} == rule.sections()
    assert tuple(facts["clauses"]) == rule.clauses
    assert facts["severity"] == rule.severity
    assert facts["default"] == rule.is_default
    assert facts["fix"] == rule.fixes

    # The rule's own attributes, in words that are written here a second time.
    fix = {"safe": "fixed by --fix.", "unsafe": "fixed by --fix --unsafe-fixes."}
    state = "by default" if rule.is_default else "only where it is selected"
    status = f"{rule.severity}, checked {state}, {fix.get(rule.fixes, 'no automatic fix.')}"
    assert f"Severity: {status}" in explained
    assert f"Severity: {status}" in shown
    [row] = (
        row
        for row in site.page("docs/rules/index.md").article.cssselect("tbody tr")
        if row.text_content().split()[0] == rule.id
    )
    cells = [cell.text_content() for cell in row.cssselect("td")[3:]]
    assert cells == [f"{rule.severity}{'' if rule.is_default else ', off'}", rule.fixes]


def test_no_page_shows_a_comment_that_announces_a_finding(site: BuiltSite) -> None:
    fail_with(
        f"{page.where(block.text_content())}: shows {module}"
        for page in site.pages
        for block in page.article.cssselect("pre")
        for module in block.xpath("ancestor::div[@data-module]/@data-module")
        if "# WRONG" in block.text_content()
    )


def position(mark: html.HtmlElement, code: html.HtmlElement) -> tuple[int, int]:
    """Return the line and column at which a mark begins in a block of code."""
    texts = mark.xpath("preceding::text()")
    before = "".join(it for it in texts if code in it.getparent().iterancestors())
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


@each_package
def test_what_the_rule_flags_is_on_the_first_screen_of_its_page(package: RulePackage) -> None:
    first, *_ = package.invalid_samples
    findings = findings_in(package.invalid_samples, [package.rule])
    line = min(found.line for found in findings if found.path == first.path)
    assert line <= 22, f"{first.path}: shorten what comes before line {line}"


@each_package
def test_each_span_that_the_rule_flags_is_linked_with_its_message(
    package: RulePackage, site: BuiltSite
) -> None:
    article = site.page(f"docs/rules/{package.rule.id}.md").article
    findings = findings_in(package.invalid_samples, [package.rule])
    for sample in package.invalid_samples:
        [box] = article.xpath(f"//div[@data-module='{sample.module}']")
        [code] = box.cssselect("pre code")
        own = [found for found in findings if found.path == sample.path]
        marks = {it.get("id"): it for it in code.cssselect("mark")}
        messages = dict[int, str]()
        for entry in box.cssselect(".flagged__message"):
            [back] = entry.cssselect("a")
            mark = marks.pop(back.get("href")[1:])
            line, column = position(mark, code)
            assert (line, column) in {(found.line, found.column) for found in own}
            assert back.text == f"Line {line}"
            [there] = mark.cssselect("a")
            assert there.get("href") == f"#{entry.get('id')}"
            messages[line] = f"{messages.get(line, '')} {entry.text_content()}"
        assert not marks
        assert [it for it in own if it.message not in messages.get(it.line, "")] == []


@each_package
def test_a_rules_page_begins_with_bad_and_good_and_how_to_fix_it(
    package: RulePackage, site: BuiltSite
) -> None:
    article = site.page(f"docs/rules/{package.rule.id}.md").article
    [first] = article.cssselect(".instead")
    modules = first.xpath(".//@data-module")
    assert modules == [package.invalid_samples[0].module, package.good]
    assert [it.get("id") for it in article.cssselect("h2")][:2] == ["fix", "suppress"]
    comment = f"# dto: ignore[{package.rule.id}] the reason"
    assert (comment in article.text_content()) is (package.rule.id != "DTO901")
