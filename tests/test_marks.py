"""What stylesheets write: the marks of samples, and labels of cells; in a real browser."""

from collections.abc import Sequence

import pytest
from browser_setup import DESKTOP, PHONE
from handbook_site import BuiltSite, fail_with, what_is
from handbook_site import Page as Source
from playwright.sync_api import BrowserContext

MARKS = """() => [...document.querySelectorAll(".sample[data-module]")].map((sample) => {
  const mark = getComputedStyle(sample.querySelector(".filename"), "::before");
  const isSeen = mark.display !== "none" && mark.visibility === "visible" && mark.opacity !== "0";
  const isInstead = Boolean(sample.closest("#samples-good"));
  return [sample.dataset.module, isInstead, isSeen && mark.content !== "none" ? mark.content : ""];
})"""


def test_a_bad_sample_and_what_to_write_instead_have_a_mark_and_no_other_has_one(
    context: BrowserContext, site: BuiltSite, walked: Sequence[Source], address: str
) -> None:
    page, problems, seen = context.new_page(), list[str](), set[str]()
    for source in (it for it in walked if it.article.cssselect(".sample[data-module]")):
        page.goto(address + source.built.relative_to(site.folder).parent.as_posix() + "/")
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            for module, is_instead, mark in page.evaluate(MARKS):
                seen.add(mark)
                is_bad = what_is(module) == "Bad"
                if mark != ('"Bad"' if is_bad else '"Good"' if is_instead else ""):
                    problems.append(
                        f"{source.where(module)}: {module} is marked {mark or 'by nothing'}"
                    )
    page.close()
    fail_with(problems)
    assert seen == {"", '"Bad"', '"Good"'}, "no sample of each kind was looked at"


LABELS = """() => [...document.querySelectorAll("table")].map((table) => {
  const text = (cell) => cell.textContent.trim();
  const label = (cell) => getComputedStyle(cell, "::before").content.replace(/^"|: "$/g, "");
  return [
    [...table.tHead.rows[0].cells].map(text),
    [...table.tBodies[0].rows].map((row) => [...row.cells].map(label)),
  ];
})"""


@pytest.mark.parametrize("name", ["rules", "traceability"])
def test_on_a_phone_each_cell_of_a_wide_table_is_labelled_as_its_column_is(
    context: BrowserContext, address: str, name: str
) -> None:
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"{address}{name}/")
    [(heads, rows)] = page.evaluate(LABELS)
    page.close()
    labelled = [label != "none" for label in rows[0]]
    assert sum(labelled) == 3
    expected = [
        head if is_labelled else "none" for head, is_labelled in zip(heads, labelled, strict=True)
    ]
    assert [row for row in rows if row != expected] == []
