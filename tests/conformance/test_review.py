"""The comments that a reviewer copies, as they stand in the built site."""

from collections.abc import Iterator

import pytest
from handbook_site import BuiltSite, parsed
from lxml import html

from dto_handbook.guideline.clauses import CLAUSES, Clause
from dto_handbook.guideline.review_comment import clause_comment, rule_comment
from dto_handbook.linter.rule import Rule
from dto_handbook.rules.registry import rules


def headings(site: BuiltSite, attribute: str) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield the headings with an attribute, each with its page's canonical address."""
    for page in site.pages:
        found = page.article.cssselect(f"[{attribute}]")
        if found:
            [address] = parsed(page.built).xpath("//link[@rel='canonical']/@href")
            yield from ((address, heading) for heading in found)


def test_every_heading_of_a_clause_has_the_comment_on_it(site: BuiltSite) -> None:
    clauses = {clause.id: clause for clause in CLAUSES}
    for address, heading in headings(site, "data-clause"):
        clause = clauses[heading.get("data-clause")]
        expected = clause_comment(clause, f"{address}#{heading.get('id')}")
        assert heading.get("data-review") == expected


def test_every_page_of_a_rule_has_the_comment_on_it_and_shows_it(site: BuiltSite) -> None:
    for rule in rules():
        page = site.page(f"docs/rules/{rule.id}.md")
        [address] = parsed(page.built).xpath("//link[@rel='canonical']/@href")
        assert address.endswith(f"/rules/{rule.id}/")
        comment = rule_comment(rule, address)
        found = page.article.xpath(f".//*[@data-rule='{rule.id}']/@data-review")
        assert found == [comment, comment], "on the page's title, and in review"
        [shown] = page.article.cssselect(".review > code")
        assert shown.text_content() == comment


def test_a_guidelines_heading_that_is_about_some_rules_has_the_comments_on_them(
    site: BuiltSite,
) -> None:
    about = {rule.id: rule for rule in rules()}
    found = set[str]()
    for address, heading in headings(site, "data-rule"):
        if "/rules/" in address:
            continue
        ids, link = heading.get("data-rule").split(), f"{address}#{heading.get('id')}"
        found.update(ids)
        comments = [rule_comment(about[id], link) for id in ids]
        assert heading.get("data-review") == "\n".join(comments)
        [checked] = heading.xpath("following-sibling::p[1][@class='checked']")
        assert checked.text_content() == f"Checked by {', '.join(ids)}"
    assert {"DTO202", "DTO302", "DTO503", "DTO602"} <= found


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_the_comment_on_a_rule_is_one_line_that_says_what_and_how(rule: type[Rule]) -> None:
    comment = rule_comment(rule, "https://example.org/")
    head = f"[{rule.id}](https://example.org/): {rule.summary()} "
    fix = comment.removeprefix(head)
    assert comment.startswith(head)
    assert " ".join(rule.sections()["How to fix"].split()).startswith(fix)
    assert fix.endswith(".")
    assert fix.count("`") % 2 == 0, "a sentence was cut inside of code"
    assert "\n" not in comment


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_the_comment_on_a_clause_says_how_to_fix_it(clause: Clause) -> None:
    assert clause.fix.endswith(".")
    assert clause.fix[0].isupper()
    assert clause_comment(clause) == f"{clause.id}: {clause.statement} {clause.fix}"
